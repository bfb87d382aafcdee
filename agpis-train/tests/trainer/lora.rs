//! Low-rank additions: they alone move, and end up in the matrices.

use std::cell::{Cell, RefCell};

use agpis_train::{Lora, TrainConfig, Trainer};
use agpis_vision::weights;
use agpis_weights::{DType, Precision, TensorFile};

use crate::common::{Net, Points, TWO, alone, bits, device};

fn config(path: &str) -> TrainConfig {
    let lora = Lora { rank: TWO, alpha: 3.0, path: path.to_owned() };
    TrainConfig {
        lora: Some(lora),
        weight_decay: 0.1,
        validate_every: Some(1.try_into().unwrap()),
        ..TrainConfig::new(20, 0.05)
    }
}

/// The matrix, and its two factors one after the other.
type Matrix = [Vec<f32>; 3];

/// What the first layer is made of at the end, and the trained model.
fn trained(path: &str) -> (Option<Matrix>, Net) {
    let (device, config) = (device(), config(path));
    device.seed(3);
    let (seen, score) = (RefCell::new(None), Cell::new(0.0));
    let validation = |model: &Net| {
        let weight = &model.first.weight;
        let read = |tensor| agpis_vision::read::<2>(tensor).unwrap();
        *seen.borrow_mut() =
            weight.adapter().map(|lora| [read(weight.base()), read(lora.a.val()), read(lora.b.val())]);
        // Better every time: the last model is the best.
        score.set(score.get() + 1.0);
        Ok(score.get())
    };
    let task = Points::of(&config);
    let trainer = Trainer::new(&task, &config, &device).with_validation(&validation);
    let trained = trainer.run(Net::new(0.0, &device), |_| {}).unwrap();
    (seen.into_inner(), trained.model)
}

#[test]
fn the_matrix_is_the_old_one_and_the_scaled_product() {
    let _alone = alone();
    let (seen, model) = trained("");
    let before = Net::new(0.0, &device());
    let [base, a, b] = seen.expect("the first layer has additions");
    assert_eq!(base, agpis_vision::read(before.first.weight.val()).unwrap(), "the base has not moved");
    assert_eq!((a.len(), b.len()), (3 * 2, 2 * 8));
    let merged = agpis_vision::read(model.first.weight.val()).unwrap();
    for row in 0..3 {
        for column in 0..8 {
            let product: f32 = (0..2).map(|k| a[row * 2 + k] * b[k * 8 + column]).sum();
            let (expected, actual) = (base[row * 8 + column] + 1.5 * product, merged[row * 8 + column]);
            assert!((expected - actual).abs() < 1e-6, "{expected} {actual}");
        }
    }
    assert!(b.iter().any(|value| value.abs() > 0.01), "something was learned");
    let bias = |net: &Net| agpis_vision::read(net.first.bias.as_ref().unwrap().val()).unwrap();
    assert_eq!(bias(&model), bias(&before), "vectors stay");
}

#[test]
fn the_merged_model_is_an_ordinary_one() {
    let _alone = alone();
    let (_, model) = trained("");
    assert!(model.first.weight.adapter().is_none());
    assert!(model.first.weight.is_require_grad());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    weights::save(&model, &path, DType::F32).unwrap();
    let fresh = Net::new(0.0, &device());
    let loaded = weights::load_own(fresh, &TensorFile::open(&path).unwrap(), Precision::Full).unwrap();
    assert_eq!(bits(&loaded), bits(&model));
}

#[test]
fn a_path_says_which_matrices_get_one() {
    let _alone = alone();
    let (first, model) = trained("second");
    assert!(first.is_none());
    let before = Net::new(0.0, &device());
    assert_eq!(bits(&model.first), bits(&before.first));
    assert_ne!(bits(&model.second), bits(&before.second));
}

#[test]
fn additions_to_nothing_are_refused() {
    let (device, config) = (device(), config("second.bias"));
    let error = Trainer::new(&Points::of(&config), &config, &device).run(Net::new(0.0, &device), |_| {});
    let expected = "lora.path: expected the beginning of the path of a matrix, got second.bias";
    assert_eq!(error.unwrap_err().to_string(), expected);
    let config =
        TrainConfig { lora: Some(Lora { rank: TWO, alpha: f64::NAN, path: String::new() }), ..config };
    let error = config.validate().unwrap_err().to_string();
    assert_eq!(error, "lora.alpha: expected a number above 0, got NaN");
}
