//! Tokenizers and text layout against transformers: `hf/NAME.texts.json` is what the tokenizer in `hf/NAME` makes of
//! texts, `hf/authors_text_layout.json` what the authors' data set makes of titles and feedback with one of them.

use std::fs;
use std::path::Path;

use agpis_muisc::tokenizer::{from_directory, special_tokens};
use agpis_muisc::{SpecialTokens, TextLayout};
use burn::tensor::Device;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokenizers::Tokenizer;

use crate::cases::{cases, folder};

/// More than any text here has.
const ROOM: usize = 4096;

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    ids_no_special: Vec<u32>,
    decoded: String,
}

#[test]
fn every_stored_text_gets_the_ids_of_its_tokenizer() {
    let folder = folder("hf");
    for name in cases(&folder, ".texts.json") {
        let directory = folder.join(&name);
        check_texts(&name, &read(&folder, &name), &directory);
    }
}

#[test]
fn vocabulary_files_alone_give_the_same_ids() {
    let folder = folder("hf");
    let mut checked = 0;
    for name in cases(&folder, ".texts.json") {
        let Some(bare) = bare(&folder.join(&name)) else { continue };
        check_texts(&format!("{name} without tokenizer.json"), &read(&folder, &name), bare.path());
        checked += 1;
    }
    assert!(checked > 0, "{} holds no vocabulary files", folder.display());
}

/// Name, `tokenizer.json` and special tokens of all stored tokenizers.
pub(crate) fn tokenizers() -> Vec<(String, Vec<u8>, SpecialTokens)> {
    let folder = folder("hf");
    let tokenizer = |name: String| {
        let directory = folder.join(&name);
        (name, from_directory(&directory).unwrap(), special_tokens(&directory).unwrap())
    };
    cases(&folder, ".texts.json").into_iter().map(tokenizer).collect()
}

fn read(folder: &Path, name: &str) -> Vec<Case> {
    let cases: Vec<Case> = from_json(&folder.join(format!("{name}.texts.json")));
    assert!(!cases.is_empty(), "{name} has no text");
    cases
}

fn check_texts(name: &str, cases: &[Case], directory: &Path) {
    let json = from_directory(directory).unwrap();
    let special = special_tokens(directory).unwrap();
    let tokenizer = Tokenizer::from_bytes(&json).unwrap();
    let layout = TextLayout::new(&json, &special, ROOM, usize::MAX).unwrap();
    let id = |token: &str| tokenizer.token_to_id(token).unwrap();
    for Case { text, ids, ids_no_special, decoded } in cases {
        let encode = |with| tokenizer.encode(text.as_str(), with).unwrap().get_ids().to_vec();
        assert_eq!(encode(true), *ids, "{name}: {text:?}");
        assert_eq!(encode(false), *ids_no_special, "{name}: {text:?}");
        assert_eq!(tokenizer.decode(ids, true).unwrap(), *decoded, "{name}: {text:?}");
        let prompt = layout.prompt(text);
        assert_eq!(prompt.tokens[prompt.separator], id(&special.separator), "{name}: {text:?}");
        if !names_any(text, &tokenizer) {
            let title = &prompt.tokens[1..prompt.separator];
            assert_eq!(
                (prompt.tokens[0], title),
                (id(&special.begin), &ids_no_special[..]),
                "{name}: {text:?}"
            );
        }
    }
}

/// The vocabulary files of a directory, without its `tokenizer.json`. The configuration says how texts are
/// normalised as `save_pretrained` used to, also where only `tokenizer.json` does now.
fn bare(directory: &Path) -> Option<TempDir> {
    let bare = tempfile::tempdir().unwrap();
    let copied = ["vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json"]
        .map(|file| fs::copy(directory.join(file), bare.path().join(file)).is_ok());
    if !copied[0] && !copied[1] {
        return None;
    }
    let mut config: Value = from_json(&directory.join("tokenizer_config.json"));
    let tokenizer: Value = from_json(&directory.join("tokenizer.json"));
    for (key, said) in [
        ("do_lower_case", &tokenizer["normalizer"]["lowercase"]),
        ("strip_accents", &tokenizer["normalizer"]["strip_accents"]),
        ("tokenize_chinese_chars", &tokenizer["normalizer"]["handle_chinese_chars"]),
        ("add_prefix_space", &tokenizer["pre_tokenizer"]["add_prefix_space"]),
    ] {
        if config.get(key).is_none() {
            config[key] = said.clone();
        }
    }
    fs::write(bare.path().join("tokenizer_config.json"), json!(config).to_string()).unwrap();
    Some(bare)
}

