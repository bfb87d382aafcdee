//! Pictures that share content, directly or through others.

/// Sets of numbers that are joined step by step.
pub(crate) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    pub(crate) fn new(size: usize) -> Self {
        Self { parents: (0..size).collect() }
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number stays, so that groups come in the order of their first pictures.
        self.parents[a.max(b)] = a.min(b);
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.parents[i] != i {
            self.parents[i] = self.parents[self.parents[i]];
            i = self.parents[i];
        }
        i
    }

    /// The groups of more than one.
    pub(crate) fn into_groups(mut self) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); self.parents.len()];
        for i in 0..self.parents.len() {
            let root = self.root(i);
            groups[root].push(i);
        }
        groups.retain(|group| group.len() > 1);
        groups
    }
}
