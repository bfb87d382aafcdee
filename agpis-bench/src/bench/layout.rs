//! Which views make a sequence.
//!
//! What is done to a sequence to break a rule about pairs must not change which pictures occur, only which of them
//! occur together. So these layouts say, beside the views, which two images will make the pair.

use super::view::View;
use crate::product::{Family, Need};
use crate::stream::Stream;

/// Views in order, and the images that an edit is about: it replaces the second by something that the first makes
/// wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) views: Vec<View>,
    pub(super) pair: [usize; 2],
}

/// What a layout is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brief<'a> {
    /// The rule to be broken, by this sequence or by its twin.
    pub(super) rule: Option<&'a str>,
    pub(super) family: Family,
    pub(super) length: usize,
}

/// Whether a rule is about the choice of views: what breaks it has nothing in common with a good sequence.
pub(super) fn is_about_choice(rule: &str) -> bool {
    matches!(rule, "M03" | "M06" | "M07")
}

/// A layout that is qualified as it is, unless the rule is about the choice of views itself, and that can be made
/// to break the rule.
pub(super) fn layout(brief: Brief<'_>, stream: &mut Stream) -> Layout {
    let length = brief.length;
    let numbered = |view: fn(usize) -> View, numbers: &[usize]| {
        (0..length).map(|i| view(numbers[i % numbers.len()])).collect::<Vec<View>>()
    };
    let views = match brief.rule {
        Some("M03") => numbered(View::Detail, &[0, 1, 2, 3, 4, 5]),
        Some("M06") => shuffled(numbered(View::Fan, &[0, 1, 2]), stream),
        Some("M07") => shuffled(numbered(View::Setting, &[0, 2, 4, 1, 5, 3]), stream),
        Some("M01") => brief.qualified(&[View::Detail(0)], stream),
        Some("M02") => {
            let view = brief.behind(stream);
            brief.qualified(&[view], stream)
        }
        Some("S13") => brief.qualified(&[View::Setting(0)], stream),
        Some("S10" | "S14" | "S15" | "S16" | "S17" | "S19" | "H04" | "P08" | "P10") => {
            brief.packshots(stream)
        }
        Some("P01" | "P02" | "P03" | "P04" | "P05") => return brief.with_pair(stream),
        _ => brief.qualified(&[], stream),
    };
    let second = stream.below(views.len());
    let first = (second + 1 + stream.below(views.len() - 1)) % views.len();
    Layout { views, pair: [first, second] }
}

