//! What the number of a feature means: a value of a patch, or the difference between two.

use super::options::Options;

/// Where in an interleaved picture of features, from the patch's first value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    /// A value of the lightly smoothed features.
    Regular(u32),
    /// Self-similarity: the first minus the second, of the strongly smoothed features.
    Difference(u32, u32),
}

/// How many features there are.
pub(super) fn count(options: &Options) -> usize {
    regular(options) + options.channels() * pairs(options)
}

/// All features by number, for a picture `width` features wide.
///
/// Numbers count channels slowest; within one, as in MATLAB, columns slower than rows. Pairs of cells are in
/// the order (0, 1), (0, 2), …, (1, 2), ….
pub(super) fn table(options: &Options, width: usize) -> Vec<Lookup> {
    let (side, channels) = (options.shrunk_patch(), options.channels());
    let offset =
        |row: usize, column: usize, channel: usize| ((row * width + column) * channels + channel) as u32;
    let mut table = Vec::with_capacity(count(options));
    for channel in 0..channels {
        for column in 0..side {
            table.extend((0..side).map(|row| Lookup::Regular(offset(row, column, channel))));
        }
    }
    let centres = cell_centres(side, options.grid);
    let cells: Vec<(usize, usize)> =
        centres.iter().flat_map(|&column| centres.iter().map(move |&row| (row, column))).collect();
    for channel in 0..channels {
        let at = |(row, column): (usize, usize)| offset(row, column, channel);
        for (i, &first) in cells.iter().enumerate() {
            table.extend(cells[i + 1..].iter().map(|&second| Lookup::Difference(at(first), at(second))));
        }
    }
    table
}

fn regular(options: &Options) -> usize {
    options.shrunk_patch().pow(2) * options.channels()
}

fn pairs(options: &Options) -> usize {
    let cells = options.grid * options.grid;
    cells * (cells - 1) / 2
}

/// The middles of `grid` cells side by side in a patch of `side`, the outer ones half a cell from its border.
fn cell_centres(side: usize, grid: usize) -> Vec<usize> {
    let half = (side as f64 / (2 * grid) as f64).round_ties_even();
    let step = (side as f64 + 2.0 * half - 1.0) / (grid + 1) as f64;
    (1..=grid).map(|i| ((i as f64 * step - half + 0.5).max(0.0) as usize).min(side - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::cell_centres;

    #[test]
    fn cells_are_spread_over_the_patch() {
        assert_eq!(cell_centres(16, 5), [1, 4, 8, 11, 14]);
        for (side, grid) in (1..=128).flat_map(|side| (1..=8).map(move |grid| (side, grid))) {
            let centres = cell_centres(side, grid);
            assert!(centres.is_sorted() && centres[grid - 1] < side, "{side}/{grid}: {centres:?}");
        }
    }
}
