//! Stage 1 from reviews (§3.3.1): the model of primary images, by equation 1, and that of non-compliant content.

mod images;

use agpis_vision::BinaryModel;
use burn::module::Module;
use burn::tensor::Device;

use self::images::{LabelTask, LabelledImages};
use crate::data::{
    ComplianceOptions, ImageLabel, ReviewExamples, RuleNames, compliance_labels, primary_labels,
};
use crate::default_bundle::{COMPLIANCE_PRECISION, PRIMARY_RECALL};
use crate::evaluation::{Auc, threshold_for_precision, threshold_for_recall};
use crate::experiment::RunEvent;
use crate::{ReviewSplits, TrainError, Trainer, Training};

/// An image model, and how large the squares are that it sees.
#[derive(Clone, Debug)]
pub struct ImageModel {
    /// The model.
    pub model: BinaryModel,
    /// Side of its images in pixels.
    pub image_size: usize,
}

/// The two models of stage 1.
#[derive(Clone, Debug)]
pub struct BinaryModels {
    /// p^primary.
    pub primary: ImageModel,
    /// p^nc.
    pub compliance: ImageModel,
}

/// How to train stage 1.
#[derive(Clone, Debug)]
pub struct Stage1Options {
    /// How long and how strongly.
    pub training: Training,
    /// What reviews are taken to say of single images.
    pub compliance: ComplianceOptions,
}

/// What came of the training of one model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibrated {
    /// The threshold, calibrated on validation images.
    pub threshold: f32,
    /// What the model that training began with scores on validation images.
    pub before: Auc,
    /// What the trained one scores on them.
    pub after: Auc,
    /// Whether the trained one was taken: it must not score less.
    pub is_new: bool,
    /// What the taken one scores on test images, if there are both kinds.
    pub test: Option<Auc>,
}

/// Stage 1, trained.
#[derive(Clone, Debug)]
pub struct Stage1 {
    /// The models, without automatic differentiation.
    pub models: BinaryModels,
    /// Of the primary model; nothing if the reviews could not tell, and the model is what it was.
    pub primary: Option<Calibrated>,
    /// Of the compliance model.
    pub non_compliant: Option<Calibrated>,
    /// How many images there were, and what was left out.
    pub notes: Vec<String>,
}

/// Trains both models on reviews, beginning with `start`, which has automatic differentiation and lives where `device`
/// is; `device` has none. A model for which training or validation reviews lack one of the two answers stays as it is.
///
/// Thresholds are those of the default bundle: 98 % of the primary images pass, and 95 % of what is dropped is
/// non-compliant.
///
/// # Errors
/// If the configuration is wrong, the training diverges, pictures vanish, or the device fails.
pub fn train_stage1(
    reviews: &ReviewSplits,
    names: &RuleNames,
    start: BinaryModels,
    options: &Stage1Options,
    device: &Device,
    observe: &(dyn Fn(RunEvent) + Sync),
) -> Result<Stage1, TrainError> {
    let mut notes = Vec::new();
    let recipe = Recipe { reviews, training: &options.training, device, observe };
    let primary = |part: &ReviewExamples| primary_labels(part.reviews());
    let (primary_model, primary) =
        recipe.fitted("primary model", start.primary, &primary, &mut notes, &|positive, scores| {
            Ok(threshold_for_recall(positive, scores, PRIMARY_RECALL)?)
        })?;
    let unplaced = compliance_labels(reviews.train.reviews(), names, &options.compliance).unplaced;
    if unplaced > 0 {
        notes.push(format!(
            "compliance model: {unplaced} training reviews do not say which image they are about"
        ));
    }
    let non_compliant =
        |part: &ReviewExamples| compliance_labels(part.reviews(), names, &options.compliance).labels;
    let (compliance_model, non_compliant) = recipe.fitted(
        "compliance model",
        start.compliance,
        &non_compliant,
        &mut notes,
        // 1 where none is good enough: nothing is dropped then, which the calibration says.
        &|positive, scores| Ok(threshold_for_precision(positive, scores, COMPLIANCE_PRECISION)?),
    )?;
    let models = BinaryModels { primary: primary_model, compliance: compliance_model };
    Ok(Stage1 { models, primary, non_compliant, notes })
}

