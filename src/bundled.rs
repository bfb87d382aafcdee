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

#[cfg(all(test, feature = "flex"))]
mod tests {
    use crate::{Agpis, Device, Options};

    #[test]
    fn the_default_bundle_is_part_of_the_program() {
        let device = Device::flex();
        let bundled = Agpis::bundled(&device).unwrap();
        let on_disk = Agpis::open(concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default"), &device).unwrap();
        assert_eq!(bundled.bundle().manifest, on_disk.bundle().manifest);
        assert_eq!(bundled.rules().num_classes(), 45);
        assert!(bundled.pipeline(&Options::default()).is_ok());
    }

    #[test]
    fn it_stays_small() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default")).unwrap();
        let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
        assert!(bytes <= 8_000_000, "{bytes} bytes");
    }
}
