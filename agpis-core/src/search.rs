//! The best sequence instead of a random one: §5.1, "select among multiple candidates instead of just
//! evaluating one".

mod orders;
mod scores;

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroUsize;

use self::orders::{Order, Orders};
use self::scores::Scores;
use crate::{
    Assessment, ClassProbabilities, Error, ImageId, Judgement, Outcome, Probability, Selection, Sequence,
    SequenceClassifier, SequenceScorer, Shortlist, Stage,
};

const NAME: &str = "Search";
const EXHAUSTIVE_LIMIT: NonZeroUsize = NonZeroUsize::new(1000).unwrap();
const BEAM_WIDTH: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// The stage that takes the place of [`Assemble`](crate::Assemble) and [`Assess`](crate::Assess): of the
/// sequences that the remaining images make, the one that is most probably qualified. The primary image is
/// always the first (§3.3.2), the other K^t − 1 are any of the others in any order.
///
/// With `n` images there are (n − 1)(n − 2)…(n − K^t + 1) such sequences. While they are at most
/// [the limit](Self::with_exhaustive_limit), all of them are scored. Of more, a beam search scores a part.
/// A model judges whole sequences only, so each of its prefixes is judged by a whole sequence: it is
/// completed by the unused images with the smallest p^nc, in this order. Place by place, every prefix of the
/// beam is extended by every unused image, and the [best ones](Self::with_beam_width) stay. In the end the
/// best sequence that was scored at any place wins. No sequence is scored twice, and at most
/// (K^t − 1) · width · (n − 1) are.
///
/// Of equally probable ones among those scored, the sequence with the earlier candidates at the earlier
/// places is the better one. Nothing is random, and a result depends on its own product alone.
#[derive(Clone)]
pub struct Search<S> {
    scorer: S,
    length: NonZeroUsize,
    exhaustive_limit: NonZeroUsize,
    beam_width: NonZeroUsize,
    ranking: usize,
    judge: Option<SequenceClassifier>,
}

/// A sequence that was scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its images in order, the primary first.
    pub images: Vec<ImageId>,
    /// p^t of the sequence, as the scorer has it.
    pub p_qualified: Probability,
}

impl<S: SequenceScorer> Search<S> {
    /// Sequences of `length` images, K^t, scored by `scorer`. An assessment has class probabilities alone.
    pub fn new(scorer: S, length: NonZeroUsize) -> Self {
        let (exhaustive_limit, beam_width) = (EXHAUSTIVE_LIMIT, BEAM_WIDTH);
        Self { scorer, length, exhaustive_limit, beam_width, ranking: 0, judge: None }
    }

    /// Up to so many sequences are scored one and all; 1000 by default.
    #[must_use]
    pub fn with_exhaustive_limit(self, exhaustive_limit: NonZeroUsize) -> Self {
        Self { exhaustive_limit, ..self }
    }

    /// How many prefixes of each length the beam search goes on with; 16 by default.
    #[must_use]
    pub fn with_beam_width(self, beam_width: NonZeroUsize) -> Self {
        Self { beam_width, ..self }
    }

    /// How many of the best sequences an [`Assessment`] lists, the chosen one included; none by default.
    #[must_use]
    pub fn with_ranking(self, ranking: usize) -> Self {
        Self { ranking, ..self }
    }

    /// Asks `judge` for its judgement of every chosen sequence, with the feedback and the attention maps
    /// that it gives. The whole judgement is the judge's, class probabilities included, so that its parts
    /// fit together. The judge does not change the choice; its model should be the scorer's.
    #[must_use]
    pub fn with_judge(self, judge: SequenceClassifier) -> Self {
        Self { judge: Some(judge), ..self }
    }

    /// All sequences of `selection` that the search scores, best first; none if it has fewer images than
    /// they need.
    ///
    /// # Errors
    /// If the scorer fails or does not give one distribution for every order.
    pub fn rank(&self, selection: &Selection) -> Result<Vec<Ranked>, Error> {
        if selection.kept().len() < self.length.get() {
            return Ok(Vec::new());
        }
        Ok(self.scored(selection)?.iter().map(|scored| ranked(selection, scored)).collect())
    }

