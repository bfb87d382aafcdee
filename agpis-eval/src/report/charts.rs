//! The charts of a report, all models in one.

use super::{Model, Report, ReportError};
use crate::{Chart, Corner, Metric, Ranking, Series, precision_recall_curve, roc_curve, thin};

/// Curves are thinned to about a pixel.
const STEP: f64 = 1.0 / 500.0;

pub(super) fn roc(report: &Report<'_>) -> Result<String, ReportError> {
    let chance = Series::reference("chance", [(0.0, 0.0), (1.0, 1.0)]);
    let curves = report.models.iter().filter_map(|model| {
        let points = roc_curve(&Ranking::of(model.predictions)?)?;
        Some(Series::line(name_with_auc(model), thin(&points, STEP)))
    });
    let series: Vec<Series> = curves.chain([chance]).collect();
    let chart = Chart::new("ROC", "rejected sequences accepted", "qualified sequences accepted");
    Ok(chart.of_shares().with_legend(Corner::LowerRight).svg(&series)?)
}

pub(super) fn precision_recall(report: &Report<'_>) -> Result<String, ReportError> {
    let share = report
        .models
        .first()
        .map_or(0.0, |model| model.evaluation.qualified as f64 / model.evaluation.rows.max(1) as f64);
    let all = Series::reference("accept all", [(0.0, share), (1.0, share)]);
    let curves = report.models.iter().filter_map(|model| {
        let points = precision_recall_curve(&Ranking::of(model.predictions)?)?;
        Some(Series::steps(model.name.clone(), thin(&points, STEP)))
    });
    let series: Vec<Series> = curves.chain([all]).collect();
    let chart = Chart::new("Precision and recall", "recall of qualified sequences", "precision");
    Ok(chart.of_shares().with_legend(Corner::LowerLeft).svg(&series)?)
}

pub(super) fn reliability(report: &Report<'_>) -> Result<String, ReportError> {
    let perfect = Series::reference("perfectly calibrated", [(0.0, 0.0), (1.0, 1.0)]);
    let curves = report.models.iter().map(|model| {
        let bins = model.evaluation.calibration.bins.iter().filter(|bin| bin.rows > 0);
        let points: Vec<_> = bins.map(|bin| (bin.predicted, bin.observed)).collect();
        Series::marked(model.name.clone(), points)
    });
    let series: Vec<Series> = curves.chain([perfect]).collect();
    let chart = Chart::new("Reliability", "mean predicted probability", "share of qualified sequences");
    Ok(chart.of_shares().with_legend(Corner::LowerRight).svg(&series)?)
}

fn name_with_auc(model: &Model<'_>) -> String {
    match model.evaluation.metric(Metric::Auc) {
        Some(auc) => format!("{} (AUC {:.3})", model.name, auc.value),
        None => model.name.clone(),
    }
}
