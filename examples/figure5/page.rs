//! The files: a picture a product, all of them in one, and a page.

use crate::panel::Panel;
use crate::text::escaped;

const SPACE: usize = 16;
const FONT: &str =
    "font-family=\"'Noto Sans', 'Noto Sans CJK SC', 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif\"";

/// Names and contents.
pub(crate) fn files(panels: &[Panel], columns: usize) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = panels
        .iter()
        .zip(1..)
        .map(|(panel, number)| {
            let svg = svg(panel.width, panel.height, &panel.content);
            (format!("{number:03}-{}.svg", plain(&panel.sku)), svg)
        })
        .collect();
    files.push(("figure5.svg".to_owned(), figure(panels, columns)));
    files.push(("index.html".to_owned(), html(panels)));
    files
}

/// A SKU as a part of a file's name.
fn plain(sku: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    sku.chars().take(60).map(letter).collect()
}

fn svg(width: usize, height: usize, content: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" {FONT}>\n{content}</svg>\n"
    )
}

fn figure(panels: &[Panel], columns: usize) -> String {
    let columns = columns.clamp(1, panels.len().max(1));
    let width = panels.iter().map(|panel| panel.width).max().unwrap_or(0) + SPACE;
    let height = panels.iter().map(|panel| panel.height).max().unwrap_or(0) + SPACE;
    let mut content = String::new();
    for (place, panel) in panels.iter().enumerate() {
        let (x, y) = (SPACE + place % columns * width, SPACE + place / columns * height);
        content += &format!("<g transform=\"translate({x} {y})\">\n{}</g>\n", panel.content);
    }
    let rows = panels.len().div_ceil(columns);
    svg(SPACE + columns * width, SPACE + rows * height, &content)
}

/// Holds no script, and forbids scripts and the network.
fn html(panels: &[Panel]) -> String {
    let mut figures = String::new();
    for panel in panels {
        let (label, drawing) = (escaped(&panel.sku), svg(panel.width, panel.height, &panel.content));
        figures += &format!("<figure aria-label=\"{label}\">\n{drawing}</figure>\n");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Good and bad sequences</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Good and bad sequences</h1>\n<p>{INTRODUCTION}</p>\n\
         <main>\n{figures}</main>\n</body>\n</html>\n"
    )
}

const STYLE: &str = "body{margin:2rem;background:#f2f4f7;color:#1b2430;font:15px/1.5 system-ui,sans-serif}\
    h1{font-size:1.4rem;margin:0 0 .3rem}p{margin:0 0 1.2rem;max-width:60rem;color:#4a5463}\
    main{display:flex;flex-wrap:wrap;gap:16px}figure{margin:0}svg{max-width:100%;height:auto}";

const INTRODUCTION: &str = "Of every product the sequence that the framework chooses, and the one of all orders of its \
    candidates that is least likely to be accepted. Above each row is p, the probability that a reviewer accepts the \
    sequence; below it the likeliest rule that it breaks, and the feedback that the model writes.";
