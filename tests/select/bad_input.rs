//! The README's table of bad input: what each gets, and that nothing of it touches the other products.

use std::fs;

use serde_json::{Value, json};

use crate::pictures::{different, gif_bomb, half, jpeg, png, png_bomb, product};
use crate::program::{Input, select};

/// Broken files with a part of what is said about them.
fn broken_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let image = &product(0).images[0];
    vec![
        ("text.jpg", b"no picture".to_vec(), "expected JPEG, PNG, WebP or GIF data"),
        ("empty.png", vec![], "got an empty file"),
        ("half.png", half(&png(image)), "expected valid PNG data"),
        ("half.jpg", half(&jpeg(image)), "the file is truncated"),
        ("bomb.png", png_bomb(), "the header says 60000x60000"),
        ("bomb.gif", gif_bomb(), "the header says 65535x65535"),
    ]
}

#[test]
fn an_unreadable_picture_is_dropped_and_the_product_goes_on() {
    let input = Input::new();
    for (name, bytes, _) in broken_files() {
        input.product(name, "A title", &different());
        input.file(&format!("{name}/{name}"), bytes);
    }
    let run = select(input.path(), &[]).expect(0);
    for (name, _, expected) in broken_files() {
        let row = run.row(name);
        assert_eq!(row["status"], "selected", "{row}");
        let verdict = candidate(&row, name);
        assert_eq!(
            (&verdict["fate"], &verdict["reason"]),
            (&json!("dropped"), &json!("unreadable")),
            "{name}"
        );
        let message = verdict["message"].as_str().unwrap();
        assert!(message.contains(expected), "{name}: {message}");
    }
    assert!(run.stdout.contains("6 unreadable"), "{}", run.stdout);
}

#[test]
fn the_extension_does_not_matter() {
    let input = Input::new();
    let [a, b, c] = different();
    input.file("sku/a.jpg", a);
    input.file("sku/b.webp", b);
    input.file("sku/c.gif", c);
    assert_eq!(select(input.path(), &[]).expect(0).row("sku")["status"], "selected");
}

#[test]
fn too_few_pictures_end_the_product() {
    let input = Input::new();
    let all = different();
    for count in 0..3 {
        input.product(&count.to_string(), "A title", &all[..count]);
    }
    input.product("identical", "A title", &[&all[0]; 5].map(Clone::clone));
    input.product("unreadable", "A title", &[half(&all[0]), vec![]]);
    let run = select(input.path(), &[]).expect(0);
    let end = |sku: &str| {
        let row = run.row(sku);
        assert_eq!((&row["status"], &row["images"]), (&json!("terminated"), &json!([])));
        let end = &row["termination"];
        json!([end["stage"], end["reason"], end["kept"], end["needed"]])
    };
    assert_eq!(end("0"), json!(["Decode", "no_candidates", null, null]));
    assert_eq!(end("1"), json!(["SingleImage", "too_few_images", 1, 3]));
    assert_eq!(end("2"), json!(["SingleImage", "too_few_images", 2, 3]));
    assert_eq!(end("identical"), json!(["ImagePair", "too_few_images", 1, 3]));
    assert_eq!(end("unreadable"), json!(["Decode", "no_readable_image", null, null]));
    assert_eq!(
        candidate(&run.row("identical"), "4.png")["of"],
        run.row("identical")["candidates"][0]["image"]
    );
    assert!(run.stdout.contains("5 terminated: 1 no candidates, 1 no readable image, 3 too few images"));
}

#[test]
fn every_title_goes_through_unchanged() {
    let long = "tasse ".repeat(1667);
    let titles =
        ["", &long, "红色陶瓷马克杯 350毫升", "mug ☕️👩‍👩‍👧‍👦🇫🇷", "كوب أحمر של חרס", "\u{202e}\0\u{7}\"<b>&amp;"];
    assert_eq!(long.chars().count(), 10_002);
    let input = Input::new();
    for (i, title) in titles.iter().enumerate() {
        input.product(&i.to_string(), title, &different());
    }
    let run = select(input.path(), &["--feedback"]).expect(0);
    for (row, title) in run.rows().iter().zip(titles) {
        assert_eq!((&row["status"], row["title"].as_str()), (&json!("selected"), Some(title.trim())));
    }
    assert!(!run.report().unwrap().contains("<b>&amp;"), "a title is text, not HTML");
}

