//! Integration tests of `agpis-muisc`, in one binary.

mod bundle;
mod cases;
mod common;
mod explanation;
mod full_size;
mod generation;
mod gpt2;
mod gradients;
mod hugging_face;
mod parity;
mod search;
mod text;
mod tokenizer;

use burn::tensor::Device;

/// The committed cases.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// Where the tests run that the façade runs on other devices, too.
fn device() -> Device {
    Device::flex()
}
