//! A bundle that keeps up with its reviewers (§5.1): trained on the newest reviews, and let serve if it is better.

mod report;

use std::fs;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use agpis_core::RuleSet;
use agpis_eval::{Bootstrap, Difference, Evaluator, Metric, Predictions};
use agpis_muisc::{Bundle, BundleFiles, ImageModelConfig, Muisc};
use agpis_vision::{BinaryModel, ConfigError, Fusion};
use agpis_weights::Precision;
use burn::module::Module;
use burn::tensor::Device;

use crate::data::{ComplianceOptions, Examples, RuleNames};
use crate::default_bundle::SUBMISSION_PRECISION;
use crate::evaluation::threshold_for_precision;
use crate::experiment::RunEvent;
use crate::predict::{auc, labels_and_scores};
use crate::rules_file::RulesFileError;
use crate::{
    BinaryModels, BundleStore, ImageModel, ReviewSource, ReviewSplits, SequenceModel, SequenceModelConfig,
    SequenceTask, Stage1, Stage1Options, TrainError, Trainer, Training, predict, train_stage1,
};

const TOKENIZER: &str = "tokenizer.json";

/// How to renew a bundle.
#[derive(Clone, Debug)]
pub struct RefreshOptions {
    /// Months of reviews to learn from, up to the newest one; 3 (§5.1).
    pub months: u32,
    /// Shares of the products for training, validation and testing.
    pub shares: [f64; 3],
    /// Keeps the pictures in memory, with their longer side at most so many pixels.
    pub keep_in_memory_side: Option<NonZeroU32>,
    /// What the reviewers call the rules; the names in the bundle, or those of AGPIS-bench for its rules, by default.
    pub names: Option<RuleNames>,
    /// Of stage 1.
    pub stage1: Stage1Options,
    /// Of MUIsC.
    pub muisc: Training,
    /// By how much the area under the ROC curve must surely grow: the lower end of the interval must be above this.
    pub min_difference: f64,
    /// How the interval is made.
    pub bootstrap: Bootstrap,
    /// The name of the new version; the last day of the window by default.
    pub name: Option<String>,
}

impl Default for RefreshOptions {
    /// As in the paper, as far as it says; three epochs, from the weights that there are.
    fn default() -> Self {
        let training = Training { epochs: 3.0, batch_size: 32, learning_rate: 1.5e-4, seed: 0 };
        Self {
            months: 3,
            shares: [0.8, 0.1, 0.1],
            keep_in_memory_side: None,
            names: None,
            stage1: Stage1Options { training, compliance: of_bench() },
            muisc: training,
            min_difference: 0.0,
            bootstrap: Bootstrap::default(),
            name: None,
        }
    }
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// The name of the new version.
    pub name: String,
    /// The version that served before.
    pub before: String,
    /// Whether the new version serves now.
    pub is_switched: bool,
    /// New minus old, in the area under the ROC curve on the new test sequences; nothing if those are all of one kind.
    pub difference: Option<Difference>,
    /// What the lower end of its interval was compared with.
    pub min_difference: f64,
    /// The models of stage 1.
    pub stage1: Stage1,
    /// Of data and thresholds: for people to read.
    pub notes: Vec<String>,
}

