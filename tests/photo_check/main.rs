//! The program `photo_check` as its users meet it: what it makes of pictures, and what it reports.

#[path = "../common/bundle.rs"]
#[expect(dead_code, reason = "the bundle stays as it is")]
mod bundle;
#[path = "../common/process.rs"]
mod process;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use image::{Rgb, RgbImage};
use process::{Run, example};
use serde_json::Value;
use tempfile::TempDir;

const KINDS: [&str; 13] = [
    "watermark",
    "stamp",
    "words",
    "badge",
    "border",
    "code",
    "same-shot",
    "near-copy",
    "mirrored",
    "other-product",
    "close-up-first",
    "wrong-order",
    "wrong-title",
];

/// A picture that is like no other: a block of its own on a plain ground, never symmetric.
fn picture(number: u32, side: u32) -> RgbImage {
    RgbImage::from_fn(side, side * 3 / 4, |x, y| {
        let inside = x > side / 4 && x < side / 2 + number && y > side / 5 && y < side / 2;
        let stripes = (x * (number + 2) + y * 3) / 5 % 3;
        if inside { Rgb([40 * (number as u8 % 6), 90 * stripes as u8, 60]) } else { Rgb([236, 236, 230]) }
    })
}

/// Two products with four and three pictures, a third with one, and a file that is none.
fn catalogue(side: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (sku, title, numbers) in
        [("mug", "Red mug", 0..4), ("hat", "Straw hat", 4..7), ("pen", "Fountain pen", 7..8)]
    {
        let place = folder.path().join(sku);
        fs::create_dir(&place).unwrap();
        fs::write(place.join("title.txt"), title).unwrap();
        for number in numbers {
            picture(number, side).save(place.join(format!("{number}.png"))).unwrap();
        }
    }
    // The name says that it does not come first, where it would stand in the catalogue's order.
    fs::rename(folder.path().join("hat/4.png"), folder.path().join("hat/4-back.png")).unwrap();
    fs::write(folder.path().join("pen/broken.jpg"), "no picture").unwrap();
    folder
}

fn photo_check(input: &Path, more: &[&str]) -> Run {
    let output = tempfile::tempdir().unwrap();
    let mut command = example("photo_check");
    command.arg(input).arg("--bundle").arg(bundle::path()).args(["--write-sequences"]).args(more);
    command.arg("--output").arg(output.path().join("out"));
    Run::of(command, output)
}

