//! The paper's model at full size with made-up weights, and a product to judge: cost does not depend on
//! what the weights are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agpis::core::{Candidate, Image, ImageId, ProductId, Sequence};
use agpis::muisc::{Muisc, MuiscClassifier, MuiscConfig, MuiscSettings};
use agpis::{Agpis, Device, batching};

/// The folder of the default bundle, seen from any package of the workspace.
fn bundle() -> PathBuf {
    let mut folders =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("bundle/default"));
    folders.find(|folder| folder.is_dir()).expect("the default bundle's folder")
}

/// §4.2, with the default bundle's tokenizer in front of it.
pub(crate) fn config() -> MuiscConfig {
    MuiscConfig::default()
}

/// The bytes of the tokenizer that goes with it.
pub(crate) fn tokenizer() -> Vec<u8> {
    std::fs::read(bundle().join("tokenizer.json")).expect("the default bundle's tokenizer")
}

/// The default bundle.
pub(crate) fn default_bundle(device: &Device) -> Agpis {
    Agpis::open(bundle(), device).expect("the default bundle")
}

/// Weights drawn at random.
pub(crate) fn model(device: &Device) -> Muisc {
    device.seed(0);
    config().init(device)
}

/// It with its text layout.
pub(crate) fn classifier(device: &Device) -> MuiscClassifier {
    let text = MuiscSettings::new(config()).text_layout(&tokenizer()).expect("a text layout");
    MuiscClassifier::new(model(device), config(), Arc::new(text), device.clone())
        .with_batching(batching(device))
}

/// A title of some 30 tokens.
pub(crate) const TITLE: &str =
    "white ceramic mug with handle, 350 ml, for coffee and tea, dishwasher safe, set of two in a gift box";

/// `count` different pictures of 400 × 400 pixels.
pub(crate) fn candidates(count: u32) -> Vec<Candidate> {
    let pixels =
        |i: u32| (0..400 * 400 * 3u32).map(|v| (v.wrapping_mul(2 * i + 3) >> 3) as u8).collect::<Vec<u8>>();
    let candidate = |i: u32| Candidate {
        id: ImageId::new(i.to_string()).expect("an id"),
        image: Image::from_rgb8(400, 400, pixels(i)).expect("three bytes a pixel"),
    };
    (0..count).map(candidate).collect()
}

/// The first three of `candidates`.
pub(crate) fn sequence(candidates: &[Candidate]) -> Sequence {
    Sequence::new(ProductId::new("sku").expect("an id"), TITLE, candidates[..3].to_vec()).expect("a sequence")
}