/// Trains stage 1 and MUIsC on the newest reviews, beginning with the weights that serve; saves them as a new version
/// beside the others, and lets it serve if its MUIsC is surely better on test products that neither was trained on. The patch
/// embedder and the threshold of pairs stay.
///
/// The parts follow from the SKUs, so products that come again months later are in the same part, as long as rows name no
/// `split` of their own and the shares stay.
///
/// # Errors
/// If the reviews or the store cannot be used, or the training fails. The version that served still does.
pub fn refresh(
    store: &BundleStore,
    reviews: &Path,
    pictures: &Path,
    options: &RefreshOptions,
    device: &Device,
    observe: &(dyn Fn(RunEvent) + Sync),
) -> Result<Refreshed, TrainError> {
    let before = store.current()?;
    let folder = store.path(&before)?;
    let training = device.clone().autodiff();
    let old = Bundle::load(&BundleFiles::from_directory(&folder)?, &training, Precision::Full)?;
    let tokenizer = fs::read(folder.join(TOKENIZER)).map_err(TrainError::file(&folder))?;
    let names = options.names.clone().map_or_else(|| names_of(&old), Ok)?;
    check_rules(&old, &names)?;
    options.name.as_deref().map_or(Ok(()), |name| store.check_free(name))?;
    let source = ReviewSource {
        months: Some(options.months),
        shares: options.shares,
        length: NonZeroUsize::new(old.manifest.muisc.model.sequence_length).unwrap_or(NonZeroUsize::MIN),
        keep_in_memory_side: options.keep_in_memory_side,
        ..ReviewSource::new(reviews, pictures, names)
    };
    let splits = source.open(&|what, done, all| observe(RunEvent::Progress(what.to_owned(), done, all)))?;
    let renewal = Renewal { options, splits: &splits, old: &old, device, observe };

    let stage1 = train_stage1(&splits, &source.names, started(&old), &options.stage1, device, observe)?;
    let muisc = renewal.muisc()?;
    let difference = renewal.difference(&muisc)?;
    let mut notes = splits.notes.clone();
    let submission = renewal.submission(&muisc, &mut notes)?;
    let bundle = renewed(&old, &stage1, muisc, submission);

    let day = splits.newest.as_deref().unwrap_or("undated");
    let name = options.name.clone().map_or_else(|| store.free_name(day), Ok)?;
    let low = difference.as_ref().and_then(|d| d.difference.interval).map(|interval| interval.low);
    let is_switched = low.is_some_and(|low| low > options.min_difference);
    let min_difference = options.min_difference;
    let refreshed = Refreshed { name, before, is_switched, difference, min_difference, stage1, notes };
    store.add(&refreshed.name, |folder| {
        bundle.save(folder, &tokenizer, &refreshed.card()).map_err(TrainError::from)
    })?;
    if is_switched {
        store.switch(&refreshed.name)?;
    }
    Ok(refreshed)
}

/// In AGPIS-bench's rules, these two forbid in the first image what is fine in the others.
fn of_bench() -> ComplianceOptions {
    ComplianceOptions::default().without(&["S13", "S16"])
}

/// Classes are numbers: those of the reviews must be those of the bundle.
fn check_rules(bundle: &Bundle, names: &RuleNames) -> Result<(), TrainError> {
    let ids =
        |rules: &RuleSet| rules.rules().iter().map(|rule| rule.id.clone()).collect::<Vec<_>>().join(", ");
    let (expected, actual) = (ids(&bundle.rules), ids(names.rules()));
    if expected == actual {
        return Ok(());
    }
    Err(TrainError::Config(ConfigError { field: "rules", expected, actual }))
}

fn names_of(bundle: &Bundle) -> Result<RuleNames, TrainError> {
    let bench = RuleNames::bench();
    if bundle.rules == *bench.rules() {
        return Ok(bench);
    }
    Ok(RuleNames::new(&bundle.rules).map_err(RulesFileError::from)?)
}

/// The image models that serve.
fn started(bundle: &Bundle) -> BinaryModels {
    let model = |model: &BinaryModel, config: &ImageModelConfig| ImageModel {
        model: model.clone(),
        image_size: config.image.image_size,
    };
    BinaryModels {
        primary: model(&bundle.primary, &bundle.manifest.primary),
        compliance: model(&bundle.compliance, &bundle.manifest.compliance),
    }
}

/// The new bundle.
fn renewed(old: &Bundle, stage1: &Stage1, muisc: Muisc, submission: f32) -> Bundle {
    let mut manifest = old.manifest.clone();
    let thresholds = &mut manifest.thresholds;
    thresholds.submission = submission;
    if let Some(calibrated) = stage1.primary {
        thresholds.primary = calibrated.threshold;
    }
    if let Some(calibrated) = stage1.non_compliant {
        thresholds.non_compliant = calibrated.threshold;
    }
    Bundle {
        manifest,
        rules: old.rules.clone(),
        primary: stage1.models.primary.model.clone(),
        compliance: stage1.models.compliance.model.clone(),
        embedder: old.embedder.valid(),
        muisc,
        text: old.text.clone(),
    }
}

