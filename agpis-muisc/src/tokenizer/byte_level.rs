//! `vocab.json`, which maps tokens to ids, and `merges.txt`, which has a pair of tokens a line.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use tokenizers::Tokenizer;
use tokenizers::models::bpe::{BPE, Merges, Vocab};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;

use super::TokenizerError;
use super::config::{Config, Name};
use super::files::{Directory, MAX_TOKENS, MERGES, VOCAB_JSON};

const END_OF_TEXT: &str = "<|endoftext|>";

pub(super) fn build(
    directory: &Directory<'_>,
    vocab: &str,
    merges: &str,
    config: &Config,
) -> Result<Tokenizer, TokenizerError> {
    let Unique(vocab) = serde_json::from_str(vocab).map_err(|e| directory.damaged(VOCAB_JSON, e))?;
    let merges = read_merges(directory, merges, &vocab)?;
    let model = BPE::builder().vocab_and_merges(vocab, merges).build();
    let mut tokenizer = Tokenizer::new(model.map_err(|e| directory.damaged(MERGES, e))?);
    let add_prefix_space = config.add_prefix_space.unwrap_or(false);
    tokenizer
        .with_pre_tokenizer(Some(ByteLevel::default().add_prefix_space(add_prefix_space)))
        .with_post_processor(Some(ByteLevel::default().trim_offsets(false)))
        .with_decoder(Some(ByteLevel::default()));
    let or_end_of_text =
        |token: &Option<Name>| Some(token.clone().unwrap_or(Name::Text(END_OF_TEXT.to_owned())));
    let special = [
        or_end_of_text(&config.bos_token),
        or_end_of_text(&config.eos_token),
        or_end_of_text(&config.unk_token),
        config.sep_token.clone(),
        config.pad_token.clone(),
        config.cls_token.clone(),
        config.mask_token.clone(),
    ];
    config.add_tokens(&mut tokenizer, special.iter().flatten())?;
    Ok(tokenizer)
}

/// The builder of the library panics at a pair that makes no token, so every pair is looked up here.
fn read_merges(directory: &Directory<'_>, text: &str, vocab: &Vocab) -> Result<Merges, TokenizerError> {
    let wrong = |line, expected, actual: &str| directory.line(MERGES, line, expected, format!("{actual:?}"));
    let mut merges = Merges::new();
    for (line, pair) in (1..).zip(text.lines()).filter(|(_, pair)| !pair.starts_with("#version")) {
        let Some((left, right)) = pair.split_once(' ').filter(|(_, right)| !right.contains(' ')) else {
            return Err(wrong(line, "two tokens with a space between them", pair));
        };
        let merged = format!("{left}{right}");
        if let Some(unknown) = [left, right, &merged].into_iter().find(|token| !vocab.contains_key(*token)) {
            return Err(wrong(line, "tokens of the vocabulary that merge into another", unknown));
        }
        merges.push((left.to_owned(), right.to_owned()));
    }
    Ok(merges)
}

/// A vocabulary in which every token and every id stands once.
struct Unique(Vocab);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UniqueVisitor)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tokens and their ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let (mut vocab, mut ids) = (Vocab::new(), HashSet::new());
        while let Some((token, id)) = map.next_entry::<String, u32>()? {
            if id as usize >= MAX_TOKENS {
                return Err(A::Error::custom(format!("expected ids below {MAX_TOKENS}, got {id}")));
            }
            if !ids.insert(id) {
                return Err(A::Error::custom(format!("expected an id once, got {id} again")));
            }
            if vocab.contains_key(&token) {
                return Err(A::Error::custom(format!("expected a token once, got {token:?} again")));
            }
            vocab.insert(token, id);
        }
        Ok(Unique(vocab))
    }
}
