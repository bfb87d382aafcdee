//! Experiments whose data are reviews.

use std::fs;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use agpis_core::roc_auc;
use agpis_eval::{Evaluator, Prediction};
use agpis_train::data::RuleNames;
use agpis_train::experiment::{
    AugmentationConfig, Data, DataConfig, Experiment, Finished, Imbalance, RunEvent, Runner,
    TextPretrainingConfig,
};
use agpis_train::{Event, SequenceModelConfig, TrainConfig, TrainError, read_rule_names};
use agpis_vision::Fusion;
use burn::tensor::Device;

use crate::shop::{Shop, muisc, reviews};

fn experiment() -> Experiment {
    let shards = NonZeroUsize::new(2).unwrap();
    Experiment {
        name: "reviews".into(),
        data: DataConfig::Reviews {
            file: "reviews.jsonl".into(),
            pictures: "pictures".into(),
            rules: None,
            months: None,
            shares: [0.6, 0.2, 0.2],
            length: NonZeroUsize::new(3).unwrap(),
            keep_in_memory_side: None,
        },
        model: SequenceModelConfig::Muisc { sizes: muisc(45), reads_title: true, fusion: Fusion::Late },
        vocabulary: 320,
        pretraining: None,
        text_pretraining: None,
        epochs: Some(8.0),
        warmup: Some(0.1),
        batch_size: 8,
        nlg_weight: 1.0,
        mcc_weight: 1.0,
        imbalance: Imbalance::None,
        qualified_share: Some(0.5),
        feedback_on: 3,
        augmentation: AugmentationConfig { levels: 6.0, shift: 0, noise: 1 },
        train: TrainConfig {
            learning_rate: 3e-3,
            shards,
            checkpoint_every: NonZeroUsize::new(1_000),
            ..TrainConfig::default()
        },
    }
}

/// Writes the experiment beside the reviews, and runs it from there.
fn run(shop: &Shop, experiment: &Experiment, steps: &Mutex<usize>) -> Result<(Finished, Data), TrainError> {
    let file = shop.folder().join("experiment.toml");
    fs::write(&file, experiment.to_toml().unwrap()).unwrap();
    let (read, base) = Experiment::read(&file)?;
    assert_eq!(read, *experiment);
    let data = Data::open_in(&base, &read.data, &|_, _, _| {})?;
    let observe = |event| {
        if let RunEvent::Training(_, Event::Step(_)) = event {
            *steps.lock().unwrap() += 1;
        }
    };
    let finished = Runner::new(&read, &data, shop.folder().join("run"), &Device::flex(), &observe).run()?;
    Ok((finished, data))
}

fn written(rows: &[Prediction]) -> Vec<&str> {
    rows.iter().filter(|row| row.written.is_some()).map(|row| row.id.as_str()).collect()
}

