//! Where the examples of an experiment come from, as its file says it.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use agpis_bench::Size;
use agpis_vision::ConfigError;
use serde::{Deserialize, Serialize};

use super::{Category, setting};
use crate::TrainError;
use crate::data::{SplitPlan, Window};

/// Where examples come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum DataConfig {
    /// AGPIS-bench, drawn from its seed.
    Bench {
        /// `tiny`, `mini`, `small` or `base`.
        #[serde(with = "names")]
        size: Size,
        /// The bench's seed, which is not the training's.
        #[serde(default)]
        seed: u64,
        /// Fewer, or more, training sequences than the size has.
        #[serde(default)]
        train: Option<u64>,
        /// Fewer, or more, test sequences than the size has.
        #[serde(default)]
        test: Option<u64>,
        /// Only the rules of one category: half of the training sequences are qualified, the others break one of these rules,
        /// and other sequences are not tested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
    },
    /// Reviews from a file. Paths are relative to the folder of the experiment file.
    Reviews {
        /// The reviews: Parquet if its name ends so, else one JSON object a line.
        file: PathBuf,
        /// The root folder of the pictures.
        pictures: PathBuf,
        /// The rules, see [`read_rule_names`](crate::read_rule_names); those of AGPIS-bench by default.
        #[serde(default)]
        rules: Option<PathBuf>,
        /// Only the newest reviews, of so many months; all by default.
        #[serde(default)]
        months: Option<u32>,
        /// Shares of the products for training, validation and testing.
        #[serde(default = "shares")]
        shares: [f64; 3],
        /// K^t: sequences of another length are skipped.
        #[serde(default = "length")]
        length: NonZeroUsize,
        /// Keeps the pictures in memory, with their longer side at most so many pixels.
        #[serde(default)]
        keep_in_memory_side: Option<NonZeroU32>,
    },
}

fn shares() -> [f64; 3] {
    [0.8, 0.1, 0.1]
}

fn length() -> NonZeroUsize {
    const THREE: NonZeroUsize = NonZeroUsize::new(3).unwrap();
    THREE
}

impl DataConfig {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let Self::Reviews { months, shares: [train, validation, test], .. } = self else { return Ok(()) };
        let plan = SplitPlan::new(&[("train", *train), ("validation", *validation), ("test", *test)]);
        plan.map_err(|error| setting("shares", error))?;
        months.map_or(Ok(()), |months| {
            Window::months(months).map(drop).map_err(|error| setting("months", error))
        })
    }

    /// With paths that hold in any folder, where they were relative to `base`.
    pub(super) fn located(&self, base: &Path) -> Result<Self, TrainError> {
        let mut located = self.clone();
        if let Self::Reviews { file, pictures, rules, .. } = &mut located {
            let absolute = |path: &PathBuf| {
                let joined = base.join(path);
                std::path::absolute(&joined).map_err(TrainError::file(&joined))
            };
            *file = absolute(file)?;
            *pictures = absolute(pictures)?;
            *rules = rules.as_ref().map(absolute).transpose()?;
        }
        Ok(located)
    }
}

/// Sizes by name.
mod names {
    use agpis_bench::Size;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(size: &Size, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(size.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Size, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
