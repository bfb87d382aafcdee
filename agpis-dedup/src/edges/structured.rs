//! Edges by a trained random forest that predicts small patches of them.

mod error;
mod evaluate;
mod features;
mod file;
mod gradient;
mod lookup;
mod luv;
mod model;
mod options;
mod orientation;
mod resize;
mod tokens;

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use agpis_core::{Error, ErrorKind, Image};

pub use self::error::ForestError;
use self::model::Forest;
use super::thin::thin;
use super::{EdgeDetector, no_edges};
use crate::plane::Plane;
use crate::{EdgeMap, EdgeMapError, MAX_SIDE};

/// Most feature values of a picture: 4 GiB of them. With the published model no picture has more.
const MAX_VALUES: usize = 1 << 30;
/// So many pixels to both sides of an edge must be weaker, as in the original EdgeBoxes.
const THINNING: usize = 2;

/// Structured forest edges (Dollár & Zitnick, ICCV 2013), those that EdgeBoxes was published with, from a
/// model file of OpenCV.
///
/// Trees look at the colours and gradients of a patch and say where in its middle the edges are; a pixel's
/// strength is how many of the trees that see it agree. Then, as in the original EdgeBoxes, the direction of
/// the edges comes from the second derivatives of these strengths, and what is not strongest across an edge
/// is removed.
///
/// The model is not part of this crate: any that `cv2.ximgproc.createStructuredEdgeDetection` reads will do,
/// such as `model.yml.gz` of OpenCV's test data. One trained for several levels of sharpening is used without
/// sharpening, as OpenCV does.
///
/// Cheap to clone. The results do not depend on the number of threads.
///
/// ```no_run
/// use std::fs::File;
///
/// use agpis_core::Image;
/// use agpis_dedup::{EdgeDetector, StructuredForest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let detector = StructuredForest::from_reader(File::open("model.yml.gz")?)?;
/// let edges = detector.detect(&Image::from_rgb8(320, 240, vec![200; 320 * 240 * 3])?)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StructuredForest {
    forest: Arc<Forest>,
}

impl StructuredForest {
    /// From the bytes of a model file, `model.yml` or, compressed, `model.yml.gz`.
    ///
    /// # Errors
    /// If the file ends early, is not in OpenCV's format, is larger than any forest needs, or holds an index
    /// or a size that cannot be used.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ForestError> {
        Self::from_reader(bytes)
    }

    /// From a model file; reads in large pieces, so that it needs no buffer.
    ///
    /// # Errors
    /// If reading fails, or as [`from_bytes`](Self::from_bytes).
    pub fn from_reader(reader: impl Read) -> Result<Self, ForestError> {
        let forest = Forest::new(file::read(reader)?)?;
        Ok(Self { forest: Arc::new(forest) })
    }

    /// Strengths of the edges before they are thinned, row by row, one a pixel of `image`: from 0, seldom
    /// above 1.
    ///
    /// A picture smaller than the patches that the model predicts has none. The work needs some 100 bytes a
    /// pixel.
    ///
    /// # Errors
    /// If a side exceeds [`MAX_SIDE`], or the model asks for too many features of so large a picture.
    pub fn strengths(&self, image: &Image) -> Result<Vec<f32>, Error> {
        Ok(self.raw(image)?.values)
    }

    fn raw(&self, image: &Image) -> Result<Plane, Error> {
        let (width, height) = (image.width() as usize, image.height() as usize);
        if width.max(height) > MAX_SIDE {
            return Err(no_edges(EdgeMapError::TooLarge { width, height }));
        }
        let needed = evaluate::values_needed(width, height, &self.forest.options);
        if needed > MAX_VALUES {
            let expected = format!("expected a picture with at most {MAX_VALUES} features in this model");
            let message = format!("{expected}, got {width}x{height} with {needed}");
            return Err(Error::new(ErrorKind::Input, message));
        }
        Ok(evaluate::strengths(&self.forest, image))
    }
}

impl EdgeDetector for StructuredForest {
    fn detect(&self, image: &Image) -> Result<EdgeMap, Error> {
        let raw = self.raw(image)?;
        let orientation = orientation::orientation(&raw, self.forest.options.gradient_normalization);
        let mut strength = thin(&raw, &orientation, THINNING);
        strength.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        EdgeMap::new(raw.width, raw.height, strength, orientation).map_err(no_edges)
    }
}

impl fmt::Debug for StructuredForest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes = self.forest.nodes.len();
        f.debug_struct("StructuredForest")
            .field("options", &self.forest.options)
            .field("nodes", &nodes)
            .finish()
    }
}
