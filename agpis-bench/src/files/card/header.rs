//! The header in YAML: which files are which split, and the type of every column.

use super::super::Summary;

/// Every column is declared, so that no reader has to guess from the first rows.
pub(super) fn text(summary: &Summary) -> String {
    let rows: u64 = summary.splits.iter().map(|split| split.sequences.rows + split.candidates.rows).sum();
    let size =
        ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M"][(rows.max(1).ilog10() as usize).clamp(2, 5) - 2];
    let (sequences, candidates) = (splits(summary, false), splits(summary, true));
    let mut configs = String::new();
    let mut info = String::new();
    if !sequences.is_empty() {
        let (extension, features) = match summary.format.as_str() {
            "shards" => ("-*.tar", in_shards(summary.config.length)),
            _ => (".jsonl", SEQUENCE.to_owned()),
        };
        configs += &config("sequences", &sequences, "", extension);
        info += &format!("- config_name: sequences\n  features:\n{}", indented(&features, 2));
    }
    // A folder has one loader for all of its configurations, and that of shards reads nothing else.
    if !candidates.is_empty() && (summary.format != "shards" || sequences.is_empty()) {
        configs += &config("candidates", &candidates, "candidates-", ".jsonl");
        info += &format!("- config_name: candidates\n  features:\n{}", indented(CANDIDATE, 2));
    }
    let licence = if super::has_composites(summary) { "other" } else { "cc0-1.0" };
    let languages = summary.config.languages.join("\n- ");
    format!(
        "---\nlicense: {licence}\nlanguage:\n- {languages}\npretty_name: AGPIS-bench\nsize_categories:\n- {size}\n\
         task_categories:\n- image-classification\n- image-to-text\ntags:\n- e-commerce\n- synthetic\n\
         configs:\n{configs}dataset_info:\n{info}---\n"
    )
}

fn splits(summary: &Summary, candidates: bool) -> Vec<&str> {
    let filled = summary.splits.iter().filter(|split| {
        let rows = if candidates { split.candidates.rows } else { split.sequences.rows };
        rows > 0
    });
    filled.map(|split| split.split.as_str()).collect()
}

fn config(name: &str, splits: &[&str], prefix: &str, extension: &str) -> String {
    // The names of splits are words there, without hyphens.
    let file = |split: &&str| {
        format!("  - split: {}\n    path: {prefix}{split}{extension}\n", split.replace('-', "_"))
    };
    format!("- config_name: {name}\n  data_files:\n{}", splits.iter().map(file).collect::<String>())
}

fn in_shards(length: usize) -> String {
    let pictures: String = (0..length).map(|i| format!("- name: {i}.png\n  dtype: image\n")).collect();
    let keys = "- name: __key__\n  dtype: string\n- name: __url__\n  dtype: string\n";
    format!("- name: json\n  struct:\n{}{pictures}{keys}", indented(SEQUENCE, 2))
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect()
}

const SEQUENCE: &str = "\
- name: id
  dtype: string
- name: split
  dtype: string
- name: sku
  dtype: string
- name: family
  dtype: string
- name: lang
  dtype: string
- name: title
  dtype: string
- name: images
  list: string
- name: feedback
  dtype: string
- name: rules
  list: string
- name: label
  dtype: int64
- name: label_true
  dtype: int64
- name: violations
  list:
  - name: rule
    dtype: string
  - name: severity
    dtype: float64
  - name: images
    list: int64
  - name: what
    dtype: string
  - name: what2
    dtype: string
  - name: cell
    dtype: string
  - name: box
    list: float64
- name: flavour
  dtype: string
- name: source
  dtype: string
- name: twin_of
  dtype: string
- name: pixels
  list: string
";

const CANDIDATE: &str = "\
- name: sku
  dtype: string
- name: split
  dtype: string
- name: product
  dtype: string
- name: family
  dtype: string
- name: lang
  dtype: string
- name: title
  dtype: string
- name: images
  list: string
- name: labels
  list:
  - name: primary
    dtype: bool
  - name: non_compliant
    dtype: bool
  - name: rule
    dtype: string
- name: duplicates
  list:
  - name: images
    list: int64
  - name: rule
    dtype: string
  - name: boxes
    list:
      list: float64
- name: pixels
  list: string
";
