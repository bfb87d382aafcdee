//! Stage 1 from reviews.

use std::fs;
use std::path::Path;

use agpis_bench::files::{About, Format, SequenceWriter, WriterOptions, encode};
use agpis_bench::{Bench, BenchConfig, Language, Split};
use agpis_core::Classifier;
use agpis_train::data::{ComplianceOptions, RuleNames, compliance_labels, primary_labels};
use agpis_train::{
    BinaryModels, ImageModel, ReviewSource, ReviewSplits, Stage1, Stage1Options, Training, train_stage1,
};
use agpis_vision::{BinaryClassifier, BinaryModel, weights};
use burn::module::Module;
use burn::tensor::Device;

use crate::shop::{Shop, reviews, vit};

/// AGPIS-bench as files, with all splits in one.
fn bench(folder: &Path) {
    let config = BenchConfig { image_size: 24, languages: vec![Language::English], ..BenchConfig::default() };
    let bench = Bench::new(config.clone());
    let mut writer = SequenceWriter::create(folder, WriterOptions::new(Format::Png)).unwrap();
    for (split, count) in [(Split::Train, 120), (Split::Validation, 120), (Split::Test, 60)] {
        for index in 0..count {
            writer.write(&encode(split, &bench.sequence(split, index), Format::Png).unwrap()).unwrap();
        }
    }
    writer.finish(&About { config, size: "test".into(), command: "test".into() }).unwrap();
    let part = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let all = ["train.jsonl", "validation.jsonl", "test.jsonl"].map(part).concat();
    fs::write(folder.join("reviews.jsonl"), all).unwrap();
}

fn opened(folder: &Path, pictures: &Path) -> ReviewSplits {
    let source = ReviewSource::new(folder.join("reviews.jsonl"), pictures, RuleNames::bench());
    source.open(&|_, _, _| {}).unwrap()
}

fn start() -> BinaryModels {
    let training = Device::flex().autodiff();
    training.seed(1);
    let model = || ImageModel { model: BinaryModel::new(&vit(), &training), image_size: 16 };
    BinaryModels { primary: model(), compliance: model() }
}

fn trained(splits: &ReviewSplits, start: BinaryModels, epochs: f64) -> Stage1 {
    let training = Training { epochs, batch_size: 16, learning_rate: 2e-3, seed: 0 };
    let options = Stage1Options { training, compliance: ComplianceOptions::default() };
    train_stage1(splits, &RuleNames::bench(), start, &options, &Device::flex(), &|_| {}).unwrap()
}

/// Scores of labelled images of the validation part, by hand.
fn scores(splits: &ReviewSplits, model: &ImageModel, labels: &[(String, bool)]) -> Vec<(bool, f32)> {
    let images: Vec<_> =
        labels.iter().map(|(path, _)| splits.validation.folder().read(path).unwrap()).collect();
    let classifier = BinaryClassifier::new(model.model.clone(), model.image_size, Device::flex());
    let scores = classifier.classify(&images).unwrap();
    labels.iter().zip(scores).map(|((_, label), p)| (*label, p.get())).collect()
}

#[test]
fn both_models_are_trained_and_calibrated_on_the_bench() {
    let folder = tempfile::tempdir().unwrap();
    bench(folder.path());
    let splits = opened(folder.path(), folder.path());
    let stage1 = trained(&splits, start(), 1.0);

    let labels: Vec<_> =
        primary_labels(splits.validation.reviews()).into_iter().map(|l| (l.path, l.label)).collect();
    let primary = stage1.primary.unwrap();
    let (all, positive) = (labels.len(), labels.iter().filter(|(_, label)| *label).count());
    let note = format!("primary model, validation: {all} images, {positive} of them positive");
    assert!(stage1.notes.contains(&note), "{note} in {:?}", stage1.notes);
    assert_eq!((primary.after.positives, primary.after.negatives), (positive, all - positive));
    let scored = scores(&splits, &stage1.models.primary, &labels);
    let passing = scored.iter().filter(|(label, p)| *label && *p > primary.threshold).count();
    assert!(passing as f64 >= 0.98 * positive as f64, "{passing} of {positive}");

    let known =
        compliance_labels(splits.validation.reviews(), &RuleNames::bench(), &ComplianceOptions::default());
    let labels: Vec<_> = known.labels.into_iter().map(|l| (l.path, l.label)).collect();
    let non_compliant = stage1.non_compliant.unwrap();
    let scored = scores(&splits, &stage1.models.compliance, &labels);
    let dropped: Vec<bool> =
        scored.iter().filter(|(_, p)| *p > non_compliant.threshold).map(|(label, _)| *label).collect();
    let right = dropped.iter().filter(|right| **right).count();
    assert!(right as f64 >= 0.95 * dropped.len() as f64, "{right} of {}", dropped.len());
}

#[test]
fn what_is_easy_is_learned_and_lost_candidates_are_left_out() {
    let shop = Shop::new();
    let mut lines = reviews(120, "2021-12-01", false);
    // The first review is a rejected one, which gives no primary labels; the second one is accepted.
    lines[1] = lines[1].replace("\"candidates\":[", "\"candidates\":[\"lost.png\",");
    shop.write(&lines);
    let stage1 = trained(&opened(shop.folder(), &shop.pictures()), start(), 12.0);
    let [primary, non_compliant] = [stage1.primary, stage1.non_compliant].map(Option::unwrap);
    assert!(primary.after.value > 0.97 && primary.is_new, "{primary}");
    assert!(non_compliant.after.value > 0.97, "{non_compliant}");
    let lost: Vec<&String> = stage1.notes.iter().filter(|note| note.contains("unreadable")).collect();
    assert_eq!(lost.len(), 1, "{:?}", stage1.notes);
}

#[test]
fn without_both_answers_a_model_stays_what_it_is() {
    let shop = Shop::new();
    let accepted = |line: &String| line.replace("false", "true").replace("Watermark: image 2.", "yes");
    shop.write(&reviews(60, "2021-12-01", false).iter().map(accepted).collect::<Vec<_>>());
    let begin = start();
    let stage1 = trained(&opened(shop.folder(), &shop.pictures()), begin.clone(), 1.0);
    assert!(stage1.non_compliant.is_none() && stage1.primary.is_some());
    let bytes = |model: &BinaryModel| weights::to_bytes(&model.valid()).unwrap();
    assert_eq!(bytes(&stage1.models.compliance.model), bytes(&begin.compliance.model));
    assert_ne!(bytes(&stage1.models.primary.model), bytes(&begin.primary.model));
}
