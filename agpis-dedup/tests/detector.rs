//! Duplicate detection on drawn products.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agpis_core::{Classifier, Embedder, Embedding, Error, ErrorKind, Image, Region};
use agpis_dedup::{DuplicateConfig, DuplicateDetector, EdgeDetector, EdgeMap, LabGradient, PatchDescriptor};
use proptest::prelude::*;

fn detector() -> DuplicateDetector {
    DuplicateDetector::new(Arc::new(PatchDescriptor::default()))
}

/// A product of coloured blocks, different for every seed, in the middle of white ground.
fn product(seed: u32) -> Image {
    const SIDE: u32 = 200;
    let block = |x: u32, y: u32| {
        let n = (x / 13 * 31 + y / 17 * 57 + seed * 101 + 7).wrapping_mul(2_654_435_761);
        [n >> 24, n >> 16 & 255, n >> 8 & 255].map(|v| v as u8)
    };
    let inside = |v: u32| (50..150).contains(&v);
    let pixel = move |x, y| if inside(x) && inside(y) { block(x, y) } else { [255; 3] };
    let pixels = (0..SIDE).flat_map(|y| (0..SIDE).flat_map(move |x| pixel(x, y)));
    Image::from_rgb8(SIDE, SIDE, pixels.collect::<Vec<u8>>()).unwrap()
}

fn mirrored(image: &Image) -> Image {
    let rows = image.pixels().chunks_exact(image.width() as usize * 3);
    let pixels: Vec<u8> = rows.flat_map(|row| row.rchunks_exact(3).flatten().copied()).collect();
    Image::from_rgb8(image.width(), image.height(), pixels).unwrap()
}

fn plain(width: u32, height: u32, level: u8) -> Image {
    Image::from_rgb8(width, height, vec![level; (width * height * 3) as usize]).unwrap()
}

fn score(a: &Image, b: &Image) -> f32 {
    detector().score_pairs(&[a.clone(), b.clone()]).unwrap()[0].score
}

#[test]
fn identical_images_are_duplicates() {
    assert_eq!(score(&product(1), &product(1)), 1.0);
    assert_eq!(score(&plain(9, 9, 255), &plain(9, 9, 255)), 1.0);
}

#[test]
fn close_ups_and_mirror_images_are_duplicates() {
    let close_up = product(1).crop(Region { x: 40, y: 40, width: 100, height: 110 }).unwrap();
    for other in [close_up, mirrored(&product(1))] {
        assert!(score(&product(1), &other) >= DuplicateDetector::DEFAULT_THRESHOLD, "{other:?}");
    }
}

/// Turned about its middle, on white ground; the colour of the nearest pixel.
fn turned(image: &Image, degrees: f32) -> Image {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (image.width(), image.height());
    let (cx, cy) = (width as f32 / 2.0, height as f32 / 2.0);
    let pixel = |x: u32, y: u32| {
        let (dx, dy) = (x as f32 + 0.5 - cx, y as f32 + 0.5 - cy);
        let (u, v) = (cos * dx + sin * dy + cx, cos * dy - sin * dx + cy);
        let inside = (0.0..width as f32).contains(&u) && (0.0..height as f32).contains(&v);
        let at = (v as usize * width as usize + u as usize) * 3;
        if inside { [0, 1, 2].map(|i| image.pixels()[at + i]) } else { [255; 3] }
    };
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y)));
    Image::from_rgb8(width, height, pixels.collect::<Vec<u8>>()).unwrap()
}

#[test]
fn slightly_turned_images_are_duplicates() {
    for degrees in [-8.0, -3.0, 5.0, 9.0] {
        let score = score(&product(1), &turned(&product(1), degrees));
        assert!(score >= DuplicateDetector::DEFAULT_THRESHOLD, "{degrees} degrees: {score}");
    }
}

#[test]
fn different_products_on_white_ground_are_not() {
    for (a, b) in [(1, 2), (2, 3), (1, 9)] {
        assert!(score(&product(a), &product(b)) < DuplicateDetector::DEFAULT_THRESHOLD, "{a} and {b}");
    }
}

#[test]
fn plain_ground_is_no_content() {
    assert_eq!(score(&plain(100, 80, 255), &plain(100, 80, 250)), 0.0);
    assert_eq!(score(&plain(1, 300, 0), &product(1)), 0.0);
}

