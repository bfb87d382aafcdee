//! What is known of one image before it is compared.

use agpis_core::{Embedder, Embedding, Error, Image, Region};

use super::agreement::Texture;
use super::alignment::Rect;
use super::{DuplicateConfig, contract};
use crate::resample::fit;
use crate::{EdgeBoxes, EdgeDetector, PatchIndex};

/// Embeddings of unit length may be off by this much.
const UNIT_TOLERANCE: f32 = 1e-2;

/// An image with its patches, not embedded yet.
pub(super) struct Proposed {
    original: Image,
    working: (u32, u32),
    regions: Vec<Region>,
    crops: Vec<Image>,
    mirrored: bool,
    texture: Texture,
}

/// An image, ready to be compared with any other: its patches and how they look, see
/// [`DuplicateDetector::describe`](crate::DuplicateDetector::describe). Some 100 to 500 kB.
pub struct Description {
    pub(super) original: Image,
    /// Patches in pixels of [`Texture`], the whole image first.
    pub(super) patches: Vec<Rect>,
    pub(super) index: PatchIndex,
    /// Embeddings of the patches mirrored, if they are asked for.
    pub(super) mirrored: Vec<Embedding>,
    pub(super) texture: Texture,
}

impl Proposed {
    pub(super) fn new(
        image: &Image,
        edges: &dyn EdgeDetector,
        edge_boxes: &EdgeBoxes,
        config: &DuplicateConfig,
    ) -> Result<Self, Error> {
        let working = fit(image, config.working_side.max(16));
        let boxes = edge_boxes.detect(&edges.detect(&working)?);
        let min_side = (config.min_patch_side * config.working_side as f32) as u32;
        let large = |r: &Region| r.width.min(r.height) >= min_side;
        let regions: Vec<Region> =
            std::iter::once(working.bounds()).chain(boxes.iter().map(|b| b.region()).filter(large)).collect();
        let crops: Vec<Image> = regions.iter().filter_map(|&region| working.crop(region)).collect();
        let texture = Texture::new(&working);
        let working = (working.width(), working.height());
        Ok(Self { original: image.clone(), working, regions, crops, mirrored: config.mirrored, texture })
    }

    /// Embeds all patches, each way round in one call.
    pub(super) fn embed(self, embedder: &impl Embedder) -> Result<Description, Error> {
        let embeddings = embedder.embed(&self.crops)?;
        check(embedder, self.crops.len(), &embeddings)?;
        let mut mirrored = Vec::new();
        if self.mirrored {
            mirrored = embedder.embed_mirrored(&self.crops, &embeddings)?;
            check(embedder, self.crops.len(), &mirrored)?;
        }
        let index = PatchIndex::new(&embeddings).map_err(|e| contract(format!("patch embedder: {e}")))?;
        let (width, height) = self.texture.size();
        let scale = (width / self.working.0 as f32, height / self.working.1 as f32);
        let patches = self.regions.iter().map(|&region| Rect::from(region).scaled(scale)).collect();
        Ok(Description { original: self.original, patches, index, mirrored, texture: self.texture })
    }
}

impl Description {
    /// Embeddings of the patches, the whole image first, then the best proposals.
    pub(crate) fn embeddings(&self) -> impl Iterator<Item = &[f32]> {
        (0..self.index.len()).map(|i| self.index.embedding(i))
    }

    /// Embeddings of so many patches, and of the same ones mirrored.
    pub(crate) fn queries(&self, patches: usize) -> impl Iterator<Item = &[f32]> {
        self.embeddings().take(patches).chain(self.mirrored.iter().take(patches).map(Vec::as_slice))
    }

    /// A part of the picture in original pixels: at least one, and inside.
    pub(super) fn region(&self, rect: Rect) -> Region {
        let (width, height) = self.texture.size();
        let (full_w, full_h) = (self.original.width(), self.original.height());
        rect.scaled((full_w as f32 / width, full_h as f32 / height)).to_region(full_w, full_h)
    }
}

fn check(embedder: &impl Embedder, expected: usize, embeddings: &[Embedding]) -> Result<(), Error> {
    Error::check_count("patch embedder", expected, embeddings.len())?;
    let unit = |e: &Embedding| (e.iter().map(|v| v * v).sum::<f32>() - 1.0).abs() < UNIT_TOLERANCE;
    match embeddings.iter().find(|e| e.len() != embedder.dimension() || !unit(e)) {
        None => Ok(()),
        Some(wrong) => Err(contract(format!(
            "patch embedder: expected {} values of unit length, got {} of another length",
            embedder.dimension(),
            wrong.len()
        ))),
    }
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Description({:?}, {} patches)", self.original, self.patches.len())
    }
}
