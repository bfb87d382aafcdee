//! A gallery as a file.
//!
//! Little-endian: the magic bytes, the version (u32), the dimension (u32) and the number of images (u64); of
//! every image the length of its id (u32), the id (UTF-8), the number of its patches (u32) and their values
//! (f32).

use std::io::{self, Read, Write};

use super::{Gallery, GalleryConfig, GalleryError};

const MAGIC: &[u8; 8] = b"AGPISGAL";
const VERSION: u32 = 1;
/// Larger numbers are no gallery's: they are refused before anything is allocated.
const MAX_DIMENSION: u32 = 1 << 16;
const MAX_ID: u32 = 1 << 14;
const MAX_PATCHES: u32 = 1 << 12;

/// This is no gallery.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GalleryFileError {
    /// It cannot be read or written, or ends too early.
    #[error("a gallery cannot be read or written")]
    Io(#[from] io::Error),
    /// It does not begin as a gallery does.
    #[error("expected a file that begins with `AGPISGAL`, got another one")]
    Magic,
    /// It is from another version of the program.
    #[error("expected a gallery of version {VERSION}, got version {0}")]
    Version(u32),
    /// A number is out of range.
    #[error("expected {what} of at most {max}, got {actual}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The largest allowed.
        max: u32,
        /// What the file says.
        actual: u32,
    },
    /// An id is not UTF-8.
    #[error("expected an id in UTF-8 for image {0}, got other bytes")]
    Id(u64),
    /// A value is not finite.
    #[error("expected finite values for image {0}, got others")]
    Value(u64),
    /// An image cannot be added.
    #[error("image {0} cannot be added")]
    Image(u64, #[source] GalleryError),
}

impl Gallery {
    /// Writes the gallery; the configuration is not part of it.
    ///
    /// # Errors
    /// If `to` fails, or an id is longer than a file holds.
    pub fn save(&self, mut to: impl Write) -> Result<(), GalleryFileError> {
        to.write_all(MAGIC)?;
        to.write_all(&VERSION.to_le_bytes())?;
        to.write_all(&limited("embeddings", self.dimension, MAX_DIMENSION)?.to_le_bytes())?;
        to.write_all(&(self.ids.len() as u64).to_le_bytes())?;
        let mut values = &self.values[..];
        for (id, patches) in self.ids.iter().zip(self.patches()) {
            to.write_all(&limited("an id", id.len(), MAX_ID)?.to_le_bytes())?;
            to.write_all(id.as_bytes())?;
            to.write_all(&limited("patches", patches, MAX_PATCHES)?.to_le_bytes())?;
            let (of_image, rest) = values.split_at(patches * self.dimension);
            to.write_all(&of_image.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>())?;
            values = rest;
        }
        Ok(to.flush()?)
    }

    /// How many patches every image has.
    fn patches(&self) -> Vec<usize> {
        let mut patches = vec![0; self.ids.len()];
        self.owners.iter().for_each(|&owner| patches[owner as usize] += 1);
        patches
    }

    /// Reads a gallery that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// If `from` fails or holds no gallery.
    pub fn load(mut from: impl Read, config: GalleryConfig) -> Result<Self, GalleryFileError> {
        if &bytes::<8>(&mut from)? != MAGIC {
            return Err(GalleryFileError::Magic);
        }
        match number(&mut from)? {
            VERSION => {}
            other => return Err(GalleryFileError::Version(other)),
        }
        let dimension = within("embeddings", number(&mut from)?, MAX_DIMENSION)?;
        let images = u64::from_le_bytes(bytes(&mut from)?);
        let mut gallery = Self::new(config);
        for image in 0..images {
            let length = within("an id", number(&mut from)?, MAX_ID)?;
            let id = String::from_utf8(read(&mut from, length)?).map_err(|_| GalleryFileError::Id(image))?;
            let count = within("patches", number(&mut from)?, MAX_PATCHES)?;
            let values = floats(&mut from, count * dimension)?;
            if !values.iter().all(|v| v.is_finite()) {
                return Err(GalleryFileError::Value(image));
            }
            let patches: Vec<&[f32]> = values.chunks_exact(dimension.max(1)).collect();
            gallery.insert(&id, &patches).map_err(|source| GalleryFileError::Image(image, source))?;
        }
        Ok(gallery)
    }
}

fn floats(from: &mut impl Read, length: usize) -> io::Result<Vec<f32>> {
    let bytes = read(from, length * 4)?;
    Ok(bytes.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect())
}

/// As many bytes; memory grows with what is there, not with what is announced.
fn read(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn number(from: &mut impl Read) -> io::Result<u32> {
    Ok(u32::from_le_bytes(bytes(from)?))
}

fn within(what: &'static str, actual: u32, max: u32) -> Result<usize, GalleryFileError> {
    if actual > max {
        return Err(GalleryFileError::TooLarge { what, max, actual });
    }
    Ok(actual as usize)
}

fn limited(what: &'static str, actual: usize, max: u32) -> Result<u32, GalleryFileError> {
    let actual = u32::try_from(actual).unwrap_or(u32::MAX);
    within(what, actual, max).map(|_| actual)
}