#[derive(Deserialize)]
struct Layout {
    title: String,
    feedback: String,
    max_length: usize,
    input_ids: Vec<u32>,
    attention_mask: Vec<usize>,
    mc_token_id: Option<usize>,
}

#[test]
fn titles_and_feedback_are_laid_out_as_the_authors_do() {
    let folder = folder("hf");
    let layouts: Vec<Layout> = from_json(&folder.join("authors_text_layout.json"));
    assert!(layouts.len() > 1, "{} holds no layout", folder.display());
    // The file does not say which tokenizer it was made with; no other gives these ids.
    let differences = cases(&folder, ".texts.json").into_iter().filter_map(|name| {
        let json = from_directory(folder.join(&name)).unwrap();
        let text = TextLayout::new(&json, &SpecialTokens::default(), ROOM, usize::MAX);
        text.is_ok().then(|| layouts.iter().filter_map(|l| l.difference(&json)).collect::<Vec<_>>())
    });
    let fewest = differences.min_by_key(Vec::len).expect("a tokenizer with the authors' special tokens");
    assert!(fewest.is_empty(), "{}", fewest.join("\n"));
}

impl Layout {
    /// What is not as it should be.
    fn difference(&self, tokenizer: &[u8]) -> Option<String> {
        let special = SpecialTokens::default();
        let layout = TextLayout::new(tokenizer, &special, self.max_length, usize::MAX).unwrap();
        let tokenizer = Tokenizer::from_bytes(tokenizer).unwrap();
        let separator = tokenizer.token_to_id(&special.separator);
        let text = layout.with_feedback(&self.title, &self.feedback);
        let prompt = layout.prompt(&self.title);
        let used = &self.input_ids[..self.attention_mask.iter().sum()];
        let separators: Vec<usize> =
            (0..text.tokens.len()).filter(|&at| Some(text.tokens[at]) == separator).collect();
        let is_laid_out = text.tokens.len() <= self.max_length
            && separators == [text.separator]
            && text.tokens.last() == Some(&layout.end())
            && text.tokens.starts_with(&prompt.tokens);
        let is_theirs = if names_any(&self.title, &tokenizer) || names_any(&self.feedback, &tokenizer) {
            // Theirs reads these names as tokens.
            true
        } else if let Some(position) = self.mc_token_id {
            text.separator == position && text.tokens == used && self.padded(&layout) == self.input_ids
        } else {
            // Theirs lost the separator; ours begins the same and keeps as much as can be.
            text.tokens.len() == self.max_length && text.tokens[..text.separator] == used[..text.separator]
        };
        let case = || format!("{:?} + {:?} in {}: {text:?}", self.title, self.feedback, self.max_length);
        (!is_laid_out || !is_theirs).then(case)
    }

    /// The tokens in a batch with a text that fills all room.
    fn padded(&self, layout: &TextLayout) -> Vec<u32> {
        let long = layout.with_feedback(&"a ".repeat(self.max_length), "");
        let texts = [layout.with_feedback(&self.title, &self.feedback), long];
        let tokens = layout.batch(&texts, &Device::flex()).tokens.slice(0..1).into_data();
        tokens.convert::<i64>().try_to_vec::<i64>().unwrap().into_iter().map(|id| id as u32).collect()
    }
}

/// Whether a text holds the name of a special token, which is plain text for us.
fn names_any(text: &str, tokenizer: &Tokenizer) -> bool {
    tokenizer.get_added_tokens_decoder().values().any(|token| token.special && text.contains(&token.content))
}

fn from_json<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
