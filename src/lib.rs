//! Picks, orders and judges the pictures of a product: *Automatic Generation of Product-Image
//! Sequence in E-commerce* (Fan et al., KDD 2022) on [Burn](burn).
//!
//! A product has a title and about seven candidate images; out comes an ordered sequence of three
//! that a human reviewer would accept, with its probability, or the reason why there is none.
//!
//! ```no_run
//! use agpis::{Agpis, Device, Listing, Options, Outcome, Stage};
//!
//! # fn listings() -> Vec<Listing> { vec![] }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let agpis = Agpis::open("bundle/default", &Device::flex())?;
//! let pipeline = agpis.pipeline(&Options::default())?;
//! for outcome in pipeline.run(listings())? {
//!     match outcome {
//!         Outcome::Next(assessment) => {
//!             let images: Vec<&str> =
//!                 assessment.sequence().images().iter().map(|image| image.id.as_str()).collect();
//!             println!("{images:?} with p = {}", assessment.p_qualified());
//!         }
//!         Outcome::Terminated(end) => println!("{}: {}", end.product, end.reason),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! This crate puts the others together and chooses the device; it holds no other logic of its own:
//!
//! | module | crate | holds |
//! |---|---|---|
//! | [`core`] | `agpis-core` | the vocabulary, the contracts [`Stage`] and [`Classifier`], the policies |
//! | [`vision`] | `agpis-vision` | decoding, preprocessing, the image models |
//! | [`dedup`] | `agpis-dedup` | EdgeBoxes, patch features, duplicated content |
//! | [`weights`] | `agpis-weights` | weight files of others as named tensors |
//! | [`muisc`] | `agpis-muisc` | the sequence classifier, model bundles |
//!
//! # Features
//!
//! - `flex` (default): the pure-Rust CPU backend. `x86-v4` (default): AVX-512 in it, on processors that have it.
//! - `wgpu`, `vulkan`, `cuda`: GPU backends of Burn.
//! - `bundled`: embeds the default model bundle, for `Agpis::bundled`.
//! - `train`: re-exports `agpis-train`.

#[cfg(feature = "bundled")]
mod bundled;
mod device;
mod pipeline;

pub use agpis_core as core;
pub use agpis_dedup as dedup;
pub use agpis_muisc as muisc;
#[cfg(feature = "train")]
pub use agpis_train as train;
pub use agpis_vision as vision;
pub use agpis_weights as weights;

pub use agpis_core::{
    Assessment, Classifier, Image, ImageId, ImageSource, ListedImage, Listing, Outcome, PrimaryPolicy,
    Probability, Product, ProductId, RuleSet, Sequence, Stage, StageExt, Termination, Verdicts,
};
pub use agpis_muisc::{Bundle, BundleError};
pub use burn::tensor::{Device, FloatDType};

pub use crate::device::{Backend, DeviceError, DeviceName, batching};
pub use crate::pipeline::{Agpis, Options, PipelineError, SearchOptions};
