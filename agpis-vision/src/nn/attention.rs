//! Multi-head attention (Vaswani et al. 2017): `softmax(Q Kᵀ / √d_head) V` in every head.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear};
use burn::tensor::{Device, Int, Tensor};

use super::functions::self_attention;
use super::{AttentionMask, BlockConfig, linear, project, softmax};

/// Keys and values of tokens that were seen before, for texts that grow by one token at a time.
#[derive(Clone, Debug)]
pub struct KeyValue {
    /// `[batch, heads, tokens, d_head]`.
    pub key: Tensor<4>,
    /// `[batch, heads, tokens, d_head]`.
    pub value: Tensor<4>,
}

impl KeyValue {
    /// With the tokens of `next` behind those known.
    fn followed_by(self, next: Self) -> Self {
        Self {
            key: Tensor::cat(vec![self.key, next.key], 2),
            value: Tensor::cat(vec![self.value, next.value], 2),
        }
    }

    /// Rows `rows` of the batch, in that order.
    #[must_use]
    pub fn select(self, rows: Tensor<1, Int>) -> Self {
        Self { key: self.key.select(0, rows.clone()), value: self.value.select(0, rows) }
    }
}

/// Attention of a sequence to itself; query, key and value come from one projection.
#[derive(Module, Debug)]
pub struct SelfAttention {
    /// `[d_model, 3 · d_model]`: query, key, value, in this order.
    pub qkv: Linear,
    /// Merges the heads.
    pub output: Linear,
    dropout: Dropout,
    num_heads: usize,
}

impl SelfAttention {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        Self {
            qkv: linear(config.d_model, 3 * config.d_model, device),
            output: linear(config.d_model, config.d_model, device),
            dropout: DropoutConfig::new(config.dropout).init(),
            num_heads: config.num_heads,
        }
    }

    /// # Shapes
    /// - `x`: `[batch, tokens, d_model]`
    /// - output: as `x`
    #[must_use]
    pub fn forward(&self, x: Tensor<3>, mask: Option<&AttentionMask>) -> Tensor<3> {
        self.forward_projected(project(&self.qkv, x), mask)
    }

    /// As [`forward`](Self::forward), from the output of [`qkv`](Self::qkv), which is linear in `x`: of a
    /// sum, the parts may have been projected before.
    ///
    /// # Shapes
    /// - `qkv`: `[batch, tokens, 3 · d_model]`
    /// - output: `[batch, tokens, d_model]`
    #[must_use]
    pub fn forward_projected(&self, qkv: Tensor<3>, mask: Option<&AttentionMask>) -> Tensor<3> {
        let seen = self.seen_at_once(&qkv, mask).unwrap_or_else(|| {
            let [query, key, value] = split_heads(qkv, self.num_heads);
            attend(query, &KeyValue { key, value }, mask, &self.dropout).0
        });
        project(&self.output, seen)
    }

    /// What is seen, where one operation computes it: nothing is dropped out, and no padding hidden.
    fn seen_at_once(&self, qkv: &Tensor<3>, mask: Option<&AttentionMask>) -> Option<Tensor<3>> {
        let drops = self.dropout.prob > 0.0 && qkv.device().is_autodiff();
        let hides_padding = mask.is_some_and(AttentionMask::hides_padding);
        if drops || hides_padding {
            return None;
        }
        self_attention(qkv, self.num_heads, mask.is_some())
    }

    /// The last token's row of [`forward`](Self::forward) with a causal mask: the last token sees all.
    ///
    /// # Shapes
    /// - `x`: `[batch, tokens, d_model]`
    /// - output: `[batch, 1, d_model]`
    #[must_use]
    pub fn forward_last(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, tokens, _] = x.dims();
        let [query, key, value] = split_heads(project(&self.qkv, x), self.num_heads);
        let last = query.slice([0..batch, 0..self.num_heads, tokens - 1..tokens]);
        let (seen, _) = attend(last, &KeyValue { key, value }, None, &self.dropout);
        project(&self.output, seen)
    }

    /// Reads more tokens of a text of which `past` is known. `mask` hides later ones of the new tokens; a
    /// single one needs none. Gives what is known afterwards, too.
    ///
    /// # Shapes
    /// - `x`: `[batch, new_tokens, d_model]`
    /// - output: as `x`
    #[must_use]
    pub fn forward_cached(
        &self,
        x: Tensor<3>,
        past: Option<KeyValue>,
        mask: Option<&AttentionMask>,
    ) -> (Tensor<3>, KeyValue) {
        let [query, key, value] = split_heads(project(&self.qkv, x), self.num_heads);
        let new = KeyValue { key, value };
        let known = past.map_or(new.clone(), |past| past.followed_by(new));
        let (seen, _) = attend(query, &known, mask, &self.dropout);
        (project(&self.output, seen), known)
    }
}

/// Attention of one sequence to another, the memory.
#[derive(Module, Debug)]
pub struct CrossAttention {
    /// `[d_model, d_model]`.
    pub query: Linear,
    /// `[d_model, 2 · d_model]`: key and value, in this order.
    pub key_value: Linear,
    /// Merges the heads.
    pub output: Linear,
    dropout: Dropout,
    num_heads: usize,
}

/// What cross-attention gives.
#[derive(Clone, Debug)]
pub struct Look {
    /// `[batch, tokens, d_model]`.
    pub seen: Tensor<3>,
    /// How much of its attention every token gave to every token of the memory, in every head:
    /// `[batch, heads, tokens, memory_tokens]`, each row adds up to 1.
    pub weights: Tensor<4>,
}

