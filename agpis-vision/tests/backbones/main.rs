//! The backbones, against torchvision, timm and transformers, and what they promise by themselves.

mod baselines;
mod case;
mod common;
mod config;
mod hugging_face;
mod pretrained;
mod single_tower;
mod training;

use burn::tensor::Device;

/// The committed cases.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// Where the tests run that the façade runs on other devices, too.
fn device() -> Device {
    Device::flex()
}
