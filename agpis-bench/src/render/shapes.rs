//! The pieces that products are built of.

use super::mesh::{Patch, Vertex};
use super::vec3::{Vec3, sin_cos, vec3};

/// A curved surface through a grid of points, smooth within, its normals from its neighbours.
pub(crate) fn grid(columns: usize, rows: usize, wraps: bool, point: impl Fn(f32, f32) -> Vec3) -> Patch {
    let stride = columns + 1;
    let uv = |i: usize| [(i % stride) as f32 / columns as f32, (i / stride) as f32 / rows as f32];
    let positions: Vec<Vec3> = (0..stride * (rows + 1)).map(|i| point(uv(i)[0], uv(i)[1])).collect();
    let normal = |i: usize| {
        let (x, y) = (i % stride, (i / stride).clamp(usize::from(rows > 1), rows - usize::from(rows > 1)));
        let row = y * stride;
        let (left, right) = match (wraps, x) {
            (true, 0) => (columns - 1, 1),
            (true, x) if x == columns => (columns - 1, 1),
            _ => (x.saturating_sub(1), (x + 1).min(columns)),
        };
        let along = positions[row + right] - positions[row + left];
        let up = positions[(y + 1).min(rows) * stride + x] - positions[y.saturating_sub(1) * stride + x];
        along.cross(up).unit().unwrap_or(vec3(0.0, 1.0, 0.0))
    };
    let vertex = |i: usize| Vertex { position: positions[i], normal: normal(i), uv: uv(i) };
    let mut triangles = Vec::with_capacity(2 * columns * rows);
    for y in 0..rows {
        for x in 0..columns {
            let a = (y * stride + x) as u32;
            let b = a + stride as u32;
            triangles.extend([[a, a + 1, b], [a + 1, b + 1, b]]);
        }
    }
    Patch { vertices: (0..positions.len()).map(vertex).collect(), triangles }
}

/// A profile of `[radius, height]` turned about the vertical axis; 0 degrees is the front.
pub(crate) fn lathe_arc(profile: &[[f32; 2]], from: f32, to: f32) -> Patch {
    let columns = (((to - from) / 14.0) as usize).max(4);
    let rows = profile.len() - 1;
    grid(columns, rows, to - from >= 360.0, |u, v| {
        let [radius, height] = profile[(v * rows as f32 + 0.5) as usize];
        let (sin, cos) = sin_cos(from + (to - from) * u);
        vec3(radius * sin, height, radius * cos)
    })
}

pub(crate) fn lathe(profile: &[[f32; 2]]) -> Patch {
    lathe_arc(profile, -180.0, 180.0)
}

/// A lathe whose axis leads from `centre` along `out`, which must be level and of length 1.
pub(crate) fn barrel(profile: &[[f32; 2]], centre: Vec3, out: Vec3) -> Patch {
    let right = vec3(0.0, 1.0, 0.0).cross(out);
    let turn = |v: Vec3| right * v.x + vec3(0.0, -v.z, 0.0) + out * v.y;
    let mut patch = lathe(profile);
    for vertex in &mut patch.vertices {
        vertex.position = centre + turn(vertex.position);
        vertex.normal = turn(vertex.normal);
    }
    patch
}

/// A round bar along a path, which should lie in a plane.
pub(crate) fn tube(path: &[Vec3], radius: f32) -> Patch {
    taper(path, |_| radius)
}

/// A round bar whose radius changes from the start, 0, to the end, 1.
pub(crate) fn taper(path: &[Vec3], radius: impl Fn(f32) -> f32) -> Patch {
    sweep(path, 8, across(path), |v, cos, sin| [radius(v) * cos, radius(v) * sin])
}

/// A band along a path: `half` its width along `across`, which is perpendicular to the path, and
/// half its thickness. The two ends of a closed path are the same point.
pub(crate) fn band(path: &[Vec3], across: Vec3, half: [f32; 2]) -> Patch {
    let square = |x: f32| x.signum() * x.abs().sqrt().sqrt();
    sweep(path, 16, across, |_, cos, sin| [half[1] * square(cos), half[0] * square(sin)])
}

/// A cross-section along a path in the plane perpendicular to `across`: for the share of the way and a
/// direction on the circle, how far its outline is from the path along the plane and along `across`.
fn sweep(path: &[Vec3], columns: usize, across: Vec3, outline: impl Fn(f32, f32, f32) -> [f32; 2]) -> Patch {
    let rows = path.len() - 1;
    let closed = (path[0] - path[rows]).length() < 1e-6;
    grid(columns, rows, true, |u, v| {
        let i = (v * rows as f32 + 0.5) as usize;
        let (before, after) = match (closed, i) {
            (true, i) if i == 0 || i == rows => (rows - 1, 1),
            _ => (i.saturating_sub(1), (i + 1).min(rows)),
        };
        let along = (path[after] - path[before]).unit().unwrap_or(across);
        let side = along.cross(across).unit().unwrap_or(across);
        let (sin, cos) = sin_cos(360.0 * u);
        let [out, beside] = outline(v, cos, sin);
        path[i] + side * out + side.cross(along) * beside
    })
}

