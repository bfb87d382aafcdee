//! Coordinate search around a promising window (§3.3 of the EdgeBoxes paper).

use super::Window;
use super::score::{Scorer, Scratch};

/// Moves the sides of a scored box, top, bottom, left, right, by smaller and smaller steps as long as that
/// raises the score. Steps begin at half of `ratio` of the sides.
pub(super) fn refine(mut window: Window, ratio: f32, scorer: &Scorer<'_>, scratch: &mut Scratch) -> Window {
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
    side: fn(Window, i32) -> Window,
    step: i32,
    scorer: &Scorer<'_>,
    scratch: &mut Scratch,
) -> Window {
    for step in [step, -step] {
        let mut moved = side(window, step);
        scorer.score(&mut moved, window.score, scratch);
        if moved.score > window.score {
            return moved;
        }
    }
    window
}

fn top(window: Window, outward: i32) -> Window {
    Window { y: window.y - outward, h: window.h + outward, ..window }
}

fn bottom(window: Window, outward: i32) -> Window {
    Window { h: window.h + outward, ..window }
}

fn left(window: Window, outward: i32) -> Window {
    Window { x: window.x - outward, w: window.w + outward, ..window }
}

fn right(window: Window, outward: i32) -> Window {
    Window { w: window.w + outward, ..window }
}
