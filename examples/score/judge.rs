//! The model, and rows of what it says.

use agpis::core::Error;
use agpis::muisc::MuiscClassifier;
use agpis::{Classifier, RuleSet};
use agpis_io::ScoreRow;

use crate::args::Args;
use crate::batches::{Batch, Entry};

/// MUIsC, what its classes mean, and what it is asked.
pub(crate) struct Judge {
    classifier: MuiscClassifier,
    rules: RuleSet,
    /// The feedback whose probability is wanted.
    p_nlg: Option<String>,
}

impl Judge {
    /// Keeps of the bundle what sequences need.
    pub(crate) fn open(args: &Args) -> Result<Self, Box<dyn std::error::Error>> {
        let agpis = args.compute.open(&args.model)?;
        let classifier = agpis.sequence_classifier().with_feedback(args.feedback);
        let judge = Self { classifier, rules: agpis.into_bundle().rules, p_nlg: args.p_nlg.clone() };
        // Of no sequence: a feedback without words shows at once.
        judge.rows(Batch::default())?;
        Ok(judge)
    }

    /// K^t.
    pub(crate) fn sequence_length(&self) -> usize {
        self.classifier.sequence_length()
    }

    /// One row for every entry, in order.
    pub(crate) fn rows(&self, batch: Batch) -> Result<Vec<ScoreRow>, Error> {
        let Batch { entries, sequences } = batch;
        let mut judgements = self.classifier.classify(&sequences)?.into_iter();
        let p_nlg = self.p_nlg.as_deref().map(|feedback| self.classifier.p_feedback(&sequences, feedback));
        let mut p_nlg = p_nlg.transpose()?.map(Vec::into_iter);
        let row = |entry| match entry {
            Entry::Row(row) => *row,
            Entry::Sequence(item) => {
                let judgement = judgements.next().expect("one judgement for every sequence");
                let row = ScoreRow::scored(&item, &judgement, &self.rules).with_extra(item.extra);
                match p_nlg.as_mut().and_then(Iterator::next) {
                    Some(p_nlg) => row.with_p_nlg(p_nlg),
                    None => row,
                }
            }
        };
        Ok(entries.into_iter().map(row).collect())
    }
}
