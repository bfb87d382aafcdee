//! A page that shows the pairs with what they share.

use std::error::Error;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use agpis::core::{Image, Region};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use minijinja::Environment;
use minijinja::value::Serde;
use serde_json::{Value, json};

use crate::folder::Pair;
use crate::pictures;

/// Longest side of the pictures on the page, in pixels.
const SIDE: u32 = 220;
const QUALITY: u8 = 80;
/// Pairs shown of a group: its best.
const SHOWN: usize = 12;
/// Boxes drawn of a pair.
const BOXES: usize = 4;

const TEMPLATE: &str = include_str!("page.html");

pub(crate) fn render(
    names: &[String],
    paths: &[PathBuf],
    groups: &[Vec<usize>],
    pairs: &[Pair],
) -> Result<String, Box<dyn Error>> {
    let group = |images: &Vec<usize>| {
        let mut inside: Vec<&Pair> = pairs.iter().filter(|pair| images.contains(&pair.a)).collect();
        inside.sort_by(|x, y| y.score.total_cmp(&x.score));
        let hidden = inside.len().saturating_sub(SHOWN);
        let shown: Vec<Value> =
            inside.iter().take(SHOWN).filter_map(|pair| view(pair, names, paths)).collect();
        json!({ "images": images.iter().map(|&i| &names[i]).collect::<Vec<_>>(), "pairs": shown, "hidden": hidden })
    };
    let groups: Vec<Value> = groups.iter().map(group).collect();
    let mut environment = Environment::new();
    environment.add_template("page.html", TEMPLATE)?;
    let values = json!({ "groups": groups, "pictures": names.len() });
    Ok(environment.get_template("page.html")?.render(Serde(values))?)
}

/// A pair, if both pictures are still there.
fn view(pair: &Pair, names: &[String], paths: &[PathBuf]) -> Option<Value> {
    let regions = &pair.regions[..pair.regions.len().min(BOXES)];
    let a = side(&names[pair.a], &paths[pair.a], regions.iter().map(|r| r.a))?;
    let b = side(&names[pair.b], &paths[pair.b], regions.iter().map(|r| r.b))?;
    Some(json!({ "score": format!("{:.3}", pair.score), "sides": [a, b] }))
}

fn side(name: &str, path: &Path, boxes: impl Iterator<Item = Region>) -> Option<Value> {
    let picture = pictures::read(path).ok()?;
    let boxes: Vec<Value> =
        boxes.map(|r| json!({ "x": r.x, "y": r.y, "w": r.width, "h": r.height })).collect();
    Some(json!({
        "name": name, "width": picture.width(), "height": picture.height(),
        "jpeg": thumbnail(&picture)?, "boxes": boxes,
    }))
}

/// A small JPEG in base64.
fn thumbnail(picture: &Image) -> Option<String> {
    let (width, height) = (picture.width(), picture.height());
    let scale = f64::from(SIDE) / f64::from(width.max(height).max(SIDE));
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let full = RgbImage::from_raw(width, height, picture.pixels().to_vec())?;
    let small = resize(&full, scaled(width), scaled(height), FilterType::Triangle);
    let mut jpeg = Cursor::new(Vec::new());
    small.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).ok()?;
    Some(STANDARD.encode(jpeg.into_inner()))
}
