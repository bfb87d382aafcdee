//! Titles and feedback as tokens: `[begin] title [separator] feedback [end]` (§3.4.2).

mod error;
mod special_tokens;

use burn::tensor::{Bool, Device, Int, Tensor};
use tokenizers::{AddedToken, ModelWrapper, PostProcessorWrapper, Tokenizer};

pub use self::error::TextError;
pub use self::special_tokens::SpecialTokens;
use crate::tokenizer;

/// For every token that there is room for, so many characters of a text are looked at. A text of
/// megabytes is cut here before it is tokenised, and its tokens are cut again to fit.
const CHARACTERS_PER_TOKEN: usize = 64;
/// Begin, separator, end, and one token of a title.
const MIN_TOKENS: usize = 4;

/// Turns titles and feedback into tokens, as the authors do but for two things: a title that is too
/// long is shortened by no more than its separator and end need, where they lose the separator; and
/// the name of a special token inside a text is plain text, where it moves their class position.
#[derive(Clone, Debug)]
pub struct TextLayout {
    tokenizer: Tokenizer,
    begin: u32,
    separator: u32,
    end: u32,
    pad: u32,
    max_tokens: usize,
    reads_titles: bool,
}

/// A tokenised text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// All tokens.
    pub tokens: Vec<u32>,
    /// Where the separator stands.
    pub separator: usize,
}

/// Texts of one batch, filled up to the same length.
#[derive(Clone, Debug)]
pub struct TextBatch {
    /// `[batch, K^d]`.
    pub tokens: Tensor<2, Int>,
    /// `[batch]`: where the separator stands.
    pub separators: Tensor<1, Int>,
    /// `[batch, K^d]`: the token after each position.
    pub targets: Tensor<2, Int>,
    /// `[batch, K^d]`: whether that token belongs to the feedback or ends it.
    pub counted: Tensor<2, Bool>,
}

impl TextLayout {
    /// From the bytes of a `tokenizer.json`; texts have at most `max_tokens` tokens, and the model
    /// knows `vocab_size`.
    ///
    /// # Errors
    /// If the bytes are no tokenizer, a special token is missing, an id is too large for the model,
    /// or there is no room.
    pub fn new(
        tokenizer: &[u8],
        special: &SpecialTokens,
        max_tokens: usize,
        vocab_size: usize,
    ) -> Result<Self, TextError> {
        let mut tokenizer = tokenizer::parse(tokenizer).map_err(TextError::Tokenizer)?;
        let actual = tokenizer::vocab_size(&tokenizer);
        if actual > vocab_size {
            return Err(TextError::Vocabulary { expected: vocab_size, actual });
        }
        if max_tokens < MIN_TOKENS {
            return Err(TextError::TooShort { expected: MIN_TOKENS, actual: max_tokens });
        }
        let id = |token: &String| {
            tokenizer.token_to_id(token).ok_or_else(|| TextError::MissingToken { token: token.clone() })
        };
        let (begin, separator) = (id(&special.begin)?, id(&special.separator)?);
        let (end, pad) = (id(&special.end)?, id(&special.pad)?);
        make_plain(&mut tokenizer, special).map_err(TextError::Tokenizer)?;
        Ok(Self { tokenizer, begin, separator, end, pad, max_tokens, reads_titles: true })
    }

    /// Whether titles are read (Table 3, "text as input"); without it, every title is as an empty one.
    #[must_use]
    pub fn with_titles(self, reads_titles: bool) -> Self {
        Self { reads_titles, ..self }
    }

    /// Tokens of the tokenizer's vocabulary.
    #[must_use]
    pub fn vocab_size(&self) -> usize {
        tokenizer::vocab_size(&self.tokenizer)
    }

