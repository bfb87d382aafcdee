//! Which segments cross a stretch of a row or column.

/// The segments along every line (row or column) of a map, consecutive repeats removed.
#[derive(Debug)]
pub(super) struct Runs {
    length: usize,
    ids: Vec<u32>,
    /// For every pixel: twice the number of runs that start at or before it, plus 1 on a segment.
    started: Vec<u32>,
}

impl Runs {
    /// `lines` lines of `length` pixels; `id(line, position)` is positive on segments.
    pub(super) fn new(lines: usize, length: usize, id: impl Fn(usize, usize) -> i32) -> Self {
        let mut runs = Self { length, ids: Vec::new(), started: Vec::with_capacity(lines * length) };
        for line in 0..lines {
            let mut previous = 0;
            for position in 0..length {
                let id = id(line, position).max(0) as u32;
                if id > 0 && id != previous {
                    runs.ids.push(id);
                }
                previous = id;
                runs.started.push(2 * runs.ids.len() as u32 + u32::from(id > 0));
            }
        }
        runs
    }

    /// Segments on positions `from..=to` of a line, in order, possibly repeated.
    pub(super) fn crossing(&self, line: u32, from: u32, to: u32) -> &[u32] {
        let line = &self.started[line as usize * self.length..][..self.length];
        let (from, to) = (line[from as usize], line[to as usize]);
        &self.ids[((from >> 1) - (from & 1)) as usize..(to >> 1) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;

    #[test]
    fn runs_that_touch_the_stretch() {
        let line = [0, 3, 3, 0, 5, 5, 7, -1, 3];
        let runs = Runs::new(2, line.len(), |_, i| line[i]);
        assert_eq!(runs.crossing(1, 0, 8), [3, 5, 7, 3]);
        assert_eq!(runs.crossing(0, 2, 5), [3, 5]);
        assert_eq!(runs.crossing(0, 3, 3), [0u32; 0]);
        assert_eq!(runs.crossing(1, 7, 8), [3]);
    }
}
