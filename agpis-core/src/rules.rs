//! The image rules and the classes made of them (§1, §4.1).

use std::fmt;

/// What a rule looks at (§1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleCategory {
    /// One image is enough to see a violation.
    SingleImage,
    /// Two images have to be compared.
    ImagePair,
    /// All images, their order, or the title are needed.
    MultiImage,
}

/// One rule of a [`RuleSet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Short stable id such as `S04`.
    pub id: String,
    /// The name as reviewers write it; feedback that starts with it names this rule.
    pub name: String,
    /// What it looks at.
    pub category: RuleCategory,
}

/// The rules that a classifier knows. Its classes are, in order: qualified, every rule, other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet(Vec<Rule>);

/// The rules do not make a set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleSetError {
    /// An id or name is missing.
    #[error("expected an id and a name for every rule, rule {index} has an empty one")]
    Empty {
        /// 0-based index of the rule.
        index: usize,
    },
    /// An id that is the name of a class without a rule.
    #[error("expected rule ids other than `qualified` and `other`, got {id}")]
    Reserved {
        /// The id.
        id: String,
    },
    /// Two rules with the same id.
    #[error("expected unique rule ids, got {id} twice")]
    Repeated {
        /// The id that came twice.
        id: String,
    },
}

/// One class of a sequence (§3.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// g_1: accepted by the reviewer.
    Qualified,
    /// Rejected because of this rule.
    Rule(&'a Rule),
    /// Rejected for another reason.
    Other,
}

const QUALIFIED: &str = "qualified";
const OTHER: &str = "other";

impl RuleSet {
    /// # Errors
    /// If an id or a name is empty, or an id comes twice or is `qualified` or `other`.
    pub fn new(rules: Vec<Rule>) -> Result<Self, RuleSetError> {
        for (index, rule) in rules.iter().enumerate() {
            if rule.id.is_empty() || rule.name.is_empty() {
                return Err(RuleSetError::Empty { index });
            }
            if [QUALIFIED, OTHER].contains(&rule.id.as_str()) {
                return Err(RuleSetError::Reserved { id: rule.id.clone() });
            }
            if rules[..index].iter().any(|earlier| earlier.id == rule.id) {
                return Err(RuleSetError::Repeated { id: rule.id.clone() });
            }
        }
        Ok(Self(rules))
    }

    /// The rules in class order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// K^g: the number of rules, and two more. The paper has 43 rules and so 45 classes.
    #[must_use]
    pub fn num_classes(&self) -> usize {
        self.0.len() + 2
    }

    /// The class with this index, if there is one.
    #[must_use]
    pub fn class(&self, index: usize) -> Option<Class<'_>> {
        match index {
            0 => Some(Class::Qualified),
            _ if index == self.0.len() + 1 => Some(Class::Other),
            _ => self.0.get(index - 1).map(Class::Rule),
        }
    }

    /// The class index of a rule.
    #[must_use]
    pub fn class_of(&self, rule_id: &str) -> Option<usize> {
        self.0.iter().position(|rule| rule.id == rule_id).map(|i| i + 1)
    }

    /// The class index of "other".
    #[must_use]
    pub fn other(&self) -> usize {
        self.0.len() + 1
    }
}

impl Class<'_> {
    /// `qualified`, `other`, or the rule's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Qualified => QUALIFIED,
            Self::Rule(rule) => &rule.id,
            Self::Other => OTHER,
        }
    }
}

impl fmt::Display for Class<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "{} ({})", rule.name, rule.id),
            _ => f.write_str(self.id()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Rule, RuleCategory, RuleSet, RuleSetError};

    fn rule(id: &str) -> Rule {
        Rule { id: id.into(), name: format!("rule {id}"), category: RuleCategory::ImagePair }
    }

    #[test]
    fn classes_are_qualified_the_rules_and_other() {
        let set = RuleSet::new(vec![rule("A"), rule("B")]).unwrap();
        let ids: Vec<_> = (0..5).map(|i| set.class(i).map(|c| c.id().to_owned())).collect();
        assert_eq!(
            ids,
            [Some("qualified"), Some("A"), Some("B"), Some("other"), None].map(|c| c.map(str::to_owned))
        );
        assert_eq!((set.num_classes(), set.class_of("B"), set.other()), (4, Some(2), 3));
        assert_eq!(set.class(set.other()), Some(Class::Other));
    }

    #[test]
    fn ids_are_unique_and_not_empty_and_no_other_class() {
        assert!(matches!(RuleSet::new(vec![rule("A"), rule("A")]), Err(RuleSetError::Repeated { .. })));
        assert_eq!(RuleSet::new(vec![rule("A"), rule("")]), Err(RuleSetError::Empty { index: 1 }));
        for id in ["qualified", "other"] {
            assert_eq!(RuleSet::new(vec![rule(id)]), Err(RuleSetError::Reserved { id: id.into() }));
        }
    }
}
