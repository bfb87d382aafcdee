//! What the trained model is worth.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use agpis::Image;
use agpis_eval::{Evaluation, Evaluator, Metric, Prediction, Report};
use agpis_train::experiment::{Data, Experiment, Finished};
use image::{ExtendedColorType, ImageFormat};

/// Writes `report.json`, `report.md` and `report.html`, and gives the metrics as lines.
pub(crate) fn write(
    experiment: &Experiment,
    data: &Data,
    finished: &Finished,
    folder: &Path,
) -> Result<String, Box<dyn Error>> {
    let evaluator = Evaluator::new(&data.rules).with_named_by(|text| data.names.first_named(text));
    let evaluation = evaluator.evaluate(&finished.predictions)?;
    let said = metrics(&evaluation);
    let report = Report::new(&experiment.name, &data.rules)
        .with_fact("seed", experiment.train.seed.to_string())
        .with_fact("step of the model", finished.step.to_string())
        .with_fact("learned values", finished.parameters.to_string())
        .with_fact("training examples", data.train.examples().len().to_string());
    let report = match &data.ceiling {
        Some(ceiling) => report.with_fact("AUC of the truth itself", format!("{:.4}", ceiling.of_truth)),
        None => report,
    };
    let report = data.notes.iter().fold(report, |report, note| report.with_fact("of the data", note));
    let report = report.with_model(&experiment.name, &finished.predictions, evaluation);
    let examples = data.test.examples();
    let places: HashMap<&str, usize> =
        examples.iter().enumerate().map(|(place, example)| (example.id.as_str(), place)).collect();
    // A picture that cannot be had is left out: the report is of more than pictures.
    let pictures = |row: &Prediction| {
        let images = data.test.images(*places.get(row.id.as_str())?).ok()?;
        images.iter().map(png).collect::<Option<Vec<Vec<u8>>>>()
    };
    for (name, text) in [
        ("report.json", report.json()?),
        ("report.md", report.markdown()?),
        ("report.html", report.html(&pictures)?),
    ] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(said)
}

fn metrics(evaluation: &Evaluation) -> String {
    let mut lines = String::new();
    for metric in Metric::ALL {
        let value = match evaluation.metric(metric) {
            Some(estimate) => match estimate.interval {
                Some(interval) => {
                    format!("{:.3}  ({:.3} to {:.3})", estimate.value, interval.low, interval.high)
                }
                None => format!("{:.3}", estimate.value),
            },
            None => "not defined on these sequences".to_owned(),
        };
        // A text takes all.
        let _ = writeln!(lines, "{:12} {value}", metric.to_string());
    }
    lines
}

fn png(image: &Image) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    let (width, height) = (image.width(), image.height());
    let kind = ExtendedColorType::Rgb8;
    image::write_buffer_with_format(&mut bytes, image.pixels(), width, height, kind, ImageFormat::Png)
        .ok()?;
    Some(bytes.into_inner())
}
