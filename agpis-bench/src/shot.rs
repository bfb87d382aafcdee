//! Photographs of products: what a picture is said to show, and drawing exactly that.

mod collage;
mod draw;
pub(crate) mod font;
mod ground;
mod meta;
mod overlay;
mod photo;
mod scenery;

pub use self::collage::Collage;
pub use self::draw::{coverage, draw, lettering};
pub use self::ground::{Ground, Scene};
pub use self::meta::{Close, ImageMeta, Role};
pub use self::overlay::{Cell, Emblem, Lettering, Overlay, OverlayKind};
pub use self::photo::{Blur, Photo};
