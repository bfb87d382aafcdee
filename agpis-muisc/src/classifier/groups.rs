//! Sequences of a batch whose titles have the same length.

use std::collections::BTreeMap;

use burn::tensor::{Device, Int, Tensor};

use super::ids;

/// Rows of a batch, with titles of the same number of tokens.
#[derive(Debug)]
pub(super) struct Group {
    rows: Vec<usize>,
    titles: Vec<Vec<u32>>,
    is_whole_batch: bool,
}

/// The rows of a batch by the lengths of their titles.
pub(super) fn by_length(titles: Vec<Vec<u32>>) -> Vec<Group> {
    let batch = titles.len();
    let mut groups: BTreeMap<usize, (Vec<usize>, Vec<Vec<u32>>)> = BTreeMap::new();
    for (row, title) in titles.into_iter().enumerate() {
        let (rows, titles) = groups.entry(title.len()).or_default();
        rows.push(row);
        titles.push(title);
    }
    let group = |(rows, titles): (Vec<usize>, _)| Group { is_whole_batch: rows.len() == batch, rows, titles };
    groups.into_values().map(group).collect()
}

impl Group {
    /// Its rows in the batch.
    pub(super) fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The titles, `[rows, title_tokens]`.
    pub(super) fn tokens(&self, device: &Device) -> Tensor<2, Int> {
        let all: Vec<i64> = self.titles.iter().flat_map(|title| ids(title)).collect();
        Tensor::<1, Int>::from_data(all.as_slice(), device).reshape([self.rows.len() as i64, -1])
    }

    /// Its rows of a tensor over the batch.
    pub(super) fn of(&self, batch: &Tensor<3>) -> Tensor<3> {
        if self.is_whole_batch {
            return batch.clone();
        }
        let rows: Vec<i64> = self.rows.iter().map(|&row| row as i64).collect();
        batch.clone().select(0, Tensor::<1, Int>::from_data(rows.as_slice(), &batch.device()))
    }
}
