//! How a parameter of a model is made of the tensors of a file.

use std::io;

use crate::{DType, Tensor, Values};

/// What has to be done to stored tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Nothing; a stored tensor may have more or fewer dimensions of size 1.
    Same,
    /// PyTorch's `Linear` and non-overlapping `Conv2d` weights, `[out, in…]`, become `[in, out]`; several
    /// of them are put side by side: `[in, out + out + …]`.
    Transposed,
    /// Vectors behind one another: the biases of `Transposed` weights.
    SideBySide,
}

/// A parameter of a model as it will be read from a file.
#[derive(Clone, Debug)]
pub struct Arranged {
    pub(crate) parts: Vec<Tensor>,
    pub(crate) layout: Layout,
    pub(crate) shape: Vec<usize>,
    pub(crate) dtype: DType,
}

impl Arranged {
    /// Its sizes, as the model has them.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The element type of [`read`](Self::read): full or half precision.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Reads its values.
    ///
    /// # Errors
    /// If the file cannot be read, or is not what it was when it was opened.
    pub fn read(&self) -> io::Result<Values> {
        Ok(match self.dtype {
            DType::F16 => Values::F16(self.arranged(Values::into_f16)?),
            DType::BF16 => Values::BF16(self.arranged(Values::into_bf16)?),
            _ => Values::F32(self.arranged(Values::into_f32)?),
        })
    }

    /// One part is in memory beside the result.
    fn arranged<T: Copy + Default>(&self, convert: impl Fn(Values) -> Vec<T>) -> io::Result<Vec<T>> {
        if let (Layout::Same | Layout::SideBySide, [part]) = (self.layout, self.parts.as_slice()) {
            return part.read().map(convert);
        }
        let mut values = vec![T::default(); self.parts.iter().map(Tensor::num_elements).sum()];
        let num_columns: usize = self.parts.iter().map(rows).sum();
        let mut column = 0;
        for part in &self.parts {
            let stored = convert(part.read()?);
            match self.layout {
                Layout::Transposed => transpose(&stored, rows(part), &mut values[column..], num_columns),
                Layout::Same | Layout::SideBySide => {
                    values[column..][..stored.len()].copy_from_slice(&stored);
                }
            }
            column += rows(part);
        }
        Ok(values)
    }
}

fn rows(part: &Tensor) -> usize {
    part.shape().first().copied().unwrap_or(1)
}

/// Writes the transposed `[rows, columns]` matrix `from` into the first columns of `to`, whose rows are
/// `stride` long.
fn transpose<T: Copy>(from: &[T], rows: usize, to: &mut [T], stride: usize) {
    /// Two blocks of so many rows and columns fit into the fastest cache.
    const BLOCK: usize = 32;
    let columns = from.len() / rows.max(1);
    for row in (0..rows).step_by(BLOCK) {
        for column in (0..columns).step_by(BLOCK) {
            for c in column..columns.min(column + BLOCK) {
                let line = &mut to[c * stride..][row..rows.min(row + BLOCK)];
                for (value, r) in line.iter_mut().zip(row..) {
                    *value = from[r * columns + c];
                }
            }
        }
    }
}

/// The shape that `parts` get by `layout`, or what is wrong with them.
pub(crate) fn arranged_shape(layout: Layout, parts: &[&Tensor]) -> Result<Vec<usize>, String> {
    match (layout, parts) {
        (Layout::Same, [part]) => Ok(part.shape().to_vec()),
        (Layout::Transposed, parts) => {
            let sizes = |part: &&Tensor| match part.shape() {
                [d_out, d_in @ ..] if !d_in.is_empty() && *d_out > 0 => {
                    Ok((*d_out, d_in.iter().product::<usize>()))
                }
                shape => Err(format!("expected a matrix, got {shape:?}")),
            };
            let sizes = parts.iter().map(sizes).collect::<Result<Vec<_>, _>>()?;
            let d_in = sizes[0].1;
            if sizes.iter().any(|&(_, other)| other != d_in) {
                return Err(format!("expected matrices with {d_in} columns, got {parts:?}"));
            }
            Ok(vec![d_in, sum(sizes.into_iter().map(|(d_out, _)| d_out))])
        }
        (Layout::Same | Layout::SideBySide, parts) => match parts.iter().find(|part| part.shape().len() != 1)
        {
            Some(part) => Err(format!("expected vectors, got {:?}", part.shape())),
            None => Ok(vec![sum(parts.iter().map(|part| part.shape()[0]))]),
        },
    }
}

/// Matrices without columns may have any number of rows, in a file.
fn sum(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.fold(0, usize::saturating_add)
}
