//! Duplicated-content detection between the images of a product: the image-pair recognition of AGPIS
//! (Fan et al., KDD 2022, §3.3.2).
//!
//! ```text
//! Image ──EdgeDetector──▶ EdgeMap ──EdgeBoxes──▶ patches ──Embedder──▶ points ──PatchIndex──▶ nearest pairs
//!                                   two images: nearest pairs ──▶ placement, agreement ──▶ PairScore
//! ```
//!
//! [`DuplicateDetector`] is all of it in one [`Classifier`](agpis_core::Classifier); every step can be used
//! alone. Patch features come from any [`Embedder`](agpis_core::Embedder): a pretrained network, or
//! [`PatchDescriptor`], which needs none.
//!
//! ```
//! use std::sync::Arc;
//!
//! use agpis_core::{Image, Region};
//! use agpis_dedup::{DuplicateDetector, PatchDescriptor};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A chequered product on white ground, a close-up of it, and another product.
//! let draw = |colour: fn(u32, u32) -> [u8; 3]| {
//!     let inside = |x, y| (40..120).contains(&x) && (30..130).contains(&y);
//!     let pixel = move |x, y| if inside(x, y) { colour(x, y) } else { [255; 3] };
//!     let pixels = (0..160).flat_map(|y| (0..160).flat_map(move |x| pixel(x, y)));
//!     Image::from_rgb8(160, 160, pixels.collect::<Vec<u8>>())
//! };
//! let product = draw(|x, y| if (x * x / 400 + y / 15) % 2 == 0 { [200, 30, 40] } else { [20, 40, 120] })?;
//! let close_up = product.crop(Region { x: 30, y: 20, width: 100, height: 120 }).ok_or("outside")?;
//! let other = draw(|x, y| if (x + y) % 50 < 9 { [230, 180, 20] } else { [30, 90, 30] })?;
//!
//! let detector = DuplicateDetector::new(Arc::new(PatchDescriptor::default()));
//! let pairs = detector.score_pairs(&[product, close_up, other])?;
//! let duplicates: Vec<bool> =
//!     pairs.iter().map(|p| p.score >= DuplicateDetector::DEFAULT_THRESHOLD).collect();
//! assert_eq!(duplicates, [true, false, false]); // (0, 1), (0, 2), (1, 2)
//! assert!(!pairs[0].regions.is_empty()); // what they share, as in Figure 3
//! # Ok(())
//! # }
//! ```
//!
//! Work is spread over the current rayon thread pool; results do not depend on its size.

mod approximate;
mod lab;
mod plane;
mod resample;

mod edge_map;
pub mod edges;

mod edge_boxes;

mod descriptor;
mod matcher;

mod detector;
mod gallery;

pub use crate::descriptor::PatchDescriptor;
pub use crate::detector::{Description, DuplicateConfig, DuplicateDetector};
pub use crate::edge_boxes::{EdgeBoxes, EdgeBoxesParams, ParameterError, Proposal};
pub use crate::edge_map::{EdgeMap, EdgeMapError, MAX_SIDE};
pub use crate::edges::{EdgeDetector, LabGradient, LearnedEdges, StructuredForest};
pub use crate::gallery::{Candidate, Gallery, GalleryConfig, GalleryError, GalleryFileError, GalleryMatch};
pub use crate::lab::Lab;
pub use crate::matcher::{IndexError, Neighbour, PatchIndex};
