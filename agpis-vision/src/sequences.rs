//! What all classifiers of sequences share: which sequences they take, and what their logits mean.

use agpis_core::{ClassProbabilities, Error, ErrorKind, Image, Sequence};
use burn::tensor::{DType, Tensor};

use crate::nn::softmax;
use crate::read;

/// Checks that all sequences have the length that a model judges, K^t.
///
/// # Errors
/// [`ErrorKind::Input`] with the product of the first one that has not.
pub fn check_lengths(sequences: &[Sequence], expected: usize) -> Result<(), Error> {
    match sequences.iter().find(|sequence| sequence.images().len() != expected) {
        None => Ok(()),
        Some(sequence) => {
            let (id, actual) = (sequence.product(), sequence.images().len());
            let message = format!("expected sequences of {expected} images, got {actual} for product {id}");
            Err(Error::new(ErrorKind::Input, message))
        }
    }
}

/// The images of all sequences, one sequence after the other.
#[must_use]
pub fn images(sequences: &[Sequence]) -> Vec<Image> {
    sequences.iter().flat_map(Sequence::images).map(|candidate| candidate.image.clone()).collect()
}

/// One distribution for every row of logits.
///
/// # Shapes
/// - `logits`: `[batch, classes]`
///
/// # Errors
/// [`ErrorKind::Model`] if the device fails or the logits are no numbers.
pub fn class_probabilities(logits: Tensor<2>) -> Result<Vec<ClassProbabilities>, Error> {
    let [_, classes] = logits.dims();
    let failed = |e| Error::new(ErrorKind::Model, "the model gave no class probabilities").with_source(e);
    let probabilities = read(softmax(logits.cast(DType::F32)))?;
    probabilities.chunks(classes).map(|row| ClassProbabilities::new(row).map_err(failed)).collect()
}
