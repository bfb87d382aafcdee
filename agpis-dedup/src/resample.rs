//! Pictures at other sizes.

use agpis_core::Image;
use fast_image_resize::images::{Image as Target, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// `image` at `width × height` pixels, averaged over what a new pixel covers.
pub(crate) fn resize(image: &Image, width: u32, height: u32) -> Image {
    if (width, height) == (image.width(), image.height()) {
        return image.clone();
    }
    let source = ImageRef::new(image.width(), image.height(), image.pixels(), PixelType::U8x3)
        .expect("an image holds three bytes a pixel");
    let mut target = Target::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&source, &mut target, &options).expect("both are RGB pictures");
    from_rgb(width, height, target.into_vec())
}

/// `image` with its longest side `side` pixels long, the other in proportion and at least 1.
pub(crate) fn fit(image: &Image, side: u32) -> Image {
    let longest = u64::from(image.width().max(image.height()));
    let scaled = |length: u32| ((u64::from(length) * u64::from(side) + longest / 2) / longest).max(1) as u32;
    resize(image, scaled(image.width()), scaled(image.height()))
}

fn from_rgb(width: u32, height: u32, pixels: Vec<u8>) -> Image {
    Image::from_rgb8(width, height, pixels).expect("three bytes a pixel")
}

#[cfg(test)]
mod tests {
    use agpis_core::Image;

    use super::fit;

    #[test]
    fn the_longest_side_fits() {
        let image = Image::from_rgb8(1000, 3, vec![7; 9000]).unwrap();
        let fitted = fit(&image, 100);
        assert_eq!((fitted.width(), fitted.height()), (100, 1));
        assert!(fitted.pixels().iter().all(|&p| p == 7));
    }
}
