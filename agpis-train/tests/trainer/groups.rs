//! Parts of a model that learn in another way than the rest.

use agpis_train::{ParameterGroup, TrainConfig, TrainError, fit};
use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;

use crate::common::{Net, bits, device, linear, trained};

fn group(path: &str, learning_rate: f64, frozen: bool) -> ParameterGroup {
    ParameterGroup { path: path.to_owned(), learning_rate, frozen }
}

fn config(groups: &[ParameterGroup]) -> TrainConfig {
    TrainConfig { groups: groups.to_vec(), ..TrainConfig::new(8, 0.05) }
}

/// Whether the first and the second layer have moved.
fn moved(groups: &[ParameterGroup]) -> [bool; 2] {
    let (before, after) = (Net::new(0.0, &device()), trained(&config(groups)).unwrap().model);
    [bits(&before.first) != bits(&after.first), bits(&before.second) != bits(&after.second)]
}

#[test]
fn what_is_frozen_does_not_move() {
    assert_eq!(moved(&[]), [true, true]);
    assert_eq!(moved(&[group("first", 1.0, true)]), [false, true]);
    assert_eq!(moved(&[group("second", 1.0, true)]), [true, false]);
    // Not even by weight decay.
    assert_eq!(moved(&[group("second", 0.0, false)]), [true, false]);
    let by_name = [group("second.weight", 1.0, true), group("second.bias", 1.0, true)];
    assert_eq!(moved(&by_name), [true, false]);
}

#[test]
fn the_last_group_that_matches_counts() {
    assert_eq!(moved(&[group("", 1.0, true), group("second", 1.0, false)]), [false, true]);
    assert_eq!(moved(&[group("second", 1.0, false), group("first", 0.0, false)]), [false, true]);
    assert_eq!(moved(&[group("first", 1.0, true), group("", 1.0, false)]), [true, true]);
}

#[test]
fn a_share_of_the_learning_rate_is_a_share_of_the_way() {
    let way = |groups: &[ParameterGroup]| {
        let config = TrainConfig { steps: 1, warmup_steps: 0, ..config(groups) };
        let after = agpis_vision::read(trained(&config).unwrap().model.first.weight.val()).unwrap();
        let before = agpis_vision::read(Net::new(0.0, &device()).first.weight.val()).unwrap();
        after.iter().zip(before).map(|(a, b)| a - b).collect::<Vec<f32>>()
    };
    let (whole, part) = (way(&[]), way(&[group("first", 0.25, false)]));
    for (whole, part) in whole.into_iter().zip(part) {
        assert!(whole.abs() > 0.01 && (whole * 0.25 - part).abs() < 1e-6, "{whole} {part}");
    }
}

#[test]
fn the_trained_model_can_learn_everywhere_again() {
    let model = trained(&config(&[group("first", 1.0, true)])).unwrap().model;
    assert!(model.first.weight.is_require_grad() && model.second.weight.is_require_grad());
}

#[derive(Module, Debug)]
enum Either {
    One(Linear),
}

#[derive(Module, Debug)]
struct Nested {
    inner: Either,
    scale: Param<Tensor<1>>,
}

#[test]
fn variants_of_enums_have_no_names_in_paths() {
    let device = device();
    let model = Nested {
        inner: Either::One(linear([3, 1], &device)),
        scale: Param::from_tensor(Tensor::ones([1], &device)),
    };
    let before = bits(&model);
    let loss = |model: &Nested, _: usize, _: usize| {
        let Either::One(inner) = &model.inner;
        let x = Tensor::<2>::ones([4, 3], &device);
        (inner.forward(x) * model.scale.val().unsqueeze() - 5.0).powi_scalar(2).mean()
    };
    let groups =
        [group("inner.weight", 1.0, true), group("inner.bias", 1.0, true), group("scale", 0.0, false)];
    let after = fit(model, &config(&groups), &device, loss, |_| {}).unwrap();
    assert_eq!(bits(&after), before);
}

#[test]
fn groups_that_make_no_sense_are_refused() {
    let message = |groups: &[ParameterGroup]| match trained(&config(groups)) {
        Err(error @ TrainError::Config(_)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        message(&[group("third", 1.0, true)]),
        "group.path: expected the beginning of the path of a parameter, got third"
    );
    assert_eq!(
        message(&[group("fir", 1.0, true)]),
        "group.path: expected the beginning of the path of a parameter, got fir"
    );
    assert_eq!(
        message(&[group("", 1.0, true)]),
        "group: expected a parameter that learns, got frozen ones only"
    );
    assert_eq!(
        message(&[group("first", f64::NAN, false)]),
        "group.learning_rate: expected a number of at least 0, got NaN"
    );
}

#[test]
fn a_loss_that_depends_on_nothing_that_learns_is_refused() {
    let device = device();
    let loss =
        |model: &Net, _: usize, _: usize| model.first.forward(Tensor::<2>::ones([2, 3], &device)).mean();
    let config = config(&[group("first", 1.0, true)]);
    let error = fit(Net::new(0.0, &device), &config, &device, loss, |_| {}).unwrap_err();
    assert!(error.to_string().contains("expected a loss that depends on something that learns"), "{error}");
}
