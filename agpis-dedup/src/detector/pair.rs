//! Two described images: matches, placements, score.

use agpis_core::RegionPair;

use super::DuplicateConfig;
use super::alignment::{Alignment, Rect, Step};
use super::description::Description;

/// Matched patches support a placement that puts one on the other with at least this IoU.
const SUPPORT_IOU: f32 = 0.6;
/// Placements that put the whole image on places with a larger IoU are one.
const SAME_PLACEMENT: f32 = 0.85;
/// Placements with most support that are compared before any is adjusted.
const CANDIDATES: usize = 24;
/// Larger changes of size are not content that is shown twice.
const MAX_SCALE: f32 = 5.0;
/// Sides may be stretched differently by this factor.
const MAX_STRETCH: f32 = 1.6;
/// First steps of adjustment: pixels, factor, and radians; each further round takes half.
const STEPS: [f32; 3] = [4.0, 0.08, 0.1];
const ROUNDS: usize = 4;
/// Weight of the larger of both shares of common content; the smaller one has the rest.
const LARGER_SHARE: f32 = 0.7;

/// A patch of the first image and one of the second that are near each other.
#[derive(Clone, Copy)]
struct Match {
    a: Rect,
    b: Rect,
    mirrored: bool,
    similarity: f32,
}

/// The score of a pair, and the regions behind it.
pub(super) fn compare(a: &Description, b: &Description, config: &DuplicateConfig) -> (f32, Vec<RegionPair>) {
    if a.original == b.original {
        let whole = a.original.bounds();
        return (1.0, vec![RegionPair { a: whole, b: whole, similarity: 1.0 }]);
    }
    let matches = matches(a, b, config);
    let comparison = Comparison { a, b };
    let mut placements = supported(&matches, a.patches[0]);
    placements.extend(whole_images(a, b, config));
    let mut rated: Vec<(f32, Alignment)> =
        placements.into_iter().map(|alignment| (comparison.rate(alignment), alignment)).collect();
    rated.sort_by(|x, y| y.0.total_cmp(&x.0));
    let best = rated
        .into_iter()
        .take(config.placements)
        .map(|(rating, alignment)| comparison.adjust(rating, alignment))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, alignment)) = best else { return (0.0, Vec::new()) };
    let score = comparison.score(alignment);
    (score, comparison.regions(score, alignment, &matches, config.max_regions))
}

/// Nearest neighbours in `b` of all patches of `a`, plain and mirrored.
fn matches(a: &Description, b: &Description, config: &DuplicateConfig) -> Vec<Match> {
    let plain = (0..a.index.len()).map(|i| (a.index.embedding(i), false));
    let mirrored = a.mirrored.iter().map(|e| (&e[..], true));
    let patches = a.patches.iter().cycle();
    let nearest = |((embedding, mirrored), &patch): ((&[f32], bool), &Rect)| {
        let found = b.index.nearest(embedding, config.neighbours, config.max_distance);
        found.into_iter().map(move |n| Match {
            a: patch,
            b: b.patches[n.index],
            mirrored,
            similarity: (1.0 - n.squared_distance / 2.0).clamp(0.0, 1.0),
        })
    };
    plain.chain(mirrored).zip(patches).flat_map(nearest).collect()
}

/// Different placements by the similarity of all matches that agree with them, most supported first.
fn supported(matches: &[Match], whole: Rect) -> Vec<Alignment> {
    let mut votes: Vec<(f32, Alignment)> = matches
        .iter()
        .map(|m| Alignment::between(m.a, m.b, m.mirrored))
        .filter(|&alignment| plausible(alignment))
        .map(|alignment| (support(alignment, matches), alignment))
        .collect();
    votes.sort_by(|x, y| y.0.total_cmp(&x.0));
    let mut distinct: Vec<Alignment> = Vec::new();
    for (_, alignment) in votes {
        let same = |other: &Alignment| {
            other.is_mirrored() == alignment.is_mirrored()
                && other.rect(whole).iou(alignment.rect(whole)) > SAME_PLACEMENT
        };
        if !distinct.iter().any(same) {
            distinct.push(alignment);
        }
        if distinct.len() == CANDIDATES {
            break;
        }
    }
    distinct
}

