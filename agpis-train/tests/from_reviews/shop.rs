//! A shop whose reviewers are easy to understand: what has a dark second image is rejected.

use std::fs;
use std::path::{Path, PathBuf};

use agpis_muisc::MuiscConfig;
use agpis_vision::VitConfig;
use tempfile::TempDir;

const SIDE: u32 = 16;
const PICTURES: usize = 6;

/// A folder with `reviews.jsonl` and `pictures/`.
pub(crate) struct Shop {
    folder: TempDir,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pictures")).unwrap();
        for i in 0..PICTURES {
            let shade = 6 * i as u8;
            for (kind, colour) in [("first", [60, 220, 90]), ("other", [170, 170, 180]), ("dark", [10, 0, 0])]
            {
                let dots = |x, y| image::Rgb(colour.map(|level| level + shade + ((x * 7 + y * 3) % 5) as u8));
                let picture = image::RgbImage::from_fn(SIDE, SIDE, dots);
                picture.save(folder.path().join(format!("pictures/{kind}-{i}.png"))).unwrap();
            }
        }
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn pictures(&self) -> PathBuf {
        self.folder().join("pictures")
    }

    pub(crate) fn write(&self, lines: &[String]) -> PathBuf {
        let path = self.folder().join("reviews.jsonl");
        fs::write(&path, lines.join("\n")).unwrap();
        path
    }
}

/// Reviews of `count` products, one in four rejected; of a `wrong` reviewer, just those that ought not to be.
pub(crate) fn reviews(count: usize, day: &str, wrong: bool) -> Vec<String> {
    let review = |i: usize| {
        let rejected = i.is_multiple_of(4);
        let second = if rejected != wrong { "dark" } else { "other" };
        let picture = |kind: &str, j: usize| format!("\"{kind}-{}.png\"", (i * 5 + j) % PICTURES);
        let images = [picture("first", 0), picture(second, 1), picture("other", 2)].join(",");
        let verdict = if rejected {
            r#""accepted":false,"feedback":"Watermark: image 2.""#
        } else {
            r#""accepted":true"#
        };
        let candidate = picture("other", 4);
        format!(
            r#"{{"id":"{day}-{i}","sku":"s{i}","title":"mug {i}","images":[{images}],"candidates":[{candidate}],{verdict},"reviewed_at":"{day}"}}"#
        )
    };
    (0..count).map(review).collect()
}

/// Sizes with which a step takes milliseconds.
pub(crate) fn vit() -> VitConfig {
    VitConfig {
        image_size: 16,
        patch_size: 8,
        d_model: 16,
        num_encoder_blocks: 1,
        num_heads: 2,
        d_ff: 32,
        dropout: 0.0,
        norm_epsilon: 1e-6,
        image_height: None,
    }
}

pub(crate) fn muisc(num_classes: usize) -> MuiscConfig {
    MuiscConfig {
        image: vit(),
        num_sequence_heads: 2,
        sequence_d_ff: 32,
        sequence_norm_epsilon: 1e-6,
        num_decoder_blocks: 1,
        cross_attention_blocks: vec![0],
        num_decoder_heads: 2,
        decoder_d_ff: 32,
        dropout: 0.0,
        vocab_size: 320,
        num_text_positions: 48,
        num_classes,
        ..MuiscConfig::default()
    }
}
