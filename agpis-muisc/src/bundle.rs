//! A model bundle: everything the pipeline needs, as one versioned directory.
//!
//! | file | holds |
//! |---|---|
//! | `bundle.json` | format, version, sizes of the models, thresholds: [`Manifest`] |
//! | `rules.json` | the rules, in class order |
//! | `tokenizer.json` | a Hugging Face tokenizer |
//! | `primary.safetensors`, `compliance.safetensors` | the two image classifiers (§3.3.1) |
//! | `embedder.safetensors` | the patch embedder (§3.3.2) |
//! | `muisc.safetensors` | MUIsC (§3.4) |
//! | `README.md` | the card: on what it was trained, how good it is |
//!
//! Weights are f32, f16 or bf16. Matrices stored in 16 bits stay so in memory, which halves it, and are
//! widened when they are used: all sums are in 32 bits, unless the device computes in others. Files on disk are read tensor by tensor.
//!
//! Bundles come from strangers: sizes are limited before anything is allocated, every name and shape
//! is checked, and nothing in a bundle is executed.

mod files;
mod manifest;

pub use files::BundleFiles;
pub use manifest::{EmbedderConfig, ImageModelConfig, Manifest, MuiscSettings, Thresholds};

use std::path::Path;
use std::sync::Arc;

use agpis_core::{RuleSet, RuleSetError};
use agpis_vision::weights::{self, WeightsError};
use agpis_vision::{BinaryClassifier, BinaryModel, ConfigError, EmbedderModel, PatchEmbedder, VitConfig};
use agpis_weights::{DType, Precision};
use burn::module::Module;
use burn::tensor::Device;

use crate::{Muisc, MuiscClassifier, TextError, TextLayout};
use manifest::{read_rules, write_rules};

/// A loaded bundle: four models and what belongs to them.
#[derive(Debug)]
pub struct Bundle {
    /// Sizes and thresholds.
    pub manifest: Manifest,
    /// The rules behind the classes.
    pub rules: RuleSet,
    /// p^primary.
    pub primary: BinaryModel,
    /// p^nc.
    pub compliance: BinaryModel,
    /// Patch features.
    pub embedder: EmbedderModel,
    /// MUIsC.
    pub muisc: Muisc,
    /// Titles and feedback as tokens.
    pub text: Arc<TextLayout>,
}

