//! Random streams that depend on a name and on nothing else.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Names one stream. Everything random in the bench draws from a stream of its own, so no picture
/// depends on which others were drawn before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key([u64; 4]);

impl Key {
    pub(crate) fn new(seed: u64) -> Self {
        Self([0, 1, 2, 3].map(|lane| mix(seed ^ mix(lane))))
    }

    /// The key of `purpose` number `number` below this one.
    pub(crate) fn child(self, purpose: &str, number: u64) -> Self {
        let tag = mix(fnv1a(purpose.as_bytes()) ^ mix(number));
        let mut lane = 0;
        Self(self.0.map(|key| {
            lane += 1;
            mix(key ^ mix(tag.wrapping_add(lane)))
        }))
    }

    pub(crate) fn number(self) -> u64 {
        self.0[0]
    }

    pub(crate) fn stream(self) -> Stream {
        let mut seed = [0; 32];
        for (bytes, lane) in seed.chunks_exact_mut(8).zip(self.0) {
            bytes.copy_from_slice(&lane.to_le_bytes());
        }
        Stream(ChaCha8Rng::from_seed(seed))
    }
}

/// The finaliser of SplitMix64.
pub(crate) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(crate) fn range(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.unit()
    }

    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    pub(crate) fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Uniform in `0..n`; `n` must not be 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// An index, as often as its weight says.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f32> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f32>();
        let mut last = 0;
        for (index, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
            last = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_stream_depends_on_its_whole_name() {
        let first = |key: Key| key.stream().bits();
        let key = Key::new(1);
        let streams = [
            first(key),
            first(Key::new(2)),
            first(key.child("a", 0)),
            first(key.child("b", 0)),
            first(key.child("a", 1)),
            first(key.child("a", 0).child("a", 0)),
        ];
        assert!((0..streams.len()).all(|i| !streams[..i].contains(&streams[i])), "{streams:x?}");
        assert_eq!(first(key.child("a", 1)), streams[4]);
    }

    #[test]
    fn weights_of_zero_are_never_drawn() {
        let mut stream = Key::new(3).stream();
        assert!((0..1_000).all(|_| stream.weighted([0.0, 1.0, 0.0, 2.0, 0.0].into_iter()) % 2 == 1));
    }
}
