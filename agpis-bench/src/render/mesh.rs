//! Triangles that know which named part of a product they belong to.

use super::vec3::Vec3;
use crate::product::look::Slot;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Vertex {
    pub(crate) position: Vec3,
    pub(crate) normal: Vec3,
    /// For prints: from the left and from the bottom, as seen from outside.
    pub(crate) uv: [f32; 2],
}

/// A piece of surface, before it belongs to a part.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patch {
    pub(crate) vertices: Vec<Vertex>,
    pub(crate) triangles: Vec<[u32; 3]>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) slot: Slot,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    pub(crate) corners: [u32; 3],
    pub(crate) part: u16,
}

/// Stands on the plane `y = 0`, its front towards `+z`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mesh {
    pub(crate) vertices: Vec<Vertex>,
    pub(crate) triangles: Vec<Triangle>,
    pub(crate) parts: Vec<Part>,
}

impl Patch {
    pub(crate) fn join(mut self, other: Self) -> Self {
        let base = self.vertices.len() as u32;
        self.vertices.extend(other.vertices);
        self.triangles.extend(other.triangles.iter().map(|t| t.map(|i| i + base)));
        self
    }

    /// Every vertex moved; for shears and bends mild enough to leave the normals alone.
    pub(crate) fn warp(mut self, to: impl Fn(Vec3) -> Vec3) -> Self {
        self.vertices.iter_mut().for_each(|v| v.position = to(v.position));
        self
    }
}

impl Mesh {
    /// Adds surface to the part `name`; its first piece decides the slot.
    pub(crate) fn add(&mut self, name: &'static str, slot: Slot, patch: Patch) {
        let part =
            self.parts.iter().position(|p| p.name == name && p.slot == slot).unwrap_or(self.parts.len());
        if part == self.parts.len() {
            self.parts.push(Part { name, slot });
        }
        let base = self.vertices.len() as u32;
        self.vertices.extend(patch.vertices);
        let triangle = |t: &[u32; 3]| Triangle { corners: t.map(|i| i + base), part: part as u16 };
        self.triangles.extend(patch.triangles.iter().map(triangle));
    }

    /// Names of the parts, each once.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for part in &self.parts {
            if !names.contains(&part.name) {
                names.push(part.name);
            }
        }
        names
    }

    /// Positions of one part, or of everything.
    pub(crate) fn points<'a>(&'a self, name: Option<&'a str>) -> impl Iterator<Item = Vec3> + 'a {
        let wanted = move |t: &&Triangle| name.is_none_or(|n| self.parts[usize::from(t.part)].name == n);
        self.triangles
            .iter()
            .filter(wanted)
            .flat_map(|t| t.corners)
            .map(|i| self.vertices[i as usize].position)
    }
}

/// Smallest and largest corner of the box around `points`.
pub(crate) fn bounds(points: impl Iterator<Item = Vec3>) -> (Vec3, Vec3) {
    let (low, high) = (f32::INFINITY, f32::NEG_INFINITY);
    let start = (Vec3 { x: low, y: low, z: low }, Vec3 { x: high, y: high, z: high });
    points.fold(start, |(a, b), p| {
        let lower = Vec3 { x: a.x.min(p.x), y: a.y.min(p.y), z: a.z.min(p.z) };
        (lower, Vec3 { x: b.x.max(p.x), y: b.y.max(p.y), z: b.z.max(p.z) })
    })
}
