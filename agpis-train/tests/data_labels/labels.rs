//! Classes, and the labels of stage 1.

use super::*;

#[test]
fn the_rule_named_first_is_the_class() {
    let names = RuleNames::bench();
    for (text, class) in [
        ("Watermark.", 1),
        ("  WATERMARK on it", 1),
        ("there is a watermark, and it is a blurry   image", 1),
        ("Blurry image: image 2. Also watermark: image 1.", 8),
        ("Tag, hanger,\tpackaging or mannequin: image 1", 19),
        ("Ｂａｄ　ｃｕｔ‑ｏｕｔ：", 10),
        ("图片含logo：第1张图", 2),
        ("图片含ＬＯＧＯ；另外，水印", 2),
        ("偏色/滤镜", 12),
        ("偏色／滤镜", 12),
        ("Other: image 2 has a watermark", 44),
        ("- other. Also watermark", 44),
        ("the other image: watermark", 1),
        ("其他：第1张图有坏块。", 44),
        ("watermarks", 44),
        ("", 44),
        ("nothing known", 44),
    ] {
        assert_eq!(names.class_of(text), class, "{text}");
    }
    let all: Vec<usize> =
        names.named("Blurry image. Also watermark. 水印").iter().map(|rule| rule.class).collect();
    assert_eq!(all, [8, 1, 1]);
    assert_eq!((0..4).map(to_binary).collect::<Vec<_>>(), [0, 1, 1, 1]);
}

fn set(names: &[(&str, &str)]) -> RuleSet {
    let rule = |&(id, name): &(&str, &str)| Rule {
        id: id.into(),
        name: name.into(),
        category: RuleCategory::SingleImage,
    };
    RuleSet::new(names.iter().map(rule).collect()).unwrap()
}

#[test]
fn of_names_at_one_place_the_longest_counts() {
    let names = RuleNames::new(&set(&[("A", "logo"), ("B", "logo on the ground"), ("C", "ground")])).unwrap();
    assert_eq!(names.class_of("a logo on the ground"), 2);
    assert_eq!(names.class_of("a logo on the grounds"), 1);
    assert_eq!(names.class_of("the ground has a logo"), 3);
    let more = names.with_name("C", "logo on the ground floor").unwrap().with_accepting("Go!").unwrap();
    assert_eq!(more.class_of("logo on the ground floor"), 3);
    assert!(more.accepts("go") && more.accepts("Yes.") && !more.accepts("go on") && !more.accepts(""));
}

#[test]
fn names_are_checked() {
    let ambiguous = RuleNames::new(&set(&[("A", "Logo"), ("B", "ｌｏｇｏ ")]));
    assert!(matches!(ambiguous, Err(NameError::Ambiguous { .. })));
    assert!(matches!(RuleNames::new(&set(&[("A", " - ")])), Err(NameError::Empty { .. })));
    let names = RuleNames::new(&rules()).unwrap();
    assert!(matches!(names.clone().with_name("X", "x"), Err(NameError::UnknownRule { .. })));
    assert!(matches!(names.clone().with_other("watermark"), Err(NameError::Ambiguous { .. })));
    assert!(matches!(names.clone().with_accepting("..."), Err(NameError::EmptyWord { .. })));
    assert!(names.with_names_of(&rules_in(Language::Chinese)).unwrap().class_of("水印") == 1);
}

#[test]
fn equation_1() {
    let mut accepted = review(0, "yes", 2);
    accepted.candidates = ["0/1.png", "c.png", "0/0.png", "c.png"].map(String::from).to_vec();
    let mut rejected = review(1, "Watermark.", 2);
    rejected.candidates = vec!["d.png".into()];
    let labels = primary_labels(&[rejected.clone(), accepted.clone()]);
    let found: Vec<_> = labels.iter().map(|l| (l.review, l.path.as_str(), l.label)).collect();
    assert_eq!(found, [(1, "0/0.png", true), (1, "0/1.png", false), (1, "c.png", false)]);
    let by_pixels =
        primary_labels_by(
            &[accepted],
            |_, path| if path == "c.png" { "0/0.png".into() } else { path.to_owned() },
        );
    assert_eq!(by_pixels.len(), 2, "a candidate with the primary image's pixels is that image");
}

