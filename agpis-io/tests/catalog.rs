//! Catalogues of strangers: every product is a listing or an error with a code, and the next follows.

use std::fs;
use std::path::Path;

use agpis_core::ImageSource;
use agpis_io::{Catalog, CatalogError, CatalogItem, CatalogOptions, OpenError, Place};
use proptest::prelude::*;
use tempfile::TempDir;

fn manifest(text: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.jsonl"), text).unwrap();
    folder
}

fn items(text: impl AsRef<[u8]>) -> Vec<CatalogItem> {
    items_with(text, CatalogOptions::default())
}

fn items_with(text: impl AsRef<[u8]>, options: CatalogOptions) -> Vec<CatalogItem> {
    let folder = manifest(text);
    Catalog::open_with(folder.path().join("m.jsonl"), options).unwrap().collect()
}

/// `sku: image image`, or `sku: code`.
fn described(items: &[CatalogItem]) -> Vec<String> {
    let describe = |item: &CatalogItem| {
        let sku = item.sku.as_deref().unwrap_or("?");
        match &item.listing {
            Ok(listing) => {
                assert_eq!(
                    (Some(listing.id().as_str()), listing.title()),
                    (item.sku.as_deref(), &*item.title)
                );
                let ids: Vec<_> = listing.images().iter().map(|image| image.id.as_str()).collect();
                format!("{sku}: {}", ids.join(" "))
            }
            Err(error) => format!("{sku}: {}", error.code()),
        }
    };
    items.iter().map(describe).collect()
}

fn touch(folder: &Path, names: &[&str]) {
    for name in names {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
}

#[test]
fn a_folder_has_a_folder_for_every_product() {
    let root = tempfile::tempdir().unwrap();
    touch(
        root.path(),
        &[
            "sku10/img10.JPG",
            "sku10/img2.jpeg",
            "sku10/notes.md",
            "sku10/.hidden.jpg",
            "sku10/nested/x.jpg",
            "sku2/b.webp",
            "sku2/a.PNG",
            "sku2/c.gif",
            "سروال/1.jpg",
            ".git/x.jpg",
            "loose.jpg",
        ],
    );
    fs::create_dir(root.path().join("none")).unwrap();
    fs::write(root.path().join("sku2/title.txt"), "\u{feff} Rote Tasse ☕\r\n").unwrap();
    fs::write(root.path().join("sku10/title.txt"), b"caf\xe9").unwrap();
    let catalog = Catalog::open(root.path()).unwrap();
    assert_eq!((catalog.size_hint(), catalog.loose_images()), ((4, Some(4)), 1));
    let items: Vec<_> = catalog.collect();
    let expected = ["none: ", "sku2: a.PNG b.webp c.gif", "sku10: img2.jpeg img10.JPG", "سروال: 1.jpg"];
    assert_eq!(described(&items), expected);
    assert_eq!([1, 2, 3].map(|i| items[i].title.as_str()), ["Rote Tasse ☕", "caf\u{fffd}", ""]);
    assert_eq!(items[1].place, Place::Folder("sku2".into()));
}

#[test]
fn a_folder_of_images_is_one_product() {
    let root = tempfile::tempdir().unwrap();
    let product = root.path().join("mug");
    touch(&product, &["2.jpg", "1.jpg", "readme.txt"]);
    assert_eq!(described(&Catalog::open(&product).unwrap().collect::<Vec<_>>()), ["mug: 1.jpg 2.jpg"]);
}

#[test]
fn an_input_without_products_says_so() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(Catalog::open(root.path()), Err(OpenError::EmptyFolder { .. })));
    assert!(matches!(Catalog::open(root.path().join("none")), Err(OpenError::Unreadable { .. })));
    for empty in ["", "\u{feff}", "\r\n \n\n"] {
        let folder = manifest(empty);
        let opened = Catalog::open(folder.path().join("m.jsonl"));
        assert!(matches!(opened, Err(OpenError::EmptyManifest { .. })), "{empty:?}");
    }
}

#[test]
fn a_manifest_has_an_object_a_line() {
    let items = items(
        "\u{feff}{\"sku\": \"a\", \"title\": \"Rot 茶杯 ☕\", \"z\": 1, \"images\": [\"1.jpg\", \"x/2.jpg\", \"1.jpg\"], \"b\": [2]}\r\n\
         \r\n\
         {\"sku\": 17, \"images\": []}\n\
         {\"sku\": -3, \"title\": null, \"images\": [\"./x/../1.jpg\"]}",
    );
    assert_eq!(described(&items), ["a: 1.jpg x/2.jpg", "17: ", "-3: ./x/../1.jpg"]);
    let extra: Vec<_> = items[0].extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extra, ["z=1", "b=[2]"], "further fields in their order");
    let places: Vec<_> = items.iter().map(|item| item.place.to_string()).collect();
    assert_eq!(places, ["line 1", "line 3", "line 4"]);
}

#[test]
fn images_are_relative_to_the_manifest() {
    let folder = manifest("{\"sku\": \"a\", \"images\": [\"x/1.jpg\"]}");
    let item = Catalog::open(folder.path().join("m.jsonl")).unwrap().next().unwrap();
    let expected = ImageSource::Path(folder.path().join("x/1.jpg"));
    assert_eq!(item.listing.unwrap().images()[0].source, expected);
}

