//! `README.md`: what a data set is, in the words of people, with the header that the hub of data sets reads.

mod header;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{SplitCounts, Summary, composite};
use crate::rules::table;

pub(super) fn text(summary: &Summary) -> String {
    let mut text = header::text(summary);
    text.push_str(&introduction(summary));
    if has_composites(summary) {
        text.push_str(COMPOSITES);
    }
    text.push_str(&contents(summary));
    text.push_str(&verdicts(&summary.splits));
    text.push_str(&loading(summary));
    text.push_str(if has_composites(summary) { LICENCE_OF_COMPOSITES } else { LICENCE });
    text.push_str(LIMITS);
    text.push_str(&files(summary));
    text
}

fn has_composites(summary: &Summary) -> bool {
    summary.splits.iter().any(|split| split.split == composite::SPLIT)
}

fn introduction(summary: &Summary) -> String {
    let Summary { size, seed, package, config, command, .. } = summary;
    format!(
        "
# AGPIS-bench, size `{size}`, seed {seed}

Drawn products, pictures of them, and sequences of {length} pictures that a simulated reviewer has accepted
or rejected by 43 rules, as in *Automatic Generation of Product-Image Sequence in E-commerce Images*
(KDD 2022), whose own data are private. Every picture comes with a complete record of what it shows; a
rule is a predicate over those records, so that a label is what the finished sequence deserves. Pictures are
{side} by {side} pixels.

Made by `agpis-bench` {package}. The same command makes the same data on every platform:

```sh
{command}
```
",
        length = config.length,
        side = config.image_size,
    )
}

const COMPOSITES: &str = "
The split `composites` is made of photographs: products cut out of them by a program and pictured anew. What is
wrong there is what was done to them, and the reviewer does not err. **Its pictures are derived from those
photographs and stay under their licences**; all other pictures are drawn.
";

fn contents(summary: &Summary) -> String {
    let pictures = match summary.format.as_str() {
        "png" => "under `images/`",
        "shards" => {
            "in the tar shards, whose `<id>.json` repeats the line of the manifest; the paths in a manifest hold\n\
             once every shard is unpacked into a folder of its name"
        }
        _ => "not included: they are drawn again from seed and configuration, and `pixels` has their hashes",
    };
    let mut text = format!(
        "
## Contents

`<split>.jsonl` has one sequence a line, `candidates-<split>.jsonl` one product with all its candidates.
Pictures are {pictures}. `bench.json` has seed, configuration, counts and hashes.

| split | sequences | pictures | products with candidates | candidates |
|---|---|---|---|---|
"
    );
    for SplitCounts { split, sequences, candidates } in &summary.splits {
        let counts = [sequences.rows, sequences.images, candidates.rows, candidates.images];
        let [a, b, c, d] = counts;
        line(&mut text, format_args!("| {split} | {a} | {b} | {c} | {d} |"));
    }
    text.push_str(FIELDS);
    text
}

const FIELDS: &str = "
Fields of a sequence: `id`, `split`, `sku`, `family` (kind of thing), `lang` (`en` or `zh`), `title`, `images`
(in order), `feedback` (what the reviewer writes), `rules` (what the reviewer names; empty if qualified), `label`
(0 qualified, 1 to 43 a rule, 44 other) and `label_true` (reviewers err now and then), `violations` (all that is
wrong: rule, severity, images from 0, what, cell of a three by three grid, box in fractions), `flavour`, `source`,
`twin_of` (the sequence that differs in what breaks the rule), `pixels` (SHA-256 of each picture's RGB bytes).
";

fn verdicts(splits: &[SplitCounts]) -> String {
    let splits: Vec<&SplitCounts> = splits.iter().filter(|split| split.sequences.rows > 0).collect();
    if splits.is_empty() {
        return String::new();
    }
    let classes: BTreeSet<&String> =
        splits.iter().flat_map(|split| split.sequences.verdicts.keys()).collect();
    let mut classes: Vec<&String> = classes.into_iter().collect();
    // Qualified first, then the rules in order, then what no rule has a name for.
    classes.sort_by_key(|class| if *class == "qualified" { 0 } else { table::class(class) });
    let names = splits.iter().map(|split| split.split.as_str()).collect::<Vec<_>>().join(" | ");
    let mut text = format!("\n## Verdicts of the reviewer\n\n| class | | {names} |\n|---|---|");
    line(&mut text, format_args!("{}", "---|".repeat(splits.len())));
    for class in classes {
        let count =
            |split: &&SplitCounts| split.sequences.verdicts.get(class).copied().unwrap_or(0).to_string();
        let counts = splits.iter().map(count).collect::<Vec<_>>().join(" | ");
        let name = if class == "qualified" { "" } else { table::name(class).en };
        line(&mut text, format_args!("| {class} | {name} | {counts} |"));
    }
    text
}

fn loading(summary: &Summary) -> String {
    let code = match summary.format.as_str() {
        "png" => PNG,
        "shards" => SHARDS,
        _ => MANIFEST,
    };
    format!(
        "\n## Loading\n\nWith the Python library `datasets`, `folder` being where this file is:\n\n```python\n{code}```\n"
    )
}

const PNG: &str = "\
from datasets import Image, List, load_dataset

data = load_dataset(folder)  # paths of pictures, as text
data = data.map(lambda row: {\"images\": [f\"{folder}/{path}\" for path in row[\"images\"]]})
data = data.cast_column(\"images\", List(Image()))
";

const SHARDS: &str = "\
from datasets import load_dataset

data = load_dataset(folder)  # columns `json`, `0.png`, `1.png`, …
# load_dataset(\"webdataset\", data_files=…) needs features=data[\"train\"].features: it guesses from five rows.
stream = load_dataset(folder, split=\"train\", streaming=True)
candidates = load_dataset(\"json\", data_files=f\"{folder}/candidates-train.jsonl\")  # where there are any
";

const MANIFEST: &str = "\
from datasets import load_dataset

data = load_dataset(folder)  # everything but the pictures
";

const LICENCE: &str = "
## Licence and limits

The data are generated and dedicated to the public domain under CC0 1.0; the code that makes them is licensed
under MIT OR Apache-2.0.
";

const LICENCE_OF_COMPOSITES: &str = "
## Licence and limits

The pictures are derived from photographs and stay under the licences of those; all else is dedicated to the public
domain under CC0 1.0. The code that makes them is licensed under MIT OR Apache-2.0.
";

const LIMITS: &str = "
* Products are simple drawn shapes and titles and feedback come from templates: results here rank methods, they do
  not tell how a method does on the photographs of a shop.
* The 43 rules are rebuilt from public guidelines of marketplaces; the paper does not publish its own.
* No SKU is in two of train, validation and test, but kinds of things are; new-overlay has SKUs of test, under
  letters, signs and marks of its own, half of them good; new-family has kinds of things of its own.
* Hashes of shards and files of pictures hold for one version of the encoder, `pixels` for all.
";

fn files(summary: &Summary) -> String {
    let mut text = "\n## Hashes\n\n| file | bytes | SHA-256 |\n|---|---|---|\n".to_owned();
    for file in &summary.files {
        line(&mut text, format_args!("| `{}` | {} | `{}` |", file.path, file.bytes, file.sha256));
    }
    text
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = writeln!(text, "{content}");
}