const MANIFEST: &str = r#"{"sku": "b", "title": "B", "images": ["0.png", "1.png", "2.png"], "brand": {"id": 7}, "status": "new"}
{"sku": "broken", "title":
not JSON at all
[1, 2]

{"title": "nameless", "images": []}
{"sku": "b", "title": "again", "images": []}
{"sku": "missing", "images": ["0.png", "nowhere.png", "1.png", "2.png"]}
{"sku": "outside", "images": ["../0.png"]}
{"sku": "absolute", "images": ["/0.png"]}
{"sku": "wrong", "images": "0.png"}
{"sku": 12, "title": null, "images": ["2.png", "1.png", "0.png", "0.png"]}
"#;

fn manifest() -> (Input, std::path::PathBuf) {
    let input = Input::new();
    for (i, image) in different().iter().enumerate() {
        input.file(&format!("{i}.png"), image);
    }
    let manifest = input.file("manifest.jsonl", MANIFEST);
    (input, manifest)
}

#[test]
fn a_bad_line_is_a_row_with_an_error() {
    let (_input, manifest) = manifest();
    let run = select(&manifest, &[]).expect(0);
    let known = |row: &Value| json!([row["sku"], row["status"], row["error"]["code"], row["error"]["place"]]);
    let expected = [
        json!(["b", "selected", null, null]),
        json!([null, "invalid", "broken_json", "line 2"]),
        json!([null, "invalid", "broken_json", "line 3"]),
        json!([null, "invalid", "not_an_object", "line 4"]),
        json!([null, "invalid", "missing_sku", "line 6"]),
        json!(["b", "invalid", "duplicate_sku", "line 7"]),
        json!(["missing", "selected", null, null]),
        json!(["outside", "invalid", "outside_path", "line 9"]),
        json!(["absolute", "invalid", "outside_path", "line 10"]),
        json!(["wrong", "invalid", "wrong_field", "line 11"]),
        json!(["12", "selected", null, null]),
    ];
    assert_eq!(run.rows().iter().map(known).collect::<Vec<_>>(), expected, "in input order, ids kept");
    assert!(run.stdout.contains("8 invalid: 2 broken json, 1 duplicate sku"), "{}", run.stdout);

    let missing = run.row("missing");
    let missing = candidate(&missing, "nowhere.png");
    assert_eq!(missing["message"], "expected a file, there is none");
    assert_eq!(run.row("12")["candidates"][0]["image"], "2.png");
}

#[test]
fn further_fields_pass_through() {
    let (_input, manifest) = manifest();
    let row = select(&manifest, &[]).expect(0).row("b");
    assert_eq!((&row["brand"], &row["status"]), (&json!({ "id": 7 }), &json!("selected")));
    assert_eq!(row["extra"], json!({ "status": "new" }));
}

#[test]
fn outside_paths_can_be_allowed() {
    let (input, _) = manifest();
    let manifest = input.file("a/m.jsonl", r#"{"sku": "x", "images": ["../0.png", "../1.png", "../2.png"]}"#);
    assert_eq!(select(&manifest, &[]).expect(0).row("x")["status"], "invalid");
    assert_eq!(select(&manifest, &["--allow-outside"]).expect(0).row("x")["status"], "selected");
}

/// 20 broken files, half of them among the pictures of good products.
#[test]
fn good_products_come_out_unchanged() {
    let input = Input::drawn(3);
    let before = select(input.path(), &[]).expect(0);
    let broken = broken_files();
    for (i, (name, bytes, _)) in broken.iter().cycle().take(20).enumerate() {
        let product = if i % 2 == 0 { format!("good-{}", i % 3) } else { format!("bad-{}", i % 4) };
        input.file(&format!("{product}/broken-{i}-{name}"), bytes);
    }
    let after = select(input.path(), &["--batch", "4"]).expect(0);
    assert!(after.stdout.contains("20 unreadable"), "{}", after.stdout);
    assert_eq!(after.rows().len(), 5);
    for mut row in before.rows() {
        let mut now = after.row(row["sku"].as_str().unwrap());
        let candidates = now["candidates"].as_array_mut().unwrap();
        candidates.retain(|candidate| candidate["reason"] != "unreadable");
        row["timings_ms"].take();
        now["timings_ms"].take();
        assert_eq!(now, row);
        assert_eq!(row["status"], "selected");
    }
}

#[test]
fn strict_tells_by_the_exit_code() {
    let input = Input::drawn(1);
    input.product("terminated", "A title", &[]);
    let _ = select(input.path(), &["--strict"]).expect(0);
    input.file("good-0/broken.png", b"x");
    let run = select(input.path(), &["--strict"]).expect(1);
    assert_eq!(run.rows().len(), 2, "the work is done all the same");
    assert!(run.report().is_some());
    let manifest = input.file("m.jsonl", "{\n");
    let _ = select(&manifest, &["--strict"]).expect(1);
}

#[test]
fn what_is_no_product_is_left_out() {
    let input = Input::drawn(1);
    input.file("loose.png", png(&product(0).images[0]));
    input.file(".hidden/0.png", "x");
    input.file("good-0/notes.pdf", "x");
    fs::create_dir(input.path().join("good-0/more.png")).unwrap();
    let run = select(input.path(), &[]).expect(0);
    assert_eq!(run.rows().len(), 1);
    assert!(run.stdout.contains(" 0 unreadable"), "{}", run.stdout);
    assert!(run.stderr.contains("left out: 1"), "{}", run.stderr);
}

fn candidate<'a>(row: &'a Value, image: &str) -> &'a Value {
    let mut candidates = row["candidates"].as_array().unwrap().iter();
    candidates.find(|candidate| candidate["image"] == image).unwrap_or_else(|| panic!("no {image} in {row}"))
}
