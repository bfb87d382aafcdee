//! The default bundle as part of the program.

use agpis_muisc::BundleFiles;

/// The files of `bundle/default`.
pub(crate) fn files() -> BundleFiles {
    let mut files = BundleFiles::default();
    macro_rules! embed {
        ($($name:literal),*) => {
            $(files.insert($name, &include_bytes!(concat!("../bundle/default/", $name))[..]);)*
        };
    }
    embed!(
        "bundle.json",
        "rules.json",
        "tokenizer.json",
        "README.md",
        "primary.safetensors",
        "compliance.safetensors",
        "embedder.safetensors",
        "muisc.safetensors"
    );
    files
}
