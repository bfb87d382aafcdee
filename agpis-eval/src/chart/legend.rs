//! The legend. Plotters' own takes a character for a byte, and so three times the room for Chinese names.

use std::ops::Range;

use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Corner;
use super::paint::{INK, SCALE, font};

pub(super) struct Entry {
    pub(super) name: String,
    pub(super) colour: RGBColor,
    pub(super) is_reference: bool,
}

const LINE_HEIGHT: i32 = 18;
const SAMPLE: i32 = 22;
const PADDING: i32 = 8;
/// Of names in pixels; longer ones are cut.
const MAX_WIDTH: f64 = 300.0;
const FONT_SIZE: u32 = 12;

pub(super) fn draw(
    root: &DrawingArea<SVGBackend<'_>, Shift>,
    (xs, ys): (Range<i32>, Range<i32>),
    corner: Corner,
    entries: &[Entry],
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let entries: Vec<(String, &Entry)> = entries
        .iter()
        .filter(|entry| !entry.name.is_empty())
        .map(|entry| (cut(&entry.name), entry))
        .collect();
    if entries.is_empty() {
        return Ok(());
    }
    let s = SCALE as i32;
    let widest = entries.iter().map(|(name, _)| width(name)).fold(0.0, f64::max);
    let w = s * (widest as i32 + SAMPLE + 3 * PADDING);
    let h = s * (LINE_HEIGHT * entries.len() as i32 + PADDING);
    let gap = s * PADDING;
    let left = match corner {
        Corner::UpperLeft | Corner::LowerLeft => xs.start + gap,
        Corner::UpperRight | Corner::LowerRight => xs.end - gap - w,
    };
    let top = match corner {
        Corner::UpperLeft | Corner::UpperRight => ys.start + gap,
        Corner::LowerLeft | Corner::LowerRight => ys.end - gap - h,
    };
    let frame = [(left, top), (left + w, top + h)];
    root.draw(&Rectangle::new(frame, WHITE.mix(0.88).filled()))?;
    root.draw(&Rectangle::new(frame, INK.mix(0.15).stroke_width(SCALE)))?;
    for (i, (name, entry)) in (0..).zip(entries) {
        let y = top + s * (PADDING / 2 + LINE_HEIGHT * i + LINE_HEIGHT / 2);
        let (from, to) = (left + gap, left + gap + s * SAMPLE);
        if entry.is_reference {
            let style = entry.colour.stroke_width(SCALE);
            root.draw(&DashedPathElement::new(vec![(from, y), (to, y)], 6 * SCALE, 4 * SCALE, style))?;
        } else {
            root.draw(&PathElement::new(vec![(from, y), (to, y)], entry.colour.stroke_width(2 * SCALE)))?;
        }
        let style = font(FONT_SIZE).pos(Pos::new(HPos::Left, VPos::Center));
        root.draw(&Text::new(name, (to + gap, y), style))?;
    }
    Ok(())
}

/// About how wide a text is in pixels.
fn width(text: &str) -> f64 {
    text.chars().map(character_width).sum()
}

/// Of any usual sans-serif font, rather too much than too little.
fn character_width(character: char) -> f64 {
    let em = f64::from(FONT_SIZE);
    match u32::from(character) {
        0x2E80.. => em,
        _ if character.is_uppercase() => 0.72 * em,
        _ => 0.56 * em,
    }
}

fn cut(name: &str) -> String {
    let mut wide = 0.0;
    let fits = name.char_indices().find(|(_, character)| {
        wide += character_width(*character);
        wide > MAX_WIDTH
    });
    fits.map_or_else(|| name.to_owned(), |(at, _)| format!("{}…", &name[..at]))
}

#[cfg(test)]
mod tests {
    use super::{MAX_WIDTH, cut, width};

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(cut("MUIsC"), "MUIsC");
        let long = cut(&"图".repeat(100));
        assert!(long.ends_with("图…") && width(&long) <= MAX_WIDTH + 12.0, "{long}");
    }
}
