//! Where a product is seen from, and how it is framed.

use super::mesh::Mesh;
use super::vec3::{Vec3, sin_cos, vec3};

/// Looks at a product from `azimuth` (0 is the front, positive towards the product's `+x`) and
/// `elevation`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Camera {
    pub(crate) right: Vec3,
    pub(crate) up: Vec3,
    pub(crate) toward: Vec3,
    target: Vec3,
    distance: f32,
    zoom: f32,
    shift: [f32; 2],
    /// About which point of the picture the view is turned, and the matrix that does so.
    pivot: [f32; 2],
    turn: [[f32; 2]; 2],
}

/// A point on the picture: fractions of its side, and how near it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// 1 over the distance.
    pub(crate) near: f32,
}

/// A close look: which part, and how much larger than in a view of the whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Close<'a> {
    pub(crate) part: &'a str,
    pub(crate) zoom: f32,
}

impl Camera {
    /// Frames the whole product so that its longer side fills the share `fill` of the picture, its
    /// middle moved by `offset`; or a part of it.
    pub(crate) fn frame(
        mesh: &Mesh,
        angles: [f32; 2],
        fill: f32,
        offset: [f32; 2],
        close: Option<Close>,
    ) -> Self {
        let mut camera = Self::unframed(mesh, angles);
        let whole = camera.extent(mesh, None);
        camera.zoom = fill / (whole[2] - whole[0]).max(whole[3] - whole[1]).max(1e-6);
        let centred = match close {
            None => whole,
            Some(close) => {
                camera.zoom *= close.zoom;
                let part = camera.extent(mesh, Some(close.part));
                // A part is recognised by what it is part of: look a little towards the middle.
                [0, 1, 2, 3].map(|i| 0.75 * part[i] + 0.125 * (whole[i % 2] + whole[i % 2 + 2]))
            }
        };
        let middle = |low: f32, high: f32| (low + high) * 0.5 * camera.zoom;
        camera.shift = [
            0.5 + offset[0] - middle(centred[0], centred[2]),
            0.5 + offset[1] - middle(centred[1], centred[3]),
        ];
        camera.pivot = [0.5 + offset[0], 0.5 + offset[1]];
        camera
    }

    /// The same view leaning clockwise by `roll` degrees about its middle, then squeezed by the factors.
    pub(crate) fn turned(self, roll: f32, [across, down]: [f32; 2]) -> Self {
        let (sin, cos) = sin_cos(roll);
        Self { turn: [[cos * across, -sin * across], [sin * down, cos * down]], ..self }
    }

    /// Width and height of a mesh seen from there, the longer one 1.
    pub(crate) fn proportions(mesh: &Mesh, angles: [f32; 2]) -> [f32; 2] {
        let whole = Self::unframed(mesh, angles).extent(mesh, None);
        let [width, height] = [whole[2] - whole[0], whole[3] - whole[1]];
        let longer = width.max(height).max(1e-6);
        [width / longer, height / longer]
    }

    fn unframed(mesh: &Mesh, [azimuth, elevation]: [f32; 2]) -> Self {
        let ((sin, cos), (rise, wide)) = (sin_cos(azimuth), sin_cos(elevation));
        let toward = vec3(sin * wide, rise, cos * wide);
        let right = vec3(cos, 0.0, -sin);
        let (low, high) = super::mesh::bounds(mesh.points(None));
        let target = (low + high) * 0.5;
        let distance = 2.6 * (high - low).length().max(1e-6);
        Self {
            right,
            up: toward.cross(right),
            toward,
            target,
            distance,
            zoom: 1.0,
            shift: [0.0; 2],
            pivot: [0.5; 2],
            turn: [[1.0, 0.0], [0.0, 1.0]],
        }
    }

    /// `[left, top, right, bottom]` of what is seen, before zoom and shift.
    fn extent(&self, mesh: &Mesh, part: Option<&str>) -> [f32; 4] {
        let start = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        mesh.points(part).fold(start, |[left, top, right, bottom], point| {
            let [x, y, _] = self.plane(point);
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        })
    }

    /// `[left, top, right, bottom]` on the picture of `other` of what fills this picture, if both look from the same
    /// side.
    pub(crate) fn window_in(&self, other: &Self) -> [f32; 4] {
        let along = |v: f32, i: usize| (v - self.shift[i]) / self.zoom * other.zoom + other.shift[i];
        [along(0.0, 0), along(0.0, 1), along(1.0, 0), along(1.0, 1)]
    }

    fn plane(&self, point: Vec3) -> [f32; 3] {
        let p = point - self.target;
        let near = 1.0 / (self.distance - p.dot(self.toward));
        let grow = self.distance * near;
        [p.dot(self.right) * grow, -p.dot(self.up) * grow, near]
    }

    pub(crate) fn see(&self, point: Vec3) -> Seen {
        let [x, y, near] = self.plane(point);
        let [x, y] =
            [x * self.zoom + self.shift[0] - self.pivot[0], y * self.zoom + self.shift[1] - self.pivot[1]];
        let at = |i: usize| self.turn[i][0] * x + self.turn[i][1] * y + self.pivot[i];
        Seen { x: at(0), y: at(1), near }
    }
}
