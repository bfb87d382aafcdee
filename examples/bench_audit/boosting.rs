//! Gradient-boosted trees for two classes: the strongest simple model that could find a shortcut.

/// Rounds of boosting, how much each tree counts, and how deep it is.
const ROUNDS: usize = 60;
const RATE: f64 = 0.15;
const DEPTH: usize = 3;
/// Bins of a feature.
const BINS: usize = 32;
/// A leaf with fewer rows says nothing.
const MIN_ROWS: usize = 20;

/// A trained model.
pub(crate) struct Boosted {
    edges: Vec<Vec<f32>>,
    start: f64,
    trees: Vec<Node>,
}

enum Node {
    Leaf(f64),
    Split { feature: usize, bin: u8, below: Box<Node>, above: Box<Node> },
}

/// Sum of gradients, of second derivatives, and the number of rows.
#[derive(Clone, Copy, Default)]
struct Sums(f64, f64, usize);

impl Boosted {
    /// Learns to tell the rows with a positive label; rows have equally many features.
    pub(crate) fn fit(rows: &[Vec<f32>], positive: &[bool]) -> Self {
        let features = rows.first().map_or(0, Vec::len);
        let edges: Vec<Vec<f32>> = (0..features).map(|f| edges(rows, f)).collect();
        let binned: Vec<Vec<u8>> = rows.iter().map(|row| bins(row, &edges)).collect();
        let share = positive.iter().filter(|p| **p).count() as f64 / positive.len().max(1) as f64;
        let start = (share.clamp(1e-6, 1.0 - 1e-6) / (1.0 - share).max(1e-6)).ln();
        let mut scores = vec![start; rows.len()];
        let mut trees = Vec::new();
        for _ in 0..ROUNDS {
            let gradients: Vec<[f64; 2]> =
                scores.iter().zip(positive).map(|(s, p)| gradient(*s, *p)).collect();
            let tree = grow(&binned, &gradients, &(0..rows.len()).collect::<Vec<usize>>(), features, DEPTH);
            scores.iter_mut().zip(&binned).for_each(|(score, row)| *score += RATE * tree.value(row));
            trees.push(tree);
        }
        Self { edges, start, trees }
    }

    /// The log-odds of a row.
    pub(crate) fn score(&self, row: &[f32]) -> f64 {
        let row = bins(row, &self.edges);
        self.start + self.trees.iter().map(|tree| RATE * tree.value(&row)).sum::<f64>()
    }
}

fn gradient(score: f64, positive: bool) -> [f64; 2] {
    let p = 1.0 / (1.0 + (-score).exp());
    [f64::from(u8::from(positive)) - p, (p * (1.0 - p)).max(1e-6)]
}

/// Quantiles of a feature.
fn edges(rows: &[Vec<f32>], feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = rows.iter().map(|row| row[feature]).collect();
    values.sort_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..BINS).map(|i| values[i * (values.len() - 1) / BINS]).collect();
    edges.dedup();
    edges
}

fn bins(row: &[f32], edges: &[Vec<f32>]) -> Vec<u8> {
    row.iter().zip(edges).map(|(value, edges)| edges.partition_point(|edge| edge < value) as u8).collect()
}

impl Node {
    fn value(&self, row: &[u8]) -> f64 {
        match self {
            Self::Leaf(value) => *value,
            Self::Split { feature, bin, below, above } => {
                if row[*feature] <= *bin {
                    below.value(row)
                } else {
                    above.value(row)
                }
            }
        }
    }
}

fn grow(rows: &[Vec<u8>], gradients: &[[f64; 2]], of: &[usize], features: usize, depth: usize) -> Node {
    let total = of.iter().fold(Sums::default(), |sums, &i| sums.with(gradients[i]));
    let best = if depth == 0 { None } else { best_split(rows, gradients, of, features, total) };
    let Some((feature, bin)) = best else { return Node::Leaf(total.0 / (total.1 + 1.0)) };
    let (below, above): (Vec<usize>, Vec<usize>) = of.iter().partition(|&&i| rows[i][feature] <= bin);
    let grown = |of: &[usize]| Box::new(grow(rows, gradients, of, features, depth - 1));
    Node::Split { feature, bin, below: grown(&below), above: grown(&above) }
}

fn best_split(
    rows: &[Vec<u8>],
    gradients: &[[f64; 2]],
    of: &[usize],
    features: usize,
    total: Sums,
) -> Option<(usize, u8)> {
    let mut best = (1e-3, None);
    for feature in 0..features {
        let mut histogram = [Sums::default(); BINS];
        for &i in of {
            let bin = &mut histogram[usize::from(rows[i][feature])];
            *bin = bin.with(gradients[i]);
        }
        let mut below = Sums::default();
        for (bin, sums) in histogram.iter().enumerate().take(BINS - 1) {
            below = Sums(below.0 + sums.0, below.1 + sums.1, below.2 + sums.2);
            let above = Sums(total.0 - below.0, total.1 - below.1, total.2 - below.2);
            let gain = below.gain() + above.gain() - total.gain();
            if below.2.min(above.2) >= MIN_ROWS && gain > best.0 {
                best = (gain, Some((feature, bin as u8)));
            }
        }
    }
    best.1
}

impl Sums {
    fn with(self, [first, second]: [f64; 2]) -> Self {
        Self(self.0 + first, self.1 + second, self.2 + 1)
    }

    fn gain(self) -> f64 {
        self.0 * self.0 / (self.1 + 1.0)
    }
}
