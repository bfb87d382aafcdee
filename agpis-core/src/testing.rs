//! For tests of stages: the stage contract as one check, and fakes of a few lines for every model.

mod sequence_models;

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use self::sequence_models::{ByLevels, Explaining, FirstRed};
use crate::{
    Assemble, Assess, Assessment, Candidate, Classifier, ComplianceFilter, Error, Image, ImagePair, Outcome,
    PairScore, Probability, Product, ProductId, Region, RegionPair, Screened, Search, Selection, Sequence,
    SingleImage, Stage, StageExt,
};

/// Checks what every [`Stage`] promises: one outcome per item, in order, and an outcome that
/// depends on its own item alone, whatever the neighbours, the order, or the size of the batch.
///
/// `batch` must give the same items at every call; several items make the check worth more.
///
/// # Panics
/// If the stage breaks the contract or fails.
pub fn check_stage<S>(stage: &S, batch: impl Fn() -> Vec<S::Input>)
where
    S: Stage,
    S::Output: PartialEq + Debug,
{
    assert!(!stage.name().is_empty(), "a stage has a name");
    assert!(stage.run(vec![]).expect("an empty batch is fine").is_empty(), "nothing comes from nothing");
    let together = stage.run(batch()).expect("the stage runs");
    assert_eq!(together.len(), batch().len(), "one outcome per item");
    assert_eq!(stage.run(batch()).expect("the stage runs again"), together, "a second run gives the same");
    let alone: Vec<_> =
        batch().into_iter().map(|item| stage.run_one(item).expect("a batch of one")).collect();
    assert_eq!(alone, together, "an outcome does not depend on the batch");
    let mut backwards = stage.run(batch().into_iter().rev().collect()).expect("the batch reversed");
    backwards.reverse();
    assert_eq!(backwards, together, "an outcome does not depend on the place in the batch");
}

/// A probability.
///
/// # Panics
/// If `value` is none.
#[must_use]
pub fn probability(value: f32) -> Probability {
    Probability::new(value).expect("a probability")
}

/// An image of one grey pixel.
#[must_use]
pub fn grey(level: u8) -> Image {
    pixel([level; 3])
}

fn pixel(rgb: [u8; 3]) -> Image {
    Image::from_rgb8(1, 1, rgb.to_vec()).expect("one pixel")
}

/// A product `sku` with images "0", "1", … of one pixel with these red and green levels.
///
/// # Panics
/// If there are no levels.
#[must_use]
pub fn product(levels: &[(u8, u8)]) -> Product {
    named_product("sku", levels)
}

fn named_product(id: &str, levels: &[(u8, u8)]) -> Product {
    let mut builder = Product::builder(id, "title").expect("an id");
    for (i, &(red, green)) in levels.iter().enumerate() {
        builder = builder.candidate(i.to_string(), pixel([red, green, 0])).expect("new ids");
    }
    builder.build().next().expect("at least one image")
}

/// The product of [`product`] after a single-image stage that drops nothing: p^primary is the red
/// level and p^nc the green level, in percent.
///
/// # Panics
/// If there are fewer than `length` levels.
#[must_use]
pub fn screened(levels: &[(u8, u8)], length: usize) -> Screened {
    screen(product(levels), length)
}

fn screen(product: Product, length: usize) -> Screened {
    let filter = ComplianceFilter::new(Levels::green(), Probability::ONE);
    let stage = SingleImage::new(Levels::red(), filter).with_length(length.try_into().expect("a length"));
    stage.run_one(product).expect("fakes do not fail").next().expect("enough images")
}

/// A selection of product `id` with `kept` different images, "0" the primary.
///
/// # Panics
/// If `kept` is 0 or more than 100.
#[must_use]
pub fn selection(id: &str, kept: u8) -> Selection {
    let levels: Vec<(u8, u8)> = (0..kept).map(|i| (100 - i, 0)).collect();
    let stage = ImagePair::new(NearLevels, 1.0).with_length(1.try_into().expect("one"));
    let screened = screen(named_product(id, &levels), 1);
    stage.run_one(screened).expect("fakes do not fail").next().expect("enough images")
}

/// A sequence with images of these grey levels.
///
/// # Panics
/// If `id` or `levels` is empty.
#[must_use]
pub fn sequence(id: &str, levels: &[u8]) -> Sequence {
    let images = levels.iter().enumerate().map(|(i, &level)| Candidate {
        id: crate::ImageId::new(i.to_string()).expect("an id"),
        image: grey(level),
    });
    Sequence::new(ProductId::new(id).expect("an id"), "title", images.collect()).expect("images")
}

