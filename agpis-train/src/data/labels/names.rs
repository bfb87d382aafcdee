//! What reviewers call the rules, in all their languages.

use std::collections::HashMap;

use agpis_bench::{Language, QUALIFIED};
use agpis_core::{Class, RuleSet};

use super::text::{is_of_word, normal, stands_at};

/// The names of rules, the words of acceptance, and how to find them in a feedback.
///
/// "We consider the rule name appeared in a textual feedback as the class label of a sample" (§4.1). A rule may have
/// any number of names. Letters count alike in upper and lower case, in full and half width, and with any kind of
/// space or hyphen; names are whole words, but for scripts without spaces. A name of "other" counts only where the
/// feedback starts, because in the middle it is a word like any other.
#[derive(Clone, Debug)]
pub struct RuleNames {
    rules: RuleSet,
    /// Names by their first character, the longest first.
    names: HashMap<char, Vec<(Vec<char>, usize)>>,
    other: Vec<Vec<char>>,
    /// Words of acceptance: as they are compared, and as they are written.
    accepting: Vec<(Vec<char>, String)>,
}

/// A rule that a feedback names, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedRule {
    /// Its class index; the last class for a name of "other".
    pub class: usize,
    /// Where its name starts, in characters of the normalised text.
    pub(super) start: usize,
    /// Where its name ends.
    pub(super) end: usize,
}

/// A name cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing is left of the name but spaces.
    #[error("expected a name of rule {rule} with letters in it, got {actual:?}")]
    Empty {
        /// The rule's id.
        rule: String,
        /// The name.
        actual: String,
    },
    /// Two classes have the same name.
    #[error("expected a name for one class, got {name:?} for {first} and {second}")]
    Ambiguous {
        /// The name.
        name: String,
        /// Id of the class that has it.
        first: String,
        /// Id of the class that is to have it.
        second: String,
    },
    /// There is no such rule.
    #[error("expected the id of a known rule, got {actual}")]
    UnknownRule {
        /// The id.
        actual: String,
    },
    /// A word of acceptance without letters.
    #[error("expected a word with letters in it, got {actual:?}")]
    EmptyWord {
        /// The word.
        actual: String,
    },
}

impl RuleNames {
    /// The names that the rules themselves have. Qualified is `yes`, as in the paper's example, or `通过`.
    ///
    /// # Errors
    /// If a name has no letters, or two rules have the same one.
    pub fn new(rules: &RuleSet) -> Result<Self, NameError> {
        let accepting = [QUALIFIED.en, QUALIFIED.zh].map(|word| (normal(word), word.to_owned())).to_vec();
        let none = Self { rules: rules.clone(), names: HashMap::new(), other: Vec::new(), accepting };
        none.with_names_of(rules)
    }

    /// The English and Chinese names of AGPIS-bench.
    ///
    /// # Panics
    /// Never: the bench's names are sound.
    #[must_use]
    pub fn bench() -> Self {
        let [english, chinese] = [Language::English, Language::Chinese].map(agpis_bench::rules_in);
        let names = Self::new(&english).and_then(|names| names.with_names_of(&chinese));
        names.and_then(|names| names.with_other("Other")?.with_other("其他")).expect("sound names")
    }

    /// The names of the same rules in another language, too. Rules are found by their ids.
    ///
    /// # Errors
    /// If a rule is unknown, a name has no letters, or two rules have the same one.
    pub fn with_names_of(self, rules: &RuleSet) -> Result<Self, NameError> {
        rules.rules().iter().try_fold(self, |names, rule| names.with_name(&rule.id, &rule.name))
    }

