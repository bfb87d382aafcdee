//! Running an experiment: from the file to a trained model, and what it says of the test set.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agpis_eval::{Chart, Predictions, Series};
use agpis_muisc::{LanguageModel, MuiscConfig, MuiscSettings, SpecialTokens, TextLayout};
use agpis_vision::weights::{self, WeightsError};
use agpis_vision::{Backbone, ConfigError, Fusion};
use agpis_weights::{DType, Precision, TensorFile};
use burn::module::Module;
use burn::tensor::Device;
use sha2::{Digest, Sha256};

use super::imbalance::with_natural_share;
use super::{Data, Experiment, PretrainingConfig};
use crate::data::Examples;
use crate::files;
use crate::predict::auc;
use crate::{
    Checkpoints, Event, FeedbackWriter, History, Pretraining, SequenceModel, SequenceModelConfig,
    SequenceTask, Task, TextTask, TrainConfig, TrainError, Trainer, predict, train_tokenizer,
};

/// What happens while an experiment runs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// Something was done: what, how much of it, and how much there is.
    Progress(String, usize, usize),
    /// The training of this name says something.
    Training(String, Event),
}

/// A finished experiment.
#[derive(Debug)]
pub struct Finished {
    /// The model, without automatic differentiation.
    pub model: SequenceModel,
    /// Its texts; of MUIsC only.
    pub text: Option<Arc<TextLayout>>,
    /// The step of the model.
    pub step: usize,
    /// Losses and scores.
    pub history: History,
    /// What it says of the test examples.
    pub predictions: Predictions,
    /// Learned values.
    pub parameters: usize,
}

/// Runs one experiment in a folder of its own, where everything about it ends up: `experiment.toml`,
/// `tokenizer.json`, `checkpoints/`, `curves.csv`, `curves.svg`, `model.safetensors` and `predictions.jsonl`. Run again in the same
/// folder, it goes on where it was cut off.
pub struct Runner<'a> {
    experiment: &'a Experiment,
    data: &'a Data,
    folder: PathBuf,
    /// Where pretrained backbones are, which several experiments share.
    pretrained: PathBuf,
    device: Device,
    observe: &'a (dyn Fn(RunEvent) + Sync),
}

impl<'a> Runner<'a> {
    /// In `folder`, on `device`, which has no automatic differentiation (yet).
    #[must_use]
    pub fn new(
        experiment: &'a Experiment,
        data: &'a Data,
        folder: impl Into<PathBuf>,
        device: &Device,
        observe: &'a (dyn Fn(RunEvent) + Sync),
    ) -> Self {
        let folder = folder.into();
        Self { experiment, data, pretrained: folder.clone(), folder, device: device.clone(), observe }
    }

    /// To keep pretrained backbones in another folder, which several experiments share.
    #[must_use]
    pub fn with_pretrained_in(self, folder: impl Into<PathBuf>) -> Self {
        Self { pretrained: folder.into(), ..self }
    }

