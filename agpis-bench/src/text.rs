//! What sellers and reviewers write.

mod brand;
mod feedback;
mod grammar;
mod language;
mod templates;
mod templates_zh;
mod title;
pub(crate) mod vocabulary;
pub(crate) mod words;

pub(crate) use self::brand::brand;
pub(crate) use self::feedback::feedback_all;
pub use self::feedback::{QUALIFIED, name_only};
pub use self::language::{Language, Word};
pub use self::title::{Claims, Title};
pub(crate) use self::vocabulary::{
    cast, edge, extra, missing_accessory, missing_piece, number, percent, views, what,
};
