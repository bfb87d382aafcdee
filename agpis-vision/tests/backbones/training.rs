//! Training of the convolutional backbones.

use agpis_vision::{ConvNorm, read, weights};
use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Distribution, Tensor};

use crate::common::assert_close;
use crate::single_tower::small_backbones;

#[test]
fn every_parameter_gets_a_gradient() {
    let device = Device::flex().autodiff();
    for config in small_backbones() {
        let backbone = config.init(&device);
        let images = Tensor::<4>::random([2, 3, 16, 16], Distribution::Uniform(-1.0, 1.0), &device);
        let weighted = backbone.forward(images)
            * Tensor::random([2, config.feature_dim()], Distribution::Uniform(-1.0, 1.0), &device);
        let gradients = GradientsParams::from_grads(weighted.sum().backward(), &backbone);
        let learned = weights::shapes(&backbone).into_keys().filter(|name| !name.contains("running_"));
        assert_eq!(gradients.len(), learned.count(), "{config:?}");
    }
}

/// PyTorch's update, with momentum 0.1.
#[test]
fn running_statistics_follow_the_batch_while_training() {
    let device = Device::flex();
    let layer = ConvNorm::new([3, 4], 3, 1, &device.clone().autodiff());
    let images = Tensor::<4>::random([2, 3, 8, 8], Distribution::Uniform(-1.0, 1.0), &device);
    let maps = layer.valid().conv.forward(images.clone());
    let by_channel: Tensor<2> = maps.swap_dims(0, 1).flatten(1, 3);
    let (variance, mean) = by_channel.var_mean_bias(1);
    let _ = layer.forward(images.autodiff());
    let statistics = [&layer.norm.running_mean, &layer.norm.running_var].map(|s| s.value_sync().inner());
    let [actual_mean, actual_variance] = statistics;
    assert_close("mean", actual_mean, mean.squeeze_dim(1).mul_scalar(0.1), 1e-6);
    assert_close("variance", actual_variance, variance.squeeze_dim(1).mul_scalar(0.1).add_scalar(0.9), 1e-6);
}

#[test]
fn without_training_the_running_statistics_stay() {
    let layer = ConvNorm::new([3, 4], 3, 1, &Device::flex());
    let _ = layer.forward(Tensor::random([2, 3, 8, 8], Distribution::Default, &Device::flex()));
    assert_eq!(read(layer.norm.running_mean.value_sync()).unwrap(), [0.0; 4]);
    assert_eq!(read(layer.norm.running_var.value_sync()).unwrap(), [1.0; 4]);
}