#[test]
fn an_experiment_finds_its_reviews_learns_from_them_and_writes() {
    let shop = Shop::new();
    let mut lines = reviews(200, "2021-12-01", false);
    lines.push("no JSON".into());
    lines.push(r#"{"id":"short","sku":"x","images":["first-0.png"],"accepted":true}"#.into());
    lines.push(
        r#"{"id":"lost","sku":"y","images":["first-0.png","other-0.png","no.png"],"accepted":true}"#.into(),
    );
    shop.write(&lines);
    let reading = TextPretrainingConfig { texts: 64, batch_size: 8, steps: 6, learning_rate: 1e-3 };
    // With 16 epochs, all of twelve seeds name the rule; with 8, ten do.
    let experiment = Experiment { text_pretraining: Some(reading), epochs: Some(16.0), ..experiment() };
    let steps = Mutex::new(0);
    let (finished, data) = run(&shop, &experiment, &steps).unwrap();

    let notes = data.notes.join("\n");
    assert!(notes.contains("bad rows: 1 rows skipped"), "{notes}");
    assert!(notes.contains("expected a sequence of 3 images, got 1"), "{notes}");
    assert!(notes.contains("(lost): expected a readable image 3"), "{notes}");
    let parts = [&data.train, &data.validation, &data.test].map(|part| part.examples().len());
    assert_eq!(parts.iter().sum::<usize>(), 200);
    assert!(parts[0] > 90 && parts[1] > 20 && parts[2] > 20, "{parts:?}");

    let rows = finished.predictions.rows();
    let (qualified, p): (Vec<bool>, Vec<f64>) = rows.iter().map(|row| (row.label == 0, row.p)).unzip();
    assert!(roc_auc(&qualified, &p).unwrap() > 0.95);
    let rejected: Vec<&str> = rows.iter().filter(|row| row.label > 0).map(|row| row.id.as_str()).collect();
    assert_eq!(written(rows), rejected[..3]);
    let evaluator = Evaluator::new(&data.rules).with_named_by(|text| data.names.first_named(text));
    let feedback = evaluator.evaluate(&finished.predictions).unwrap().feedback;
    assert_eq!((feedback.rows, feedback.naming_rows), (3, 3));
    assert_eq!(feedback.same_rule.unwrap().value, 1.0, "it names what is always wrong");

    // Run again, nothing is learned anew, and less is written.
    assert!(*steps.lock().unwrap() > 0);
    *steps.lock().unwrap() = 0;
    let less = Experiment { feedback_on: 1, ..experiment };
    let (again, _) = run(&shop, &less, &steps).unwrap();
    assert_eq!(*steps.lock().unwrap(), 0);
    assert_eq!(written(again.predictions.rows()), rejected[..1]);
    // The copy in the folder of the run finds its reviews from there.
    let (copy, base) = Experiment::read(&shop.folder().join("run/experiment.toml")).unwrap();
    assert_eq!(Data::open_in(&base, &copy.data, &|_, _, _| {}).unwrap().test.examples().len(), parts[2]);
}

/// Where nothing can be told from the images, what remains is how often reviewers accept.
#[test]
fn probabilities_are_those_of_the_share_that_there_is() {
    let shop = Shop::new();
    let lines = reviews(200, "2021-12-01", false);
    shop.write(&lines.iter().map(|line| line.replace("dark", "other")).collect::<Vec<_>>());
    let experiment = Experiment { epochs: Some(12.0), feedback_on: 0, ..experiment() };
    let (finished, _) = run(&shop, &experiment, &Mutex::new(0)).unwrap();
    let rows = finished.predictions.rows();
    let mean = rows.iter().map(|row| row.p).sum::<f64>() / rows.len() as f64;
    assert!((0.66..0.84).contains(&mean), "three of four are accepted: {mean}");
    assert!(rows.iter().all(|row| row.written.is_none()));
}

#[test]
fn a_window_leaves_older_reviews_out() {
    let shop = Shop::new();
    let mut lines = reviews(60, "2021-06-01", true);
    lines.extend(reviews(60, "2021-12-01", false));
    shop.write(&lines);
    let mut data = experiment().data;
    let DataConfig::Reviews { months, .. } = &mut data else { unreachable!() };
    *months = Some(3);
    let data = Data::open_in(shop.folder(), &data, &|_, _, _| {}).unwrap();
    for part in [&data.train, &data.validation, &data.test] {
        assert!(part.examples().iter().all(|example| example.id.starts_with("2021-12")));
    }
    assert!(data.notes[0].contains("2021-09-02 to 2021-12-01): 60 reviews, 60 older"), "{:?}", data.notes);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let with = |change: &dyn Fn(&mut Experiment)| {
        let mut experiment = experiment();
        change(&mut experiment);
        experiment.validate().unwrap_err().field
    };
    assert_eq!(with(&|e| e.qualified_share = Some(0.0)), "qualified_share");
    assert_eq!(with(&|e| e.qualified_share = Some(1.0)), "qualified_share");
    assert_eq!(with(&|e| e.augmentation.levels = 13.0), "augmentation");
    let reading = |texts| TextPretrainingConfig { texts, batch_size: 8, steps: 6, learning_rate: 1e-3 };
    assert_eq!(with(&|e| e.text_pretraining = Some(reading(0))), "texts");
    assert_eq!(with(&|e| e.text_pretraining = Some(reading(u64::MAX))), "texts");
    let reviews = |change: &dyn Fn(&mut Option<u32>, &mut [f64; 3])| {
        with(&|e| {
            let DataConfig::Reviews { months, shares, .. } = &mut e.data else { unreachable!() };
            change(months, shares);
        })
    };
    assert_eq!(reviews(&|months, _| *months = Some(0)), "months");
    assert_eq!(reviews(&|_, shares| *shares = [0.0; 3]), "shares");
    let toml = experiment().to_toml().unwrap().replace("noise", "nose");
    assert!(Experiment::parse(&toml).is_err());
}

#[test]
fn rules_come_from_a_file_and_the_model_must_have_their_classes() {
    let shop = Shop::new();
    shop.write(&reviews(60, "2021-12-01", false));
    let file = shop.folder().join("rules.json");
    let rules = r#"[{"id":"W","name":"Watermark","category":"single-image","names":["水印"]}]"#;
    fs::write(&file, rules).unwrap();
    let names = read_rule_names(&file).unwrap();
    assert_eq!((names.first_named("水印：第1张图"), names.rules().num_classes()), (Some(1), 3));
    let mut experiment = experiment();
    let DataConfig::Reviews { rules, .. } = &mut experiment.data else { unreachable!() };
    *rules = Some("rules.json".into());
    let error = run(&shop, &experiment, &Mutex::new(0)).err().unwrap();
    assert_eq!(error.to_string(), "num_classes: expected 3, got 45");
    for broken in ["{}", "[{}]", r#"[{"id":"W","name":" ","category":"single-image"}]"#] {
        fs::write(&file, broken).unwrap();
        assert!(read_rule_names(&file).is_err(), "{broken}");
    }
    assert_eq!(RuleNames::bench().rules().num_classes(), 45);
}

#[test]
fn a_part_without_reviews_is_an_error() {
    let shop = Shop::new();
    shop.write(&reviews(2, "2021-12-01", false));
    let error = Data::open_in(shop.folder(), &experiment().data, &|_, _, _| {}).err().unwrap();
    let TrainError::Data(error) = error else { panic!("{error}") };
    assert!(error.to_string().contains("expected usable reviews in each of the parts"), "{error}");
}
