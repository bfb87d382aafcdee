//! Where benches run: on every device of every backend that is compiled in, or on the one that `AGPIS_DEVICE` names.

use agpis::muisc::MuiscClassifier;
use agpis::{Backend, Device, DeviceName};

/// Devices by the name that they have in a bench's id.
pub(crate) fn all() -> Vec<(String, Device)> {
    if let Ok(name) = std::env::var("AGPIS_DEVICE") {
        let device = name.parse::<DeviceName>().and_then(DeviceName::open);
        return vec![(name, device.unwrap_or_else(|error| panic!("AGPIS_DEVICE: {error}")))];
    }
    let named = |backend: Backend| {
        let devices = backend.devices();
        let several = devices.len() > 1;
        let name = move |i| if several { format!("{backend}:{i}") } else { backend.to_string() };
        devices.into_iter().enumerate().map(move |(i, device)| (name(i), device))
    };
    Backend::ALL.into_iter().flat_map(named).collect()
}

/// The default bundle's MUIsC and that of the paper's size, by the name that they have in a bench's id.
#[allow(dead_code)] // not every bench runs them
pub(crate) fn classifiers(device: &Device) -> [(&'static str, MuiscClassifier); 2] {
    let default = crate::full_size::default_bundle(device).sequence_classifier();
    [("default bundle", default), ("full size", crate::full_size::classifier(device))]
}
