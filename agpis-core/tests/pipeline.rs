//! The whole of Figure 2 with fakes, through the public interface.

use std::sync::Arc;

use agpis_core::testing::{FirstRed, Levels, NearLevels, check_stage, fake_pipeline, fake_search, product};
use agpis_core::{
    Assess, Assessment, BoxStage, Error, ImageClassifier, Outcome, Product, SequenceClassifier, Stage,
    StageExt, Termination,
};

fn batch() -> Vec<Product> {
    vec![
        product(&[(90, 0), (80, 60), (70, 0), (70, 0), (10, 0)]),
        product(&[(90, 0), (80, 60)]),
        product(&[(50, 0), (40, 0), (30, 0), (20, 0)]),
        product(&[(50, 0), (50, 0), (50, 0)]),
    ]
}

#[test]
fn every_product_comes_out_in_order_with_a_verdict_for_every_candidate() {
    let outcomes = fake_pipeline(3).run(batch()).unwrap();
    let summary: Vec<String> = outcomes.iter().map(describe).collect();
    assert_eq!(summary, ["0 of 5", "SingleImage too_few_images", "0 of 4", "ImagePair too_few_images"]);
    for (outcome, product) in outcomes.into_iter().zip(batch()) {
        let verdicts = match outcome {
            Outcome::Next(assessment) => assessment.into_verdicts().1,
            Outcome::Terminated(termination) => termination.verdicts,
        };
        let ids = |v: &agpis_core::Verdicts| v.iter().map(|v| v.image.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&verdicts), ids(product.verdicts()));
    }
}

fn describe(outcome: &Outcome<Assessment>) -> String {
    match outcome {
        Outcome::Next(a) => format!("{} of {}", a.sequence().images()[0].id, a.sequence().verdicts().len()),
        Outcome::Terminated(t) => format!("{} {}", t.stage, t.reason.code()),
    }
}

#[test]
fn the_pipeline_keeps_the_stage_contract() {
    check_stage(&fake_pipeline(3), batch);
    check_stage(&fake_search(3), batch);
}

#[test]
fn a_search_takes_the_place_of_the_random_choice() {
    let outcomes = fake_search(3).run(batch()).unwrap();
    let summary: Vec<String> = outcomes.iter().map(describe).collect();
    assert_eq!(summary, ["0 of 5", "SingleImage too_few_images", "0 of 4", "ImagePair too_few_images"]);
    let Outcome::Next(last) = &outcomes[2] else { panic!("selected") };
    assert_eq!(
        last.ranking()[0].images,
        last.sequence().images().iter().map(|c| c.id.clone()).collect::<Vec<_>>()
    );
}

#[test]
fn models_may_be_chosen_at_run_time() {
    let image: ImageClassifier = Arc::new(Levels::red());
    assert_eq!(image.classify(&[agpis_core::testing::grey(50)]).unwrap()[0].get(), 0.5);
    let sequence: SequenceClassifier = Arc::new(FirstRed { extra: 0 });
    let stage: BoxStage<_, _> = Assess::new(sequence).boxed();
    assert_eq!(stage.name(), "Assess");
    let _pairs: agpis_core::PairClassifier = Arc::new(NearLevels);
}

#[test]
fn public_types_can_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<Product>();
    check::<Assessment>();
    check::<Termination>();
    check::<Error>();
}
