//! Kettle, teapot, pan.

use super::look::Slot::{Accent, Body, Dark, Light, Metal, Print, Trim};
use crate::render::mesh::Mesh;
use crate::render::shapes::{arc, ball, lathe, lathe_arc, taper, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);

pub(super) fn kettle(stream: &mut Stream) -> Mesh {
    let (radius, height) = (stream.range(0.42, 0.52), stream.range(0.55, 0.75));
    let mut mesh = Mesh::default();
    let profile = [
        [0.0, 0.0],
        [radius * 0.95, 0.0],
        [radius, 0.08],
        [radius * 0.92, height * 0.55],
        [radius * 0.55, height],
        [0.0, height + 0.04],
    ];
    mesh.add("body", Body, lathe(&profile));
    mesh.add("knob", Dark, ball(vec3(0.0, height + 0.1, 0.0), vec3(0.08, 0.07, 0.08), 1.0));
    let spout = [
        vec3(-radius * 0.75, height * 0.4, 0.0),
        vec3(-radius - 0.12, height * 0.62, 0.0),
        vec3(-radius - 0.22, height * 0.95, 0.0),
    ];
    mesh.add("spout", Trim, tube(&spout, 0.075));
    let (middle, rise) = (vec3(0.0, height * 0.75, 0.0), stream.range(0.38, 0.5));
    mesh.add("handle", Dark, tube(&arc(middle, X * (radius * 0.72), Y * rise, 5.0, 175.0, 16), 0.045));
    let low = height * 0.14;
    mesh.add(
        "label",
        Print,
        lathe_arc(&[[radius * 1.01, low], [radius * 0.945, height * 0.55]], -28.0, 28.0),
    );
    mesh.add("rim", Metal, lathe(&[[radius * 1.0, 0.0], [radius * 1.015, 0.03], [radius * 1.01, 0.08]]));
    mesh
}

/// Squat, with the handle opposite the spout, where a kettle has it on top.
pub(super) fn teapot(stream: &mut Stream) -> Mesh {
    let (radius, height) = (stream.range(0.46, 0.54), stream.range(0.5, 0.6));
    let mut mesh = Mesh::default();
    // A ball that stands on a foot and is cut off at the lid.
    let belly = |t: f32| {
        let (sin, cos) = sin_cos(-62.0 + 124.0 * t);
        [radius * cos, height * (0.5 + 0.53 * sin) + 0.03]
    };
    let profile: Vec<[f32; 2]> = [[0.0, 0.0], [radius * 0.55, 0.0]]
        .into_iter()
        .chain((0..=8).map(|i| belly(i as f32 / 8.0)))
        .collect();
    mesh.add("body", Body, lathe(&profile));
    let [mouth, top] = belly(1.0);
    let dome = [[mouth, top], [mouth * 0.96, top + 0.03], [mouth * 0.6, top + 0.09], [0.0, top + 0.11]];
    mesh.add("lid", Trim, lathe(&dome));
    mesh.add("knob", Accent, ball(vec3(0.0, top + 0.15, 0.0), vec3(0.07, 0.06, 0.07), 1.0));
    let spout = [
        vec3(-radius * 0.8, height * 0.35, 0.0),
        vec3(-radius - 0.1, height * 0.4, 0.0),
        vec3(-radius - 0.21, height * 0.58, 0.0),
        vec3(-radius - 0.26, height * 0.8, 0.0),
        vec3(-radius - 0.36, height * 0.98, 0.0),
    ];
    mesh.add("spout", Body, taper(&spout, |t| 0.13 - 0.08 * t));
    let reach = stream.range(0.26, 0.34);
    let grip =
        arc(vec3(radius * 0.86, height * 0.55, 0.0), X * reach, Y * (height * 0.38), -105.0, 105.0, 14);
    mesh.add("handle", Trim, tube(&grip, 0.05));
    let label: Vec<[f32; 2]> =
        [0.3, 0.42, 0.54, 0.66, 0.78].iter().map(|&t| belly(t)).map(|[r, y]| [r + 0.008, y]).collect();
    mesh.add("label", Print, lathe_arc(&label, -30.0, 30.0));
    let mark: Vec<[f32; 2]> = [0.12, 0.2].iter().map(|&t| belly(t)).map(|[r, y]| [r + 0.008, y]).collect();
    mesh.add("maker's mark", Light, lathe_arc(&mark, 165.0, 195.0));
    mesh
}

/// The handle points a little forwards, so that front and back differ.
pub(super) fn pan(stream: &mut Stream) -> Mesh {
    let (radius, deep, flare) = (stream.range(0.46, 0.52), stream.range(0.2, 0.3), stream.range(0.02, 0.07));
    let (sin, cos) = sin_cos(stream.range(8.0, 16.0));
    let mut mesh = Mesh::default();
    let foot = radius - flare - 0.03;
    let wall = |y: f32| foot + 0.03 + flare * y / deep;
    let outer = [[0.0, 0.0], [foot, 0.0], [wall(deep * 0.15), deep * 0.15], [wall(deep), deep]];
    mesh.add("wall", Body, lathe(&outer));
    let rim = [[radius, deep - 0.01], [radius + 0.02, deep], [radius, deep + 0.015], [radius - 0.03, deep]];
    mesh.add("rim", Metal, lathe(&rim));
    let inner = [[radius - 0.03, deep], [foot - 0.02, 0.05], [foot - 0.05, 0.025], [0.0, 0.025]];
    mesh.add("inside", Dark, lathe(&inner));
    let along = |out: f32, y: f32| vec3(out * cos, y, out * sin);
    let (root, long) = (radius - 0.02, stream.range(0.62, 0.8));
    mesh.add("bracket", Metal, tube(&[along(root, deep * 0.75), along(root + 0.16, deep * 0.95)], 0.05));
    let grip = [0.12, 0.3, 0.55, 0.8, 1.0].map(|t| along(root + long * t, deep * 0.9 + 0.14 * t));
    mesh.add("handle", Trim, taper(&grip, |t| 0.05 + 0.018 * t));
    mesh.add(
        "hanging eye",
        Metal,
        ball(along(root + long, deep * 0.9 + 0.14), Vec3 { x: 0.05, y: 0.06, z: 0.05 }, 1.0),
    );
    let band = [[wall(deep * 0.16) + 0.008, deep * 0.16], [wall(deep * 0.9) + 0.008, deep * 0.9]];
    mesh.add("label", Print, lathe_arc(&band, -36.0, 36.0));
    let helper = arc(vec3(0.0, deep * 0.75, -radius), X * 0.13, vec3(0.0, 0.03, -0.12), 0.0, 180.0, 10);
    mesh.add("rear grip", Accent, tube(&helper, 0.03));
    mesh
}
