//! Pictures with masks, and which of their pixels are outline.

use agpis_core::Image;

/// A picture, and where in it the thing is whose outline is to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeExample {
    image: Image,
    mask: Vec<bool>,
}

/// The mask does not fit the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a mask of {expected} pixels, as the picture has, got {actual}")]
pub struct EdgeExampleError {
    /// Pixels of the picture.
    pub expected: usize,
    /// Pixels of the mask.
    pub actual: usize,
}

impl EdgeExample {
    /// A picture and one truth value a pixel, row by row: whether it shows the thing. Where the picture's
    /// border cuts the thing is no outline.
    ///
    /// # Errors
    /// If the mask has another number of pixels than the picture.
    pub fn new(image: Image, mask: Vec<bool>) -> Result<Self, EdgeExampleError> {
        let expected = image.pixels().len() / 3;
        if mask.len() == expected {
            Ok(Self { image, mask })
        } else {
            Err(EdgeExampleError { expected, actual: mask.len() })
        }
    }

    /// The picture.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Whether each pixel shows the thing, row by row.
    #[must_use]
    pub fn mask(&self) -> &[bool] {
        &self.mask
    }

    /// The pixels within `near` of the outline, and those farther than `far` from it, both in reading order.
    /// The outline is all pixels with a neighbour, right, left, above or below, on the other side of it.
    pub(super) fn split(&self, near: f32, far: f32) -> (Vec<usize>, Vec<usize>) {
        let distances = self.distances(far);
        let pixels = 0..distances.len();
        let outline = pixels.clone().filter(|&i| distances[i] <= near).collect();
        (outline, pixels.filter(|&i| distances[i] > far).collect())
    }

    /// The distance of every pixel to the outline, infinite beyond `reach`.
    fn distances(&self, reach: f32) -> Vec<f32> {
        let (width, height) = (self.image.width() as usize, self.image.height() as usize);
        let mut distances = vec![f32::INFINITY; width * height];
        let steps = reach as usize;
        for pixel in (0..distances.len()).filter(|&i| self.on_outline(i)) {
            let (x, y) = (pixel % width, pixel / width);
            for row in y.saturating_sub(steps)..(y + steps + 1).min(height) {
                for column in x.saturating_sub(steps)..(x + steps + 1).min(width) {
                    let (dx, dy) = (x.abs_diff(column) as f32, y.abs_diff(row) as f32);
                    let (distance, known) =
                        ((dx * dx + dy * dy).sqrt(), &mut distances[row * width + column]);
                    if distance <= reach && distance < *known {
                        *known = distance;
                    }
                }
            }
        }
        distances
    }

    fn on_outline(&self, pixel: usize) -> bool {
        let width = self.image.width() as usize;
        let differs = |other: usize| self.mask.get(other).is_some_and(|&shown| shown != self.mask[pixel]);
        let column = pixel % width;
        column > 0 && differs(pixel - 1)
            || column + 1 < width && differs(pixel + 1)
            || pixel >= width && differs(pixel - width)
            || differs(pixel + width)
    }
}

#[cfg(test)]
mod tests {
    use agpis_core::Image;

    use super::EdgeExample;

    #[test]
    fn pixels_between_near_and_far_are_neither() {
        let image = Image::from_rgb8(9, 2, vec![0; 54]).unwrap();
        let mask = (0..18).map(|i| i % 9 < 4).collect();
        let (outline, others) = EdgeExample::new(image.clone(), mask).unwrap().split(1.0, 2.0);
        assert_eq!(outline, [2, 3, 4, 5, 11, 12, 13, 14]);
        assert_eq!(others, [0, 7, 8, 9, 16, 17]);
        assert_eq!(EdgeExample::new(image, vec![true; 5]).unwrap_err().expected, 18);
    }
}
