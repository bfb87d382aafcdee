//! The names of the tokens that structure a text.

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

impl SpecialTokens {
    /// Those of GPT-2, whose vocabulary has a single one: `<|endoftext|>` between texts, and so in all
    /// four places. [`with_special_tokens`](crate::tokenizer::with_special_tokens) adds others to a
    /// model that has room for them.
    #[must_use]
    pub fn gpt2() -> Self {
        let [begin, separator, end, pad] = ["<|endoftext|>"; 4].map(str::to_owned);
        Self { begin, separator, end, pad }
    }
}
