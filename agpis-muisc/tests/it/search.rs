//! Many sequences over the same images score as each of them does alone, and the search finds the best.

use agpis_core::{Candidate, Classifier, Image, ImageId, ProductId, Sequence, SequenceScorer};
use agpis_muisc::{MuiscClassifier, MuiscConfig};
use agpis_vision::Batching;
use agpis_vision::nn::NormOrder;

use crate::common::{classifier, manifest};

fn candidates(count: u8) -> Vec<Candidate> {
    let image = |i: u8| {
        let pixels: Vec<u8> = (0..16 * 16 * 3u32).map(|v| (v * u32::from(3 * i + 1) % 251) as u8).collect();
        Image::from_rgb8(16, 16, pixels).expect("three bytes a pixel")
    };
    let id = |i: u8| ImageId::new(i.to_string()).expect("an id");
    (0..count).map(|i| Candidate { id: id(i), image: image(i) }).collect()
}

/// All ordered triples of `count` images.
fn triples(count: usize) -> Vec<Vec<usize>> {
    let all = (0..count.pow(3)).map(|n| vec![n / count / count, n / count % count, n % count]);
    all.filter(|o| o[0] != o[1] && o[0] != o[2] && o[1] != o[2]).collect()
}

fn alone(classifier: &MuiscClassifier, title: &str, images: &[Candidate], order: &[usize]) -> Vec<f32> {
    let images = order.iter().map(|&i| images[i].clone()).collect();
    let sequence = Sequence::new(ProductId::new("sku").expect("an id"), title, images).expect("a sequence");
    let judgement = classifier.classify(&[sequence]).expect("flex does not fail").remove(0);
    judgement.class_probabilities.as_slice().iter().map(|p| p.get()).collect()
}

#[test]
fn a_sequence_scores_the_same_with_others_and_alone() {
    let base = manifest().muisc.model;
    let configs = [
        base.clone(),
        MuiscConfig { cross_attention_blocks: vec![0, 1], ..base.clone() },
        MuiscConfig { cross_attention_blocks: vec![0], ..base.clone() },
        MuiscConfig { cross_attention_blocks: vec![], ..base.clone() },
        MuiscConfig { num_sequence_blocks: 0, ..base.clone() },
        MuiscConfig { num_sequence_blocks: 2, ..base.clone() },
        MuiscConfig { sequence_norm: NormOrder::Pre, ..base.clone() },
        MuiscConfig { decoder_norm: NormOrder::Post, tied_lm_head: false, ..base },
    ];
    let (images, device) = (candidates(4), crate::device());
    for config in configs {
        let one_by_one = classifier(&config, &device);
        let chunks = one_by_one.clone().with_batching(Batching::Chunks(5.try_into().expect("not 0")));
        for title in ["", "red mug", "red red mug mug red red mug mug red red mug"] {
            for classifier in [&one_by_one, &chunks] {
                let known = classifier.encode(title, &images).expect("flex does not fail");
                let orders = triples(images.len());
                let scores = classifier.score(&known, &orders).expect("flex does not fail");
                for (order, scores) in orders.iter().zip(scores) {
                    let expected = alone(&one_by_one, title, &images, order);
                    for (actual, expected) in scores.as_slice().iter().zip(expected) {
                        assert!((actual.get() - expected).abs() < 1e-5, "{order:?}: {actual} {expected}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_order_of_another_length_or_an_image_that_is_not_there_is_an_input_error() {
    let classifier = classifier(&manifest().muisc.model, &crate::device());
    let known = classifier.encode("red mug", &candidates(3)).expect("flex does not fail");
    for order in [vec![], vec![0, 1], vec![0, 1, 3], vec![0, 1, 2, 0]] {
        let error = classifier.score(&known, std::slice::from_ref(&order)).expect_err("an error");
        assert_eq!(error.kind(), agpis_core::ErrorKind::Input);
        assert!(error.to_string().contains("expected 3 indices below 3"), "{error}");
    }
    assert!(classifier.score(&known, &[]).expect("nothing to do").is_empty());
    assert!(classifier.encode("red mug", &[]).is_err());
}
