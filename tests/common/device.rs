//! The device under test.

use agpis::{Device, DeviceName};

/// The one that `AGPIS_DEVICE` names, else the processor.
pub(crate) fn device() -> Device {
    let name = std::env::var("AGPIS_DEVICE").unwrap_or_else(|_| DeviceName::FLEX.to_string());
    let device = name.parse::<DeviceName>().and_then(DeviceName::open);
    device.unwrap_or_else(|error| panic!("AGPIS_DEVICE: {error}"))
}
