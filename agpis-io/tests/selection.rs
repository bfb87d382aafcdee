//! Rows of `selections.jsonl`, made from the outcomes of a pipeline of fakes.

use std::fs;
use std::time::Duration;

use agpis_core::testing::{Explaining, fake_pipeline, fake_search, product};
use agpis_core::{
    Assess, Assessment, Candidate, ClassProbabilities, Classifier, Error, Image, ImageId, Judgement, Outcome,
    Product, ProductId, Rule, RuleCategory, RuleSet, Sequence, Stage, StageExt,
};
use agpis_io::{Catalog, SelectionRow, SelectionWriter, Status, Summary, Timings};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn outcome(product: Product) -> Outcome<Assessment> {
    fake_pipeline(2).run(vec![product]).unwrap().remove(0)
}

/// Images of every fate: chosen, non-compliant, duplicate, not chosen, chosen.
fn selected() -> Outcome<Assessment> {
    outcome(product(&[(90, 0), (80, 60), (90, 0), (30, 0), (20, 0)]))
}

fn no_rules() -> RuleSet {
    RuleSet::new(vec![]).unwrap()
}

fn row(outcome: &Outcome<Assessment>) -> SelectionRow {
    SelectionRow::new(outcome, &no_rules(), "title")
}

fn fields(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { panic!("an object") };
    fields
}

#[test]
fn a_selected_product_says_everything() {
    let mut timings = Timings::default();
    timings.add("Decode", Duration::from_micros(1500));
    let row = row(&selected()).with_extra(fields(json!({ "brand": "x" }))).with_timings(timings);
    let expected = concat!(
        r#"{"schema":1,"sku":"sku","title":"title","status":"selected","images":["0","4"],"p_qualified":0.9,"#,
        r#""rules":[{"id":"other","name":"another reason","p":0.1}],"candidates":["#,
        r#"{"image":"0","fate":"chosen","position":0,"p_primary":0.9,"p_nc":0.0},"#,
        r#"{"image":"1","fate":"dropped","reason":"non_compliant","threshold":0.5,"p_primary":0.8,"p_nc":0.6},"#,
        r#"{"image":"2","fate":"dropped","reason":"duplicate","of":"0","score":1.0,"threshold":1.0,"#,
        r#""p_primary":0.9,"p_nc":0.0,"regions":[{"a":[0,0,1,1],"b":[0,0,1,1],"similarity":1.0}]},"#,
        r#"{"image":"3","fate":"not_chosen","p_primary":0.3,"p_nc":0.0},"#,
        r#"{"image":"4","fate":"chosen","position":1,"p_primary":0.2,"p_nc":0.0}],"#,
        r#""timings_ms":{"Decode":1.5},"brand":"x"}"#
    );
    assert_eq!(serde_json::to_string(&row).unwrap(), expected);
    assert_eq!(serde_json::from_str::<SelectionRow>(expected).unwrap(), row);
}

#[test]
fn a_terminated_product_says_why() {
    let row = row(&outcome(product(&[(90, 0), (80, 60)])));
    assert_eq!((row.status, row.images.len()), (Status::Terminated, 0));
    let expected = json!({ "stage": "SingleImage", "reason": "too_few_images",
        "message": "too few suitable images are left: 1 of the 2 needed", "kept": 1, "needed": 2 });
    assert_eq!(serde_json::to_value(&row).unwrap()["termination"], expected);
    assert_eq!(row.candidates.len(), 2, "with all verdicts");
}

#[test]
fn an_unreadable_image_says_what_the_reader_said() {
    let unreadable = Product::builder("sku", "").unwrap().unreadable("a.jpg", "truncated").unwrap().build();
    let row = row(&unreadable.map(|_| unreachable!()));
    let candidate = serde_json::to_value(&row.candidates[0]).unwrap();
    let expected =
        json!({ "image": "a.jpg", "fate": "dropped", "reason": "unreadable", "message": "truncated" });
    assert_eq!(candidate, expected);
    assert_eq!(row.termination.unwrap().numbers["candidates"], 1);
}

#[test]
fn an_invalid_entry_says_where_and_what() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.jsonl");
    fs::write(&path, "oops\n{\"sku\": \"a\", \"title\": \"t\", \"note\": 1, \"images\": 3}").unwrap();
    let rows: Vec<Value> = Catalog::open(path)
        .unwrap()
        .map(|item| SelectionRow::invalid(&item, item.listing.as_ref().unwrap_err()).with_extra(item.extra))
        .map(|row| serde_json::to_value(row).unwrap())
        .collect();
    let known = |row: &Value| json!(["sku", "title", "status", "note"].map(|name| row[name].clone()));
    assert_eq!(known(&rows[0]), json!([null, "", "invalid", null]));
    assert_eq!(known(&rows[1]), json!(["a", "t", "invalid", 1]));
    let (code, place) = (&rows[1]["error"]["code"], &rows[1]["error"]["place"]);
    assert_eq!((code, place), (&json!("wrong_field"), &json!("line 2")));
}

struct Reviewer;

impl Classifier for Reviewer {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        let class_probabilities = ClassProbabilities::new(&[0.1, 0.2, 0.3, 0.25, 0.1, 0.05]).unwrap();
        let judgement = Judgement::new(class_probabilities).with_feedback("Crop it.".to_owned());
        Ok(vec![judgement; batch.len()])
    }
}

