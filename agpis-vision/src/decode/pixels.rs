//! From whatever a decoder gives to upright RGB of a bounded size.

use std::num::NonZeroU32;

use agpis_core::Image;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use super::DecodeError;

/// What shows where a picture is transparent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alpha {
    /// White, as on the page of a shop. Packshots often come with a transparent ground, whose hidden
    /// colour is black more often than not.
    #[default]
    OverWhite,
    /// The colour that is stored under the transparency. The authors' code does this, by converting
    /// to RGB without a background.
    Discard,
}

impl Alpha {
    pub(super) fn flatten(self, picture: DynamicImage) -> RgbImage {
        if self == Self::Discard || !picture.color().has_alpha() {
            return picture.into_rgb8();
        }
        let rgba = picture.into_rgba8();
        RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
            let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
            image::Rgb([red, green, blue].map(|channel| over_white(channel, alpha)))
        })
    }
}

fn over_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    // Rounded to nearest; the sum is at most 255 * 255 + 127.
    ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// The picture with its longest side at most `max_side`, its proportions kept; never enlarged.
pub(super) fn downsized(picture: RgbImage, max_side: Option<NonZeroU32>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    let Some(side) = max_side.map(NonZeroU32::get).filter(|&side| side < longest) else {
        return picture;
    };
    let scaled = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest)) as u32;
    imageops::resize(&picture, scaled(width), scaled(height), FilterType::Triangle)
}

pub(super) fn upright(picture: RgbImage, orientation: Orientation) -> Result<Image, DecodeError> {
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(orientation);
    let picture = picture.into_rgb8();
    let (width, height) = picture.dimensions();
    Image::from_rgb8(width, height, picture.into_raw())
        // A picture without pixels, which some headers announce.
        .map_err(|_| DecodeError::Empty)
}
