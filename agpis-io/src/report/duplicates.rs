//! A pair of duplicates side by side with the matched patches, as in the paper's Figure 3.

use serde::Serialize;

use super::view::{Picture, find, short_name};
use crate::{CandidateRow, DropRow, RegionRow};

/// The longest side of a picture and the gap between the two, in units of the drawing.
const SIDE: f64 = 240.0;
const GAP: f64 = 44.0;
/// More matches hide the pictures under them.
const MAX_MATCHES: usize = 8;

/// Both pictures in one drawing.
#[derive(Debug, Serialize)]
pub(super) struct PairView<'a> {
    dropped: Named<'a>,
    kept: Named<'a>,
    score: Option<f64>,
    threshold: Option<f64>,
    width: f64,
    height: f64,
    left: Placed<'a>,
    right: Placed<'a>,
    matches: Vec<Match>,
    /// Matches that are not drawn.
    more: usize,
}

/// An image id, whole and short.
#[derive(Debug, Serialize)]
struct Named<'a> {
    image: &'a str,
    name: &'a str,
}

/// A picture with its place in the drawing.
#[derive(Debug, Serialize)]
struct Placed<'a> {
    symbol: &'a str,
    place: Place,
    #[serde(skip)]
    scale: f64,
}

/// A matched pair of patches; the hue tells it from the others.
#[derive(Debug, Serialize)]
struct Match {
    a: Place,
    b: Place,
    similarity: f64,
    hue: usize,
}

/// A rectangle of the drawing.
#[derive(Clone, Copy, Debug, Serialize)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl<'a> PairView<'a> {
    /// None unless `row` is a duplicate and both pictures are there.
    pub(super) fn new(row: &'a CandidateRow, pictures: &'a [Picture<'a>]) -> Option<Self> {
        if row.reason != Some(DropRow::Duplicate) {
            return None;
        }
        let kept = row.of.as_deref()?;
        let (a, b) = (find(pictures, &row.image)?, find(pictures, kept)?);
        let left = Placed::new(a, 0.0);
        let right = Placed::new(b, left.place.width + GAP);
        let shown = row.regions.iter().take(MAX_MATCHES).enumerate();
        Some(Self {
            dropped: Named::new(&row.image),
            kept: Named::new(kept),
            score: row.score,
            threshold: row.threshold,
            width: tenths(right.place.x + right.place.width),
            height: left.place.height.max(right.place.height),
            matches: shown.map(|(i, region)| Match::new(i, region, &left, &right)).collect(),
            more: row.regions.len().saturating_sub(MAX_MATCHES),
            left,
            right,
        })
    }
}

impl<'a> Named<'a> {
    fn new(image: &'a str) -> Self {
        Self { image, name: short_name(image) }
    }
}

impl<'a> Placed<'a> {
    fn new(picture: &'a Picture<'a>, x: f64) -> Self {
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        let scale = SIDE / width.max(height);
        let place =
            Place { x: tenths(x), y: 0.0, width: tenths(width * scale), height: tenths(height * scale) };
        Self { symbol: &picture.symbol, place, scale }
    }

    fn locate(&self, [x, y, width, height]: [u32; 4]) -> Place {
        let scaled = |length: u32| tenths(f64::from(length) * self.scale);
        Place {
            x: tenths(self.place.x + scaled(x)),
            y: scaled(y),
            width: scaled(width),
            height: scaled(height),
        }
    }
}

impl Match {
    fn new(i: usize, region: &RegionRow, left: &Placed<'_>, right: &Placed<'_>) -> Self {
        // The golden angle keeps any number of hues apart.
        let hue = (205 + i * 137) % 360;
        Self { a: left.locate(region.a), b: right.locate(region.b), similarity: region.similarity, hue }
    }
}

/// Short numbers keep the page small.
fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}
