//! Writing feedback: with what was read before kept, and without; one text or several at a time.

use std::num::NonZeroUsize;

use agpis_core::ErrorKind;
use agpis_muisc::{Generated, Generation, Muisc, MuiscConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor};

use crate::cases::read;
use crate::common::{classifier, manifest, sequence};

const END: u32 = 3;

/// A model that does not think all words alike, with cross-attention in the blocks given.
fn model(cross_attention_blocks: Vec<usize>, device: &Device) -> Muisc {
    device.seed(7);
    let config = MuiscConfig { cross_attention_blocks, ..manifest().muisc.model };
    let mut model = config.init(device);
    model.decoder.word_embedding = model.decoder.word_embedding.map(|words| words.mul_scalar(60.0));
    model
}

fn memory(batch: usize, device: &Device) -> Tensor<3> {
    Tensor::random([batch, 15, 16], burn::tensor::Distribution::Normal(0.0, 1.0), device)
}

fn prompts(rows: &[[i64; 3]], device: &Device) -> Tensor<2, Int> {
    let rows: Vec<Tensor<1, Int>> = rows.iter().map(|row| Tensor::from_data(*row, device)).collect();
    Tensor::stack(rows, 0)
}

fn how(max_tokens: usize, beams: usize, length_penalty: f64) -> Generation {
    Generation { max_tokens, beams: NonZeroUsize::new(beams).expect("beams"), length_penalty }
}

/// log p of every next token, reading the whole text anew.
fn next_log_p(model: &Muisc, text: &[i64], memory: &Tensor<3>) -> Vec<f32> {
    let tokens = Tensor::<1, Int>::from_data(text, &memory.device()).unsqueeze();
    let hidden = model.decoder.forward(tokens, None, memory);
    let last = hidden.slice([0..1, text.len() - 1..text.len()]);
    read(log_softmax(model.lm_logits(last), 2))
}

/// The likeliest token, again and again.
fn greedy(model: &Muisc, prompt: &[i64], memory: &Tensor<3>, limit: usize) -> Generated {
    let (mut text, mut written) = (prompt.to_vec(), Generated { tokens: vec![], log_p: 0.0, ended: false });
    while written.tokens.len() < limit && !written.ended {
        let log_p = next_log_p(model, &text, memory);
        let best = (0..log_p.len()).rev().max_by(|&a, &b| log_p[a].total_cmp(&log_p[b])).expect("a token");
        written.log_p += log_p[best];
        written.ended = best == END as usize;
        if !written.ended {
            written.tokens.push(best as u32);
            text.push(best as i64);
        }
    }
    written
}

/// The likeliest of all texts of at most `limit` tokens.
fn likeliest(model: &Muisc, prompt: &[i64], memory: &Tensor<3>, limit: usize) -> Generated {
    let mut best = Generated { tokens: vec![], log_p: f32::NEG_INFINITY, ended: false };
    let mut open = vec![Generated { tokens: vec![], log_p: 0.0, ended: false }];
    while let Some(text) = open.pop() {
        let mut all = prompt.to_vec();
        all.extend(text.tokens.iter().map(|&token| i64::from(token)));
        for (token, log_p) in (0u32..).zip(next_log_p(model, &all, memory)) {
            let mut longer = Generated { log_p: text.log_p + log_p, ended: token == END, ..text.clone() };
            if !longer.ended {
                longer.tokens.push(token);
            }
            if !longer.ended && longer.tokens.len() < limit {
                open.push(longer);
            } else if longer.log_p > best.log_p {
                best = longer;
            }
        }
    }
    best
}

fn assert_same(what: &str, actual: &Generated, expected: &Generated) {
    assert_eq!((&actual.tokens, actual.ended), (&expected.tokens, expected.ended), "{what}");
    assert!((actual.log_p - expected.log_p).abs() < 1e-4, "{what}: {actual:?} {expected:?}");
}

#[test]
fn what_is_kept_gives_the_same_as_reading_anew() {
    let device = crate::device();
    for cross in [vec![], vec![0], vec![1], vec![0, 1]] {
        let (model, memory) = (model(cross.clone(), &device), memory(2, &device));
        let rows = [[1, 4, 2], [1, 5, 2]];
        let together = model.generate(prompts(&rows, &device), &memory, END, &how(8, 1, 1.0)).expect("flex");
        for (i, row) in rows.iter().enumerate() {
            let own = memory.clone().slice(i..=i);
            assert_same(&format!("{cross:?} {row:?}"), &together[i], &greedy(&model, row, &own, 8));
        }
    }
}

#[test]
fn enough_beams_find_the_likeliest_text() {
    let device = crate::device();
    let (model, memory) = (model(vec![1], &device), memory(2, &device));
    let rows = [[1, 4, 2], [1, 7, 2]];
    for limit in [1, 2, 3] {
        let beams =
            model.generate(prompts(&rows, &device), &memory, END, &how(limit, 600, 0.0)).expect("flex");
        for (i, row) in rows.iter().enumerate() {
            let own = memory.clone().slice(i..=i);
            assert_same(&format!("{row:?} {limit}"), &beams[i], &likeliest(&model, row, &own, limit));
        }
    }
}

#[test]
fn more_beams_are_no_worse_and_a_text_keeps_to_its_limits() {
    let device = crate::device();
    let (model, memory) = (model(vec![0, 1], &device), memory(1, &device));
    let write = |how: &Generation| {
        model.generate(prompts(&[[1, 6, 2]], &device), &memory, END, how).expect("flex").remove(0)
    };
    assert!(write(&how(4, 9, 0.0)).log_p >= write(&how(4, 1, 0.0)).log_p - 1e-5);
    assert!(write(&how(0, 2, 1.0)).tokens.is_empty());
    // There are 12 positions, and the prompt takes 3.
    assert!(write(&how(1000, 1, 1.0)).tokens.len() <= 9);
}

#[test]
fn p_nlg_is_the_product_of_its_tokens() {
    let device = crate::device();
    let (model, memory) = (model(vec![1], &device), memory(2, &device));
    let rows = [[1, 4, 2], [1, 5, 2]];
    let feedback = [7i64, 4, 7];
    let words = Tensor::<1, Int>::from_data(feedback, &device);
    let actual = read(model.log_p_nlg(prompts(&rows, &device), words, &memory));
    for (i, row) in rows.iter().enumerate() {
        let (own, mut text) = (memory.clone().slice(i..=i), row.to_vec());
        let mut expected = 0.0;
        for &word in &feedback {
            expected += next_log_p(&model, &text, &own)[word as usize];
            text.push(word);
        }
        assert!((actual[i] - expected).abs() < 1e-4, "{row:?}: expected {expected}, got {}", actual[i]);
    }
}

/// There are 12 positions: a title of more tokens than are left makes room for the feedback.
#[test]
fn a_long_title_makes_room_for_the_feedback_that_is_asked_about() {
    let classifier = classifier(&manifest().muisc.model, &crate::device());
    let long = sequence(&"red mug ".repeat(20), 3);
    for words in 1..=10 {
        let p =
            classifier.p_feedback(&[long.clone(), sequence("a", 3)], &"yes ".repeat(words)).expect("flex");
        assert!(p.iter().all(|p| p.get() > 0.0), "{words}: {p:?}");
    }
    for (words, expected) in [(0, "at least one token"), (11, "at most 10 tokens, got 11")] {
        let error = classifier.p_feedback(&[], &"yes ".repeat(words)).expect_err("no such feedback");
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains(expected), "{error}");
    }
}
