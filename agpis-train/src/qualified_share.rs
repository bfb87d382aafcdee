//! Probabilities of a model that was trained on another share of qualified sequences than there is.

use agpis_muisc::Muisc;
use burn::tensor::Tensor;

/// MUIsC sees more violations while training than there are. This takes it back: the class logits move
/// by the logarithm of the ratio of the shares, and its probabilities are those of the `natural` share
/// (King and Zeng 2001). Both shares are above 0 and below 1.
pub(crate) fn with_qualified_share(mut model: Muisc, trained: f64, natural: f64) -> Muisc {
    let shift = |class: usize| match class {
        0 => (natural / trained).ln() as f32,
        _ => ((1.0 - natural) / (1.0 - trained)).ln() as f32,
    };
    model.class_head.bias = model.class_head.bias.map(|bias| {
        bias.map(|bias| {
            let shifts: Vec<f32> = (0..bias.dims()[0]).map(shift).collect();
            let shifts = Tensor::<1>::from_data(shifts.as_slice(), &bias.device());
            bias + shifts
        })
    });
    model
}

#[cfg(test)]
mod tests {
    use agpis_muisc::{MuiscConfig, mcc_loss};
    use agpis_vision::VitConfig;
    use burn::tensor::activation::softmax;
    use burn::tensor::{Device, Int};

    use super::*;

    const CLASSES: usize = 5;

    fn config() -> MuiscConfig {
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

    /// With a head that always says what was seen in training, the probabilities become the natural ones.
    #[test]
    fn the_qualified_share_is_taken_back() {
        let device = Device::flex();
        let mut model = config().init(&device);
        let rejected = (0.5 / (CLASSES - 1) as f32).ln();
        let logits: Vec<f32> = (0..CLASSES).map(|c| if c == 0 { 0.5f32.ln() } else { rejected }).collect();
        let bias = Tensor::<1>::from_data(logits.as_slice(), &device);
        model.class_head.bias = model.class_head.bias.map(|b| b.map(|_| bias));
        let corrected = with_qualified_share(model, 0.5, 0.71).class_head.bias.unwrap().val();
        let p = agpis_vision::read(softmax(corrected.clone(), 0)).unwrap();
        assert!((p[0] - 0.71).abs() < 1e-5, "{}", p[0]);
        let loss = mcc_loss(corrected.reshape([1, CLASSES]), Tensor::<1, Int>::from_data([0], &device));
        assert!((agpis_vision::read(loss).unwrap()[0] + 0.71f32.ln()).abs() < 1e-5);
    }
}
