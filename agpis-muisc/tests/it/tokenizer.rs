//! Tokenizers from the files that models ship, whole and damaged.

use std::error::Error;
use std::fs;

use agpis_muisc::tokenizer::{TokenizerError, from_directory, special_tokens, with_special_tokens};
use agpis_muisc::{SpecialTokens, TextError, TextLayout};
use proptest::prelude::*;
use tempfile::TempDir;
use tokenizers::Tokenizer;

const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nMug\nmug\nmüg\n##s\n红\n";
const VOCAB: &str = r#"{"<|endoftext|>": 0, "m": 1, "u": 2, "g": 3, "Ġ": 4, "mu": 5, "mug": 6, "Ġmug": 7}"#;
const MERGES: &str = "#version: 0.2\nm u\nmu g\nĠ mug\n";

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

fn tokens(files: &[(&str, &str)], text: &str) -> Vec<String> {
    let tokenizer = Tokenizer::from_bytes(from_directory(directory(files).path()).unwrap()).unwrap();
    tokenizer.encode(text, true).unwrap().get_tokens().to_vec()
}

#[test]
fn word_pieces_without_a_configuration_are_those_of_bert() {
    let tokens = tokens(&[("vocab.txt", WORDS)], "MÜGS红[MASK]");
    assert_eq!(tokens, ["[CLS]", "mug", "##s", "红", "[MASK]", "[SEP]"]);
}

