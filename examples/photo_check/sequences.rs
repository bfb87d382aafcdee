//! Sequences of photographs: untouched ones, and the same with one thing wrong.

use agpis::ImageId;
use agpis::core::Candidate;
use rayon::prelude::*;

use crate::chance::Chance;
use crate::kind::Kind;
use crate::photos::Photos;
use crate::{change, mark, pixels};

/// A sequence and what is wrong with it.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) images: Vec<Candidate>,
    /// So many of them are photographs; what fills up follows.
    photographs: usize,
    /// Nothing if it is untouched.
    pub(crate) kind: Option<Kind>,
    /// The pictures concerned, counted from 0.
    pub(crate) concerned: Vec<usize>,
}

/// The untouched sequences of every product, at most `most` of each, and each of them once with every kind of violation that it can have.
pub(crate) fn make(photos: &[Photos], length: usize, most: usize, close_ups: bool, seed: u64) -> Vec<Made> {
    let of = |place: usize| {
        let untouched = untouched(&photos[place], length, most, close_ups, seed);
        let violated = |made: &Made| {
            let kinds = Kind::OF_PICTURES.into_iter().chain(Kind::OF_SEQUENCES);
            kinds.filter_map(|kind| violated(made, kind, place, photos, seed)).collect::<Vec<_>>()
        };
        untouched
            .into_iter()
            .flat_map(|made| [vec![made.clone()], violated(&made)].concat())
            .collect::<Vec<_>>()
    };
    (0..photos.len()).into_par_iter().flat_map_iter(of).collect()
}

/// The first photograph and others in their order.
fn untouched(photos: &Photos, length: usize, most: usize, close_ups: bool, seed: u64) -> Vec<Made> {
    let mut pictures = photos.pictures.clone();
    if close_ups {
        for number in 0..length.saturating_sub(pictures.len()) {
            // Of the last photographs first: the first one stands whole at the beginning.
            let from = &photos.pictures[photos.pictures.len() - 1 - number % photos.pictures.len()];
            let name = format!("{}#close-up-{number}", from.id);
            let chance = &mut Chance::new(seed, &[&photos.sku, &name]);
            pictures.push(changed(from, &name, change::close_up(&pixels::canvas(&from.image), chance)));
        }
    }
    let made = |(number, places): (usize, Vec<usize>)| Made {
        id: format!("{}/{number}", photos.sku),
        sku: photos.sku.clone(),
        title: photos.title.clone(),
        images: places.iter().map(|&place| pictures[place].clone()).collect(),
        photographs: places.iter().filter(|&&place| place < photos.pictures.len()).count(),
        kind: None,
        concerned: Vec::new(),
    };
    choices(pictures.len(), length).into_iter().take(most).enumerate().map(made).collect()
}

/// Ascending places that begin with the first, in lexicographic order; only the first few hundred of many.
fn choices(count: usize, length: usize) -> Vec<Vec<usize>> {
    const ENOUGH: usize = 1000;
    if length == 0 || count < length {
        return Vec::new();
    }
    (1..length).fold(vec![vec![0]], |beginnings: Vec<Vec<usize>>, place| {
        let longer = |beginning: Vec<usize>| {
            let next = beginning.last().map_or(0, |last| last + 1);
            // So many must still follow.
            (next..=count - (length - place)).map(move |i| [beginning.as_slice(), &[i]].concat())
        };
        beginnings.into_iter().flat_map(longer).take(ENOUGH).collect()
    })
}

/// Nothing if the sequence cannot have such a violation, or would not differ.
fn violated(made: &Made, kind: Kind, place: usize, photos: &[Photos], seed: u64) -> Option<Made> {
    let chance = &mut Chance::new(seed, &[&made.id, kind.name()]);
    let length = made.images.len();
    let mut new = made.clone();
    let later = |chance: &mut Chance| (length > 1).then(|| 1 + chance.below(length - 1));
    match kind {
        Kind::SameShot | Kind::NearCopy | Kind::Mirrored => {
            let to = later(chance)?;
            let from = chance.below(to);
            new.images[to] = copied(&made.images[from], kind, chance);
            new.concerned = vec![from, to];
        }
        Kind::OtherProduct => {
            let to = later(chance)?;
            let other = &photos[unlike(place, photos, chance)?];
            new.images[to] = other.pictures[chance.below(other.pictures.len())].clone();
            new.concerned = vec![0, to];
        }
        Kind::CloseUpFirst => {
            new.images[0] = copied(&made.images[0], Kind::CloseUp, chance);
            new.concerned = vec![0];
        }
        Kind::WrongOrder => {
            // A close-up in front would be another violation.
            let photographs = (made.photographs > 1).then_some(&mut new.images[..made.photographs])?;
            // Catalogues end with the back more often than they begin with it.
            photographs.rotate_right(1);
            new.concerned = vec![0];
        }
        Kind::WrongTitle => new.title = photos[unlike(place, photos, chance)?].title.clone(),
        _ => {
            let at = chance.below(length);
            new.images[at] = copied(&made.images[at], kind, chance);
            new.concerned = vec![at];
        }
    }
    let differs = new.title != made.title
        || new.images.iter().zip(&made.images).any(|(new, old)| new.image != old.image);
    differs.then(|| Made { id: format!("{}/{kind}", made.id), kind: Some(kind), ..new })
}

/// A picture changed in the way of this kind; the same one for those that change none.
pub(crate) fn copied(of: &Candidate, kind: Kind, chance: &mut Chance) -> Candidate {
    let canvas = pixels::canvas(&of.image);
    let canvas = match kind {
        Kind::SameShot => return of.clone(),
        Kind::NearCopy => change::near_copy(&canvas, chance),
        Kind::Mirrored => change::mirrored(&canvas),
        Kind::CloseUp => change::close_up(&canvas, chance),
        _ => mark::marked(&canvas, kind, chance),
    };
    changed(of, &format!("{}#{kind}", of.id), canvas)
}

fn changed(of: &Candidate, name: &str, canvas: image::RgbImage) -> Candidate {
    let (width, height) = canvas.dimensions();
    let image = agpis::Image::from_rgb8(width, height, canvas.into_raw());
    Candidate {
        id: ImageId::new(name).unwrap_or_else(|_| of.id.clone()),
        image: image.unwrap_or_else(|_| of.image.clone()),
    }
}

/// Another product whose title shares no word with this one's.
pub(crate) fn unlike(place: usize, photos: &[Photos], chance: &mut Chance) -> Option<usize> {
    let others: Vec<usize> =
        (0..photos.len()).filter(|&i| i != place && photos[place].is_unlike(&photos[i])).collect();
    (!others.is_empty()).then(|| others[chance.below(others.len())])
}
