//! Labelled sequences of composites.

use agpis_core::Image;

use super::bench::{PhotoBench, close_up};
use super::compose::PhotoShot;
use super::layer::chroma;
use crate::product::Colour;
use crate::rules::{Violation, review_pairs, table};
use crate::shot::{Ground, ImageMeta};
use crate::stream::Stream;

/// The share of violations that one image is enough for.
const SINGLE: f32 = 0.4;
/// Mean distance from grey below which turned hues are no other colour.
const COLOURFUL: f32 = 6.0;
/// Stands for any colour that a photograph does not have.
const OTHER_COLOUR: Colour = Colour::ALL[1];
/// Rules that records of photographs can decide, beside the content of single images.
const BETWEEN: [&str; 8] = ["P01", "P02", "P04", "P05", "P06", "P07", "P10", "M10"];

/// One labelled sequence of composites.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoSequence {
    /// The pictures.
    pub images: Vec<Image>,
    /// The id of the product.
    pub sku: String,
    /// The title, of another product if that is what is wrong.
    pub title: String,
    /// What the oracle says is wrong; `None` if qualified.
    pub violation: Option<Violation>,
    /// What the pictures show.
    pub shots: Vec<PhotoShot>,
}

impl PhotoSequence {
    /// 0 if qualified, `1..=43` for a rule.
    #[must_use]
    pub fn class(&self) -> usize {
        self.violation.as_ref().map_or(0, |violation| table::class(violation.rule))
    }
}

impl PhotoBench {
    /// The sequence of `length` pictures with this index, of a product with at least as many cut-out
    /// photographs; `None` if there is no such product.
    ///
    /// Whoever brings the photographs says that those of a product are different views of one thing:
    /// what is wrong here is only what was done to them.
    #[must_use]
    pub fn sequence(&self, index: u64, length: usize) -> Option<PhotoSequence> {
        let stream = &mut self.key("sequence", index).stream();
        let cut = |number: usize| {
            let photos = &self.products()[number].photos;
            (0..photos.len()).filter(|&photo| photos[photo].mask.is_some()).collect::<Vec<_>>()
        };
        let fitting: Vec<usize> =
            (0..self.products().len()).filter(|&number| cut(number).len() >= length.max(1)).collect();
        if fitting.is_empty() || length == 0 {
            return None;
        }
        let number = stream.pick(&fitting);
        let mut shots = self.qualified(number, cut(number), length, stream);
        let mut title = self.products()[number].title.clone();
        if f64::from(stream.unit()) >= Self::QUALIFIED_SHARE {
            self.violate(number, &mut shots, &mut title, stream);
        }
        let metas: Vec<ImageMeta> = shots.iter().map(|shot| shot.meta.clone()).collect();
        let mut found = review_pairs(&metas);
        if title != self.products()[number].title {
            found.push(Violation::new("M10", 0.8, (0..length).collect()));
        }
        let violation = found.into_iter().next();
        let images = shots.iter().map(|shot| self.picture(shot)).collect();
        Some(PhotoSequence { images, sku: self.products()[number].sku.clone(), title, violation, shots })
    }

    /// Different photographs on one ground, one from the front first if there is one.
    fn qualified(
        &self,
        product: usize,
        mut photos: Vec<usize>,
        length: usize,
        stream: &mut Stream,
    ) -> Vec<PhotoShot> {
        stream.shuffle(&mut photos);
        if let Some(lead) = photos.iter().position(|&photo| self.photo(product, photo).role.leads()) {
            photos.swap(0, lead);
        }
        let ground = Ground::plain(stream);
        photos[..length].iter().map(|&photo| self.shot(product, photo, ground.clone(), stream)).collect()
    }

    /// Does something that should break a rule; whether it does is for the oracle to say.
    fn violate(&self, product: usize, shots: &mut [PhotoShot], title: &mut String, stream: &mut Stream) {
        let (from, to) = (0, stream.below(shots.len()));
        let rival = self.rival(product, stream);
        let colourful = chroma(self.photo(product, shots[to].photo)) >= COLOURFUL;
        let whole = |i: usize| shots[i].meta.shows_whole();
        let another_whole = (0..shots.len()).any(|i| i != to && whole(i));
        let possible = |rule: &str| match rule {
            "P05" => shots.len() > 1 && whole(from),
            "P10" => whole(to) && another_whole,
            "P06" => colourful && shots.len() > 1,
            "P07" => rival.is_some() && shots.len() > 1,
            "M10" => rival.is_some(),
            _ => shots.len() > 1,
        };
        let between: Vec<&str> = BETWEEN.into_iter().filter(|rule| possible(rule)).collect();
        let single = between.is_empty() || stream.chance(SINGLE);
        let chosen = if single { None } else { Some(stream.pick(&between)) };
        match (chosen, rival) {
            (None, _) => self.spoil_somehow(product, &mut shots[to], stream),
            (Some("M10"), Some(rival)) => title.clone_from(&self.products()[rival].title),
            (Some("P06"), _) => {
                shots[to].turn = stream.range(90.0, 270.0);
                shots[to].meta.colour = OTHER_COLOUR;
            }
            (Some("P07"), Some(rival)) => {
                let photo = stream.below(self.products()[rival].photos.len());
                shots[to] = self.shot(rival, photo, shots[from].meta.ground.clone(), stream);
            }
            (Some("P10"), _) => shots[to].meta.pieces = 2 + stream.below(2) as u32,
            (Some(rule), _) => {
                let to = 1 + stream.below(shots.len() - 1);
                shots[to] = self.repeat(rule, product, &shots[from].clone(), stream);
            }
        }
    }

    /// The same photograph once more.
    fn repeat(&self, rule: &str, product: usize, shot: &PhotoShot, stream: &mut Stream) -> PhotoShot {
        let mut copy = self.saved_again(shot, stream);
        match rule {
            "P01" => {}
            "P02" => copy = self.near_copy(product, shot, stream),
            "P04" => copy.meta.mirrored = !copy.meta.mirrored,
            _ => close_up(&mut copy.meta, stream),
        }
        copy
    }

    /// Another product whose title shares no word with this one's, and no two neighbouring characters of a script that
    /// writes words together: a title of the same kind of thing would be no violation.
    fn rival(&self, product: usize, stream: &mut Stream) -> Option<usize> {
        let words = |number: usize| {
            let title = self.products()[number].title.to_lowercase();
            let mut words: Vec<String> =
                title.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
            let wide: Vec<char> = title.chars().filter(|c| !c.is_ascii()).collect();
            words.extend(wide.windows(2).map(|pair| pair.iter().collect()));
            words.retain(|word| word.chars().count() > 1);
            words
        };
        let own = words(product);
        let strange = |&number: &usize| number != product && !words(number).iter().any(|w| own.contains(w));
        let rivals: Vec<usize> = (0..self.products().len()).filter(strange).collect();
        (!rivals.is_empty()).then(|| stream.pick(&rivals))
    }
}
