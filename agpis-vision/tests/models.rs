//! The models of stage 1 as classifiers: contract and weights.

use agpis_core::{Classifier, Embedder, Image};
use agpis_vision::weights::{self, WeightsError};
use agpis_vision::{
    Batching, BinaryClassifier, BinaryModel, EmbedderModel, PatchEmbedder, Preprocess, VitConfig,
};
use agpis_weights::Precision;
use burn::tensor::Device;

fn config() -> VitConfig {
    VitConfig {
        image_size: 16,
        patch_size: 8,
        d_model: 16,
        num_encoder_blocks: 2,
        num_heads: 2,
        d_ff: 32,
        ..VitConfig::default()
    }
}

fn images() -> Vec<Image> {
    let image = |side: u32| {
        let pixels: Vec<u8> = (0..side * side * 3).map(|i| (i * side) as u8).collect();
        Image::from_rgb8(side, side, pixels).unwrap()
    };
    [1, 7, 16, 33, 100].map(image).to_vec()
}

fn classifier() -> BinaryClassifier {
    let device = Device::flex();
    BinaryClassifier::new(BinaryModel::new(&config(), &device), 16, device)
}

#[test]
fn a_score_does_not_depend_on_the_batch() {
    let (classifier, images) = (classifier(), images());
    let together = classifier.classify(&images).unwrap();
    let alone: Vec<_> =
        images.iter().flat_map(|i| classifier.classify(std::slice::from_ref(i)).unwrap()).collect();
    assert_eq!(together, alone);
    assert!(classifier.classify(&[]).unwrap().is_empty());
}

#[test]
fn chunks_give_the_same_scores_up_to_rounding() {
    let (classifier, images) = (classifier(), images());
    let one_by_one = classifier.classify(&images).unwrap();
    let chunks = classifier.with_batching(Batching::Chunks(2.try_into().unwrap())).classify(&images).unwrap();
    for (a, b) in one_by_one.iter().zip(&chunks) {
        assert!((a.get() - b.get()).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn embeddings_have_unit_length() {
    let device = Device::flex();
    let embedder = PatchEmbedder::new(EmbedderModel::new(&config(), 8, &device), 16, device);
    for embedding in embedder.embed(&images()).unwrap() {
        assert_eq!(embedding.len(), embedder.dimension());
        let length: f32 = embedding.iter().map(|v| v * v).sum();
        assert!((length - 1.0).abs() < 1e-3, "{length}");
    }
}

#[test]
fn preprocessing_gives_channels_first_from_minus_one_to_one() {
    let image = Image::from_rgb8(1, 1, vec![0, 255, 51]).unwrap();
    let tensor = Preprocess { size: 2 }.to_tensor(&[image], &Device::flex());
    assert_eq!(tensor.dims(), [1, 3, 2, 2]);
    let values = agpis_vision::read(tensor).unwrap();
    let expected = [-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0, -0.6, -0.6, -0.6, -0.6];
    assert!(values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{values:?}");
}

#[test]
fn weights_come_back_and_others_are_refused() {
    let device = Device::flex();
    let model = BinaryModel::new(&config(), &device);
    let bytes = weights::to_bytes(&model).unwrap();
    let again =
        weights::from_bytes(BinaryModel::new(&config(), &device), bytes.clone(), Precision::Full).unwrap();
    assert_eq!(weights::to_bytes(&again).unwrap(), bytes);
    let smaller = BinaryModel::new(&VitConfig { num_encoder_blocks: 1, ..config() }, &device);
    let Err(WeightsError::Mismatch(lines)) = weights::from_bytes(smaller, bytes, Precision::Full) else {
        panic!()
    };
    assert_eq!(lines.len(), 12, "every tensor of the second block: {lines:?}");
}

#[test]
fn absurd_sizes_are_refused() {
    assert!(config().validate().is_ok() && VitConfig::default().validate().is_ok());
    let absurd: [fn(&mut VitConfig); 5] = [
        |c| c.image_size = 1 << 40,
        |c| c.patch_size = 5,
        |c| c.d_model = 0,
        |c| c.num_heads = 3,
        |c| c.num_encoder_blocks = 65,
    ];
    for change in absurd {
        let mut config = config();
        change(&mut config);
        assert!(config.validate().is_err(), "{config:?}");
    }
}
