//! Data sets as files: written, read again, and the same bytes every time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use agpis_bench::files::{
    About, CandidateRow, FilesError, Format, Row, SequenceWriter, Summary, ViolationRow, WriterOptions,
    encode, encode_product,
};
use agpis_bench::{Bench, BenchConfig, Split};
use agpis_io::{Catalog, Sequences};
use sha2::{Digest, Sha256};

const ROWS: u64 = 25;

fn about() -> About {
    let config = BenchConfig { image_size: 32, seed: 5, ..BenchConfig::default() };
    About { config, size: "test".into(), command: "make test".into() }
}

fn write_into(folder: &Path, options: WriterOptions) -> Summary {
    let bench = Bench::new(about().config);
    let mut writer = SequenceWriter::create(folder, options).unwrap();
    for split in [Split::Train, Split::Test] {
        for index in 0..ROWS {
            writer.write(&encode(split, &bench.sequence(split, index), options.format).unwrap()).unwrap();
        }
    }
    let shop = bench.shop_product(Split::Train, 3);
    writer.write_product(&encode_product(Split::Train, 3, &shop, options.format).unwrap()).unwrap();
    writer.finish(&about()).unwrap()
}

fn written(format: Format) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_into(folder.path(), WriterOptions { per_shard: 10, ..WriterOptions::new(format) });
    (folder, summary)
}

fn rows(path: PathBuf) -> Vec<Row> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(
                everything(&path)
                    .into_iter()
                    .map(|(file, bytes)| (PathBuf::from(path.file_name().unwrap()).join(file), bytes)),
            );
        } else {
            found.insert(path.file_name().unwrap().into(), fs::read(path).unwrap());
        }
    }
    found
}

#[test]
fn a_manifest_is_read_as_sequences() {
    let (folder, _) = written(Format::Png);
    let bench = Bench::new(about().config);
    let items: Vec<_> = Sequences::open(folder.path().join("train.jsonl")).unwrap().with_length(3).collect();
    assert_eq!(items.len() as u64, ROWS);
    for (item, index) in items.iter().zip(0..) {
        let sample = bench.sequence(Split::Train, index);
        assert!(item.listing.is_ok(), "{:?}", item.listing);
        assert_eq!((item.id.as_ref(), &item.title), (Some(&sample.id), &sample.title));
        assert_eq!(item.extra["label"], sample.class);
        for (path, image) in item.images.iter().zip(&sample.images) {
            let decoded = image::open(folder.path().join(path)).unwrap().to_rgb8();
            assert_eq!(decoded.as_raw().as_slice(), image.pixels());
        }
    }
}

