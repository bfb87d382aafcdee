//! A `tokenizer.json` from the files that published models ship.
//!
//! | directory holds | tokenizer |
//! |---|---|
//! | `tokenizer.json` | that one, as it is; the other files are not looked at |
//! | `vocab.txt` | WordPiece, as `BertTokenizerFast` builds it (`uer/gpt2-chinese-cluecorpussmall`) |
//! | `vocab.json` and `merges.txt` | byte-level BPE, as `GPT2TokenizerFast` builds it (`gpt2`) |
//!
//! `tokenizer_config.json` and `special_tokens_map.json` are read if they are there, the second wins, and
//! what neither says is the default of the class in transformers:
//!
//! | key | `vocab.txt` | `vocab.json` |
//! |---|---|---|
//! | `do_lower_case` | true | |
//! | `strip_accents` | as `do_lower_case` | |
//! | `tokenize_chinese_chars` | true | |
//! | `add_prefix_space` | | false |
//! | `unk_token` | `[UNK]` | `<|endoftext|>` |
//! | `cls_token`, `sep_token`, `pad_token`, `mask_token` | `[CLS]`, `[SEP]`, `[PAD]`, `[MASK]` | none |
//! | `bos_token`, `eos_token` | none | `<|endoftext|>` |
//! | `added_tokens_decoder` | none | none |
//!
//! Files are read up to 64 MiB and vocabularies up to 2²⁰ tokens.

mod byte_level;
mod config;
mod error;
mod files;
mod word_piece;

use std::panic::catch_unwind;
use std::path::Path;

use tokenizers::{AddedToken, Tokenizer};

use self::config::Config;
pub use self::error::TokenizerError;
use self::files::{Directory, MERGES, TOKENIZER, VOCAB_JSON, VOCAB_TXT};
use crate::SpecialTokens;

/// The `tokenizer.json` of a directory, which [`TextLayout::new`](crate::TextLayout::new) reads and
/// bundles store.
///
/// # Errors
/// If there is no tokenizer, or its files are too large, damaged or do not belong together.
pub fn from_directory(path: impl AsRef<Path>) -> Result<Vec<u8>, TokenizerError> {
    let directory = Directory(path.as_ref());
    if let Some(bytes) = directory.read(TOKENIZER)? {
        parse(&bytes).map_err(|e| directory.damaged(TOKENIZER, e))?;
        return Ok(bytes);
    }
    let config = Config::read(&directory)?;
    let tokenizer = if let Some(vocab) = directory.read_text(VOCAB_TXT)? {
        word_piece::build(&directory, &vocab, &config)?
    } else if let Some(vocab) = directory.read_text(VOCAB_JSON)? {
        let merges = directory.read_text(MERGES)?.ok_or_else(|| directory.missing(MERGES))?;
        byte_level::build(&directory, &vocab, &merges, &config)?
    } else {
        return Err(TokenizerError::NotFound { directory: path.as_ref().to_owned() });
    };
    to_json(&tokenizer)
}

/// The names that the directory's files give to the tokens that structure a text: `cls_token` or
/// `bos_token` begins, `mask_token` separates, `sep_token` or `eos_token` ends, `pad_token` fills up.
///
/// What they do not name is taken from [`SpecialTokens::gpt2`] if the directory has a byte-level BPE or names
/// an `eos_token`, else from [`SpecialTokens::default`].
///
/// # Errors
/// If a file is too large or damaged.
pub fn special_tokens(path: impl AsRef<Path>) -> Result<SpecialTokens, TokenizerError> {
    let directory = Directory(path.as_ref());
    let config = Config::read(&directory)?;
    Ok(config.special_tokens(directory.holds(VOCAB_JSON) && !directory.holds(VOCAB_TXT)))
}

/// The tokenizer with all of `special` in its vocabulary. What it lacks gets the next ids, in the
/// order begin, separator, end, pad; the model needs as many more rows in its word embedding.
///
/// # Errors
/// If `tokenizer` is no `tokenizer.json`, or its ids have holes.
pub fn with_special_tokens(tokenizer: &[u8], special: &SpecialTokens) -> Result<Vec<u8>, TokenizerError> {
    let mut tokenizer = parse(tokenizer).map_err(TokenizerError::Invalid)?;
    for token in [&special.begin, &special.separator, &special.end, &special.pad] {
        let expected = tokenizer.token_to_id(token).map_or_else(|| vocab_size(&tokenizer), |id| id as usize);
        add(&mut tokenizer, AddedToken::from(token.as_str(), true), expected)?;
    }
    to_json(&tokenizer)
}

/// Rows that a word embedding needs for a `tokenizer.json`: one more than its largest id.
///
/// # Errors
/// If `tokenizer` is no `tokenizer.json`.
pub fn num_tokens(tokenizer: &[u8]) -> Result<usize, TokenizerError> {
    Ok(vocab_size(&parse(tokenizer).map_err(TokenizerError::Invalid)?))
}

/// Reads a `tokenizer.json`. Its library panics at some that contradict themselves.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tokenizer, tokenizers::Error> {
    catch_unwind(|| Tokenizer::from_bytes(bytes)).unwrap_or_else(|_| Err("it contradicts itself".into()))
}

/// One more than the largest id.
pub(crate) fn vocab_size(tokenizer: &Tokenizer) -> usize {
    tokenizer.get_vocab(true).into_values().max().map_or(0, |id| id as usize + 1)
}

fn add(tokenizer: &mut Tokenizer, token: AddedToken, expected: usize) -> Result<(), TokenizerError> {
    let name = token.content.clone();
    tokenizer.add_tokens([token]).map_err(TokenizerError::Invalid)?;
    match tokenizer.token_to_id(&name) {
        Some(id) if id as usize == expected => Ok(()),
        actual => Err(TokenizerError::Id { token: name, expected, actual }),
    }
}

fn to_json(tokenizer: &Tokenizer) -> Result<Vec<u8>, TokenizerError> {
    tokenizer.to_string(false).map(String::into_bytes).map_err(TokenizerError::Invalid)
}
