//! The simulated reviewer: rules as predicates over the records of pictures, never over pixels.

mod multi;
mod pair;
mod review;
mod single;
pub(crate) mod table;

pub use self::review::{Violation, review};
pub use self::single::content_fault;
pub use self::table::{GENERATED, rules};