/// A threshold from labels and scores.
type Calibration<'a> = &'a dyn Fn(&[bool], &[f64]) -> Result<f32, TrainError>;

/// What both models have in common.
struct Recipe<'a> {
    reviews: &'a ReviewSplits,
    training: &'a Training,
    device: &'a Device,
    observe: &'a (dyn Fn(RunEvent) + Sync),
}

impl Recipe<'_> {
    fn fitted(
        &self,
        name: &str,
        start: ImageModel,
        labels: &dyn Fn(&ReviewExamples) -> Vec<ImageLabel>,
        notes: &mut Vec<String>,
        calibration: Calibration,
    ) -> Result<(ImageModel, Option<Calibrated>), TrainError> {
        let ReviewSplits { train, validation, test, .. } = self.reviews;
        let mut images = |part: &str, of| self.images(&format!("{name}, {part}"), of, labels, notes);
        let (train, validation, test) =
            (images("train", train), images("validation", validation), images("test", test));
        let ImageModel { model: start, image_size } = start;
        if !(train.has_both() && validation.has_both()) {
            notes.push(format!(
                "{name}: not trained, because reviews of a part give only one of the two answers"
            ));
            return Ok((ImageModel { model: start.valid(), image_size }, None));
        }
        let known = start.valid();
        let (positive, before) = validation.scored(&known, image_size, self.device)?;
        let trained = self.trained(name, start, image_size, &train, &validation)?;
        let (_, after) = validation.scored(&trained, image_size, self.device)?;
        let aucs = [Auc::compute(&positive, &before)?, Auc::compute(&positive, &after)?];
        let is_new = aucs[1].value >= aucs[0].value;
        let (model, scores) = if is_new { (trained, after) } else { (known, before) };
        let (tested, test_scores) = test.scored(&model, image_size, self.device)?;
        let calibrated = Calibrated {
            threshold: calibration(&positive, &scores)?,
            before: aucs[0],
            after: aucs[1],
            is_new,
            test: Auc::compute(&tested, &test_scores).ok(),
        };
        Ok((ImageModel { model, image_size }, Some(calibrated)))
    }

    fn images<'a>(
        &self,
        name: &str,
        part: &'a ReviewExamples,
        labels: &dyn Fn(&ReviewExamples) -> Vec<ImageLabel>,
        notes: &mut Vec<String>,
    ) -> LabelledImages<'a> {
        let (images, unreadable) = LabelledImages::readable(part, labels(part));
        let (positive, all) = (images.positives(), images.len());
        notes.push(format!("{name}: {all} images, {positive} of them positive"));
        if unreadable > 0 {
            notes.push(format!("{name}: {unreadable} unreadable candidates left out"));
        }
        images
    }

    fn trained(
        &self,
        name: &str,
        start: BinaryModel,
        image_size: usize,
        train: &LabelledImages,
        validation: &LabelledImages,
    ) -> Result<BinaryModel, TrainError> {
        let Some(config) = self.training.config(train.len())? else { return Ok(start.valid()) };
        let task = LabelTask::new(train, image_size, self.training.batch_size, &config)?;
        let validate = |model: &BinaryModel| {
            let (positive, scores) = validation.scored(&model.valid(), image_size, self.device)?;
            Ok(Auc::compute(&positive, &scores)?.value)
        };
        let training = self.device.clone().autodiff();
        let trainer = Trainer::new(&task, &config, &training).with_validation(&validate);
        let trained =
            trainer.run(start, |event| (self.observe)(RunEvent::Training(name.to_owned(), event)))?;
        Ok(trained.model.valid())
    }
}
