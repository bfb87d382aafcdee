//! `--search`, `--ranking` and `--explain`.

use serde_json::Value;

use crate::program::{Input, select};

fn p(value: &Value) -> f64 {
    value["p_qualified"].as_f64().unwrap_or_else(|| panic!("no probability in {value}"))
}

#[test]
fn a_search_is_never_worse_than_a_drawn_sequence_and_begins_with_the_same_image() {
    let input = Input::drawn(3);
    let drawn = select(input.path(), &[]).expect(0).rows();
    let searched = select(input.path(), &["--search"]).expect(0).rows();
    for (drawn, searched) in drawn.iter().zip(&searched) {
        assert_eq!((&drawn["sku"], &drawn["images"][0]), (&searched["sku"], &searched["images"][0]));
        assert!(p(searched) >= p(drawn) - 1e-5, "{drawn} {searched}");
        assert!(searched.get("ranking").is_none() && searched.get("explanation").is_none(), "{searched}");
    }
}

#[test]
fn the_ranking_begins_with_the_chosen_sequence_and_falls() {
    let rows = select(Input::drawn(6).path(), &["--search", "--ranking", "5"]).expect(0).rows();
    let rankings = rows.iter().filter_map(|row| Some((row, row.get("ranking")?.as_array()?)));
    let mut longest = 0;
    for (row, ranking) in rankings {
        assert_eq!(&ranking[0]["images"], &row["images"]);
        assert!(ranking.is_sorted_by(|a, b| p(a) >= p(b)), "{row}");
        longest = longest.max(ranking.len());
    }
    assert_eq!(longest, 5, "as many as asked for, where there are as many");
}

#[test]
fn an_explanation_shows_every_image_of_the_sequence_in_rows_and_report() {
    let input = Input::drawn(1);
    for options in [&["--explain"][..], &["--explain", "--search", "--feedback"]] {
        let run = select(input.path(), options).expect(0);
        let row = run.row("good-0");
        let attention = row["explanation"]["attention"].as_array().expect("attention");
        let images: Vec<&Value> = attention.iter().map(|image| &image["image"]).collect();
        assert_eq!(images, row["images"].as_array().expect("images").iter().collect::<Vec<_>>());
        assert_eq!(row["explanation"]["rule"]["id"], row["rules"][0]["id"], "{row}");
        assert!(run.report().expect("a report").contains("looked"), "a legend of the heat maps");
    }
}

#[test]
fn a_ranking_without_a_search_is_refused() {
    let run = select(Input::drawn(1).path(), &["--ranking", "3"]).expect(2);
    assert!(run.stderr.contains("--search"), "{}", run.stderr);
}
