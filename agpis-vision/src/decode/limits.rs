//! How large a picture may be.

use image::ImageDecoder;

use super::DecodeError;

/// What a picture may take, checked from its header before it is decoded.
///
/// The defaults let every camera and phone picture through and stop bombs. A decoder may need a few
/// times `max_alloc` while it works, a progressive JPEG for instance six bytes a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeLimits {
    /// Largest width in pixels; 16384.
    pub max_width: u32,
    /// Largest height in pixels; 16384.
    pub max_height: u32,
    /// Largest number of pixels; 64 · 2²⁰, more than a 61-megapixel camera makes.
    pub max_pixels: u64,
    /// Largest encoded size in bytes; 64 MiB.
    pub max_bytes: u64,
    /// Largest size of the decoded pixels in bytes; 512 MiB, which is `max_pixels` in 16-bit RGBA.
    pub max_alloc: u64,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        const MEBI: u64 = 1 << 20;
        Self {
            max_width: 1 << 14,
            max_height: 1 << 14,
            max_pixels: 64 * MEBI,
            max_bytes: 64 * MEBI,
            max_alloc: 512 * MEBI,
        }
    }
}

impl DecodeLimits {
    /// Other sides.
    #[must_use]
    pub fn with_max_sides(self, max_width: u32, max_height: u32) -> Self {
        Self { max_width, max_height, ..self }
    }

    /// Another number of pixels.
    #[must_use]
    pub fn with_max_pixels(self, max_pixels: u64) -> Self {
        Self { max_pixels, ..self }
    }

    /// Another encoded size.
    #[must_use]
    pub fn with_max_bytes(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }

    /// Another decoded size.
    #[must_use]
    pub fn with_max_alloc(self, max_alloc: u64) -> Self {
        Self { max_alloc, ..self }
    }

    pub(super) fn check_file(&self, actual: u64) -> Result<(), DecodeError> {
        at_most(self.max_bytes, actual, |expected, actual| DecodeError::FileTooLarge { expected, actual })
    }

    pub(super) fn check_header(&self, decoder: &impl ImageDecoder) -> Result<(), DecodeError> {
        let (width, height) = decoder.dimensions();
        let Self { max_width, max_height, .. } = *self;
        if width > max_width || height > max_height {
            return Err(DecodeError::SidesTooLong { max_width, max_height, width, height });
        }
        let pixels = u64::from(width) * u64::from(height);
        at_most(self.max_pixels, pixels, |expected, actual| DecodeError::TooManyPixels { expected, actual })?;
        at_most(self.max_alloc, decoder.total_bytes(), |expected, actual| DecodeError::TooMuchMemory {
            expected,
            actual,
        })
    }
}

fn at_most(limit: u64, actual: u64, error: fn(u64, u64) -> DecodeError) -> Result<(), DecodeError> {
    if actual > limit { Err(error(limit, actual)) } else { Ok(()) }
}