#[test]
fn the_three_likeliest_rules_are_named() {
    let rule =
        |id: &str| Rule { id: id.into(), name: format!("rule {id}"), category: RuleCategory::ImagePair };
    let outcome = Assess::new(Reviewer).run_one(agpis_core::testing::sequence("sku", &[1])).unwrap();
    // Two classes more than the rules account for.
    let rules = RuleSet::new(vec![rule("A"), rule("B")]).unwrap();
    let row = SelectionRow::new(&outcome, &rules, "");
    let likely: Vec<_> =
        row.rules.iter().map(|rule| format!("{} {} {}", rule.id, rule.name, rule.p)).collect();
    assert_eq!(likely, ["B rule B 0.3", "other another reason 0.25", "A rule A 0.2"]);
    assert_eq!(row.feedback.as_deref(), Some("Crop it."));
    let unknown = SelectionRow::new(&outcome, &no_rules(), "");
    assert_eq!(unknown.rules[0].id, "class_2");
}

#[test]
fn a_search_lists_its_best_sequences() {
    let levels = [(90, 0), (80, 60), (90, 0), (30, 0), (20, 0), (10, 0), (5, 0)];
    let row = row(&fake_search(2).run(vec![product(&levels)]).unwrap().remove(0));
    assert_eq!(row.images, ["0", "3"]);
    let expected = json!([
        { "images": ["0", "3"], "p_qualified": 0.6 },
        { "images": ["0", "4"], "p_qualified": 0.55 },
        { "images": ["0", "5"], "p_qualified": 0.5 },
    ]);
    assert_eq!(serde_json::to_value(&row).unwrap()["ranking"], expected);
}

#[test]
fn an_explanation_names_the_rule_and_where_the_model_looked() {
    let image = Image::from_rgb8(7, 4, vec![40; 84]).unwrap();
    let images = ["a", "b"].map(|id| Candidate { id: ImageId::new(id).unwrap(), image: image.clone() });
    let sequence = Sequence::new(ProductId::new("sku").unwrap(), "", images.to_vec()).unwrap();
    let row = row(&Assess::new(Explaining { lost: 0 }).run_one(sequence).unwrap());
    let expected = json!({
        "rule": { "id": "other", "name": "another reason", "p": 0.6 },
        "attention": [
            { "image": "a", "share": 0.5, "peak": [4, 0, 3, 2] },
            { "image": "b", "share": 0.25, "peak": [4, 0, 3, 2] },
        ],
    });
    assert_eq!(serde_json::to_value(&row).unwrap()["explanation"], expected);
}

#[test]
fn further_fields_never_overwrite_ours() {
    let full = serde_json::to_value(row(&selected())).unwrap();
    let clashing = fields(json!({ "status": "sold", "extra": 1, "error": 2, "timings_ms": 3, "brand": "x" }));
    let row = row(&selected()).with_extra(clashing);
    let written = serde_json::to_value(&row).unwrap();
    for (name, value) in fields(full) {
        assert_eq!(written[&name], value, "{name}");
    }
    assert_eq!(written["extra"], json!({ "status": "sold", "extra": 1, "error": 2, "timings_ms": 3 }));
    assert_eq!(written["brand"], "x");
    let text = serde_json::to_string(&row).unwrap();
    assert_eq!(serde_json::from_str::<SelectionRow>(&text).unwrap(), row);
}

#[test]
fn the_file_has_a_row_a_line_and_is_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let write = || {
        let mut writer = SelectionWriter::create(folder.path().join("new")).unwrap();
        for outcome in [selected(), outcome(product(&[(90, 0)]))] {
            writer
                .write(&SelectionRow::new(&outcome, &no_rules(), "two\nlines \u{2028} \"quoted\""))
                .unwrap();
        }
        fs::read_to_string(writer.finish().unwrap()).unwrap()
    };
    let first = write();
    assert_eq!(first.lines().count(), 2);
    assert_eq!(write(), first);
}

#[test]
fn the_summary_counts() {
    let mut summary = Summary::default();
    assert!(!summary.has_faults());
    for outcome in [selected(), outcome(product(&[(90, 0)])), outcome(product(&[(90, 0), (90, 0)]))] {
        summary.add(&row(&outcome));
    }
    let unreadable = Product::builder("sku", "").unwrap().unreadable("a", "truncated").unwrap().build();
    summary.add(&row(&unreadable.map(|_| unreachable!())));
    assert!(summary.has_faults());
    let expected = [
        "      4 products",
        "      1 selected",
        "      3 terminated: 1 no readable image, 2 too few images",
        "      0 invalid",
        "      9 images: 2 chosen, 1 non-compliant, 2 duplicates, 1 unreadable",
    ];
    assert_eq!(summary.to_string().lines().collect::<Vec<_>>(), expected);
}

proptest! {
    #[test]
    fn any_row_can_be_read_back(
        levels in prop::collection::vec((0u8..101, 0u8..101), 1..7),
        title in "\\PC{0,20}",
        extra in prop::collection::hash_map("[a-z_]{1,8}|sku|rules|ranking", "\\PC{0,5}", 0..4),
    ) {
        let extra: Map<_, _> = extra.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
        for outcome in [outcome(product(&levels)), fake_search(2).run_one(product(&levels)).unwrap()] {
            let row = SelectionRow::new(&outcome, &no_rules(), &title).with_extra(extra.clone());
            let text = serde_json::to_string(&row).unwrap();
            prop_assert!(!text.contains('\n'));
            prop_assert_eq!(serde_json::from_str::<SelectionRow>(&text).unwrap(), row);
        }
    }
}
