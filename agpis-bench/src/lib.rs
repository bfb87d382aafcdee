//! AGPIS-bench: procedurally drawn products and labelled image sequences.
//!
//! Real reviewers' verdicts are private, so this bench draws its own world: products built of simple
//! shapes, photographs of them with a complete record of what each shows, and a simulated reviewer
//! whose rules are predicates over those records. A label is what the reviewer says of the finished
//! sequence, never what the generator meant to do, so labels and pixels cannot disagree.
//!
//! ```
//! use agpis_bench::{Bench, BenchConfig, Split};
//!
//! let bench = Bench::new(BenchConfig { image_size: 48, ..BenchConfig::default() });
//! let sample = bench.sequence(Split::Train, 7);
//! assert_eq!(sample.images.len(), 3);
//! assert_eq!(sample.class == 0, sample.rule.is_none());
//! ```
//!
//! Every result is a pure function of the configuration, the split and an index: the same bytes in any
//! order, on any thread, on any platform. Train, validation and test share no SKU.

mod bench;
#[cfg(feature = "files")]
pub mod files;
mod named;
#[cfg(feature = "files")]
pub mod photos;
mod product;
mod render;
mod rules;
mod shot;
mod stream;
mod text;

pub use crate::bench::{
    Bench, BenchConfig, CandidateLabels, Ceiling, DuplicatePair, Flavour, LabelledImage, Plan, Sample,
    ShopProduct, Size, Split, Tally,
};
pub use crate::named::UnknownName;
pub use crate::product::{Accessory, Colour, Family, Material, Motif, Need, Pattern, Product, Sku, Style};
pub use crate::rules::{Reviewer, Verdict, Violation, content_fault, review, rules, rules_in};
pub use crate::shot::{
    Blur, Cast, Cell, Close, Collage, Cutout, Damage, Edge, Emblem, Extra, ExtraKind, Face, Ground,
    ImageMeta, Lettering, Outline, Overlay, OverlayKind, Photo, Rendition, Role, Scene, Shadow, Tint,
    coverage, draw, lettering,
};
pub use crate::text::{Claims, Language, QUALIFIED, Title, Word, name_only};
