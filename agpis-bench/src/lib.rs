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
//! order, on any thread, on any platform. The splits share no SKU.

mod bench;
mod product;
mod render;
mod rules;
mod shot;
mod stream;
mod text;

pub use crate::bench::{Bench, BenchConfig, LabelledImage, Plan, Sample, ShopProduct, Split};
pub use crate::product::{Colour, Family, Finish, Motif, Pattern, Product, Sku, Style};
pub use crate::rules::{GENERATED, Violation, content_fault, review, rules};
pub use crate::shot::{
    Blur, Cell, Close, Collage, Emblem, Ground, ImageMeta, Lettering, Overlay, OverlayKind, Photo, Role,
    Scene, coverage, draw, lettering,
};
pub use crate::text::{QUALIFIED, Title, name_only};