fn plausible(alignment: Alignment) -> bool {
    (1.0 / MAX_SCALE..=MAX_SCALE).contains(&alignment.scale())
        && (1.0 / MAX_STRETCH..=MAX_STRETCH).contains(&alignment.stretch())
}

fn support(alignment: Alignment, matches: &[Match]) -> f32 {
    matches.iter().filter(|m| agrees(alignment, m)).map(|m| m.similarity).sum()
}

fn agrees(alignment: Alignment, m: &Match) -> bool {
    m.mirrored == alignment.is_mirrored() && alignment.rect(m.a).iou(m.b) >= SUPPORT_IOU
}

/// The placements that need no match.
fn whole_images(a: &Description, b: &Description, config: &DuplicateConfig) -> Vec<Alignment> {
    let place = |mirrored| Alignment::between(a.patches[0], b.patches[0], mirrored);
    if config.mirrored { vec![place(false), place(true)] } else { vec![place(false)] }
}

struct Comparison<'a> {
    a: &'a Description,
    b: &'a Description,
}

impl Comparison<'_> {
    /// Share of either image's texture that agrees.
    fn shares(&self, alignment: Alignment) -> (f32, f32) {
        let (a, b) = (&self.a.texture, &self.b.texture);
        (a.found_in(b, alignment), b.found_in(a, alignment.inverse()))
    }

    fn rate(&self, alignment: Alignment) -> f32 {
        let (a, b) = self.shares(alignment);
        a + b
    }

    /// A zoomed part of an image is a duplicate though most of the whole is not in it: the larger share counts.
    fn score(&self, alignment: Alignment) -> f32 {
        let (a, b) = self.shares(alignment);
        (LARGER_SHARE * a.max(b) + (1.0 - LARGER_SHARE) * a.min(b)).clamp(0.0, 1.0)
    }

    /// Coordinate search over position, size and a small turn.
    fn adjust(&self, mut rating: f32, mut alignment: Alignment) -> (f32, Alignment) {
        let whole = self.a.patches[0];
        let centre = (whole.x + whole.w / 2.0, whole.y + whole.h / 2.0);
        let mut sizes = STEPS;
        for _ in 0..ROUNDS {
            for step in steps(sizes) {
                let moved = alignment.adjusted(centre, step);
                let new = self.rate(moved);
                if new > rating {
                    (rating, alignment) = (new, moved);
                }
            }
            sizes = sizes.map(|size| size / 2.0);
        }
        (rating, alignment)
    }

    /// The common area, then the matched patches that agree with the placement.
    fn regions(&self, score: f32, alignment: Alignment, matches: &[Match], limit: usize) -> Vec<RegionPair> {
        let (a, b) = (self.a, self.b);
        let mut pairs: Vec<(Rect, Rect, f32)> =
            matches.iter().filter(|m| agrees(alignment, m)).map(|m| (m.a, m.b, m.similarity)).collect();
        pairs.sort_by(|x, y| y.2.total_cmp(&x.2));
        let common = a.texture.common_area(&b.texture, alignment);
        let common = common.map(|area| (area, alignment.rect(area), score));
        common
            .into_iter()
            .chain(pairs)
            .take(limit)
            .map(|(in_a, in_b, similarity)| RegionPair { a: a.region(in_a), b: b.region(in_b), similarity })
            .collect()
    }
}

fn steps([pixels, growth, turn]: [f32; 3]) -> [Step; 12] {
    const NONE: Step = Step::NONE;
    let (larger, smaller) = (1.0 + growth, 1.0 / (1.0 + growth));
    [
        Step { dx: pixels, ..NONE },
        Step { dx: -pixels, ..NONE },
        Step { dy: pixels, ..NONE },
        Step { dy: -pixels, ..NONE },
        Step { zx: larger, zy: larger, ..NONE },
        Step { zx: smaller, zy: smaller, ..NONE },
        Step { turn, ..NONE },
        Step { turn: -turn, ..NONE },
        Step { zx: larger, ..NONE },
        Step { zx: smaller, ..NONE },
        Step { zy: larger, ..NONE },
        Step { zy: smaller, ..NONE },
    ]
}
