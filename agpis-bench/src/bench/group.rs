//! Two sequences of one product, planned so that twins differ in one thing.

use super::inject::Studio;
use super::layout::{Brief, Layout, is_about_choice, layout};
use super::session::Session;
use super::{Bench, Plan, Split};
use crate::product::{Accessory, Product, Sku};
use crate::rules::{Violation, review};
use crate::shot::ImageMeta;
use crate::stream::{Key, Stream};
use crate::text::{Language, Title};

/// How often a group is made anew when the oracle finds something else than was meant.
const ATTEMPTS: u64 = 12;
/// The share of products that are sold in sets, of those families that are, and the share with an accessory.
const IN_SETS: f32 = 0.12;
const WITH_ACCESSORY: f32 = 0.07;

/// One of two sequences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) split: Split,
    pub(super) sku: Sku,
    /// The rule that it is to break.
    pub(super) meant: Option<&'static str>,
    /// The rule that it or its twin is to break: what both are prepared for.
    pub(super) shared: Option<&'static str>,
    pub(super) index: u64,
    pub(super) is_twin: bool,
}

/// A sequence and what the oracle says of it.
struct Draft {
    title: Title,
    metas: Vec<ImageMeta>,
    violations: Vec<Violation>,
    as_meant: bool,
}

impl Bench {
    /// The plan of one of two members. Twins are planned together, so that they share what they should.
    pub(super) fn planned(&self, members: [Member; 2], wanted: usize) -> Plan {
        let (member, twin) = (members[wanted], members[1 - wanted]);
        let product = Product::new(member.sku);
        for attempt in 0..ATTEMPTS {
            let draft = self.draft(member, &product, attempt);
            if draft.as_meant && (!twin.is_twin || self.draft(twin, &product, attempt).as_meant) {
                return self.reviewed(member, draft);
            }
        }
        let last = self.draft(member, &product, ATTEMPTS);
        self.reviewed(Member { is_twin: false, ..member }, last)
    }

    fn reviewed(&self, member: Member, draft: Draft) -> Plan {
        let stream = &mut self.key(member.split, "reviewer", member.index).stream();
        let Draft { title, metas, violations, .. } = draft;
        let verdict = self.config().reviewer.judge(&violations, &title, metas.len(), stream);
        Plan { sku: member.sku, title, metas, violations, verdict, is_twin: member.is_twin }
    }

    /// `base` decides what twins share; `own` decides what is done to one of them.
    fn draft(&self, member: Member, product: &Product, attempt: u64) -> Draft {
        let Member { split, meant, shared, index, is_twin, .. } = member;
        let salt = if is_twin { 0 } else { 1 + index % 2 };
        let base = self.key(split, "group", index / 2).child("base", 3 * attempt + salt);
        let own = self.key(split, "own", index).child("attempt", attempt);
        let (stream, shared_stream) = (&mut own.stream(), &mut base.child("shared", 0).stream());

        let mut session = Session::new(product, base);
        let offer = furnish(&mut session, shared, shared_stream);
        let chosen = shared.filter(|rule| meant.is_some() || !is_about_choice(rule));
        let brief = Brief { rule: chosen, family: product.sku().family, length: self.config().length };
        let layout = layout(brief, shared_stream);
        let rival =
            (meant == Some("P07")).then(|| Product::new(self.rival(split, product.sku(), true, stream)));
        let studio = self.studio(split, &session, &layout, rival.as_ref());
        let mut metas = studio.shoot(shared, shared_stream);
        let claims = self.claims(&metas[0], shared, shared_stream);
        let second = self.second_rule(member);
        if let Some(rule) = meant {
            studio.inject(rule, &mut metas, stream);
        }
        let (sku, claims) = match meant {
            Some(rule) if rule.starts_with('M') => {
                self.false_claims(split, product.sku(), claims, rule, offer, stream)
            }
            _ => (product.sku(), claims),
        };
        let title = Title::compose(sku, &claims, self.language(base), &mut base.child("title", 0).stream());
        let mut violations = review(&metas, &title);
        if let Some(second) = second {
            let first = violations.first().map(|first| first.images.clone());
            let spared = first.filter(|images| images.len() < metas.len());
            studio.spoil_one(second, &mut metas, spared.as_deref(), stream);
            violations = review(&metas, &title);
        }
        let as_meant = are(&violations, meant.into_iter().chain(second));
        Draft { title, metas, violations, as_meant }
    }

    fn studio<'a>(
        &self,
        split: Split,
        session: &'a Session<'a>,
        layout: &'a Layout,
        rival: Option<&'a Product>,
    ) -> Studio<'a> {
        let strengths = self.config().flavour.strengths();
        Studio { session, layout, rival, strengths, novelty: split == Split::NewOverlay }
    }

    fn language(&self, base: Key) -> Language {
        let languages = &self.config().languages;
        languages[(base.child("language", 0).number() % languages.len() as u64) as usize]
    }

    /// A second rule for some of the sequences that break one: about the content of an image that is free of the first.
    fn second_rule(&self, member: Member) -> Option<&'static str> {
        let first = member.meant?;
        // Not of the attempt's stream: or else what is harder to make would be rarer.
        let stream = &mut self.key(member.split, "second", member.index).stream();
        let fits = |rule: &str| rule.starts_with('S') && rule != first && rule != "S13";
        let wanted = f64::from(stream.unit()) < self.config().double_share;
        self.quota(member.split).pick(fits, stream).filter(|_| wanted)
    }

    /// Another SKU, of the same family or of another.
    pub(super) fn rival(&self, split: Split, than: Sku, same_family: bool, stream: &mut Stream) -> Sku {
        loop {
            let sku = self.sku(split, stream.bits());
            if sku != than && (sku.family == than.family) == same_family {
                return sku;
            }
        }
    }
}

/// Whether these are the rules that are broken.
fn are(violations: &[Violation], meant: impl Iterator<Item = &'static str>) -> bool {
    let sorted = |mut rules: Vec<&'static str>| {
        rules.sort_unstable();
        rules
    };
    sorted(violations.iter().map(|violation| violation.rule).collect()) == sorted(meant.collect())
}

/// What is to be wrong about an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    Pieces,
    Accessory,
}

/// Decides on pieces, accessory and framing: for the rules about them, so that each is as frequent in good sequences
/// as in bad ones.
fn furnish(session: &mut Session<'_>, shared: Option<&str>, stream: &mut Stream) -> Offer {
    let in_sets = session.product().sku().family.spec().in_sets;
    // As often as M13, the other rule about accessories.
    let about_pieces = in_sets && stream.chance(0.65);
    let (pieces, accessory) = (2 + stream.below(3) as u32, stream.pick(&Accessory::ALL));
    let (set, with) = (in_sets && stream.chance(IN_SETS), stream.chance(WITH_ACCESSORY));
    match shared {
        Some("P09") => session.wide = stream.chance(0.5),
        Some("P10") => session.pieces = 1 + stream.below(4) as u32,
        Some("M12") => session.pieces = pieces,
        Some("M13") => session.accessory = Some(accessory),
        Some("M08") => {}
        _ if set => session.pieces = pieces,
        _ if with => session.accessory = Some(accessory),
        _ => {}
    }
    if about_pieces { Offer::Pieces } else { Offer::Accessory }
}