fn compliance(feedback: &str, images: usize, options: &ComplianceOptions) -> Vec<(usize, bool)> {
    let found = compliance_labels(&[review(0, feedback, images)], &RuleNames::bench(), options);
    let place = |path: &str| path[2..3].parse().unwrap();
    found.labels.iter().map(|label| (place(&label.path), label.label)).collect()
}

#[test]
fn compliance_is_what_the_text_says_and_no_more() {
    let options = ComplianceOptions::default();
    let all = vec![(0, false), (1, false), (2, false)];
    for (text, expected) in [
        ("yes", all),
        ("Watermark: image 2 has a round watermark.", vec![(1, true)]),
        ("Watermark.", vec![]),
        ("Watermark: image 7.", vec![]),
        ("水印：第3张图有水印；另外，图片模糊：第1张图失焦。", vec![(0, true), (2, true)]),
        ("Same image twice: images 1 and 2 are identical.", vec![]),
        ("Same image twice: images 1 and 2. Also watermark: image 3", vec![(2, true)]),
        ("Detail before the whole: image 1", vec![]),
        ("image 2 is ugly", vec![]),
        ("Cluttered background: image 1", vec![(0, true)]),
    ] {
        assert_eq!(compliance(text, 3, &options), expected, "{text}");
    }
    assert_eq!(compliance("Watermark.", 1, &options), [(0, true)]);
    assert!(compliance("Cluttered background: image 1", 3, &options.clone().without(&["S13"])).is_empty());
    let unnamed = options.with_unnamed_compliant(true);
    assert_eq!(compliance("Watermark: image 2", 3, &unnamed), [(0, false), (1, true), (2, false)]);
    for unclear in
        ["Watermark.", "Same image twice: images 1 and 2", "so so", "Watermark. Also added text: image 1"]
    {
        assert!(compliance(unclear, 3, &unnamed).iter().all(|label| label.1), "{unclear}");
    }
    let found = compliance_labels(
        &[review(0, "Watermark.", 3), review(1, "Watermark: image 9", 3)],
        &RuleNames::bench(),
        &unnamed,
    );
    assert_eq!((found.unplaced, found.outside), (2, 1));
}

/// Of the bench the images at fault are known.
#[test]
fn compliance_agrees_with_the_bench() {
    let names = RuleNames::bench();
    for language in [Language::English, Language::Chinese] {
        let config =
            BenchConfig { languages: vec![language], qualified_share: 0.1, ..BenchConfig::default() };
        let bench = Bench::new(config);
        let (mut said, mut right, mut silent) = (0, 0, 0);
        for index in 0..4_000 {
            let verdict = bench.plan(Split::Train, index).verdict;
            let [violation] = verdict.violations.as_slice() else { continue };
            if !violation.rule.starts_with('S') {
                continue;
            }
            let found =
                compliance_labels(&[review(0, &verdict.feedback, 3)], &names, &ComplianceOptions::default());
            let images: Vec<String> = violation.images.iter().map(|k| format!("0/{k}.png")).collect();
            match found.labels.as_slice() {
                [] => silent += 1,
                labels => {
                    said += 1;
                    right += usize::from(labels.iter().map(|l| &l.path).eq(images.iter()) && labels[0].label);
                }
            }
        }
        assert!(said > 700, "{said}");
        assert!(right as f64 >= 0.999 * said as f64, "{language:?}: {right} of {said}");
        // A quarter of the texts say only the rule.
        let share = silent as f64 / (silent + said) as f64;
        assert!((0.2..0.3).contains(&share), "{language:?}: {share}");
    }
}
