//! The bundle's models and what they say.

use std::error::Error;
use std::sync::Arc;

use agpis::core::Candidate;
use agpis::dedup::DuplicateDetector;
use agpis::muisc::{MuiscClassifier, Thresholds};
use agpis::vision::BinaryClassifier;
use agpis::{Agpis, Classifier, Image, Probability, ProductId, RuleSet, Sequence};

use crate::kind::Kind;
use crate::scored::Scored;
use crate::sequences::Made;
use crate::singles::Single;

/// Sequences and pictures that are judged in one call.
const BATCH: usize = 64;

/// Everything that a bundle has.
pub(crate) struct Models {
    muisc: MuiscClassifier,
    compliance: BinaryClassifier,
    primary: BinaryClassifier,
    pub(crate) duplicates: DuplicateDetector,
    rules: RuleSet,
    pub(crate) thresholds: Thresholds,
}

impl Models {
    pub(crate) fn of(agpis: &Agpis) -> Self {
        Self {
            muisc: agpis.sequence_classifier().with_feedback(true),
            compliance: agpis.compliance_classifier(),
            primary: agpis.primary_classifier(),
            duplicates: DuplicateDetector::new(Arc::new(agpis.patch_embedder())),
            rules: agpis.rules().clone(),
            thresholds: agpis.bundle().manifest.thresholds,
        }
    }

    /// K^t.
    pub(crate) fn length(&self) -> usize {
        self.muisc.sequence_length()
    }

    /// What MUIsC says of sequences; classes are those of `rules`, by their ids.
    pub(crate) fn judge(&self, all: &[Made], rules: &RuleSet) -> Result<Scored, Box<dyn Error>> {
        let mut scored = Scored::default();
        for batch in all.chunks(BATCH) {
            let sequences = batch.iter().map(sequence).collect::<Result<Vec<_>, _>>()?;
            for (made, judgement) in batch.iter().zip(self.muisc.classify(&sequences)?) {
                let p = judgement.class_probabilities.p_qualified().get();
                let pictures = made.images.iter().map(|image| image.image.clone()).collect();
                let passes = p > self.thresholds.submission;
                let row = scored.add((&made.id, &made.sku, made.kind), p, passes, pictures, rules);
                row.predicted = Some(self.translated(judgement.class_probabilities.most_likely(), rules));
                row.written = judgement.feedback;
                row.feedback =
                    Some(made.kind.map_or_else(|| "yes".to_owned(), |k| k.feedback(rules, &made.concerned)));
            }
        }
        Ok(scored)
    }

    /// A class of the bundle as one of `rules`.
    fn translated(&self, class: usize, rules: &RuleSet) -> usize {
        let same = |class: agpis::core::Class<'_>| match class {
            agpis::core::Class::Qualified => Some(0),
            other => rules.class_of(other.id()),
        };
        self.rules.class(class).and_then(same).unwrap_or(rules.other())
    }

    /// 1 − p^nc of pictures; close-ups are no fault of a picture by itself.
    pub(crate) fn compliance(&self, all: &[Single], rules: &RuleSet) -> Result<Scored, Box<dyn Error>> {
        let rows: Vec<&Single> =
            all.iter().filter(|single| single.kind != Some(Kind::CloseUpFirst)).collect();
        let threshold = self.thresholds.non_compliant;
        score(&self.compliance, &rows, rules, |p| (1.0 - p, p <= threshold))
    }

    /// p^primary of first photographs, as they are and spoilt.
    pub(crate) fn primary(&self, all: &[Single], rules: &RuleSet) -> Result<Scored, Box<dyn Error>> {
        let rows: Vec<&Single> = all.iter().filter(|single| single.is_first).collect();
        let threshold = self.thresholds.primary;
        score(&self.primary, &rows, rules, |p| (p, p > threshold))
    }
}

fn sequence(made: &Made) -> Result<Sequence, Box<dyn Error>> {
    let images: Vec<Candidate> = made.images.clone();
    Ok(Sequence::new(ProductId::new(made.sku.as_str())?, made.title.as_str(), images)?)
}

/// `read` tells of a model's output how qualified that is, and whether it passes.
fn score(
    model: &BinaryClassifier,
    all: &[&Single],
    rules: &RuleSet,
    read: impl Fn(f32) -> (f32, bool),
) -> Result<Scored, Box<dyn Error>> {
    let mut scored = Scored::default();
    for batch in all.chunks(BATCH) {
        let images: Vec<Image> = batch.iter().map(|single| single.picture.image.clone()).collect();
        let said: Vec<Probability> = model.classify(&images)?;
        for ((single, image), p) in batch.iter().zip(images).zip(said) {
            let (p, passes) = read(p.get());
            scored.add((&single.id, &single.sku, single.kind), p, passes, vec![image], rules);
        }
    }
    Ok(scored)
}
