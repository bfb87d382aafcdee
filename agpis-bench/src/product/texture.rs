//! What a material does to the colour of a body, so that one can see what it is made of.
//!
//! Everything lives in the product's own space, measured so that its diagonal is 1.5.

use crate::render::colour::{Rgb, blend, rgb, scale, to_linear};
use crate::render::light::{Finish, Surface};
use crate::render::vec3::{Vec3, vec3};

use super::Material;
use super::noise::{fibre, flecks, pebbles, smooth, unit};

/// A point of a body: where it is, where it faces, and its coordinates in the plane that it faces most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    position: Vec3,
    normal: Vec3,
    plane: [f32; 2],
}

impl Spot {
    pub(super) fn new(position: Vec3, normal: Vec3, span: f32) -> Self {
        let position = position * (1.0 / span);
        Self { position, normal, plane: plane(position, normal) }
    }

    /// 1 where the surface is flat and straight, as only boards, boxes and panes are.
    fn is_pane(self) -> bool {
        let n = self.normal.unit().unwrap_or_default();
        n.x.abs().max(n.y.abs()).max(n.z.abs()) > 0.995
    }
}

/// `[across, up]` in the coordinate plane that a surface faces most.
pub(super) fn plane(p: Vec3, n: Vec3) -> [f32; 2] {
    match (n.x.abs(), n.y.abs(), n.z.abs()) {
        (x, y, z) if y > x.max(z) * 1.5 => [p.x, p.z],
        (x, _, z) if x > z => [p.z, p.y],
        _ => [p.x, p.y],
    }
}

/// The surface of a body in `colour`.
pub(super) fn surface(material: Material, colour: Rgb, spot: Spot) -> Surface {
    let (colour, gloss, finish) = match material {
        Material::Wood => (wood(colour, spot.position), 0.04, Finish::Smooth),
        Material::Leather => (leather(colour, spot.plane), 0.26, Finish::Soft),
        Material::Fabric => (fabric(colour, spot.plane), 0.0, Finish::Smooth),
        Material::Metal => (metal(colour, spot), 0.6, Finish::Mirror),
        Material::Glass => (glass(colour, spot), 0.22, Finish::Clear),
        Material::Ceramic => (ceramic(colour, spot), 0.6, Finish::Smooth),
        Material::Plastic => (colour, 0.28, Finish::Smooth),
        Material::Paper => (paper(colour, spot.plane), 0.0, Finish::Smooth),
    };
    Surface { colour, gloss, finish }
}

/// Year rings about a level axis outside of the body, so that faces show lines and ends show arcs.
fn wood(colour: Rgb, p: Vec3) -> Rgb {
    let wave =
        0.12 * smooth([p.x * 1.7, (p.y + p.z) * 2.5], 1) + 0.03 * smooth([p.x * 5.0, p.y * 9.0 + p.z], 2);
    let ring = vec3(0.0, p.y + 0.35 + wave, 0.8 * p.z + 0.6 + wave).length() * 10.5;
    let (year, within) = (ring.floor(), ring - ring.floor());
    let late = if within > 0.6 + 0.25 * unit(year as i64, 1, 4) { 1.0 } else { 0.5 * within };
    let streak = smooth([p.x * 4.0, (p.y + p.z) * 70.0], 3);
    let tone = 0.8 + 0.34 * unit(year as i64, 0, 4) + 0.24 * streak;
    let [least, most] = [colour[0].min(colour[1]).min(colour[2]), colour[0].max(colour[1]).max(colour[2])];
    // What has little colour of its own shows more of the wood's.
    let brown = 0.26 + 0.2 * least / most.max(0.01);
    let dark = blend(scale(colour, 0.3), to_linear(rgb(150, 98, 52)), brown);
    scale(blend(colour, dark, late * 0.86), tone)
}

/// Pebbles with dark seams.
fn leather(colour: Rgb, [x, y]: [f32; 2]) -> Rgb {
    let (seam, cell) = pebbles([x * 17.0, y * 17.0]);
    let shade = 0.66 + 0.22 * cell + 0.3 * smooth([x * 3.0, y * 3.0], 6);
    let lift = if brightness(colour) < 0.05 { 0.012 } else { 0.0 };
    scale(colour, shade * (0.48 + 0.52 * seam)).map(|c| c + lift * seam)
}

/// Threads that cross over and under each other.
fn fabric(colour: Rgb, [x, y]: [f32; 2]) -> Rgb {
    let (u, v) = (x * 27.0, y * 27.0);
    let over = (u.floor() + v.floor()).rem_euclid(2.0) < 1.0;
    let off = if over { v - v.floor() } else { u - u.floor() } - 0.5;
    let thread = if over { 1.12 } else { 0.8 } * (1.0 - 2.2 * off * off);
    let tone = thread * (0.88 + 0.24 * unit(u.floor() as i64, v.floor() as i64, 7));
    let lift = if brightness(colour) < 0.05 { 0.03 } else { 0.0 };
    scale(colour, tone).map(|c| c + lift * (tone - 0.5).max(0.0))
}

/// Fine scratches along the longer way, and on panes the reflection that their shape cannot give.
fn metal(colour: Rgb, spot: Spot) -> Rgb {
    let [x, y] = spot.plane;
    let scratch = 0.86 + 0.28 * smooth([x * 5.0, y * 95.0], 8);
    let pane = if spot.is_pane() { 0.5 + 1.5 * band((x * 0.8 + y * 0.6) * 2.0) } else { 1.0 };
    scale(colour, scratch * pane)
}

