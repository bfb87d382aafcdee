//! Where the reference cases are.

use std::path::PathBuf;

/// The folder `name` of the reference cases: in the one that `AGPIS_FIXTURES` names, else in the committed
/// one.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    let committed = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::env::var_os("AGPIS_FIXTURES").map_or_else(committed, PathBuf::from).join(name)
}
