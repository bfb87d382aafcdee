//! Single photographs, as they are and with marks.

use agpis::core::Candidate;
use rayon::prelude::*;

use crate::chance::Chance;
use crate::kind::Kind;
use crate::photos::Photos;
use crate::sequences::copied;

/// A picture and what is wrong with it.
pub(crate) struct Single {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) picture: Candidate,
    /// Nothing if it is untouched.
    pub(crate) kind: Option<Kind>,
    /// Whether it is made of the product's first photograph.
    pub(crate) is_first: bool,
}

/// At most `most` photographs, first ones before others; each as it is, with every kind of mark, and as a close-up,
/// which is no primary image.
pub(crate) fn make(photos: &[Photos], most: usize, seed: u64) -> Vec<Single> {
    let mut places: Vec<(usize, usize)> = (0..photos.len())
        .flat_map(|product| (0..photos[product].pictures.len()).map(move |picture| (picture, product)))
        .collect();
    places.sort_unstable();
    places.truncate(most);
    let of = |(picture, product): (usize, usize)| {
        let (photos, photo) = (&photos[product], &photos[product].pictures[picture]);
        let base = format!("{}/{picture}", photos.sku);
        let single = |id: String, picture_: Candidate, kind| Single {
            id,
            sku: photos.sku.clone(),
            picture: picture_,
            kind,
            is_first: picture == 0,
        };
        let kinds = Kind::OF_PICTURES.into_iter().chain([Kind::CloseUpFirst]);
        let changed = kinds.filter_map(|kind| {
            let chance = &mut Chance::new(seed, &[&base, kind.name(), "single"]);
            let how = if kind == Kind::CloseUpFirst { Kind::CloseUp } else { kind };
            let new = copied(photo, how, chance);
            (new.image != photo.image).then(|| single(format!("{base}/{kind}"), new, Some(kind)))
        });
        let mut all = vec![single(base.clone(), photo.clone(), None)];
        all.extend(changed);
        all
    };
    places.into_par_iter().flat_map_iter(of).collect()
}
