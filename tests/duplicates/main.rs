//! The program `duplicates` as its users meet it: pairs or a folder in, rows and a page out.

#[path = "../common/process.rs"]
mod process;

use std::fs;
use std::path::{Path, PathBuf};

use agpis_bench::{Bench, BenchConfig, Split};
use image::RgbImage;
use process::{Run, example};
use serde_json::Value;
use tempfile::TempDir;

const SIDE: u32 = 160;

/// A folder with `a.png`, a close-up of it, its mirror image, two other pictures, and a file that is none.
fn input() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::new(BenchConfig { image_size: SIDE, ..BenchConfig::default() });
    let picture = |i: u64| {
        let pixels = bench.candidate(Split::Test, i).image.pixels().to_vec();
        RgbImage::from_raw(SIDE, SIDE, pixels).unwrap()
    };
    let save = |name: &str, picture: &RgbImage| picture.save(folder.path().join(name)).unwrap();
    let a = picture(0);
    save("a.png", &a);
    save("close_up.png", &image::imageops::crop_imm(&a, 15, 15, 130, 130).to_image());
    fs::create_dir(folder.path().join("more")).unwrap();
    save("more/mirrored.png", &image::imageops::flip_horizontal(&a));
    save("other.png", &picture(1));
    save("third.png", &picture(5));
    fs::write(folder.path().join("broken.jpg"), "no picture").unwrap();
    folder
}

/// Runs the program; what it writes is called `out`.
fn duplicates(arguments: &[&str]) -> Run {
    let output = tempfile::tempdir().unwrap();
    let mut command = example("duplicates");
    command.args(arguments).arg("--output").arg(output.path().join("out"));
    Run::of(command, output)
}

fn file(folder: &Path, name: &str, content: &str) -> PathBuf {
    fs::write(folder.join(name), content).unwrap();
    folder.join(name)
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const CSV: &str =
    "b,a,label\nclose_up.png,a.png,1\nother.png,a.png,0\nbroken.jpg,a.png,1\nmore/mirrored.png,a.png,1\n";

#[test]
fn every_pair_gets_a_row_in_its_place() {
    let input = input();
    let pairs = file(input.path(), "pairs.csv", CSV);
    let run = duplicates(&["--pairs", pairs.to_str().unwrap()]).expect(0);
    let rows = rows(&run.file("out").unwrap());
    let told: Vec<&Value> = rows.iter().map(|row| &row["duplicate"]).collect();
    assert_eq!(told, [&Value::Bool(true), &Value::Bool(false), &Value::Null, &Value::Bool(true)]);
    assert_eq!((&rows[0]["a"], &rows[0]["b"]), (&"a.png".into(), &"close_up.png".into()));
    assert_eq!(rows[0]["box_a"].as_array().unwrap().len(), 4);
    assert!(rows[0]["regions"].as_array().is_some_and(|regions| !regions.is_empty()));
    assert!(rows[2]["score"].is_null() && rows[2]["error"].as_str().unwrap().contains("broken.jpg"));
    assert!(
        run.stdout.contains("4 pairs, 2 duplicates, 1 not usable") && run.stdout.contains("AUC 1.000"),
        "{}",
        run.stdout
    );
    duplicates(&["--strict", "--pairs", pairs.to_str().unwrap()]).expect(1);
}

#[test]
fn json_lines_say_the_same() {
    let input = input();
    let line = |a: &str, b: &str| {
        format!("{{\"id\": \"x\", \"a\": \"{a}\", \"b\": \"{b}\", \"kind\": \"drawn\"}}\n")
    };
    let lines = line("a.png", "close_up.png") + "\n" + &line("a.png", "third.png");
    let pairs = file(input.path(), "pairs.jsonl", &lines);
    let json = rows(&duplicates(&["--pairs", pairs.to_str().unwrap()]).expect(0).file("out").unwrap());
    let pairs = file(input.path(), "pairs.csv", "a,b\na.png,close_up.png\na.png,third.png\n");
    let csv = rows(&duplicates(&["--pairs", pairs.to_str().unwrap()]).expect(0).file("out").unwrap());
    for (json, csv) in json.iter().zip(&csv) {
        assert_eq!((&json["score"], &json["regions"]), (&csv["score"], &csv["regions"]));
        assert_eq!(json["id"], "x");
    }
    assert_eq!((json.len(), csv.len()), (2, 2));
}

#[test]
fn a_folder_is_put_into_groups() {
    let input = input();
    let gallery = input.path().join("gallery.bin");
    let arguments = [input.path().to_str().unwrap(), "--gallery", gallery.to_str().unwrap()];
    let run = duplicates(&arguments).expect(0);
    let groups = rows(&run.file("out/groups.jsonl").unwrap());
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert_eq!(groups[0]["images"], serde_json::json!(["a.png", "close_up.png", "more/mirrored.png"]));
    assert!(!groups[0]["pairs"].as_array().unwrap().is_empty());
    assert_eq!(rows(&run.file("out/not_usable.jsonl").unwrap())[0]["image"], "broken.jpg");
    let page = run.file("out/duplicates.html").unwrap();
    assert!(page.contains("<rect") && page.contains("mirrored.png") && !page.contains("<script"));
    // What was written is read, and nothing changes.
    let again = duplicates(&arguments).expect(0);
    assert_eq!(again.file("out/groups.jsonl"), run.file("out/groups.jsonl"));
}

#[test]
fn wrong_inputs_are_named() {
    let input = input();
    let path = |name: &str, content: &str| file(input.path(), name, content).to_str().unwrap().to_owned();
    duplicates(&[]).expect_error(&["expected a folder of pictures or --pairs FILE"]);
    duplicates(&["--pairs", "/no/such.csv"]).expect_error(&["/no/such.csv"]);
    duplicates(&["--pairs", &path("x.csv", "a,c\n1,2\n")]).expect_error(&["expected columns a and b"]);
    duplicates(&["--pairs", &path("x.jsonl", "{}\n[1]\n")]).expect_error(&["line 2", "expected an object"]);
    duplicates(&["--pairs", &path("y.csv", CSV), "--threshold", "7"]).expect_error(&["0..=1", "7"]);
    let empty = tempfile::tempdir().unwrap();
    duplicates(&[empty.path().to_str().unwrap()]).expect_error(&["expected pictures, got none"]);
    duplicates(&[input.path().to_str().unwrap(), "--gallery", &path("g", "no gallery")]).expect(2);
}
