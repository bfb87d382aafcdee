//! What strangers' pictures get from the decoder: pixels or a reason, never a panic.

use std::io::Cursor;
use std::sync::Arc;

use agpis_core::testing::check_stage;
use agpis_core::{
    Fate, Image, ImageId, ImageSource, ListedImage, Listing, Outcome, ProductId, Reason, StageExt,
};
use agpis_vision::{Alpha, Decode, DecodeError, DecodeLimits, decode};
use image::{DynamicImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

const FORMATS: [ImageFormat; 4] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
/// What the encoder here cannot make; both come from Pillow 9.4 and hold a plain colour and the flag.
const CMYK: &[u8] = include_bytes!("decode/cmyk.jpg");
const PROGRESSIVE: &[u8] = include_bytes!("decode/progressive.jpg");
const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// 32 by 16 pixels, the left half red and the right half blue.
fn flag() -> DynamicImage {
    RgbImage::from_fn(32, 16, |x, _| if x < 16 { RED } else { BLUE }).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn with_defaults(bytes: &[u8]) -> Result<Image, DecodeError> {
    decode(bytes, &DecodeLimits::default())
}

fn pixel(image: &Image, x: u32, y: u32) -> [i32; 3] {
    let at = 3 * (y * image.width() + x) as usize;
    [0, 1, 2].map(|channel| i32::from(image.pixels()[at + channel]))
}

fn is_near(actual: [i32; 3], Rgb(expected): Rgb<u8>) -> bool {
    actual.iter().zip(expected).all(|(a, e)| (a - i32::from(e)).abs() < 40)
}

#[test]
fn reads_every_format_by_its_content() {
    for format in FORMATS {
        let image = with_defaults(&encoded(&flag(), format)).unwrap();
        assert_eq!((image.width(), image.height()), (32, 16), "{format:?}");
        assert!(is_near(pixel(&image, 3, 8), RED) && is_near(pixel(&image, 28, 8), BLUE), "{format:?}");
    }
}

#[test]
fn grey_and_sixteen_bit_become_rgb() {
    let grey: DynamicImage = image::GrayImage::from_pixel(2, 2, Luma([90])).into();
    for picture in
        [grey.clone(), DynamicImage::ImageRgb16(grey.to_rgb16()), DynamicImage::ImageLuma16(grey.to_luma16())]
    {
        let image = with_defaults(&encoded(&picture, ImageFormat::Png)).unwrap();
        assert_eq!(image.pixels(), [90; 12]);
    }
}

#[test]
fn cmyk_becomes_rgb() {
    let image = with_defaults(CMYK).unwrap();
    // Cyan 0, magenta and yellow 200, black 40 of 255.
    assert!(is_near(pixel(&image, 4, 4), Rgb([215, 46, 46])), "{:?}", pixel(&image, 4, 4));
}

#[test]
fn a_jpeg_cut_anywhere_is_an_error() {
    let jpeg = encoded(&flag(), ImageFormat::Jpeg);
    for jpeg in [&jpeg, PROGRESSIVE] {
        assert!(with_defaults(jpeg).is_ok());
        for length in 0..jpeg.len() {
            assert!(with_defaults(&jpeg[..length]).is_err(), "cut after {length} of {} bytes", jpeg.len());
        }
    }
    let padded = [&jpeg[..jpeg.len() - 40], &[0; 400]].concat();
    assert_eq!(with_defaults(&padded), Err(DecodeError::Truncated));
}

#[test]
fn another_format_cut_anywhere_is_an_error_or_whole() {
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = encoded(&flag(), format);
        let whole = with_defaults(&bytes).unwrap();
        for length in 0..bytes.len() {
            if let Ok(image) = with_defaults(&bytes[..length]) {
                assert!(image == whole, "{format:?} cut after {length} of {} bytes", bytes.len());
            }
        }
    }
}

#[test]
fn bytes_after_the_end_do_not_matter() {
    for format in FORMATS {
        let bytes = encoded(&flag(), format);
        let longer = [&bytes[..], &[0, 0xFF, 0xD8, 7]].concat();
        assert_eq!(with_defaults(&longer), with_defaults(&bytes), "{format:?}");
    }
}

/// An APP1 segment whose only entry is the orientation, with a JPEG thumbnail behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    body.extend([orientation, 0, 0, 0, 0, 0, 0]);
    body.extend(encoded(&flag(), ImageFormat::Jpeg));
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&[0xFF, 0xE1], &length[..], &body].concat()
}