#[test]
fn regions_are_in_original_pixels_of_each_image() {
    let close_up = product(1).crop(Region { x: 40, y: 40, width: 100, height: 110 }).unwrap();
    let pair = detector().score_pairs(&[product(1), close_up.clone()]).unwrap().remove(0);
    let shown = Region { x: 50, y: 50, width: 90, height: 100 };
    assert!(pair.regions[0].a.iou(shown) > 0.6, "{:?}", pair.regions[0]);
    for regions in pair.regions {
        assert_eq!(regions.a.intersection(product(1).bounds()), Some(regions.a));
        assert_eq!(regions.b.intersection(close_up.bounds()), Some(regions.b));
    }
}

#[test]
fn neither_batch_nor_threads_change_anything() {
    let products =
        [vec![product(1), product(2), product(1)], vec![], vec![product(3)], vec![product(2), product(4)]];
    let together = detector().classify(&products).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    for (images, expected) in products.iter().zip(&together) {
        assert_eq!(expected.len(), images.len() * images.len().saturating_sub(1) / 2);
        assert_eq!(&pool.install(|| detector().score_pairs(images)).unwrap(), expected);
    }
    // The pair (1, 2) of the first product is the pair (0, 1) of these two.
    let alone = detector().score_pairs(&products[0][1..]).unwrap();
    assert_eq!((alone[0].score, &alone[0].regions), (together[0][2].score, &together[0][2].regions));
}

/// Gives so many embeddings of that length.
struct Broken(usize, f32);

impl Embedder for Broken {
    fn dimension(&self) -> usize {
        1
    }

    fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error> {
        Ok(vec![vec![self.1]; batch.len() - self.0])
    }
}

/// Counts how often it is asked.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl EdgeDetector for Counted {
    fn detect(&self, image: &Image) -> Result<EdgeMap, Error> {
        self.0.fetch_add(1, Ordering::Relaxed);
        LabGradient::default().detect(image)
    }
}

impl Embedder for Counted {
    fn dimension(&self) -> usize {
        PatchDescriptor::default().dimension()
    }

    fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error> {
        self.0.fetch_add(1, Ordering::Relaxed);
        PatchDescriptor::default().embed(batch)
    }

    fn embed_mirrored(&self, batch: &[Image], plain: &[Embedding]) -> Result<Vec<Embedding>, Error> {
        PatchDescriptor::default().embed_mirrored(batch, plain)
    }
}

#[test]
fn an_image_is_looked_at_once_however_many_pairs_it_is_in() {
    let (edges, embedder) = (Counted::default(), Counted::default());
    let detector = DuplicateDetector::new(Arc::new(embedder.clone())).with_edges(edges.clone());
    let candidates: Vec<Image> = (0..7).map(product).collect();
    assert_eq!(detector.score_pairs(&candidates).unwrap().len(), 21);
    assert_eq!([edges.0, embedder.0].map(|count| count.load(Ordering::Relaxed)), [7, 7]);
}

#[test]
fn an_embedder_must_keep_its_contract() {
    assert!(DuplicateDetector::new(Arc::new(Broken(0, 1.0))).score_pairs(&[product(1)]).is_ok());
    for broken in [Broken(1, 1.0), Broken(0, 2.0), Broken(0, f32::NAN)] {
        let error = DuplicateDetector::new(Arc::new(broken)).score_pairs(&[product(1)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Contract);
    }
}

#[test]
fn can_be_shared() {
    fn check<T: Send + Sync>() {}
    check::<DuplicateDetector>();
    let _: agpis_core::PairClassifier = Arc::new(detector());
}

fn any_image() -> impl Strategy<Value = Image> {
    (1u32..60, 1u32..60).prop_flat_map(|(w, h)| {
        let pixel = prop_oneof![3 => Just(255u8), 1 => Just(0), 1 => any::<u8>()];
        prop::collection::vec(pixel, (w * h * 3) as usize)
            .prop_map(move |pixels| Image::from_rgb8(w, h, pixels).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn whatever_the_images_the_scores_are_sound(
        images in prop::collection::vec(any_image(), 2..4),
        working_side in 0u32..200,
        mirrored: bool,
    ) {
        let config = DuplicateConfig { working_side, mirrored, ..DuplicateConfig::default() };
        let detector = DuplicateDetector::with_config(Arc::new(PatchDescriptor::default()), config).unwrap();
        for pair in detector.score_pairs(&images).unwrap() {
            prop_assert!((0.0..=1.0).contains(&pair.score));
            for regions in pair.regions {
                prop_assert_eq!(regions.a.intersection(images[pair.a].bounds()), Some(regions.a));
                prop_assert_eq!(regions.b.intersection(images[pair.b].bounds()), Some(regions.b));
                prop_assert!(regions.similarity.is_finite());
            }
        }
    }
}
