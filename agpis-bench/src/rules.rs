//! The simulated reviewer: rules as predicates over the records of pictures, never over pixels.

mod multi;
mod pair;
mod review;
mod reviewer;
mod single;
pub(crate) mod table;
mod title;

pub(crate) use self::pair::duplicated;
#[cfg(feature = "files")]
pub(crate) use self::review::review_pairs;
pub use self::review::{Violation, review};
pub(crate) use self::reviewer::class;
pub use self::reviewer::{Reviewer, Verdict};
pub use self::single::content_fault;
pub use self::table::{rules, rules_in};