fn with_exif(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(&flag(), ImageFormat::Jpeg);
    [&jpeg[..2], &exif(orientation), &jpeg[2..]].concat()
}

#[test]
fn pictures_are_turned_upright() {
    for (orientation, size, red_at) in [
        (1, (32, 16), (3, 8)),
        (2, (32, 16), (28, 8)),
        (3, (32, 16), (28, 8)),
        (6, (16, 32), (8, 3)),
        (8, (16, 32), (8, 28)),
        (99, (32, 16), (3, 8)),
    ] {
        let image = with_defaults(&with_exif(orientation)).unwrap();
        assert_eq!((image.width(), image.height()), size, "orientation {orientation}");
        assert!(is_near(pixel(&image, red_at.0, red_at.1), RED), "orientation {orientation}");
    }
}

#[test]
fn the_end_of_a_thumbnail_is_not_the_end_of_the_picture() {
    let whole = with_exif(1);
    assert_eq!(with_defaults(&whole[..whole.len() - 2]), Err(DecodeError::Truncated));
}

#[test]
fn transparency_shows_white_or_what_is_stored() {
    let half: DynamicImage = RgbaImage::from_pixel(2, 2, Rgba([0, 100, 200, 128])).into();
    let png = encoded(&half, ImageFormat::Png);
    assert_eq!(pixel(&with_defaults(&png).unwrap(), 0, 0), [127, 177, 227]);
    let discarding = Decode::new().with_alpha(Alpha::Discard);
    let Ok(Outcome::Next(product)) = discarding.run_one(listing("sku", [("a", bytes(png))])) else {
        panic!("readable")
    };
    assert_eq!(pixel(&product.candidates()[0].image, 0, 0), [0, 100, 200]);
}

/// A PNG of a few bytes whose header announces this size.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&flag(), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// A JPEG whose frame header announces the largest size there is.
fn jpeg_bomb() -> Vec<u8> {
    let mut jpeg = encoded(&flag(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    jpeg
}

#[test]
fn bombs_are_refused_from_their_header() {
    for bomb in [png_header(2_000_000, 2_000_000), jpeg_bomb()] {
        assert!(matches!(with_defaults(&bomb), Err(DecodeError::SidesTooLong { max_width: 16384, .. })));
    }
    let wide = with_defaults(&png_header(16_384, 16_384));
    assert_eq!(wide, Err(DecodeError::TooManyPixels { expected: 64 << 20, actual: 1 << 28 }));
    let tight = DecodeLimits::default().with_max_alloc(1_535);
    let refused = decode(&encoded(&flag(), ImageFormat::Jpeg), &tight);
    assert_eq!(refused, Err(DecodeError::TooMuchMemory { expected: 1_535, actual: 1_536 }));
}

#[test]
fn what_is_no_picture_says_so() {
    assert_eq!(with_defaults(b""), Err(DecodeError::Empty));
    for text in [&b"\xEF\xBB\xBFnot a picture"[..], b"<svg/>", b"BM", b"II*\0", &[0; 100]] {
        assert_eq!(with_defaults(text), Err(DecodeError::UnknownFormat));
    }
    let small = DecodeLimits::default().with_max_bytes(10);
    assert_eq!(decode(&[0; 11], &small), Err(DecodeError::FileTooLarge { expected: 10, actual: 11 }));
}

fn bytes(bytes: Vec<u8>) -> ImageSource {
    ImageSource::Bytes(Arc::from(bytes))
}

fn listing<const N: usize>(sku: &str, images: [(&str, ImageSource); N]) -> Listing {
    let listed = images.map(|(id, source)| ListedImage { id: ImageId::new(id).unwrap(), source });
    Listing::new(ProductId::new(sku).unwrap(), "title", listed.to_vec()).unwrap()
}

#[test]
fn an_unreadable_picture_never_takes_its_product_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        ImageSource::Path(path)
    };
    let jpeg = encoded(&flag(), ImageFormat::Jpeg);
    let images = [
        ("wrong-extension.png", file("wrong-extension.png", &jpeg)),
        ("cut.jpg", file("cut.jpg", &jpeg[..jpeg.len() / 2])),
        ("empty.jpg", file("empty.jpg", b"")),
        ("text.jpg", file("text.jpg", b"hello")),
        ("missing.jpg", ImageSource::Path(folder.path().join("missing.jpg"))),
        ("folder.jpg", ImageSource::Path(folder.path().to_owned())),
        ("nul\0.jpg", ImageSource::Path("nul\0.jpg".into())),
        ("in memory", bytes(jpeg.clone())),
    ];
    let Outcome::Next(product) = Decode::new().run_one(listing("sku", images)).unwrap() else {
        panic!("two are readable")
    };
    let readable: Vec<_> = product.candidates().iter().map(|c| c.id.as_str()).collect();
    assert_eq!(readable, ["wrong-extension.png", "in memory"]);
    assert_eq!(product.verdicts().len(), 8);
    for verdict in product.verdicts() {
        let said = format!("{:?}", verdict.fate);
        assert!(!said.contains(folder.path().to_str().unwrap()), "no paths of this machine: {said}");
        assert_eq!(verdict.fate == Fate::Kept, readable.contains(&verdict.image.as_str()));
    }
}

