//! Reviews from files, with their pictures: as people write them, as AGPIS-bench writes them, as strangers break them.

use std::fs;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;

use agpis_bench::files::{About, Format, SequenceWriter, WriterOptions, encode};
use agpis_bench::{Bench, BenchConfig, Language, Split};
use agpis_train::data::{
    ClassFrom, DataError, Examples, OpenOptions, Review, ReviewExamples, ReviewOptions, Reviews, RowError,
    RuleNames, Subset,
};
use rayon::ThreadPoolBuilder;
use tempfile::TempDir;

const GOOD: &str = r#"{"id":"a","sku":"s1","title":"mug","images":["1.png","2.png"],"accepted":true}"#;

fn read_with(text: impl AsRef<[u8]>, options: &ReviewOptions) -> Result<Reviews, DataError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.jsonl");
    fs::write(&path, text).unwrap();
    Reviews::read_jsonl(&path, &RuleNames::bench(), options)
}

fn read(text: impl AsRef<[u8]>) -> Reviews {
    read_with(text, &ReviewOptions::default()).unwrap()
}

/// A row with these further fields.
fn row(fields: &str) -> String {
    format!(r#"{{"sku":"s","images":["1.png"],{fields}}}"#)
}

fn only(text: &str) -> Review {
    let mut reviews = read(text);
    assert_eq!((reviews.reviews.len(), reviews.skipped.count), (1, 0), "{text}\n{}", reviews.skipped);
    reviews.reviews.remove(0)
}

fn error(text: &str) -> RowError {
    let reviews = read(text);
    assert_eq!((reviews.reviews.len(), reviews.skipped.count), (0, 1), "{text}");
    reviews.skipped.first[0].error.clone()
}

#[test]
fn all_fields_are_read_and_unknown_ones_passed_over() {
    let review = only(
        r#"{"id":7,"sku":12,"title":"红色 mug","images":["a.png","a.png","b/c.png"],"accepted":false,
            "label":8,"label_true":0,"rules":["S08"],"feedback":"Blurry image: image 2.","lang":"en",
            "reviewed_at":"2021-12-31T10:00:00Z","split":"train","candidates":["d.png"],"more":{"a":[1]}}"#
            .replace('\n', " ")
            .as_str(),
    );
    let expected = Review {
        id: "7".into(),
        sku: "12".into(),
        title: "红色 mug".into(),
        images: ["a.png", "a.png", "b/c.png"].map(String::from).to_vec(),
        accepted: false,
        class: 8,
        label: Some(8),
        true_label: Some(0),
        feedback: "Blurry image: image 2.".into(),
        lang: "en".into(),
        reviewed_at: Some("2021-12-31T10:00:00Z".into()),
        split: Some("train".into()),
        candidates: vec!["d.png".into()],
        row: 1,
    };
    assert_eq!(review, expected);
}

