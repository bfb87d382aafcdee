//! What the surfaces of a product look like in one colourway.

use crate::render::colour::{Rgb, blend, rgb, scale, to_linear};
use crate::render::light::{Finish, Surface};
use crate::render::raster::Hit;
use crate::shot::font;
use crate::stream::mix;
use crate::text::Word;

use super::Colour;
use super::style::Style;
use super::texture::{self, Spot};

/// What a part is made of, whatever the colourway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The colour of the title, with the pattern.
    Body,
    /// The colour of the title, without it.
    Trim,
    /// A neutral second colour.
    Accent,
    Dark,
    Light,
    Metal,
    Wood,
    /// A colour of its own, sRGB, of things beside the product.
    Dyed(u8, u8, u8),
    /// A print with motif and brand.
    Print,
    /// A dial with hands.
    Dial,
}

/// What repeats on a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Pattern {
    Plain,
    Stripe,
    Dots,
    Check,
}

impl Pattern {
    /// Those that titles have a word for.
    pub(crate) const WORDED: [Self; 3] = [Self::Stripe, Self::Dots, Self::Check];

    /// The word of a title, if there is something to say.
    #[must_use]
    pub fn word(self) -> Option<Word> {
        match self {
            Self::Plain => None,
            Self::Stripe => Some(Word { en: "striped", zh: "条纹" }),
            Self::Dots => Some(Word { en: "dotted", zh: "波点" }),
            Self::Check => Some(Word { en: "checked", zh: "格子" }),
        }
    }
}

/// What a print shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Motif {
    Ring,
    Diamond,
    Bars,
    Sun,
    Wave,
}

impl Motif {
    pub(crate) const ALL: [Self; 5] = [Self::Ring, Self::Diamond, Self::Bars, Self::Sun, Self::Wave];

    /// Whether the motif covers a point of `-1.0..=1.0` squared.
    pub(crate) fn covers(self, x: f32, y: f32) -> bool {
        let round = x * x + y * y;
        match self {
            Self::Ring => (0.3..0.9).contains(&round),
            Self::Diamond => x.abs() + y.abs() < 0.95,
            Self::Bars => x.abs() < 0.9 && y.abs() < 0.9 && (x * 3.0).rem_euclid(1.2) < 0.65,
            Self::Sun => round < 0.3 || (round < 0.95 && (x.abs() < 0.16 || y.abs() < 0.16)),
            Self::Wave => y < 0.55 - 1.2 * x * x && y > -0.5 - 0.6 * x * x,
        }
    }
}

/// All surfaces of one colourway; colours are linear.
#[derive(Clone, Debug)]
pub(crate) struct Look<'a> {
    style: &'a Style,
    body: Rgb,
    second: Rgb,
    accent: Rgb,
    paper: Rgb,
    span: f32,
    pitch: f32,
}

impl<'a> Look<'a> {
    /// `span` is the size of the product, so that patterns keep their proportion.
    pub(crate) fn new(style: &'a Style, colourway: usize, span: f32) -> Self {
        let way = style.colourways[colourway];
        let body = to_linear(way.shade);
        let second = match way.colour {
            Colour::White => blend(body, to_linear(rgb(120, 124, 130)), 0.75),
            Colour::Yellow | Colour::Pink | Colour::Grey => to_linear(rgb(248, 248, 246)),
            _ => blend(body, to_linear(rgb(245, 245, 240)), 0.82),
        };
        let [accent, paper] = [way.accent, way.paper].map(to_linear);
        Self { style, body, second, accent, paper, span, pitch: style.pitch / span }
    }

    pub(crate) fn surface(&self, slot: Slot, hit: &Hit) -> Surface {
        let (colour, gloss, finish) = match slot {
            Slot::Body if self.patterned(hit) => return self.textured(self.second, hit),
            Slot::Body | Slot::Trim => return self.textured(self.body, hit),
            Slot::Accent => (self.accent, 0.1, Finish::Smooth),
            Slot::Dark => (to_linear(rgb(34, 35, 40)), 0.25, Finish::Smooth),
            Slot::Light => (to_linear(rgb(236, 232, 222)), 0.05, Finish::Smooth),
            Slot::Metal => (to_linear(rgb(176, 180, 186)), 0.8, Finish::Mirror),
            Slot::Wood => (wood(hit), 0.05, Finish::Smooth),
            Slot::Dyed(r, g, b) => (to_linear(rgb(r, g, b)), 0.08, Finish::Smooth),
            Slot::Print => (self.print(hit.uv), 0.05, Finish::Smooth),
            Slot::Dial => (dial(hit.uv, self.style.pitch), 0.1, Finish::Smooth),
        };
        Surface { colour, gloss, finish }
    }

    fn textured(&self, colour: Rgb, hit: &Hit) -> Surface {
        texture::surface(self.style.material, colour, Spot::new(hit.position, hit.normal, self.span))
    }

    /// Patterns lie in the plane that the surface faces most.
    fn patterned(&self, hit: &Hit) -> bool {
        let [across, up] = texture::plane(hit.position, hit.normal);
        let cell = |v: f32| (v * self.pitch).rem_euclid(1.0);
        match self.style.pattern {
            Pattern::Plain => false,
            Pattern::Stripe => cell(up) < 0.38,
            Pattern::Check => (cell(across) < 0.5) != (cell(up) < 0.5),
            Pattern::Dots => {
                let [x, y] = [cell(across) - 0.5, cell(up) - 0.5];
                x * x + y * y < 0.08
            }
        }
    }

    /// A motif over a line of text, on paper.
    fn print(&self, [u, v]: [f32; 2]) -> Rgb {
        let [x, y] = [(u - 0.5) * 2.6, (v - 0.62) * 3.0];
        let ink =
            if self.paper[1] < 0.2 { to_linear(rgb(240, 238, 232)) } else { to_linear(rgb(30, 30, 34)) };
        if self.style.motif.covers(x, y) {
            return if self.style.motif_inked { ink } else { self.body };
        }
        let letters = self.style.brand.as_bytes();
        let wide = letters.len() as f32 * font::ADVANCE;
        let in_text = font::covers(letters, [(u - 0.1) / 0.8 * wide, (0.26 - v) / 0.18 * font::HEIGHT], 0.5);
        if in_text { ink } else { self.paper }
    }
}

fn wood(hit: &Hit) -> Rgb {
    let p = hit.position;
    let line = ((p.x * 2.0 + p.z) * 19.0 + p.y * 3.0).floor() as i64;
    let tone = (mix(line as u64) >> 40) as f32 / (1u64 << 24) as f32;
    scale(to_linear(rgb(186, 134, 82)), 0.8 + 0.35 * tone)
}

/// A white face with ticks and two hands.
fn dial([u, v]: [f32; 2], turn: f32) -> Rgb {
    let [x, y] = [u * 2.0 - 1.0, v * 2.0 - 1.0];
    let hand = |angle: f32, length: f32, width: f32| {
        let (along, off) =
            (x * libm::cosf(angle) + y * libm::sinf(angle), y * libm::cosf(angle) - x * libm::sinf(angle));
        (-0.06..length).contains(&along) && off.abs() < width
    };
    let radius = (x * x + y * y).sqrt();
    let tick =
        radius > 0.72 && radius < 0.9 && (x.abs().min(y.abs()) < 0.05 || (x.abs() - y.abs()).abs() < 0.03);
    let ink = tick || hand(turn, 0.7, 0.035) || hand(turn * 2.7 + 2.0, 0.5, 0.05);
    to_linear(if ink { rgb(25, 25, 28) } else { rgb(244, 242, 236) })
}
