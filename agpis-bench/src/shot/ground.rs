//! What is behind a product.

use crate::render::canvas::Canvas;
use crate::render::colour::{Rgb, blend, hsv, to_linear};
use crate::stream::Stream;

use super::scenery;

/// What is behind a product. Colours are sRGB.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// One colour.
    Plain([f32; 3]),
    /// Fading from the top to the bottom.
    Gradient([f32; 3], [f32; 3]),
    /// A setting.
    Setting {
        /// What kind.
        scene: Scene,
        /// Decides its colours and objects.
        seed: u64,
        /// How many unrelated objects lie about; none in a tidy scene.
        clutter: usize,
    },
}

/// A kind of setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Scene {
    WoodenFloor,
    PatternedCloth,
    Shelves,
    Grass,
}

impl Scene {
    pub(crate) const ALL: [Self; 4] = [Self::WoodenFloor, Self::PatternedCloth, Self::Shelves, Self::Grass];

    /// In the words of a reviewer.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::WoodenFloor => "a wooden floor",
            Self::PatternedCloth => "a patterned cloth",
            Self::Shelves => "shelves",
            Self::Grass => "grass",
        }
    }
}

impl Ground {
    /// One colour or a gradient.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !matches!(self, Self::Setting { .. })
    }

    /// Whether unrelated objects lie about.
    #[must_use]
    pub fn is_cluttered(&self) -> bool {
        matches!(self, Self::Setting { clutter: 1.., .. })
    }

    /// How different two plain grounds are: the largest difference of a channel, in the mean. 0 for settings.
    #[must_use]
    pub fn difference(&self, other: &Self) -> f32 {
        let mean = |ground: &Self| match ground {
            Self::Plain(colour) => Some(*colour),
            Self::Gradient(top, bottom) => Some([0, 1, 2].map(|i| (top[i] + bottom[i]) / 2.0)),
            Self::Setting { .. } => None,
        };
        let Some((a, b)) = mean(self).zip(mean(other)) else { return 0.0 };
        [0, 1, 2].map(|i| (a[i] - b[i]).abs()).into_iter().fold(0.0, f32::max)
    }

    pub(crate) fn plain(stream: &mut Stream) -> Self {
        let grey = |stream: &mut Stream, from, to| {
            let (level, warm) = (stream.range(from, to), stream.range(-0.012, 0.012));
            [level + warm, level, level - warm]
        };
        match stream.below(14) {
            0..6 => Self::Plain([1.0; 3]),
            6..8 => Self::Plain(grey(stream, 0.82, 0.97)),
            8 => Self::Plain(grey(stream, 0.6, 0.82)),
            9 => Self::Plain(hsv(stream.unit(), stream.range(0.04, 0.25), stream.range(0.8, 0.97))),
            10..12 => Self::Gradient(grey(stream, 0.92, 1.0), grey(stream, 0.78, 0.93)),
            _ => Self::Gradient(grey(stream, 0.75, 0.95), grey(stream, 0.55, 0.8)),
        }
    }

    pub(crate) fn setting(clutter: usize, stream: &mut Stream) -> Self {
        Self::Setting { scene: stream.pick(&Scene::ALL), seed: stream.bits(), clutter }
    }

    /// In linear light.
    pub(crate) fn paint(&self, canvas: &mut Canvas) {
        match self {
            Self::Plain(colour) => canvas.pixels.fill(to_linear(*colour)),
            Self::Gradient(top, bottom) => {
                let [top, bottom]: [Rgb; 2] = [*top, *bottom].map(to_linear);
                canvas.fill(|[_, y]| blend(top, bottom, y));
            }
            Self::Setting { scene, seed, clutter } => {
                scenery::paint(canvas, *scene, *seed);
                scenery::strew(canvas, *seed, *clutter);
            }
        }
    }
}
