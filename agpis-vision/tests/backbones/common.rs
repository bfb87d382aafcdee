//! Reference cases.

use std::path::{Path, PathBuf};

use agpis_vision::read;
use agpis_weights::TensorFile;
use burn::tensor::{Device, Tensor, TensorData};

/// The folder `name` of the reference cases: in the one that `AGPIS_FIXTURES` names, else in the committed
/// ones.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    let committed = || crate::FIXTURES.into();
    std::env::var_os("AGPIS_FIXTURES").map_or_else(committed, PathBuf::from).join(name)
}

/// The entries of a folder whose names end so, in order.
pub(crate) fn entries(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(end));
    paths.sort();
    paths
}

/// A tensor of a file with its values.
pub(crate) fn tensor<const D: usize>(file: &TensorFile, name: &str, device: &Device) -> Tensor<D> {
    let stored = file.get(name).unwrap_or_else(|| panic!("no tensor {name}"));
    let values = stored.read().expect("floats").into_f32();
    Tensor::from_data(TensorData::new(values, stored.shape().to_vec()), device)
}

/// Asserts that a tensor has the shape of `expected` and no value that is farther off than `tolerance`.
pub(crate) fn assert_close<const D: usize>(
    what: &str,
    actual: Tensor<D>,
    expected: Tensor<D>,
    tolerance: f32,
) {
    assert_eq!(actual.dims(), expected.dims(), "{what}");
    let (actual, expected) = (read(actual).unwrap(), read(expected).unwrap());
    let worst = actual.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(actual.iter().all(|a| a.is_finite()) && worst <= tolerance, "{what}: off by {worst}");
}