#[test]
fn fields_keep_their_order_and_types() {
    let (folder, _) = written(Format::Manifest);
    let text = fs::read_to_string(folder.path().join("train.jsonl")).unwrap();
    let fields = [
        "id",
        "split",
        "sku",
        "family",
        "lang",
        "title",
        "images",
        "feedback",
        "rules",
        "label",
        "label_true",
        "violations",
        "flavour",
        "source",
        "twin_of",
        "pixels",
    ];
    for line in text.lines() {
        let places: Vec<_> = fields.iter().map(|name| line.find(&format!("\"{name}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{line}");
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(["images", "rules", "violations", "pixels"].iter().all(|name| value[name].is_array()));
    }
    let violation = ViolationRow {
        rule: "S04".into(),
        severity: 1.0,
        images: vec![2],
        what: None,
        what2: None,
        cell: Some("0,2".into()),
        area: Vec::new(),
    };
    let expected =
        r#"{"rule":"S04","severity":1.0,"images":[2],"what":null,"what2":null,"cell":"0,2","box":[]}"#;
    assert_eq!(serde_json::to_string(&violation).unwrap(), expected);
}

#[test]
fn candidates_are_read_as_a_catalogue() {
    let (folder, summary) = written(Format::Png);
    let items: Vec<_> = Catalog::open(folder.path().join("candidates-train.jsonl")).unwrap().collect();
    let [item] = &items[..] else { panic!("expected one product, got {}", items.len()) };
    let listing = item.listing.as_ref().unwrap();
    let text = fs::read_to_string(folder.path().join("candidates-train.jsonl")).unwrap();
    let row: CandidateRow = serde_json::from_str(&text).unwrap();
    assert_eq!(row.images.len(), row.labels.len());
    assert!(row.images.iter().all(|path| folder.path().join(path).exists()));
    assert_eq!(listing.images().len(), row.images.len());
    assert_eq!(summary.splits[0].candidates.images as usize, row.images.len());
}

#[test]
fn shards_hold_the_lines_of_the_manifest_and_the_pictures() {
    let (folder, summary) = written(Format::Shards);
    let mut found = Vec::new();
    for shard in summary.files.iter().filter(|file| file.path.starts_with("train-")) {
        let mut archive = tar::Archive::new(fs::File::open(folder.path().join(&shard.path)).unwrap());
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            assert_eq!((entry.header().mtime().unwrap(), entry.header().uid().unwrap()), (0, 0));
            let mut bytes = Vec::new();
            std::io::copy(&mut entry, &mut bytes).unwrap();
            found.push((format!("{}/{name}", shard.path.trim_end_matches(".tar")), bytes));
        }
    }
    assert_eq!(found.len() as u64, ROWS * 4);
    for (row, files) in rows(folder.path().join("train.jsonl")).iter().zip(found.chunks(4)) {
        assert!(files[0].0.ends_with(&format!("/{}.json", row.id)));
        assert_eq!(&serde_json::from_slice::<Row>(&files[0].1).unwrap(), row);
        for (i, (name, png)) in files[1..].iter().enumerate() {
            assert_eq!(name, &row.images[i]);
            let decoded = image::load_from_memory(png).unwrap().to_rgb8();
            assert_eq!(hash(decoded.as_raw()), row.pixels[i]);
        }
    }
}

#[test]
fn shards_have_the_size_that_was_asked_for() {
    let (folder, summary) = written(Format::Shards);
    let shards: Vec<&str> =
        summary.files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with(".tar")).collect();
    let of = |split: &str| (0..3).map(|i| format!("{split}-{i:06}.tar")).collect::<Vec<_>>();
    assert_eq!(shards, [of("train"), of("test")].concat());
    assert!(shards.iter().all(|path| folder.path().join(path).exists()));
}

#[test]
fn the_same_bytes_every_time() {
    for format in [Format::Png, Format::Shards, Format::Manifest] {
        let [first, second] = [(), ()].map(|()| written(format).0);
        assert!(everything(first.path()) == everything(second.path()), "{format:?}");
    }
}

#[test]
fn without_pictures_the_manifest_stays_the_same() {
    let [png, none] = [Format::Png, Format::Manifest].map(|format| written(format).0);
    let read = |folder: &tempfile::TempDir| fs::read(folder.path().join("train.jsonl")).unwrap();
    assert_eq!(read(&png), read(&none));
    assert!(!none.path().join("images").exists());
}