/// What the steps have in common.
struct Renewal<'a> {
    options: &'a RefreshOptions,
    splits: &'a ReviewSplits,
    old: &'a Bundle,
    device: &'a Device,
    observe: &'a (dyn Fn(RunEvent) + Sync),
}

impl Renewal<'_> {
    fn config(&self) -> SequenceModelConfig {
        let settings = &self.old.manifest.muisc;
        SequenceModelConfig::Muisc {
            sizes: settings.model.clone(),
            reads_title: settings.reads_title,
            fusion: Fusion::Late,
        }
    }

    /// The new MUIsC, the best one on validation sequences.
    fn muisc(&self) -> Result<Muisc, TrainError> {
        let examples = &self.splits.train;
        let Some(train) = self.options.muisc.config(examples.examples().len())? else {
            return Ok(self.old.muisc.valid());
        };
        let (config, text) = (self.config(), self.old.text.as_ref());
        let task = SequenceTask::new(examples, &config, Some(text), self.options.muisc.batch_size, &train)?;
        let validate = |model: &SequenceModel| {
            auc(&self.predict("validation", &model.valid(), &self.splits.validation)?)
        };
        let training = self.device.clone().autodiff();
        let trainer = Trainer::new(&task, &train, &training).with_validation(&validate);
        let start = SequenceModel::Muisc(self.old.muisc.clone());
        let observe = |event| (self.observe)(RunEvent::Training("MUIsC".to_owned(), event));
        match trainer.run(start, observe)?.model {
            SequenceModel::Muisc(model) => Ok(model.valid()),
            _ => unreachable!("MUIsC was trained"),
        }
    }

    /// New minus old on the same test sequences.
    fn difference(&self, muisc: &Muisc) -> Result<Option<Difference>, TrainError> {
        let test = &self.splits.test;
        let [old, new] = [self.old.muisc.valid(), muisc.clone()].map(SequenceModel::Muisc);
        let (old, new) = (self.predict("test", &old, test)?, self.predict("test", &new, test)?);
        let evaluator = Evaluator::new(&self.old.rules).with_bootstrap(self.options.bootstrap);
        let comparison = evaluator.compare(&[&old], &[&new]);
        let comparison = comparison.map_err(|error| TrainError::Compare(Box::new(error)))?;
        Ok(comparison.difference(Metric::Auc).cloned())
    }

    /// th^t, calibrated on validation sequences, or as it was if they are all of one kind.
    fn submission(&self, muisc: &Muisc, notes: &mut Vec<String>) -> Result<f32, TrainError> {
        let model = SequenceModel::Muisc(muisc.clone());
        let said = self.predict("validation", &model, &self.splits.validation)?;
        let (qualified, p) = labels_and_scores(&said);
        let mut as_before = |why: String| {
            let threshold = self.old.manifest.thresholds.submission;
            notes.push(format!("the threshold of submission stays at {threshold}: {why}"));
            threshold
        };
        Ok(match threshold_for_precision(&qualified, &p, SUBMISSION_PRECISION) {
            Ok(threshold) if threshold < 1.0 => threshold,
            Ok(_) => as_before(format!("none has a precision of {SUBMISSION_PRECISION}")),
            Err(error) => as_before(error.to_string()),
        })
    }

    fn predict(
        &self,
        what: &str,
        model: &SequenceModel,
        examples: &dyn Examples,
    ) -> Result<Predictions, TrainError> {
        let (done, all) = (AtomicUsize::new(0), examples.examples().len());
        predict(model, &self.config(), Some(self.old.text.as_ref()), examples, self.device, &|rows| {
            let done = done.fetch_add(rows, Ordering::Relaxed) + rows;
            (self.observe)(RunEvent::Progress(format!("judging {what} sequences"), done, all));
        })
    }
}
