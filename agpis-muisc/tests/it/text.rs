//! The layout of titles and feedback as tokens.

use agpis_muisc::{SpecialTokens, TextError, TextLayout};
use std::time::{Duration, Instant};

use burn::tensor::Device;
use proptest::prelude::*;

const CLS: u32 = 1;
const MASK: u32 = 2;
const SEP: u32 = 3;

fn layout() -> TextLayout {
    TextLayout::new(&crate::common::tokenizer(), &SpecialTokens::default(), 8, 9).unwrap()
}

#[test]
fn title_separator_feedback_end() {
    let text = layout().with_feedback("red mug", "yes");
    assert_eq!((text.tokens, text.separator), (vec![CLS, 4, 5, MASK, 6, SEP], 3));
    let prompt = layout().prompt("red mug");
    assert_eq!((prompt.tokens, prompt.separator), (vec![CLS, 4, 5, MASK], 3));
}

#[test]
fn an_empty_title_still_has_its_separator() {
    assert_eq!(layout().prompt("").tokens, [CLS, MASK]);
}

#[test]
fn a_long_feedback_is_cut_and_keeps_its_end() {
    let text = layout().with_feedback("red mug", &"blurry ".repeat(100));
    assert_eq!(text.tokens, [CLS, 4, 5, MASK, 7, 7, 7, SEP]);
    let without = layout().with_feedback("red red red red mug", "blurry");
    assert_eq!(without.tokens, [CLS, 4, 4, 4, 4, 5, MASK, SEP]);
}

#[test]
fn a_long_title_is_shortened_and_keeps_its_separator() {
    let long = "red ".repeat(10_000);
    let (prompt, text) = (layout().prompt(&long), layout().with_feedback(&long, "blurry"));
    assert_eq!((prompt.tokens, prompt.separator), (vec![CLS, 4, 4, 4, 4, 4, MASK], 6));
    assert_eq!((text.tokens, text.separator), (vec![CLS, 4, 4, 4, 4, 4, MASK, SEP], 6));
}

#[test]
fn the_name_of_the_separator_in_a_title_is_plain_text() {
    for title in ["[MASK] red", "red [MASK]", "[SEP][CLS][PAD]"] {
        let prompt = layout().prompt(title);
        assert_eq!(prompt.tokens[prompt.separator], MASK, "{title}");
        assert_eq!(prompt.separator + 1, prompt.tokens.len(), "{title}");
    }
}

/// Any Unicode, often with what tokenizers treat specially.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<String>(),
        2 => "[a-z ]{0,30}|[\\u{4e00}-\\u{4e80}]{0,30}|[\\u{5d0}-\\u{5ea}\\u{202e}]{0,30}",
        1 => prop::sample::select(vec!["[MASK]", "[SEP]", "[CLS]", "[PAD]", "<|endoftext|>", "\u{1f469}\u{200d}\u{1f373}"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_text_has_its_separator_and_its_end_and_fits(
        title in text(), feedback in text(), max_tokens in 4..80_usize,
    ) {
        for (name, json, special) in crate::hugging_face::tokenizers() {
            let layout = TextLayout::new(&json, &special, max_tokens, usize::MAX).unwrap();
            let (prompt, text) = (layout.prompt(&title), layout.with_feedback(&title, &feedback));
            let separator = prompt.tokens[prompt.separator];
            prop_assert!(text.tokens.len() <= max_tokens, "{name}");
            prop_assert_eq!(prompt.separator + 1, prompt.tokens.len(), "{}", name);
            prop_assert_eq!(text.separator, prompt.separator, "{}", name);
            prop_assert!(text.tokens.starts_with(&prompt.tokens), "{name}");
            prop_assert_eq!(text.tokens.last(), Some(&layout.end()), "{}", name);
            let inner = [&prompt.tokens[1..prompt.separator], &text.tokens[prompt.tokens.len()..text.tokens.len() - 1]];
            prop_assert!(!inner.concat().contains(&separator), "{name}");
        }
    }
}

#[test]
fn a_title_of_a_million_characters_is_tokenised_quickly() {
    for (name, json, special) in crate::hugging_face::tokenizers() {
        let layout = TextLayout::new(&json, &special, 128, usize::MAX).unwrap();
        for piece in ["a", "红", " ", "\u{301}", "\u{202e}", "red mug "] {
            let (title, start) = (piece.repeat(1_000_000), Instant::now());
            let text = layout.with_feedback(&title, &title);
            assert!(text.tokens.len() <= 128 && text.separator < 127, "{name}: {piece:?}");
            assert!(start.elapsed() < Duration::from_secs(1), "{name}: {piece:?} took {:?}", start.elapsed());
        }
    }
}

#[test]
fn a_batch_is_filled_up_and_counts_the_feedback_and_its_end() {
    let layout = layout();
    let texts = [layout.with_feedback("red mug", "yes"), layout.with_feedback("", "blurry")];
    let batch = layout.batch(&texts, &Device::flex());
    let ids = |t: burn::tensor::Tensor<2, burn::tensor::Int>| {
        t.into_data().convert::<i64>().try_to_vec::<i64>().unwrap()
    };
    assert_eq!(ids(batch.tokens), [1, 4, 5, 2, 6, 3, 1, 2, 7, 3, 0, 0]);
    assert_eq!(ids(batch.targets), [4, 5, 2, 6, 3, 0, 2, 7, 3, 0, 0, 0]);
    assert_eq!(ids(batch.counted.int()), [0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0]);
}

#[test]
fn a_tokenizer_that_does_not_fit_is_refused() {
    let new = |json: &[u8], special, room, vocab| TextLayout::new(json, &special, room, vocab);
    let json = crate::common::tokenizer();
    let special = SpecialTokens::default;
    assert!(matches!(new(b"{}", special(), 8, 9), Err(TextError::Tokenizer(_))));
    assert!(matches!(new(&json, special(), 3, 9), Err(TextError::TooShort { actual: 3, .. })));
    assert!(matches!(new(&json, special(), 8, 8), Err(TextError::Vocabulary { expected: 8, actual: 9 })));
    let other = SpecialTokens { separator: "<s>".into(), ..special() };
    assert!(matches!(new(&json, other, 8, 9), Err(TextError::MissingToken { .. })));
}
