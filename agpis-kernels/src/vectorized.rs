//! Loops compiled once for every kind of processor, and run on all threads.

use pulp::{Arch, Simd, WithSimd};

/// Values that one thread does at least: fewer are not worth waking another one.
pub(crate) const CHUNK: usize = 1 << 14;

/// A loop over values. What it calls has to be inlined for it to be compiled for wide vectors.
pub(crate) trait Kernel {
    /// Runs the loop.
    fn run<const FMA: bool>(self);
}

/// Runs a loop with the widest vectors that there are.
pub(crate) fn run(kernel: impl Kernel) {
    Arch::new().dispatch(Vectorized(kernel));
}

struct Vectorized<K>(K);

impl<K: Kernel> WithSimd for Vectorized<K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // Every processor with vectors of 256 bits that is told apart here has the instruction.
        if cfg!(target_arch = "aarch64") || size_of::<S::f32s>() >= 32 {
            self.0.run::<true>();
        } else {
            self.0.run::<false>();
        }
    }
}
