//! Sequences of strangers: each is something to decode or an error with a code, and the next follows.

use std::fs;
use std::path::PathBuf;

use agpis_core::testing::grey;
use agpis_core::{ImageSource, Outcome, Product};
use agpis_io::{CatalogError, CatalogOptions, OpenError, Place, SequenceItem, Sequences};
use proptest::prelude::*;
use tempfile::TempDir;

fn file(text: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sequences.jsonl");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn items_with(text: impl AsRef<[u8]>, options: CatalogOptions) -> Vec<SequenceItem> {
    let (_folder, path) = file(text);
    Sequences::open_with(path, options).unwrap().collect()
}

fn items(text: impl AsRef<[u8]>) -> Vec<SequenceItem> {
    items_with(text, CatalogOptions::default())
}

/// `id: image image`, or `id: code`.
fn described(items: &[SequenceItem]) -> Vec<String> {
    let describe = |item: &SequenceItem| {
        let id = item.id.as_deref().unwrap_or("?");
        match &item.listing {
            Ok(listing) => {
                assert_eq!(
                    (Some(listing.id().as_str()), listing.title()),
                    (item.id.as_deref(), &*item.title)
                );
                format!("{id}: {}", item.images.join(" "))
            }
            Err(error) => format!("{id}: {}", error.code()),
        }
    };
    items.iter().map(describe).collect()
}

#[test]
fn a_file_has_an_object_a_line() {
    let items = items(
        "\u{feff}{\"id\": \"a\", \"title\": \"Rot 茶杯 ☕\", \"z\": 1, \"images\": [\"1.jpg\", \"x/2.jpg\"], \"sku\": 7}\r\n\
         \n\
         {\"id\": -3, \"title\": null, \"images\": [\"./x/../1.jpg\"]}",
    );
    assert_eq!(described(&items), ["a: 1.jpg x/2.jpg", "-3: ./x/../1.jpg"]);
    let extra: Vec<_> = items[0].extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extra, ["z=1", "sku=7"], "further fields in their order");
    assert_eq!([&items[0].place, &items[1].place], [&Place::Line(1), &Place::Line(3)]);
}

#[test]
fn a_repeated_image_is_decoded_once_and_keeps_its_places() {
    let (folder, path) = file("{\"id\": 1, \"images\": [\"a.jpg\", \"b.jpg\", \"a.jpg\"]}");
    let item = Sequences::open(path).unwrap().next().unwrap();
    let listed = item.listing.as_ref().unwrap().images();
    let sources: Vec<_> = listed.iter().map(|image| image.source.clone()).collect();
    assert_eq!(sources, ["a.jpg", "b.jpg"].map(|name| ImageSource::Path(folder.path().join(name))));

    let decoded = Product::builder("1", "title").unwrap();
    let decoded = decoded.candidate("a.jpg", grey(1)).unwrap().candidate("b.jpg", grey(2)).unwrap().build();
    let sequence = item.sequence(&decoded).unwrap();
    assert_eq!((sequence.product().as_str(), sequence.title()), ("1", "title"));
    let images: Vec<_> = sequence.images().iter().map(|image| image.image.clone()).collect();
    assert_eq!(images, [grey(1), grey(2), grey(1)]);
}

#[test]
fn a_sequence_with_an_unreadable_image_is_none() {
    let item = items("{\"id\": 1, \"images\": [\"a\", \"b\", \"c\", \"b\"]}").remove(0);
    let decoded = |readable: &[&str]| {
        let add = |product: agpis_core::ProductBuilder, image| match readable.contains(&image) {
            true => product.candidate(image, grey(1)).unwrap(),
            false => product.unreadable(image, format!("no {image}")).unwrap(),
        };
        ["a", "b", "c"].into_iter().fold(Product::builder("1", "").unwrap(), add).build()
    };
    let unreadable = |outcome: &Outcome<Product>| {
        let images = item.sequence(outcome).unwrap_err();
        images.iter().map(|i| format!("{}, {}", i.image, i.message)).collect::<Vec<_>>()
    };
    assert_eq!(unreadable(&decoded(&["a", "c"])), ["b, no b"]);
    assert_eq!(unreadable(&decoded(&[])), ["a, no a", "b, no b", "c, no c"]);
    assert_eq!(item.sequence(&decoded(&["a", "b", "c"])).unwrap().images().len(), 4);
}

#[test]
fn an_input_without_sequences_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("none")] {
        assert!(matches!(Sequences::open(path), Err(OpenError::Unreadable { .. })));
    }
    for empty in ["", "\u{feff}", "\r\n \n\n"] {
        let (_folder, path) = file(empty);
        assert!(matches!(Sequences::open(path), Err(OpenError::EmptyManifest { .. })), "{empty:?}");
    }
}

