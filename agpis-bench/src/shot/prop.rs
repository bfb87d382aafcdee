//! The shapes of unrelated things, of tags, hangers and stands.

use super::ExtraKind;
use crate::product::look::Slot;
use crate::render::colour::{Rgb, hsv, rgb, to_linear};
use crate::render::mesh::{Mesh, Patch};
use crate::render::shapes::{arc, ball, block, disc, lathe, panel, pillow, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
use crate::stream::Stream;

/// A thing with a colour for each of its parts, and how it is looked at.
#[derive(Debug)]
pub(super) struct Prop {
    pub(super) mesh: Mesh,
    /// Linear.
    pub(super) colours: Vec<Rgb>,
    pub(super) angles: [f32; 2],
    pub(super) roll: f32,
    pub(super) gloss: f32,
}

impl Prop {
    pub(super) fn new(kind: ExtraKind, stream: &mut Stream) -> Self {
        let mut prop =
            Self { mesh: Mesh::default(), colours: Vec::new(), angles: [0.0, 8.0], roll: 0.0, gloss: 0.1 };
        match kind {
            ExtraKind::Hand => prop.hand(stream),
            ExtraKind::Flower => prop.flower(stream),
            ExtraKind::Cup => prop.cup(stream),
            ExtraKind::Book => prop.book(stream),
            ExtraKind::Toy => prop.toy(stream),
            ExtraKind::Tag => prop.tag(stream),
            ExtraKind::Hanger => prop.hanger(stream),
            ExtraKind::Stand | ExtraKind::Polybag => prop.stand(stream),
        }
        prop
    }

    fn add(&mut self, name: &'static str, colour: Rgb, patch: Patch) {
        self.mesh.add(name, Slot::Body, patch);
        if self.colours.len() < self.mesh.parts.len() {
            self.colours.push(to_linear(colour));
        }
    }

    /// An open hand, its wrist below, in a sleeve.
    fn hand(&mut self, stream: &mut Stream) {
        let skins =
            [rgb(240, 196, 164), rgb(224, 172, 134), rgb(186, 128, 92), rgb(120, 78, 54), rgb(248, 210, 184)];
        let skin = stream.pick(&skins);
        self.add("palm", skin, ball(vec3(0.0, 0.5, 0.0), vec3(0.2, 0.23, 0.08), 0.75));
        let lengths = [0.3, 0.36, 0.33, 0.24];
        for (i, length) in lengths.into_iter().enumerate() {
            let across = -0.145 + 0.097 * i as f32;
            let (sin, cos) = sin_cos(-12.0 + 8.0 * i as f32);
            let root = vec3(across, 0.64, 0.0);
            let tip = root + vec3(sin, cos, 0.0) * length;
            self.add("palm", skin, tube(&[root, (root + tip) * 0.5, tip], 0.046));
            self.add("palm", skin, ball(tip, vec3(0.046, 0.055, 0.046), 1.0));
        }
        let thumb = [vec3(-0.12, 0.4, 0.03), vec3(-0.26, 0.52, 0.05), vec3(-0.32, 0.66, 0.05)];
        self.add("palm", skin, tube(&thumb, 0.054));
        self.add("palm", skin, ball(thumb[2], vec3(0.054, 0.064, 0.05), 1.0));
        self.add("palm", skin, tube(&[vec3(0.0, 0.0, 0.0), vec3(0.0, 0.2, 0.0), vec3(0.0, 0.4, 0.0)], 0.125));
        let sleeve = hsv(stream.unit(), stream.range(0.2, 0.7), stream.range(0.25, 0.8));
        self.add("sleeve", sleeve, tube(&[vec3(0.0, -0.35, 0.0), vec3(0.0, 0.12, 0.0)], 0.17));
        self.roll = stream.range(-40.0, 40.0);
        self.angles = [if stream.chance(0.5) { 0.0 } else { 180.0 }, 5.0];
    }

    fn flower(&mut self, stream: &mut Stream) {
        let petals =
            stream.pick(&[rgb(232, 60, 90), rgb(250, 250, 250), rgb(250, 170, 40), rgb(170, 90, 210)]);
        let green = rgb(58, 140, 62);
        let stem = [vec3(0.05, 0.0, 0.0), vec3(0.0, 0.35, 0.0), vec3(0.0, 0.72, 0.0)];
        self.add("stem", green, tube(&stem, 0.024));
        for side in [-1.0, 1.0] {
            let outline: Vec<[f32; 2]> = (0..12)
                .map(|i| {
                    let (sin, cos) = sin_cos(30.0 * i as f32);
                    [side * (0.18 + 0.16 * cos), 0.3 + 0.07 * sin + 0.1 * (0.5 + 0.5 * cos)]
                })
                .collect();
            self.add("stem", green, pillow(&outline, [side * 0.18, 0.35], 0.03));
        }
        let count = 5 + stream.below(3);
        for i in 0..count {
            let (sin, cos) = sin_cos(360.0 * i as f32 / count as f32);
            let at = vec3(0.19 * sin, 0.85 + 0.19 * cos, 0.04);
            self.add("petals", petals, ball(at, vec3(0.125, 0.125, 0.05), 1.0));
        }
        let heart = if petals[1] > 0.9 { rgb(245, 190, 40) } else { rgb(252, 220, 90) };
        self.add("heart", heart, ball(vec3(0.0, 0.85, 0.09), vec3(0.1, 0.1, 0.06), 1.0));
        self.roll = stream.range(-30.0, 30.0);
    }

    fn cup(&mut self, stream: &mut Stream) {
        let colour = hsv(stream.unit(), stream.range(0.1, 0.8), stream.range(0.6, 0.98));
        self.add(
            "saucer",
            [0.95; 3],
            lathe(&[[0.0, 0.02], [0.3, 0.03], [0.52, 0.1], [0.5, 0.06], [0.2, 0.0]]),
        );
        self.add(
            "cup",
            colour,
            lathe(&[[0.18, 0.06], [0.3, 0.16], [0.36, 0.36], [0.38, 0.56], [0.35, 0.56]]),
        );
        let handle = arc(vec3(0.36, 0.36, 0.0), vec3(0.2, 0.0, 0.0), vec3(0.0, 0.14, 0.0), -90.0, 90.0, 8);
        self.add("cup", colour, tube(&handle, 0.04));
        let coffee = disc(vec3(0.0, 0.51, 0.0), vec3(0.35, 0.0, 0.0), vec3(0.0, 0.0, -0.35));
        self.add("coffee", rgb(86, 52, 30), coffee);
        self.angles = [stream.range(-40.0, 40.0), 28.0];
        self.gloss = 0.4;
    }

    fn book(&mut self, stream: &mut Stream) {
        let cover = hsv(stream.unit(), stream.range(0.5, 0.95), stream.range(0.35, 0.8));
        let (w, h, d) = (0.36, 0.48, 0.075);
        self.add("pages", rgb(244, 240, 226), block(vec3(0.015, h, 0.0), vec3(w - 0.02, h - 0.025, d), 0.01));
        for z in [-d - 0.012, d + 0.012] {
            self.add("cover", cover, block(vec3(0.0, h, z), vec3(w, h, 0.018), 0.012));
        }
        self.add("cover", cover, block(vec3(-w, h, 0.0), vec3(0.02, h, d + 0.025), 0.012));
        let front = d + 0.034;
        let mut sheet = |name, colour, y: f32, half: [f32; 2]| {
            let at = vec3(0.02, h + y, front);
            self.add(name, colour, panel(at, vec3(half[0], 0.0, 0.0), vec3(0.0, half[1], 0.0)));
        };
        sheet("title", rgb(250, 246, 230), 0.2, [0.25, 0.07]);
        sheet("line", rgb(240, 210, 120), 0.04, [0.2, 0.018]);
        sheet("line", rgb(240, 210, 120), -0.04, [0.15, 0.018]);
        sheet("title", rgb(250, 246, 230), -0.32, [0.1, 0.03]);
        self.angles = [stream.range(32.0, 48.0), stream.range(14.0, 24.0)];
        self.roll = stream.range(-10.0, 10.0);
    }

    /// A bear that sits.
    fn toy(&mut self, stream: &mut Stream) {
        let furs = [rgb(176, 118, 66), rgb(222, 178, 120), rgb(236, 150, 176), rgb(140, 140, 150)];
        let fur = stream.pick(&furs);
        let pale = rgb(246, 226, 196);
        let mut round = |name, colour, [x, y, z]: [f32; 3], [a, b, c]: [f32; 3]| {
            self.add(name, colour, ball(vec3(x, y, z), vec3(a, b, c), 1.0));
        };
        round("fur", fur, [0.0, 0.3, 0.0], [0.26, 0.28, 0.22]);
        round("belly", pale, [0.0, 0.29, 0.1], [0.17, 0.19, 0.15]);
        round("fur", fur, [0.0, 0.72, 0.02], [0.25, 0.22, 0.21]);
        round("belly", pale, [0.0, 0.66, 0.2], [0.11, 0.09, 0.08]);
        round("dark", rgb(30, 24, 22), [0.0, 0.7, 0.28], [0.045, 0.035, 0.03]);
        for side in [-1.0, 1.0] {
            round("fur", fur, [side * 0.2, 0.9, 0.0], [0.1, 0.1, 0.06]);
            round("belly", pale, [side * 0.2, 0.9, 0.05], [0.055, 0.055, 0.03]);
            round("dark", rgb(30, 24, 22), [side * 0.09, 0.78, 0.205], [0.03, 0.034, 0.025]);
            round("fur", fur, [side * 0.29, 0.4, 0.06], [0.09, 0.17, 0.09]);
            round("fur", fur, [side * 0.2, 0.09, 0.16], [0.12, 0.1, 0.18]);
            round("belly", pale, [side * 0.2, 0.1, 0.32], [0.075, 0.07, 0.04]);
        }
        self.angles = [stream.range(-25.0, 25.0), 10.0];
        self.gloss = 0.0;
    }

    /// A hang-tag on its string.
    fn tag(&mut self, stream: &mut Stream) {
        let papers = [rgb(250, 248, 240), rgb(214, 180, 132), rgb(200, 40, 50), rgb(40, 60, 110)];
        let paper = stream.pick(&papers);
        let ink = if paper[1] > 0.6 { rgb(40, 40, 44) } else { rgb(252, 250, 240) };
        let card = |z: f32, grow: f32| {
            let corners =
                [[-0.24, 0.0], [0.24, 0.0], [0.24, 0.58], [0.12, 0.74], [-0.12, 0.74], [-0.24, 0.58]];
            let outline: Vec<[f32; 2]> =
                corners.iter().map(|p| [p[0] * grow, 0.37 + (p[1] - 0.37) * grow]).collect();
            pillow(&outline, [0.0, 0.37], 0.01).warp(|p| vec3(p.x, p.y, p.z + z))
        };
        self.add("rim", ink, card(-0.02, 1.07));
        self.add("paper", paper, card(0.0, 1.0));
        let line = |y: f32, half: f32, tall: f32| {
            panel(vec3(0.0, y, 0.03), vec3(half, 0.0, 0.0), vec3(0.0, tall, 0.0))
        };
        self.add("ink", ink, line(0.46, 0.16, 0.045));
        self.add("ink", ink, line(0.32, 0.16, 0.02));
        self.add("ink", ink, line(0.24, 0.13, 0.02));
        self.add("ink", ink, line(0.12, 0.17, 0.035));
        self.add("ink", ink, disc(vec3(0.0, 0.64, 0.03), vec3(0.04, 0.0, 0.0), vec3(0.0, 0.04, 0.0)));
        let string = [
            vec3(0.0, 0.64, 0.04),
            vec3(0.1, 0.85, 0.04),
            vec3(0.06, 1.1, 0.04),
            vec3(-0.04, 0.95, 0.04),
            vec3(0.0, 0.64, 0.04),
        ];
        self.add("string", rgb(110, 84, 60), tube(&string, 0.018));
        self.roll = stream.range(-28.0, 28.0);
        self.gloss = 0.0;
    }

    fn hanger(&mut self, stream: &mut Stream) {
        let colours = [rgb(176, 124, 72), rgb(40, 40, 44), rgb(120, 80, 44), rgb(70, 100, 160)];
        let wood = stream.pick(&colours);
        let metal = rgb(120, 124, 130);
        let neck = vec3(0.0, 0.42, 0.0);
        for side in [-1.0, 1.0] {
            let arm = [
                neck,
                vec3(side * 0.3, 0.33, 0.0),
                vec3(side * 0.62, 0.13, 0.0),
                vec3(side * 0.7, 0.05, 0.0),
            ];
            self.add("arms", wood, tube(&arm, 0.05));
        }
        self.add("arms", wood, tube(&[vec3(-0.66, 0.08, 0.0), vec3(0.66, 0.08, 0.0)], 0.03));
        let hook: Vec<Vec3> =
            arc(vec3(0.0, 0.72, 0.0), vec3(0.13, 0.0, 0.0), vec3(0.0, 0.13, 0.0), -90.0, 190.0, 12);
        self.add("hook", metal, tube(&[neck, vec3(0.0, 0.5, 0.0), vec3(0.0, 0.6, 0.0)], 0.026));
        self.add("hook", metal, tube(&hook, 0.026));
        self.angles = [0.0, 4.0];
        self.gloss = 0.5;
    }

    /// A tailor's dummy on a foot.
    fn stand(&mut self, stream: &mut Stream) {
        let skins = [rgb(226, 208, 182), rgb(236, 236, 234), rgb(52, 52, 56), rgb(214, 176, 140)];
        let skin = stream.pick(&skins);
        let metal = rgb(90, 88, 90);
        let torso = [
            [0.0, 0.5],
            [0.19, 0.5],
            [0.22, 0.58],
            [0.17, 0.76],
            [0.21, 0.92],
            [0.23, 1.02],
            [0.2, 1.1],
            [0.08, 1.15],
            [0.065, 1.24],
            [0.07, 1.25],
            [0.0, 1.26],
        ];
        self.add("torso", skin, lathe(&torso).warp(|p| vec3(p.x, p.y, p.z * 0.7)));
        for side in [-1.0, 1.0] {
            self.add("torso", skin, ball(vec3(side * 0.21, 1.04, 0.0), vec3(0.09, 0.08, 0.08), 1.0));
        }
        self.add("pole", metal, tube(&[vec3(0.0, 0.02, 0.0), vec3(0.0, 0.52, 0.0)], 0.028));
        self.add("pole", metal, lathe(&[[0.0, 0.05], [0.06, 0.05], [0.24, 0.02], [0.25, 0.0]]));
        self.add("knob", metal, ball(vec3(0.0, 1.29, 0.0), vec3(0.04, 0.05, 0.04), 1.0));
        self.angles = [stream.range(-20.0, 20.0), 10.0];
    }
}
