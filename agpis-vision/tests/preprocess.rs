//! Preprocessing equals Pillow's: on every picture of the folder that `AGPIS_FIXTURES` names, else on the
//! committed ones. `NAME.pil224.png` is what Pillow 9.5 makes of `NAME.png` or `NAME.jpg`.

use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use agpis_core::{Image, ImageId, ImageSource, ListedImage, Listing, Outcome, ProductId, StageExt};
use agpis_vision::{Alpha, Decode, Preprocess, read, resize};
use agpis_weights::TensorFile;
use burn::tensor::Device;
use proptest::prelude::*;

const SIZE: u32 = 224;
const SUFFIX: &str = ".pil224.png";
/// How far two decoders of JPEG may be apart, in levels of 255.
const JPEG_MAX: i32 = 3;
const JPEG_MEAN: f64 = 0.05;

#[test]
fn every_stored_picture_becomes_pillows_pixels() {
    let cases = cases();
    assert!(!cases.is_empty(), "{} holds no case", folder().display());
    for (source, expected) in cases {
        let name = source.display();
        let actual = resize(&decoded(&source), nonzero(SIZE), nonzero(SIZE));
        let expected = image::open(&expected).unwrap().into_rgb8().into_raw();
        assert_eq!(actual.pixels().len(), expected.len(), "{name}");
        let apart = |(&a, &b): (&u8, &u8)| (i32::from(a) - i32::from(b)).abs();
        let differences: Vec<i32> = actual.pixels().iter().zip(&expected).map(apart).collect();
        let max = differences.iter().max().unwrap();
        let mean = f64::from(differences.iter().sum::<i32>()) / differences.len() as f64;
        let is_jpeg = source.extension().is_some_and(|e| e == "jpg" || e == "jpeg");
        let (allowed, allowed_mean) = if is_jpeg { (JPEG_MAX, JPEG_MEAN) } else { (0, 0.0) };
        assert!(*max <= allowed && mean <= allowed_mean, "{name}: {max} levels, mean {mean}");
    }
}

#[test]
fn levels_become_the_floats_of_the_stored_table() {
    let tables = TensorFile::open(folder().join("preprocess.safetensors")).unwrap();
    let table = tables.get("lut.hf_2021").unwrap().read().unwrap().into_f32();
    // A square of all 256 levels, in another order in every channel.
    let levels = |i: u32| [i, 255 - i, (i + 128) % 256].map(|level| level as u8);
    let image = Image::from_rgb8(16, 16, (0..256).flat_map(levels).collect::<Vec<u8>>()).unwrap();
    let values = read(Preprocess { size: 16 }.to_tensor(&[image], &Device::flex())).unwrap();
    let bits = |i: usize| values[i].to_bits();
    for (i, value) in table.iter().map(|v| v.to_bits()).enumerate() {
        let of_channels = [bits(i), bits(256 + 255 - i), bits(512 + (i + 128) % 256)];
        assert_eq!(of_channels, [value; 3], "level {i}");
    }
}

#[test]
fn a_tensor_holds_the_resized_pictures_channel_by_channel() {
    let wide = Image::from_rgb8(40, 3, (0..=119).chain(1..=240).collect::<Vec<u8>>()).unwrap();
    let resized = resize(&wide, nonzero(8), nonzero(8));
    let plain = Image::from_rgb8(1, 1, vec![0, 255, 0]).unwrap();
    let device = Device::flex();
    let tensor = Preprocess { size: 8 }.to_tensor(&[plain, wide], &device);
    assert_eq!(tensor.dims(), [2, 3, 8, 8]);
    let values = read(tensor).unwrap();
    let planes: Vec<&[f32]> = values.chunks(64).collect();
    assert_eq!((planes[0], planes[1], planes[2]), (&[-1.0; 64][..], &[1.0; 64][..], &[-1.0; 64][..]));
    let alone = read(Preprocess { size: 8 }.to_tensor(&[resized], &device)).unwrap();
    assert_eq!(values[192..], alone[..]);
}

#[test]
fn extreme_shapes_have_pixels_too() {
    for (width, height) in [(1, 1), (1, 300_000), (300_000, 1), (2, 16_384), (16_384, 2)] {
        let image = plain(width, height);
        for (to_width, to_height) in [(224, 224), (1, 1), (1, 500), (672, 3)] {
            let resized = resize(&image, nonzero(to_width), nonzero(to_height));
            let case = format!("{width}x{height} to {to_width}x{to_height}");
            assert_eq!((resized.width(), resized.height()), (to_width, to_height), "{case}");
            // Weights are rounded one by one, and so hundreds of thousands may miss one by a level.
            assert!(resized.pixels().iter().all(|v| (199..=201).contains(v)), "{case}");
        }
    }
}

proptest! {
    #[test]
    fn a_plain_colour_stays(width in 1..300_u32, height in 1..300_u32, to in (1..300_u32, 1..300_u32)) {
        let resized = resize(&plain(width, height), nonzero(to.0), nonzero(to.1));
        prop_assert!(resized.pixels().iter().all(|&v| v == 200));
    }

    #[test]
    fn a_mirrored_picture_becomes_the_mirrored_result(
        (width, levels) in (1..40_u32).prop_flat_map(|w| (Just(w), prop::collection::vec(0..=255_u8, w as usize))),
        to in 1..40_u32,
    ) {
        let grey = |levels: Vec<u8>| {
            let pixels: Vec<u8> = levels.into_iter().flat_map(|v| [v; 3]).collect();
            Image::from_rgb8(width, 1, pixels).unwrap()
        };
        let row = |image: Image| resize(&image, nonzero(to), nonzero(1)).pixels().to_vec();
        let forward = row(grey(levels.clone()));
        let mut backward = row(grey(levels.into_iter().rev().collect()));
        backward.reverse();
        // Two weights may round differently from the other side.
        prop_assert!(forward.iter().zip(&backward).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
}

fn plain(width: u32, height: u32) -> Image {
    Image::from_rgb8(width, height, vec![200; 3 * (width * height) as usize]).unwrap()
}

fn nonzero(side: u32) -> NonZeroU32 {
    NonZeroU32::new(side).unwrap()
}

fn folder() -> PathBuf {
    std::env::var_os("AGPIS_FIXTURES")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures").into(), PathBuf::from)
        .join("image")
}

/// Pairs of a source and its expected pixels.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let entries = fs::read_dir(folder()).expect("the folder of the cases");
    let mut sources: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    sources.sort();
    let case = |source: PathBuf| {
        let expected = folder().join(format!("{}{SUFFIX}", source.file_stem()?.to_str()?));
        (!source.to_str()?.ends_with(SUFFIX) && expected.exists()).then_some((source, expected))
    };
    sources.into_iter().filter_map(case).collect()
}

/// The picture as the authors read it: in full size, without what is stored as transparent made white.
fn decoded(path: &Path) -> Image {
    let id = ImageId::new("image").unwrap();
    let listed = ListedImage { id, source: ImageSource::Path(path.to_owned()) };
    let listing = Listing::new(ProductId::new("case").unwrap(), "", vec![listed]).unwrap();
    let decode = Decode::new().with_alpha(Alpha::Discard).with_max_side(None);
    match decode.run_one(listing) {
        Ok(Outcome::Next(product)) => product.candidates()[0].image.clone(),
        other => panic!("{}: {other:?}", path.display()),
    }
}
