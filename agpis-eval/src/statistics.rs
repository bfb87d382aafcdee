//! All numbers of one model's predictions, as functions of how often each SKU counts.

use agpis_core::{Class, RuleCategory, RuleSet};

use crate::feedback::Namer;
use crate::ranking::{Areas, Row};
use crate::{Metric, Prediction, Predictions, Ranking, feedback};

/// Which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statistic {
    Metric(Metric),
    /// Area of the qualified against one class, a rule's or "other".
    Class(usize),
    Mean(Mean),
}

/// A mean over some of the rows, numbered as in [`Mean::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mean {
    /// Whether the most probable class is the reviewer's.
    ClassOfAll,
    /// The same, over the rejected.
    ClassOfRejected,
    /// (p − y)².
    Brier,
    /// Whether the model names the reviewer's rule.
    SameRule,
    /// ROUGE-L F1 of what the model wrote.
    RougeL,
}

impl Mean {
    const ALL: [Self; 5] =
        [Self::ClassOfAll, Self::ClassOfRejected, Self::Brier, Self::SameRule, Self::RougeL];

    /// What `row` adds to the mean, nothing if it is none of its rows.
    fn term(self, row: &Prediction, namer: Namer<'_>) -> Option<f64> {
        let share = |hit: bool| f64::from(u8::from(hit));
        let right_class = || row.predicted.map(|class| share(class == row.label));
        match self {
            Self::ClassOfAll => right_class(),
            Self::ClassOfRejected => right_class().filter(|_| !row.is_qualified()),
            Self::Brier => Some((row.p - share(row.is_qualified())).powi(2)),
            Self::SameRule => feedback::same_rule(row, namer).map(share),
            Self::RougeL => feedback::texts(row).map(|(reviewer, model)| feedback::rouge_l(reviewer, model)),
        }
    }
}

/// Rankings and terms of one model's predictions.
#[derive(Debug)]
pub(crate) struct Statistics {
    by_label: Option<Ranking>,
    by_truth: Option<Ranking>,
    /// Of each class.
    categories: Vec<Option<RuleCategory>>,
    /// SKU and value of each term.
    means: [Vec<(u32, f64)>; Mean::ALL.len()],
}

impl Statistics {
    /// The labels must be classes of `rules`.
    pub(crate) fn new(predictions: &Predictions, rules: &RuleSet, namer: Namer<'_>) -> Self {
        let terms = |mean: Mean| {
            predictions.numbered().filter_map(|(sku, row)| Some((sku, mean.term(row, namer)?))).collect()
        };
        Self { means: Mean::ALL.map(terms), ..Self::rankings(predictions, rules) }
    }

    /// The same without the means, which comparisons do not need.
    pub(crate) fn rankings(predictions: &Predictions, rules: &RuleSet) -> Self {
        let ranked = |class: fn(&Prediction) -> Option<usize>| {
            let row = |(cluster, row): (u32, &Prediction)| {
                Some(Row { score: row.p, cluster, class: u32::try_from(class(row)?).ok()? })
            };
            Ranking::of_rows(predictions.numbered().filter_map(row).collect(), rules.num_classes())
        };
        let category = |class| match rules.class(class) {
            Some(Class::Rule(rule)) => Some(rule.category),
            _ => None,
        };
        Self {
            by_label: ranked(|row| Some(row.label)),
            by_truth: ranked(|row| row.label_true),
            categories: (0..rules.num_classes()).map(category).collect(),
            means: Default::default(),
        }
    }

    /// What [`values`](Self::values) gives, in order.
    pub(crate) fn names(&self) -> Vec<Statistic> {
        let metrics = Metric::ALL.into_iter().map(Statistic::Metric);
        let classes = (1..self.categories.len()).map(Statistic::Class);
        metrics.chain(classes).chain(Mean::ALL.into_iter().map(Statistic::Mean)).collect()
    }

    /// How many rows a mean is over.
    pub(crate) fn terms(&self, mean: Mean) -> usize {
        self.means[mean as usize].len()
    }

    pub(crate) fn num_classes(&self) -> usize {
        self.categories.len()
    }

    /// Every number, if each SKU counts as often as its weight says.
    pub(crate) fn values(&self, weights: &[u32]) -> Vec<Option<f64>> {
        let areas = self.by_label.as_ref().map(|ranking| ranking.areas(weights));
        let of_class = |class: usize| areas.as_ref()?.of(|other| other == class);
        let mut values = self.metrics_given(areas.as_ref(), weights);
        values.extend((1..self.categories.len()).map(of_class));
        values.extend(self.means.iter().map(|terms| weighted_mean(terms, weights)));
        values
    }

    /// The metrics alone, as [`Metric::ALL`].
    pub(crate) fn metrics(&self, weights: &[u32]) -> Vec<Option<f64>> {
        let areas = self.by_label.as_ref().map(|ranking| ranking.areas(weights));
        self.metrics_given(areas.as_ref(), weights)
    }

    fn metrics_given(&self, areas: Option<&Areas>, weights: &[u32]) -> Vec<Option<f64>> {
        let recalls = self.by_label.as_ref().and_then(|ranking| ranking.recalls(weights, [0.8, 0.85, 0.9]));
        let value = |metric: Metric| match metric {
            Metric::Auc => areas?.of(|_| true),
            Metric::Recall80 => recalls.map(|at| at[0]),
            Metric::Recall85 => recalls.map(|at| at[1]),
            Metric::Recall90 => recalls.map(|at| at[2]),
            Metric::AucSingle | Metric::AucPair | Metric::AucMulti => {
                areas?.of(|class| self.categories[class] == metric.category())
            }
            Metric::AucTrue => self.by_truth.as_ref()?.auc(weights),
        };
        Metric::ALL.into_iter().map(value).collect()
    }
}

fn weighted_mean(terms: &[(u32, f64)], weights: &[u32]) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0u64);
    for (sku, value) in terms {
        let weight = weights[*sku as usize];
        sum += f64::from(weight) * value;
        count += u64::from(weight);
    }
    (count > 0).then(|| sum / count as f64)
}