    /// Runs it.
    ///
    /// # Errors
    /// If the experiment is wrong or not the one of the folder, the training fails, or a file cannot be written.
    pub fn run(&self) -> Result<Finished, TrainError> {
        self.experiment.validate()?;
        self.check()?;
        fs::create_dir_all(&self.folder).map_err(TrainError::file(&self.folder))?;
        // Its paths hold in this folder, too.
        let located = Experiment { data: self.data.located.clone(), ..self.experiment.clone() };
        located.check_folder(&self.folder)?;
        self.write("experiment.toml", located.to_toml()?.as_bytes())?;
        let text = self.text()?;
        let model_config = sized(&self.experiment.model, text.as_deref());

        // Pretraining first: it shares nothing with what comes after it, not even random numbers.
        let backbone = self.experiment.pretraining.as_ref().map(|p| self.backbone(p)).transpose()?;
        let language_model = self.language_model(&model_config, text.as_deref())?;
        let training = self.device.clone().autodiff();
        training.seed(self.experiment.train.seed);
        let mut model = model_config.init(&training);
        if let Some(backbone) = backbone {
            model = model.with_backbone(backbone);
        }
        if let Some(language_model) = language_model {
            model = model.with_language_model(language_model);
        }
        let parameters = model.num_params();
        let (trained, step, history) = self.train(model, &model_config, text.as_deref(), &training)?;

        let model =
            with_natural_share(trained.valid(), self.experiment.qualified_share, self.data.train.as_ref());
        weights::save(&model, &self.folder.join("model.safetensors"), DType::F32)?;
        self.write("curves.csv", history.to_csv().as_bytes())?;
        self.write("curves.svg", curves(&history)?.as_bytes())?;
        let predictions =
            self.predict("test", &model, &model_config, text.as_deref(), self.data.test.as_ref())?;
        let predictions = self.with_feedback(predictions, &model, &model_config, text.as_deref())?;
        let mut lines = Vec::new();
        predictions.write(&mut lines).map_err(TrainError::file(&self.folder))?;
        self.write("predictions.jsonl", &lines)?;
        Ok(Finished { model, text, step, history, predictions, parameters })
    }

    fn text(&self) -> Result<Option<Arc<TextLayout>>, TrainError> {
        let SequenceModelConfig::Muisc { sizes, reads_title, .. } = &self.experiment.model else {
            return Ok(None);
        };
        let special = SpecialTokens::default();
        let tokenizer = train_tokenizer(self.data.texts(), &special, self.experiment.vocabulary)?;
        self.write("tokenizer.json", &tokenizer)?;
        let sizes = MuiscConfig { vocab_size: self.experiment.vocabulary, ..sizes.clone() };
        let settings = MuiscSettings { reads_title: *reads_title, ..MuiscSettings::new(sizes) };
        Ok(Some(Arc::new(settings.text_layout(&tokenizer)?)))
    }

    /// The pretrained backbone, from its file if there is one.
    fn backbone(&self, config: &PretrainingConfig) -> Result<Backbone, TrainError> {
        let sizes = self.experiment.model.backbone();
        let questions = PretrainingConfig::QUESTIONS;
        let train = self.pretraining(config.steps, config.learning_rate);
        let (path, key) = self.pretrained_file(
            "backbone",
            &format!("{sizes:?} {config:?} {questions:?} {:?}", self.data.drawn()),
        );
        let training = self.device.clone().autodiff();
        if path.exists() {
            let file = TensorFile::open(&path).map_err(WeightsError::from)?;
            return Ok(weights::load_own(sizes.init(&training), &file, Precision::Full)?);
        }
        training.seed(0);
        let progress = |what: &str, done, all| (self.observe)(RunEvent::Progress(what.to_owned(), done, all));
        let pictures = self.data.pictures(config.pictures, &progress);
        let task = Pretraining::new(&pictures, questions, sizes.image_size(), config.batch_size, &train)?
            .with_dropout_of(&sizes);
        let model = task.model(&sizes, &training);
        let trained = self.pretrained("pretraining", &task, &train, model, &path, key)?.backbone;
        self.keep(&trained, &path)?;
        Ok(trained)
    }

    /// The pretrained decoder, from its file if there is one.
    fn language_model(
        &self,
        model: &SequenceModelConfig,
        text: Option<&TextLayout>,
    ) -> Result<Option<LanguageModel>, TrainError> {
        let (SequenceModelConfig::Muisc { sizes, .. }, Some(text)) = (model, text) else { return Ok(None) };
        let Some(config) = &self.experiment.text_pretraining else { return Ok(None) };
        let train = self.pretraining(config.steps, config.learning_rate);
        // Other texts make another tokenizer, and another decoder.
        let known = files::sha256(self.data.texts().collect::<String>().as_bytes());
        let of = format!("{sizes:?} {config:?} {known} {:?}", self.experiment.data);
        let (path, key) = self.pretrained_file("decoder", &of);
        let training = self.device.clone().autodiff();
        if path.exists() {
            let file = TensorFile::open(&path).map_err(WeightsError::from)?;
            let fresh = LanguageModel::new(sizes, &training);
            return Ok(Some(weights::load_own(fresh, &file, Precision::Full)?));
        }
        training.seed(0);
        // It is the same for models that read titles and for those that do not.
        let text = text.clone().with_titles(true);
        let texts = self.data.other_texts(config.texts);
        let task = TextTask::new(&texts, &text, config.batch_size, &train)?.with_dropout(sizes.dropout > 0.0);
        let model = LanguageModel::new(sizes, &training);
        let trained = self.pretrained("text pretraining", &task, &train, model, &path, key)?;
        self.keep(&trained, &path)?;
        Ok(Some(trained))
    }

