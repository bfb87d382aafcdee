//! Mug, bottle, jar, box.

use super::look::Slot::{Accent, Body, Dark, Light, Print, Trim};
use crate::render::mesh::Mesh;
use crate::render::shapes::{arc, ball, block, disc, lathe, lathe_arc, panel, tube};
use crate::render::vec3::{Vec3, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);
const Z: Vec3 = vec3(0.0, 0.0, 1.0);

pub(super) fn mug(stream: &mut Stream) -> Mesh {
    let (height, base, top) = (stream.range(0.85, 1.15), stream.range(0.34, 0.46), stream.range(0.4, 0.48));
    let mut mesh = Mesh::default();
    let wall = |y: f32| base + (top - base) * y / height;
    let outer =
        [[0.0, 0.0], [base * 0.9, 0.0], [base, 0.04], [wall(height * 0.5), height * 0.5], [top, height]];
    mesh.add("body", Body, lathe(&outer));
    mesh.add(
        "inside",
        Light,
        lathe(&[[top, height], [top - 0.04, height], [base - 0.04, 0.08], [0.0, 0.08]]),
    );
    let reach = stream.range(0.24, 0.34);
    let grip = arc(
        vec3(wall(height * 0.5) - 0.02, height * 0.52, 0.0),
        X * reach,
        Y * (height * 0.3),
        -100.0,
        100.0,
        14,
    );
    mesh.add("handle", Trim, tube(&grip, 0.055));
    let (low, high) = (height * 0.22, height * 0.8);
    mesh.add("label", Print, lathe_arc(&[[wall(low) + 0.006, low], [wall(high) + 0.006, high]], -42.0, 42.0));
    mesh
}

pub(super) fn bottle(stream: &mut Stream) -> Mesh {
    let (radius, shoulder, neck) =
        (stream.range(0.2, 0.28), stream.range(0.85, 1.05), stream.range(0.07, 0.11));
    let mut mesh = Mesh::default();
    let (bend, top) = (shoulder + stream.range(0.12, 0.25), shoulder + 0.42);
    let profile = [
        [0.0, 0.0],
        [radius * 0.9, 0.0],
        [radius, 0.05],
        [radius, shoulder],
        [(radius + neck) * 0.55, bend],
        [neck, bend + 0.08],
        [neck, top],
    ];
    mesh.add("body", Body, lathe(&profile));
    let cap = neck + 0.03;
    mesh.add(
        "cap",
        Accent,
        lathe(&[[cap, top - 0.1], [cap, top + 0.06], [cap * 0.8, top + 0.09], [0.0, top + 0.09]]),
    );
    let (low, high) = (shoulder * 0.25, shoulder * 0.82);
    mesh.add("label", Print, lathe_arc(&[[radius + 0.005, low], [radius + 0.005, high]], -65.0, 65.0));
    mesh.add("code", Light, lathe_arc(&[[radius + 0.005, low], [radius + 0.005, low + 0.2]], 160.0, 200.0));
    mesh.add(
        "code",
        Dark,
        lathe_arc(&[[radius + 0.008, low + 0.05], [radius + 0.008, low + 0.15]], 170.0, 190.0),
    );
    mesh
}

pub(super) fn jar(stream: &mut Stream) -> Mesh {
    let (radius, height) = (stream.range(0.36, 0.46), stream.range(0.7, 0.95));
    let belly = radius * stream.range(1.0, 1.15);
    let mut mesh = Mesh::default();
    let profile = [
        [0.0, 0.0],
        [radius * 0.85, 0.0],
        [radius, 0.06],
        [belly, height * 0.5],
        [radius, height * 0.9],
        [radius * 0.85, height],
    ];
    mesh.add("body", Body, lathe(&profile));
    let lid = radius * 0.92;
    mesh.add(
        "lid",
        Light,
        lathe(&[[lid, height - 0.02], [lid, height + 0.1], [lid * 0.9, height + 0.13], [0.0, height + 0.13]]),
    );
    mesh.add("knob", Accent, ball(vec3(0.0, height + 0.19, 0.0), vec3(0.09, 0.07, 0.09), 1.0));
    let (low, high) = (height * 0.22, height * 0.76);
    let at = |y: f32| [belly + 0.012 - (y - height * 0.5).abs() * (belly - radius) * 1.6 / height, y];
    mesh.add("label", Print, lathe_arc(&[at(low), at(height * 0.5), at(high)], -50.0, 50.0));
    mesh
}

pub(super) fn carton(stream: &mut Stream) -> Mesh {
    let half = vec3(stream.range(0.35, 0.6), stream.range(0.25, 0.45), stream.range(0.25, 0.4));
    let mut mesh = Mesh::default();
    mesh.add("body", Body, block(vec3(0.0, half.y, 0.0), half, 0.02));
    let lid = vec3(half.x + 0.025, 0.09, half.z + 0.025);
    mesh.add("lid", Trim, block(vec3(0.0, half.y * 2.0, 0.0), lid, 0.02));
    let (face, middle) = (half.z + 0.004, half.y * 0.92);
    mesh.add("label", Print, panel(vec3(0.0, middle, face), X * (half.x * 0.62), Y * (half.y * 0.68)));
    let back = vec3(half.x * 0.45, middle * 0.7, -face);
    mesh.add("code", Light, panel(back, X * -0.16, Y * 0.12));
    mesh.add("code", Dark, panel(back - Z * 0.003, X * -0.1, Y * 0.06));
    let top = vec3(0.0, half.y * 2.0 + 0.092, 0.0);
    mesh.add("seal", Accent, disc(top, X * 0.1, Z * -0.1));
    mesh
}
