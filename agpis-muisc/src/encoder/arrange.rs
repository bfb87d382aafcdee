//! Many sequences over the same images (§5.1, "select among multiple candidates").
//!
//! An image's feature does not depend on its neighbours, so it is computed once. A post-norm extra block
//! begins with a projection of feature plus position, which is linear: feature and position are projected
//! once each, and only their sum is left to every sequence.

use agpis_vision::nn::{NormOrder, in_precision_of, project, project_without_bias};
use burn::tensor::Tensor;

use super::SequenceEncoder;

/// Images whose features are known.
#[derive(Clone, Debug)]
pub struct KnownImages {
    /// `[images, N^p + 1, D]`.
    features: Tensor<3>,
    projected: Option<Projected>,
}

/// Query, key and value of the first extra block, before feature and position are added.
#[derive(Clone, Debug)]
struct Projected {
    /// `[images, N^p + 1, 3 D]`, without the bias.
    features: Tensor<3>,
    /// `[K^t · (N^p + 1), 3 D]`, with it.
    positions: Tensor<2>,
}

impl SequenceEncoder {
    /// Prepares images for sequences of `length` of them.
    ///
    /// # Shapes
    /// - `features`: `[images, N^p + 1, D]`, of [`vit`](Self::vit)
    #[must_use]
    pub fn know(&self, features: Tensor<3>, length: usize) -> KnownImages {
        let shareable = self.blocks.first().filter(|block| block.norm_order() == NormOrder::Post);
        let projected = shareable.map(|block| {
            let qkv = &block.attention.qkv;
            let positions = in_precision_of(self.positions(length * features.dims()[1]), &features);
            Projected {
                features: project_without_bias(qkv, features.clone()),
                positions: project(qkv, positions),
            }
        });
        KnownImages { features, projected }
    }

    /// The sequence features F^e of `orders`, each a list of as many images as was said to
    /// [`know`](Self::know).
    ///
    /// # Shapes
    /// - output: `[orders, length · (N^p + 1), D]`
    ///
    /// # Panics
    /// If there is no order, if they differ in length, or if one names an image that there is not.
    #[must_use]
    pub fn relate_orders(&self, images: &KnownImages, orders: &[Vec<usize>]) -> Tensor<3> {
        let features = arrange(&images.features, orders);
        let Some(Projected { features: projected, positions }) = &images.projected else {
            let [_, all, d_model] = features.dims();
            let tokens = images.features.dims()[1];
            return self
                .relate(features.reshape([orders.len() * all / tokens, tokens, d_model]), all / tokens);
        };
        let own = in_precision_of(self.positions(features.dims()[1]), &features);
        let qkv = arrange(projected, orders) + positions.clone().unsqueeze();
        let first = self.blocks[0].forward_projected(features + own.unsqueeze(), qkv);
        self.blocks[1..].iter().fold(first, |x, block| block.forward(x))
    }
}

/// `[images, tokens, width]` to `[orders, length · tokens, width]`.
fn arrange(images: &Tensor<3>, orders: &[Vec<usize>]) -> Tensor<3> {
    let sequence = |order: &Vec<usize>| {
        Tensor::cat(order.iter().map(|&image| images.clone().slice(image..=image)).collect(), 1)
    };
    Tensor::cat(orders.iter().map(sequence).collect(), 0)
}
