//! Pictures of floats.

/// One value a pixel, rows from top to bottom: `values[y * width + x]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

impl Plane {
    pub(crate) fn new(width: usize, height: usize, values: Vec<f32>) -> Self {
        debug_assert_eq!(width * height, values.len());
        Self { width, height, values }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// The value between pixels; coordinates are pulled just inside the picture.
    pub(crate) fn bilinear(&self, x: f32, y: f32) -> f32 {
        let (x0, x1, dx) = split(x, self.width);
        let (y0, y1, dy) = split(y, self.height);
        let top = (1.0 - dx) * self.at(x0, y0) + dx * self.at(x1, y0);
        let bottom = (1.0 - dx) * self.at(x0, y1) + dx * self.at(x1, y1);
        (1.0 - dy) * top + dy * bottom
    }

    /// The derivatives along x and y: central differences, one-sided at the border.
    pub(crate) fn gradient(&self, x: usize, y: usize) -> (f32, f32) {
        let (left, right) = (x.saturating_sub(1), (x + 1).min(self.width - 1));
        let (above, below) = (y.saturating_sub(1), (y + 1).min(self.height - 1));
        let slope = |from: f32, to: f32, distance: usize| (to - from) / distance.max(1) as f32;
        (
            slope(self.at(left, y), self.at(right, y), right - left),
            slope(self.at(x, above), self.at(x, below), below - above),
        )
    }
}

/// The pixels on both sides of a coordinate, and how far it is from the first.
pub(crate) fn split(coordinate: f32, size: usize) -> (usize, usize, f32) {
    let inside = coordinate.clamp(0.0, (size as f32 - 1.001).max(0.0));
    let first = inside as usize;
    (first, (first + 1).min(size - 1), inside - first as f32)
}

#[cfg(test)]
mod tests {
    use super::Plane;

    #[test]
    fn a_slope_is_interpolated_and_differentiated() {
        let plane = Plane::new(3, 2, vec![0.0, 2.0, 4.0, 1.0, 3.0, 5.0]);
        assert_eq!(plane.bilinear(0.5, 0.5), 1.5);
        assert_eq!(plane.bilinear(-7.0, -7.0), 0.0);
        assert_eq!(plane.gradient(0, 0), (2.0, 1.0));
        assert_eq!(plane.gradient(1, 1), (2.0, 1.0));
        assert_eq!(Plane::new(1, 1, vec![9.0]).gradient(0, 0), (0.0, 0.0));
        assert_eq!(Plane::new(1, 1, vec![9.0]).bilinear(3.0, 3.0), 9.0);
    }
}
