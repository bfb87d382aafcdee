//! What a first stage without errors would choose: a mark to measure real ones by.

use super::{Bench, ShopProduct, Split};

impl Bench {
    /// A sequence of a shop product as §3.3 makes it, if every classifier were right: without candidates whose content
    /// breaks a rule, without one of each duplicated pair, a primary image first, the others drawn by the seed. `None` if
    /// too few are left. That is no qualified sequence yet: order, angles and colours are for the second stage.
    #[must_use]
    pub fn faultless_selection(&self, product: &ShopProduct) -> Option<Vec<usize>> {
        let compliant = |i: &usize| product.labels[*i].broken_rule.is_none();
        let mut left: Vec<usize> = (0..product.metas.len()).filter(compliant).collect();
        let primary = *left.iter().find(|i| product.labels[**i].is_primary_like)?;
        let mut kept = vec![primary];
        left.retain(|&i| i != primary);
        for image in left {
            let alike = |other: &usize| {
                let pair = [image.min(*other), image.max(*other)];
                product.duplicates.iter().any(|duplicate| duplicate.images == pair)
            };
            if !kept.iter().any(alike) {
                kept.push(image);
            }
        }
        let stream = &mut self.key(Split::Test, "faultless", 0).child(&product.sku, 0).stream();
        stream.shuffle(&mut kept[1..]);
        let length = self.config().length;
        (kept.len() >= length).then(|| kept[..length].to_vec())
    }
}
