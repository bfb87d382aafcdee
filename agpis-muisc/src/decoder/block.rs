//! One block of the decoder (§3.4.2).

use agpis_vision::nn::{
    AttentionMask, BlockConfig, CrossAttention, FeedForward, KeyValue, Look, NormOrder, SelfAttention,
    layer_norm, normalize,
};
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm};
use burn::tensor::{Device, Tensor};

/// Masked self-attention, cross-attention (or none) and a feed-forward network, each with a residual
/// connection and a layer normalisation: before it as in the authors' GPT-2, or after it as in the paper.
#[derive(Module, Debug)]
pub struct DecoderBlock {
    /// Masked self-attention.
    pub attention: SelfAttention,
    /// Normalisation of the self-attention.
    pub attention_norm: LayerNorm,
    /// Cross-attention and its normalisation.
    pub cross: Option<NormedCrossAttention>,
    /// Feed-forward network.
    pub mlp: FeedForward,
    /// Normalisation of the feed-forward network.
    pub mlp_norm: LayerNorm,
    dropout: Dropout,
    #[module(skip)]
    norm_order: NormOrder,
}

/// Cross-attention with its normalisation.
#[derive(Module, Debug)]
pub struct NormedCrossAttention {
    /// Queries from the text, keys and values from the images.
    pub attention: CrossAttention,
    /// Normalisation of the queries, or of the sum after them.
    pub norm: LayerNorm,
}

impl DecoderBlock {
    pub(super) fn new(config: &BlockConfig, with_cross_attention: bool, device: &Device) -> Self {
        let norm = || layer_norm(config.d_model, config.norm_epsilon, device);
        Self {
            attention: SelfAttention::new(config, device),
            attention_norm: norm(),
            cross: with_cross_attention.then(|| NormedCrossAttention {
                attention: CrossAttention::new(config, device),
                norm: norm(),
            }),
            mlp: FeedForward::new(config, device),
            mlp_norm: norm(),
            dropout: DropoutConfig::new(config.dropout).init(),
            norm_order: config.norm_order,
        }
    }

    /// The whole block.
    pub(super) fn forward(&self, x: Tensor<3>, memory: &Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        let x = self.attend(x, mask);
        let (x, _) = self.look(x, |cross, x| cross.forward(x, memory.clone()));
        self.think(x)
    }

    /// Without looking at images.
    pub(super) fn read(&self, x: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        self.think(self.attend(x, mask))
    }

    /// Self-attention.
    pub(super) fn attend(&self, x: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        self.residual(&self.attention_norm, x, |x| self.attention.forward(x, Some(mask)))
    }

    /// Self-attention, for the last token only: `[batch, tokens, D]` to `[batch, 1, D]`.
    pub(super) fn attend_last(&self, x: Tensor<3>) -> Tensor<3> {
        let ([batch, tokens, d_model], norm) = (x.dims(), &self.attention_norm);
        let last = x.clone().slice([0..batch, tokens - 1..tokens, 0..d_model]);
        let attended = |x| self.dropout.forward(self.attention.forward_last(x));
        match self.norm_order {
            NormOrder::Pre => last + attended(normalize(norm, x)),
            NormOrder::Post => normalize(norm, last + attended(x)),
        }
    }

    /// Self-attention of a text that grows; `past` becomes what is known afterwards.
    pub(super) fn attend_cached(
        &self,
        x: Tensor<3>,
        past: &mut Option<KeyValue>,
        mask: Option<&AttentionMask>,
    ) -> Tensor<3> {
        self.residual(&self.attention_norm, x, |x| {
            let (seen, known) = self.attention.forward_cached(x, past.take(), mask);
            *past = Some(known);
            seen
        })
    }

    /// Cross-attention as `how` computes it, if the block has one, and its weights.
    pub(super) fn look(
        &self,
        x: Tensor<3>,
        how: impl FnOnce(&CrossAttention, Tensor<3>) -> Look,
    ) -> (Tensor<3>, Option<Tensor<4>>) {
        let Some(cross) = &self.cross else { return (x, None) };
        let mut weights = None;
        let x = self.residual(&cross.norm, x, |x| {
            let look = how(&cross.attention, x);
            weights = Some(look.weights);
            look.seen
        });
        (x, weights)
    }

    /// The feed-forward network, which drops out by itself.
    pub(super) fn think(&self, x: Tensor<3>) -> Tensor<3> {
        match self.norm_order {
            NormOrder::Pre => x.clone() + self.mlp.forward(normalize(&self.mlp_norm, x)),
            NormOrder::Post => normalize(&self.mlp_norm, x.clone() + self.mlp.forward(x)),
        }
    }

    fn residual(
        &self,
        norm: &LayerNorm,
        x: Tensor<3>,
        layer: impl FnOnce(Tensor<3>) -> Tensor<3>,
    ) -> Tensor<3> {
        match self.norm_order {
            NormOrder::Pre => x.clone() + self.dropout.forward(layer(normalize(norm, x))),
            NormOrder::Post => normalize(norm, x.clone() + self.dropout.forward(layer(x))),
        }
    }
}
