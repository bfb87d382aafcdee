//! Which sequences can be made of the images of a selection.

use crate::Shortlist;

/// Indices of different images, the primary first.
pub(super) type Order = Vec<usize>;

/// All orders of a length over the kept images of a product.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    /// Every kept image, the primary first, then by preference.
    images: Vec<usize>,
    length: usize,
}

impl Orders {
    /// Of `length` images out of `shortlist`, which has so many; an index is one into
    /// [`Shortlist::kept`], and so smaller for an earlier candidate.
    pub(super) fn new(shortlist: &Shortlist, length: usize) -> Self {
        let place = |candidate| shortlist.kept.partition_point(|&kept| kept < candidate);
        Self { images: shortlist.by_preference().into_iter().map(place).collect(), length }
    }

    /// How many there are: the primary image is fixed, each further place has one image less to choose
    /// from.
    pub(super) fn count(&self) -> usize {
        (1..self.length).map(|place| self.images.len() - place).fold(1, usize::saturating_mul)
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<Order> {
        self.places().fold(vec![self.preferred()], |orders, place| self.vary(&orders, place))
    }

    /// The places to fill: all but the first.
    pub(super) fn places(&self) -> std::ops::Range<usize> {
        1..self.length
    }

    /// The order of the preferred images.
    pub(super) fn preferred(&self) -> Order {
        self.images[..self.length].to_vec()
    }

    /// What becomes of `orders` when they are kept up to `place`: each of them with every unused image
    /// there, and completed by the preferred ones among the others.
    pub(super) fn vary(&self, orders: &[Order], place: usize) -> Vec<Order> {
        orders.iter().flat_map(|order| self.variants(&order[..place])).collect()
    }

    fn variants(&self, prefix: &[usize]) -> impl Iterator<Item = Order> {
        let unused = self.images.iter().copied().filter(|image| !prefix.contains(image));
        unused.clone().map(move |image| {
            let others = unused.clone().filter(|&other| other != image);
            prefix.iter().copied().chain([image]).chain(others).take(self.length).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Orders;

    fn orders(images: usize, length: usize) -> Orders {
        Orders { images: (0..images).collect(), length }
    }

    #[test]
    fn all_are_different_and_as_many_as_counted() {
        for (images, length, count) in
            [(1, 1, 1), (5, 1, 1), (2, 2, 1), (7, 3, 30), (4, 4, 6), (6, 5, 120), (7, 2, 6)]
        {
            let orders = orders(images, length);
            let all = orders.all();
            assert_eq!((all.len(), orders.count()), (count, count), "{length} of {images}");
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), count);
            for order in all {
                assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), length, "{order:?}");
                assert_eq!(order[0], 0, "the primary image");
            }
        }
    }

    #[test]
    fn too_many_to_count_are_very_many() {
        assert_eq!(orders(60, 60).count(), usize::MAX);
    }

    #[test]
    fn a_varied_order_is_completed_by_the_preferred_images() {
        let orders = Orders { images: vec![2, 4, 0, 1, 3], length: 4 };
        assert_eq!(orders.preferred(), [2, 4, 0, 1]);
        let varied = orders.vary(&[vec![2, 0, 4, 1]], 2);
        assert_eq!(varied, [vec![2, 0, 4, 1], vec![2, 0, 1, 4], vec![2, 0, 3, 4]]);
    }
}
