//! A bar on stderr, if that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// Counts `things`, of which so many are to come, if that is known.
pub(crate) fn bar(expected: Option<usize>, things: &str) -> ProgressBar {
    match expected {
        Some(count) => styled(
            ProgressBar::new(count as u64),
            &format!("{{bar:40}} {{human_pos}}/{{human_len}} {things}, {{per_sec}}, {{eta}} left"),
        ),
        None => styled(
            ProgressBar::no_length(),
            &format!("{{spinner}} {{human_pos}} {things}, {{per_sec}}, {{elapsed}}"),
        ),
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
