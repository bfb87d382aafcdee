//! What a reviewer writes: the rule's name first (§4.1), then more or less detail.

use super::Title;
use crate::rules::{Violation, table};
use crate::shot::Cell;
use crate::stream::Stream;

/// The constant feedback of a qualified sequence.
pub const QUALIFIED: &str = "yes";

/// The tersest feedback: the name of the rule.
#[must_use]
pub fn name_only(violation: &Violation) -> String {
    format!("{}.", table::name(violation.rule))
}

/// One of several wordings; a quarter says only the rule, a quarter adds the image.
pub(crate) fn feedback(violation: &Violation, title: &Title, stream: &mut Stream) -> String {
    let name = table::name(violation.rule);
    let which = which(&violation.images);
    match stream.below(4) {
        0 => name_only(violation),
        1 => format!("{name}: see {which}."),
        more => format!("{name}: {}.", detail(violation, title, &which, more == 2)),
    }
}

fn which(images: &[usize]) -> String {
    match images {
        [one] => format!("image {}", one + 1),
        [i, j] => format!("images {} and {}", i + 1, j + 1),
        _ => "all images".to_owned(),
    }
}

fn detail(violation: &Violation, title: &Title, which: &str, first: bool) -> String {
    let Violation { rule, what, cell, .. } = violation;
    let place = cell.map_or(String::new(), |cell| format!(" {}", place(cell)));
    let or = |one: &str, other: &str| if first { one.to_owned() } else { other.to_owned() };
    match *rule {
        "S01" => or(&format!("{which} carries a {what} mark{place}"), &format!("{what} lies over {which}")),
        "S02" => or(
            &format!("a {what} sign was added to {which}{place}"),
            &format!("{which} bears a shop sign{place}"),
        ),
        "S03" => or(
            &format!("a {what} caption stands in {which}{place}"),
            &format!("words were written on {which}{place}"),
        ),
        "S04" => or(
            &format!("{which} advertises with a {what}{place}"),
            &format!("remove the {what}{place} from {which}"),
        ),
        "S05" => or(&format!("{which} has a {what} frame"), &format!("a {what} line runs around {which}")),
        "S06" => or(&format!("{which} puts {what} into one picture"), &format!("{what} in {which}")),
        "S08" => or(&format!("{which} is {what}"), &format!("no sharp edges, {which} is {what}")),
        "S13" => {
            or(&format!("{which} has {what} behind the product"), &format!("{what} distract in {which}"))
        }
        "S15" => or(&format!("the product takes only {what} of {which}"), &format!("come closer in {which}")),
        "P01" => or(&format!("{which} do not differ"), &format!("one of {which} is enough")),
        "P02" => or(
            &format!("{which} are one shot, {what}"),
            &format!("the later of {which} is the earlier one {what}"),
        ),
        "P03" => or(
            &format!("{which} look from the same {what}"),
            &format!("choose another angle for one of {which}"),
        ),
        "P04" => or(&format!("{which} are flipped copies"), &format!("one of {which} is reversed")),
        "P06" => or(&format!("{which} show {what}"), &format!("the colour changes between {which}, {what}")),
        "P07" => or(&format!("{which} show two models"), &format!("{which} are not of one product")),
        "M01" => {
            or(&format!("image 1 is a {what}"), &format!("start with the whole product, not with a {what}"))
        }
        "M02" => {
            or(&format!("image 1 shows the {what}"), &format!("start with the front, not with the {what}"))
        }
        "M03" => or(&format!("there are only {what}"), "the product is nowhere complete"),
        "M06" => or(&format!("all images stay on the {what} side"), "one side is never seen"),
        "M07" => or(&format!("every image is {what}"), "a plain ground is missing"),
        "M09" => or(
            &format!("{} in the title, {what} in the images", title.colour.map_or("a colour", |c| c.word())),
            &format!("the images show {what}"),
        ),
        "M10" => or(
            &format!("the title means a {}, the images show a {what}", title.family.name()),
            &format!("this is a {what}"),
        ),
        _ => what.clone(),
    }
}

fn place(cell: Cell) -> &'static str {
    match cell {
        Cell::Whole => "over everything",
        Cell::Part(0, 0) => "at the top left",
        Cell::Part(1, 0) => "at the top",
        Cell::Part(_, 0) => "at the top right",
        Cell::Part(0, 1) => "on the left",
        Cell::Part(1, 1) => "in the middle",
        Cell::Part(_, 1) => "on the right",
        Cell::Part(0, _) => "at the bottom left",
        Cell::Part(1, _) => "at the bottom",
        Cell::Part(..) => "at the bottom right",
    }
}
