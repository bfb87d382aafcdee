//! Something like writing: made-up letters of two to four strokes, in no script that there is.

use image::{GrayImage, Luma};
use imageproc::drawing::draw_filled_circle_mut;

use crate::chance::Chance;

/// A word of a made-up script, a stroke from point to point; letters are one high and three quarters wide.
pub(crate) struct Word {
    strokes: Vec<[[f32; 2]; 2]>,
    pub(crate) width: f32,
}

/// Where strokes begin and end: two columns of three points.
const POINTS: [[f32; 2]; 6] = [[0.0, 0.0], [0.5, 0.0], [0.0, 0.5], [0.5, 0.5], [0.0, 1.0], [0.5, 1.0]];
const ADVANCE: f32 = 0.75;

impl Word {
    pub(crate) fn new(letters: usize, chance: &mut Chance) -> Self {
        let mut strokes = Vec::new();
        for letter in 0..letters.max(1) {
            let mut from = chance.below(POINTS.len());
            for _ in 0..2 + chance.below(3) {
                // Never back to itself, so every stroke has a length.
                let to = (from + 1 + chance.below(POINTS.len() - 1)) % POINTS.len();
                strokes.push([from, to].map(|i| [POINTS[i][0] + ADVANCE * letter as f32, POINTS[i][1]]));
                from = to;
            }
        }
        Self { strokes, width: ADVANCE * letters.max(1) as f32 }
    }
}

/// How a word lies in a picture.
#[derive(Clone, Copy)]
pub(crate) struct Pose {
    /// The middle of the word, in pixels.
    pub(crate) middle: [f32; 2],
    /// Height of a letter, in pixels.
    pub(crate) height: f32,
    /// In radians, clockwise.
    pub(crate) angle: f32,
    /// Thickness of a stroke, in heights of a letter.
    pub(crate) weight: f32,
}

/// Inks `word` into a mask.
pub(crate) fn write(mask: &mut GrayImage, word: &Word, pose: Pose) {
    let (sin, cos) = pose.angle.sin_cos();
    let place = |[x, y]: [f32; 2]| {
        let [x, y] = [(x - word.width / 2.0) * pose.height, (y - 0.5) * pose.height];
        [pose.middle[0] + x * cos - y * sin, pose.middle[1] + x * sin + y * cos]
    };
    let radius = pose.weight * pose.height / 2.0;
    for stroke in &word.strokes {
        line(mask, stroke.map(place), radius);
    }
}

/// A line with round ends: discs close beside each other.
pub(crate) fn line(mask: &mut GrayImage, [from, to]: [[f32; 2]; 2], radius: f32) {
    let length = (to[0] - from[0]).hypot(to[1] - from[1]);
    let steps = (length / radius.max(1.0) * 2.0).ceil().clamp(1.0, 10_000.0) as usize;
    for step in 0..=steps {
        let t = step as f32 / steps as f32;
        let at = [0, 1].map(|i| (from[i] + (to[i] - from[i]) * t).round() as i32);
        draw_filled_circle_mut(mask, (at[0], at[1]), radius.round().max(0.0) as i32, Luma([255]));
    }
}
