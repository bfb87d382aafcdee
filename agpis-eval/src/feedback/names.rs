//! Which rule a feedback names: the one whose name it starts with.

use agpis_core::RuleSet;

/// The names of the rules, in as many languages as were given.
#[derive(Clone, Debug)]
pub struct RuleNames(Vec<(String, usize)>);

impl RuleNames {
    /// The names that the rules themselves have.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        Self((1..).zip(rules.rules()).map(|(class, rule)| (rule.name.clone(), class)).collect())
    }

    /// Further names, such as those of another language: class and name. Empty names are passed over, since every
    /// text starts with them.
    #[must_use]
    pub fn with_names(mut self, names: impl IntoIterator<Item = (usize, String)>) -> Self {
        self.0.extend(
            names.into_iter().filter(|(_, name)| !name.is_empty()).map(|(class, name)| (name, class)),
        );
        self
    }

    /// The class whose rule `text` starts with the name of, spaces before it aside. If several do, the longest
    /// name counts, and among equal ones the first.
    #[must_use]
    pub fn named_by(&self, text: &str) -> Option<usize> {
        let text = text.trim_start();
        let mut best: Option<(&str, usize)> = None;
        for (name, class) in &self.0 {
            if text.starts_with(name.as_str()) && best.is_none_or(|(longest, _)| name.len() > longest.len()) {
                best = Some((name, *class));
            }
        }
        best.map(|(_, class)| class)
    }
}

#[cfg(test)]
mod tests {
    use agpis_core::{Rule, RuleCategory, RuleSet};

    use super::RuleNames;

    #[test]
    fn the_longest_name_at_the_start_counts() {
        let rule = |id: &str, name: &str| Rule {
            id: id.into(),
            name: name.into(),
            category: RuleCategory::SingleImage,
        };
        let rules = RuleSet::new(vec![rule("A", "logo"), rule("B", "logo too large")]).unwrap();
        let names = RuleNames::new(&rules).with_names([(1, "标志".to_owned()), (2, String::new())]);
        assert_eq!(names.named_by(" logo: remove it"), Some(1));
        assert_eq!(names.named_by("logo too large."), Some(2));
        assert_eq!(names.named_by("标志太大"), Some(1));
        assert_eq!(names.named_by("no logo"), None);
        assert_eq!(names.named_by(""), None);
    }
}
