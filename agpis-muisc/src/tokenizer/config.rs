//! `tokenizer_config.json` and `special_tokens_map.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use tokenizers::{AddedToken, Tokenizer};

use super::files::{CONFIG, Directory, SPECIAL_TOKENS};
use super::{TokenizerError, add};
use crate::SpecialTokens;

/// What both files say of what matters here. A key that is `null` or not there is `None`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) do_lower_case: Option<bool>,
    pub(super) strip_accents: Option<bool>,
    pub(super) tokenize_chinese_chars: Option<bool>,
    pub(super) add_prefix_space: Option<bool>,
    pub(super) bos_token: Option<Name>,
    pub(super) eos_token: Option<Name>,
    pub(super) unk_token: Option<Name>,
    pub(super) sep_token: Option<Name>,
    pub(super) pad_token: Option<Name>,
    pub(super) cls_token: Option<Name>,
    pub(super) mask_token: Option<Name>,
    /// By id.
    added_tokens_decoder: Option<BTreeMap<u32, Properties>>,
}

/// A special token is written as its text or with its properties.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Name {
    Text(String),
    Token(Properties),
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Properties {
    content: String,
    #[serde(default)]
    single_word: bool,
    #[serde(default)]
    lstrip: bool,
    #[serde(default)]
    rstrip: bool,
    #[serde(default)]
    normalized: bool,
    #[serde(default)]
    special: bool,
}

impl Config {
    /// Of a directory without these files, the defaults.
    pub(super) fn read(directory: &Directory<'_>) -> Result<Self, TokenizerError> {
        let mut both: Map<String, Value> = object(directory, CONFIG)?;
        let tokens = object(directory, SPECIAL_TOKENS)?;
        both.extend(tokens.into_iter().filter(|(_, value)| !value.is_null()));
        serde_json::from_value(both.into()).map_err(|e| directory.damaged(CONFIG, e))
    }

    pub(super) fn special_tokens(&self, is_byte_level: bool) -> SpecialTokens {
        let like_gpt2 = is_byte_level || (self.eos_token.is_some() && self.sep_token.is_none());
        let default = if like_gpt2 { SpecialTokens::gpt2() } else { SpecialTokens::default() };
        let named = |tokens: [&Option<Name>; 2], default: String| {
            tokens.into_iter().flatten().next().map_or(default, |name| name.text().to_owned())
        };
        let end = named([&self.sep_token, &self.eos_token], default.end);
        // Without a token of their own, both are the end token, as is usual with GPT-2.
        let or_end = |default| if like_gpt2 { end.clone() } else { default };
        SpecialTokens {
            begin: named([&self.cls_token, &self.bos_token], default.begin),
            separator: named([&self.mask_token, &None], or_end(default.separator)),
            pad: named([&self.pad_token, &None], or_end(default.pad)),
            end,
        }
    }

    /// Adds the tokens of `added_tokens_decoder`, each with its id, and those of `special` that the
    /// vocabulary knows.
    pub(super) fn add_tokens<'a>(
        &self,
        tokenizer: &mut Tokenizer,
        special: impl IntoIterator<Item = &'a Name>,
    ) -> Result<(), TokenizerError> {
        for (&id, token) in self.added_tokens_decoder.iter().flatten() {
            add(tokenizer, token.token(), id as usize)?;
        }
        for name in special {
            if let Some(id) = tokenizer.token_to_id(name.text()) {
                add(tokenizer, name.token(), id as usize)?;
            }
        }
        Ok(())
    }
}

impl Name {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(content) | Self::Token(Properties { content, .. }) => content,
        }
    }

    fn token(&self) -> AddedToken {
        match self {
            Self::Text(content) => AddedToken::from(content.as_str(), true),
            Self::Token(properties) => properties.token().special(true),
        }
    }
}

impl Properties {
    fn token(&self) -> AddedToken {
        AddedToken::from(self.content.as_str(), self.special)
            .single_word(self.single_word)
            .lstrip(self.lstrip)
            .rstrip(self.rstrip)
            .normalized(self.normalized)
    }
}

fn object(directory: &Directory<'_>, file: &str) -> Result<Map<String, Value>, TokenizerError> {
    let Some(bytes) = directory.read(file)? else { return Ok(Map::new()) };
    serde_json::from_slice(&bytes).map_err(|e| directory.damaged(file, e))
}
