//! The page for people: whole, self-contained, and safe whatever strangers write.

use std::fs;

use agpis_core::testing::{fake_pipeline, fake_search, product};
use agpis_core::{Image, Outcome, Product, RuleSet, Stage};
use agpis_io::{Catalog, ReportWriter, SelectionRow, Summary, Thumbnails};
use serde_json::json;

const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\u{202e}قميص";

fn row(product: Product, title: &str) -> SelectionRow {
    let outcome = fake_pipeline(2).run(vec![product]).unwrap().remove(0);
    SelectionRow::new(&outcome, &RuleSet::new(vec![]).unwrap(), title)
}

fn page(rows: &[(SelectionRow, Thumbnails)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = ReportWriter::create(folder.path(), HOSTILE).unwrap();
    let mut summary = Summary::default();
    for (row, thumbnails) in rows {
        summary.add(row);
        writer.add(row, thumbnails).unwrap();
    }
    let path = writer.finish(&summary).unwrap();
    assert!(path.ends_with("report.html"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
    fs::read_to_string(path).unwrap()
}

/// Images of every fate: chosen, non-compliant, duplicate, not chosen, chosen.
fn of_every_fate(title: &str) -> (SelectionRow, Thumbnails) {
    let product = product(&[(90, 0), (80, 60), (90, 0), (30, 0), (20, 0)]);
    let thumbnails = Thumbnails::of(&product);
    (row(product, title), thumbnails)
}

fn count(page: &str, piece: &str) -> usize {
    page.matches(piece).count()
}

#[test]
fn shows_the_sequence_the_verdicts_and_the_matches() {
    let page = page(&[of_every_fate("Red mug")]);
    for piece in [
        "<!doctype html>",
        "<h2 dir=\"auto\">Red mug</h2>",
        "<b>90.0<small>%</small></b>",
        "1 · primary",
        "non-compliant</span>",
        "duplicate</span>",
        "not chosen</span>",
        "aria-label=\"2 duplicates 0\"",
        "similarity 1.000",
        "score 1.000, threshold 1.000",
        "<dt>selected</dt><dd>1</dd>",
        "</html>",
    ] {
        assert!(page.contains(piece), "{piece}");
    }
    assert_eq!(count(&page, "data:image/jpeg;base64,"), 5, "every thumbnail once");
    assert_eq!(count(&page, "class=\"halo\""), 2, "a box in either image");
}

#[test]
fn says_why_there_is_no_sequence() {
    let terminated = row(product(&[(90, 0), (80, 60)]), "");
    let unreadable =
        Product::builder("sku", "").unwrap().unreadable("a.jpg", "truncated <here>").unwrap().build();
    let rules = RuleSet::new(vec![]).unwrap();
    let unreadable = SelectionRow::new(&unreadable.map(|_| unreachable!()), &rules, "");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.jsonl"), "oops").unwrap();
    let item = Catalog::open(folder.path().join("m.jsonl")).unwrap().next().unwrap();
    let invalid = SelectionRow::invalid(&item, item.listing.as_ref().unwrap_err());
    let page = page(&[terminated, unreadable, invalid].map(|row| (row, Thumbnails::default())));
    for piece in [
        "<b>too few images</b> too few suitable images are left: 1 of the 2 needed",
        "in SingleImage",
        "none of the 1 candidate images could be read",
        "truncated &lt;here&gt;",
        "<b>broken json</b>",
        "line 1",
        "<i>untitled</i>",
        "no SKU",
    ] {
        assert!(page.contains(piece), "{piece}");
    }
}

fn hostile_ids() -> Product {
    let image = |level| Image::from_rgb8(2, 2, vec![level; 12]).unwrap();
    let mut product = Product::builder(HOSTILE, HOSTILE).unwrap();
    for level in 0..4 {
        product = product.candidate(format!("{HOSTILE}{level}"), image(level + 40)).unwrap();
    }
    product.build().next().unwrap()
}

#[test]
fn nothing_of_a_stranger_becomes_markup() {
    let image = Image::from_rgb8(2, 2, vec![200; 12]).unwrap();
    let mut product =
        Product::builder(HOSTILE, HOSTILE).unwrap().unreadable(format!("{HOSTILE}u"), HOSTILE).unwrap();
    for i in 0..3 {
        product = product.candidate(format!("{HOSTILE}{i}"), image.clone()).unwrap();
    }
    let Outcome::Next(product) = product.build() else { panic!("readable") };
    let thumbnails = Thumbnails::of(&product);
    let fields = json!({ HOSTILE: HOSTILE, "nested": { "a": HOSTILE } });
    let row = row(product, HOSTILE).with_extra(fields.as_object().unwrap().clone());
    let page = page(&[(row, thumbnails), explained(hostile_ids())]);
    assert!(page.contains("<h3>Where the model looked") && page.contains("<h3>Next best sequences"));
    for markup in [HOSTILE, "<script", "<img", "onerror=alert(1)>"] {
        assert!(!page.contains(markup), "{markup}");
    }
    let written = page.matches("{{ 7 * 7 }}").count();
    assert!(written > 10, "titles are no templates, but {written} times");
}

/// With attention, and with sequences to choose among.
fn explained(product: Product) -> (SelectionRow, Thumbnails) {
    let thumbnails = Thumbnails::of(&product);
    let outcome = fake_search(2).run(vec![product]).unwrap().remove(0);
    let row = SelectionRow::new(&outcome, &RuleSet::new(vec![]).unwrap(), "");
    (row, thumbnails.with_attention(&outcome))
}

#[test]
fn shows_where_the_model_looked_and_the_next_best_sequences() {
    let page = page(&[explained(product(&[(90, 0), (80, 0), (70, 0), (60, 0)]))]);
    for piece in [
        "<h3>Where the model looked",
        "aria-label=\"where the model looked in 1\"",
        "<b>50.0%</b> of its attention",
        "<b>25.0%</b> of its attention",
        "The stronger the colour",
        "<blockquote dir=\"auto\">Look here.</blockquote>",
        "<h3>Next best sequences",
        "<b>80.0%</b></li>",
        "<b>75.0%</b></li>",
    ] {
        assert!(page.contains(piece), "{piece}");
    }
    assert_eq!(count(&page, "data:image/png;base64,"), 2, "a heat map for each image of the sequence");
    assert_eq!(count(&page, "<b>85.0%</b></li>"), 0, "the chosen sequence is none of the others");
    assert_eq!(count(&page, "data:image/jpeg;base64,"), 4, "every thumbnail once");
}

#[test]
fn says_nothing_of_attention_and_alternatives_where_there_are_none() {
    let only_sequence = explained(product(&[(90, 0), (80, 0)]));
    assert_eq!(only_sequence.0.ranking.len(), 1);
    assert!(!page(&[only_sequence]).contains("<h3>Next best sequences"));
    let plain = page(&[of_every_fate("x")]);
    assert!(!plain.contains("<h3>Next best sequences") && !plain.contains("<h3>Where the model looked"));
}

#[test]
fn many_alternatives_are_counted() {
    let (mut row, thumbnails) = explained(product(&[(90, 0), (80, 0), (70, 0)]));
    row.ranking = vec![row.ranking[1].clone(); 13];
    let page = page(&[(row, thumbnails)]);
    assert_eq!((count(&page, "<b>80.0%</b></li>"), count(&page, "and 3 more")), (10, 1));
}

#[test]
fn needs_nothing_from_outside() {
    let page = page(&[of_every_fate("x")]);
    assert!(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
    for outside in ["http://", "https://", "src=\"", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn is_the_same_every_time() {
    let rows = || [of_every_fate("a"), of_every_fate("b")];
    assert_eq!(page(&rows()), page(&rows()));
}

#[test]
fn long_titles_and_no_products_are_fine() {
    let long = "长".repeat(10_000);
    assert!(page(&[of_every_fate(&long)]).contains(&long));
    assert!(page(&[]).contains("<dt>products</dt><dd>0</dd>"));
}
