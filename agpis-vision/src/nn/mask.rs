//! Which keys a query must not see.

use burn::tensor::{Bool, Device, Tensor};

/// The score of a key that a query must not see; after the softmax its weight is 0.
const HIDDEN: f64 = -1e4;

/// Hides later tokens and, if need be, padding, as GPT-2 does.
#[derive(Clone, Debug)]
pub struct AttentionMask {
    /// `[1, 1, queries, keys]`: 0, or [`HIDDEN`].
    later: Tensor<4>,
    padding: Option<Padding>,
}

#[derive(Clone, Debug)]
struct Padding {
    /// `[1, 1, queries, keys]`: 1 where a key may be seen, else 0.
    earlier: Tensor<4>,
    /// `[batch, 1, 1, keys]`: 0, or [`HIDDEN`].
    keys: Tensor<4>,
}

impl AttentionMask {
    /// No position sees a later one, in texts of `tokens` tokens.
    #[must_use]
    pub fn causal(tokens: usize, device: &Device) -> Self {
        let later = Tensor::<2>::full([tokens, tokens], HIDDEN, device).triu(1).unsqueeze();
        Self { later, padding: None }
    }

    /// And no position sees padding. Where padding stands on the right, nothing before it depends on this.
    ///
    /// # Shapes
    /// - `is_text`: `[batch, tokens]`, false for padding
    #[must_use]
    pub fn with_padding(self, is_text: Tensor<2, Bool>) -> Self {
        let [batch, tokens] = is_text.dims();
        let keys = (is_text.float() - 1.0).mul_scalar(-HIDDEN).reshape([batch, 1, 1, tokens]);
        let earlier = self.later.clone().div_scalar(-HIDDEN) + 1.0;
        Self { padding: Some(Padding { earlier, keys }), ..self }
    }

    /// Whether it hides more than later tokens.
    pub(super) fn hides_padding(&self) -> bool {
        self.padding.is_some()
    }

    /// # Shapes
    /// - `scores`: `[batch, heads, queries, keys]`
    pub(super) fn hide(&self, scores: Tensor<4>) -> Tensor<4> {
        // Whoever trains in 16 bits has scores of 16 bits.
        let precision = scores.dtype();
        let of = |mask: &Tensor<4>| mask.clone().cast(precision);
        match &self.padding {
            None => scores + of(&self.later),
            // Scores of later keys are replaced and those of padding lowered: where a query may see
            // nothing but padding, that is not the same.
            Some(Padding { earlier, keys }) => scores * of(earlier) + of(&self.later) + of(keys),
        }
    }
}
