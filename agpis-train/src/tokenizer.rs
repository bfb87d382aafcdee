//! Trains a tokenizer on titles and feedback.

use agpis_muisc::SpecialTokens;
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::normalizers::{Lowercase, NFKC, Sequence};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::{AddedToken, NormalizerWrapper, Tokenizer, TokenizerBuilder};

use crate::TrainError;

/// Trains a byte-level BPE of `vocab_size` tokens on `texts`, after NFKC and lower-casing, and
/// returns its `tokenizer.json`. Any text of any language has tokens, down to single bytes.
///
/// # Errors
/// If the tokenizer cannot be built.
pub fn train_tokenizer(
    texts: impl Iterator<Item = String> + Send,
    special: &SpecialTokens,
    vocab_size: usize,
) -> Result<Vec<u8>, TrainError> {
    train(texts, special, vocab_size).map_err(TrainError::Tokenizer)
}

fn train(
    texts: impl Iterator<Item = String> + Send,
    special: &SpecialTokens,
    vocab_size: usize,
) -> Result<Vec<u8>, tokenizers::Error> {
    let tokens = [&special.pad, &special.begin, &special.separator, &special.end];
    let normalizers: Vec<NormalizerWrapper> = vec![NFKC.into(), Lowercase.into()];
    let byte_level = || ByteLevel::default().add_prefix_space(false);
    let mut tokenizer = TokenizerBuilder::new()
        .with_model(BPE::default())
        .with_normalizer(Some(Sequence::new(normalizers)))
        .with_pre_tokenizer(Some(byte_level()))
        .with_post_processor(Some(byte_level()))
        .with_decoder(Some(byte_level()))
        .build()?;
    let mut trainer = BpeTrainerBuilder::new()
        .show_progress(false)
        .vocab_size(vocab_size)
        .min_frequency(2)
        .special_tokens(tokens.map(|t| AddedToken::from(t.clone(), true)).to_vec())
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .build();
    tokenizer.train(&mut trainer, texts)?;
    let tokenizer: Tokenizer = tokenizer.into();
    Ok(tokenizer.to_string(true)?.into_bytes())
}