#[test]
fn what_is_missing_has_a_default() {
    let reviews = read(format!("\u{feff}\r\n\n{}\r\n", row(r#""accepted":true,"lang":null"#)));
    let review = &reviews.reviews[0];
    assert_eq!((review.id.as_str(), review.row, review.title.as_str()), ("3", 3, ""));
    assert_eq!((review.feedback.as_str(), review.class), ("yes", 0));
    assert!(review.candidates.is_empty() && review.split.is_none() && review.reviewed_at.is_none());
}

#[test]
fn verdict_and_class_follow_from_what_there_is() {
    for (fields, accepted, class, feedback) in [
        (r#""accepted":true"#, true, 0, "yes"),
        (r#""accepted":true,"lang":"zh-CN""#, true, 0, "通过"),
        (r#""accepted":true,"feedback":"Lovely!""#, true, 0, "yes"),
        (r#""label":0"#, true, 0, "yes"),
        (r#""feedback":" YES! ""#, true, 0, "yes"),
        (r#""feedback":"通过。""#, true, 0, "通过"),
        (r#""accepted":false"#, false, 44, ""),
        (r#""label":3"#, false, 3, ""),
        (r#""rules":["P01","S01"]"#, false, 21, ""),
        (r#""rules":["X99"]"#, false, 44, ""),
        (r#""feedback":"水印：第1张图有水印。""#, false, 1, "水印：第1张图有水印。"),
        (r#""feedback":"I do not like it""#, false, 44, "I do not like it"),
        (r#""feedback":"yes, but watermark""#, false, 1, "yes, but watermark"),
        (r#""label":44,"feedback":"Watermark.""#, false, 44, "Watermark."),
    ] {
        let review = only(&row(fields));
        assert_eq!(
            (review.accepted, review.class, review.feedback.as_str()),
            (accepted, class, feedback),
            "{fields}"
        );
    }
}

#[test]
fn a_given_class_wins_unless_the_feedback_is_to() {
    let text = row(r#""label":8,"feedback":"Watermark: image 1.""#);
    let reviews = read(&text);
    assert_eq!(reviews.reviews[0].class, 8);
    let disagreement = reviews.disagreements[0];
    assert_eq!((disagreement.row, disagreement.class, disagreement.named), (1, 8, 1));
    let by_text = ReviewOptions::default().with_class_from(ClassFrom::Feedback);
    let reviews = read_with(&text, &by_text).unwrap();
    assert_eq!((reviews.reviews[0].class, reviews.disagreements.len()), (1, 0));
}

#[test]
fn contradictions_are_bad_rows() {
    for (fields, accepts, rejects) in [
        (r#""accepted":true,"label":3"#, "\"accepted\"", "\"label\""),
        (r#""accepted":false,"label":0"#, "\"label\"", "\"accepted\""),
        (r#""accepted":false,"feedback":"yes""#, "the feedback", "\"accepted\""),
        (r#""label":0,"rules":["S01"]"#, "\"label\"", "\"rules\""),
        (r#""accepted":true,"feedback":"Watermark: image 1""#, "\"accepted\"", "the feedback"),
    ] {
        assert_eq!(error(&row(fields)), RowError::Contradiction { accepts, rejects }, "{fields}");
    }
    assert_eq!(error(&row(r#""title":"x""#)), RowError::NoVerdict);
}

#[test]
fn hostile_rows_are_listed_and_the_others_stay() {
    let deep = "[".repeat(10_000);
    let bad = [
        "{".to_owned(),
        "[1]".to_owned(),
        "null".to_owned(),
        deep,
        row(r#""accepted":1"#),
        row(r#""accepted":true,"title":5"#),
        row(r#""accepted":true,"id":1.5"#),
        row(r#""label":45"#),
        row(r#""label":-1"#),
        row(r#""label":99999999999999999999"#),
        row(r#""label":0.5"#),
        row(r#""label":1,"label_true":45"#),
        row(r#""accepted":true,"reviewed_at":"yesterday""#),
        row(r#""accepted":true,"candidates":["/etc/passwd"]"#),
        r#"{"sku":"s","images":["../up.png"],"accepted":true}"#.to_owned(),
        r#"{"sku":"s","images":["/root.png"],"accepted":true}"#.to_owned(),
        r#"{"sku":"s","images":[],"accepted":true}"#.to_owned(),
        r#"{"sku":"s","images":[""],"accepted":true}"#.to_owned(),
        r#"{"sku":"s","images":[5],"accepted":true}"#.to_owned(),
        r#"{"sku":"s","images":"a.png","accepted":true}"#.to_owned(),
        r#"{"sku":" ","images":["a.png"],"accepted":true}"#.to_owned(),
        r#"{"images":["a.png"],"accepted":true}"#.to_owned(),
        format!(r#"{{"sku":"s","images":[{}"a.png"],"accepted":true}}"#, r#""a.png","#.repeat(64)),
        format!(r#"{{"sku":"s","images":["a.png"],"accepted":true,"title":"{}"}}"#, "x".repeat(20_000)),
        GOOD.to_owned(),
    ];
    let text = format!("{GOOD}\n{}\n{}", bad.join("\n"), row(r#""accepted":true"#));
    let reviews = read(&text);
    assert_eq!((reviews.reviews.len(), reviews.skipped.count), (2, bad.len()), "{}", reviews.skipped);
    let rows: Vec<u64> = reviews.skipped.first.iter().map(|problem| problem.row).collect();
    assert_eq!(rows, (2..bad.len() as u64 + 2).collect::<Vec<_>>());
    let is_repeated = |error: &RowError| *error == RowError::RepeatedId { id: "a".into() };
    assert!(is_repeated(&reviews.skipped.first.last().unwrap().error));
    let told = reviews.skipped.to_string();
    assert!(told.contains("row 2: expected a JSON object") && !told.contains("passwd"), "{told}");
}

#[test]
fn bytes_that_are_no_text_are_a_bad_row() {
    let mut text = GOOD.as_bytes().to_vec();
    text.extend(b"\n\xff\xfe\x00\n{\"sku\":\"\xff\"}\n");
    let reviews = read(text);
    assert_eq!((reviews.reviews.len(), reviews.skipped.count), (1, 2));
}

#[test]
fn files_and_lines_have_limits() {
    let options = ReviewOptions::default();
    let long = format!("{}\n{GOOD}", "x".repeat(300));
    let reviews = read_with(&long, &options.clone().with_max_line_bytes(200)).unwrap();
    assert_eq!(reviews.reviews.len(), 1);
    assert_eq!(reviews.skipped.first[0].error, RowError::LineTooLong { expected: 200 });
    let large = read_with(&long, &options.clone().with_max_file_bytes(100));
    assert!(matches!(large, Err(DataError::FileTooLarge { expected: 100, .. })));
    let many = read_with(&long, &options.clone().with_max_rows(1));
    assert!(matches!(many, Err(DataError::TooManyRows { expected: 1 })));
    assert!(matches!(read_with("\n \n", &options), Err(DataError::Empty { .. })));
    let open = |path: &Path| Reviews::read_jsonl(path, &RuleNames::bench(), &options);
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(open(folder.path()), Err(DataError::NotAFile { .. })));
    assert!(matches!(open(&folder.path().join("none")), Err(DataError::Open { .. })));
}

#[test]
fn only_the_first_bad_rows_are_listed() {
    let reviews = read("{\n".repeat(150));
    assert_eq!((reviews.skipped.count, reviews.skipped.first.len()), (150, 100));
    assert!(reviews.skipped.to_string().ends_with("and 50 more"));
}

#[test]
fn paths_may_leave_the_folder_if_the_caller_says_so() {
    let text = r#"{"sku":"s","images":["../up.png"],"accepted":true}"#;
    let reviews = read_with(text, &ReviewOptions::default().with_allow_outside(true)).unwrap();
    assert_eq!(reviews.reviews.len(), 1);
}

fn png(folder: &Path, name: &str, side: u32, level: u8) {
    image::RgbImage::from_fn(side, side, |x, y| image::Rgb([level, x as u8, y as u8]))
        .save(folder.join(name))
        .unwrap();
}

fn open(folder: &TempDir, reviews: Vec<Review>, options: &OpenOptions) -> ReviewExamples {
    ReviewExamples::open(reviews, folder.path(), options, &mut |_, _| {}).unwrap()
}

fn pictures(count: usize) -> (TempDir, Vec<Review>) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for i in 0..count {
        png(folder.path(), &format!("{i}.png"), 8, i as u8);
        text += &format!(
            "{{\"id\":\"r{i}\",\"sku\":\"s{i}\",\"images\":[\"{i}.png\",\"{i}.png\"],\"label\":{}}}\n",
            i % 3
        );
    }
    (folder, read(text).reviews)
}

#[test]
fn unreadable_pictures_take_their_review_and_no_other() {
    let (folder, mut reviews) = pictures(7);
    fs::write(folder.path().join("1.png"), "no picture").unwrap();
    fs::remove_file(folder.path().join("2.png")).unwrap();
    fs::remove_file(folder.path().join("3.png")).unwrap();
    fs::create_dir(folder.path().join("3.png")).unwrap();
    let cut = fs::read(folder.path().join("4.png")).unwrap();
    fs::write(folder.path().join("4.png"), &cut[..cut.len() / 2]).unwrap();
    reviews[5].images[1] = "nul\0.png".into();
    let mut told = Vec::new();
    let options = OpenOptions::default();
    let opened =
        ReviewExamples::open(reviews, folder.path(), &options, &mut |done, all| told.push((done, all)))
            .unwrap();
    let ids: Vec<&str> = opened.examples().iter().map(|example| example.id.as_str()).collect();
    assert_eq!(ids, ["r0", "r6"]);
    assert_eq!(opened.skipped().count, 5);
    let images: Vec<usize> = opened
        .skipped()
        .first
        .iter()
        .map(|problem| match &problem.error {
            RowError::Picture { image, actual } => {
                assert!(!actual.contains(".png"), "{actual}");
                *image
            }
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(images, [1, 1, 1, 1, 2]);
    assert_eq!(told.last(), Some(&(7, 7)));
}

#[test]
fn pictures_are_the_same_whether_they_are_kept_or_not() {
    let (folder, reviews) = pictures(3);
    png(folder.path(), "2.png", 40, 9);
    let options = OpenOptions::default().with_max_side(NonZeroU32::new(16));
    let [read, kept] =
        [false, true].map(|keep| open(&folder, reviews.clone(), &options.clone().with_keep(keep)));
    for index in 0..3 {
        let images = read.images(index).unwrap();
        assert_eq!(images, kept.images(index).unwrap());
        assert_eq!((images.len(), images[0].width()), (2, if index == 2 { 16 } else { 8 }));
    }
    fs::remove_file(folder.path().join("1.png")).unwrap();
    assert!(kept.images(1).is_ok());
    assert!(matches!(read.images(1), Err(DataError::Picture { image: 1, .. })));
    assert!(matches!(read.images(3), Err(DataError::NoSuchExample { expected: 3, actual: 3 })));
}

#[test]
fn memory_length_and_subsets() {
    let (folder, mut reviews) = pictures(4);
    reviews[2].images.pop();
    let two = OpenOptions::default().with_length(NonZeroUsize::new(2).unwrap());
    let opened = open(&folder, reviews.clone(), &two);
    assert_eq!(opened.skipped().first[0].error, RowError::WrongLength { expected: 2, actual: 1 });
    // 3 sequences of 2 pictures of 8 x 8 x 3 bytes.
    let fits = two.clone().with_keep(true).with_max_kept_bytes(3 * 2 * 192);
    open(&folder, reviews.clone(), &fits);
    let tight = fits.with_max_kept_bytes(3 * 2 * 192 - 1);
    let refused = ReviewExamples::open(reviews, folder.path(), &tight, &mut |_, _| {});
    assert!(matches!(refused, Err(DataError::TooMuchMemory { .. })));
    let subset = Subset::new(&opened, vec![2, 0]).unwrap();
    assert_eq!(subset.examples()[0], opened.examples()[2]);
    assert_eq!(subset.images(1).unwrap(), opened.images(0).unwrap());
    assert!(subset.images(2).is_err() && Subset::new(&opened, vec![3]).is_err());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (folder, reviews) = pictures(300);
    (0..300).step_by(7).for_each(|i| fs::remove_file(folder.path().join(format!("{i}.png"))).unwrap());
    let [one, many] = [1, 5].map(|threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let opened = pool.install(|| open(&folder, reviews.clone(), &OpenOptions::default()));
        (opened.examples().to_vec(), opened.skipped().clone())
    });
    assert_eq!(one, many);
    assert_eq!(one.1.count, 43);
}

#[test]
fn what_the_bench_writes_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let config = BenchConfig { image_size: 16, seed: 3, ..BenchConfig::default() };
    let bench = Bench::new(config.clone());
    let mut writer = SequenceWriter::create(folder.path(), WriterOptions::new(Format::Png)).unwrap();
    const COUNT: u64 = 60;
    for index in 0..COUNT {
        writer
            .write(&encode(Split::Train, &bench.sequence(Split::Train, index), Format::Png).unwrap())
            .unwrap();
    }
    writer.finish(&About { config, size: "test".into(), command: "test".into() }).unwrap();
    let names = RuleNames::bench();
    let reviews =
        Reviews::read_jsonl(folder.path().join("train.jsonl"), &names, &ReviewOptions::default()).unwrap();
    assert_eq!((reviews.skipped.count, reviews.disagreements.len()), (0, 0), "{}", reviews.skipped);
    let opened = open(&folder, reviews.reviews, &OpenOptions::default());
    assert_eq!(opened.examples().len() as u64, COUNT);
    for (index, example) in opened.examples().iter().enumerate() {
        let sample = bench.sequence(Split::Train, index as u64);
        assert_eq!((&example.id, &example.sku, &example.title), (&sample.id, &sample.sku, &sample.title));
        assert_eq!((example.class, example.true_class), (sample.class, Some(sample.true_class)));
        assert_eq!(example.feedback, sample.feedback);
        assert_eq!(opened.images(index).unwrap(), sample.images);
    }
    assert!(opened.reviews().iter().all(|review| review.split.as_deref() == Some("train")));
}

/// The share of rejected sequences with one rule whose feedback gives their class.
#[test]
fn feedback_tells_the_class_in_both_languages() {
    let names = RuleNames::bench();
    for language in [Language::English, Language::Chinese] {
        let config =
            BenchConfig { languages: vec![language], qualified_share: 0.05, ..BenchConfig::default() };
        let bench = Bench::new(config);
        let (mut all, mut right, mut several, mut classes) = (0, 0, 0, [0; 45]);
        for index in 0..6_000 {
            let verdict = bench.plan(Split::Train, index).verdict;
            if verdict.class() == 0 {
                assert!(names.accepts(&verdict.feedback), "{}", verdict.feedback);
                continue;
            }
            if verdict.rules().count() > 1 {
                several += usize::from(names.class_of(&verdict.feedback) == verdict.class());
                continue;
            }
            all += 1;
            classes[verdict.class()] += 1;
            right += usize::from(names.class_of(&verdict.feedback) == verdict.class());
        }
        assert!(all > 3_000 && several > 50, "{all} {several}");
        assert!(classes[1..].iter().all(|&count| count > 0), "{classes:?}");
        assert!(right * 1000 >= all * 999, "{language:?}: {right} of {all}");
    }
}
