//! What sellers and reviewers write.

mod feedback;
mod title;
pub(crate) mod words;

pub(crate) use self::feedback::feedback;
pub use self::feedback::{QUALIFIED, name_only};
pub use self::title::Title;
