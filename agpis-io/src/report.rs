//! `report.html`: one page for people, with nothing outside it and no script in it.
//!
//! Titles and file names come from strangers: the templates escape everything, and the page's own
//! content policy forbids scripts and the network in case they ever did not.

mod alternatives;
mod attention;
mod duplicates;
mod heat;
mod thumbnail;
mod view;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

pub use self::thumbnail::Thumbnails;
use self::view::{HeadView, ProductView};
use crate::output::AtomicFile;
use crate::{OutputError, SelectionRow, Summary};

const TEMPLATES: [(&str, &str); 4] = [
    ("head.html", include_str!("../templates/head.html")),
    ("picture.html", include_str!("../templates/picture.html")),
    ("product.html", include_str!("../templates/product.html")),
    ("foot.html", include_str!("../templates/foot.html")),
];

/// Writes `report.html`, product by product; the page appears under its name when it is finished.
#[derive(Debug)]
pub struct ReportWriter {
    page: AtomicFile,
    /// The products, kept apart until the summary that goes above them is known.
    products: BufWriter<File>,
    templates: Environment<'static>,
    heading: String,
    count: usize,
}

impl ReportWriter {
    /// Starts the page in `folder`, which is made if need be. `heading` says what was run, such as
    /// the input and the model; it may be empty.
    ///
    /// # Errors
    /// If nothing can be written there: worth knowing before any work is done.
    pub fn create(folder: impl AsRef<Path>, heading: impl Into<String>) -> Result<Self, OutputError> {
        let folder = folder.as_ref();
        let page = AtomicFile::create(folder, "report.html")?;
        let products = tempfile::tempfile_in(folder)
            .map_err(|source| OutputError::Folder { folder: folder.to_owned(), source })?;
        let templates = templates().map_err(|error| layout_error(&page, error))?;
        Ok(Self { page, products: BufWriter::new(products), templates, heading: heading.into(), count: 0 })
    }

    /// Adds a product with the thumbnails of its readable candidates.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, row: &SelectionRow, thumbnails: &Thumbnails) -> Result<(), OutputError> {
        self.count += 1;
        let pictures = view::pictures(self.count, row, thumbnails);
        let html = self.render("product.html", ProductView::new(self.count, row, &pictures))?;
        let written = self.products.write_all(html.as_bytes());
        written.map_err(|source| write_error(&self.page, source))
    }

    /// Puts the summary on top, gives the page its name, and returns its path.
    ///
    /// # Errors
    /// If the page cannot be written or renamed.
    pub fn finish(mut self, summary: &Summary) -> Result<PathBuf, OutputError> {
        let head = self.render("head.html", HeadView::new(&self.heading, summary))?;
        let foot = self.render("foot.html", ())?;
        self.page.write(head.as_bytes())?;
        self.copy_products()?;
        self.page.write(foot.as_bytes())?;
        self.page.finish()
    }

    fn copy_products(&mut self) -> Result<(), OutputError> {
        self.products.rewind().map_err(|source| write_error(&self.page, source))?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match self.products.get_mut().read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => self.page.write(&buffer[..length])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(write_error(&self.page, source)),
            }
        }
    }

    fn render(&self, template: &str, data: impl Serialize) -> Result<String, OutputError> {
        let html = self.templates.get_template(template).and_then(|template| template.render(Serde(data)));
        html.map_err(|error| layout_error(&self.page, error))
    }
}

/// Everything is escaped because the templates' names end in `.html`.
fn templates() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    templates.set_syntax(syntax.build()?);
    templates.add_filter("percent", |p: f64| format!("{:.1}", p * 100.0));
    templates.add_filter("fixed", |number: f64| format!("{number:.3}"));
    templates.add_filter("words", |code: String| code.replace('_', " "));
    for (name, source) in TEMPLATES {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

fn write_error(page: &AtomicFile, source: io::Error) -> OutputError {
    OutputError::Write { file: page.path().to_owned(), source }
}

fn layout_error(page: &AtomicFile, error: minijinja::Error) -> OutputError {
    OutputError::Layout { file: page.path().to_owned(), source: error.into() }
}
