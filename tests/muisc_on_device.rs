//! MUIsC on the device that `AGPIS_DEVICE` names: the tests of `agpis-muisc` that compute, against the stored cases of the authors'
//! model and against itself. `AGPIS_DEVICE=wgpu cargo test --features wgpu --test muisc_on_device`.

#[path = "../agpis-muisc/tests/it/cases.rs"]
#[allow(dead_code)] // some of it is for other tests
mod cases;
#[path = "../agpis-muisc/tests/it/common.rs"]
#[allow(dead_code)] // some of it is for other tests
mod common;
#[path = "common/device.rs"]
mod device_under_test;
#[path = "../agpis-muisc/tests/it/generation.rs"]
mod generation;
#[path = "../agpis-muisc/tests/it/parity.rs"]
mod parity;
#[path = "../agpis-muisc/tests/it/search.rs"]
mod search;

use device_under_test::device;

/// The committed cases.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/agpis-muisc/tests/fixtures");
