//! Several shots in one picture.

use super::ImageMeta;
use super::draw::exposed;
use crate::product::Product;
use crate::render::canvas::Canvas;

/// How shots are put together. Azimuths are degrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Collage {
    /// Two shots next to each other.
    SideBySide([f32; 2]),
    /// Four shots.
    Grid([f32; 4]),
    /// A small shot in a corner of the large one.
    Inset {
        /// Where the small one is: `[x, y]` of its top-left corner and its side.
        area: [f32; 3],
        /// From where it is taken.
        azimuth: f32,
        /// How close it is, 1 for the whole product.
        zoom: f32,
    },
}

const RIM: f32 = 0.012;

pub(super) fn combined(product: &Product, meta: &ImageMeta, collage: &Collage, size: usize) -> Canvas {
    let seen_from = |azimuth: f32| ImageMeta { azimuth, close: None, collage: None, ..meta.clone() };
    let mut canvas = Canvas::new(size, [1.0; 3]);
    match collage {
        Collage::SideBySide(azimuths) => {
            for (x, &azimuth) in [0.0, 0.5].into_iter().zip(azimuths) {
                let narrow = ImageMeta { scale: meta.scale * 0.55, ..seen_from(azimuth) };
                let shot = exposed(product, &narrow, size);
                let half = [x, 0.0, 0.5, 1.0];
                canvas.paint(half, |p| inside(p, half).then(|| (shot.at([p[0] - x + 0.25, p[1]]), 1.0)));
            }
            part(&mut canvas, [0.5 - RIM / 2.0, 0.0, RIM, 1.0]);
        }
        Collage::Grid(azimuths) => {
            for (i, &azimuth) in azimuths.iter().enumerate() {
                let shot = exposed(product, &seen_from(azimuth), size.div_ceil(2));
                paste(&mut canvas, &shot, [0.5 * (i % 2) as f32, 0.5 * (i / 2) as f32, 0.5]);
            }
            part(&mut canvas, [0.5 - RIM / 2.0, 0.0, RIM, 1.0]);
            part(&mut canvas, [0.0, 0.5 - RIM / 2.0, 1.0, RIM]);
        }
        Collage::Inset { area, azimuth, zoom } => {
            canvas = exposed(product, meta, size);
            let near = ImageMeta { scale: meta.scale.max(0.6) * zoom, ..seen_from(*azimuth) };
            let small = exposed(product, &near, ((size as f32 * area[2]) as usize).max(1));
            let [x, y, side] = *area;
            let frame = [x - RIM, y - RIM, side + 2.0 * RIM, side + 2.0 * RIM];
            canvas.paint(frame, |p| inside(p, frame).then_some(([0.35; 3], 1.0)));
            paste(&mut canvas, &small, *area);
        }
    }
    canvas
}

/// A white gap between two shots.
fn part(canvas: &mut Canvas, gap: [f32; 4]) {
    canvas.paint(gap, |p| inside(p, gap).then_some(([1.0; 3], 1.0)));
}

/// Puts a shot into a square.
pub(crate) fn paste(canvas: &mut Canvas, shot: &Canvas, [x, y, side]: [f32; 3]) {
    let area = [x, y, side, side];
    canvas.paint(area, |p| inside(p, area).then(|| (shot.at([(p[0] - x) / side, (p[1] - y) / side]), 1.0)));
}

/// Whether a point is in an area `[x, y, width, height]`.
pub(crate) fn inside([px, py]: [f32; 2], [x, y, w, h]: [f32; 4]) -> bool {
    (x..x + w).contains(&px) && (y..y + h).contains(&py)
}
