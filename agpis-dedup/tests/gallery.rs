//! Finding duplicates of an image in a gallery of drawn products.

use std::sync::Arc;

use agpis_bench::{Bench, BenchConfig, Split};
use agpis_core::{Image, Region};
use agpis_dedup::{
    DuplicateDetector, Gallery, GalleryConfig, GalleryError, GalleryFileError, PatchDescriptor,
};
use proptest::prelude::*;

const SIDE: u32 = 160;
const IMAGES: u64 = 40;
/// Close-ups and mirror images whose original has to be among the candidates.
const MIN_FOUND: f64 = 0.9;

fn detector() -> DuplicateDetector {
    DuplicateDetector::new(Arc::new(PatchDescriptor::default()))
}

fn images() -> Vec<Image> {
    let bench = Bench::new(BenchConfig { image_size: SIDE, ..BenchConfig::default() });
    (0..IMAGES).map(|i| bench.candidate(Split::Test, i).image).collect()
}

fn gallery(images: &[Image]) -> Gallery {
    let mut gallery = Gallery::new(GalleryConfig::default());
    for (i, image) in images.iter().enumerate() {
        gallery.add(&i.to_string(), &detector().describe(image).unwrap()).unwrap();
    }
    gallery
}

fn saved(gallery: &Gallery) -> Vec<u8> {
    let mut bytes = Vec::new();
    gallery.save(&mut bytes).unwrap();
    bytes
}

#[test]
fn close_ups_and_mirror_images_are_found() {
    let images = images();
    let gallery = gallery(&images);
    let close_up = |image: &Image| image.crop(Region { x: 20, y: 20, width: 120, height: 125 }).unwrap();
    let queries: Vec<(String, Image)> = images
        .iter()
        .enumerate()
        .flat_map(|(i, image)| [(i.to_string(), close_up(image)), (i.to_string(), image.mirrored())])
        .collect();
    let found = queries.iter().filter(|(id, query)| {
        let candidates = gallery.candidates(&detector().describe(query).unwrap()).unwrap();
        candidates.iter().any(|candidate| candidate.id == id)
    });
    let share = found.count() as f64 / queries.len() as f64;
    #[expect(clippy::print_stdout, reason = "shown with --nocapture")]
    {
        println!("the original is among the candidates of {share:.3} of {} images", queries.len());
    }
    assert!(share >= MIN_FOUND, "{share}");
}

#[test]
fn the_same_image_is_the_best_duplicate() {
    let images = images();
    let gallery = gallery(&images);
    let load = |id: &str| images.get(id.parse::<usize>().ok()?).cloned();
    let description = detector().describe(&images[7]).unwrap();
    let found = gallery.duplicates(&detector(), &description, 0.5, load).unwrap();
    assert_eq!((found[0].id.as_str(), found[0].score), ("7", 1.0));
    assert!(found.is_sorted_by(|a, b| a.score >= b.score) && found.iter().all(|m| m.score >= 0.5));
    assert!(gallery.duplicates(&detector(), &description, 0.5, |_| None).unwrap().is_empty());
}

#[test]
fn an_empty_gallery_has_no_candidates() {
    let empty = Gallery::new(GalleryConfig::default());
    assert!(empty.candidates(&detector().describe(&images()[0]).unwrap()).unwrap().is_empty());
    let loaded = Gallery::load(&saved(&empty)[..], GalleryConfig::default()).unwrap();
    assert!(loaded.is_empty());
}

#[test]
fn ids_are_unique() {
    let images = images();
    let mut gallery = gallery(&images[..2]);
    let again = gallery.add("1", &detector().describe(&images[5]).unwrap()).unwrap_err();
    assert_eq!(again, GalleryError::KnownId("1".into()));
    assert_eq!(gallery.len(), 2);
}

#[test]
fn a_saved_gallery_finds_the_same_and_can_grow() {
    let images = images();
    let gallery = gallery(&images[..20]);
    let mut loaded = Gallery::load(&saved(&gallery)[..], GalleryConfig::default()).unwrap();
    let query = detector().describe(&images[3].mirrored()).unwrap();
    assert_eq!(loaded.candidates(&query).unwrap(), gallery.candidates(&query).unwrap());
    assert!(loaded.contains("19") && !loaded.contains("20"));

    let new = detector().describe(&images[30]).unwrap();
    loaded.add("new", &new).unwrap();
    assert_eq!(loaded.candidates(&new).unwrap()[0].id, "new");
    assert_eq!(
        saved(&gallery),
        saved(&Gallery::load(&saved(&gallery)[..], GalleryConfig::default()).unwrap())
    );
}

#[test]
fn other_files_are_refused() {
    let load = |bytes: &[u8]| Gallery::load(bytes, GalleryConfig::default()).unwrap_err();
    let file = saved(&gallery(&images()[..2]));
    assert!(matches!(load(b"PNG and more"), GalleryFileError::Magic));
    let changed = |at: usize, bytes: &[u8]| [&file[..at], bytes, &file[at + bytes.len()..]].concat();
    assert!(matches!(load(&changed(8, &[9, 0, 0, 0])), GalleryFileError::Version(9)));
    // Announces far more than there is: refused, or the end comes first, before any of it is allocated.
    assert!(matches!(load(&changed(12, &[255; 4])), GalleryFileError::TooLarge { .. }));
    assert!(matches!(load(&changed(16, &[255; 8])), GalleryFileError::Io(_)));
    assert!(matches!(load(&changed(24, &[255; 4])), GalleryFileError::TooLarge { .. }));
    for end in [0, 7, 11, 20, 27, 29, 40, file.len() - 1] {
        assert!(matches!(load(&file[..end]), GalleryFileError::Io(_)), "{end} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_the_bytes_there_is_no_panic(
        at in 8usize..200,
        bytes in prop::collection::vec(any::<u8>(), 1..9),
        noise in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let small = Image::from_rgb8(20, 20, (0..1200u32).map(|i| (i * 7 % 256) as u8).collect::<Vec<u8>>());
        let mut gallery = Gallery::new(GalleryConfig { patches: 1, ..GalleryConfig::default() });
        gallery.add("small", &detector().describe(&small.unwrap()).unwrap()).unwrap();
        let mut file = saved(&gallery);
        for (i, byte) in bytes.into_iter().enumerate() {
            file[at + i] = byte;
        }
        let _ = Gallery::load(&file[..], GalleryConfig::default());
        let _ = Gallery::load(&noise[..], GalleryConfig::default());
    }
}
