//! The README's table of bad input: what each gets, and that nothing of it touches the other sequences.

use serde_json::{Value, json};

use crate::pictures::{gif_bomb, half, jpeg, png, png_bomb, product};
use crate::program::{Input, PICTURES, score};

/// Entries that cannot be judged, with the code of their error and a part of its message.
const BAD_LINES: [(&str, &str, &str); 17] = [
    (r#"{"id": "broken", "title":"#, "broken_json", "expected a JSON object on one line"),
    ("not JSON at all", "broken_json", "column 2"),
    ("[1, 2]", "not_an_object", "got a list"),
    (r#"{"title": "nameless", "images": ["0.png", "1.png", "2.png"]}"#, "missing_id", "\"id\""),
    (r#"{"id": "good-0", "images": ["2.png", "1.png", "0.png"]}"#, "duplicate_id", "got good-0 again"),
    (r#"{"id": "title", "title": 7, "images": []}"#, "wrong_field", "expected text in the field \"title\""),
    (r#"{"id": "text", "images": "0.png"}"#, "wrong_field", "expected a list of paths"),
    (r#"{"id": "outside", "images": ["0.png", "1.png", "../2.png"]}"#, "outside_path", "../2.png"),
    (r#"{"id": "absolute", "images": ["/0.png", "1.png", "2.png"]}"#, "outside_path", "/0.png"),
    (r#"{"id": "none", "images": []}"#, "wrong_length", "expected a sequence of 3 images, got 0"),
    (r#"{"id": "short", "images": ["0.png", "1.png"]}"#, "wrong_length", "of 3 images, got 2"),
    (r#"{"id": "long", "images": ["0.png", "1.png", "2.png", "0.png"]}"#, "wrong_length", "got 4"),
    (
        r#"{"id": "missing", "images": ["0.png", "no.png", "2.png"]}"#,
        "unreadable_image",
        "no.png: expected a file",
    ),
    (
        r#"{"id": "folder", "images": ["0.png", "1.png", "folder"]}"#,
        "unreadable_image",
        "expected an ordinary file",
    ),
    (
        r#"{"id": "all", "images": ["no.png", "text.jpg", "no.png"]}"#,
        "unreadable_image",
        "got no.png: expected a file, there is none; text.jpg: expected JPEG, PNG, WebP or GIF data",
    ),
    (
        r#"{"id": "half", "images": ["half.png", "half.jpg", "2.png"]}"#,
        "unreadable_image",
        "half.jpg: expected an end",
    ),
    (
        r#"{"id": "bombs", "images": ["bomb.png", "empty.png", "bomb.gif"]}"#,
        "unreadable_image",
        "bomb.png: expected at most 16384x16384 pixels, the header says 60000x60000; empty.png: ",
    ),
];

fn input() -> Input {
    let input = Input::new();
    let picture = &product(0).images[0];
    input.file("text.jpg", "no picture");
    input.file("empty.png", "");
    input.file("half.png", half(&png(picture)));
    input.file("half.jpg", half(&jpeg(picture)));
    input.file("bomb.png", png_bomb());
    input.file("bomb.gif", gif_bomb());
    input.file("wrong.gif", jpeg(picture));
    input.file("folder/0.png", "");
    input
}

/// Sequences that can be judged, whatever one may think of them.
fn good_lines() -> Vec<String> {
    let images = [
        PICTURES,
        ["2.png", "1.png", "0.png"],
        ["0.png", "0.png", "1.png"],
        ["1.png"; 3],
        ["wrong.gif", "1.png", "./folder/../2.png"],
    ];
    let line = |(i, images)| json!({ "id": format!("good-{i}"), "title": "red mug", "images": images });
    images.iter().enumerate().map(|numbered| line(numbered).to_string()).collect()
}

#[test]
fn a_bad_entry_is_a_row_that_says_why_and_the_others_are_scored() {
    let input = input();
    let good = good_lines();
    // The bad ones between the first good one and the others, with blank lines.
    let bad = BAD_LINES.iter().map(|(line, ..)| format!("{line}\n\n"));
    let text = format!("{}\n{}{}", good[0], bad.collect::<String>(), good[1..].join("\r\n"));
    let run = score(&input.file("s.jsonl", text), &["--batch", "5"]).expect(0);
    let alone = score(&input.file("good.jsonl", good.join("\n")), &[]).expect(0);

    let mut rows = run.rows();
    let bad: Vec<Value> = rows.drain(1..=BAD_LINES.len()).collect();
    assert_eq!(rows, alone.rows(), "good sequences come out as they do without bad ones, and in order");
    assert!(rows.iter().all(|row| row["status"] == "scored"));
    for (i, (row, (line, code, message))) in bad.iter().zip(BAD_LINES).enumerate() {
        let error = &row["error"];
        let status = if code == "unreadable_image" { "unreadable" } else { "invalid" };
        assert_eq!((&row["status"], &error["code"]), (&json!(status), &json!(code)), "{line}");
        assert!(error["message"].as_str().unwrap().contains(message), "{line}: {error}");
        assert_eq!(error["place"], format!("line {}", 2 + 2 * i));
        assert_eq!((row.get("p_qualified"), row.get("class_probabilities")), (None, None), "{line}");
        if let Ok(Value::Object(entry)) = serde_json::from_str(line) {
            assert_eq!(&row["id"], entry.get("id").unwrap_or(&Value::Null), "the id is kept");
        }
    }
    let counts = "     22 sequences\n      5 scored\n      5 unreadable\n     12 invalid: 2 broken json, 1 duplicate id";
    assert!(run.stdout.starts_with(counts), "{}", run.stdout);
}

#[test]
fn every_title_goes_through_unchanged() {
    let long = "tasse ".repeat(1667);
    let titles = [
        "",
        &long,
        " 红色陶瓷马克杯 350毫升\n",
        "mug ☕️👩‍👩‍👧‍👦🇫🇷",
        "كوب أحمر",
        "\u{202e}\0\u{7}\"<b>&amp;",
        "[MASK] [SEP]",
    ];
    assert_eq!(long.chars().count(), 10_002);
    let sequence = |(i, title): (usize, &&str)| json!({ "id": i, "title": title, "images": PICTURES });
    let mut sequences: Vec<Value> = titles.iter().enumerate().map(sequence).collect();
    sequences.push(json!({ "id": "without", "images": PICTURES }));
    let input = Input::new();
    let rows = score(&input.sequences(&sequences), &["--feedback"]).expect(0).rows();
    assert_eq!(rows.len(), sequences.len());
    for (row, title) in rows.iter().zip(titles.iter().chain([&""])) {
        assert_eq!((&row["status"], row["title"].as_str()), (&json!("scored"), Some(*title)));
    }
}

#[test]
fn outside_paths_can_be_allowed() {
    let input = Input::new();
    let absolute = input.path().join("2.png");
    let line = json!({ "id": "x", "images": ["../0.png", "../1.png", absolute] }).to_string();
    let run = score(&input.file("a/s.jsonl", line), &["--allow-outside"]).expect(0);
    assert_eq!(run.row("x")["status"], "scored");
}

#[test]
fn strict_tells_by_the_exit_code() {
    let input = Input::new();
    let _ = score(&input.good(), &["--strict"]).expect(0);
    let good = json!({ "id": "good", "images": PICTURES });
    for bad in [json!({ "id": "x", "images": ["0.png", "1.png", "no.png"] }), json!({ "images": PICTURES })] {
        let run = score(&input.sequences(&[bad, good.clone()]), &["--strict"]).expect(1);
        assert_eq!(run.row("good")["status"], "scored", "the work is done all the same");
    }
}
