//! Which triangle is seen where.

use super::camera::Camera;
use super::mesh::{Mesh, Vertex};
use super::vec3::Vec3;

/// Vertices are rounded to this part of a sample, so that no last bit of a float moves an edge.
const SUBPIXEL: f32 = 256.0;

/// What is seen of a mesh in a square of samples.
#[derive(Debug)]
pub(crate) struct Raster<'a> {
    mesh: &'a Mesh,
    corners: Vec<Corner>,
    size: usize,
    near: Vec<f32>,
    /// Index of the triangle, plus one.
    seen: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Corner {
    x: i64,
    y: i64,
    near: f32,
}

/// One seen point of a surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) part: usize,
    pub(crate) position: Vec3,
    pub(crate) normal: Vec3,
    pub(crate) uv: [f32; 2],
}

impl<'a> Raster<'a> {
    pub(crate) fn new(mesh: &'a Mesh, camera: &Camera, size: usize) -> Self {
        let corner = |vertex: &Vertex| {
            let seen = camera.see(vertex.position);
            let fixed = |v: f32| (v * size as f32 * SUBPIXEL + 0.5).floor() as i64;
            Corner { x: fixed(seen.x), y: fixed(seen.y), near: seen.near }
        };
        let corners = mesh.vertices.iter().map(corner).collect();
        let mut raster =
            Self { mesh, corners, size, near: vec![0.0; size * size], seen: vec![0; size * size] };
        (0..mesh.triangles.len()).for_each(|t| raster.fill(t));
        raster
    }

    fn fill(&mut self, triangle: usize) {
        let [a, mut b, mut c] = self.triangle(triangle);
        let area = edge(a, b, [c.x, c.y]);
        if area == 0 {
            return;
        }
        if area < 0 {
            std::mem::swap(&mut b, &mut c);
        }
        let area = area.abs() as f32;
        let last = self.size as i64 - 1;
        let first_of = |p: i64, q: i64, r: i64| (p.min(q).min(r) >> 8).max(0);
        let last_of = |p: i64, q: i64, r: i64| (p.max(q).max(r) >> 8).min(last);
        let (left, right) = (first_of(a.x, b.x, c.x), last_of(a.x, b.x, c.x));
        let edges = [(b, c), (c, a), (a, b)];
        let bias = edges.map(|(p, q)| i64::from(!is_top_left(p, q)));
        for y in first_of(a.y, b.y, c.y)..=last_of(a.y, b.y, c.y) {
            let start = [left * 256 + 128, y * 256 + 128];
            let mut w = edges.map(|(p, q)| edge(p, q, start));
            for x in left..=right {
                if (0..3).all(|i| w[i] >= bias[i]) {
                    let near = (w[0] as f32 * a.near + w[1] as f32 * b.near + w[2] as f32 * c.near) / area;
                    let sample = y as usize * self.size + x as usize;
                    if near > self.near[sample] {
                        self.near[sample] = near;
                        self.seen[sample] = triangle as u32 + 1;
                    }
                }
                for (w, (p, q)) in w.iter_mut().zip(edges) {
                    *w -= (q.y - p.y) * 256;
                }
            }
        }
    }

    fn triangle(&self, index: usize) -> [Corner; 3] {
        self.mesh.triangles[index].corners.map(|i| self.corners[i as usize])
    }

    /// The surface seen at a sample, or `None` for the ground.
    pub(crate) fn hit(&self, sample: usize) -> Option<Hit> {
        let index = (self.seen[sample] as usize).checked_sub(1)?;
        let [a, b, c] = self.triangle(index);
        let at = [(sample % self.size) as i64 * 256 + 128, (sample / self.size) as i64 * 256 + 128];
        let weight = |p, q, r: Corner| edge(p, q, at) as f32 * r.near;
        let weights = [weight(b, c, a), weight(c, a, b), weight(a, b, c)];
        let total = weights[0] + weights[1] + weights[2];
        let [u, v, w] = weights.map(|x| x / total);
        let triangle = self.mesh.triangles[index];
        let [p, q, r] = triangle.corners.map(|i| self.mesh.vertices[i as usize]);
        Some(Hit {
            part: usize::from(triangle.part),
            position: p.position * u + q.position * v + r.position * w,
            normal: p.normal * u + q.normal * v + r.normal * w,
            uv: [0, 1].map(|i| p.uv[i] * u + q.uv[i] * v + r.uv[i] * w),
        })
    }
}

/// Twice the signed area of the triangle `p`, `q`, `at`; positive on the inner side.
fn edge(p: Corner, q: Corner, at: [i64; 2]) -> i64 {
    (q.x - p.x) * (at[1] - p.y) - (q.y - p.y) * (at[0] - p.x)
}

/// A sample exactly on an edge belongs to one of the two triangles that share it.
fn is_top_left(p: Corner, q: Corner) -> bool {
    (p.y == q.y && q.x > p.x) || q.y < p.y
}

#[cfg(test)]
mod tests {
    use super::{Camera, Mesh, Raster};
    use crate::product::look::Slot;
    use crate::render::shapes::panel;
    use crate::render::vec3::vec3;

    #[test]
    fn two_triangles_share_their_edge_without_gap() {
        let mut mesh = Mesh::default();
        mesh.add("panel", Slot::Body, panel(vec3(0.0, 1.0, 0.0), vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0)));
        let camera = Camera::frame(&mesh, [0.0, 0.0], 0.5, [0.0, 0.0], None);
        let raster = Raster::new(&mesh, &camera, 64);
        let covered: Vec<usize> = (0..64 * 64).filter(|&i| raster.hit(i).is_some()).collect();
        assert_eq!(covered.len(), 32 * 32);
        assert!(covered.iter().all(|i| (16..48).contains(&(i % 64)) && (16..48).contains(&(i / 64))));
    }

    #[test]
    fn the_nearer_part_hides_the_other() {
        let mut mesh = Mesh::default();
        let (right, up) = (vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0));
        mesh.add("front", Slot::Body, panel(vec3(0.0, 1.0, 0.5), right, up));
        mesh.add("back", Slot::Dark, panel(vec3(0.0, 1.0, -0.5), right, up));
        let middle = 32 * 64 + 32;
        for (azimuth, part) in [(0.0, 0), (180.0, 1)] {
            let camera = Camera::frame(&mesh, [azimuth, 0.0], 0.9, [0.0, 0.0], None);
            assert_eq!(Raster::new(&mesh, &camera, 64).hit(middle).unwrap().part, part);
        }
    }
}
