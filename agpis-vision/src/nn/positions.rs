//! Where fresh position embeddings begin.

use burn::module::{Param, ParamId};
use burn::tensor::{Device, Shape, Tensor, TensorData};

/// The largest wavelength is some ten times as long as a row of patches.
const WAVELENGTHS: f32 = 100.0;
/// Beside features of about the same size.
const AMPLITUDE: f32 = 0.5;

/// A learned `[1, rows · columns + 1, d_model]` that begins with sine and cosine of column and row, and with zeros for the class
/// token (Chen et al. 2021, Beyer et al. 2022). From random vectors, a ViT first has to find out which patches are
/// neighbours, and small data teach that slowly.
#[must_use]
pub fn patch_positions(grid: [usize; 2], d_model: usize, device: &Device) -> Param<Tensor<3>> {
    let shape = [1, grid[0] * grid[1] + 1, d_model];
    learned(shape, device, move || patch_values(grid, d_model))
}

/// A learned `[images · tokens, d_model]` that begins with sine and cosine of the image's number, the same for all of its
/// tokens. Random vectors of the usual size are so faint beside normalised features that the first image is hard to tell
/// from the last.
#[must_use]
pub fn image_positions(images: usize, tokens: usize, d_model: usize, device: &Device) -> Param<Tensor<2>> {
    learned([images * tokens, d_model], device, move || {
        (0..images).flat_map(|image| vec![wave_values(image, d_model); tokens].concat()).collect()
    })
}

/// Values that are made when they are first asked for, as those of all fresh parameters.
fn learned<const D: usize>(
    shape: [usize; D],
    device: &Device,
    values: impl FnOnce() -> Vec<f32> + Send + Sync + 'static,
) -> Param<Tensor<D>> {
    let make = move |device: &Device, requires_grad: bool| {
        let tensor = Tensor::from_data(TensorData::new(values(), shape), device);
        if requires_grad { tensor.require_grad() } else { tensor }
    };
    Param::uninitialized(ParamId::new(), make, device.clone(), true, Shape::from(shape))
}

/// `grid` is rows and columns. What is left over of a width that is no multiple of four is zero.
fn patch_values([rows, columns]: [usize; 2], d_model: usize) -> Vec<f32> {
    let mut values = vec![0.0; d_model];
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        for place in [column, row] {
            values.extend(wave_values(place, d_model / 4 * 2));
        }
        values.resize(values.len() + d_model % 4, 0.0);
    }
    values
}

/// Sine and cosine of a place at `width / 2` wavelengths.
fn wave_values(place: usize, width: usize) -> Vec<f32> {
    let waves = width / 2;
    let angle = |wave: usize| place as f32 / WAVELENGTHS.powf(wave as f32 / waves as f32);
    let mut values: Vec<f32> =
        (0..waves).flat_map(|wave| [AMPLITUDE * angle(wave).sin(), AMPLITUDE * angle(wave).cos()]).collect();
    values.resize(width, 0.0);
    values
}

#[cfg(test)]
mod tests {
    use super::{patch_values, wave_values};

    #[test]
    fn neighbours_are_alike_and_all_places_differ() {
        let (d, columns) = (18, 5);
        let all = patch_values([3, columns], d);
        assert_eq!(all.len(), d * (3 * columns + 1));
        let at = |row: usize, column: usize| &all[d * (1 + row * columns + column)..][..d];
        let apart = |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum() };
        assert!(all[..d].iter().all(|v| *v == 0.0), "the class token has no place");
        assert!(apart(at(1, 1), at(1, 2)) < apart(at(1, 1), at(1, 3)));
        assert!(apart(at(0, 1), at(1, 1)) > 0.01 && apart(at(0, 1), at(1, 0)) > 0.01);
        assert!(apart(&wave_values(0, 9), &wave_values(2, 9)) > 0.1);
    }
}
