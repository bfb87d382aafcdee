//! Small things that are sold together with a product.

use super::look::Slot::{self, Dyed};
use crate::render::mesh::{Mesh, Patch};
use crate::render::shapes::{arc, ball, band, block, lathe, panel, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
use crate::text::Word;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);
const Z: Vec3 = vec3(0.0, 0.0, 1.0);

/// A small thing beside the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Accessory {
    GiftBox,
    Pouch,
    Cloth,
    Tray,
    Candle,
}

impl Accessory {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::GiftBox, Self::Pouch, Self::Cloth, Self::Tray, Self::Candle];

    /// What titles and reviewers call it.
    #[must_use]
    pub fn word(self) -> Word {
        match self {
            Self::GiftBox => Word { en: "gift box", zh: "礼盒" },
            Self::Pouch => Word { en: "pouch", zh: "收纳袋" },
            Self::Cloth => Word { en: "cleaning cloth", zh: "擦布" },
            Self::Tray => Word { en: "tray", zh: "托盘" },
            Self::Candle => Word { en: "candle", zh: "蜡烛" },
        }
    }

    /// Stands on the origin, about 1 high or, if it is low, 1 wide.
    pub(super) fn mesh(self) -> Mesh {
        let mut mesh = Mesh::default();
        let mut add = |slot: Slot, patch: Patch| mesh.add("accessory", slot, patch);
        match self {
            Self::GiftBox => gift_box(&mut add),
            Self::Pouch => pouch(&mut add),
            Self::Cloth => cloth(&mut add),
            Self::Tray => tray(&mut add),
            Self::Candle => candle(&mut add),
        }
        mesh
    }
}

fn gift_box(add: &mut impl FnMut(Slot, Patch)) {
    let (paper, ribbon) = (Dyed(246, 236, 214), Dyed(196, 24, 44));
    add(paper, block(Y * 0.3, vec3(0.42, 0.3, 0.42), 0.02));
    add(paper, block(Y * 0.62, vec3(0.45, 0.09, 0.45), 0.02));
    add(ribbon, block(Y * 0.36, vec3(0.09, 0.36, 0.46), 0.01));
    add(ribbon, block(Y * 0.36, vec3(0.46, 0.36, 0.09), 0.01));
    for side in [-1.0, 1.0] {
        let bow = arc(vec3(side * 0.17, 0.83, 0.0), X * 0.17, Y * 0.12, 0.0, 360.0, 14);
        add(ribbon, band(&bow, Z, [0.09, 0.02]));
    }
    add(ribbon, ball(Y * 0.78, vec3(0.08, 0.07, 0.1), 1.0));
}

fn pouch(add: &mut impl FnMut(Slot, Patch)) {
    let (linen, string) = (Dyed(188, 150, 104), Dyed(74, 44, 26));
    let sack = [
        [0.0, 0.0],
        [0.3, 0.0],
        [0.42, 0.1],
        [0.43, 0.3],
        [0.32, 0.52],
        [0.15, 0.66],
        [0.13, 0.7],
        [0.2, 0.8],
        [0.3, 0.94],
        [0.26, 0.97],
        [0.0, 0.78],
    ];
    add(linen, lathe(&sack));
    add(string, tube(&arc(Y * 0.68, X * 0.15, Z * 0.15, 0.0, 360.0, 14), 0.04));
    for side in [-1.0, 1.0] {
        let end = [vec3(0.04 * side, 0.68, 0.16), vec3(0.1 * side, 0.5, 0.34), vec3(0.14 * side, 0.3, 0.46)];
        add(string, tube(&end, 0.03));
        add(string, ball(end[2], vec3(0.055, 0.06, 0.055), 1.0));
    }
}

/// Folded twice, with a stripe.
fn cloth(add: &mut impl FnMut(Slot, Patch)) {
    let (cotton, stripe) = (Dyed(122, 190, 214), Dyed(250, 250, 248));
    for (layer, half) in [0.5, 0.485, 0.47, 0.455].into_iter().enumerate() {
        let y = 0.05 + 0.1 * layer as f32;
        add(cotton, block(vec3(0.5 - half, y, 0.0), vec3(half, 0.049, 0.4), 0.045));
    }
    for x in [-0.18, 0.3] {
        add(stripe, panel(vec3(x, 0.402, 0.0), X * 0.05, Z * -0.35));
    }
    add(stripe, panel(vec3(0.05, 0.2, 0.402), X * 0.09, Y * 0.06));
}

fn tray(add: &mut impl FnMut(Slot, Patch)) {
    let (wood, inside) = (Dyed(150, 96, 50), Dyed(206, 156, 100));
    add(inside, block(Y * 0.03, vec3(0.6, 0.03, 0.4), 0.02));
    for side in [-1.0, 1.0] {
        add(wood, block(vec3(0.0, 0.09, side * 0.4), vec3(0.62, 0.09, 0.03), 0.02));
        add(wood, block(vec3(side * 0.6, 0.09, 0.0), vec3(0.03, 0.09, 0.42), 0.02));
        let grip = arc(vec3(side * 0.6, 0.17, 0.0), Z * 0.2, Y * 0.16, 0.0, 180.0, 10);
        add(Slot::Dark, tube(&grip, 0.035));
    }
}

/// Lit, on a dish.
fn candle(add: &mut impl FnMut(Slot, Patch)) {
    add(Slot::Metal, lathe(&[[0.0, 0.0], [0.38, 0.0], [0.46, 0.07], [0.43, 0.07], [0.0, 0.04]]));
    add(Dyed(240, 224, 178), lathe(&[[0.29, 0.04], [0.29, 0.56], [0.25, 0.6], [0.1, 0.57], [0.0, 0.56]]));
    add(Slot::Dark, tube(&[Y * 0.55, Y * 0.68], 0.022));
    let flame = |wide: f32, tall: f32| -> Vec<[f32; 2]> {
        let point = |i: usize| {
            let t = i as f32 / 8.0;
            [wide * sin_cos(180.0 * t).0 * (1.25 - 0.75 * t), 0.63 + tall * t]
        };
        (0..=8).map(point).collect()
    };
    add(Dyed(255, 150, 20), lathe(&flame(0.12, 0.4)));
}