    fn pretraining(&self, steps: usize, learning_rate: f64) -> TrainConfig {
        let TrainConfig { checkpoint_every, shards, .. } = self.experiment.train;
        TrainConfig { checkpoint_every, shards, ..TrainConfig::new(steps, learning_rate) }
    }

    /// Where pretrained weights are, and the key of their checkpoints. As weights from elsewhere would be, they are the
    /// same for every seed.
    fn pretrained_file(&self, what: &str, of: &str) -> (PathBuf, String) {
        let key = format!("{of} {}", self.experiment.train.shards);
        let key = files::sha256(key.as_bytes());
        (self.pretrained.join(format!("{what}-{}.safetensors", &key[..12])), key)
    }

    fn pretrained<T: Task>(
        &self,
        what: &str,
        task: &T,
        train: &TrainConfig,
        model: T::Model,
        path: &Path,
        key: String,
    ) -> Result<T::Model, TrainError> {
        let checkpoints = Checkpoints::new(path.with_extension("checkpoints"), key);
        let trainer =
            Trainer::new(task, train, &self.device.clone().autodiff()).with_checkpoints(checkpoints);
        Ok(trainer.run(model, |event| self.say(what, event))?.model)
    }

    /// Writes pretrained weights, after which nothing needs their checkpoints any more.
    fn keep(&self, pretrained: &impl Module, path: &Path) -> Result<(), TrainError> {
        weights::save(pretrained, path, DType::F32)?;
        let _ = fs::remove_dir_all(path.with_extension("checkpoints"));
        Ok(())
    }

    fn train(
        &self,
        model: SequenceModel,
        config: &SequenceModelConfig,
        text: Option<&TextLayout>,
        training: &Device,
    ) -> Result<(SequenceModel, usize, History), TrainError> {
        let examples = self.data.train.as_ref();
        let steps = examples.examples().len() / self.experiment.batch_size.max(1);
        let train = self.experiment.train_config(NonZeroUsize::new(steps).unwrap_or(NonZeroUsize::MIN));
        let mut task = SequenceTask::new(examples, config, text, self.experiment.batch_size, &train)?
            .with_losses(self.experiment.losses())
            .with_class_weights(self.experiment.imbalance.weights(examples, config.num_classes())?)
            .with_augmentation(self.experiment.augmentation.augmentation()?);
        if let Some(share) = self.experiment.qualified_share {
            task = task.with_qualified_share(share)?;
        }
        let checkpoints = Checkpoints::new(self.folder.join("checkpoints"), self.fingerprint()?);
        let validate = |model: &SequenceModel| {
            let validation = self.data.validation.as_ref();
            let said = self.predict("validation", &model.valid(), config, text, validation)?;
            auc(&said)
        };
        let trainer =
            Trainer::new(&task, &train, training).with_checkpoints(checkpoints).with_validation(&validate);
        let trained = trainer.run(model, |event| self.say("training", event))?;
        Ok((trained.model, trained.step, trained.history))
    }

