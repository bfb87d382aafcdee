//! Watch, headphones, glasses.

use super::look::Slot::{Accent, Body, Dark, Dial, Light, Metal, Print, Trim};
use crate::render::mesh::{Mesh, Patch, Vertex};
use crate::render::shapes::{arc, ball, band, barrel, block, disc, panel, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);
const Z: Vec3 = vec3(0.0, 0.0, 1.0);

/// Closed, as if round a wrist.
pub(super) fn watch(stream: &mut Stream) -> Mesh {
    let (tall, deep) = (stream.range(0.44, 0.5), stream.range(0.3, 0.36));
    let (face, wide) = (stream.range(0.32, 0.38), stream.range(0.15, 0.19));
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, tall + 0.035, 0.0);
    let wrist = arc(middle, Z * deep, Y * tall, 20.0, 340.0, 24);
    mesh.add("strap", Body, band(&wrist, X, [wide, 0.035]));
    let centre = middle + Z * (deep - 0.02);
    let rim = [
        [0.0, -0.06],
        [face * 0.9, -0.06],
        [face, -0.03],
        [face, 0.06],
        [face * 0.9, 0.1],
        [face * 0.86, 0.08],
    ];
    mesh.add("case", Metal, barrel(&rim, centre, Z));
    mesh.add("dial", Dial, disc(centre + Z * 0.082, X * (face * 0.88), Y * (face * 0.88)));
    for side in [-1.0, 1.0] {
        let lug = vec3(wide * 0.9, 0.05, 0.06);
        mesh.add("lugs", Metal, block(centre + vec3(0.0, side * face * 0.98, -0.04), lug, 0.03));
    }
    let crown = centre + X * (face + 0.04);
    mesh.add("crown", Accent, block(crown, vec3(0.05, 0.05, 0.05), 0.03));
    let rear = middle - Z * (deep + 0.03);
    mesh.add("buckle", Metal, block(rear, vec3(wide * 1.22, 0.12, 0.025), 0.02));
    mesh.add("buckle", Dark, panel(rear - Z * 0.028, X * (-wide * 0.8), Y * 0.065));
    mesh.add("buckle", Metal, block(rear - Z * 0.03, vec3(0.02, 0.1, 0.015), 0.01));
    mesh.add("keeper", Trim, block(rear + vec3(0.0, -0.24, 0.1), vec3(wide * 1.1, 0.045, 0.06), 0.03));
    mesh
}

/// The cups are turned outwards and a little forwards, their cushions inwards.
pub(super) fn headphones(stream: &mut Stream) -> Mesh {
    let (wide, rise, cup) = (stream.range(0.42, 0.5), stream.range(0.42, 0.52), stream.range(0.24, 0.29));
    let (sin, cos) = sin_cos(stream.range(38.0, 48.0));
    let mut mesh = Mesh::default();
    let level = cup * 1.15 + 0.12;
    let crown = arc(vec3(0.0, level + 0.1, -0.02), X * wide, Y * rise, 0.0, 180.0, 20);
    mesh.add("headband", Body, band(&crown, Z, [0.1, 0.032]));
    let padding = arc(vec3(0.0, level + 0.1, -0.02), X * (wide - 0.05), Y * (rise - 0.05), 40.0, 140.0, 12);
    mesh.add("padding", Dark, band(&padding, Z, [0.08, 0.03]));
    for side in [-1.0, 1.0] {
        let (out, hinge) = (vec3(side * cos, 0.0, sin), vec3(side * wide, level, -0.02));
        mesh.add("arms", Metal, tube(&[hinge + Y * 0.26, hinge - Y * 0.02], 0.045));
        let shell = [[0.0, -0.05], [cup, -0.05], [cup, 0.05], [cup * 0.86, 0.11], [0.0, 0.125]];
        let centre = hinge - Y * 0.12;
        mesh.add("cups", Trim, barrel(&shell, centre, out));
        let soft = [
            [cup * 0.4, -0.06],
            [cup * 0.98, -0.05],
            [cup * 1.05, -0.1],
            [cup * 0.9, -0.17],
            [cup * 0.45, -0.15],
            [0.0, -0.09],
        ];
        mesh.add("ear pads", Dark, barrel(&soft, centre, out));
        let right = Y.cross(out) * (cup * 0.7);
        mesh.add("logo", Print, disc(centre + out * 0.128, right, Y * (cup * 0.7)));
    }
    let button = vec3(wide + cup * 0.45, level - 0.2, -0.2);
    mesh.add("button", Accent, ball(button, vec3(0.05, 0.07, 0.05), 1.0));
    mesh
}

/// Open, on their lower rims and the tips of the temples.
pub(super) fn glasses(stream: &mut Stream) -> Mesh {
    let (wide, tall) = (stream.range(0.25, 0.3), stream.range(0.19, 0.25));
    let (boxy, long) = (stream.range(0.3, 0.9), stream.range(0.85, 1.0));
    let (thick, gap) = (stream.range(0.04, 0.055), stream.range(0.07, 0.1));
    let mut mesh = Mesh::default();
    let level = tall + thick;
    let bend = |x: f32| x.signum() * libm::powf(x.abs(), boxy);
    for side in [-1.0, 1.0] {
        let centre = vec3(side * (wide + gap), level, 0.0);
        let edge: Vec<Vec3> = (0..=28)
            .map(|i| sin_cos(360.0 * i as f32 / 28.0))
            .map(|(sin, cos)| centre + vec3(wide * bend(cos), tall * bend(sin), 0.0))
            .collect();
        mesh.add("rims", Body, band(&edge, Z, [0.045, thick]));
        let lens = edge.windows(2).map(|pair| triangle([centre, pair[0], pair[1]])).reduce(Patch::join);
        mesh.add("lenses", Dark, lens.unwrap_or_default());
        let hinge = vec3(side * (2.0 * wide + gap + 0.03), level + tall * 0.45, 0.0);
        mesh.add("hinges", Metal, block(hinge, vec3(0.05, 0.045, 0.055), 0.02));
        let ear = [
            hinge,
            hinge - Z * (long * 0.4),
            hinge - Z * (long * 0.75),
            hinge - Z * (long * 0.9) - Y * 0.09,
            vec3(hinge.x, 0.05, -long),
        ];
        mesh.add("temples", Trim, tube(&ear, 0.042));
        mesh.add("tips", Accent, tube(&[ear[3] + vec3(0.0, 0.015, 0.0), ear[4]], 0.05));
        let pad = vec3(side * gap * 0.75, level - tall * 0.25, -0.07);
        mesh.add("nose pads", Light, ball(pad, vec3(0.025, 0.06, 0.035), 1.0));
    }
    let bridge = arc(vec3(0.0, level + tall * 0.15, 0.0), X * (gap + 0.02), Y * 0.09, 0.0, 180.0, 8);
    mesh.add("bridge", Body, tube(&bridge, thick * 0.9));
    let mark = vec3(wide * 1.35 + gap, level + tall * 0.42, 0.03);
    mesh.add("engraving", Light, panel(mark, X * 0.075, Y * 0.03));
    mesh
}

/// A flat piece that faces the viewer.
fn triangle(corners: [Vec3; 3]) -> Patch {
    let vertex = |position| Vertex { position, normal: Z, uv: [0.0; 2] };
    Patch { vertices: corners.map(vertex).to_vec(), triangles: vec![[0, 1, 2]] }
}
