//! What a reviewer writes: the rule's name first (§4.1), then more or less detail.

use std::collections::BTreeSet;

use super::title::ClaimKind;
use super::{Language, Title, Word, templates, templates_zh, vocabulary};
use crate::product::Pattern;
use crate::rules::{Violation, table};
use crate::shot::Cell;
use crate::stream::Stream;

/// The constant feedback of a qualified sequence.
pub const QUALIFIED: Word = Word { en: "yes", zh: "通过" };

/// The tersest feedback: the name of the rule.
#[must_use]
pub fn name_only(violation: &Violation, language: Language) -> String {
    sentence(violation, None, language)
}

/// One of several wordings: a quarter says only the rule, a quarter adds the images, and half of them say
/// all that the violation tells.
pub(crate) fn feedback(violation: &Violation, title: &Title, stream: &mut Stream) -> String {
    let (detail, choice) = (stream.below(4), stream.below(1 << 16));
    let wordings = match detail {
        0 => Vec::new(),
        1 => renderings(short(violation.rule, title.language), violation, title),
        _ => full(violation, title),
    };
    let wording = wordings.get(choice % wordings.len().max(1));
    sentence(violation, wording.map(String::as_str), title.language)
}

/// The feedback on all that is wrong, in this order; `QUALIFIED` if nothing is.
pub(crate) fn feedback_all(violations: &[Violation], title: &Title, stream: &mut Stream) -> String {
    let said = violations.iter().map(|violation| feedback(violation, title, stream));
    let joined = said.reduce(|text, next| match title.language {
        Language::English => {
            let mut letters = next.chars();
            let first = letters.next().map(|letter| letter.to_ascii_lowercase());
            format!("{text} Also {}{}", first.unwrap_or_default(), letters.as_str())
        }
        Language::Chinese => format!("{}；另外，{next}", text.trim_end_matches('。')),
    });
    joined.unwrap_or_else(|| QUALIFIED.of(title.language).to_owned())
}

fn sentence(violation: &Violation, detail: Option<&str>, language: Language) -> String {
    let name = table::name(violation.rule).of(language);
    match (detail, language) {
        (Some(detail), Language::English) => format!("{name}: {detail}."),
        (Some(detail), Language::Chinese) => format!("{name}：{detail}。"),
        (None, Language::English) => format!("{name}."),
        (None, Language::Chinese) => format!("{name}。"),
    }
}

/// The wordings of a rule that use as much as possible of what is known.
fn full(violation: &Violation, title: &Title) -> Vec<String> {
    let mut known: Vec<(usize, String)> = of_rule(violation.rule, title.language)
        .iter()
        .filter_map(|template| Some((told(template), render(template, violation, title)?)))
        .collect();
    let most = known.iter().map(|(told, _)| *told).max();
    known.retain(|(told, _)| Some(*told) == most);
    known.into_iter().map(|(_, text)| text).collect()
}

fn renderings(templates: &[&str], violation: &Violation, title: &Title) -> Vec<String> {
    templates.iter().filter_map(|template| render(template, violation, title)).collect()
}

fn of_rule(rule: &str, language: Language) -> &'static [&'static str] {
    let templates = match language {
        Language::English => &templates::TEMPLATES,
        Language::Chinese => &templates_zh::TEMPLATES,
    };
    templates.iter().find(|(id, _)| *id == rule).map_or(&[], |(_, templates)| *templates)
}

/// Wordings that name no more than the images.
fn short(rule: &str, language: Language) -> &'static [&'static str] {
    let [one, two, first, all] = match language {
        Language::English => [templates::ONE, templates::TWO, templates::FIRST, templates::ALL],
        Language::Chinese => [templates_zh::ONE, templates_zh::TWO, templates_zh::FIRST, templates_zh::ALL],
    };
    match (rule, rule.as_bytes().first()) {
        ("M01" | "M02", _) => first,
        (_, Some(b'P')) => two,
        (_, Some(b'M')) => all,
        _ => one,
    }
}

/// How many things a template tells.
fn told(template: &str) -> usize {
    slots(template).collect::<BTreeSet<_>>().len()
}

/// The names of a template's slots.
fn slots(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(slot, _)| slot)
}

/// The template with its slots filled, if all of them can be.
fn render(template: &str, violation: &Violation, title: &Title) -> Option<String> {
    let mut pieces = template.split('{');
    let mut text = pieces.next()?.to_owned();
    for piece in pieces {
        let (slot, rest) = piece.split_once('}')?;
        let value = fill(slot, violation, title)?;
        fit_article(&mut text, &value);
        text.push_str(&value);
        text.push_str(rest);
    }
    Some(text)
}

/// "A" before a vowel is "an", and before what ends like a plural it is nothing.
fn fit_article(text: &mut String, value: &str) {
    if text != "a " && !text.ends_with(" a ") {
        return;
    }
    if value.ends_with('s') && !value.ends_with("ss") {
        text.truncate(text.len() - 2);
    } else if value.starts_with(['a', 'e', 'i', 'o', 'u']) {
        text.truncate(text.len() - 1);
        text.push_str("n ");
    }
}

fn fill(slot: &str, violation: &Violation, title: &Title) -> Option<String> {
    let image = |i: usize| violation.images.get(i).map(|index| (index + 1).to_string());
    let word = |word: Word| word.of(title.language).to_owned();
    match slot {
        "k" | "i" => image(0),
        "j" => image(1),
        "what" => violation.what.map(word),
        "what2" => violation.what2.map(word),
        "loc" => place(violation).map(vocabulary::location).map(word),
        "t" => claim(violation, title).and_then(|kind| title.quote_of(kind)).map(str::to_owned),
        "cat" => title.quote_of(ClaimKind::Family).map(str::to_owned),
        _ => None,
    }
}

/// Nothing but what is drawn over a picture can be everywhere in it.
fn place(violation: &Violation) -> Option<Cell> {
    let spreads = matches!(violation.rule, "S01" | "S02" | "S03" | "S04" | "S06" | "S07" | "S10" | "H02");
    violation.cell.filter(|&cell| spreads || cell != Cell::Whole)
}

/// What part of the title a violation is about.
fn claim(violation: &Violation, title: &Title) -> Option<ClaimKind> {
    let said = |kind| title.quote_of(kind).map(|_| kind);
    match violation.rule {
        "M08" => {
            let missing = title.claims.accessory.map(|accessory| {
                let names = [accessory.word(), vocabulary::missing_accessory(accessory)];
                violation.what.is_some_and(|what| names.contains(&what))
            });
            match missing {
                Some(true) => said(ClaimKind::Accessory),
                _ => said(ClaimKind::Pieces).or_else(|| said(ClaimKind::Accessory)),
            }
        }
        "M09" => Some(ClaimKind::Colour),
        "M10" => Some(ClaimKind::Family),
        "M11" => {
            let patterns = [Pattern::Stripe, Pattern::Dots, Pattern::Check].map(Pattern::word);
            let of_pattern = |what| what == vocabulary::what::PLAIN || patterns.contains(&Some(what));
            Some(if of_pattern(violation.what?) { ClaimKind::Pattern } else { ClaimKind::Material })
        }
        "M12" => Some(ClaimKind::Pieces),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
