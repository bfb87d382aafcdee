//! `vocab.txt`: a token a line, whose number from 0 is its id.

use std::collections::hash_map::Entry;

use tokenizers::models::bpe::Vocab;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::processors::bert::BertProcessing;
use tokenizers::{Tokenizer, decoders};

use super::TokenizerError;
use super::config::{Config, Name};
use super::files::{Directory, MAX_TOKENS, VOCAB_TXT};

pub(super) fn build(
    directory: &Directory<'_>,
    vocab: &str,
    config: &Config,
) -> Result<Tokenizer, TokenizerError> {
    let named = |token: &Option<Name>, default: &str| token.clone().unwrap_or(Name::Text(default.to_owned()));
    let unknown = named(&config.unk_token, "[UNK]");
    let (begin, end) = (named(&config.cls_token, "[CLS]"), named(&config.sep_token, "[SEP]"));
    let (pad, mask) = (named(&config.pad_token, "[PAD]"), named(&config.mask_token, "[MASK]"));
    let vocab = read(directory, vocab)?;
    let id = |name: &Name| {
        let id = vocab.get(name.text()).copied();
        id.ok_or_else(|| directory.missing_token(VOCAB_TXT, name.text()))
    };
    id(&unknown)?;
    let processor =
        BertProcessing::new((end.text().to_owned(), id(&end)?), (begin.text().to_owned(), id(&begin)?));
    let model = WordPiece::builder().vocab(vocab).unk_token(unknown.text().to_owned()).build();
    let mut tokenizer = Tokenizer::new(model.map_err(|e| directory.damaged(VOCAB_TXT, e))?);
    let normalizer = BertNormalizer::new(
        true,
        config.tokenize_chinese_chars.unwrap_or(true),
        config.strip_accents,
        config.do_lower_case.unwrap_or(true),
    );
    tokenizer.with_normalizer(Some(normalizer)).map_err(|e| directory.damaged(VOCAB_TXT, e))?;
    tokenizer
        .with_pre_tokenizer(Some(BertPreTokenizer))
        .with_post_processor(Some(processor))
        .with_decoder(Some(decoders::wordpiece::WordPiece::default()));
    config.add_tokens(&mut tokenizer, &[unknown, end, pad, begin, mask])?;
    Ok(tokenizer)
}

fn read(directory: &Directory<'_>, text: &str) -> Result<Vocab, TokenizerError> {
    let wrong = |line, expected, actual| directory.line(VOCAB_TXT, line, expected, actual);
    let lines = text.trim_end_matches(['\r', '\n']).lines();
    let tokens = lines.clone().count();
    if tokens > MAX_TOKENS {
        return Err(wrong(MAX_TOKENS + 1, "at most 1048576 tokens", format!("{tokens}")));
    }
    let mut vocab = Vocab::new();
    vocab.reserve(tokens);
    for (id, token) in (0..).zip(lines) {
        let line = id as usize + 1;
        if token.is_empty() {
            return Err(wrong(line, "a token", "an empty line".to_owned()));
        }
        match vocab.entry(token.to_owned()) {
            Entry::Vacant(entry) => entry.insert(id),
            Entry::Occupied(entry) => {
                let again = format!("{token:?} again, which line {} has", entry.get() + 1);
                return Err(wrong(line, "a new token", again));
            }
        };
    }
    Ok(vocab)
}
