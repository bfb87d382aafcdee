//! All checks in short, as Markdown.

use std::fmt::Write;

use agpis_eval::{Estimate, Metric};

use crate::args::Args;
use crate::photos::Photos;
use crate::report::Line;

/// Tables of areas with their intervals.
pub(crate) fn text(lines: &[Line], photos: &[Photos], args: &Args) -> String {
    let pictures: usize = photos.iter().map(|photos| photos.pictures.len()).sum();
    let mut text = format!(
        "# Photographs\n\n{} products with {pictures} photographs, seed {}. AUC of untouched against violated, with 90 % \
         intervals by resampling products. \"At the threshold\" is the bundle's own: untouched ones that it stops, and \
         violated ones.\n\n| check | products | untouched | violated | AUC | single | pair | multi | false alarms | caught |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        photos.len(),
        args.seed
    );
    for line in lines {
        row(&mut text, line);
    }
    text.push_str("\n| check | violation | number | AUC |\n|---|---|---|---|\n");
    let rules = agpis_bench::rules();
    for line in lines {
        for class in line.evaluation.iter().flat_map(|e| &e.classes).filter(|class| class.rows > 0) {
            let name = rules.class(class.class).map_or_else(String::new, |class| class.to_string());
            _ = writeln!(text, "| {} | {name} | {} | {} |", line.name, class.rows, number(class.auc));
        }
    }
    text
}

fn row(text: &mut String, line: &Line) {
    let Some(evaluation) = &line.evaluation else {
        _ = writeln!(text, "| {} | 0 | 0 | 0 | | | | | | |", line.title);
        return;
    };
    let violated = evaluation.rows - evaluation.qualified;
    let auc = |metric| number(evaluation.metric(metric));
    _ = writeln!(
        text,
        "| {} | {} | {} | {violated} | {} | {} | {} | {} | {} of {} | {} of {violated} |",
        line.title,
        evaluation.skus,
        evaluation.qualified,
        auc(Metric::Auc),
        auc(Metric::AucSingle),
        auc(Metric::AucPair),
        auc(Metric::AucMulti),
        line.stopped[0],
        evaluation.qualified,
        line.stopped[1],
    );
}

fn number(estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate else { return "–".to_owned() };
    let interval = estimate.interval.map_or(String::new(), |i| format!(" ({:.3} to {:.3})", i.low, i.high));
    format!("{:.3}{interval}", estimate.value)
}
