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
            let (before, rest) = sums[x * stride..].split_at_mut(stride);
            let column = &mut rest[1..stride];
            let values = &values[x * height..][..height];
            let mut above = 0.0;
            for y in 1..height {
                above = values[y] + before[y + 1] + above - before[y];
                column[y] = above;
            }
        }
        Self { stride, sums }
    }

    /// Columns `x0..=x1`.
    pub(super) fn strip(&self, x0: i32, x1: i32) -> SumsOfRows<'_> {
        let column = |x: i32| &self.sums[x as usize * self.stride..][..self.stride];
        SumsOfRows { left: column(x0), right: column(x1 + 1) }
    }
}

/// Sums over rectangles of the same columns.
pub(super) struct SumsOfRows<'a> {
    left: &'a [f32],
    right: &'a [f32],
}

impl SumsOfRows<'_> {
    /// Sum over rows `y0..=y1`.
    pub(super) fn sum(&self, y0: i32, y1: i32) -> f32 {
        let (y0, y1) = (y0 as usize, y1 as usize + 1);
        self.left[y0] + self.right[y1] - self.right[y0] - self.left[y1]
    }
}

#[cfg(test)]
mod tests {
    use super::RectangleSums;

    #[test]
    fn sums_leave_out_the_first_row_and_column() {
        let values: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let sums = RectangleSums::new(3, 4, &values);
        assert_eq!(sums.strip(1, 2).sum(1, 2), 5.0 + 6.0 + 9.0 + 10.0);
        assert_eq!(sums.strip(0, 1).sum(0, 1), 5.0);
    }
}
