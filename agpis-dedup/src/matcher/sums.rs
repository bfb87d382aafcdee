//! Sums of products over long vectors, sixteen side by side: fast, and always added up in the same order.

const LANES: usize = 16;

pub(super) fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    summed(a, b, |a, b| (a - b) * (a - b))
}

pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    summed(a, b, |a, b| a * b)
}

fn summed(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    let (a, rest_a) = a.as_chunks::<LANES>();
    let (b, rest_b) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    let rest: f32 = rest_a.iter().zip(rest_b).map(|(&a, &b)| term(a, b)).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::{dot, squared_distance};

    #[test]
    fn every_value_counts() {
        for length in [0, 1, 15, 16, 17, 40] {
            let (a, b) = (vec![3.0; length], vec![1.0; length]);
            assert_eq!(dot(&a, &b), 3.0 * length as f32);
            assert_eq!(squared_distance(&a, &b), 4.0 * length as f32);
        }
    }
}
