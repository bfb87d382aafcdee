//! Phone, speaker, camera, clock.

use super::look::Slot::{Accent, Body, Dark, Dial, Light, Metal, Print, Trim};
use crate::render::mesh::Mesh;
use crate::render::shapes::{arc, ball, barrel, block, disc, panel, tube};
use crate::render::vec3::{Vec3, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);
const Z: Vec3 = vec3(0.0, 0.0, 1.0);

pub(super) fn phone(stream: &mut Stream) -> Mesh {
    let half = vec3(stream.range(0.28, 0.34), stream.range(0.56, 0.64), 0.045);
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, half.y, 0.0);
    mesh.add("case", Body, block(middle, half, 0.04));
    let front = middle + Z * (half.z + 0.002);
    mesh.add("screen", Dark, panel(front, X * (half.x * 0.86), Y * (half.y * 0.89)));
    mesh.add(
        "screen",
        Print,
        panel(front + vec3(0.0, half.y * 0.1, 0.002), X * (half.x * 0.7), Y * (half.y * 0.55)),
    );
    let (x, y, lenses) = (half.x * 0.5, half.y * 0.68, 2 + stream.below(2));
    let island = middle + vec3(x, y, -half.z - 0.012);
    mesh.add("camera", Dark, block(island, vec3(0.11, 0.06 + 0.05 * lenses as f32, 0.02), 0.018));
    for i in 0..lenses {
        let lens = island + vec3(0.0, 0.1 * (i as f32 - 0.5 * (lenses - 1) as f32), -0.024);
        mesh.add("camera", Metal, disc(lens, X * -0.045, Y * 0.045));
        mesh.add("camera", Dark, disc(lens - Z * 0.004, X * -0.028, Y * 0.028));
    }
    mesh.add("logo", Accent, disc(middle - Z * (half.z + 0.003), X * -0.07, Y * 0.07));
    mesh.add(
        "buttons",
        Metal,
        block(middle + vec3(half.x, half.y * 0.35, 0.0), vec3(0.012, 0.1, 0.015), 0.01),
    );
    mesh
}

pub(super) fn speaker(stream: &mut Stream) -> Mesh {
    let half = vec3(stream.range(0.27, 0.34), stream.range(0.45, 0.6), stream.range(0.22, 0.3));
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, half.y, 0.0);
    mesh.add("cabinet", Body, block(middle, half, 0.05));
    let face = |y: f32| vec3(0.0, half.y + half.y * y, half.z);
    for (y, radius) in [(-0.35, 0.72), (0.48, 0.4)] {
        let r = half.x * radius;
        let name = if y < 0.0 { "woofer" } else { "tweeter" };
        mesh.add(name, Metal, barrel(&[[r, 0.0], [r, 0.03], [r * 0.86, 0.03], [r * 0.86, 0.0]], face(y), Z));
        mesh.add(
            name,
            Dark,
            barrel(&[[r * 0.88, 0.012], [r * 0.4, -0.01], [r * 0.4, 0.02], [0.0, 0.05]], face(y), Z),
        );
    }
    mesh.add("badge", Print, panel(face(0.86) + Z * 0.006, X * 0.12, Y * 0.06));
    let port = vec3(0.0, half.y * 1.45, -half.z - 0.004);
    mesh.add("port", Dark, disc(port, X * -0.1, Y * 0.1));
    mesh.add("terminals", Light, panel(vec3(0.0, half.y * 0.5, -half.z - 0.004), X * -0.13, Y * 0.1));
    for side in [-1.0, 1.0] {
        mesh.add(
            "terminals",
            Accent,
            ball(vec3(0.06 * side, half.y * 0.5, -half.z - 0.02), vec3(0.03, 0.03, 0.03), 1.0),
        );
    }
    mesh
}

