//! Where the model looked.

use agpis_core::{AttentionMap, Classifier};
use agpis_muisc::MuiscConfig;
use burn::tensor::Device;

use crate::common::{classifier, manifest, sequence};

#[test]
fn there_is_a_map_for_every_image_only_on_request() {
    let config = MuiscConfig { cross_attention_blocks: vec![0, 1], ..manifest().muisc.model };
    let quiet = classifier(&config, &Device::flex());
    let asked = quiet.clone().with_explanation(true);
    let batch = [sequence("a", 3), sequence("bb red mug", 3)];
    let judgements = asked.classify(&batch).expect("flex does not fail");
    for (judgement, quiet) in judgements.iter().zip(quiet.classify(&batch).expect("flex does not fail")) {
        assert_eq!((&judgement.class_probabilities, quiet.attention), (&quiet.class_probabilities, None));
        let maps = judgement.attention.as_ref().expect("maps");
        // 16 pixels in patches of 8.
        assert!(maps.iter().all(|map| (map.rows(), map.columns()) == (2, 2)), "{maps:?}");
        let share: f32 = maps.iter().map(AttentionMap::total).sum();
        assert_eq!(maps.len(), 3);
        assert!(share > 0.0 && share < 1.0, "class tokens have the rest: {share}");
    }
}

#[test]
fn a_model_that_does_not_look_explains_nothing() {
    let config = MuiscConfig { cross_attention_blocks: vec![], ..manifest().muisc.model };
    let classifier = classifier(&config, &Device::flex()).with_explanation(true);
    let judgement = classifier.classify(&[sequence("a", 3)]).expect("flex does not fail").remove(0);
    assert_eq!(judgement.attention, None);
}