#[test]
fn a_bad_line_has_a_code_and_the_next_line_follows() {
    for (line, expected) in [
        ("{\"sku\": \"a\", ", "?: broken_json"),
        ("sku,title,images", "?: broken_json"),
        ("\u{0}\u{1}", "?: broken_json"),
        ("[1, 2]", "?: not_an_object"),
        ("\"text\"", "?: not_an_object"),
        (r#"{"images": []}"#, "?: missing_sku"),
        (r#"{"sku": " ", "images": []}"#, "?: missing_sku"),
        (r#"{"sku": null, "images": []}"#, "?: missing_sku"),
        (r#"{"sku": 1.5, "images": []}"#, "?: wrong_field"),
        (r#"{"sku": 123456789012345678901234567890, "images": []}"#, "?: wrong_field"),
        (r#"{"sku": ["a"], "images": []}"#, "?: wrong_field"),
        (r#"{"sku": "a", "title": 3, "images": []}"#, "a: wrong_field"),
        (r#"{"sku": "a"}"#, "a: wrong_field"),
        (r#"{"sku": "a", "images": "1.jpg"}"#, "a: wrong_field"),
        (r#"{"sku": "a", "images": ["1.jpg", 2]}"#, "a: wrong_field"),
        (r#"{"sku": "a", "images": [""]}"#, "a: wrong_field"),
        (r#"{"sku": "a", "images": ["/etc/passwd"]}"#, "a: outside_path"),
        (r#"{"sku": "a", "images": ["x/../../1.jpg"]}"#, "a: outside_path"),
    ] {
        let seen = items(format!("{line}\n{{\"sku\": \"next\", \"images\": [\"1.jpg\"]}}\n"));
        assert_eq!(described(&seen), [expected, "next: 1.jpg"], "{line}");
    }
}

#[test]
fn broken_json_says_where() {
    let error = items("{\"sku\": broken}").remove(0).listing.unwrap_err();
    assert_eq!(error.to_string(), "expected a JSON object on one line: expected value, column 9");
    let not_utf8 = items(b"{\"sku\": \"\xff\"}").remove(0).listing;
    assert!(matches!(not_utf8, Err(CatalogError::BrokenJson { .. })));
}

#[test]
fn the_first_of_a_repeated_sku_stands() {
    let line = |sku: &str| format!("{{\"sku\": {sku}, \"title\": \"t\", \"images\": []}}\n");
    let items = items([line("\"7\""), line("7"), line("\"8\"")].concat());
    assert_eq!(described(&items), ["7: ", "7: duplicate_sku", "8: "]);
    assert_eq!(items[1].title, "t", "what is known is kept");
}

#[test]
fn limits_hold() {
    let images: Vec<String> = (0..1001).map(|i| format!("\"{i}.jpg\"")).collect();
    let line =
        |sku: &str, n: usize| format!("{{\"sku\": \"{sku}\", \"images\": [{}]}}\n", images[..n].join(","));
    let many = items([line("a", 1001), line("b", 1000)].concat());
    let error = many[0].listing.as_ref().unwrap_err();
    assert_eq!(*error, CatalogError::TooManyImages { expected: 1000, actual: 1001 });
    assert_eq!(many[1].listing.as_ref().unwrap().images().len(), 1000);

    let short = CatalogOptions::default().with_max_line_bytes(100).with_max_images(1);
    let long = items_with([line("a", 30), line("b", 2), line("c", 1)].concat(), short);
    assert_eq!(described(&long), ["?: line_too_long", "b: too_many_images", "c: 0.jpg"]);

    let root = tempfile::tempdir().unwrap();
    touch(root.path(), &["a/1.jpg", "a/2.jpg", "b/1.jpg"]);
    let folders: Vec<_> = Catalog::open_with(root.path(), short).unwrap().collect();
    assert_eq!(described(&folders), ["a: too_many_images", "b: 1.jpg"]);
}

#[test]
fn paths_outside_are_allowed_on_request() {
    let options = CatalogOptions::default().with_allow_outside(true);
    let outside = items_with("{\"sku\": \"a\", \"images\": [\"/x/1.jpg\", \"../2.jpg\"]}", options);
    assert_eq!(described(&outside), ["a: /x/1.jpg ../2.jpg"]);
}

#[test]
fn titles_are_any_text() {
    let long = "长".repeat(10_000);
    for title in ["", "👩‍👩‍👧‍👦 family", "قميص\u{202e}أزرق", "<script>alert(1)</script>", "a\nb\u{0}c", &long]
    {
        let line = serde_json::json!({ "sku": "a", "title": title, "images": ["1.jpg"] });
        assert_eq!(items(line.to_string())[0].listing.as_ref().unwrap().title(), title);
    }
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
        sku in prop_oneof![Just("\"a\"".to_owned()), "[0-9.e-]{1,5}", "\"\\PC{0,5}\""],
        images in "\\[?(\"[./a-z]{0,5}\",?|[0-9],?){0,4}\\]?",
        key in "[a-z]{1,6}",
    ) {
        let line = format!("{{\"sku\": {sku}, \"images\": {images}, \"{key}\": {{}}}}");
        let seen = items(line.replace('\n', " "));
        prop_assert_eq!(seen.len(), 1);
    }
}
