//! Leaks between splits.

use super::*;

/// Examples in memory.
struct Held(Vec<Example>, Vec<Vec<Image>>);

impl Examples for Held {
    fn examples(&self) -> &[Example] {
        &self.0
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        self.1.get(index).cloned().ok_or(DataError::NoSuchExample { expected: self.1.len(), actual: index })
    }
}

fn held(list: Vec<(&str, &str, Vec<Image>)>) -> Held {
    let (examples, images) = list
        .into_iter()
        .map(|(id, sku, images)| {
            let example = Example {
                id: id.into(),
                sku: sku.into(),
                title: String::new(),
                class: 0,
                true_class: None,
                feedback: "yes".into(),
            };
            (example, images)
        })
        .unzip();
    Held(examples, images)
}

fn brighter(image: &Image, by: u8) -> Image {
    let pixels: Vec<u8> = image.pixels().iter().map(|&level| level.saturating_sub(by)).collect();
    Image::from_rgb8(image.width(), image.height(), pixels).unwrap()
}

#[test]
fn leaks_are_found_and_nothing_else() {
    let pictures: Vec<Image> = (0..4).map(|i| drawing(20 * i)).collect();
    let train = held(vec![
        ("a", "s1", vec![pictures[0].clone(), pictures[1].clone()]),
        ("b", "s2", vec![pictures[0].clone()]),
    ]);
    let clean = held(vec![("c", "s3", vec![pictures[2].clone()])]);
    let report = check_leakage(&[("train", &train), ("test", &clean)], &LeakageOptions::default());
    assert!(report.is_clean() && report.to_string().ends_with("no leak"), "{report}");
    assert_eq!((report.pictures, report.num_near_pictures), (4, 0));

    let leaky = held(vec![
        ("a", "s4", vec![pictures[3].clone(), pictures[1].clone()]),
        ("d", "s2", vec![brighter(&pictures[0], 2)]),
    ]);
    let report =
        check_leakage(&[("train", &train), ("test", &clean), ("val", &leaky)], &LeakageOptions::default());
    assert!(!report.is_clean());
    assert_eq!(report.shared_skus[0].sku, "s2");
    assert_eq!(report.shared_skus[0].sets, ["train", "val"]);
    assert_eq!((report.num_shared_skus, report.num_repeated_ids, report.num_shared_pictures), (1, 1, 1));
    let places: Vec<String> = report.shared_pictures[0].places.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["train/a image 2", "val/a image 2"]);
    assert_eq!(report.num_near_pictures, 1);
    let near: Vec<String> = report.near_pictures[0].places.iter().map(ToString::to_string).collect();
    assert_eq!(near, ["train/a image 1", "val/d image 1"]);
    assert!(report.to_string().ends_with("LEAK"));

    let unread = LeakageOptions::default().with_pictures(false);
    let report = check_leakage(&[("train", &train), ("val", &leaky)], &unread);
    assert_eq!((report.pictures, report.num_shared_pictures, report.num_shared_skus), (0, 0, 1));
}

#[test]
fn unreadable_pictures_and_too_many_pairs_are_told() {
    let mut broken = held(vec![("a", "s1", vec![drawing(0)]), ("b", "s2", vec![])]);
    broken.1.pop();
    let other = held(vec![("c", "s3", vec![brighter(&drawing(0), 1)])]);
    let sets: [(&str, &dyn Examples); 2] = [("train", &broken), ("test", &other)];
    let report = check_leakage(&sets, &LeakageOptions::default());
    assert_eq!((report.unreadable, report.pictures), (1, 2));
    assert!(!report.near_is_incomplete);
    let report = check_leakage(&sets, &LeakageOptions::default().with_max_pairs(0));
    assert!(report.near_is_incomplete && report.to_string().contains("too many pictures"));
    // Twice in one set is a repeated id, too.
    let twice = held(vec![("a", "s1", vec![]), ("a", "s1", vec![])]);
    let report = check_leakage(&[("train", &twice)], &LeakageOptions::default());
    assert_eq!((report.num_repeated_ids, report.num_shared_skus), (1, 0));
}

#[test]
fn the_splits_of_the_bench_do_not_leak() {
    let bench = Bench::new(BenchConfig { image_size: 32, ..BenchConfig::default() });
    let set = |split: Split| {
        let samples: Vec<_> = (0..80).map(|i| bench.sequence(split, i)).collect();
        let rows = samples.iter().map(|s| (s.id.as_str(), s.sku.as_str(), s.images.clone())).collect();
        held(rows)
    };
    let [train, test] = [Split::Train, Split::Test].map(set);
    let report = check_leakage(&[("train", &train), ("test", &test)], &LeakageOptions::default());
    assert!(report.is_clean(), "{report}");
}
