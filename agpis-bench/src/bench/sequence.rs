//! Labelled sequences.

use agpis_core::Image;

use super::inject::{Studio, inject};
use super::layout::layout;
use super::session::Session;
use super::{Bench, Split};
use crate::product::{Colour, Product, Sku};
use crate::rules::{self, Violation, review};
use crate::shot::ImageMeta;
use crate::stream::{Key, Stream};
use crate::text::{QUALIFIED, Title, feedback};

/// How often a sequence is made anew when the reviewer finds something else than was meant.
const ATTEMPTS: u64 = 8;

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
    /// The id of the broken rule; `None` if qualified.
    pub rule: Option<String>,
    /// 0 if qualified, `1..=43` for a rule, 44 for other.
    pub class: usize,
    /// What the reviewer writes; `yes` if qualified.
    pub feedback: String,
    /// What the images show.
    pub metas: Vec<ImageMeta>,
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
    /// What the reviewer says of it.
    pub violation: Option<Violation>,
    /// What the reviewer writes; `yes` if qualified.
    pub feedback: String,
}

impl Plan {
    /// 0 if qualified, `1..=43` for a rule, 44 for other.
    #[must_use]
    pub fn class(&self) -> usize {
        self.violation.as_ref().map_or(0, |violation| rules::table::class(violation.rule))
    }
}

impl Bench {
    /// The sequence with this index.
    ///
    /// Sequences `2n` and `2n + 1` are of one product. Unless both are qualified or both rejected they
    /// are twins, made of the same pictures: a wrong order differs from a right one in nothing but the
    /// order, and a wrong title in nothing but the title.
    #[must_use]
    pub fn sequence(&self, split: Split, index: u64) -> Sample {
        let plan = self.plan(split, index);
        Sample {
            id: format!("{}-{index}", split.name()),
            sku: plan.sku.id(),
            images: self.draw_all(&plan.metas),
            class: plan.class(),
            rule: plan.violation.map(|violation| violation.rule.to_owned()),
            title: plan.title.text,
            feedback: plan.feedback,
            metas: plan.metas,
        }
    }

    /// All of a sequence but its pixels.
    #[must_use]
    pub fn plan(&self, split: Split, index: u64) -> Plan {
        let (group, member) = (index / 2, index % 2);
        let meant = [0, 1].map(|twin| self.meant_rule(split, 2 * group + twin));
        let twins = meant[0].is_some() != meant[1].is_some();
        let key = self.key(split, "group", group);
        let sku = self.any_sku(split, &mut key.child("sku", 0).stream());
        let rule = meant[member as usize];
        let needed = rule.or(if twins { meant[1 - member as usize] } else { None });
        let salt = if twins { 0 } else { member };
        let attempts = (0..ATTEMPTS).map(|n| {
            let base = key.child("base", 2 * n + salt);
            let own = key.child("own", 2 * n + member);
            self.attempt(split, sku, [rule, needed], base, own)
        });
        let mut last = None;
        for plan in attempts {
            if plan.violation.as_ref().map(|violation| violation.rule) == rule {
                return plan;
            }
            last = Some(plan);
        }
        last.expect("at least one attempt")
    }

    /// Which rule the sequence should break. The reviewer has the last word.
    fn meant_rule(&self, split: Split, index: u64) -> Option<&'static str> {
        let stream = &mut self.key(split, "rule", index).stream();
        if f64::from(stream.unit()) < self.config().qualified_share {
            return None;
        }
        let categories = self.config().categories();
        let category = stream.weighted(categories.clone().map(|(_, weight)| weight as f32));
        let category = categories.map(|(category, _)| category).nth(category)?;
        // Three views that are near each other but not too near: more of them do not exist.
        let possible = |&(id, _): &(&str, u32)| id != "M06" || self.config().length == 3;
        let rules = rules::table::generated(category).filter(possible);
        let index = stream.weighted(rules.clone().map(|(_, weight)| weight as f32));
        rules.map(|(id, _)| id).nth(index)
    }

    /// `base` decides the pictures, shared by twins; `own` decides what is done to them.
    fn attempt(
        &self,
        split: Split,
        sku: Sku,
        [rule, needed]: [Option<&str>; 2],
        base: Key,
        own: Key,
    ) -> Plan {
        let (stream, product) = (&mut own.stream(), Product::new(sku));
        let session = Session::new(&product, base);
        // A choice of views that breaks a rule has no qualified twin.
        let needed =
            if rule.is_none() && matches!(needed, Some("M03" | "M06" | "M07")) { None } else { needed };
        let views =
            layout(needed, self.config().length, session.is_flat(), &mut base.child("layout", 0).stream());
        let mut metas: Vec<ImageMeta> = views.iter().map(|&view| session.take(view)).collect();
        let title =
            self.title(split, sku, metas[0].colour, rule, [&mut base.child("title", 0).stream(), stream]);
        if let Some(rule) = rule {
            let rival = (rule == "P07").then(|| Product::new(self.other_sku(split, sku, true, stream)));
            let colourways = product.style().colours().len();
            let studio = Studio { session: &session, views: &views, rival: rival.as_ref(), colourways };
            inject(rule, &mut metas, &studio, stream);
        }
        let violation = review(&metas, &title);
        let feedback = violation.as_ref().map_or(QUALIFIED.to_owned(), |v| feedback(v, &title, stream));
        Plan { sku, title, metas, violation, feedback }
    }

    /// A true title, unless the rule is about a false one.
    fn title(
        &self,
        split: Split,
        sku: Sku,
        colour: Colour,
        rule: Option<&str>,
        [wording, own]: [&mut Stream; 2],
    ) -> Title {
        let silent = f64::from(wording.unit()) < self.config().colourless_share;
        let said = (!silent).then_some(colour);
        match rule {
            Some("M09") => {
                let others: Vec<Colour> = Colour::ALL.into_iter().filter(|&other| other != colour).collect();
                Title::compose(sku, Some(own.pick(&others)), wording)
            }
            Some("M10") => Title::compose(self.other_sku(split, sku, false, own), said, wording),
            _ => Title::compose(sku, said, wording),
        }
    }
}
