//! Sums over rectangles in four reads.

/// An integral image: `(width + 1) × (height + 1)`, column by column.
#[derive(Debug)]
pub(super) struct RectangleSums {
    stride: usize,
    sums: Vec<f32>,
}

impl RectangleSums {
    /// From `width × height` values, column by column. As in the reference, the first row and the first
    /// column are left out, and the order of addition is this one.
    pub(super) fn new(width: usize, height: usize, values: &[f32]) -> Self {
        let stride = height + 1;
        let mut sums = vec![0.0; (width + 1) * stride];
        for x in 1..width {
            for y in 1..height {
                let (left, i) = (x * stride + y, (x + 1) * stride + y);
                sums[i + 1] = values[x * height + y] + sums[left + 1] + sums[i] - sums[left];
            }
        }
        Self { stride, sums }
    }

    /// Sum over columns `x0..=x1` and rows `y0..=y1`.
    pub(super) fn sum(&self, x0: i32, y0: i32, x1: i32, y1: i32) -> f32 {
        let at = |x: i32, y: i32| self.sums[x as usize * self.stride + y as usize];
        at(x0, y0) + at(x1 + 1, y1 + 1) - at(x1 + 1, y0) - at(x0, y1 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::RectangleSums;

    #[test]
    fn sums_leave_out_the_first_row_and_column() {
        let values: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let sums = RectangleSums::new(3, 4, &values);
        assert_eq!(sums.sum(1, 1, 2, 2), 5.0 + 6.0 + 9.0 + 10.0);
        assert_eq!(sums.sum(0, 0, 1, 1), 5.0);
    }
}
