//! The same sequences get the same numbers, whatever surrounds them.

use serde_json::{Value, json};

use crate::bundle;
use crate::pictures::{png, product};
use crate::process::example;
use crate::program::{Input, run, score, score_command};

#[test]
fn whatever_the_batch_and_the_threads() {
    let input = Input::new();
    let images = [["0.png", "1.png", "2.png"], ["2.png", "2.png", "0.png"], ["0.png", "no.png", "1.png"]];
    let sequence = |i: usize| json!({ "id": i, "title": "red mug".repeat(i), "images": images[i % 3] });
    let sequences = input.sequences(&(0..10).map(sequence).collect::<Vec<_>>());
    let arguments = ["--feedback", "--p-nlg", "yes"];
    let expected = score(&sequences, &arguments).expect(0).text();
    assert!(expected.contains("scored") && expected.contains("unreadable"), "{expected}");
    for (batch, threads) in [("1", "5"), ("3", "2"), ("1000", "1")] {
        let mut command = score_command(&sequences, &[&arguments[..], &["--batch", batch]].concat());
        command.env("RAYON_NUM_THREADS", threads);
        assert_eq!(run(command).expect(0).text(), expected, "batch {batch}, {threads} threads");
    }
}

/// With everything that is computed: class, feedback, and its probability.
#[test]
fn numbers_of_16_bits_say_nearly_the_same() {
    let input = Input::new();
    let images = [["0.png", "1.png", "2.png"], ["2.png", "0.png", "1.png"]];
    let sequence = |i: usize| json!({ "id": i, "title": "red mug", "images": images[i] });
    let sequences = input.sequences(&[sequence(0), sequence(1)]);
    let p = |dtype: &str| {
        let run = score(&sequences, &["--feedback", "--p-nlg", "yes", "--dtype", dtype]).expect(0);
        let of = |id: &str| ["p_qualified", "p_nlg"].map(|name| run.row(id)[name].as_f64().unwrap());
        [of("0"), of("1")].concat()
    };
    let exact = p("f32");
    for (dtype, tolerance) in [("f16", 0.002), ("bf16", 0.02)] {
        let rounded = p(dtype);
        assert_ne!(rounded, exact);
        let near = rounded.iter().zip(&exact).all(|(a, b)| (a - b).abs() < tolerance);
        assert!(near, "{dtype}: {rounded:?}, in 32 bits {exact:?}");
    }
}

#[test]
fn devices_that_are_not_there_are_said() {
    let input = Input::new();
    score(&input.good(), &["--device", "flex:0"]).expect(0);
    score(&input.good(), &["--device", "flex:1"]).expect_error(&["expected device flex:1", "which has 1"]);
    score(&input.good(), &["--device", "gpu"]).expect_error(&["flex, wgpu, vulkan:0 or cuda:1", "\"gpu\""]);
}

#[test]
fn the_order_counts_and_so_does_the_title() {
    let input = Input::new();
    let sequence = |id: &str, title: &str, images| json!({ "id": id, "title": title, "images": images });
    let sequences = input.sequences(&[
        sequence("a", "red mug", ["0.png", "1.png", "2.png"]),
        sequence("order", "red mug", ["2.png", "1.png", "0.png"]),
        sequence("title", "mug mug", ["0.png", "1.png", "2.png"]),
        sequence("again", "red mug", ["0.png", "1.png", "2.png"]),
    ]);
    let run = score(&sequences, &[]).expect(0);
    let p = |id: &str| run.row(id)["class_probabilities"].clone();
    assert_eq!(p("a"), p("again"));
    assert!(p("a") != p("order") && p("a") != p("title"), "{}", run.text());
}

#[test]
fn a_selected_sequence_scores_what_select_says() {
    let input = Input::new();
    let drawn = product(0);
    for (i, image) in drawn.images.iter().take(5).enumerate() {
        input.file(&format!("products/sku/{i}.png"), png(image));
    }
    input.file("products/sku/title.txt", &drawn.title.text);
    let output = input.path().join("selected");
    let mut select = example("select");
    select.arg(input.path().join("products")).args(["--no-report", "--feedback", "--output"]).arg(&output);
    assert!(select.arg("--model").arg(bundle::path()).output().unwrap().status.success());
    let text = std::fs::read_to_string(output.join("selections.jsonl")).unwrap();
    let selected: Value = serde_json::from_str(&text).unwrap();

    let images: Vec<_> = selected["images"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| format!("products/sku/{}", image.as_str().unwrap()))
        .collect();
    let sequences = input.sequences(&[json!({ "id": "x", "title": selected["title"], "images": images })]);
    let scored = score(&sequences, &["--feedback"]).expect(0).row("x");
    assert_eq!(scored["p_qualified"], selected["p_qualified"]);
    assert_eq!(scored["feedback"], selected["feedback"]);
}
