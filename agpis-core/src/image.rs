//! Decoded pictures and regions in them.

use std::fmt;
use std::sync::Arc;

/// A decoded picture: 8-bit RGB, rows from top to bottom, at least one pixel. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    width: u32,
    height: u32,
    pixels: Arc<[u8]>,
}

/// The pixels do not make a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// A picture has at least one pixel.
    #[error("expected at least 1x1 pixels, got {width}x{height}")]
    Empty {
        /// Given width in pixels.
        width: u32,
        /// Given height in pixels.
        height: u32,
    },
    /// The buffer does not hold three bytes a pixel.
    #[error("expected {expected} bytes for {width}x{height} RGB pixels, got {actual}")]
    WrongLength {
        /// Given width in pixels.
        width: u32,
        /// Given height in pixels.
        height: u32,
        /// `width * height * 3`.
        expected: u64,
        /// Length of the buffer.
        actual: usize,
    },
}

impl Image {
    /// From RGB bytes, row by row: `pixels[3 * (y * width + x) + channel]`.
    ///
    /// # Errors
    /// If a side is zero or the buffer's length is not `width * height * 3`.
    pub fn from_rgb8(width: u32, height: u32, pixels: impl Into<Arc<[u8]>>) -> Result<Self, ImageError> {
        let pixels = pixels.into();
        if width == 0 || height == 0 {
            return Err(ImageError::Empty { width, height });
        }
        let expected = (u64::from(width) * u64::from(height)).saturating_mul(3);
        if pixels.len() as u64 != expected {
            return Err(ImageError::WrongLength { width, height, expected, actual: pixels.len() });
        }
        Ok(Self { width, height, pixels })
    }

    /// Width in pixels, at least 1.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least 1.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// All bytes: `width * height * 3`, RGB, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The whole picture as a region.
    #[must_use]
    pub fn bounds(&self) -> Region {
        Region { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// A copy of the part of `region` that lies in the picture, or `None` if no pixel does.
    #[must_use]
    pub fn crop(&self, region: Region) -> Option<Self> {
        let part = region.intersection(self.bounds())?;
        let row = self.width as usize * 3;
        let (from, to) = (part.x as usize * 3, (part.x + part.width) as usize * 3);
        let rows = part.y as usize..(part.y + part.height) as usize;
        let mut pixels = Vec::with_capacity(rows.len() * (to - from));
        rows.for_each(|y| pixels.extend_from_slice(&self.pixels[y * row + from..y * row + to]));
        Some(Self { width: part.width, height: part.height, pixels: pixels.into() })
    }

    /// The picture with left and right exchanged.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let mut pixels = self.pixels.to_vec();
        for row in pixels.chunks_exact_mut(self.width as usize * 3) {
            // Backwards by bytes, then each pixel forwards again.
            row.reverse();
            row.chunks_exact_mut(3).for_each(<[u8]>::reverse);
        }
        Self { pixels: pixels.into(), ..self.clone() }
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({}x{})", self.width, self.height)
    }
}

/// A rectangle of pixels: columns `x..x + width`, rows `y..y + height`, from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    /// Leftmost column.
    pub x: u32,
    /// Topmost row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Region {
    /// Number of pixels.
    #[must_use]
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// What both share, if that is at least one pixel.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = self.x.saturating_add(self.width).min(other.x.saturating_add(other.width));
        let bottom = self.y.saturating_add(self.height).min(other.y.saturating_add(other.height));
        (right > x && bottom > y).then(|| Self { x, y, width: right - x, height: bottom - y })
    }

    /// Intersection over union, in `0.0..=1.0`; 0 when both are empty.
    #[must_use]
    pub fn iou(self, other: Self) -> f32 {
        let shared = self.intersection(other).map_or(0, Self::area);
        let union = self.area() + other.area() - shared;
        if union == 0 { 0.0 } else { shared as f32 / union as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, ImageError, Region};

    #[test]
    fn the_buffer_must_fit_the_size() {
        assert!(Image::from_rgb8(2, 1, vec![0; 6]).is_ok());
        assert!(matches!(Image::from_rgb8(0, 1, vec![]), Err(ImageError::Empty { .. })));
        let huge = Image::from_rgb8(u32::MAX, u32::MAX, vec![0; 3]);
        assert!(matches!(huge, Err(ImageError::WrongLength { .. })), "no overflow");
    }

    #[test]
    fn a_crop_keeps_what_lies_inside() {
        let image = Image::from_rgb8(3, 2, (0..18).collect::<Vec<u8>>()).unwrap();
        let corner = image.crop(Region { x: 2, y: 1, width: 9, height: 9 }).unwrap();
        assert_eq!((corner.width(), corner.height(), corner.pixels()), (1, 1, &[15, 16, 17][..]));
        assert!(image.crop(Region { x: 3, y: 0, width: 1, height: 1 }).is_none());
    }

    #[test]
    fn iou_of_halves_is_a_third() {
        let left = Region { x: 0, y: 0, width: 2, height: 1 };
        let right = Region { x: 1, y: 0, width: 2, height: 1 };
        assert_eq!(left.iou(right), 1.0 / 3.0);
        assert_eq!(left.iou(left), 1.0);
    }
}
