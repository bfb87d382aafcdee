//! Which two sequences of a product are shown.

use std::error::Error;

use agpis::core::{BoxStage, Candidate, ClassProbabilities, Judgement, SequenceScorer};
use agpis::muisc::MuiscClassifier;
use agpis::{
    Agpis, Assessment, Classifier, Options, Outcome, Product, RuleSet, SearchOptions, Sequence, Stage,
};

/// A sequence and what the model says of it.
pub(crate) struct Shown {
    pub(crate) images: Vec<Candidate>,
    pub(crate) p_qualified: f32,
    /// The likeliest reason for a rejection, with its probability.
    pub(crate) rule: String,
    pub(crate) p_rule: f32,
    pub(crate) feedback: String,
}

/// What there is to show of a product.
pub(crate) enum Picked {
    /// A good and a bad sequence.
    Both(Shown, Shown),
    /// Nothing, and why.
    Nothing(String),
}

/// Finds the sequences.
pub(crate) struct Picker<'a> {
    framework: Option<BoxStage<Product, Assessment>>,
    judge: MuiscClassifier,
    rules: &'a RuleSet,
    limit: usize,
}

impl<'a> Picker<'a> {
    pub(crate) fn new(agpis: &'a Agpis, limit: usize, any_candidate: bool) -> Result<Self, Box<dyn Error>> {
        let mut options = Options::default();
        options.feedback = true;
        options.search = Some(SearchOptions::default());
        let framework = if any_candidate { None } else { Some(agpis.stages(&options)?) };
        let judge = agpis.sequence_classifier().with_feedback(true);
        Ok(Self { framework, judge, rules: agpis.rules(), limit })
    }

    pub(crate) fn pick(&self, product: &Product) -> Result<Picked, Box<dyn Error>> {
        let length = self.judge.sequence_length();
        let candidates = &product.candidates()[..reach(product.candidates().len(), length, self.limit)];
        if candidates.len() < length {
            let count = product.candidates().len();
            let limit = self.limit;
            return Ok(Picked::Nothing(format!(
                "expected {length} candidates and orders up to {limit}, got {count} candidates"
            )));
        }
        let orders = orders(candidates.len(), length);
        let scores = self.judge.score(&self.judge.encode(product.title(), candidates)?, &orders)?;
        let of = |order: &[usize]| order.iter().map(|&i| candidates[i].clone()).collect::<Vec<_>>();
        let [best, worst] = extremes(&scores).map(|place| of(&orders[place]));
        let good = match self.chosen(product)? {
            Some(good) => good,
            None => self.shown(product, best)?,
        };
        let bad = self.shown(product, worst)?;
        if good.p_qualified > bad.p_qualified {
            Ok(Picked::Both(good, bad))
        } else {
            Ok(Picked::Nothing("all sequences have the same p".to_owned()))
        }
    }

    /// What the whole framework makes of the product, if it makes anything.
    fn chosen(&self, product: &Product) -> Result<Option<Shown>, Box<dyn Error>> {
        let Some(framework) = &self.framework else { return Ok(None) };
        let outcome = framework.run(vec![product.clone()])?.into_iter().next();
        Ok(match outcome {
            Some(Outcome::Next(assessment)) => {
                let (images, feedback) = (assessment.sequence().images().to_vec(), assessment.feedback());
                Some(self.said(images, assessment.class_probabilities(), feedback))
            }
            _ => None,
        })
    }

    fn shown(&self, product: &Product, images: Vec<Candidate>) -> Result<Shown, Box<dyn Error>> {
        let sequence = Sequence::new(product.id().clone(), product.title(), images.clone())?;
        let judgements = self.judge.classify(&[sequence])?;
        let Some(Judgement { class_probabilities, feedback, .. }) = judgements.into_iter().next() else {
            return Err("expected one judgement, got none".into());
        };
        Ok(self.said(images, &class_probabilities, feedback.as_deref()))
    }

    fn said(&self, images: Vec<Candidate>, classes: &ClassProbabilities, feedback: Option<&str>) -> Shown {
        let (class, p_rule) =
            classes.likeliest_rejections().first().map_or((self.rules.other(), 0.0), |(c, p)| (*c, p.get()));
        let rule = self.rules.class(class).map_or_else(|| class.to_string(), |class| class.to_string());
        let feedback = feedback.unwrap_or_default().to_owned();
        Shown { images, p_qualified: classes.p_qualified().get(), rule, p_rule, feedback }
    }
}

/// How many of `candidates` have at most `limit` orders of `length`.
fn reach(candidates: usize, length: usize, limit: usize) -> usize {
    let count = |n: usize| (0..length).try_fold(1usize, |all, i| all.checked_mul(n.checked_sub(i)?));
    (length..=candidates).take_while(|&n| count(n).is_some_and(|all| all <= limit)).last().unwrap_or(0)
}

/// All orders of `length` different ones of `candidates`, those of the earlier candidates first.
fn orders(candidates: usize, length: usize) -> Vec<Vec<usize>> {
    (0..length).fold(vec![vec![]], |beginnings: Vec<Vec<usize>>, _| {
        let longer = |beginning: Vec<usize>| {
            let unused: Vec<usize> = (0..candidates).filter(|i| !beginning.contains(i)).collect();
            unused.into_iter().map(move |i| [beginning.as_slice(), &[i]].concat())
        };
        beginnings.into_iter().flat_map(longer).collect()
    })
}

/// The places of the largest and the smallest p^t; of equals the first.
fn extremes(scores: &[ClassProbabilities]) -> [usize; 2] {
    let p = |place: usize| scores[place].p_qualified();
    let better = |best: usize, place: usize| if p(place) > p(best) { place } else { best };
    let worse = |worst: usize, place: usize| if p(place) < p(worst) { place } else { worst };
    [(0..scores.len()).fold(0, better), (0..scores.len()).fold(0, worse)]
}
