//! What the trees say about every patch of a picture, added up.

use agpis_core::Image;
use rayon::prelude::*;

use super::features::{features, shrunk};
use super::lookup::{self, Lookup};
use super::model::Forest;
use super::options::Options;
use crate::edges::triangle::{Border, smooth};
use crate::plane::Plane;

/// Rows of the output that one task adds up.
const BAND: usize = 64;

/// The strength of the edge at every pixel of a picture.
pub(super) fn strengths(forest: &Forest, image: &Image) -> Plane {
    let options = &forest.options;
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (columns, rows) = (positions(width, options), positions(height, options));
    if columns == 0 || rows == 0 {
        return Plane::new(width, height, vec![0.0; width * height]);
    }
    let leaves = leaves(forest, image, columns, rows);
    let votes = votes(forest, &leaves, columns, (width, height));
    let patches = (options.inner * options.inner * options.evaluated) as f32;
    let step = 2.0 * (options.stride * options.stride) as f32 / patches;
    let strengths = votes.into_iter().map(|count| count as f32 * step).collect();
    smooth(&Plane::new(width, height, strengths), 1, Border::Mirror)
}

/// How many values have to be in memory at once, about, to find the edges of a picture of this size.
pub(super) fn values_needed(width: usize, height: usize, options: &Options) -> usize {
    let shrunk = |side: usize| shrunk(side + 2 * options.padding(), options);
    let features = 2 * shrunk(width) * shrunk(height) * options.channels();
    features + positions(width, options) * positions(height, options) * options.evaluated
}

/// How many patches fit along a side of the picture.
fn positions(side: usize, options: &Options) -> usize {
    let seen = shrunk(side + 2 * options.padding(), options) * options.shrink;
    let by_features = seen.saturating_sub(options.patch).div_ceil(options.stride);
    let by_output = (side + options.stride).saturating_sub(options.inner) / options.stride;
    by_features.min(by_output)
}

/// The leaves reached at every position, row by row, those of the trees of one position together.
fn leaves(forest: &Forest, image: &Image, columns: usize, rows: usize) -> Vec<u32> {
    let options = &forest.options;
    let (regular, similarity) = features(image, options);
    let table = lookup::table(options, regular.width);
    let mut leaves = vec![0; rows * columns * options.evaluated];
    leaves.par_chunks_exact_mut(columns * options.evaluated).enumerate().for_each(|(i, row)| {
        for (j, asked) in row.chunks_exact_mut(options.evaluated).enumerate() {
            let (x, y) = (j * options.stride / options.shrink, i * options.stride / options.shrink);
            let (regular, similarity) = (regular.at(x, y), similarity.at(x, y));
            for (k, leaf) in asked.iter_mut().enumerate() {
                // Neighbouring positions ask different trees, so that all have a say about every pixel.
                let tree = ((i + j) % (2 * options.evaluated) + k) % options.trees;
                *leaf = forest.leaf(tree, &table, regular, similarity);
            }
        }
    });
    leaves
}

impl Forest {
    /// The leaf of a tree that a patch comes to.
    fn leaf(&self, tree: usize, table: &[Lookup], regular: &[f32], similarity: &[f32]) -> u32 {
        let mut index = (tree * self.nodes_a_tree) as u32;
        loop {
            let node = self.nodes[index as usize];
            if node.right == 0 {
                return index;
            }
            let feature = match table[node.feature as usize] {
                Lookup::Regular(at) => regular[at as usize],
                Lookup::Difference(a, b) => similarity[a as usize] - similarity[b as usize],
            };
            index = node.right - u32::from(feature < node.threshold);
        }
    }
}

/// How many of the leaves see an edge at each pixel.
fn votes(forest: &Forest, leaves: &[u32], columns: usize, (width, height): (usize, usize)) -> Vec<u32> {
    let Options { stride, inner, evaluated, .. } = forest.options;
    let mut votes = vec![0; width * height];
    votes.par_chunks_mut(width * BAND).enumerate().for_each(|(band, votes)| {
        let (top, bottom) = (band * BAND, band * BAND + votes.len() / width);
        for (i, row) in leaves.chunks_exact(columns * evaluated).enumerate() {
            let y = i * stride;
            if y + inner <= top || y >= bottom {
                continue;
            }
            for (j, &leaf) in row.iter().enumerate() {
                let x = j / evaluated * stride;
                for &[row, column] in forest.edges(leaf) {
                    let y = y + usize::from(row);
                    if (top..bottom).contains(&y) {
                        votes[(y - top) * width + x + usize::from(column)] += 1;
                    }
                }
            }
        }
    });
    votes
}