/// A pair without regions but one.
#[must_use]
pub fn pair(a: usize, b: usize, score: f32) -> PairScore {
    let region = Region { x: 0, y: 0, width: 1, height: 1 };
    PairScore { a, b, score, regions: vec![RegionPair { a: region, b: region, similarity: score }] }
}

/// A fake image model: one channel of the first pixel, in percent.
#[derive(Debug)]
pub struct Levels {
    channel: usize,
    lost: usize,
    calls: AtomicUsize,
}

impl Levels {
    /// The red level, at most 100.
    #[must_use]
    pub fn red() -> Self {
        Self { channel: 0, lost: 0, calls: AtomicUsize::new(0) }
    }

    /// The green level, at most 100.
    #[must_use]
    pub fn green() -> Self {
        Self { channel: 1, ..Self::red() }
    }

    /// Breaks its contract: gives one score too few.
    #[must_use]
    pub fn losing_one() -> Self {
        Self { lost: 1, ..Self::red() }
    }

    /// A fake pair model that gives the same pairs for every product.
    #[must_use]
    pub fn constant_pairs(pairs: Vec<PairScore>) -> ConstantPairs {
        ConstantPairs(pairs)
    }

    /// How often it was asked.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Classifier for Levels {
    type Input = Image;
    type Output = Probability;

    fn classify(&self, batch: &[Image]) -> Result<Vec<Probability>, Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let level = |image: &Image| Probability::saturating(f32::from(image.pixels()[self.channel]) / 100.0);
        Ok(batch.iter().skip(self.lost).map(level).collect())
    }
}

/// See [`Levels::constant_pairs`].
#[derive(Debug)]
pub struct ConstantPairs(Vec<PairScore>);

impl Classifier for ConstantPairs {
    type Input = Vec<Image>;
    type Output = Vec<PairScore>;

    fn classify(&self, batch: &[Vec<Image>]) -> Result<Vec<Vec<PairScore>>, Error> {
        Ok(vec![self.0.clone(); batch.len()])
    }
}

/// A fake pair model: 1 for images of equal red level, less by 0.1 for every step between them.
#[derive(Debug)]
pub struct NearLevels;

impl Classifier for NearLevels {
    type Input = Vec<Image>;
    type Output = Vec<PairScore>;

    fn classify(&self, batch: &[Vec<Image>]) -> Result<Vec<Vec<PairScore>>, Error> {
        Ok(batch.iter().map(|images| near_pairs(images)).collect())
    }
}

fn near_pairs(images: &[Image]) -> Vec<PairScore> {
    let red = |i: usize| f32::from(images[i].pixels()[0]);
    let pairs = (0..images.len()).flat_map(|a| (a + 1..images.len()).map(move |b| (a, b)));
    pairs.map(|(a, b)| pair(a, b, 1.0 - 0.1 * (red(a) - red(b)).abs())).collect()
}

/// Figure 2 with fakes: drops what is more than half green, and equal red levels.
///
/// # Panics
/// If `length` is 0.
#[must_use]
pub fn fake_pipeline(length: usize) -> impl Stage<Input = Product, Output = Assessment> {
    let assemble = Assemble::new(length.try_into().expect("a length"), 0);
    fake_stage_1(length).then(assemble).then(Assess::new(FirstRed { extra: 0 }))
}

/// The same with a search for the reddest images, which lists the three best sequences, and with
/// [`Explaining`] as its judge.
///
/// # Panics
/// If `length` is 0.
#[must_use]
pub fn fake_search(length: usize) -> impl Stage<Input = Product, Output = Assessment> {
    let mean = |levels: &[u8]| levels.iter().map(|&l| f32::from(l)).sum::<f32>() / levels.len() as f32;
    let scorer = ByLevels::new(move |levels| mean(levels) / 100.0);
    let search = Search::new(scorer, length.try_into().expect("a length")).with_ranking(3);
    fake_stage_1(length).then(search.with_judge(Arc::new(Explaining { lost: 0 })))
}

fn fake_stage_1(length: usize) -> impl Stage<Input = Product, Output = Selection> {
    let length = length.try_into().expect("a length");
    SingleImage::new(Levels::red(), ComplianceFilter::new(Levels::green(), probability(0.5)))
        .with_length(length)
        .then(ImagePair::new(NearLevels, 1.0).with_length(length))
}

/// The termination of an outcome, for assertions.
///
/// # Panics
/// If the product goes on.
pub fn terminated<T: Debug>(outcome: Outcome<T>) -> crate::Termination {
    match outcome {
        Outcome::Terminated(termination) => termination,
        Outcome::Next(next) => panic!("expected a termination, got {next:?}"),
    }
}
