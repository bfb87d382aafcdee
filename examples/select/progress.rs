//! A bar on stderr, if that is a terminal.

use agpis_io::Catalog;
use indicatif::{ProgressBar, ProgressStyle};

/// For a catalogue, whose length is not known if it is a manifest.
pub(crate) fn bar(catalog: &Catalog) -> ProgressBar {
    match catalog.size_hint() {
        (_, Some(products)) => styled(
            ProgressBar::new(products as u64),
            "{bar:40} {human_pos}/{human_len} products, {per_sec}, {eta} left",
        ),
        _ => styled(ProgressBar::no_length(), "{spinner} {human_pos} products, {per_sec}, {elapsed}"),
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
