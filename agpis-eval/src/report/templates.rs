//! From data to text: the templates and their filters.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::ReportError;

const TEMPLATES: [(&str, &str); 2] = [
    ("report.html", include_str!("../../templates/report.html")),
    ("report.md", include_str!("../../templates/report.md")),
];

/// HTML is escaped because the template's name ends in `.html`; Markdown has the filter `cell`.
pub(super) fn render(name: &str, data: impl Serialize) -> Result<String, ReportError> {
    let rendered = environment().and_then(|templates| templates.get_template(name)?.render(Serde(data)));
    rendered.map_err(|error| ReportError::Layout(error.into()))
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    templates.set_syntax(syntax.build()?);
    templates.add_filter("fixed", |number: f64| format!("{number:.3}"));
    templates.add_filter("signed", |number: f64| format!("{number:+.3}"));
    templates.add_filter("percent", |share: f64| format!("{:.1}%", share * 100.0));
    // With all of its digits: 99.9% is another level than 99%.
    templates.add_filter("level", |share: f64| format!("{}%", (share * 1e6).round() / 1e4));
    templates.add_filter("cell", |text: String| cell(&text));
    for (name, source) in TEMPLATES {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

/// A text as one cell of a Markdown table, with nothing in it that Markdown or HTML would act on.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    for character in text.chars() {
        match character {
            '<' => cell.push_str("&lt;"),
            '>' => cell.push_str("&gt;"),
            '&' => cell.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' | '!' => cell.extend(['\\', character]),
            _ if character.is_control() => cell.push(' '),
            _ => cell.push(character),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_stays_a_cell() {
        assert_eq!(super::cell("a|b\n<i>_x_</i> [y](z)"), "a\\|b &lt;i&gt;\\_x\\_&lt;/i&gt; \\[y\\](z)");
    }
}
