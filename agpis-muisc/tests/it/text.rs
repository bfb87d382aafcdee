//! The layout of titles and feedback as tokens.

use agpis_muisc::{SpecialTokens, TextError, TextLayout};
use burn::tensor::Device;

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
fn a_long_title_is_shortened_and_keeps_separator_and_feedback() {
    let long = "red ".repeat(10_000);
    let prompt = layout().prompt(&long);
    assert_eq!((prompt.tokens.len(), prompt.tokens[prompt.separator]), (8, MASK));
    let text = layout().with_feedback(&long, "blurry");
    assert_eq!(text.tokens[text.separator..], [MASK, 7, SEP]);
    let both = layout().with_feedback(&long, &"blurry ".repeat(100));
    assert_eq!((both.tokens.len(), both.separator), (8, 3), "the title keeps one half");
}

#[test]
fn the_name_of_the_separator_in_a_title_is_plain_text() {
    for title in ["[MASK] red", "red [MASK]", "[SEP][CLS][PAD]"] {
        let prompt = layout().prompt(title);
        assert_eq!(prompt.tokens[prompt.separator], MASK, "{title}");
        assert_eq!(prompt.separator + 1, prompt.tokens.len(), "{title}");
    }
}

#[test]
fn titles_of_any_script_have_tokens() {
    for title in ["红色马克杯", "كوب أحمر", "☕️🔥", "\u{0}\u{feff}\u{202e}", "ﬁne ＲＥＤ"]
    {
        let prompt = layout().prompt(title);
        assert_eq!(prompt.tokens.last(), Some(&MASK), "{title:?}");
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
