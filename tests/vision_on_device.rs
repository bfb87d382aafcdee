//! The single-tower baselines on the device that `AGPIS_DEVICE` names, against the stored cases of torchvision and timm.
//! `AGPIS_DEVICE=wgpu cargo test --features wgpu --test vision_on_device`.

#[path = "../agpis-vision/tests/backbones/baselines.rs"]
mod baselines;
#[path = "../agpis-vision/tests/backbones/case.rs"]
#[allow(dead_code)] // some of it is for other tests
mod case;
#[path = "../agpis-vision/tests/backbones/common.rs"]
#[allow(dead_code)] // some of it is for other tests
mod common;
#[path = "common/device.rs"]
mod device_under_test;

use device_under_test::device;

/// The committed cases.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/agpis-vision/tests/fixtures");
