//! In which order to learn, and how much each class counts, where classes are far from equal (Table 1).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::DataError;

/// The weight of every class by its frequency, n / (K · n_c): with these, all classes count alike. n is the number of
/// examples, K that of classes which have any. A class without examples gets 1, which no example uses.
///
/// The mean over the examples is 1. Rare classes get large weights: see [`root_balanced_weights`].
///
/// # Errors
/// If a class index is not below `num_classes`.
pub fn balanced_weights(classes: &[usize], num_classes: usize) -> Result<Vec<f32>, DataError> {
    weights(classes, num_classes, |balanced| balanced)
}

/// The square roots of the [`balanced_weights`]: half-way, on a scale of ratios, between those and no weights.
///
/// # Errors
/// As [`balanced_weights`].
pub fn root_balanced_weights(classes: &[usize], num_classes: usize) -> Result<Vec<f32>, DataError> {
    weights(classes, num_classes, f64::sqrt)
}

fn weights(classes: &[usize], num_classes: usize, of: fn(f64) -> f64) -> Result<Vec<f32>, DataError> {
    let mut counts = vec![0_usize; num_classes];
    for &class in classes {
        let expected = "class indices below the number of classes";
        let error = || DataError::Setting { expected, actual: format!("{class} of {num_classes}") };
        *counts.get_mut(class).ok_or_else(error)? += 1;
    }
    let present = counts.iter().filter(|&&count| count > 0).count();
    let weight = |&count: &usize| match count {
        0 => 1.0,
        _ => of(classes.len() as f64 / (present as f64 * count as f64)) as f32,
    };
    Ok(counts.iter().map(weight).collect())
}

/// The examples of an epoch, in order: a pure function of the seed and the epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochOrder {
    qualified: Vec<usize>,
    rejected: Vec<usize>,
    share: Option<f64>,
}

impl EpochOrder {
    /// All examples once an epoch, shuffled. `classes` are those of the examples, 0 for qualified.
    #[must_use]
    pub fn new(classes: impl IntoIterator<Item = usize>) -> Self {
        let (qualified, rejected): (Vec<_>, Vec<_>) =
            classes.into_iter().enumerate().partition(|&(_, class)| class == 0);
        let indices = |list: Vec<(usize, usize)>| list.into_iter().map(|(index, _)| index).collect();
        Self { qualified: indices(qualified), rejected: indices(rejected), share: None }
    }

    /// With this share of qualified examples in every epoch, in `0.0..=1.0`, rounded to whole examples.
    ///
    /// An epoch stays as long as there are examples. Of the side that there is too much of, some are left out, others
    /// in every epoch, until all have had their turn; those of the other side come again, none twice more often than
    /// another. If there are no examples on one side, the other one fills the epoch.
    ///
    /// # Errors
    /// If it is no such share.
    pub fn with_qualified_share(self, share: f64) -> Result<Self, DataError> {
        if !(0.0..=1.0).contains(&share) {
            let expected = "a share of qualified examples in 0.0..=1.0";
            return Err(DataError::Setting { expected, actual: share.to_string() });
        }
        Ok(Self { share: Some(share), ..self })
    }

    /// Examples in an epoch.
    #[must_use]
    pub fn len(&self) -> usize {
        self.qualified.len() + self.rejected.len()
    }

    /// Whether there is no example.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Indices of the examples of an epoch.
    #[must_use]
    pub fn epoch_order(&self, seed: u64, epoch: u64) -> Vec<usize> {
        let qualified = self.wanted();
        let mut order = turn(&self.qualified, qualified, [seed, 0], epoch);
        order.extend(turn(&self.rejected, self.len() - qualified, [seed, 1], epoch));
        shuffle(&mut order, [seed, 2], epoch);
        order
    }

    /// How many qualified examples an epoch has.
    fn wanted(&self) -> usize {
        match (self.share, self.qualified.len(), self.rejected.len()) {
            (Some(share), 1.., 1..) => (share * self.len() as f64).round() as usize,
            _ => self.qualified.len(),
        }
    }
}

/// The next `count` of an endless row of all examples, each time shuffled anew: epoch after epoch goes on where the
/// last one ended.
fn turn(all: &[usize], count: usize, key: [u64; 2], epoch: u64) -> Vec<usize> {
    let length = all.len() as u64;
    let mut taken = Vec::with_capacity(count);
    if length == 0 {
        return taken;
    }
    let start = u128::from(epoch) * count as u128;
    let (mut round, mut at) = ((start / u128::from(length)) as u64, (start % u128::from(length)) as usize);
    while taken.len() < count {
        let mut row = all.to_vec();
        shuffle(&mut row, key, round);
        taken.extend(row[at..].iter().take(count - taken.len()));
        (round, at) = (round.wrapping_add(1), 0);
    }
    taken
}

fn shuffle(list: &mut [usize], [seed, purpose]: [u64; 2], stream: u64) {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&purpose.to_le_bytes());
    key[16..24].copy_from_slice(&stream.to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    for i in (1..list.len()).rev() {
        // The bias of the remainder is below 2^-40 for any data set.
        list.swap(i, (rng.next_u64() % (i as u64 + 1)) as usize);
    }
}
