//! Connected regions of a grid.

/// Indices of the up to four neighbours.
pub(super) fn neighbours(i: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (i % width, i / width);
    let beside = [
        (x > 0).then(|| i - 1),
        (x + 1 < width).then_some(i + 1),
        (y > 0).then(|| i - width),
        (y + 1 < height).then_some(i + width),
    ];
    beside.into_iter().flatten()
}

/// Everything that `enter(from, to)` lets in from the seeds; seeds themselves are in.
pub(super) fn flood(
    seeds: impl Iterator<Item = usize>,
    [width, height]: [usize; 2],
    enter: impl Fn(usize, usize) -> bool,
) -> Vec<bool> {
    let mut inside = vec![false; width * height];
    let mut open: Vec<usize> = seeds.collect();
    open.iter().for_each(|&i| inside[i] = true);
    while let Some(from) = open.pop() {
        for to in neighbours(from, width, height) {
            if !inside[to] && enter(from, to) {
                inside[to] = true;
                open.push(to);
            }
        }
    }
    inside
}

/// The connected regions of what is marked, each as a list of indices.
pub(super) fn components(marked: &[bool], [width, height]: [usize; 2]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; marked.len()];
    let mut found = Vec::new();
    for start in 0..marked.len() {
        if !marked[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        let mut region = vec![start];
        let mut next = 0;
        while next < region.len() {
            for to in neighbours(region[next], width, height) {
                if marked[to] && !seen[to] {
                    seen[to] = true;
                    region.push(to);
                }
            }
            next += 1;
        }
        found.push(region);
    }
    found
}
