//! What can be wrong with a picture.

use std::io;

use image::ImageFormat;

/// A picture cannot be used. The messages name no paths: they end up in files for strangers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There is no such file.
    #[error("expected a file, there is none")]
    NotFound,
    /// A folder, a pipe or a device.
    #[error("expected an ordinary file, got something else")]
    NotAFile,
    /// The file cannot be read.
    #[error("expected a readable file, got: {actual}")]
    Unreadable {
        /// What the system said.
        actual: io::ErrorKind,
    },
    /// A source of a kind that this version does not know.
    #[error("expected a path or bytes, got another kind of source")]
    UnknownSource,
    /// Zero bytes.
    #[error("expected a picture, got an empty file")]
    Empty,
    /// Not a picture, or of a format that is not read.
    #[error("expected JPEG, PNG, WebP or GIF data, got something else")]
    UnknownFormat,
    /// The file is larger than the limit.
    #[error("expected at most {expected} bytes, got {actual}")]
    FileTooLarge {
        /// [`DecodeLimits::max_bytes`](super::DecodeLimits::max_bytes).
        expected: u64,
        /// Size of the file.
        actual: u64,
    },
    /// The header announces a side beyond the limits, as an image bomb does.
    #[error("expected at most {max_width}x{max_height} pixels, the header says {width}x{height}")]
    SidesTooLong {
        /// Largest width allowed.
        max_width: u32,
        /// Largest height allowed.
        max_height: u32,
        /// Announced width.
        width: u32,
        /// Announced height.
        height: u32,
    },
    /// The header announces more pixels than allowed.
    #[error("expected at most {expected} pixels, the header says {actual}")]
    TooManyPixels {
        /// [`DecodeLimits::max_pixels`](super::DecodeLimits::max_pixels).
        expected: u64,
        /// Announced width times height.
        actual: u64,
    },
    /// The decoded picture would take more memory than allowed.
    #[error("expected at most {expected} bytes of pixels, the header says {actual}")]
    TooMuchMemory {
        /// [`DecodeLimits::max_alloc`](super::DecodeLimits::max_alloc).
        expected: u64,
        /// Bytes needed.
        actual: u64,
    },
    /// The end of the picture is missing.
    #[error("expected an end marker, the JPEG data stops before it: the file is truncated")]
    Truncated,
    /// The data break the rules of their format.
    #[error("expected valid {format} data: {actual}")]
    Malformed {
        /// Name of the format.
        format: &'static str,
        /// What the decoder said.
        actual: String,
    },
    /// The decoder panicked: a defect of the decoder, set off by odd data.
    #[error("expected decodable data, the decoder gave up on them")]
    Panicked,
}

impl DecodeError {
    pub(super) fn malformed(format: ImageFormat, error: &image::ImageError) -> Self {
        let format = match format {
            ImageFormat::Jpeg => "JPEG",
            ImageFormat::Png => "PNG",
            ImageFormat::WebP => "WebP",
            _ => "GIF",
        };
        Self::Malformed { format, actual: error.to_string() }
    }
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            actual => Self::Unreadable { actual },
        }
    }
}
