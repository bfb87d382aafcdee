//! The whole of Figure 2 from one model bundle.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use agpis_core::{
    Assemble, Assess, Assessment, BoxStage, ComplianceFilter, ImagePair, InvalidProbability, Listing,
    PrimaryPolicy, Probability, Product, RuleSet, SingleImage, StageExt,
};
use agpis_dedup::DuplicateDetector;
use agpis_muisc::{Bundle, BundleError, MuiscClassifier};
use agpis_vision::{BinaryClassifier, Decode};
use burn::tensor::Device;

/// A model bundle on a device.
#[derive(Debug)]
pub struct Agpis {
    bundle: Bundle,
    device: Device,
}

/// What may be chosen when a pipeline is built.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// K^t: images in a sequence; by default as many as the bundle's MUIsC was trained on.
    pub length: Option<NonZeroUsize>,
    /// Decides the random choice after the primary image, together with the product's id.
    pub seed: u64,
    /// What happens when the best image is non-compliant.
    pub primary_policy: PrimaryPolicy,
    /// Whether MUIsC writes a reviewer's feedback for every sequence.
    pub feedback: bool,
}

/// The pipeline cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// MUIsC has learned to judge sequences of one length.
    #[error("expected a length of {expected} images, which the bundle's model judges, got {actual}")]
    Length {
        /// The bundle's.
        expected: usize,
        /// What was asked for.
        actual: usize,
    },
    /// A threshold of the bundle is none.
    #[error("threshold")]
    Threshold(#[from] InvalidProbability),
}

impl Agpis {
    /// Loads the bundle in `directory` onto `device`.
    ///
    /// # Errors
    /// If the bundle is incomplete, malformed, or of another version.
    pub fn open(directory: impl AsRef<Path>, device: &Device) -> Result<Self, BundleError> {
        Ok(Self { bundle: Bundle::open(directory, device)?, device: device.clone() })
    }

    /// The default bundle, which is part of the program.
    ///
    /// # Errors
    /// If it does not load onto the device.
    #[cfg(feature = "bundled")]
    pub fn bundled(device: &Device) -> Result<Self, BundleError> {
        let bundle = Bundle::load(&crate::bundled::files(), device)?;
        Ok(Self { bundle, device: device.clone() })
    }

    /// The models, rules and thresholds.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The rules behind the classes.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.bundle.rules
    }

    /// From a listed product to its assessed sequence: decoding and all stages of Figure 2.
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn pipeline(&self, options: &Options) -> Result<BoxStage<Listing, Assessment>, PipelineError> {
        Ok(self.decode().then(self.stages(options)?).boxed())
    }

    /// The first stage of [`pipeline`](Self::pipeline): reads and decodes the pictures.
    #[must_use]
    pub fn decode(&self) -> Decode {
        Decode::new()
    }

    /// All other stages of [`pipeline`](Self::pipeline): from decoded products on.
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn stages(&self, options: &Options) -> Result<BoxStage<Product, Assessment>, PipelineError> {
        Ok(self
            .single_image(options)?
            .then(self.image_pair(options)?)
            .then(self.assemble(options)?)
            .then(self.assess(options))
            .boxed())
    }

    /// Single-image recognition (§3.3.1) with the bundle's models and thresholds.
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn single_image(
        &self,
        options: &Options,
    ) -> Result<SingleImage<BinaryClassifier, BinaryClassifier>, PipelineError> {
        let thresholds = self.bundle.manifest.thresholds;
        let compliance = self.bundle.compliance_classifier(&self.device);
        let compliance = ComplianceFilter::new(compliance, Probability::new(thresholds.non_compliant)?);
        Ok(SingleImage::new(self.bundle.primary_classifier(&self.device), compliance)
            .with_primary_threshold(Probability::new(thresholds.primary)?)
            .with_primary_policy(options.primary_policy)
            .with_length(self.length(options)?))
    }

    /// Image-pair recognition (§3.3.2) with the bundle's embedder and threshold.
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn image_pair(&self, options: &Options) -> Result<ImagePair<DuplicateDetector>, PipelineError> {
        let embedder = Arc::new(self.bundle.patch_embedder(&self.device));
        let threshold = self.bundle.manifest.thresholds.duplicate;
        Ok(ImagePair::new(DuplicateDetector::new(embedder), threshold).with_length(self.length(options)?))
    }

    /// The seeded choice of the target sequence (end of §3.3).
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn assemble(&self, options: &Options) -> Result<Assemble, PipelineError> {
        Ok(Assemble::new(self.length(options)?, options.seed))
    }

    /// Stage 2 (§3.4) with the bundle's MUIsC.
    #[must_use]
    pub fn assess(&self, options: &Options) -> Assess<MuiscClassifier> {
        Assess::new(self.bundle.sequence_classifier(&self.device).with_feedback(options.feedback))
    }

    fn length(&self, options: &Options) -> Result<NonZeroUsize, PipelineError> {
        let expected = self.bundle.manifest.muisc.model.sequence_length;
        match options.length {
            Some(length) if length.get() != expected => {
                Err(PipelineError::Length { expected, actual: length.get() })
            }
            // A bundle's sequence length is at least 1.
            _ => Ok(NonZeroUsize::new(expected).unwrap_or(NonZeroUsize::MIN)),
        }
    }
}
