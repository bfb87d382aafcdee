//! Titles and feedback as tokens: `[begin] title [separator] feedback [end]` (§3.4.2).

use burn::tensor::{Bool, Device, Int, Tensor};
use tokenizers::Tokenizer;

/// Characters of a title that are looked at; a title of 10,000 characters is cut here before it is
/// tokenised, and its tokens are cut again to fit.
const MAX_CHARACTERS: usize = 4096;

/// The words that structure a text, as they stand in the tokenizer's vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialTokens {
    /// Before the title.
    pub begin: String,
    /// s, between title and feedback: where the class is read off.
    pub separator: String,
    /// After the feedback.
    pub end: String,
    /// Fills up short texts.
    pub pad: String,
}

impl Default for SpecialTokens {
    /// Those of the authors, from BERT's vocabulary.
    fn default() -> Self {
        let [begin, separator, end, pad] = ["[CLS]", "[MASK]", "[SEP]", "[PAD]"].map(str::to_owned);
        Self { begin, separator, end, pad }
    }
}

/// The tokenizer cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is no tokenizer.
    #[error("expected a tokenizer.json of Hugging Face tokenizers")]
    Tokenizer(#[source] tokenizers::Error),
    /// A special token is not in its vocabulary.
    #[error("expected the token {token:?} in the tokenizer's vocabulary")]
    MissingToken {
        /// The token.
        token: String,
    },
    /// The vocabulary is larger than the model's.
    #[error("expected token ids below {expected}, got {actual} tokens")]
    Vocabulary {
        /// Tokens of the model.
        expected: usize,
        /// Tokens of the tokenizer.
        actual: usize,
    },
    /// There is no room for a title.
    #[error("expected room for at least {expected} tokens, got {actual}")]
    TooShort {
        /// Tokens that a text needs.
        expected: usize,
        /// Tokens that there is room for.
        actual: usize,
    },
}

/// Turns titles and feedback into tokens.
///
/// A title is always followed by its separator: a long title is shortened, and the separator's name
/// inside a title is plain text.
#[derive(Debug)]
pub struct TextLayout {
    tokenizer: Tokenizer,
    begin: u32,
    separator: u32,
    end: u32,
    pad: u32,
    max_tokens: usize,
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
        let mut tokenizer = Tokenizer::from_bytes(tokenizer).map_err(TextError::Tokenizer)?;
        tokenizer.with_truncation(None).map_err(TextError::Tokenizer)?.with_padding(None);
        tokenizer.set_encode_special_tokens(true);
        let actual = tokenizer.get_vocab(true).into_values().max().map_or(0, |id| id as usize + 1);
        if actual > vocab_size {
            return Err(TextError::Vocabulary { expected: vocab_size, actual });
        }
        if max_tokens < 4 {
            return Err(TextError::TooShort { expected: 4, actual: max_tokens });
        }
        let id = |token: &String| {
            tokenizer.token_to_id(token).ok_or_else(|| TextError::MissingToken { token: token.clone() })
        };
        Ok(Self {
            begin: id(&special.begin)?,
            separator: id(&special.separator)?,
            end: id(&special.end)?,
            pad: id(&special.pad)?,
            tokenizer,
            max_tokens,
        })
    }

    /// Ends a feedback.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.end
    }

    /// `[begin] title [separator]`: what inference reads. The separator is the last token.
    #[must_use]
    pub fn prompt(&self, title: &str) -> Text {
        self.shortened_prompt(title, self.max_tokens)
    }

    /// `[begin] title [separator] feedback [end]`: what training reads. If it is too long, the title
    /// is shortened to no less than a half before the feedback is.
    #[must_use]
    pub fn with_feedback(&self, title: &str, feedback: &str) -> Text {
        let mut answer = self.encode(feedback);
        answer.push(self.end);
        let room = self.max_tokens.saturating_sub(answer.len()).max(self.max_tokens / 2);
        let mut text = self.shortened_prompt(title, room);
        answer.truncate(self.max_tokens - text.tokens.len());
        text.tokens.extend(answer);
        text
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

    fn shortened_prompt(&self, title: &str, room: usize) -> Text {
        let mut tokens = vec![self.begin];
        tokens.extend(self.encode(title));
        tokens.truncate(room - 1);
        let separator = tokens.len();
        tokens.push(self.separator);
        Text { tokens, separator }
    }

    /// The tokens of plain text; text that the tokenizer refuses has none.
    fn encode(&self, text: &str) -> Vec<u32> {
        let end = text.char_indices().nth(MAX_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let encoding = self.tokenizer.encode_fast(&text[..end], false);
        encoding.map(|e| e.get_ids().to_vec()).unwrap_or_default()
    }
}