    /// Ends a feedback.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.end
    }

    /// `[begin] title [separator]`: what inference reads. The separator is the last token, and there is
    /// room for at least one more.
    #[must_use]
    pub fn prompt(&self, title: &str) -> Text {
        self.prompt_before(title, 1)
    }

    /// As [`prompt`](Self::prompt), with room for `room` more tokens, of which there may be
    /// [`max_feedback`](Self::max_feedback): a title that would take it is shortened.
    #[must_use]
    pub fn prompt_before(&self, title: &str, room: usize) -> Text {
        let mut tokens = vec![self.begin];
        if self.reads_titles {
            tokens.extend(self.encode(title));
        }
        // The separator always fits.
        tokens.truncate((self.max_tokens - 1).saturating_sub(room).max(1));
        let separator = tokens.len();
        tokens.push(self.separator);
        Text { tokens, separator }
    }

    /// The longest feedback, in tokens, that fits behind an empty title.
    #[must_use]
    pub fn max_feedback(&self) -> usize {
        self.max_tokens - 2
    }

    /// `[begin] title [separator] feedback [end]`: what training reads. It begins with the prompt of the
    /// title; a feedback that is too long is cut.
    #[must_use]
    pub fn with_feedback(&self, title: &str, feedback: &str) -> Text {
        let mut text = self.prompt(title);
        text.tokens.extend(self.encode(feedback));
        text.tokens.truncate(self.max_tokens - 1);
        text.tokens.push(self.end);
        text
    }

    /// The tokens of a feedback, without the one that ends it.
    #[must_use]
    pub fn feedback(&self, feedback: &str) -> Vec<u32> {
        self.encode(feedback)
    }

    /// The text of generated tokens.
    #[must_use]
    pub fn decode(&self, tokens: &[u32]) -> String {
        // Ids come from the model's own vocabulary, which the tokenizer may not fill: those are skipped.
        self.tokenizer.decode(tokens, true).unwrap_or_default().trim().to_owned()
    }

    /// Puts texts with feedback into tensors.
    #[must_use]
    pub fn batch(&self, texts: &[Text], device: &Device) -> TextBatch {
        let (rows, length) = (texts.len(), texts.iter().map(|t| t.tokens.len()).max().unwrap_or(1));
        let separators: Vec<i64> = texts.iter().map(|t| t.separator as i64).collect();
        let (mut tokens, mut targets, mut counted) = (vec![], vec![], vec![]);
        for text in texts {
            let token = |i: usize| i64::from(*text.tokens.get(i).unwrap_or(&self.pad));
            tokens.extend((0..length).map(token));
            targets.extend((1..=length).map(token));
            counted.extend((0..length).map(|i| i >= text.separator && i + 1 < text.tokens.len()));
        }
        let ids = |values: Vec<i64>| Tensor::<1, Int>::from_data(values.as_slice(), device);
        TextBatch {
            tokens: ids(tokens).reshape([rows, length]),
            separators: ids(separators),
            targets: ids(targets).reshape([rows, length]),
            counted: Tensor::<1, Bool>::from_data(counted.as_slice(), device).reshape([rows, length]),
        }
    }

    /// The tokens of plain text, none of which is the separator; text that the tokenizer refuses has none.
    fn encode(&self, text: &str) -> Vec<u32> {
        let limit = self.max_tokens.saturating_mul(CHARACTERS_PER_TOKEN);
        let end = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
        let encoding = self.tokenizer.encode_fast(&text[..end], false);
        let ids = encoding.map(|e| e.get_ids().to_vec()).unwrap_or_default();
        ids.into_iter().filter(|&id| id != self.separator).collect()
    }
}

/// Makes the tokenizer one of plain text, and of one result for each: names of special tokens mean
/// nothing, nothing is put around, cut or left to chance.
fn make_plain(tokenizer: &mut Tokenizer, special: &SpecialTokens) -> Result<(), tokenizers::Error> {
    let names = [&special.begin, &special.separator, &special.end, &special.pad];
    tokenizer.add_special_tokens(names.map(|name| AddedToken::from(name.as_str(), true)))?;
    tokenizer.set_encode_special_tokens(true);
    tokenizer.with_post_processor(None::<PostProcessorWrapper>).with_truncation(None)?.with_padding(None);
    if let ModelWrapper::BPE(model) = tokenizer.get_model() {
        let mut model = model.clone();
        model.dropout = None;
        tokenizer.with_model(model);
    }
    Ok(())
}
