//! Where two pictures show the same.

use crate::product::Product;

use super::ImageMeta;
use super::draw::framed;

/// Where each of two pictures of one product shows what both show: `[x, y, width, height]`, for copies of a shot and
/// for a close look that is a part of the other picture.
pub(crate) fn shared_regions(product: &Product, a: &ImageMeta, b: &ImageMeta) -> [[f32; 4]; 2] {
    match (a.close, b.close) {
        (None, Some(_)) => [window(product, b, a), WHOLE],
        (Some(_), None) => [WHOLE, window(product, a, b)],
        (Some(_), Some(_)) => [WHOLE; 2],
        (None, None) => [a, b].map(place),
    }
}

const WHOLE: [f32; 4] = [0.0, 0.0, 1.0, 1.0];

/// Where `outer` shows what fills the picture `inner`, both taken from the same side.
fn window(product: &Product, inner: &ImageMeta, outer: &ImageMeta) -> [f32; 4] {
    let mirrored = outer.mirrored;
    let [inner, outer] = [inner, outer].map(|meta| framed(product, product.mesh(), meta));
    let [left, top, right, bottom] = inner.window_in(&outer);
    clipped(if mirrored { [1.0 - right, top, 1.0 - left, bottom] } else { [left, top, right, bottom] })
}

/// The box around the whole product.
fn place(meta: &ImageMeta) -> [f32; 4] {
    clipped(meta.frame())
}

/// From corners to corner and size, within the picture.
fn clipped(corners: [f32; 4]) -> [f32; 4] {
    let [left, top, right, bottom] = corners.map(|v| v.clamp(0.0, 1.0));
    [left, top, right - left, bottom - top]
}