fn sequences(run: &Run) -> Vec<Value> {
    let lines = run.file("out/sequences/sequences.jsonl").unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The pixels of every sequence, by its id.
fn pixels(run: &Run) -> BTreeMap<String, Vec<RgbImage>> {
    let folder = run.path().join("out/sequences");
    let read = |name: &Value| image::open(folder.join(name.as_str().unwrap())).unwrap().into_rgb8();
    let of = |row: &Value| row["images"].as_array().unwrap().iter().map(read).collect();
    sequences(run).iter().map(|row| (row["id"].as_str().unwrap().to_owned(), of(row))).collect()
}

#[test]
fn untouched_sequences_are_the_pictures_themselves() {
    let input = catalogue(80);
    let run = photo_check(input.path(), &[]).expect(0);
    let pictures = pixels(&run);
    let mut untouched = 0;
    for row in sequences(&run).iter().filter(|row| row["violation"].is_null()) {
        untouched += 1;
        let sources = row["sources"].as_array().unwrap().iter();
        for (source, picture) in sources.zip(&pictures[row["id"].as_str().unwrap()]) {
            let file = input.path().join(row["sku"].as_str().unwrap()).join(source.as_str().unwrap());
            assert!(image::open(file).unwrap().into_rgb8() == *picture, "{row}");
        }
    }
    // Of four pictures the first with two of three others, of three the only one, of one none.
    assert_eq!(untouched, 4);
    let hat = sequences(&run).into_iter().find(|row| row["id"] == "hat/0").unwrap();
    assert_eq!(hat["sources"], serde_json::json!(["5.png", "6.png", "4-back.png"]));
}

#[test]
fn violated_sequences_differ_where_they_say() {
    for side in [8, 80] {
        let run = photo_check(catalogue(side).path(), &[]).expect(0);
        let (rows, pictures) = (sequences(&run), pixels(&run));
        for kind in KINDS {
            assert_eq!(rows.iter().filter(|row| row["violation"] == kind).count(), 4, "{kind}");
        }
        for row in rows.iter().filter(|row| !row["violation"].is_null()) {
            let id = row["id"].as_str().unwrap();
            let kind = row["violation"].as_str().unwrap();
            let base = id.strip_suffix(&format!("/{kind}")).unwrap();
            let title = rows.iter().find(|other| other["id"] == base).unwrap()["title"].clone();
            let (new, old) = (&pictures[id], &pictures[base]);
            let different: Vec<u64> = (0..3).filter(|&i| new[i as usize] != old[i as usize]).collect();
            match kind {
                "wrong-title" => assert!(row["title"] != title && different.is_empty(), "{row}"),
                "wrong-order" => {
                    assert!(new.iter().all(|picture| old.contains(picture)) && different.len() > 1);
                }
                "same-shot" => assert!(new[0] == new[1] || new[0] == new[2] || new[1] == new[2]),
                _ => assert!(!different.is_empty(), "{row}"),
            }
            let concerned: Vec<u64> =
                row["concerned"].as_array().unwrap().iter().map(|place| place.as_u64().unwrap()).collect();
            if kind != "wrong-order" {
                assert!(different.iter().all(|place| concerned.contains(place)), "{row}");
                assert!(row["title"] == title || kind == "wrong-title");
            }
        }
    }
}

#[test]
fn the_seed_decides_everything() {
    let input = catalogue(80);
    let [first, again, other] = [["--seed", "7"], ["--seed", "7"], ["--seed", "8"]]
        .map(|seed| photo_check(input.path(), &seed).expect(0));
    assert_eq!(pixels(&first), pixels(&again));
    for name in ["summary.md", "sequences.json", "pairs.json", "compliance.md", "primary.html"] {
        let name = format!("out/{name}");
        assert_eq!(first.file(&name).unwrap(), again.file(&name).unwrap(), "{name}");
    }
    assert_ne!(pixels(&first)["mug/0/badge"], pixels(&other)["mug/0/badge"]);
    assert_eq!(pixels(&first)["mug/0"], pixels(&other)["mug/0"]);
}

#[test]
fn every_model_gets_a_report() {
    let run = photo_check(catalogue(80).path(), &[]).expect(0);
    assert!(run.stderr.contains("pen: pictures that cannot be read, left out: 1"), "{}", run.stderr);
    assert!(run.stdout.contains("3 products with 8 photographs"), "{}", run.stdout);
    let number = |name: &str| {
        let json: Value = serde_json::from_str(&run.file(&format!("out/{name}.json")).unwrap()).unwrap();
        let model = &json["models"][0];
        assert!(model["metrics"][0]["estimate"]["value"].is_number(), "{name}: {model}");
        (model["rows"].as_u64().unwrap(), model["qualified"].as_u64().unwrap())
    };
    assert_eq!(number("sequences"), (4 * 14, 4));
    assert_eq!(number("compliance"), (8 * 7, 8));
    assert_eq!(number("primary"), (3 * 8, 3));
    // 6 and 3 pairs of one product, and a picture of another product for each.
    assert_eq!(number("pairs"), (9 + 8 + 8 * 4, 9 + 8));
    assert!(run.file("out/sequences.html").unwrap().contains("data:image/jpeg"));
}

#[test]
fn close_ups_fill_up_what_is_too_short() {
    let run = photo_check(catalogue(80).path(), &["--close-ups"]).expect(0);
    let pen = sequences(&run).into_iter().find(|row| row["id"] == "pen/0").unwrap();
    assert_eq!(pen["sources"][1], "7.png#close-up-0");
    // Its only photograph cannot stand in a wrong order.
    assert!(sequences(&run).iter().all(|row| row["id"] != "pen/0/wrong-order"));
}

#[test]
fn without_products_there_is_nothing_to_check() {
    let empty = tempfile::tempdir().unwrap();
    photo_check(empty.path(), &[]).expect_error(&["got none"]);
    photo_check(Path::new("no/such/place"), &[]).expect_error(&["no/such/place"]);
}