/// The bundle cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A file cannot be read or written.
    #[error("{file}: cannot be read or written")]
    Io {
        /// Its name in the bundle.
        file: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is larger than any such file should be.
    #[error("{file}: expected at most {expected} bytes, got {actual}")]
    TooLarge {
        /// Its name in the bundle.
        file: String,
        /// The limit.
        expected: u64,
        /// Its size.
        actual: u64,
    },
    /// A file holds no JSON of the expected form.
    #[error("{file}: not the expected JSON")]
    Json {
        /// Its name in the bundle.
        file: String,
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// Another format, or a version that this program does not know.
    #[error("expected {expected}, got {actual}")]
    Version {
        /// Format and version that this program reads.
        expected: String,
        /// Format and version of the bundle.
        actual: String,
    },
    /// A model has impossible sizes.
    #[error("bundle.json, {model}")]
    Config {
        /// Which model.
        model: &'static str,
        /// Which field.
        #[source]
        source: ConfigError,
    },
    /// The number of rules does not fit the number of classes.
    #[error("expected {expected} classes for the rules in rules.json, the model has {actual}")]
    Classes {
        /// Rules and two more.
        expected: usize,
        /// Classes of the model.
        actual: usize,
    },
    /// The rules are none.
    #[error("rules.json")]
    Rules(#[source] RuleSetError),
    /// A threshold is not in its range.
    #[error("bundle.json, thresholds: {0}")]
    Threshold(String),
    /// Weights are missing, unexpected or mis-shaped.
    #[error("{file}")]
    Weights {
        /// Its name in the bundle.
        file: String,
        /// All that is wrong.
        #[source]
        source: WeightsError,
    },
    /// The tokenizer cannot be used.
    #[error("tokenizer.json")]
    Text(#[source] TextError),
}

const MANIFEST: &str = "bundle.json";
const RULES: &str = "rules.json";
const TOKENIZER: &str = "tokenizer.json";
const CARD: &str = "README.md";
const PRIMARY: &str = "primary.safetensors";
const COMPLIANCE: &str = "compliance.safetensors";
const EMBEDDER: &str = "embedder.safetensors";
const MUISC: &str = "muisc.safetensors";

impl Bundle {
    /// Loads the bundle in `directory` onto `device`.
    ///
    /// # Errors
    /// If a file is missing, too large or malformed, or does not fit the others.
    pub fn open(directory: impl AsRef<Path>, device: &Device) -> Result<Self, BundleError> {
        Self::load(&BundleFiles::from_directory(directory.as_ref())?, device, Precision::AsStored)
    }

    /// Loads a bundle from its files, which may be embedded in a program. With [`Precision::Full`], weights
    /// stored in 16 bits are widened once, for more speed and twice the memory.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn load(files: &BundleFiles, device: &Device, precision: Precision) -> Result<Self, BundleError> {
        let manifest = Manifest::parse(&files.get(MANIFEST)?)?;
        let rules = read_rules(&files.get(RULES)?)?;
        let (expected, actual) = (rules.num_classes(), manifest.muisc.model.num_classes);
        if expected != actual {
            return Err(BundleError::Classes { expected, actual });
        }
        let Manifest { primary, compliance, embedder, muisc, .. } = &manifest;
        let image_model = |config: &VitConfig| BinaryModel::new(config, device);
        Ok(Self {
            primary: fill(image_model(&primary.image), files, PRIMARY, precision)?,
            compliance: fill(image_model(&compliance.image), files, COMPLIANCE, precision)?,
            embedder: fill(
                EmbedderModel::new(&embedder.image, embedder.dimension, device),
                files,
                EMBEDDER,
                precision,
            )?,
            muisc: fill(muisc.model.init(device), files, MUISC, precision)?,
            text: Arc::new(muisc.text_layout(&files.get(TOKENIZER)?).map_err(BundleError::Text)?),
            rules,
            manifest,
        })
    }

    /// Writes a bundle into `directory`, which is made if need be, with weights in 32 bits. `tokenizer` is
    /// the content of `tokenizer.json`, `card` the text of the model card.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn save(&self, directory: impl AsRef<Path>, tokenizer: &[u8], card: &str) -> Result<(), BundleError> {
        self.save_as(directory, tokenizer, card, DType::F32)
    }

    /// As [`save`](Self::save), with matrices of `dtype`: f32, f16 or bf16.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub fn save_as(
        &self,
        directory: impl AsRef<Path>,
        tokenizer: &[u8],
        card: &str,
        dtype: DType,
    ) -> Result<(), BundleError> {
        let directory = directory.as_ref();
        std::fs::create_dir_all(directory).map_err(files::failed("."))?;
        let text = |name: &str, bytes: &[u8]| files::write(directory, name, bytes);
        text(RULES, &write_rules(&self.rules)?)?;
        text(TOKENIZER, tokenizer)?;
        text(CARD, card.as_bytes())?;
        save(&self.primary, directory, PRIMARY, dtype)?;
        save(&self.compliance, directory, COMPLIANCE, dtype)?;
        save(&self.embedder, directory, EMBEDDER, dtype)?;
        save(&self.muisc, directory, MUISC, dtype)?;
        // Last, so that a folder with a manifest is a whole bundle.
        text(MANIFEST, &self.manifest.to_json()?)
    }

    /// The classifier of p^primary.
    #[must_use]
    pub fn primary_classifier(&self, device: &Device) -> BinaryClassifier {
        BinaryClassifier::new(self.primary.clone(), self.manifest.primary.image.image_size, device.clone())
    }

    /// The classifier of p^nc.
    #[must_use]
    pub fn compliance_classifier(&self, device: &Device) -> BinaryClassifier {
        BinaryClassifier::new(
            self.compliance.clone(),
            self.manifest.compliance.image.image_size,
            device.clone(),
        )
    }

    /// The patch embedder.
    #[must_use]
    pub fn patch_embedder(&self, device: &Device) -> PatchEmbedder {
        PatchEmbedder::new(self.embedder.clone(), self.manifest.embedder.image.image_size, device.clone())
    }

    /// The sequence classifier.
    #[must_use]
    pub fn sequence_classifier(&self, device: &Device) -> MuiscClassifier {
        let config = self.manifest.muisc.model.clone();
        MuiscClassifier::new(self.muisc.clone(), config, self.text.clone(), device.clone())
    }
}

fn fill<M: Module>(
    module: M,
    files: &BundleFiles,
    file: &str,
    precision: Precision,
) -> Result<M, BundleError> {
    weights::load_own(module, &files.tensors(file)?, precision).map_err(wrong_weights(file))
}

fn save<M: Module>(module: &M, directory: &Path, file: &str, dtype: DType) -> Result<(), BundleError> {
    weights::save(module, &directory.join(file), dtype).map_err(wrong_weights(file))
}

fn wrong_weights(file: &str) -> impl FnOnce(WeightsError) -> BundleError {
    let file = file.to_owned();
    move |source| BundleError::Weights { file, source }
}
