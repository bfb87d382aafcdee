//! Labelled sequences, two by two.

use agpis_core::Image;

use super::group::Member;
use super::layout::is_about_choice;
use super::{Bench, Flavour, Split};
use crate::product::Sku;
use crate::rules::{Verdict, Violation, class};
use crate::shot::ImageMeta;
use crate::text::Title;

/// A labelled sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Such as `train-12`.
    pub id: String,
    /// The id of the product that it is a sequence of.
    pub sku: String,
    /// The title of the product.
    pub title: String,
    /// The images, as many as the configuration says.
    pub images: Vec<Image>,
    /// The id of the rule that the reviewer names first; `None` if accepted.
    pub rule: Option<String>,
    /// The reviewer's class: 0 if accepted, `1..=43` for a rule, 44 for other.
    pub class: usize,
    /// The class that a reviewer without errors would give.
    pub true_class: usize,
    /// What the reviewer writes; `yes` or `通过` if accepted.
    pub feedback: String,
    /// How plain its faults may be.
    pub flavour: Flavour,
    /// The id of its twin, if it has one.
    pub twin: Option<String>,
    /// All of it but the pixels.
    pub plan: Plan,
}

/// A sequence before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The product that it is a sequence of.
    pub sku: Sku,
    /// Its title.
    pub title: Title,
    /// What the images show.
    pub metas: Vec<ImageMeta>,
    /// The rules that it breaks, by the oracle, in order of precedence.
    pub violations: Vec<Violation>,
    /// What the reviewer says of it.
    pub verdict: Verdict,
    /// Whether its neighbour is its twin: made of the same pictures but for what breaks the rule, of the same pictures in
    /// another order, or of the same pictures under another title, one of the two qualified and the other not.
    pub is_twin: bool,
}

impl Plan {
    /// The reviewer's class: 0 if accepted, `1..=43` for a rule, 44 for other.
    #[must_use]
    pub fn class(&self) -> usize {
        self.verdict.class()
    }

    /// The class that a reviewer without errors would give.
    #[must_use]
    pub fn true_class(&self) -> usize {
        class(&self.violations)
    }

    /// The first rule that it breaks, by the oracle.
    #[must_use]
    pub fn broken_rule(&self) -> Option<&'static str> {
        self.violations.first().map(|violation| violation.rule)
    }
}

impl Bench {
    /// The sequence with this index.
    ///
    /// Sequences `2n` and `2n + 1` are of one product. If one of them is meant to break a rule and the other is not,
    /// they are twins, unless the rule is about the choice of views (M03, M06, M07): a wrong order differs from a right
    /// one in nothing but the order, and a wrong title in nothing but the title.
    #[must_use]
    pub fn sequence(&self, split: Split, index: u64) -> Sample {
        let plan = self.plan(split, index);
        let rule = plan.verdict.rules().next().map(str::to_owned);
        Sample {
            id: format!("{}-{index}", split.name()),
            sku: plan.sku.id(),
            images: self.draw_all(&plan.metas),
            class: plan.class(),
            true_class: plan.true_class(),
            rule,
            flavour: self.config().flavour,
            twin: plan.is_twin.then(|| format!("{}-{}", split.name(), index ^ 1)),
            title: plan.title.text.clone(),
            feedback: plan.verdict.feedback.clone(),
            plan,
        }
    }

    /// The rule that a sequence is meant to break; whether it does is for the oracle to say.
    #[doc(hidden)]
    #[must_use]
    pub fn meant(&self, split: Split, index: u64) -> Option<&'static str> {
        self.quota(split).rule(self.key(split, "quota", 0), index)
    }

    /// All of a sequence but its pixels.
    #[must_use]
    pub fn plan(&self, split: Split, index: u64) -> Plan {
        let (group, member) = (index / 2, (index % 2) as usize);
        let indices = [2 * group, 2 * group + 1];
        let meant = indices.map(|index| self.meant(split, index));
        let is_twin = meant[0].is_some() != meant[1].is_some()
            && !meant.iter().flatten().any(|rule| is_about_choice(rule));
        // A good sequence is prepared as if it were to break a rule, or else the preparation would tell.
        let disguise = indices.map(|index| self.disguise(split, index));
        let shared = [0, 1].map(|i| match is_twin {
            true => meant[i].or(meant[1 - i]),
            false => meant[i].or(disguise[i]),
        });
        let sku = self.any_sku(split, |sku| shared.iter().flatten().all(|rule| suits(rule, sku)), group);
        let members = [0, 1].map(|i| Member {
            split,
            sku,
            meant: meant[i],
            shared: shared[i],
            index: indices[i],
            is_twin,
        });
        self.planned(members, member)
    }

    /// Any rule, as often as it is broken.
    fn disguise(&self, split: Split, index: u64) -> Option<&'static str> {
        self.quota(split).pick(|_| true, &mut self.key(split, "disguise", index).stream())
    }
}

/// Whether a product of this family can break the rule, and its pictures show it.
fn suits(rule: &str, sku: Sku) -> bool {
    use crate::product::Need::{Back, Detail, Nothing};
    let (family, need) = (sku.family, sku.family.need());
    match rule {
        "M04" => matches!(need, Detail(_)),
        "M05" => matches!(need, Back(_)),
        "P04" => !matches!(need, Back(_)),
        "M06" | "M07" => matches!(need, Nothing),
        "M12" | "P10" => family.spec().in_sets,
        _ => true,
    }
}