#[test]
fn the_description_counts_and_hashes_what_was_written() {
    let (folder, summary) = written(Format::Shards);
    let text = fs::read(folder.path().join("bench.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Summary>(&text).unwrap(), summary);
    for file in &summary.files {
        let bytes = fs::read(folder.path().join(&file.path)).unwrap();
        assert_eq!((hash(&bytes), bytes.len() as u64), (file.sha256.clone(), file.bytes), "{}", file.path);
    }
    let rows = rows(folder.path().join("train.jsonl"));
    let counts = &summary.splits[0].sequences;
    assert_eq!((counts.rows, counts.images), (ROWS, 3 * ROWS));
    assert_eq!(counts.labels[&0] as usize, rows.iter().filter(|row| row.label == 0).count());
    assert_eq!(counts.verdicts.values().sum::<u64>(), ROWS);
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(readme.starts_with("---\nlicense: cc0-1.0\n") && readme.contains(&summary.files[0].sha256));
}

#[test]
fn files_appear_when_they_are_complete() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::new(about().config);
    let options = WriterOptions { per_shard: 2, ..WriterOptions::new(Format::Shards) };
    let mut writer = SequenceWriter::create(folder.path(), options).unwrap();
    for index in 0..3 {
        let sample = bench.sequence(Split::Train, index);
        writer.write(&encode(Split::Train, &sample, Format::Shards).unwrap()).unwrap();
    }
    let names = || everything(folder.path()).into_keys().map(|path| path.display().to_string());
    let complete: Vec<String> = names().filter(|name| !name.ends_with(".partial")).collect();
    assert_eq!(complete, ["train-000000.tar"]);
    writer.finish(&about()).unwrap();
    assert!(names().all(|name| !name.ends_with(".partial")));
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.tex"), "years of work").unwrap();
    for replace in [false, true] {
        let options = WriterOptions { replace, ..WriterOptions::new(Format::Png) };
        let error = SequenceWriter::create(folder.path(), options).unwrap_err();
        assert!(
            matches!(&error, FilesError::Occupied { path, .. } if path.ends_with("thesis.tex")),
            "{error}"
        );
    }
}

#[test]
fn an_earlier_data_set_is_replaced_only_if_asked() {
    let (folder, _) = written(Format::Shards);
    let options = WriterOptions::new(Format::Png);
    assert!(matches!(SequenceWriter::create(folder.path(), options), Err(FilesError::Occupied { .. })));
    write_into(folder.path(), WriterOptions { replace: true, ..options });
    assert!(everything(folder.path()) == everything(written(Format::Png).0.path()));
}

#[test]
fn an_unwritable_folder_is_found_out_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let path = folder.path().join("file/data");
    let error = SequenceWriter::create(&path, WriterOptions::new(Format::Png)).unwrap_err();
    assert!(matches!(&error, FilesError::Folder { folder, .. } if *folder == path), "{error}");
}

#[test]
fn pictures_for_another_format_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Bench::new(about().config).sequence(Split::Train, 0);
    let encoded = encode(Split::Train, &sample, Format::Manifest).unwrap();
    let mut writer = SequenceWriter::create(folder.path(), WriterOptions::new(Format::Png)).unwrap();
    let error = writer.write(&encoded).unwrap_err();
    assert!(matches!(error, FilesError::Pictures { expected: 3, actual: 0, .. }), "{error}");
}

#[test]
fn an_id_that_makes_no_file_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = SequenceWriter::create(folder.path(), WriterOptions::new(Format::Png)).unwrap();
    for id in ["", "../x", "a.b", "a b", "图"] {
        let sample =
            agpis_bench::Sample { id: id.into(), ..Bench::new(about().config).sequence(Split::Train, 0) };
        let error = writer.write(&encode(Split::Train, &sample, Format::Png).unwrap()).unwrap_err();
        assert!(matches!(error, FilesError::Id { .. }), "{error}");
    }
}

/// Changes only when the bench itself or the layout of its rows changes; the same on every platform, because manifests
/// have hashes of pixels and not of encoded pictures.
#[test]
fn golden_manifests() {
    let (folder, _) = written(Format::Manifest);
    let hashes = ["train.jsonl", "test.jsonl", "candidates-train.jsonl"]
        .map(|name| hash(&fs::read(folder.path().join(name)).unwrap())[..16].to_owned());
    assert_eq!(hashes, GOLDEN);
}

const GOLDEN: [&str; 3] = ["be065407b213c0b2", "444b997797d45cc6", "64c4cba4ea5c3121"];

#[test]
fn the_description_is_enough_to_make_the_bench_again() {
    let (_folder, summary) = written(Format::Manifest);
    assert_eq!(summary.config.to_config(summary.seed), Some(about().config));
    let mut other = summary.config.clone();
    other.length = 1;
    assert_eq!(other.to_config(0), None);
    other = summary.config.clone();
    other.languages.push("la".to_owned());
    assert_eq!(other.to_config(0), None);
    other = summary.config;
    other.skus = vec![1, 2, 3];
    assert_eq!(other.to_config(0), None);
    let (_folder, summary) = written(Format::Manifest);
    other = summary.config;
    other.qualified_share = -1.0;
    assert_eq!(other.to_config(0), None);
}