    /// Of which experiment, on which data, a checkpoint is.
    fn fingerprint(&self) -> Result<String, TrainError> {
        let mut hash = Sha256::new();
        // Feedback is written when all is learned. The line is of the order of the samples, which was another one once.
        hash.update("samples in the order of EpochOrder\n");
        hash.update(Experiment { feedback_on: 0, ..self.experiment.clone() }.to_toml()?);
        for example in self.data.train.examples() {
            hash.update(format!(
                "{}\n{}\n{}\n{}\n",
                example.id, example.class, example.title, example.feedback
            ));
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Classes and lengths of the model are those of the data.
    fn check(&self) -> Result<(), TrainError> {
        let model = &self.experiment.model;
        ConfigError::check_range(
            "sequence_length",
            model.sequence_length(),
            self.data.length..=self.data.length,
        )?;
        if model.num_classes() != 2 {
            let classes = self.data.rules.num_classes();
            ConfigError::check_range("num_classes", model.num_classes(), classes..=classes)?;
        }
        Ok(())
    }

    /// With what MUIsC writes of rejected sequences.
    fn with_feedback(
        &self,
        predictions: Predictions,
        model: &SequenceModel,
        config: &SequenceModelConfig,
        text: Option<&TextLayout>,
    ) -> Result<Predictions, TrainError> {
        let (SequenceModel::Muisc(model), Some(text)) = (model, text) else { return Ok(predictions) };
        // A decoder that has not learned to write need not be asked.
        if self.experiment.nlg_weight == 0.0 || self.experiment.feedback_on == 0 {
            return Ok(predictions);
        }
        let rejected = predictions.rows().iter().filter(|row| !row.is_qualified()).count();
        let (done, all) = (AtomicUsize::new(0), rejected.min(self.experiment.feedback_on));
        let writer = FeedbackWriter { model, config, text, device: &self.device };
        writer.write(&predictions, all, self.data.test.as_ref(), &|rows| {
            let done = done.fetch_add(rows, Ordering::Relaxed) + rows;
            (self.observe)(RunEvent::Progress("writing feedback".to_owned(), done, all));
        })
    }

    fn predict(
        &self,
        what: &str,
        model: &SequenceModel,
        config: &SequenceModelConfig,
        text: Option<&TextLayout>,
        examples: &dyn Examples,
    ) -> Result<Predictions, TrainError> {
        let (done, all) = (AtomicUsize::new(0), examples.examples().len());
        predict(model, config, text, examples, &self.device, &|rows| {
            let done = done.fetch_add(rows, Ordering::Relaxed) + rows;
            (self.observe)(RunEvent::Progress(format!("judging {what} sequences"), done, all));
        })
    }

    fn say(&self, what: &str, event: Event) {
        (self.observe)(RunEvent::Training(what.to_owned(), event));
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), TrainError> {
        let path = self.folder.join(name);
        files::write_whole(&path, bytes).map_err(TrainError::file(&path))
    }
}

/// With the vocabulary that the text has.
fn sized(model: &SequenceModelConfig, text: Option<&TextLayout>) -> SequenceModelConfig {
    match (model, text) {
        (SequenceModelConfig::Muisc { sizes, reads_title, fusion }, Some(text)) => {
            let fusion: Fusion = *fusion;
            let sizes = MuiscConfig { vocab_size: text.vocab_size(), ..sizes.clone() };
            SequenceModelConfig::Muisc { sizes, reads_title: *reads_title, fusion }
        }
        _ => model.clone(),
    }
}

fn curves(history: &History) -> Result<String, TrainError> {
    let names = history.names().into_iter().filter(|name| *name != "learning_rate");
    let series = names.map(|name| match name {
        "validation" => Series::marked("AUC, validation", history.curve(name)),
        _ => Series::line(name, smoothed(&history.curve(name))),
    });
    let series: Vec<Series> = series.collect();
    Ok(Chart::new("Training", "step", "loss (smoothed), AUC").svg(&series)?)
}

/// Means of as many values as leave some sixty, so that one sees a line.
fn smoothed(curve: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mean = |chunk: &[(f64, f64)]| {
        let sum: f64 = chunk.iter().map(|(_, value)| value).sum();
        (chunk[chunk.len() - 1].0, sum / chunk.len() as f64)
    };
    curve.chunks((curve.len() / 60).max(1)).map(mean).collect()
}