/// Perpendicular to the plane of a path, or to a straight path.
fn across(path: &[Vec3]) -> Vec3 {
    let (start, middle, end) = (path[0], path[(path.len() / 3).max(1)], path[(2 * path.len() / 3).max(1)]);
    let first = middle - start;
    let any =
        if first.y * first.y > 0.5 * first.dot(first) { vec3(1.0, 0.0, 0.0) } else { vec3(0.0, 1.0, 0.0) };
    let straight = first.cross(any).unit().unwrap_or(any);
    let normal = first.cross(end - middle);
    let bent = normal.length() > 0.05 * first.dot(first);
    if bent { normal.unit().unwrap_or(straight) } else { straight }
}

/// An arc in the plane of `right` and `up` about `centre`, for handles and straps.
pub(crate) fn arc(centre: Vec3, right: Vec3, up: Vec3, from: f32, to: f32, steps: usize) -> Vec<Vec3> {
    let point = |i: usize| {
        let (sin, cos) = sin_cos(from + (to - from) * i as f32 / steps as f32);
        centre + right * cos + up * sin
    };
    (0..=steps).map(point).collect()
}

/// An ellipsoid, boxier the smaller `power` is below 1.
pub(crate) fn ball(centre: Vec3, radii: Vec3, power: f32) -> Patch {
    let bend = |x: f32| {
        let bent = libm::powf(x.abs(), power);
        if x < 0.0 { -bent } else { bent }
    };
    grid(20, 10, true, |u, v| {
        let ((sin, cos), (rise, wide)) = (sin_cos(360.0 * u), sin_cos(180.0 * v - 90.0));
        let across = bend(wide.max(0.0));
        centre + vec3(radii.x * bend(sin) * across, radii.y * bend(rise), radii.z * bend(cos) * across)
    })
}

/// A box with rounded edges; `round` must be positive and below every half side.
pub(crate) fn block(centre: Vec3, half: Vec3, round: f32) -> Patch {
    let faces =
        [(2, 0, 1, 1.0), (2, 0, 1, -1.0), (0, 2, 1, 1.0), (0, 2, 1, -1.0), (1, 0, 2, 1.0), (1, 0, 2, -1.0)];
    let sides = [half.x, half.y, half.z];
    let face = |(out, along, up, sign): (usize, usize, usize, f32)| {
        let node = |t: f32, side: f32| {
            let nodes = [0.0, round * 0.4, round, 2.0 * side - round, 2.0 * side - round * 0.4, 2.0 * side];
            nodes[(t * 5.0 + 0.5) as usize] - side
        };
        let mut patch = grid(5, 5, false, |u, v| {
            let mut p = [0.0; 3];
            p[out] = sides[out] * sign;
            p[along] = node(u, sides[along]);
            p[up] = node(v, sides[up]);
            vec3(p[0], p[1], p[2])
        });
        patch.vertices.iter_mut().for_each(|vertex| {
            let p = vertex.position;
            let inner = |x: f32, side: f32| x.clamp(round - side, side - round);
            let core = vec3(inner(p.x, half.x), inner(p.y, half.y), inner(p.z, half.z));
            vertex.normal = (p - core).unit().unwrap_or_default();
            vertex.position = centre + core + vertex.normal * round;
        });
        patch
    };
    faces.map(face).into_iter().reduce(Patch::join).unwrap_or_default()
}

/// A flat rectangle, given its half sides.
pub(crate) fn panel(centre: Vec3, right: Vec3, up: Vec3) -> Patch {
    grid(1, 1, false, |u, v| centre + right * (2.0 * u - 1.0) + up * (2.0 * v - 1.0))
}

/// A flat disc towards `+z` after turning, as a cap or a face.
pub(crate) fn disc(centre: Vec3, right: Vec3, up: Vec3) -> Patch {
    let mut patch = grid(20, 2, true, |u, v| {
        let (sin, cos) = sin_cos(360.0 * u);
        centre + (right * sin + up * cos) * v
    });
    patch.vertices.iter_mut().enumerate().for_each(|(i, vertex)| {
        let ((sin, cos), v) = (sin_cos(360.0 * (i % 21) as f32 / 20.0), (i / 21) as f32 / 2.0);
        vertex.uv = [0.5 + 0.5 * sin * v, 0.5 + 0.5 * cos * v];
        vertex.normal = right.cross(up).unit().unwrap_or_default();
    });
    patch
}

/// A stuffed outline in the plane `z = 0`, star-shaped about `centre`: both faces bulge to
/// `±thickness`.
pub(crate) fn pillow(outline: &[[f32; 2]], centre: [f32; 2], thickness: f32) -> Patch {
    let face = |sign: f32| {
        grid(outline.len(), 5, true, |u, v| {
            let corner = outline[((u * outline.len() as f32 + 0.5) as usize) % outline.len()];
            let reach = [0.0, 0.35, 0.65, 0.85, 0.96, 1.0][(v * 5.0 + 0.5) as usize];
            let at = |i: usize| centre[i] + (corner[i] - centre[i]) * reach;
            vec3(at(0), at(1), sign * thickness * (1.0 - reach * reach * reach).max(0.0).sqrt())
        })
    };
    face(1.0).join(face(-1.0))
}