pub(super) fn camera(stream: &mut Stream) -> Mesh {
    let half = vec3(stream.range(0.5, 0.6), stream.range(0.3, 0.37), stream.range(0.13, 0.18));
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, half.y, 0.0);
    mesh.add("body", Body, block(middle, half, 0.06));
    let (x, r, reach) = (stream.range(-0.1, 0.06), half.y * stream.range(0.68, 0.8), stream.range(0.16, 0.3));
    let lens = vec3(x, half.y * 0.92, half.z);
    mesh.add(
        "lens",
        Dark,
        barrel(
            &[[r, 0.0], [r, reach * 0.4], [r * 0.86, reach * 0.45], [r * 0.86, reach], [r * 0.7, reach]],
            lens,
            Z,
        ),
    );
    mesh.add(
        "lens",
        Metal,
        barrel(&[[r * 0.72, reach], [r * 0.6, reach - 0.01], [r * 0.5, reach - 0.05]], lens, Z),
    );
    mesh.add("lens", Dark, barrel(&[[r * 0.55, reach - 0.06], [0.0, reach - 0.02]], lens, Z));
    mesh.add("flash", Light, panel(vec3(-half.x * 0.7, half.y * 1.6, half.z + 0.004), X * 0.09, Y * 0.05));
    mesh.add("badge", Print, panel(vec3(half.x * 0.7, half.y * 1.55, half.z + 0.004), X * 0.12, Y * 0.08));
    mesh.add(
        "screen",
        Dark,
        panel(
            middle + vec3(-half.x * 0.18, -0.03, -half.z - 0.004),
            X * (-half.x * 0.62),
            Y * (half.y * 0.62),
        ),
    );
    mesh.add(
        "screen",
        Light,
        panel(
            middle + vec3(-half.x * 0.18, -0.03, -half.z - 0.008),
            X * (-half.x * 0.55),
            Y * (half.y * 0.52),
        ),
    );
    mesh.add(
        "shutter",
        Accent,
        block(vec3(half.x * 0.65, half.y * 2.0 + 0.03, 0.0), vec3(0.09, 0.05, 0.07), 0.03),
    );
    mesh.add("finder", Trim, block(vec3(x, half.y * 2.0 + 0.05, 0.0), vec3(0.15, 0.07, 0.1), 0.03));
    mesh
}

pub(super) fn clock(stream: &mut Stream) -> Mesh {
    let (r, deep) = (stream.range(0.42, 0.5), stream.range(0.13, 0.2));
    let middle = vec3(0.0, r + 0.1, 0.0);
    let mut mesh = Mesh::default();
    mesh.add(
        "case",
        Body,
        barrel(
            &[
                [0.0, -deep],
                [r * 0.9, -deep],
                [r, -deep * 0.6],
                [r, deep],
                [r * 0.9, deep + 0.03],
                [r * 0.88, deep],
            ],
            middle,
            Z,
        ),
    );
    mesh.add("dial", Dial, disc(middle + Z * (deep - 0.005), X * (r * 0.9), Y * (r * 0.9)));
    for side in [-1.0, 1.0] {
        let (bell, foot) = (middle + vec3(side * r * 0.55, r * 0.95, 0.0), vec3(side * r * 0.62, 0.0, 0.03));
        mesh.add("bells", Metal, ball(bell, vec3(0.17, 0.12, 0.15), 1.0));
        mesh.add("feet", Accent, tube(&[foot, middle + vec3(side * r * 0.45, -r * 0.7, 0.0)], 0.045));
    }
    mesh.add("grip", Accent, tube(&arc(middle + Y * r, X * 0.22, Y * 0.26, 0.0, 180.0, 10), 0.025));
    let rear = middle - Z * (deep + 0.004);
    mesh.add("battery cover", Dark, panel(rear - Y * (r * 0.3), X * (-r * 0.45), Y * (r * 0.25)));
    mesh.add("winder", Metal, ball(rear + Y * (r * 0.35), vec3(0.07, 0.07, 0.04), 1.0));
    mesh
}
