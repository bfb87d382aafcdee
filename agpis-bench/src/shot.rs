//! Photographs of products: what a picture is said to show, and drawing exactly that.

mod coarse;
mod collage;
mod cutout;
mod damage;
mod draw;
mod extra;
mod fault;
pub(crate) mod font;
mod ground;
mod meta;
mod overlay;
mod photo;
mod prop;
mod rendition;
mod scenery;
pub(crate) mod severity;
mod shade;
mod shared;

pub use self::collage::Collage;
#[cfg(feature = "files")]
pub(crate) use self::collage::{inside, paste};
pub(crate) use self::draw::extent;
#[cfg(feature = "files")]
pub(crate) use self::draw::finish;
pub use self::draw::{coverage, draw, lettering};
pub use self::fault::{Cast, Cutout, Damage, Edge, Extra, ExtraKind, Rendition, Shadow, Tint};
pub use self::ground::{Ground, Scene};
pub use self::meta::{Close, ImageMeta, Role};
pub use self::overlay::{Cell, Emblem, Face, Lettering, Outline, Overlay, OverlayKind};
pub use self::photo::{Blur, Photo};
pub(crate) use self::shared::shared_regions;
