//! Some of the examples of a data set.

use agpis_core::Image;

use super::{DataError, Example, Examples};

/// Some examples of another data set, such as one part of a split.
#[derive(Clone, Debug)]
pub struct Subset<E> {
    of: E,
    indices: Vec<usize>,
    examples: Vec<Example>,
}

impl<E: Examples> Subset<E> {
    /// The examples of `of`, which may be a reference, with these indices, in this order.
    ///
    /// # Errors
    /// If there is no example with one of them.
    pub fn new(of: E, indices: Vec<usize>) -> Result<Self, DataError> {
        let all = of.examples();
        let missing = |actual| DataError::NoSuchExample { expected: all.len(), actual };
        let example = |&index: &usize| all.get(index).cloned().ok_or_else(|| missing(index));
        let examples = indices.iter().map(example).collect::<Result<_, _>>()?;
        Ok(Self { of, indices, examples })
    }

    /// The indices in the other data set.
    #[must_use]
    pub fn indices(&self) -> &[usize] {
        &self.indices
    }
}

impl<E: Examples> Examples for Subset<E> {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        let expected = self.indices.len();
        let of = self.indices.get(index).ok_or(DataError::NoSuchExample { expected, actual: index })?;
        self.of.images(*of)
    }
}