impl Brief<'_> {
    /// Views that take up less than the whole length are filled up to it.
    fn qualified(self, needed: &[View], stream: &mut Stream) -> Vec<View> {
        let leads = leads(stream);
        self.led_by(leads, needed, &|_| true, stream)
    }

    /// As many views of the whole on a plain ground as the family allows.
    fn packshots(self, stream: &mut Stream) -> Vec<View> {
        let leads = leads(stream);
        self.led_by(leads, &[], &|view| view.is_packshot(), stream)
    }

    /// A leading view, then others in any order, among them `needed`; those that are not needed must `fit`.
    fn led_by(
        self,
        leads: [View; 2],
        needed: &[View],
        fits: &dyn Fn(View) -> bool,
        stream: &mut Stream,
    ) -> Vec<View> {
        let flat = self.family.is_flat();
        let mut rest = needed.to_vec();
        match self.family.need() {
            Need::Detail(_) if !rest.iter().any(|view| matches!(view, View::Detail(_))) => {
                rest.push(View::Detail(0));
            }
            Need::Back(_) if !rest.contains(&View::Back) => rest.push(View::Back),
            _ => {}
        }
        rest.truncate(self.length - 1);
        let mut pool = vec![
            (leads[1], 1.6),
            (View::Other, 0.8),
            (View::Side, 1.0),
            (View::Back, 1.0),
            (View::Top, 0.5),
            (View::Detail(0), 1.2),
            (View::Detail(1), 0.7),
            (View::Setting(0), 0.6),
            (View::Setting(2), 0.5),
        ];
        pool.retain(|(view, _)| view.is_of(flat) && !rest.contains(view) && fits(*view));
        while rest.len() + 1 < self.length {
            if pool.is_empty() {
                pool.extend((2..8).map(|i| (View::Detail(i), 1.0)));
            }
            let index = stream.weighted(pool.iter().map(|(_, weight)| *weight));
            let view = pool.remove(index).0;
            // Too near to each other.
            let clash = |other: View| {
                [[view, other], [other, view]].iter().any(|pair| {
                    matches!(
                        pair,
                        [View::Other, View::Setting(0)] | [View::Back | View::Side, View::Setting(2)]
                    )
                })
            };
            if !rest.iter().any(|&other| clash(other)) {
                rest.push(view);
            }
        }
        std::iter::once(leads[0]).chain(shuffled(rest, stream)).collect()
    }

    /// A view that is no way to begin.
    fn behind(self, stream: &mut Stream) -> View {
        match self.family.need() {
            Need::Back(_) => View::Back,
            _ if self.family.is_flat() => View::Back,
            _ => stream.pick(&[View::Side, View::Back, View::Back, View::Top]),
        }
    }

    /// Two images of which the second can become a copy of the first without any view being more or less frequent than
    /// in qualified sequences.
    fn with_pair(self, stream: &mut Stream) -> Layout {
        match self.rule {
            Some("P03") => self.views_alike(stream),
            Some("P04") => self.views_to_mirror(stream),
            Some("P05") => self.details(stream),
            _ => {
                let twice = [View::Detail(0), View::Detail(1)];
                match self.family.need() {
                    Need::Detail(_) if stream.chance(0.5) => self.pair_of(twice, stream),
                    Need::Nothing if stream.chance(0.6) => self.any_two(stream),
                    _ => self.two_leads(stream),
                }
            }
        }
    }

    /// The two leading views; either can be the first, so a copy of it in place of the other changes no frequency.
    fn two_leads(self, stream: &mut Stream) -> Layout {
        let leads = leads(stream);
        let mut needed = vec![leads[1]];
        if matches!(self.family.need(), Need::Back(_)) {
            needed.push(View::Back);
        }
        needed.truncate(self.length - 1);
        self.located(self.led_by(leads, &needed, &|_| true, stream), leads)
    }

    /// Two views after the first, in either order.
    fn pair_of(self, mut pair: [View; 2], stream: &mut Stream) -> Layout {
        if self.length < 3 {
            return self.two_leads(stream);
        }
        stream.shuffle(&mut pair);
        let views = self.qualified(&pair, stream);
        self.located(views, pair)
    }

    fn any_two(self, stream: &mut Stream) -> Layout {
        if self.length < 3 {
            return self.two_leads(stream);
        }
        let views = self.qualified(&[], stream);
        let mut rest: Vec<usize> = (1..views.len()).collect();
        stream.shuffle(&mut rest);
        Layout { pair: [rest[0], rest[1]], views }
    }

    fn views_alike(self, stream: &mut Stream) -> Layout {
        let whole = [View::Side, View::Back, View::Other];
        let free = matches!(self.family.need(), Need::Nothing) && !self.family.is_flat();
        if !free || stream.chance(0.5) {
            return self.two_leads(stream);
        }
        let left = stream.below(3);
        self.pair_of([whole[(left + 1) % 3], whole[(left + 2) % 3]], stream)
    }

    fn views_to_mirror(self, stream: &mut Stream) -> Layout {
        let free = matches!(self.family.need(), Need::Nothing) && !self.family.is_flat();
        if free && self.length > 2 && stream.chance(0.5) {
            let mut pair = [View::Hero, View::Side];
            stream.shuffle(&mut pair);
            let views = self.led_by([View::Front, View::Hero], &pair, &|_| true, stream);
            return self.located(views, pair);
        }
        self.pair_of([View::Detail(0), View::Detail(1)], stream)
    }

    /// Two close looks, or one beside a leading view, or two settings.
    fn details(self, stream: &mut Stream) -> Layout {
        match (self.family.need(), stream.below(3)) {
            (Need::Nothing, 0) if self.length > 2 => {
                self.pair_of([View::Setting(0), View::Setting(2)], stream)
            }
            (Need::Nothing | Need::Detail(_), 1) if self.length > 2 => {
                self.pair_of([View::Detail(0), View::Detail(1)], stream)
            }
            _ => {
                let views = self.qualified(&[View::Detail(0)], stream);
                let lead = views[0];
                self.located(views, [lead, View::Detail(0)])
            }
        }
    }

    fn located(self, views: Vec<View>, pair: [View; 2]) -> Layout {
        let at = |view: View| views.iter().position(|&other| other == view);
        let [first, second] = pair.map(at);
        let second = second.unwrap_or(views.len() - 1);
        Layout { pair: [first.unwrap_or(0), second], views }
    }
}

/// The two views that may come first, the chosen one first.
fn leads(stream: &mut Stream) -> [View; 2] {
    if stream.chance(0.5) { [View::Hero, View::Front] } else { [View::Front, View::Hero] }
}

fn shuffled(mut views: Vec<View>, stream: &mut Stream) -> Vec<View> {
    stream.shuffle(&mut views);
    views
}
