//! The beams of one text that is being written: bookkeeping, no tensors.

use std::cmp::Reverse;

use super::{Generated, Generation};

/// The texts that are followed for one item.
#[derive(Debug)]
pub(super) struct Beams {
    how: Generation,
    end: u32,
    live: Vec<Beam>,
    finished: Vec<Generated>,
    /// Texts before the last step: one for the first, then as many as beams.
    texts: usize,
}

#[derive(Clone, Debug)]
struct Beam {
    tokens: Vec<u32>,
    log_p: f32,
    /// The text that it goes on from, before the last step.
    parent: usize,
}

impl Beams {
    pub(super) fn new(how: Generation, end: u32) -> Self {
        let empty = Beam { tokens: Vec::new(), log_p: 0.0, parent: 0 };
        Self { how, end, live: vec![empty], finished: Vec::new(), texts: 1 }
    }

    /// Takes the next step, given the log-probabilities of the next token of every text, one text after the
    /// other. Of equally likely steps, the earlier text and then the lower token goes first.
    pub(super) fn extend(&mut self, log_p: &[f32]) {
        let vocab = log_p.len() / self.texts.max(1);
        let mut steps: Vec<(f32, usize, u32)> = Vec::new();
        if !self.is_done() {
            for (text, (beam, row)) in self.live.iter().zip(log_p.chunks(vocab)).enumerate() {
                steps
                    .extend(likeliest(row, self.width() + 1).map(|(token, p)| (beam.log_p + p, text, token)));
            }
        }
        steps.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let mut live = Vec::new();
        for (rank, &(log_p, parent, token)) in steps.iter().enumerate() {
            let mut tokens = self.live[parent].tokens.clone();
            if token != self.end {
                tokens.push(token);
                live.push(Beam { tokens, log_p, parent });
            } else if rank < self.width() {
                self.finished.push(Generated { tokens, log_p, ended: true });
            }
            if live.len() == self.width() {
                break;
            }
        }
        // What is done goes on as it was, so that all items keep the same number of texts.
        if !live.is_empty() {
            self.live = live;
        }
        self.texts = self.width();
    }

    /// Whether as many texts have ended as there are beams.
    pub(super) fn is_done(&self) -> bool {
        self.finished.len() >= self.width()
    }

    /// For every one of `beams` texts, the text it goes on from and its last token. Where fewer are
    /// followed, the last one stands in for the others.
    pub(super) fn last_steps(&self, beams: usize) -> impl Iterator<Item = (usize, u32)> {
        let last = self.live.len() - 1;
        (0..beams).map(move |i| {
            let beam = &self.live[i.min(last)];
            (beam.parent, beam.tokens.last().copied().unwrap_or(self.end))
        })
    }

    /// The best text: one that ended, or else one that reached the limit.
    pub(super) fn finish(mut self) -> Generated {
        if !self.is_done() {
            let unfinished = |beam: Beam| Generated { tokens: beam.tokens, log_p: beam.log_p, ended: false };
            self.finished.extend(self.live.drain(..).map(unfinished));
        }
        let penalty = self.how.length_penalty;
        let score = |text: &Generated| {
            let length = (text.tokens.len() + usize::from(text.ended)).max(1);
            f64::from(text.log_p) / (length as f64).powf(penalty)
        };
        let best =
            self.finished.iter().enumerate().max_by(|(i, a), (j, b)| {
                score(a).total_cmp(&score(b)).then_with(|| Reverse(i).cmp(&Reverse(j)))
            });
        let best = best.map_or(0, |(i, _)| i);
        self.finished.swap_remove(best)
    }

    fn width(&self) -> usize {
        self.how.beams.get()
    }
}

/// The `count` likeliest tokens with their log-probabilities, from the likeliest on; of equals the lower.
fn likeliest(log_p: &[f32], count: usize) -> impl Iterator<Item = (u32, f32)> {
    let mut tokens: Vec<u32> = (0..log_p.len() as u32).collect();
    let order = |&a: &u32, &b: &u32| log_p[b as usize].total_cmp(&log_p[a as usize]).then(a.cmp(&b));
    if count < tokens.len() {
        tokens.select_nth_unstable_by(count, order);
        tokens.truncate(count);
    }
    tokens.sort_by(order);
    tokens.into_iter().map(|token| (token, log_p[token as usize]))
}
