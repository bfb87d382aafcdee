//! From encoded pictures of strangers to pixels: within limits, by content, upright, in RGB.
//!
//! - The header is checked against [`DecodeLimits`] before any pixel memory is allocated.
//! - The format is what the bytes say, never what the file is called: JPEG, PNG, WebP or GIF, of an
//!   animation the first frame.
//! - A JPEG without its end marker is truncated, although its decoder would fill the rest with grey.
//! - The EXIF orientation is applied, transparency is resolved by [`Alpha`], and CMYK, grey, palette
//!   and 16-bit pictures become 8-bit RGB. Colour profiles are not applied.
//! - A panic of a decoder is caught and becomes [`DecodeError::Panicked`], so that one picture never
//!   ends the job. The panic hook still sees it, and a program built with `panic = "abort"` still ends.

mod error;
mod jpeg;
mod limits;
mod pixels;
mod source;
mod stage;

use std::io::Cursor;
use std::panic::catch_unwind;

use agpis_core::Image;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

pub use self::error::DecodeError;
pub use self::limits::DecodeLimits;
pub use self::pixels::Alpha;
pub use self::stage::Decode;

/// Decodes a picture in full size, over white where it is transparent.
///
/// # Errors
/// [`DecodeError`] says which of its promises the picture breaks.
pub fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<Image, DecodeError> {
    Options { limits: *limits, ..Options::default() }.decode(bytes)
}

/// All that decides what becomes of the bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    limits: DecodeLimits,
    alpha: Alpha,
    max_side: Option<std::num::NonZeroU32>,
}

impl Options {
    fn decode(&self, bytes: &[u8]) -> Result<Image, DecodeError> {
        catch_unwind(|| self.decode_unguarded(bytes)).unwrap_or(Err(DecodeError::Panicked))
    }

    fn decode_unguarded(&self, bytes: &[u8]) -> Result<Image, DecodeError> {
        self.limits.check_file(bytes.len() as u64)?;
        let format = format_of(bytes)?;
        if format == ImageFormat::Jpeg && !jpeg::is_complete(bytes) {
            return Err(DecodeError::Truncated);
        }
        let malformed = |error| DecodeError::malformed(format, &error);
        let mut decoder = self.reader(bytes, format).into_decoder().map_err(malformed)?;
        self.limits.check_header(&decoder)?;
        // Damaged metadata are no reason to lose a picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let decoded = DynamicImage::from_decoder(decoder).map_err(malformed)?;
        let flat = pixels::downsized(self.alpha.flatten(decoded), self.max_side);
        pixels::upright(flat, orientation)
    }

    fn reader<'a>(&self, bytes: &'a [u8], format: ImageFormat) -> ImageReader<Cursor<&'a [u8]>> {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        // Sides are checked afterwards, with a message that has the numbers in it.
        let mut limits = image::Limits::no_limits();
        limits.max_alloc = Some(self.limits.max_alloc);
        reader.limits(limits);
        reader
    }
}

fn format_of(bytes: &[u8]) -> Result<ImageFormat, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif)) => {
            Ok(format)
        }
        _ => Err(DecodeError::UnknownFormat),
    }
}
