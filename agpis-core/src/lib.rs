//! The vocabulary, contracts and policies of AGPIS, *Automatic Generation of Product-Image
//! Sequence in E-commerce* (Fan et al., KDD 2022).
//!
//! Every box of the paper's Figure 2 is a type that can only be built in a valid state, and every
//! arrow is a [`Stage`]:
//!
//! ```text
//! Product ──SingleImage──▶ Screened ──ImagePair──▶ Selection ──Assemble──▶ Sequence ──Assess──▶ Assessment
//!    └──────────── at every arrow: Outcome::Terminated { product, stage, reason, verdicts } ────────────┘
//! ```
//!
//! [`Search`] can take the place of [`Assemble`] and [`Assess`]: it scores many sequences and takes the best.
//! The stages here hold the paper's *policy*: thresholds, removal, order, the seeded choice. The
//! *models* behind them are [`Classifier`]s, which score and decide nothing. So the whole policy is
//! tested with fakes of three lines:
//!
//! ```
//! use agpis_core::{
//!     Classifier, ComplianceFilter, Error, Image, Outcome, Probability, Product, SingleImage, Stage,
//! };
//!
//! /// Thinks that bright pictures are the best ones.
//! struct Brightness;
//!
//! impl Classifier for Brightness {
//!     type Input = Image;
//!     type Output = Probability;
//!
//!     fn classify(&self, batch: &[Image]) -> Result<Vec<Probability>, Error> {
//!         Ok(batch.iter().map(|i| Probability::saturating(i.pixels()[0] as f32 / 255.0)).collect())
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let grey = |level| Image::from_rgb8(1, 1, vec![level; 3]);
//! let product = Product::builder("sku-1", "red mug")?
//!     .candidate("a.jpg", grey(10)?)?
//!     .candidate("b.jpg", grey(200)?)?
//!     .build()
//!     .next()
//!     .expect("two readable candidates");
//!
//! let stage = SingleImage::new(Brightness, ComplianceFilter::new(Brightness, Probability::ONE))
//!     .with_length(2.try_into()?);
//! let Outcome::Next(screened) = stage.run(vec![product])?.remove(0) else { panic!("terminated") };
//! assert_eq!(screened.primary().id.as_str(), "b.jpg");
//! # Ok(())
//! # }
//! ```
//!
//! This crate knows nothing of tensors, codecs, files or threads.

mod attention;
mod class_probabilities;
mod classifier;
mod error;
mod id;
mod image;
mod judgement;
mod listing;
mod metrics;
mod outcome;
mod probability;
mod product;
mod rules;
mod sequence;
mod sequence_scorer;
mod stage;
mod verdict;

mod assemble;
mod assess;
mod image_pair;
mod search;
mod shortlist;
mod single_image;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use crate::assemble::Assemble;
pub use crate::assess::{Assess, Assessment};
pub use crate::attention::{AttentionMap, AttentionMapError};
pub use crate::class_probabilities::{ClassProbabilities, ClassProbabilitiesError};
pub use crate::classifier::{
    Classifier, Embedder, Embedding, ImageClassifier, ImageEmbedder, PairClassifier, PairScore,
    SequenceClassifier,
};
pub use crate::error::{Error, ErrorKind};
pub use crate::id::{ImageId, InvalidId, ProductId};
pub use crate::image::{Image, ImageError, Region};
pub use crate::image_pair::{ImagePair, Removal, Selection, resolve_duplicates};
pub use crate::judgement::Judgement;
pub use crate::listing::{ImageSource, ListedImage, Listing};
pub use crate::metrics::{MetricError, RecallAtPrecision, roc_auc};
pub use crate::outcome::{Outcome, Reason, Termination};
pub use crate::probability::{InvalidProbability, Probability};
pub use crate::product::{Candidate, Product, ProductBuilder, ProductError};
pub use crate::rules::{Class, Rule, RuleCategory, RuleSet, RuleSetError};
pub use crate::search::{Ranked, Search};
pub use crate::sequence::{Sequence, SequenceError};
pub use crate::sequence_scorer::SequenceScorer;
pub use crate::shortlist::Shortlist;
pub use crate::single_image::{ComplianceFilter, PrimaryPolicy, Screened, SingleImage};
pub use crate::stage::{
    BoxStage, Observed, SharedStage, Stage, StageExt, StageFn, StageReport, Then, stage_fn,
};
pub use crate::verdict::{DropReason, Fate, RegionPair, Verdict, Verdicts};