    /// At least one order with its score, best first; an index is one into the kept images.
    fn scored(&self, shortlist: &Shortlist) -> Result<Vec<(Order, ClassProbabilities)>, Error> {
        let orders = Orders::new(shortlist, self.length.get());
        let mut scores = Scores::new(&self.scorer, shortlist)?;
        if orders.count() <= self.exhaustive_limit.get() {
            scores.score(&orders.all())?;
        } else {
            self.search(&orders, &mut scores)?;
        }
        Ok(scores.ranked())
    }

    fn search(&self, orders: &Orders, scores: &mut Scores<'_, S>) -> Result<(), Error> {
        let mut beam = vec![orders.preferred()];
        for place in orders.places() {
            let varied = orders.vary(&beam, place);
            scores.score(&varied)?;
            beam = scores.best_of(varied, self.beam_width.get());
        }
        Ok(())
    }

    fn choose(&self, selection: Selection) -> Result<Outcome<Assessment>, Error> {
        let shortlist = match selection.0.with_at_least(self.length, NAME) {
            Outcome::Next(shortlist) => shortlist,
            Outcome::Terminated(termination) => return Ok(Outcome::Terminated(termination)),
        };
        let scored = self.scored(&shortlist)?;
        let ranking = scored.iter().take(self.ranking).map(|scored| ranked(&shortlist, scored)).collect();
        let (order, class_probabilities) = &scored[0];
        let candidates: Vec<usize> = order.iter().map(|&i| shortlist.kept[i]).collect();
        let judgement = Judgement::new(class_probabilities.clone());
        let assessment = Assessment::new(Sequence::of(shortlist, &candidates), judgement)?;
        Ok(Outcome::Next(assessment.with_ranking(ranking)))
    }
}

fn ranked(shortlist: &Shortlist, (order, class_probabilities): &(Order, ClassProbabilities)) -> Ranked {
    let id = |&i: &usize| shortlist.product.candidates()[shortlist.kept[i]].id.clone();
    Ranked { images: order.iter().map(id).collect(), p_qualified: class_probabilities.p_qualified() }
}

impl<S: SequenceScorer> Stage for Search<S> {
    type Input = Selection;
    type Output = Assessment;

    fn name(&self) -> Cow<'static, str> {
        NAME.into()
    }

    fn run(&self, batch: Vec<Selection>) -> Result<Vec<Outcome<Assessment>>, Error> {
        let mut outcomes: Vec<_> =
            batch.into_iter().map(|selection| self.choose(selection)).collect::<Result<_, _>>()?;
        if let Some(judge) = &self.judge {
            ask(judge, &mut outcomes)?;
        }
        Ok(outcomes)
    }
}

/// Has `judge` judge the sequences of all products that go on, in one call.
fn ask(judge: &SequenceClassifier, outcomes: &mut [Outcome<Assessment>]) -> Result<(), Error> {
    let mut assessments: Vec<&mut Assessment> = outcomes
        .iter_mut()
        .filter_map(|outcome| match outcome {
            Outcome::Next(assessment) => Some(assessment),
            Outcome::Terminated(_) => None,
        })
        .collect();
    let sequences: Vec<Sequence> = assessments.iter().map(|a| a.sequence().clone()).collect();
    let judgements = judge.classify(&sequences)?;
    Error::check_count("sequence classifier", sequences.len(), judgements.len())?;
    for (assessment, judgement) in assessments.iter_mut().zip(judgements) {
        assessment.set_judgement(judgement)?;
    }
    Ok(())
}

impl<S: fmt::Debug> fmt::Debug for Search<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("scorer", &self.scorer)
            .field("length", &self.length)
            .field("exhaustive_limit", &self.exhaustive_limit)
            .field("beam_width", &self.beam_width)
            .field("ranking", &self.ranking)
            .finish_non_exhaustive()
    }
}
