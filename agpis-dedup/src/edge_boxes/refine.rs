//! Coordinate search around a promising window (§3.3 of the EdgeBoxes paper).

use super::Window;
use super::score::{Scorer, Scratch};

/// Moves the sides of a scored box, top, bottom, left, right, by smaller and smaller steps as long as that
/// raises the score. Steps begin at half of `ratio` of the sides.
pub(super) fn refine(mut window: Window, ratio: f32, scorer: &Scorer, scratch: &mut Scratch) -> Window {
    let mut rows = (window.h as f32 * ratio) as i32;
    let mut columns = (window.w as f32 * ratio) as i32;
    loop {
        (rows, columns) = (rows / 2, columns / 2);
        if rows <= 2 && columns <= 2 {
            return window;
        }
        (rows, columns) = (rows.max(1), columns.max(1));
        for side in [top, bottom] {
            window = better(window, side, rows, scorer, scratch);
        }
        for side in [left, right] {
            window = better(window, side, columns, scorer, scratch);
        }
    }
}

/// The box with one side moved outward by `step`, or else inward, if that scores more.
fn better(
    window: Window,
    side: fn(Window, i32) -> [i32; 4],
    step: i32,
    scorer: &Scorer,
    scratch: &mut Scratch,
) -> Window {
    let trial = |step| {
        let [x, y, w, h] = side(window, step);
        scorer.strip(x, w).score(y, h, window.score, scratch)
    };
    [step, -step].into_iter().find_map(trial).unwrap_or(window)
}

fn top(Window { x, y, w, h, .. }: Window, outward: i32) -> [i32; 4] {
    [x, y - outward, w, h + outward]
}

fn bottom(Window { x, y, w, h, .. }: Window, outward: i32) -> [i32; 4] {
    [x, y, w, h + outward]
}

fn left(Window { x, y, w, h, .. }: Window, outward: i32) -> [i32; 4] {
    [x - outward, y, w + outward, h]
}

fn right(Window { x, y, w, h, .. }: Window, outward: i32) -> [i32; 4] {
    [x, y, w + outward, h]
}