/// Lit from within, dark in its thick foot; panes carry two slanted reflections.
fn glass(colour: Rgb, spot: Spot) -> Rgb {
    let most = colour[0].max(colour[1]).max(colour[2]);
    let lit = blend(scale(colour, (1.0 / most).clamp(1.0, 1.25)), [0.8, 0.9, 0.92], 0.01);
    let thick = spot.position.y < 0.06;
    let [x, y] = spot.plane;
    let slant = (x + 0.7 * y) * 1.3;
    let along = slant - slant.floor();
    let streak = spot.is_pane() && ((0.3..0.52).contains(&along) || (0.6..0.66).contains(&along));
    match (streak, thick) {
        (true, _) => blend(lit, [1.0; 3], 0.14),
        (false, true) => scale(lit, 0.5),
        (false, false) => lit,
    }
}

/// Glaze with specks, which ends above a foot of bare clay.
fn ceramic(colour: Rgb, spot: Spot) -> Rgb {
    let [x, y] = spot.plane;
    let drip = 0.045 + 0.04 * smooth([(spot.position.x + 0.7 * spot.position.z) * 9.0, 0.0], 9);
    if spot.position.y < drip {
        return to_linear(rgb(190, 152, 112));
    }
    let speck = flecks([x * 24.0, y * 24.0], 10, 0.42, 0.045);
    let ink = if brightness(colour) < 0.05 { [0.22; 3] } else { scale(colour, 0.3) };
    if speck { ink } else { colour }
}

/// Pressed fibres of two tones, and creases.
fn paper(colour: Rgb, [x, y]: [f32; 2]) -> Rgb {
    let washed = blend(colour, [brightness(colour).max(0.05) * 1.3; 3], 0.12);
    let tone = 0.86 + 0.24 * smooth([x * 9.0, y * 9.0], 11);
    if fibre([x * 14.0, y * 14.0], 12) {
        let ink = if brightness(colour) < 0.2 { [0.42, 0.38, 0.3] } else { [0.2, 0.15, 0.1] };
        return blend(washed, ink, 0.38);
    }
    scale(washed, tone)
}

fn brightness(colour: Rgb) -> f32 {
    0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
}

/// Bright and dark once a unit.
fn band(x: f32) -> f32 {
    let t = ((2.0 * (x - x.floor()) - 1.0).abs() * 2.0 - 0.5).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::{Material, Spot, surface};
    use crate::product::Colour;
    use crate::product::look::Slot;
    use crate::render::camera::Camera;
    use crate::render::colour::{Rgb, to_linear, to_srgb};
    use crate::render::light::{Finish, Light, Surface};
    use crate::render::mesh::Mesh;
    use crate::render::raster::{Hit, Raster};
    use crate::render::shapes::{block, lathe};
    use crate::render::vec3::vec3;
    use crate::stream::Key;

    const MATERIALS: [Material; 8] = [
        Material::Ceramic,
        Material::Metal,
        Material::Wood,
        Material::Leather,
        Material::Fabric,
        Material::Plastic,
        Material::Glass,
        Material::Paper,
    ];

    /// The mean colour of a drum and of a box, sRGB.
    fn mean(of: impl Fn(&Hit) -> Surface) -> [Rgb; 2] {
        let drum = lathe(&[[0.0, 0.0], [0.4, 0.0], [0.4, 1.0], [0.0, 1.0]]);
        [drum, block(vec3(0.0, 0.5, 0.0), vec3(0.5, 0.5, 0.5), 0.05)].map(|patch| {
            let mut mesh = Mesh::default();
            mesh.add("body", Slot::Body, patch);
            let camera = Camera::frame(&mesh, [35.0, 17.0], 0.9, [0.0; 2], None);
            let (light, raster) = (Light::new(&camera, 0.5), Raster::new(&mesh, &camera, 64));
            let seen = (0..64 * 64).filter_map(|sample| raster.hit(sample));
            let shades: Vec<Rgb> = seen.map(|hit| to_srgb(light.shade(of(&hit), hit.normal))).collect();
            [0, 1, 2].map(|i| shades.iter().map(|shade| shade[i]).sum::<f32>() / shades.len() as f32)
        })
    }

    /// Materials may be brighter or darker, but not of another hue.
    fn far(a: Rgb, b: Rgb) -> f32 {
        let gaps = [0, 1, 2].map(|i| a[i] - b[i]);
        let grey = (gaps[0] + gaps[1] + gaps[2]) / 3.0;
        gaps.iter().map(|gap| (gap - grey) * (gap - grey)).sum::<f32>() + grey * grey
    }

    #[test]
    fn every_colour_keeps_its_name_in_every_material() {
        let linear = |colour: Colour| to_linear(colour.shade(&mut Key::new(1).stream()));
        let matt = Colour::ALL.map(|colour| {
            (colour, mean(|_| Surface { colour: linear(colour), gloss: 0.0, finish: Finish::Smooth }))
        });
        for material in MATERIALS {
            for colour in Colour::ALL {
                let seen =
                    mean(|hit| surface(material, linear(colour), Spot::new(hit.position, hit.normal, 1.0)));
                for (shape, seen) in seen.into_iter().enumerate() {
                    let gap = |name: &(Colour, [Rgb; 2])| far(name.1[shape], seen);
                    let nearest = matt.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)));
                    assert_eq!(nearest.map(|name| name.0), Some(colour), "{material:?}: {seen:.2?}");
                }
            }
        }
    }
}
