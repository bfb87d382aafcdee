//! Feedback reads well, starts with the name of its rule, and says what the violation knows.

use super::*;
use crate::product::{Accessory, Colour, Family, Sku};
use crate::stream::Key;
use crate::text::Claims;

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

fn rules() -> impl Iterator<Item = &'static str> {
    table::ids().chain(["H01", "H02", "H03", "H04"])
}

fn title(language: Language) -> Title {
    let sku = Sku { family: Family::Clock, seed: 4 };
    let pattern = Some(Pattern::Stripe);
    let claims =
        Claims { pieces: 3, accessory: Some(Accessory::Pouch), pattern, ..Claims::of(sku, Colour::Red) };
    Title::compose(sku, &claims, language, &mut Key::new(1).stream())
}

fn bare(rule: &'static str) -> Violation {
    Violation { rule, severity: 1.0, images: Vec::new(), what: None, what2: None, cell: None }
}

fn complete(rule: &'static str) -> Violation {
    let [what, what2] = [vocabulary::views::BACK, Colour::Orange.word()].map(Some);
    Violation { images: vec![1, 2], what, what2, cell: Some(Cell::Part(2, 0)), ..bare(rule) }
}

/// The longest name that the feedback starts with.
fn parsed(text: &str, language: Language) -> Option<usize> {
    let names = rules().map(|id| (table::name(id).of(language), table::class(id)));
    names
        .filter(|(name, _)| text.starts_with(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, class)| class)
}

#[test]
fn the_rule_can_be_read_from_the_text() {
    for (rule, language) in rules().flat_map(|rule| LANGUAGES.map(|language| (rule, language))) {
        for violation in [bare(rule), complete(rule), Violation { what: None, ..complete(rule) }] {
            let stream = &mut Key::new(7).stream();
            for _ in 0..40 {
                let text = feedback(&violation, &title(language), stream);
                assert_eq!(parsed(&text, language), Some(table::class(rule)), "{text}");
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
            }
        }
    }
}

#[test]
fn every_rule_has_several_wordings_of_all_that_is_known() {
    for (rule, language) in rules().flat_map(|rule| LANGUAGES.map(|language| (rule, language))) {
        let wordings = full(&complete(rule), &title(language));
        assert!(wordings.len() >= 3, "{rule} {wordings:?}");
        let templates = of_rule(rule, language);
        let known = ["k", "i", "j", "what", "what2", "loc", "t", "cat"];
        assert!(templates.iter().flat_map(|template| slots(template)).all(|slot| known.contains(&slot)));
        let short = short(rule, language);
        assert!(
            short.iter().flat_map(|template| slots(template)).all(|slot| ["k", "i", "j"].contains(&slot))
        );
    }
}

#[test]
fn both_languages_have_the_same_wordings() {
    for (rule, language) in rules().flat_map(|rule| LANGUAGES.map(|language| (rule, language))) {
        let of = |template: &&'static str| {
            let mut slots: Vec<&str> = slots(template).collect();
            slots.sort_unstable();
            slots.dedup();
            slots
        };
        let [en, other] = [Language::English, language].map(|language| of_rule(rule, language));
        assert!(en.iter().map(of).eq(other.iter().map(of)), "{rule}");
    }
}

#[test]
fn a_quarter_says_only_the_rule() {
    let (violation, title, stream) = (complete("S04"), title(Language::English), &mut Key::new(3).stream());
    let terse = name_only(&violation, Language::English);
    let count = (0..2_000).filter(|_| feedback(&violation, &title, stream) == terse).count();
    assert!((420..580).contains(&count), "{count}");
}

#[test]
fn several_faults_are_told_in_order() {
    let violations = [complete("S17"), complete("P01")];
    for (language, link) in
        [(Language::English, ". Also same image twice"), (Language::Chinese, "；另外，图片重复")]
    {
        let text = feedback_all(&violations, &title(language), &mut Key::new(3).stream());
        assert!(text.starts_with(table::name("S17").of(language)) && text.contains(link), "{text}");
        assert_eq!(feedback_all(&[], &title(language), &mut Key::new(3).stream()), QUALIFIED.of(language));
    }
}

#[test]
fn articles_fit() {
    let article = |value: &str| {
        let mut text = "for a ".to_owned();
        fit_article(&mut text, value);
        text + value
    };
    assert_eq!(article("alarm clock"), "for an alarm clock");
    assert_eq!(article("headphones"), "for headphones");
    assert_eq!(article("mug"), "for a mug");
}
