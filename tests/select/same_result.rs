//! The same input and seed give the same bytes, whatever the batch size and the number of threads.

use std::fs;

use crate::program::{Input, run, select, select_command};

#[test]
fn whatever_the_batch_and_the_threads() {
    let input = Input::drawn(4);
    input.file("good-3/broken.png", "x");
    input.product("none", "", &[]);
    let expected = select(input.path(), &["--feedback"]).expect(0).untimed();
    assert!(expected.contains("selected") && expected.contains("terminated"), "{expected}");
    for (batch, threads) in [("1", "5"), ("3", "2"), ("1000", "1")] {
        let mut command = select_command(input.path(), &["--feedback", "--no-report", "--batch", batch]);
        command.env("RAYON_NUM_THREADS", threads);
        assert_eq!(run(command).expect(0).untimed(), expected, "batch {batch}, {threads} threads");
    }
}

#[test]
fn a_folder_and_its_manifest_choose_the_same_pictures() {
    let input = Input::drawn(2);
    let line = |index: u64| {
        let sku = format!("good-{index}");
        let count = fs::read_dir(input.path().join(&sku)).unwrap().count() - 1;
        let images: Vec<_> = (0..count).map(|i| format!("{sku}/{i}.png")).collect();
        serde_json::json!({ "sku": sku, "images": images }).to_string() + "\n"
    };
    let manifest = input.file("m.jsonl", (0..2).map(line).collect::<String>());
    let from_manifest = select(&manifest, &[]).expect(0);
    for row in select(input.path(), &[]).expect(0).rows() {
        let sku = row["sku"].as_str().unwrap();
        let images = row["images"].as_array().unwrap().iter();
        let expected: Vec<_> = images.map(|image| format!("{sku}/{}", image.as_str().unwrap())).collect();
        assert_eq!(from_manifest.row(sku)["images"], serde_json::json!(expected));
    }
}

#[test]
fn another_seed_chooses_others() {
    let input = Input::drawn(3);
    let images = |seed| {
        let rows = select(input.path(), &["--seed", seed]).expect(0).rows();
        rows.into_iter().map(|mut row| row["images"].take()).collect::<Vec<_>>()
    };
    let (zero, one) = (images("0"), images("1"));
    assert_ne!(zero, one);
    assert!(zero.iter().zip(&one).all(|(a, b)| a[0] == b[0]), "the primary is not drawn by lot");
}
