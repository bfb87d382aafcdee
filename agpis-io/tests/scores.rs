//! Rows of `scores.jsonl`, and their file.

use std::fs;

use agpis_core::{ClassProbabilities, Judgement, Outcome, Probability, Product, Rule, RuleCategory, RuleSet};
use agpis_io::{OutputError, ScoreRow, ScoreStatus, ScoreSummary, ScoreWriter, SequenceItem, Sequences};
use serde_json::{Map, Value, json};

fn item(line: &Value) -> SequenceItem {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    fs::write(&path, line.to_string()).unwrap();
    Sequences::open(path).unwrap().next().unwrap()
}

fn good() -> SequenceItem {
    item(&json!({ "id": "a", "title": "Mug", "images": ["1.png", "2.png"], "shop": "x" }))
}

fn rules() -> RuleSet {
    // Not in alphabetical order, so that the order of classes shows.
    let rule =
        |id: &str| Rule { id: id.into(), name: format!("rule {id}"), category: RuleCategory::SingleImage };
    RuleSet::new(vec![rule("S09"), rule("A01")]).unwrap()
}

fn judgement(feedback: Option<&str>) -> Judgement {
    let class_probabilities = ClassProbabilities::new(&[0.7, 0.2, 0.0999999, 1e-7]).unwrap();
    Judgement::new(class_probabilities).with_feedback(feedback.map(str::to_owned))
}

fn unreadable() -> ScoreRow {
    let item = good();
    let decoded: Outcome<Product> = Product::builder("a", "Mug")
        .unwrap()
        .unreadable("2.png", "expected a file, there is none")
        .unwrap()
        .build();
    let images = item.sequence(&decoded).unwrap_err();
    ScoreRow::unreadable(&item, images)
}

fn invalid(line: &Value) -> ScoreRow {
    let item = item(line);
    ScoreRow::invalid(&item, item.listing.as_ref().unwrap_err())
}

#[test]
fn a_scored_sequence_says_everything_in_the_order_of_classes() {
    let item = good();
    let p_nlg = Probability::new(1.234_567_8e-9).unwrap();
    let row =
        ScoreRow::scored(&item, &judgement(Some("yes")), &rules()).with_p_nlg(p_nlg).with_extra(item.extra);
    let expected = concat!(
        r#"{"schema":1,"id":"a","title":"Mug","status":"scored","images":["1.png","2.png"],"p_qualified":0.7,"#,
        r#""class_probabilities":{"qualified":0.7,"S09":0.2,"A01":0.1,"other":0.0},"p_nlg":1.23457e-9,"feedback":"yes","shop":"x"}"#
    );
    assert_eq!(serde_json::to_string(&row).unwrap(), expected);
    assert_eq!(serde_json::from_str::<ScoreRow>(expected).unwrap(), row);
}

#[test]
fn a_class_without_a_rule_has_a_name_too() {
    let row = ScoreRow::scored(&good(), &judgement(None), &RuleSet::new(vec![]).unwrap());
    let classes: Vec<_> = row.class_probabilities.keys().collect();
    assert_eq!(classes, ["qualified", "other", "class_2", "class_3"]);
    assert_eq!(row.feedback, None);
}

#[test]
fn an_unreadable_image_is_named_and_no_probability_is_made_up() {
    let expected = concat!(
        r#"{"schema":1,"id":"a","title":"Mug","status":"unreadable","images":["1.png","2.png"],"#,
        r#""unreadable":[{"image":"2.png","message":"expected a file, there is none"}],"#,
        r#""error":{"code":"unreadable_image","#,
        r#""message":"expected images that can be read, got 2.png: expected a file, there is none","place":"line 1"}}"#
    );
    assert_eq!(serde_json::to_string(&unreadable()).unwrap(), expected);
}

#[test]
fn an_invalid_entry_says_what_and_where() {
    let row = invalid(&json!({ "id": "a", "title": "Mug", "images": ["../1.png"] }));
    assert_eq!((row.status, row.id.as_deref(), &*row.title), (ScoreStatus::Invalid, Some("a"), "Mug"));
    assert_eq!((row.images.len(), row.p_qualified), (1, None), "what is known is kept");
    let error = row.error.unwrap();
    assert_eq!((&*error.code, &*error.place), ("outside_path", "line 1"));
    let nameless = serde_json::to_value(invalid(&json!({ "images": [] }))).unwrap();
    assert_eq!(nameless["id"], Value::Null);
}

/// A field of the input with the name of any field of a row must not break the row.
#[test]
fn every_field_of_a_row_is_reserved() {
    let scored = ScoreRow::scored(&good(), &judgement(Some("yes")), &rules());
    let full = [scored.with_p_nlg(Probability::ONE), unreadable()];
    let fields = full.iter().flat_map(|row| match serde_json::to_value(row).unwrap() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    });
    let names: Vec<String> = fields.map(|(name, _)| name).chain(["extra".to_owned()]).collect();
    for name in names {
        let item = good();
        let row = ScoreRow::scored(&item, &judgement(None), &rules());
        let passed = row.clone().with_extra([(name.clone(), json!("mine"))].into_iter().collect());
        let text = serde_json::to_string(&passed).unwrap();
        assert_eq!(serde_json::from_str::<ScoreRow>(&text).unwrap(), passed, "{name}");
        assert_eq!(passed.extra[&name], "mine");
    }
}

#[test]
fn the_summary_counts_rows_and_knows_faults() {
    let scored = || ScoreRow::scored(&good(), &judgement(None), &rules());
    let mut summary = ScoreSummary::default();
    summary.add(&scored());
    summary.add(&scored());
    assert!(!summary.has_faults());
    let broken = [json!([]), json!({}), json!({})].map(|line| invalid(&line));
    for row in broken.iter().chain([&unreadable()]) {
        let mut alone = ScoreSummary::default();
        alone.add(row);
        assert!(alone.has_faults());
        summary.add(row);
    }
    let expected = "      6 sequences\n      2 scored\n      1 unreadable\n      3 invalid: 2 missing id, 1 not an object";
    assert_eq!(summary.to_string(), expected);
}

#[test]
fn the_file_appears_when_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/b/my-scores.jsonl");
    let mut scores = ScoreWriter::create(&file).unwrap();
    scores.write(&unreadable()).unwrap();
    assert!(!file.exists());
    assert_eq!(scores.finish().unwrap(), file);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(serde_json::from_str::<ScoreRow>(text.strip_suffix('\n').unwrap()).unwrap(), unreadable());
    assert!(matches!(ScoreWriter::create(folder.path()), Err(OutputError::Write { .. })));
    assert!(matches!(ScoreWriter::create(file.join("x.jsonl")), Err(OutputError::Folder { .. })));
}