impl CrossAttention {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        Self {
            query: linear(config.d_model, config.d_model, device),
            key_value: linear(config.d_model, 2 * config.d_model, device),
            output: linear(config.d_model, config.d_model, device),
            dropout: DropoutConfig::new(config.dropout).init(),
            num_heads: config.num_heads,
        }
    }

    /// # Shapes
    /// - `x`: `[batch, tokens, d_model]`, asks
    /// - `memory`: `[batch, memory_tokens, d_model]`, answers
    #[must_use]
    pub fn forward(&self, x: Tensor<3>, memory: Tensor<3>) -> Look {
        self.forward_remembered(x, &self.remember(memory))
    }

    /// Keys and values of a memory that will be asked more than once.
    ///
    /// # Shapes
    /// - `memory`: `[batch, memory_tokens, d_model]`
    #[must_use]
    pub fn remember(&self, memory: Tensor<3>) -> KeyValue {
        let [key, value] = split_heads(project(&self.key_value, memory), self.num_heads);
        KeyValue { key, value }
    }

    /// As [`forward`](Self::forward), of a memory known from [`remember`](Self::remember).
    #[must_use]
    pub fn forward_remembered(&self, x: Tensor<3>, memory: &KeyValue) -> Look {
        let [query] = split_heads(project(&self.query, x), self.num_heads);
        let (seen, weights) = attend(query, memory, None, &self.dropout);
        Look { seen: project(&self.output, seen), weights }
    }

    /// As [`forward`](Self::forward), for a few tokens and a long memory: instead of every token of the
    /// memory, the query and the answer are projected.
    ///
    /// With k = W_k m + b_k, a score is q · k = (W_kᵀ q) · m + q · b_k, and the last term is the same for
    /// all of the memory, so the softmax does not see it. As weights add up to 1, the answer is
    /// Σ a (W_v m + b_v) = W_v (Σ a m) + b_v.
    #[must_use]
    pub fn forward_absorbed(&self, x: Tensor<3>, memory: Tensor<3>) -> Look {
        let ([batch, tokens, d_model], heads) = (x.dims(), self.num_heads);
        let (d_head, memory_tokens) = (d_model / heads, memory.dims()[1]);
        let [query] = split_heads(project(&self.query, x.clone()), heads);
        let [of_key, of_value] = self.matrices_of_heads(&x); // [1, heads, d_model, d_head]
        let query = query.mul_scalar(scale(d_head)).matmul(of_key.swap_dims(2, 3));
        let query = query.reshape([batch, heads * tokens, d_model]);
        let weights = softmax(query.matmul(memory.clone().swap_dims(1, 2))); // [batch, heads · tokens, memory_tokens]
        let seen = weights.clone().matmul(memory).reshape([batch, heads, tokens, d_model]);
        let seen = seen.matmul(of_value).swap_dims(1, 2).reshape([batch, tokens, d_model]);
        let bias = self.key_value.bias.as_ref().map(|bias| bias.val().slice(d_model..2 * d_model));
        let seen = match bias {
            Some(bias) => seen.clone() + super::in_precision_of(bias, &seen).unsqueeze(),
            None => seen,
        };
        let weights = weights.reshape([batch, heads, tokens, memory_tokens]);
        Look { seen: project(&self.output, seen), weights }
    }

    /// The projections of keys and of values, one matrix a head, in the precision of `like`.
    fn matrices_of_heads(&self, like: &Tensor<3>) -> [Tensor<4>; 2] {
        let weight = super::in_precision_of(self.key_value.weight.val(), like);
        let [d_model, _] = weight.dims();
        let heads =
            weight.reshape([d_model, 2, self.num_heads, d_model / self.num_heads]).permute([1, 2, 0, 3]);
        std::array::from_fn(|part| heads.clone().slice(part..=part))
    }
}

fn scale(d_head: usize) -> f64 {
    (d_head as f64).powf(-0.5)
}

/// `[batch, tokens, N · d_model]` to N times `[batch, heads, tokens, d_head]`.
fn split_heads<const N: usize>(x: Tensor<3>, heads: usize) -> [Tensor<4>; N] {
    let [batch, tokens, width] = x.dims();
    let d_head = width / N / heads;
    let parts = x.reshape([batch, tokens, N, heads, d_head]).permute([2, 0, 3, 1, 4]); // [N, batch, heads, tokens, d_head]
    std::array::from_fn(|i| parts.clone().slice(i..=i).reshape([batch, heads, tokens, d_head]))
}

/// From heads `[batch, heads, tokens, d_head]` to `[batch, tokens, d_model]`, and the attention weights.
fn attend(
    query: Tensor<4>,
    memory: &KeyValue,
    mask: Option<&AttentionMask>,
    dropout: &Dropout,
) -> (Tensor<3>, Tensor<4>) {
    let [batch, heads, tokens, d_head] = query.dims();
    let scores = query.mul_scalar(scale(d_head)).matmul(memory.key.clone().swap_dims(2, 3)); // [batch, heads, tokens, keys]
    let scores = mask.map_or(scores.clone(), |mask| mask.hide(scores));
    let weights = softmax(scores);
    let seen = dropout.forward(weights.clone()).matmul(memory.value.clone());
    (seen.swap_dims(1, 2).reshape([batch, tokens, heads * d_head]), weights)
}
