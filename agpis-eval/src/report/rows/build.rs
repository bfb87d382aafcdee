//! From evaluations to rows.

use agpis_core::{Class, RuleCategory, RuleSet};

use super::{
    CategoryRow, ClassRow, ComparisonRow, DifferenceRow, EstimateRow, FactRow, MetricRow, ModelRow,
    ReliabilityRow, ReportFile, RunsRow, SubmissionRow, SystemFileRow,
};
use crate::report::{Model, NamedComparison, NamedSystem, Report, mistakes};
use crate::{
    Bootstrap, ClassResult, Difference, Estimate, Evaluation, Level, Metric, Proportion, ReliabilityBin,
    Runs, SystemRow,
};

const VERSION: u32 = 1;

impl ReportFile {
    pub(in crate::report) fn new(report: &Report<'_>) -> Self {
        let bootstrap =
            report.models.first().map_or_else(Bootstrap::default, |model| model.evaluation.bootstrap);
        let fact = |(name, value): &(String, String)| FactRow { name: name.clone(), value: value.clone() };
        Self {
            version: VERSION,
            title: report.title.clone(),
            facts: report.facts.iter().map(fact).collect(),
            level: six(bootstrap.level().get()),
            resamples: bootstrap.resamples(),
            bootstrap_seed: bootstrap.seed(),
            models: report.models.iter().map(|model| ModelRow::new(report, model)).collect(),
            comparisons: report.comparisons.iter().map(ComparisonRow::new).collect(),
            systems: report.systems.iter().map(SystemFileRow::new).collect(),
            threshold: six(report.threshold),
        }
    }
}

impl ModelRow {
    fn new(report: &Report<'_>, model: &Model<'_>) -> Self {
        let evaluation = &model.evaluation;
        let rules = report.rules;
        let [accepts, rejects] = mistakes::worst(model.predictions, report.worst, report.threshold);
        let mistakes = |rows: Vec<_>| rows.into_iter().map(|row| mistakes::row(row, rules)).collect();
        Self {
            name: model.name.clone(),
            rows: evaluation.rows,
            skus: evaluation.skus,
            qualified: evaluation.qualified,
            metrics: evaluation.metrics.iter().map(metric).collect(),
            categories: categories(evaluation, rules),
            classes: evaluation.classes.iter().map(|class| ClassRow::new(class, rules)).collect(),
            class_accuracy: evaluation.class_accuracy.all.map(Into::into),
            class_accuracy_rejected: evaluation.class_accuracy.rejected.map(Into::into),
            calibration_error: six(evaluation.calibration.expected_error),
            brier: evaluation.brier.map(Into::into),
            reliability: evaluation.calibration.bins.iter().map(ReliabilityRow::new).collect(),
            feedback_rows: evaluation.feedback.rows,
            feedback_naming_rows: evaluation.feedback.naming_rows,
            same_rule: evaluation.feedback.same_rule.map(Into::into),
            rouge_l: evaluation.feedback.rouge_l.map(Into::into),
            wrong_accepts: mistakes(accepts),
            wrong_rejects: mistakes(rejects),
        }
    }
}

fn metric((metric, estimate): &(Metric, Option<Estimate>)) -> MetricRow {
    MetricRow { metric: metric.id().to_owned(), name: metric.to_string(), estimate: estimate.map(Into::into) }
}

fn categories(evaluation: &Evaluation, rules: &RuleSet) -> Vec<CategoryRow> {
    let of_category = |(metric, estimate): &(Metric, Option<Estimate>)| {
        let category = metric.category()?;
        let members =
            evaluation.classes.iter().filter(|class| category_of(class.class, rules) == Some(category));
        Some(CategoryRow {
            category: id_of(category).to_owned(),
            rows: members.map(|class| class.rows).sum(),
            auc: estimate.map(Into::into),
        })
    };
    evaluation.metrics.iter().filter_map(of_category).collect()
}

fn category_of(class: usize, rules: &RuleSet) -> Option<RuleCategory> {
    match rules.class(class) {
        Some(Class::Rule(rule)) => Some(rule.category),
        _ => None,
    }
}

fn id_of(category: RuleCategory) -> &'static str {
    match category {
        RuleCategory::SingleImage => "single_image",
        RuleCategory::ImagePair => "image_pair",
        RuleCategory::MultiImage => "multi_image",
    }
}

impl ClassRow {
    fn new(result: &ClassResult, rules: &RuleSet) -> Self {
        let class = rules.class(result.class);
        let name = match class {
            Some(Class::Rule(rule)) => rule.name.clone(),
            _ => "other".to_owned(),
        };
        Self {
            class: class.map_or_else(|| result.class.to_string(), |class| class.id().to_owned()),
            name,
            category: category_of(result.class, rules).map(|category| id_of(category).to_owned()),
            rows: result.rows,
            auc: result.auc.map(Into::into),
        }
    }
}

impl ReliabilityRow {
    fn new(bin: &ReliabilityBin) -> Self {
        Self {
            low: six(bin.low),
            high: six(bin.high),
            rows: bin.rows,
            predicted: six(bin.predicted),
            observed: six(bin.observed),
        }
    }
}

impl ComparisonRow {
    fn new(named: &NamedComparison) -> Self {
        Self {
            reference: named.reference.clone(),
            model: named.model.clone(),
            rows: named.comparison.rows,
            skus: named.comparison.skus,
            differences: named.comparison.differences.iter().map(DifferenceRow::new).collect(),
        }
    }
}

impl DifferenceRow {
    fn new(difference: &Difference) -> Self {
        Self {
            metric: difference.metric.id().to_owned(),
            name: difference.metric.to_string(),
            reference: RunsRow::new(&difference.reference),
            model: RunsRow::new(&difference.model),
            difference: difference.difference.into(),
            above_zero: difference.above_zero.map(six),
            seed_standard_error: difference.seed_standard_error().map(six),
        }
    }
}

impl RunsRow {
    fn new(runs: &Runs) -> Self {
        Self {
            values: runs.values().iter().copied().map(six).collect(),
            mean: six(runs.mean()),
            standard_deviation: runs.standard_deviation().map(six),
        }
    }
}

impl SystemFileRow {
    fn new(named: &NamedSystem) -> Self {
        Self {
            name: named.name.clone(),
            level: six(named.level.get()),
            submissions: named.table.rows.iter().map(|row| SubmissionRow::new(row, named.level)).collect(),
        }
    }
}

impl SubmissionRow {
    fn new(row: &SystemRow, level: Level) -> Self {
        let share = |proportion: Proportion| {
            let estimate = Estimate { value: proportion.rate()?, interval: proportion.wilson(level) };
            Some(estimate.into())
        };
        Self {
            threshold: row.threshold.map(six),
            products: row.submitted.trials(),
            submitted: row.submitted.successes(),
            submitted_share: share(row.submitted),
            rejected: row.rejected.successes(),
            reject_rate: share(row.rejected),
        }
    }
}

impl From<Estimate> for EstimateRow {
    fn from(estimate: Estimate) -> Self {
        Self {
            value: six(estimate.value),
            low: estimate.interval.map(|interval| six(interval.low)),
            high: estimate.interval.map(|interval| six(interval.high)),
        }
    }
}

/// Six decimals: more are noise, and would differ between machines.
pub(in crate::report) fn six(value: f64) -> f64 {
    // Adding zero makes -0 a 0.
    (value * 1e6).round() / 1e6 + 0.0
}
