//! A bundle that is renewed from reviews.

use std::path::Path;

use agpis_bench::rules;
use agpis_muisc::{
    Bundle, EmbedderConfig, ImageModelConfig, Manifest, MuiscSettings, SpecialTokens, Thresholds,
};
use agpis_train::{BundleStore, RefreshOptions, Refreshed, Training, refresh, train_tokenizer};
use agpis_vision::{BinaryModel, EmbedderModel, weights};
use burn::tensor::Device;

use crate::shop::{Shop, muisc, reviews, vit};

/// A bundle whose MUIsC says the same of every sequence.
pub(crate) fn ignorant(folder: &Path) {
    let device = Device::flex();
    device.seed(5);
    let texts = ["mug", "yes", "Watermark: image 2."].map(String::from);
    let tokenizer = train_tokenizer(texts.into_iter(), &SpecialTokens::default(), 300).unwrap();
    let settings = MuiscSettings::new(muisc(45));
    let text = settings.text_layout(&tokenizer).unwrap();
    let mut model = settings.model.init(&device);
    model.class_head.weight = model.class_head.weight.map(|weight| weight.zeros_like());
    let image = ImageModelConfig { image: vit() };
    let thresholds = Thresholds { primary: 0.5, non_compliant: 0.5, duplicate: 0.5, submission: 0.5 };
    let embedder = EmbedderConfig { image: vit(), dimension: 8 };
    let bundle = Bundle {
        manifest: Manifest::new(image.clone(), image, embedder, settings, thresholds),
        rules: rules(),
        primary: BinaryModel::new(&vit(), &device),
        compliance: BinaryModel::new(&vit(), &device),
        embedder: EmbedderModel::new(&vit(), 8, &device),
        muisc: model,
        text: text.into(),
    };
    bundle.save(folder, &tokenizer, "# Ignorant").unwrap();
}

fn options(epochs: f64, learning_rate: f64) -> RefreshOptions {
    let training = Training { epochs, batch_size: 8, learning_rate, seed: 0 };
    let mut options =
        RefreshOptions { shares: [0.6, 0.2, 0.2], muisc: training, ..RefreshOptions::default() };
    options.stage1.training = Training { epochs: epochs.min(2.0), ..training };
    options
}

fn renewed(store: &BundleStore, shop: &Shop, options: &RefreshOptions) -> Refreshed {
    let file = shop.folder().join("reviews.jsonl");
    refresh(store, &file, &shop.pictures(), options, &Device::flex(), &|_| {}).unwrap()
}

fn opened(store: &BundleStore, name: &str) -> Bundle {
    Bundle::open(store.path(name).unwrap(), &Device::flex()).unwrap()
}

#[test]
fn a_better_bundle_serves_and_one_that_is_not_does_not() {
    let (shop, folder) = (Shop::new(), tempfile::tempdir().unwrap());
    // Older reviewers said the reverse: whoever listens to all of them learns nothing.
    let mut lines = reviews(160, "2021-01-05", true);
    lines.extend(reviews(160, "2021-12-05", false));
    shop.write(&lines);
    ignorant(&folder.path().join("bundle"));
    let store =
        BundleStore::create(folder.path().join("store"), "first", &folder.path().join("bundle")).unwrap();

    let better = renewed(&store, &shop, &options(10.0, 3e-3));
    let difference = better.difference.as_ref().unwrap();
    assert_eq!(difference.reference.mean(), 0.5);
    assert!(better.is_switched && difference.model.mean() > 0.95, "{better}");
    assert_eq!((better.name.as_str(), better.before.as_str()), ("2021-12-05", "first"));
    assert_eq!(store.current().unwrap(), "2021-12-05");
    let (old, new) = (opened(&store, "first"), opened(&store, "2021-12-05"));
    let bytes = |bundle: &Bundle| weights::to_bytes(&bundle.embedder).unwrap();
    assert_eq!(bytes(&old), bytes(&new));
    let calibrated = [better.stage1.primary, better.stage1.non_compliant].map(|c| c.unwrap().threshold);
    let thresholds = new.manifest.thresholds;
    assert_eq!([thresholds.primary, thresholds.non_compliant], calibrated);
    assert_eq!(thresholds.duplicate, 0.5);
    let said = better.to_string();
    assert!(
        said.contains("160 older") && said.ends_with("2021-12-05 serves now, in place of first"),
        "{said}"
    );

    // Nothing learned, no difference.
    let same = renewed(&store, &shop, &options(0.0, 3e-3));
    let interval = same.difference.as_ref().unwrap().difference.interval.unwrap();
    assert_eq!((interval.low, interval.high, same.is_switched), (0.0, 0.0, false));
    assert_eq!((same.name.as_str(), store.current().unwrap().as_str()), ("2021-12-05-2", "2021-12-05"));

    // Back to the beginning; there, as much as can be gained is not enough for whoever asks for more.
    store.switch("first").unwrap();
    let demanding = RefreshOptions { min_difference: 0.5, name: Some("mine".into()), ..options(10.0, 3e-3) };
    let refused = renewed(&store, &shop, &demanding);
    assert!(!refused.is_switched && refused.difference.as_ref().unwrap().difference.value > 0.4, "{refused}");
    assert_eq!(store.current().unwrap(), "first");
    assert_eq!(store.versions().unwrap(), ["2021-12-05", "2021-12-05-2", "first", "mine"]);
}

#[test]
fn a_worse_bundle_is_kept_and_does_not_serve() {
    let (shop, folder) = (Shop::new(), tempfile::tempdir().unwrap());
    ignorant(&folder.path().join("bundle"));
    let store =
        BundleStore::create(folder.path().join("store"), "first", &folder.path().join("bundle")).unwrap();
    shop.write(&reviews(160, "2021-06-05", false));
    assert!(renewed(&store, &shop, &options(10.0, 3e-3)).is_switched);
    // Training reviews that say the reverse of those of the other parts.
    let lines =
        reviews(240, "2021-12-05", false).into_iter().zip(reviews(240, "2021-12-05", true)).enumerate();
    let split = |(i, (right, wrong)): (usize, (String, String))| {
        let (line, part) =
            if i < 160 { (wrong, "train") } else { (right, ["validation", "test"][i / 4 % 2]) };
        line.replacen('{', &format!("{{\"split\":\"{part}\","), 1)
    };
    shop.write(&lines.map(split).collect::<Vec<_>>());
    let worse = renewed(&store, &shop, &options(1.0, 1e-2));
    let difference = worse.difference.as_ref().unwrap();
    assert!(difference.difference.value < 0.0 && !worse.is_switched, "{worse}");
    assert!(worse.to_string().contains("2021-06-05 still serves"), "{worse}");
    assert_eq!(store.current().unwrap(), "2021-06-05");
    opened(&store, "2021-12-05");
}