#[test]
fn the_configuration_says_how_words_are_normalised() {
    for (config, text, expected) in [
        (r#"{"do_lower_case": false}"#, "Mug", "Mug"),
        (r#"{"do_lower_case": true}"#, "Mug", "mug"),
        (r#"{"do_lower_case": null}"#, "Mug", "mug"),
        (r#"{"strip_accents": false}"#, "MÜG", "müg"),
        (r#"{"strip_accents": true, "do_lower_case": false}"#, "müg", "mug"),
        (r#"{"tokenize_chinese_chars": false}"#, "红红", "[UNK]"),
    ] {
        let tokens = tokens(&[("vocab.txt", WORDS), ("tokenizer_config.json", config)], text);
        assert_eq!(tokens[1], expected, "{config}");
    }
}

#[test]
fn byte_level_pairs_without_a_configuration_are_those_of_gpt_2() {
    let files = [("vocab.json", VOCAB), ("merges.txt", MERGES)];
    assert_eq!(tokens(&files, "mug mug<|endoftext|>"), ["mug", "Ġmug", "<|endoftext|>"]);
    let spaced = [files[0], files[1], ("tokenizer_config.json", r#"{"add_prefix_space": true}"#)];
    assert_eq!(tokens(&spaced, "mug"), ["Ġmug"]);
}

#[test]
fn a_tokenizer_json_wins() {
    let json = String::from_utf8(crate::common::tokenizer()).unwrap();
    let all = directory(&[("tokenizer.json", &json), ("vocab.txt", WORDS), ("vocab.json", VOCAB)]);
    assert_eq!(from_directory(all.path()).unwrap(), json.into_bytes());
}

#[test]
fn special_tokens_have_the_names_that_the_directory_gives_them() {
    let names = |files: &[(&str, &str)]| {
        let SpecialTokens { begin, separator, end, pad } = special_tokens(directory(files).path()).unwrap();
        [begin, separator, end, pad]
    };
    let bert = ["[CLS]", "[MASK]", "[SEP]", "[PAD]"];
    assert_eq!(names(&[]), bert);
    assert_eq!(names(&[("vocab.txt", WORDS), ("vocab.json", VOCAB)]), bert);
    assert_eq!(names(&[("vocab.json", VOCAB)]), ["<|endoftext|>"; 4]);
    let gpt2 =
        r#"{"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>", "pad_token": null}"#;
    assert_eq!(names(&[("tokenizer_config.json", gpt2)]), ["<s>", "</s>", "</s>", "</s>"]);
    let both = [
        ("tokenizer_config.json", r#"{"mask_token": "<a>", "cls_token": "<c>", "sep_token": "<e>"}"#),
        ("special_tokens_map.json", r#"{"mask_token": {"content": "<b>"}, "cls_token": null}"#),
    ];
    assert_eq!(names(&both), ["<c>", "<b>", "<e>", "[PAD]"]);
}

#[test]
fn added_tokens_have_the_ids_of_the_configuration() {
    let config = |id: usize| format!(r#"{{"added_tokens_decoder": {{"{id}": {{"content": "<new>"}}}}}}"#);
    let files = |config: &str| directory(&[("vocab.txt", WORDS), ("tokenizer_config.json", config)]);
    let json = from_directory(files(&config(10)).path()).unwrap();
    assert_eq!(Tokenizer::from_bytes(json).unwrap().token_to_id("<new>"), Some(10));
    let Err(TokenizerError::Id { expected: 11, actual: Some(10), .. }) =
        from_directory(files(&config(11)).path())
    else {
        panic!("an id that the token cannot have")
    };
}

#[test]
fn a_model_with_room_can_have_a_separator_of_its_own() {
    let directory = directory(&[("vocab.json", VOCAB), ("merges.txt", MERGES)]);
    let json = from_directory(directory.path()).unwrap();
    let alone = TextLayout::new(&json, &SpecialTokens::gpt2(), 8, 8).unwrap();
    assert_eq!(alone.with_feedback("mug", "m").tokens, [0, 6, 0, 1, 0]);
    let special = SpecialTokens { separator: "<sep>".into(), ..SpecialTokens::gpt2() };
    let more = with_special_tokens(&json, &special).unwrap();
    let layout = TextLayout::new(&more, &special, 8, 9).unwrap();
    assert_eq!(layout.with_feedback("mug", "m").tokens, [0, 6, 8, 1, 0]);
    assert_eq!(with_special_tokens(&more, &special).unwrap(), more);
    let Err(TextError::Vocabulary { expected: 8, actual: 9 }) = TextLayout::new(&more, &special, 8, 8) else {
        panic!("no room")
    };
}

#[test]
fn damaged_files_are_refused_with_their_name_and_line() {
    let duplicate = format!("{WORDS}mug\n");
    let hole = format!("\n{WORDS}");
    let vocab_txt = |content| vec![("vocab.txt", content)];
    let byte_level = |vocab, merges| vec![("vocab.json", vocab), ("merges.txt", merges)];
    let config = |content| vec![("vocab.txt", WORDS), ("tokenizer_config.json", content)];
    for (files, expected) in [
        (vec![], ": expected tokenizer.json, vocab.txt, or vocab.json and merges.txt"),
        (vec![("tokenizer.json", "{}")], "tokenizer.json: no tokenizer"),
        (vocab_txt(""), "vocab.txt: expected the token \"[UNK]\""),
        (vocab_txt("[UNK]\n[CLS]\n"), "vocab.txt: expected the token \"[SEP]\""),
        (vocab_txt(&duplicate), "vocab.txt, line 11: expected a new token, got \"mug\" again, which line 7"),
        (vocab_txt(&hole), "vocab.txt, line 1: expected a token, got an empty line"),
        (vec![("vocab.json", VOCAB)], "merges.txt: cannot be read"),
        (byte_level("[]", MERGES), "vocab.json: no tokenizer"),
        (byte_level(r#"{"a": 0, "a": 1}"#, ""), "expected a token once, got \"a\" again"),
        (byte_level(r#"{"a": 0, "b": 0}"#, ""), "expected an id once, got 0 again"),
        (byte_level(r#"{"a": 4294967295}"#, ""), "expected ids below 1048576, got 4294967295"),
        (byte_level(r#"{"a": -1}"#, ""), "vocab.json: no tokenizer"),
        (byte_level(VOCAB, "m u\nmug"), "merges.txt, line 2: expected two tokens"),
        (byte_level(VOCAB, "m u g"), "merges.txt, line 1: expected two tokens"),
        (byte_level(VOCAB, "mug mug"), "merges.txt, line 1: expected tokens of the vocabulary"),
        (byte_level(VOCAB, "q m"), "got \"q\""),
        (config("{"), "tokenizer_config.json: no tokenizer"),
        (config(r#"{"do_lower_case": "yes"}"#), "tokenizer_config.json: no tokenizer"),
        (config(r#"{"unk_token": "<unk>"}"#), "vocab.txt: expected the token \"<unk>\""),
    ] {
        let message = chain(&from_directory(directory(&files).path()).unwrap_err());
        assert!(message.contains(expected), "{files:?}: {message}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let directory = directory(&[]);
    fs::write(directory.path().join("vocab.txt"), b"[UNK]\n[CLS]\n\xff\n").unwrap();
    let message = from_directory(directory.path()).unwrap_err().to_string();
    assert!(message.ends_with("vocab.txt, line 3: expected UTF-8, got the byte 0xff"), "{message}");
}

#[test]
fn files_larger_than_any_tokenizer_are_refused_unread() {
    for name in ["tokenizer.json", "vocab.txt", "vocab.json", "tokenizer_config.json"] {
        let directory = directory(&[(name, "")]);
        fs::File::create(directory.path().join(name)).unwrap().set_len(1 << 40).unwrap();
        let Err(TokenizerError::TooLarge { actual, .. }) = from_directory(directory.path()) else {
            panic!("{name}")
        };
        assert_eq!(actual, 1 << 40, "{name}");
    }
    let lines = "a\n".repeat((1 << 20) + 1);
    let message = from_directory(directory(&[("vocab.txt", &lines)]).path()).unwrap_err().to_string();
    assert!(message.ends_with("line 1048577: expected at most 1048576 tokens, got 1048577"), "{message}");
}

#[test]
fn a_directory_in_place_of_a_file_is_refused() {
    let directory = directory(&[]);
    fs::create_dir(directory.path().join("vocab.txt")).unwrap();
    assert!(matches!(from_directory(directory.path()), Err(TokenizerError::Io { .. })));
}

/// The library's reader panics at this one: the pair makes a token longer than any other.
const CONTRADICTION: &str = r#"{"model": {"type": "BPE", "vocab": {"ab": 0, "cd": 1}, "merges": ["ab cd"]}}"#;

#[test]
fn a_tokenizer_that_contradicts_itself_is_refused() {
    let json = CONTRADICTION.as_bytes();
    let text = TextLayout::new(json, &SpecialTokens::default(), 8, 9);
    assert!(matches!(text, Err(TextError::Tokenizer(_))));
    assert!(matches!(with_special_tokens(json, &SpecialTokens::default()), Err(TokenizerError::Invalid(_))));
    let directory = directory(&[("tokenizer.json", CONTRADICTION)]);
    assert!(matches!(from_directory(directory.path()), Err(TokenizerError::Damaged { .. })));
}

#[test]
fn a_dropout_of_the_tokenizer_does_not_make_texts_random() {
    let files = directory(&[("vocab.json", VOCAB), ("merges.txt", MERGES)]);
    let json = String::from_utf8(from_directory(files.path()).unwrap()).unwrap();
    let random = json.replace(r#""dropout":null"#, r#""dropout":0.9"#);
    assert_ne!(json, random);
    let layout = TextLayout::new(random.as_bytes(), &SpecialTokens::gpt2(), 50, 8).unwrap();
    assert_eq!(layout.prompt(&"mug".repeat(20)).tokens[1..], [[6; 20].as_slice(), &[0]].concat());
}

proptest! {
    #[test]
    fn any_bytes_in_any_file_are_a_tokenizer_or_an_error(
        file in prop::sample::select(vec![
            "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json",
        ]),
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..8),
    ) {
        let whole = [("vocab.json", VOCAB), ("merges.txt", MERGES)];
        let config = r#"{"added_tokens_decoder": {"8": {"content": "<new>"}}, "mask_token": "<new>"}"#;
        let directory = directory(if file == "vocab.txt" { &[] } else { &whole });
        let content = match file {
            "vocab.txt" => WORDS,
            "vocab.json" => VOCAB,
            "merges.txt" => MERGES,
            "tokenizer.json" => CONTRADICTION,
            _ => config,
        };
        let mut damaged = content.as_bytes().to_vec();
        let at = at.index(damaged.len());
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes);
        fs::write(directory.path().join(file), damaged).unwrap();
        if let Ok(json) = from_directory(directory.path()) {
            prop_assert!(Tokenizer::from_bytes(json).is_ok());
        }
    }
}

fn chain(error: &dyn Error) -> String {
    let source = error.source().map_or(String::new(), |e| format!(": {}", chain(e)));
    format!("{error}{source}")
}