#[test]
fn without_a_readable_picture_the_product_ends_here() {
    let end = |listing| Decode::new().run_one(listing).unwrap().terminated().unwrap();
    let unreadable = end(listing("sku", [("a", bytes(vec![])), ("b", bytes(vec![1]))]));
    assert_eq!(unreadable.reason, Reason::NoReadableImage { candidates: 2 });
    assert_eq!((&*unreadable.stage, unreadable.verdicts.len()), ("Decode", 2));
    let none = end(listing("sku", []));
    assert_eq!((&*none.stage, none.reason), ("Decode", Reason::NoCandidates));
}

#[test]
fn large_pictures_are_sized_down_on_their_longest_side() {
    let large = bytes(encoded(&DynamicImage::new_rgb8(3000, 1), ImageFormat::Png));
    let size = |stage: Decode| {
        let product = stage.run_one(listing("sku", [("a", large.clone())])).unwrap().next().unwrap();
        let image = &product.candidates()[0].image;
        (image.width(), image.height())
    };
    assert_eq!(size(Decode::new()), (1024, 1));
    assert_eq!(size(Decode::new().with_max_side(None)), (3000, 1));
    assert_eq!(size(Decode::new().with_max_side(Some(3000.try_into().unwrap()))), (3000, 1));
}

#[test]
fn keeps_the_contract() {
    let png = || bytes(encoded(&flag(), ImageFormat::Png));
    check_stage(&Decode::new(), || {
        vec![
            listing("a", [("1", png()), ("2", bytes(vec![]))]),
            listing("b", []),
            listing("c", [("1", bytes(vec![]))]),
        ]
    });
}

fn small() -> DecodeLimits {
    DecodeLimits::default().with_max_pixels(1 << 18).with_max_alloc(1 << 22)
}

proptest! {
    #[test]
    fn random_bytes_never_panic(format in 0usize..4, noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let magic = &encoded(&flag(), FORMATS[format])[..12];
        for bytes in [noise.clone(), [magic, &noise].concat()] {
            prop_assert!(decode(&bytes, &small()) != Err(DecodeError::Panicked));
        }
    }

    #[test]
    fn damaged_pictures_never_panic(
        format in 0usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encoded(&flag(), FORMATS[format]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let cut = &bytes[..keep.index(bytes.len())];
        prop_assert!(decode(&bytes, &small()) != Err(DecodeError::Panicked));
        prop_assert!(decode(cut, &small()) != Err(DecodeError::Panicked));
    }
}
