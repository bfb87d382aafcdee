//! Attention of a sequence to itself, read where the projection has written it and written where the next one reads it.
//!
//! A token's row holds query, key and value of all heads. A thread takes some queries of a sequence, and of every head computes
//! `softmax(scale · Q Kᵀ) V`; no head is copied out, and the scores of few queries stay in the cache.

use rayon::prelude::*;

use crate::matrix::{Matrix, multiply};
use crate::rows::{self, RowFunction, Softmax};
use crate::vectorized::{Kernel, run};

/// Queries that a thread takes at once.
const QUERIES: usize = 128;

/// The sizes of attention.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attention {
    /// Tokens of a sequence.
    pub(crate) tokens: usize,
    /// D.
    pub(crate) d_model: usize,
    /// Heads; divides `d_model`.
    pub(crate) heads: usize,
    /// Whether a token sees only those up to itself.
    pub(crate) is_causal: bool,
}

impl Attention {
    /// From rows of query, key and value to rows of what was seen.
    pub(crate) fn forward(&self, qkv: &[f32]) -> Vec<f32> {
        let (tokens, width) = (self.tokens, 3 * self.d_model);
        let mut seen = vec![0.0; qkv.len() / 3];
        if seen.is_empty() {
            return seen;
        }
        let queries = tokens.div_ceil(tokens.div_ceil(QUERIES));
        let sequences = seen.par_chunks_mut(tokens * self.d_model).zip(qkv.par_chunks(tokens * width));
        sequences.for_each(|(seen, qkv)| {
            let parts = seen.par_chunks_mut(queries * self.d_model).enumerate();
            parts.for_each_init(Vec::new, |scores, (part, seen)| {
                let first = part * queries;
                let count = seen.len() / self.d_model;
                scores.resize(count * tokens, 0.0);
                for head in 0..self.heads {
                    self.weights(scores, qkv, head, first);
                    let weights = Matrix::of_rows(scores, tokens);
                    let seen = &mut seen[head * self.d_head()..];
                    multiply(seen, self.d_model, weights, self.part(qkv, 2, head), 1.0);
                }
            });
        });
        seen
    }

    /// From the gradients of what was seen to those of query, key and value.
    pub(crate) fn backward(&self, qkv: &[f32], gradients: &[f32]) -> Vec<f32> {
        let (tokens, width) = (self.tokens, 3 * self.d_model);
        let mut result = vec![0.0; qkv.len()];
        if result.is_empty() {
            return result;
        }
        let sequences = result.par_chunks_mut(tokens * width).zip(qkv.par_chunks(tokens * width));
        let sequences = sequences.zip(gradients.par_chunks(tokens * self.d_model));
        sequences.for_each_init(
            || [vec![0.0; tokens * tokens], vec![0.0; tokens * tokens]],
            |[weights, of_weights], ((result, qkv), seen)| {
                for head in 0..self.heads {
                    self.weights(weights, qkv, head, 0);
                    let seen = &seen[head * self.d_head()..];
                    let seen = Matrix::new(seen, [tokens, self.d_head()], [self.d_model, 1]);
                    multiply(of_weights, tokens, seen, self.part(qkv, 2, head).transposed(), 1.0);
                    run(rows::Backward::<Softmax>::new(of_weights, weights, tokens));
                    let [of_scores, weights] =
                        [&*of_weights, &*weights].map(|values| Matrix::of_rows(values, tokens));
                    let mut write = |part, left, right, scale| {
                        multiply(&mut result[self.offset(part, head)..], width, left, right, scale);
                    };
                    write(0, of_scores, self.part(qkv, 1, head), self.scale());
                    write(1, of_scores.transposed(), self.part(qkv, 0, head), self.scale());
                    write(2, weights.transposed(), seen, 1.0);
                }
            },
        );
        result
    }

    /// How much of their attention queries from the `first` on give to every token, in one head.
    fn weights(&self, scores: &mut [f32], qkv: &[f32], head: usize, first: usize) {
        let (tokens, width) = (self.tokens, 3 * self.d_model);
        let count = scores.len() / tokens;
        let query = &qkv[first * width + self.offset(0, head)..];
        let query = Matrix::new(query, [count, self.d_head()], [width, 1]);
        multiply(scores, tokens, query, self.part(qkv, 1, head).transposed(), self.scale());
        if self.is_causal {
            run(CausalSoftmax { scores, tokens, first });
        } else {
            run(rows::Apply::<Softmax>::new(scores, tokens));
        }
    }

    /// Queries (0), keys (1) or values (2) of a head.
    fn part<'a>(&self, qkv: &'a [f32], part: usize, head: usize) -> Matrix<'a> {
        Matrix::new(&qkv[self.offset(part, head)..], [self.tokens, self.d_head()], [3 * self.d_model, 1])
    }

    fn offset(&self, part: usize, head: usize) -> usize {
        part * self.d_model + head * self.d_head()
    }

    fn d_head(&self) -> usize {
        self.d_model / self.heads
    }

    fn scale(&self) -> f32 {
        (self.d_head() as f32).powf(-0.5)
    }
}

/// The softmax of what a query may see, and 0 elsewhere.
struct CausalSoftmax<'a> {
    scores: &'a mut [f32],
    tokens: usize,
    first: usize,
}

impl Kernel for CausalSoftmax<'_> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (query, row) in self.scores.chunks_exact_mut(self.tokens).enumerate() {
            let (visible, hidden) = row.split_at_mut(self.first + query + 1);
            Softmax::apply::<FMA>(visible);
            hidden.fill(0.0);
        }
    }
}
