//! The whole of Figure 2 from one model bundle.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use agpis_core::{
    Assemble, Assess, Assessment, BoxStage, ComplianceFilter, ImagePair, InvalidProbability, Listing,
    PrimaryPolicy, Probability, Product, RuleSet, Search, SingleImage, StageExt,
};
use agpis_dedup::DuplicateDetector;
use agpis_muisc::{Bundle, BundleError, BundleFiles, MuiscClassifier};
use agpis_vision::{Batching, BinaryClassifier, Decode, PatchEmbedder};
use agpis_weights::Precision;
use burn::tensor::Device;

use crate::device::batching;

/// A model bundle on a device.
#[derive(Debug)]
pub struct Agpis {
    bundle: Bundle,
    device: Device,
    batching: Batching,
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
    /// Whether MUIsC says where it looked.
    pub explanation: bool,
    /// To have MUIsC choose the best of all sequences, instead of judging one that was drawn.
    pub search: Option<SearchOptions>,
}

/// How the best sequence is searched for.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SearchOptions {
    /// So many of the best sequences are told, the chosen one included.
    pub ranking: usize,
    /// Up to so many sequences, all are scored.
    pub exhaustive_limit: NonZeroUsize,
    /// Beyond that, a beam search follows so many beginnings.
    pub beam_width: NonZeroUsize,
}

impl Default for SearchOptions {
    /// No ranking; exhaustive up to 1000 sequences, then 16 beams.
    fn default() -> Self {
        let [exhaustive_limit, beam_width] =
            [1000, 16].map(|n| NonZeroUsize::new(n).unwrap_or(NonZeroUsize::MIN));
        Self { ranking: 0, exhaustive_limit, beam_width }
    }
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
        Self::open_in(directory, device, Precision::AsStored)
    }

    /// As [`open`](Self::open), with weights in `precision`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_in(
        directory: impl AsRef<Path>,
        device: &Device,
        precision: Precision,
    ) -> Result<Self, BundleError> {
        let files = BundleFiles::from_directory(directory.as_ref())?;
        Ok(Self::new(Bundle::load(&files, device, precision)?, device))
    }

    /// The default bundle, which is part of the program.
    ///
    /// # Errors
    /// If it does not load onto the device.
    #[cfg(feature = "bundled")]
    pub fn bundled(device: &Device) -> Result<Self, BundleError> {
        let bundle = Bundle::load(&crate::bundled::files(), device, Precision::Full)?;
        Ok(Self::new(bundle, device))
    }

    fn new(bundle: Bundle, device: &Device) -> Self {
        Self { bundle, device: device.clone(), batching: batching(device) }
    }

    /// Cuts batches in another way than [`batching`] says for the device.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }

    /// The models, rules and thresholds.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// What computes.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The models, rules and thresholds, to take apart.
    #[must_use]
    pub fn into_bundle(self) -> Bundle {
        self.bundle
    }

    /// The bundle's model that knows primary images.
    #[must_use]
    pub fn primary_classifier(&self) -> BinaryClassifier {
        self.bundle.primary_classifier(&self.device).with_batching(self.batching)
    }

    /// The bundle's model that knows non-compliant images.
    #[must_use]
    pub fn compliance_classifier(&self) -> BinaryClassifier {
        self.bundle.compliance_classifier(&self.device).with_batching(self.batching)
    }

    /// The bundle's model that describes patches.
    #[must_use]
    pub fn patch_embedder(&self) -> PatchEmbedder {
        self.bundle.patch_embedder(&self.device).with_batching(self.batching)
    }

    /// The bundle's MUIsC, without feedback and explanation.
    #[must_use]
    pub fn sequence_classifier(&self) -> MuiscClassifier {
        self.bundle.sequence_classifier(&self.device).with_batching(self.batching)
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
        let selection = self.single_image(options)?.then(self.image_pair(options)?);
        Ok(match &options.search {
            None => selection.then(self.assemble(options)?).then(self.assess(options)).boxed(),
            Some(search) => selection.then(self.search(options, search)?).boxed(),
        })
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
        let compliance = self.compliance_classifier();
        let compliance = ComplianceFilter::new(compliance, Probability::new(thresholds.non_compliant)?);
        Ok(SingleImage::new(self.primary_classifier(), compliance)
            .with_primary_threshold(Probability::new(thresholds.primary)?)
            .with_primary_policy(options.primary_policy)
            .with_length(self.length(options)?))
    }

    /// Image-pair recognition (§3.3.2) with the bundle's embedder and threshold.
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn image_pair(&self, options: &Options) -> Result<ImagePair<DuplicateDetector>, PipelineError> {
        let embedder = Arc::new(self.patch_embedder());
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
        Assess::new(self.judge(options))
    }

    /// The search for the best sequence (§5.1), in the place of [`assemble`](Self::assemble) and
    /// [`assess`](Self::assess).
    ///
    /// # Errors
    /// If the options do not fit the bundle.
    pub fn search(
        &self,
        options: &Options,
        search: &SearchOptions,
    ) -> Result<Search<MuiscClassifier>, PipelineError> {
        let stage = Search::new(self.sequence_classifier(), self.length(options)?)
            .with_exhaustive_limit(search.exhaustive_limit)
            .with_beam_width(search.beam_width)
            .with_ranking(search.ranking);
        // The scores are all there is to say, unless more is asked for.
        let needs_judge = options.feedback || options.explanation;
        Ok(if needs_judge { stage.with_judge(Arc::new(self.judge(options))) } else { stage })
    }

    fn judge(&self, options: &Options) -> MuiscClassifier {
        self.sequence_classifier().with_feedback(options.feedback).with_explanation(options.explanation)
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
