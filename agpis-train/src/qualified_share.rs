//! Probabilities of a model that was trained on another share of qualified sequences than there is.

use burn::nn::Linear;
use burn::tensor::Tensor;

use crate::SequenceModel;

/// A model sees more violations while training than there are. This takes it back: the class logits move
/// by the logarithm of the ratio of the shares, and its probabilities are those of the `natural` share
/// (King and Zeng 2001). Both shares are above 0 and below 1.
pub(crate) fn with_qualified_share(model: SequenceModel, trained: f64, natural: f64) -> SequenceModel {
    match model {
        SequenceModel::Muisc(mut model) => {
            model.class_head = shifted(model.class_head, trained, natural);
            SequenceModel::Muisc(model)
        }
        SequenceModel::HierarchicalTower(mut model) => {
            model.head.output = shifted(model.head.output, trained, natural);
            SequenceModel::HierarchicalTower(model)
        }
        SequenceModel::SingleTower(mut model) => {
            model.head.output = shifted(model.head.output, trained, natural);
            SequenceModel::SingleTower(model)
        }
    }
}

/// The layer that gives the class logits, with its bias moved.
fn shifted(mut head: Linear, trained: f64, natural: f64) -> Linear {
    let shift = |class: usize| match class {
        0 => (natural / trained).ln() as f32,
        _ => ((1.0 - natural) / (1.0 - trained)).ln() as f32,
    };
    head.bias = head.bias.map(|bias| {
        bias.map(|bias| {
            let shifts: Vec<f32> = (0..bias.dims()[0]).map(shift).collect();
            let shifts = Tensor::<1>::from_data(shifts.as_slice(), &bias.device());
            bias + shifts
        })
    });
    head
}

#[cfg(test)]
mod tests {
    use agpis_muisc::{MuiscConfig, mcc_loss};
    use agpis_vision::nn::softmax;
    use agpis_vision::{Fusion, SingleTowerConfig, VitConfig};
    use burn::tensor::{Device, Int};

    use super::*;
    use crate::SequenceModelConfig;

    const CLASSES: usize = 5;

    fn sizes() -> MuiscConfig {
        let image = VitConfig {
            image_size: 16,
            patch_size: 8,
            d_model: 16,
            num_encoder_blocks: 1,
            num_heads: 2,
            d_ff: 32,
            ..VitConfig::default()
        };
        MuiscConfig {
            image,
            num_sequence_heads: 2,
            sequence_d_ff: 32,
            num_decoder_heads: 2,
            decoder_d_ff: 32,
            vocab_size: 300,
            num_text_positions: 16,
            num_classes: CLASSES,
            ..MuiscConfig::default()
        }
    }

    fn models() -> [SequenceModelConfig; 3] {
        let tower = SingleTowerConfig::new(sizes().image, Fusion::Late);
        [
            SequenceModelConfig::Muisc { sizes: sizes(), reads_title: true, fusion: Fusion::Late },
            SequenceModelConfig::HierarchicalTower { sizes: sizes() },
            SequenceModelConfig::SingleTower { sizes: SingleTowerConfig { num_classes: CLASSES, ..tower } },
        ]
    }

    fn head(model: &mut SequenceModel) -> &mut Linear {
        match model {
            SequenceModel::Muisc(model) => &mut model.class_head,
            SequenceModel::HierarchicalTower(model) => &mut model.head.output,
            SequenceModel::SingleTower(model) => &mut model.head.output,
        }
    }

    /// With a head that always says what was seen in training, the probabilities become the natural ones.
    #[test]
    fn the_qualified_share_is_taken_back() {
        let device = Device::flex();
        let rejected = (0.5 / (CLASSES - 1) as f32).ln();
        let logits: Vec<f32> = (0..CLASSES).map(|c| if c == 0 { 0.5f32.ln() } else { rejected }).collect();
        for config in models() {
            let mut model = config.init(&device);
            let bias = Tensor::<1>::from_data(logits.as_slice(), &device);
            head(&mut model).bias = head(&mut model).bias.take().map(|b| b.map(|_| bias));
            let mut corrected = with_qualified_share(model, 0.5, 0.71);
            let corrected = head(&mut corrected).bias.as_ref().expect("it has one").val();
            let p = agpis_vision::read(softmax(corrected.clone())).unwrap();
            assert!((p[0] - 0.71).abs() < 1e-5, "{}", p[0]);
            let loss = mcc_loss(corrected.reshape([1, CLASSES]), Tensor::<1, Int>::from_data([0], &device));
            assert!((agpis_vision::read(loss).unwrap()[0] + 0.71f32.ln()).abs() < 1e-5);
        }
    }
}
