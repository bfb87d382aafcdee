//! A forest whose every index has been checked: evaluating it neither fails nor runs on.

use super::error::ForestError;
use super::file::Lists;
use super::lookup;
use super::options::Options;

/// Longest way from a root to a leaf; training stops at 64.
const MAX_DEPTH: u16 = 256;
/// Most lists of edges a node may have; the toolbox of the authors writes one for every level of sharpening.
const MAX_LEVELS: usize = 16;

/// Trees in one array, one after another, all of the same length.
pub(super) struct Forest {
    pub(super) options: Options,
    pub(super) nodes: Vec<Node>,
    pub(super) nodes_a_tree: usize,
    /// For every node, where the edges of it as a leaf are in `edges`.
    spans: Vec<(u32, u32)>,
    /// Row and column in the inner patch.
    edges: Vec<[u8; 2]>,
}

/// A node: below its threshold a feature leads to `right - 1`, else to `right`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) feature: u32,
    pub(super) threshold: f32,
    /// Index among the nodes of all trees; 0 for a leaf.
    pub(super) right: u32,
}

impl Forest {
    pub(super) fn new(lists: Lists) -> Result<Self, ForestError> {
        let options = lists.options.check()?;
        let count = lists.children.len();
        check_length("childs", count, count > 0 && count.is_multiple_of(options.trees), || {
            format!("a multiple of numberOfTrees, {},", options.trees)
        })?;
        for (list, length) in
            [("featureIds", lists.feature_ids.len()), ("thresholds", lists.thresholds.len())]
        {
            check_length(list, length, length == count, || format!("as many as in childs, {count},"))?;
        }
        let nodes_a_tree = count / options.trees;
        let features = lookup::count(&options);
        let mut nodes = Vec::with_capacity(count);
        for (index, &child) in lists.children.iter().enumerate() {
            let (feature, threshold) = (lists.feature_ids[index], lists.thresholds[index]);
            nodes.push(node(index, child, feature, threshold, nodes_a_tree, features)?);
        }
        for tree in 0..options.trees {
            check_depth(&nodes, tree * nodes_a_tree, nodes_a_tree)?;
        }
        let spans = spans(&lists.boundaries, count, lists.bins.len(), &options)?;
        let edges = edges(&lists.bins, &options)?;
        Ok(Self { options, nodes, nodes_a_tree, spans, edges })
    }

    /// Row and column, in the inner patch, of every edge that a leaf predicts.
    pub(super) fn edges(&self, leaf: u32) -> &[[u8; 2]] {
        let (start, end) = self.spans[leaf as usize];
        &self.edges[start as usize..end as usize]
    }
}

fn node(
    index: usize,
    child: u32,
    feature: u32,
    threshold: f32,
    nodes_a_tree: usize,
    features: usize,
) -> Result<Node, ForestError> {
    if child == 0 {
        return Ok(Node { feature: 0, threshold: 0.0, right: 0 });
    }
    let wrong = |list, expected, actual| Err(ForestError::Value { list, index, expected, actual });
    let place = index % nodes_a_tree;
    // Children after their parent: no way through the tree comes back.
    if !(place + 2..nodes_a_tree).contains(&(child as usize)) {
        let expected = format!("0, or a place after {} and before {nodes_a_tree}", place + 1);
        return wrong("childs", expected, child.into());
    }
    if feature as usize >= features {
        return wrong("featureIds", format!("less than {features}"), feature.into());
    }
    if threshold.is_nan() {
        return wrong("thresholds", "a number".to_owned(), threshold.into());
    }
    Ok(Node { feature, threshold, right: (index - place) as u32 + child })
}

fn check_depth(nodes: &[Node], root: usize, length: usize) -> Result<(), ForestError> {
    let mut depths = vec![0u16; length];
    for place in 0..length {
        let right = nodes[root + place].right as usize;
        if right == 0 {
            continue;
        }
        let depth = depths[place] + 1;
        if depth > MAX_DEPTH {
            let (index, actual) = (root + place, (right - root) as f64);
            let expected = format!("a leaf at depth {MAX_DEPTH}");
            return Err(ForestError::Value { list: "childs", index, expected, actual });
        }
        for child in [right - 1 - root, right - root] {
            depths[child] = depths[child].max(depth);
        }
    }
    Ok(())
}

/// The first of the lists of edges of every node: the one without sharpening.
fn spans(
    boundaries: &[u32],
    nodes: usize,
    bins: usize,
    options: &Options,
) -> Result<Vec<(u32, u32)>, ForestError> {
    const LIST: &str = "edgeBoundaries";
    let levels = boundaries.len().saturating_sub(1) / nodes;
    let sound = (1..=MAX_LEVELS).contains(&levels) && boundaries.len() == levels * nodes + 1;
    check_length(LIST, boundaries.len(), sound, || {
        format!("one more than 1 to {MAX_LEVELS} times those of childs, {nodes},")
    })?;
    let mut least = 0;
    for (index, &boundary) in boundaries.iter().enumerate() {
        if boundary < least || boundary as usize > bins {
            let expected = format!("{least} to {bins}");
            return Err(ForestError::Value { list: LIST, index, expected, actual: boundary.into() });
        }
        least = boundary;
    }
    let most = (options.inner * options.inner * options.channels()) as u32;
    let spans: Vec<(u32, u32)> =
        (0..nodes).map(|node| (boundaries[node * levels], boundaries[node * levels + 1])).collect();
    match spans.iter().position(|(start, end)| end - start > most) {
        None => Ok(spans),
        Some(node) => Err(ForestError::Value {
            list: LIST,
            index: node * levels + 1,
            expected: format!("at most {most} edges in a leaf"),
            actual: (spans[node].1 - spans[node].0).into(),
        }),
    }
}

/// A bin is `(channel * inner + column) * inner + row`; all channels are added up, so that none is kept.
fn edges(bins: &[u32], options: &Options) -> Result<Vec<[u8; 2]>, ForestError> {
    let inner = options.inner as u32;
    let count = inner * inner * options.channels() as u32;
    if let Some(index) = bins.iter().position(|&bin| bin >= count) {
        let expected = format!("less than {count}");
        return Err(ForestError::Value { list: "edgeBins", index, expected, actual: bins[index].into() });
    }
    Ok(bins.iter().map(|bin| [bin % inner, bin / inner % inner].map(|i| i as u8)).collect())
}

fn check_length(
    list: &'static str,
    actual: usize,
    sound: bool,
    expected: impl Fn() -> String,
) -> Result<(), ForestError> {
    if sound { Ok(()) } else { Err(ForestError::Length { list, expected: expected(), actual }) }
}
