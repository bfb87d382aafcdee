//! Writing feedback, and how likely a given one is (§3.4.3, equation 2).

mod beam;

use std::num::NonZeroUsize;

use agpis_core::Error;
use agpis_vision::nn::log_softmax;
use agpis_vision::read;
use beam::Beams;
use burn::tensor::{DType, Device, Int, Tensor};

use crate::Muisc;

/// How feedback is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Generation {
    /// Tokens at most.
    pub max_tokens: usize,
    /// Texts that are followed at the same time: 1 takes the likeliest token each time (greedy), more is a
    /// beam search.
    pub beams: NonZeroUsize,
    /// A finished text of n tokens counts log p / n^`length_penalty`: 0 compares probabilities, larger
    /// values let longer texts win.
    pub length_penalty: f64,
}

impl Default for Generation {
    /// Greedy, at most 48 tokens.
    fn default() -> Self {
        Self { max_tokens: 48, beams: NonZeroUsize::MIN, length_penalty: 1.0 }
    }
}

/// A text that the model wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// Its tokens, without the one that ends it.
    pub tokens: Vec<u32>,
    /// Logarithm of its probability, with the token that ends it if it came.
    pub log_p: f32,
    /// Whether it ended by itself, and not at the limit.
    pub ended: bool,
}

impl Muisc {
    /// Writes a text behind each of `prompts` until `end` or a limit: that of `how`, or of the model's
    /// positions.
    ///
    /// # Shapes
    /// - `prompts`: `[batch, prompt_tokens]`, all of the same length
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    ///
    /// # Errors
    /// If the device fails.
    pub fn generate(
        &self,
        prompts: Tensor<2, Int>,
        memory: &Tensor<3>,
        end: u32,
        how: &Generation,
    ) -> Result<Vec<Generated>, Error> {
        let ([batch, length], device) = (prompts.dims(), memory.device());
        let room = self.decoder.position_embedding.dims()[0].saturating_sub(length);
        let limit = how.max_tokens.min(room);
        let mut state = self.decoder.start(memory);
        let mut items: Vec<Beams> = (0..batch).map(|_| Beams::new(*how, end)).collect();
        let mut hidden = self.decoder.step(prompts, &mut state);
        for step in 0..limit {
            let log_p = self.next_log_p(hidden)?;
            let per_item = log_p.len() / batch;
            for (item, log_p) in items.iter_mut().zip(log_p.chunks(per_item)) {
                item.extend(log_p);
            }
            if step + 1 == limit || items.iter().all(Beams::is_done) {
                break;
            }
            let texts = if step == 0 { 1 } else { how.beams.get() };
            let (parents, tokens) = advance(&items, texts, how.beams.get(), &device);
            state = state.select(&parents);
            hidden = self.decoder.step(tokens, &mut state);
        }
        Ok(items.into_iter().map(Beams::finish).collect())
    }

    /// log P^nlg (equation 2): of `feedback` behind each of `prompts`. The token that ends a text does not
    /// count, as in the paper, where the feedback of a qualified sequence is the one word "yes".
    ///
    /// # Shapes
    /// - `prompts`: `[batch, prompt_tokens]`
    /// - `feedback`: `[feedback_tokens]`, at least one, for all prompts
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    /// - output: `[batch]`
    #[must_use]
    pub fn log_p_nlg(
        &self,
        prompts: Tensor<2, Int>,
        feedback: Tensor<1, Int>,
        memory: &Tensor<3>,
    ) -> Tensor<1> {
        let ([batch, length], words) = (prompts.dims(), feedback.dims()[0]);
        let feedback = feedback.unsqueeze::<2>().expand([batch, words]);
        // The last word predicts nothing that is asked for.
        let read = Tensor::cat(vec![prompts, feedback.clone().slice([0..batch, 0..words - 1])], 1);
        let hidden = self.decoder.forward(read, None, memory);
        let d_model = hidden.dims()[2];
        let before = hidden.slice([0..batch, length - 1..length - 1 + words, 0..d_model]);
        let log_p = log_softmax(self.lm_logits(before.cast(DType::F32)));
        log_p.gather(2, feedback.unsqueeze_dim(2)).reshape([batch, words]).sum_dim(1).squeeze_dim(1)
    }

    /// Log-probabilities of the token after the last one, text by text.
    fn next_log_p(&self, hidden: Tensor<3>) -> Result<Vec<f32>, Error> {
        let [texts, tokens, d_model] = hidden.dims();
        let last = hidden.slice([0..texts, tokens - 1..tokens, 0..d_model]);
        read(log_softmax(self.lm_logits(last.cast(DType::F32))))
    }
}

/// Which of the `texts` of its item every beam goes on from, and with which token: `[items · beams]` and
/// `[items · beams, 1]`.
fn advance(items: &[Beams], texts: usize, beams: usize, device: &Device) -> (Tensor<1, Int>, Tensor<2, Int>) {
    let (mut parents, mut tokens) = (Vec::new(), Vec::new());
    for (i, item) in items.iter().enumerate() {
        for (parent, token) in item.last_steps(beams) {
            parents.push((i * texts + parent) as i64);
            tokens.push(i64::from(token));
        }
    }
    let tensor = |values: &[i64]| Tensor::<1, Int>::from_data(values, device);
    (tensor(&parents), tensor(&tokens).unsqueeze_dim(1))
}
