//! Several pieces of a product, and what is sold with it.

use crate::render::mesh::{Mesh, Part, Triangle, Vertex, bounds};
use crate::render::vec3::{Vec3, vec3};

use super::Accessory;

/// The first piece stays where it is; the others go to its right and behind it, as seen from the front of
/// the product, so that each is seen from every side; the accessory lies at its left, half in front of it.
pub(super) fn arranged(mesh: &Mesh, pieces: u32, accessory: Option<Accessory>) -> Mesh {
    let (low, high) = bounds(mesh.points(None));
    let size = high - low;
    let mut all = mesh.clone();
    for place in places(pieces) {
        let [x, z] = if size.x > 2.0 * size.z.max(0.3 * size.y) { place.along } else { place.apart };
        add(&mut all, mesh, "another piece", 1.0, vec3(x * size.x, 0.0, z * size.z));
    }
    if let Some(accessory) = accessory {
        let thing = accessory.mesh();
        let (thing_low, thing_high) = bounds(thing.points(None));
        let length = 0.42 * size.y.max(0.55 * size.x.max(size.z));
        let times = length / (thing_high.y.max(0.75 * (thing_high.x - thing_low.x)));
        let x = high.x - thing_low.x * times + 0.04 * length;
        let z = high.z - 0.3 * thing_low.z * times;
        add(&mut all, &thing, "accessory", times, vec3(x, 0.0, z));
    }
    all
}

/// Where a further piece stands, in widths and depths of the product.
struct Place {
    /// Of things about as deep as wide.
    apart: [f32; 2],
    /// Of long things, which stand one behind the other.
    along: [f32; 2],
}

fn places(pieces: u32) -> impl Iterator<Item = Place> {
    let all: &[([f32; 2], [f32; 2])] = match pieces {
        0 | 1 => &[],
        2 => &[([-1.12, -0.45], [-0.4, -1.2])],
        3 => &[([-0.58, -1.06], [-0.4, -1.2]), ([0.56, -1.36], [-0.8, -2.4])],
        _ => &[([-1.28, -0.25], [-1.2, 0.0]), ([-0.62, -1.3], [-0.4, -1.2]), ([-1.9, -1.55], [-1.6, -1.2])],
    };
    all.iter().map(|&(apart, along)| Place { apart, along })
}

/// Adds a mesh `times` as large; its parts come after those that are there.
fn add(to: &mut Mesh, mesh: &Mesh, name: &'static str, times: f32, at: Vec3) {
    let (vertices, parts) = (to.vertices.len() as u32, to.parts.len() as u16);
    let moved = |v: &Vertex| Vertex { position: v.position * times + at, ..*v };
    to.vertices.extend(mesh.vertices.iter().map(moved));
    to.parts.extend(mesh.parts.iter().map(|part| Part { name, ..*part }));
    let triangle = |t: &Triangle| Triangle { corners: t.corners.map(|i| i + vertices), part: t.part + parts };
    to.triangles.extend(mesh.triangles.iter().map(triangle));
}

#[cfg(test)]
mod tests {
    use super::{Accessory, Mesh, arranged, bounds};
    use crate::product::{Family, Product, Sku};
    use crate::render::vec3::Vec3;

    fn products() -> impl Iterator<Item = Product> {
        Family::ALL.iter().map(|&family| Product::new(Sku { family, seed: 5 }))
    }

    #[test]
    fn the_first_piece_stays_as_it_is() {
        for product in products() {
            let mesh = product.mesh();
            let all = arranged(mesh, 4, Some(Accessory::Tray));
            for (part, other) in mesh.parts.iter().zip(&all.parts) {
                assert_eq!((part.name, part.slot), (other.name, other.slot));
            }
            for name in mesh.names() {
                assert!(mesh.points(Some(name)).eq(all.points(Some(name))));
            }
        }
    }

    #[test]
    fn pieces_stand_apart() {
        for product in products() {
            let mesh = product.mesh();
            for pieces in 2..=4 {
                let all = arranged(mesh, pieces, None);
                let single = all.vertices.chunks(mesh.vertices.len());
                let boxes: Vec<_> = single.map(|v| bounds(v.iter().map(|v| v.position))).collect();
                assert_eq!(boxes.len(), pieces as usize);
                for (i, (low, high)) in boxes.iter().enumerate() {
                    let apart = |(l, h): &(Vec3, Vec3)| {
                        l.x >= high.x || h.x <= low.x || l.z >= high.z || h.z <= low.z
                    };
                    assert!(boxes[..i].iter().all(apart), "{} in {pieces}", product.sku().family.name());
                }
            }
        }
    }

    #[test]
    fn everything_stands_on_the_ground() {
        let low = |mesh: &Mesh| bounds(mesh.points(None)).0.y;
        for accessory in Accessory::ALL {
            assert!(low(&accessory.mesh()).abs() < 0.02, "{accessory:?}");
        }
        for product in products() {
            let name = product.sku().family.name();
            assert!(low(product.mesh()).abs() < 0.06, "{name}: {}", low(product.mesh()));
        }
    }
}