#[test]
fn a_bad_line_has_a_code_and_the_next_line_follows() {
    for (line, expected) in [
        ("{\"id\": \"a\", ", "?: broken_json"),
        ("\u{0}\u{1}", "?: broken_json"),
        ("[1, 2]", "?: not_an_object"),
        (r#"{"sku": "a", "images": ["1.jpg"]}"#, "?: missing_id"),
        (r#"{"id": " ", "images": ["1.jpg"]}"#, "?: missing_id"),
        (r#"{"id": null, "images": ["1.jpg"]}"#, "?: missing_id"),
        (r#"{"id": 1.5, "images": ["1.jpg"]}"#, "?: wrong_field"),
        (r#"{"id": {}, "images": ["1.jpg"]}"#, "?: wrong_field"),
        (r#"{"id": "a", "title": 3, "images": ["1.jpg"]}"#, "a: wrong_field"),
        (r#"{"id": "a"}"#, "a: wrong_field"),
        (r#"{"id": "a", "images": []}"#, "a: wrong_field"),
        (r#"{"id": "a", "images": "1.jpg"}"#, "a: wrong_field"),
        (r#"{"id": "a", "images": ["1.jpg", null]}"#, "a: wrong_field"),
        (r#"{"id": "a", "images": [""]}"#, "a: wrong_field"),
        (r#"{"id": "a", "images": ["/etc/passwd"]}"#, "a: outside_path"),
        (r#"{"id": "a", "images": ["1.jpg", "x/../../1.jpg"]}"#, "a: outside_path"),
    ] {
        let seen = items(format!("{line}\n{{\"id\": \"next\", \"images\": [\"1.jpg\"]}}\n"));
        assert_eq!(described(&seen), [expected, "next: 1.jpg"], "{line}");
    }
}

#[test]
fn messages_name_the_fields_of_a_sequence() {
    let message = |line: &str| items(line).remove(0).listing.unwrap_err().to_string();
    assert_eq!(message("{}"), "expected an id in the field \"id\", got none");
    assert_eq!(
        message(r#"{"id": true, "images": []}"#),
        "expected text or an integer of at most 64 bits in the field \"id\", got a truth value"
    );
    assert_eq!(
        message(r#"{"id": 1, "images": []}"#),
        "expected a list of paths in the field \"images\", got an empty list"
    );
}

#[test]
fn the_first_of_a_repeated_id_stands() {
    let line = |id: &str| format!("{{\"id\": {id}, \"images\": [\"1.jpg\"]}}\n");
    let items = items([line("\"7\""), line("7"), line("\"8\"")].concat());
    assert_eq!(described(&items), ["7: 1.jpg", "7: duplicate_id", "8: 1.jpg"]);
    assert_eq!(items[1].images, ["1.jpg"], "what is known is kept");
}

#[test]
fn another_length_is_an_error_with_both_numbers() {
    let (_folder, path) = file(
        [0, 1, 2, 3]
            .map(|n| serde_json::json!({ "id": n, "images": vec!["a"; n] }).to_string() + "\n")
            .concat(),
    );
    let seen: Vec<_> = Sequences::open(path).unwrap().with_length(2).collect();
    assert_eq!(described(&seen), ["0: wrong_length", "1: wrong_length", "2: a a", "3: wrong_length"]);
    let error = seen[3].listing.as_ref().unwrap_err();
    assert_eq!(*error, CatalogError::WrongLength { expected: 2, actual: 3 });
    assert_eq!(error.to_string(), "expected a sequence of 2 images, got 3");
}

#[test]
fn limits_hold_for_repeated_images_too() {
    let line =
        |id: &str, n: usize| serde_json::json!({ "id": id, "images": vec!["a"; n] }).to_string() + "\n";
    let many = items([line("a", 1001), line("b", 1000)].concat());
    let error = many[0].listing.as_ref().unwrap_err();
    assert_eq!(*error, CatalogError::TooManyImages { expected: 1000, actual: 1001 });
    assert_eq!((many[1].images.len(), many[1].listing.as_ref().unwrap().images().len()), (1000, 1));

    let short = CatalogOptions::default().with_max_line_bytes(100);
    assert_eq!(
        described(&items_with([line("a", 50), line("b", 1)].concat(), short)),
        ["?: line_too_long", "b: a"]
    );
}

#[test]
fn paths_outside_are_allowed_on_request() {
    let options = CatalogOptions::default().with_allow_outside(true);
    let outside = items_with("{\"id\": \"a\", \"images\": [\"/x/1.jpg\", \"../2.jpg\"]}", options);
    assert_eq!(described(&outside), ["a: /x/1.jpg ../2.jpg"]);
}

proptest! {
    #[test]
    fn any_bytes_give_items(mut text in prop::collection::vec(any::<u8>(), 1..200), limit in 1usize..50) {
        text.push(b'x');
        let seen = items_with(&text, CatalogOptions::default().with_max_line_bytes(limit));
        prop_assert!(!seen.is_empty());
    }

    #[test]
    fn any_object_gives_an_item(
        id in prop_oneof![Just("\"a\"".to_owned()), "[0-9.e-]{1,5}", "\"\\PC{0,5}\""],
        images in "\\[?(\"[./a-z]{0,5}\",?|[0-9],?){0,4}\\]?",
        key in "[a-z]{1,6}",
    ) {
        let line = format!("{{\"id\": {id}, \"images\": {images}, \"{key}\": {{}}}}");
        prop_assert_eq!(items(line.replace('\n', " ")).len(), 1);
    }
}
