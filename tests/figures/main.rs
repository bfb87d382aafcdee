//! The programs `figure5`, `bench_system` and `ab_test` as their users meet them.

#[path = "../common/bundle.rs"]
#[expect(dead_code, reason = "the bundle stays as it is")]
mod bundle;
#[path = "../common/process.rs"]
mod process;

use std::fs;

use agpis_bench::{Bench, BenchConfig, Split};
use process::{Run, example};
use serde_json::Value;

fn run(name: &str, arguments: &[&str]) -> Run {
    let output = tempfile::tempdir().unwrap();
    let mut command = example(name);
    command.args(arguments).arg("--bundle").arg(bundle::path());
    command.arg("--output").arg(output.path().join("out"));
    Run::of(command, output)
}

#[test]
fn a_panel_has_a_good_and_a_bad_sequence() {
    let run = run("figure5", &["--count", "2", "--size", "48"]).expect(0);
    let names: Vec<String> = fs::read_dir(run.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.iter().filter(|name| name.ends_with(".svg")).count(), 3, "{names:?}");
    let page = run.file("out/index.html").unwrap();
    assert_eq!(page.matches("<image ").count(), 2 * 6);
    let p: Vec<f32> = page.split("   p = ").skip(1).map(|rest| rest[..6].parse().unwrap()).collect();
    assert!(p.len() == 4 && p[0] > p[1] && p[2] > p[3], "{p:?}");
    assert!(page.contains("likeliest rule: ") && page.contains("feedback: "));
}

#[test]
fn names_and_titles_of_strangers_do_no_harm() {
    let input = tempfile::tempdir().unwrap();
    let bench = Bench::new(BenchConfig { image_size: 32, ..BenchConfig::default() });
    let shop = bench.shop_product(Split::Test, 0);
    for (i, image) in shop.images.iter().enumerate() {
        let pixels = image.pixels().to_vec();
        let picture = image::RgbImage::from_raw(32, 32, pixels).unwrap();
        picture.save(input.path().join(format!("{i}.png"))).unwrap();
    }
    let images: Vec<String> = (0..shop.images.len()).map(|i| format!("{i}.png")).collect();
    let line = serde_json::json!({
        "sku": "../../<b>", "title": format!("<script>alert(1)</script> \u{1}&\u{fffe} {}", "长".repeat(5000)),
        "images": images
    });
    let short = serde_json::json!({"sku": "short", "title": "", "images": ["0.png"]});
    let manifest = input.path().join("products.jsonl");
    fs::write(&manifest, format!("{line}\n{short}\n{{\n")).unwrap();
    let run = run("figure5", &["--products", manifest.to_str().unwrap()]).expect(0);
    assert!(run.stderr.contains("short: left out, expected 3 candidates"), "{}", run.stderr);
    let page = run.file("out/index.html").unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains('\u{1}'));
    assert!(run.file("out/001--------b-.svg").is_some());
}

#[test]
fn a_system_is_measured_with_and_without_its_second_stage() {
    let run = run("bench_system", &["--products", "12", "--size", "32", "--search"]).expect(0);
    assert_eq!(run.file("out/system.md").unwrap(), run.stdout);
    let json: Value = serde_json::from_str(&run.file("out/system.json").unwrap()).unwrap();
    let systems = json["systems"].as_array().unwrap();
    assert_eq!(systems.len(), 6);
    for system in &systems[..4] {
        let rows = system["submissions"].as_array().unwrap();
        let thresholds: Vec<Option<f64>> = rows.iter().map(|row| row["threshold"].as_f64()).collect();
        assert_eq!(thresholds, [None, Some(0.0), Some(0.3), Some(0.5), Some(0.7), Some(0.3)]);
        let submitted: Vec<u64> = rows.iter().map(|r| r["submitted"]["count"].as_u64().unwrap()).collect();
        assert!(submitted[..5].is_sorted_by(|a, b| a >= b), "{submitted:?}");
        assert_eq!(rows[0]["submitted"]["of"], 12);
        assert_eq!(system["comparisons"].as_array().unwrap().len(), 5);
    }
    // The oracle and the reviewer see the same sequences.
    assert_eq!(systems[0]["submissions"][2]["submitted"], systems[1]["submissions"][2]["submitted"]);
    // Whoever chooses, stage 1 alone is what it draws.
    let alone = |system: usize| &systems[system]["comparisons"][0]["stage_1"];
    assert_eq!((alone(0), alone(1)), (alone(2), alone(3)));
    for (errors, system) in json["reviewer_errors"].as_array().unwrap().iter().zip([1, 3, 5]) {
        // The oracle rejects what is bad.
        assert_eq!(errors["bad"], systems[system]["submissions"][0]["rejected"]["count"]);
        let said = errors["bad"].as_i64().unwrap() - errors["missed"].as_i64().unwrap()
            + errors["false_alarms"].as_i64().unwrap();
        assert_eq!(systems[system - 1]["submissions"][0]["rejected"]["count"], said);
    }
    assert!(systems[4]["comparisons"].as_array().unwrap().is_empty());
}

#[test]
fn thresholds_are_probabilities() {
    run("bench_system", &["--products", "2", "--size", "32", "--thresholds", "1.5"])
        .expect_error(&["expected thresholds in 0..=1, got 1.5"]);
}

fn ab_test(arguments: &[&str]) -> Run {
    let mut command = example("ab_test");
    command.args(arguments);
    Run::of(command, tempfile::tempdir().unwrap())
}

#[test]
fn two_rates_are_compared() {
    let run = ab_test(&["1000", "10000", "1032", "10000"]).expect(0);
    assert!(run.stdout.contains("| B by A | | +3.20 % |"), "{}", run.stdout);
    let json = ab_test(&["48", "80", "56", "70", "--json"]).expect(0);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    // As statsmodels has it, see `agpis_eval::two_proportions`.
    assert!((json["z"].as_f64().unwrap() - 2.650_171_951).abs() < 1e-6, "{json}");
    ab_test(&["0", "5", "0", "7"]).expect(0);
    ab_test(&["6", "5", "0", "7"]).expect_error(&["A: expected at most 5 successes"]);
    ab_test(&["0", "0", "0", "7"]).expect_error(&["expected at least one trial"]);
    ab_test(&["1", "2", "1", "2", "--level", "95"]).expect_error(&["expected a level above 0 and below 1"]);
}
