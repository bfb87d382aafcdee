//! The colours that titles speak of.

use crate::render::colour::{Rgb, rgb};
use crate::stream::Stream;

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
    pub fn word(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::White => "white",
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Pink => "pink",
            Self::Brown => "brown",
            Self::Purple => "purple",
            Self::Orange => "orange",
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