    /// One more name of a rule, such as a short form or a plural.
    ///
    /// # Errors
    /// If the rule is unknown, the name has no letters, or another rule has it.
    pub fn with_name(mut self, rule: &str, name: &str) -> Result<Self, NameError> {
        let unknown = || NameError::UnknownRule { actual: rule.to_owned() };
        let class = self.rules.class_of(rule).ok_or_else(unknown)?;
        let normal = self.checked(name, class)?;
        let alike = self.names.entry(normal[0]).or_default();
        if !alike.iter().any(|(known, _)| *known == normal) {
            alike.push((normal, class));
            alike.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
        Ok(self)
    }

    /// One more word with which feedback on a fault without a rule of its own starts.
    ///
    /// # Errors
    /// If it has no letters, or a rule has it as name.
    pub fn with_other(mut self, word: &str) -> Result<Self, NameError> {
        let normal = self.checked(word, self.rules.other())?;
        self.other.push(normal);
        // "Other fault" before "Other".
        self.other.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Ok(self)
    }

    /// One more word that says "qualified" when it is all of the feedback.
    ///
    /// # Errors
    /// If it has no letters.
    pub fn with_accepting(mut self, word: &str) -> Result<Self, NameError> {
        let bare = trimmed(normal(word));
        if bare.is_empty() {
            return Err(NameError::EmptyWord { actual: word.to_owned() });
        }
        self.accepting.push((bare, word.trim().to_owned()));
        Ok(self)
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The class of a rejected sequence with this feedback: the rule that is named first, or `other` if none is. Of
    /// names that start at the same place the longest counts.
    #[must_use]
    pub fn class_of(&self, feedback: &str) -> usize {
        self.first_named(feedback).unwrap_or(self.rules.other())
    }

    /// The class that a feedback names first, if it names one.
    #[must_use]
    pub fn first_named(&self, feedback: &str) -> Option<usize> {
        self.found(&normal(feedback)).next().map(|named| named.class)
    }

    /// All rules that a feedback names, in the order of the text. A rule may come twice.
    #[must_use]
    pub fn named(&self, feedback: &str) -> Vec<NamedRule> {
        self.found(&normal(feedback)).collect()
    }

    /// Whether the feedback is nothing but a word of acceptance.
    #[must_use]
    pub fn accepts(&self, feedback: &str) -> bool {
        self.accepting_word(feedback).is_some()
    }

    /// The constant feedback of an accepted sequence (§3.1): the word that it has already, or else that of its language.
    pub(in crate::data) fn constant(&self, feedback: &str, lang: &str) -> String {
        let by_language = || if lang.starts_with("zh") { QUALIFIED.zh } else { QUALIFIED.en };
        self.accepting_word(feedback).unwrap_or_else(by_language).to_owned()
    }

    /// The names in a normalised text, one behind the other.
    pub(super) fn found<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = NamedRule> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let start = at;
                if let Some((length, class)) = self.at(text, start) {
                    at += length;
                    return Some(NamedRule { class, start, end: at });
                }
                at += 1;
            }
            None
        })
    }

    fn at(&self, text: &[char], start: usize) -> Option<(usize, usize)> {
        let rules = self.names.get(&text[start]).into_iter().flatten();
        let rule = rules.map(|(name, class)| (name, *class)).find(|(name, _)| stands_at(text, start, name));
        let other = || {
            let word = self.other.iter().find(|word| stands_at(text, start, word))?;
            let is_first = text[..start].iter().all(|&c| !c.is_alphanumeric());
            is_first.then_some((word, self.rules.other()))
        };
        rule.or_else(other).map(|(name, class)| (name.len(), class))
    }

    fn accepting_word(&self, feedback: &str) -> Option<&str> {
        let bare = trimmed(normal(feedback));
        self.accepting.iter().find(|(word, _)| *word == bare).map(|(_, written)| written.as_str())
    }

    /// The normal form of a name that no other class has.
    fn checked(&self, name: &str, class: usize) -> Result<Vec<char>, NameError> {
        let normal = normal(name);
        if !normal.iter().any(|c| c.is_alphanumeric()) {
            return Err(NameError::Empty { rule: self.id(class), actual: name.to_owned() });
        }
        let of_rule = self.names.values().flatten().find(|(known, _)| *known == normal);
        let of_other = self.other.contains(&normal).then_some(self.rules.other());
        match of_rule.map(|known| known.1).or(of_other) {
            Some(first) if first != class => Err(NameError::Ambiguous {
                name: name.to_owned(),
                first: self.id(first),
                second: self.id(class),
            }),
            _ => Ok(normal),
        }
    }

    fn id(&self, class: usize) -> String {
        self.rules.class(class).as_ref().map_or("", Class::id).to_owned()
    }
}

/// Without signs around it, as in "Yes!".
fn trimmed(text: Vec<char>) -> Vec<char> {
    let is_sign = |c: &char| !is_of_word(*c) && !c.is_alphanumeric();
    let from = text.iter().position(|c| !is_sign(c)).unwrap_or(text.len());
    let to = text.iter().rposition(|c| !is_sign(c)).map_or(from, |last| last + 1);
    text[from..to].to_vec()
}
