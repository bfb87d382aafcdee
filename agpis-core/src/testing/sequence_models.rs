//! Fakes of the model that judges sequences.

use std::sync::Mutex;

use crate::{
    AttentionMap, Candidate, ClassProbabilities, Classifier, Error, Image, Judgement, Sequence,
    SequenceScorer,
};

/// A fake sequence model: p_qualified is the red level of the first image, in percent.
#[derive(Debug)]
pub struct FirstRed {
    /// So many judgements too many, to break the contract.
    pub extra: usize,
}

impl Classifier for FirstRed {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        let judge = |sequence: &Sequence| judgement(percent(red(&sequence.images()[0].image)));
        let mut judgements: Vec<Judgement> = batch.iter().map(judge).collect();
        judgements.extend((0..self.extra).map(|_| judge(&batch[0])));
        Ok(judgements)
    }
}

/// A fake sequence model that explains itself: [`FirstRed`] with the feedback "Look here." and maps of
/// 2 x 3 patches. The first image gets half of the attention, the next one half of the rest and so on;
/// of an image's share, half goes to the last patch of the first row.
#[derive(Debug)]
pub struct Explaining {
    /// So many maps too few, to break the contract.
    pub lost: usize,
}

impl Classifier for Explaining {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        let plain = FirstRed { extra: 0 }.classify(batch)?;
        let explain = |(sequence, judgement): (&Sequence, Judgement)| {
            let maps = (self.lost..sequence.images().len()).map(|i| map(0.5f32.powi(i as i32 + 1)));
            judgement.with_feedback("Look here.".to_owned()).with_attention(maps.collect::<Vec<_>>())
        };
        Ok(batch.iter().zip(plain).map(explain).collect())
    }
}

fn map(share: f32) -> AttentionMap {
    let weights = [0.1, 0.1, 0.5, 0.1, 0.1, 0.1].map(|w| w * share);
    AttentionMap::new(2, 3, weights.to_vec()).expect("six weights")
}

/// A fake sequence scorer: p_qualified is a function of the images' red levels in order. It remembers
/// what it was asked.
#[derive(Debug)]
pub struct ByLevels<F> {
    p_qualified: F,
    lost: usize,
    calls: Mutex<Vec<Vec<Vec<usize>>>>,
}

impl<F: Fn(&[u8]) -> f32> ByLevels<F> {
    /// `p_qualified` gives a probability for the red levels of a sequence.
    pub fn new(p_qualified: F) -> Self {
        Self { p_qualified, lost: 0, calls: Mutex::default() }
    }

    /// Breaks its contract: gives one score too few.
    #[must_use]
    pub fn losing_one(self) -> Self {
        Self { lost: 1, ..self }
    }

    /// The orders of every call so far.
    ///
    /// # Panics
    /// If a call did.
    #[must_use]
    pub fn calls(&self) -> Vec<Vec<Vec<usize>>> {
        self.calls.lock().expect("no call panicked").clone()
    }
}

impl<F: Fn(&[u8]) -> f32> SequenceScorer for ByLevels<F> {
    type Encoded = Vec<u8>;

    fn encode(&self, _title: &str, images: &[Candidate]) -> Result<Vec<u8>, Error> {
        Ok(images.iter().map(|candidate| red(&candidate.image)).collect())
    }

    fn score(&self, levels: &Vec<u8>, orders: &[Vec<usize>]) -> Result<Vec<ClassProbabilities>, Error> {
        self.calls.lock().expect("no call panicked").push(orders.to_vec());
        let score = |order: &Vec<usize>| {
            let levels: Vec<u8> = order.iter().map(|&i| levels[i]).collect();
            probabilities((self.p_qualified)(&levels))
        };
        Ok(orders.iter().skip(self.lost).map(score).collect())
    }
}

fn red(image: &Image) -> u8 {
    image.pixels()[0]
}

fn percent(level: u8) -> f32 {
    f32::from(level) / 100.0
}

fn judgement(p_qualified: f32) -> Judgement {
    Judgement::new(probabilities(p_qualified))
}

fn probabilities(p_qualified: f32) -> ClassProbabilities {
    ClassProbabilities::new(&[p_qualified, 1.0 - p_qualified]).expect("a probability")
}
