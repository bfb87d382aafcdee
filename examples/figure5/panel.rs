//! One product as a picture: two rows of thumbnails with what the model says of them.

use std::fmt::Write;

use agpis::Product;
use agpis::core::Candidate;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::pick::Shown;
use crate::pixels;
use crate::text::{escaped, wrapped};

const THUMBNAIL: usize = 168;
const GAP: usize = 10;
const MARGIN: usize = 18;
const TITLE: usize = 66;
/// A row without its thumbnails: p above, rule and feedback below.
const ABOVE: usize = 40;
const BELOW: usize = 78;
const LETTER: f64 = 6.6;
/// Sharp on screens with two pixels a point.
const PIXELS: u32 = 336;

/// A finished picture.
pub(crate) struct Panel {
    pub(crate) sku: String,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// What is inside the `svg` element.
    pub(crate) content: String,
}

impl Panel {
    pub(crate) fn new(product: &Product, good: &Shown, bad: &Shown) -> Result<Self, image::ImageError> {
        let length = good.images.len().max(bad.images.len());
        let width = 2 * MARGIN + (length * (THUMBNAIL + GAP)).saturating_sub(GAP);
        let row = ABOVE + THUMBNAIL + BELOW;
        let height = MARGIN + TITLE + 2 * row;
        let mut content = frame(width, height) + &title(product, width);
        content += &sequence(good, "good", MARGIN + TITLE, width)?;
        content += &sequence(bad, "bad", MARGIN + TITLE + row, width)?;
        Ok(Self { sku: product.id().to_string(), width, height, content })
    }
}

fn frame(width: usize, height: usize) -> String {
    let (width, height) = (width - 1, height - 1);
    format!(
        "<rect x=\"0.5\" y=\"0.5\" width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#fff\" stroke=\"#d8dde6\"/>\n"
    )
}

fn title(product: &Product, width: usize) -> String {
    let room = (width - 2 * MARGIN) as f64;
    let mut lines = wrapped(product.title(), (room / 9.7) as usize, 2);
    if lines.iter().all(String::is_empty) {
        lines = vec!["(no title)".to_owned()];
    }
    let mut all = String::new();
    for (line, place) in lines.iter().zip(0..) {
        all += &words(line, [MARGIN, MARGIN + 14 + 20 * place], "16", "#1b2430", "font-weight=\"600\"");
    }
    let sku = wrapped(product.id().as_str(), (room / LETTER) as usize, 1).concat();
    all + &words(&sku, [MARGIN, MARGIN + 14 + 20 * lines.len()], "12", "#76808f", "")
}

fn sequence(shown: &Shown, kind: &str, top: usize, width: usize) -> Result<String, image::ImageError> {
    let (ink, ground) = if kind == "good" { ("#156f3d", "#e2f4e8") } else { ("#a8201a", "#fbe4e1") };
    let mut all = format!(
        "<rect x=\"{MARGIN}\" y=\"{y}\" width=\"{chip}\" height=\"26\" rx=\"13\" fill=\"{ground}\"/>\n",
        y = top + 4,
        chip = if kind == "good" { 184 } else { 172 },
    );
    let p = format!("{kind}   p = {:.4}", shown.p_qualified);
    let style = "font-weight=\"600\" xml:space=\"preserve\"";
    all += &words(&p, [MARGIN + 14, top + 22], "15", ink, style);
    for (place, candidate) in shown.images.iter().enumerate() {
        all += &thumbnail(candidate, place, top + ABOVE)?;
    }
    let room = ((width - 2 * MARGIN) as f64 / LETTER) as usize;
    let under = top + ABOVE + THUMBNAIL + 20;
    let rule = format!("likeliest rule: {}, p = {:.4}", shown.rule, shown.p_rule);
    let feedback = if shown.feedback.is_empty() { "–" } else { &shown.feedback };
    let mut lines = wrapped(&rule, room, 1);
    lines.extend(wrapped(&format!("feedback: {feedback}"), room, 2));
    for (line, place) in lines.iter().zip(0..) {
        all += &words(
            line,
            [MARGIN, under + 18 * place],
            "13",
            if place == 0 { "#1b2430" } else { "#4a5463" },
            "",
        );
    }
    Ok(all)
}

fn thumbnail(candidate: &Candidate, place: usize, top: usize) -> Result<String, image::ImageError> {
    let data = STANDARD.encode(pixels::thumbnail(&candidate.image, PIXELS)?);
    let left = MARGIN + place * (THUMBNAIL + GAP);
    let mut all = String::new();
    let side = THUMBNAIL;
    _ = writeln!(
        all,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" fill=\"#f5f6f8\"/>\
         <image x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" href=\"data:image/jpeg;base64,{data}\">\
         <title>{}</title></image>\
         <rect x=\"{left}.5\" y=\"{top}.5\" width=\"{edge}\" height=\"{edge}\" fill=\"none\" stroke=\"#c9d0da\"/>",
        escaped(candidate.id.as_str()),
        edge = side - 1,
    );
    Ok(all)
}

fn words(text: &str, [x, y]: [usize; 2], size: &str, colour: &str, more: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\" {more}>{}</text>\n",
        escaped(text)
    )
}
