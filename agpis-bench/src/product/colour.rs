//! The colours that titles speak of.

use crate::render::colour::{Rgb, rgb};
use crate::stream::Stream;
use crate::text::Word;

/// A colour word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Colour {
    Black,
    White,
    Grey,
    Red,
    Blue,
    Green,
    Yellow,
    Pink,
    Brown,
    Purple,
    Orange,
}

impl Colour {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Black,
        Self::White,
        Self::Grey,
        Self::Red,
        Self::Blue,
        Self::Green,
        Self::Yellow,
        Self::Pink,
        Self::Brown,
        Self::Purple,
        Self::Orange,
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> Word {
        match self {
            Self::Black => Word { en: "black", zh: "黑色" },
            Self::White => Word { en: "white", zh: "白色" },
            Self::Grey => Word { en: "grey", zh: "灰色" },
            Self::Red => Word { en: "red", zh: "红色" },
            Self::Blue => Word { en: "blue", zh: "蓝色" },
            Self::Green => Word { en: "green", zh: "绿色" },
            Self::Yellow => Word { en: "yellow", zh: "黄色" },
            Self::Pink => Word { en: "pink", zh: "粉色" },
            Self::Brown => Word { en: "brown", zh: "棕色" },
            Self::Purple => Word { en: "purple", zh: "紫色" },
            Self::Orange => Word { en: "orange", zh: "橙色" },
        }
    }

    fn typical(self) -> Rgb {
        match self {
            Self::Black => rgb(38, 38, 42),
            Self::White => rgb(240, 240, 236),
            Self::Grey => rgb(142, 145, 148),
            Self::Red => rgb(205, 32, 40),
            Self::Blue => rgb(36, 84, 185),
            Self::Green => rgb(42, 138, 72),
            Self::Yellow => rgb(244, 204, 40),
            Self::Pink => rgb(244, 150, 184),
            Self::Brown => rgb(112, 70, 42),
            Self::Purple => rgb(112, 58, 156),
            Self::Orange => rgb(242, 124, 28),
        }
    }

    /// How different two colours look: 0 for the same, about 1 for black and white.
    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        let (a, b) = (self.typical(), other.typical());
        let squares = [0, 1, 2].map(|i| (a[i] - b[i]) * (a[i] - b[i]));
        ((squares[0] + squares[1] + squares[2]) / 3.0).sqrt()
    }

    /// One sRGB shade that still deserves the word.
    pub(crate) fn shade(self, stream: &mut Stream) -> Rgb {
        let light = stream.range(-0.035, 0.035);
        self.typical().map(|c| (c + light + stream.range(-0.025, 0.025)).clamp(0.0, 1.0))
    }

    /// Grey, black and white: the colours that go with any other.
    #[must_use]
    pub fn is_neutral(self) -> bool {
        matches!(self, Self::Black | Self::White | Self::Grey)
    }
}
