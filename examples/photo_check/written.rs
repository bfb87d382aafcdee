//! Files: reports, and sequences as `score` reads them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use image::ImageFormat;
use serde::Serialize;

use crate::pixels;
use crate::sequences::Made;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    sku: &'a str,
    title: &'a str,
    images: Vec<String>,
    /// What is wrong; null if nothing is.
    violation: Option<&'static str>,
    /// Pictures concerned, counted from 0.
    concerned: &'a [usize],
    /// The pictures' names in the catalogue, with what became of them.
    sources: Vec<&'a str>,
}

/// Writes a file, and its folder if need be.
pub(crate) fn file(path: &Path, content: &[u8]) -> Result<(), Box<dyn Error>> {
    let write = || {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, content)
    };
    write().map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Writes `sequences.jsonl` into `folder`, and every different picture once, as PNG.
pub(crate) fn write(all: &[Made], folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut names: BTreeMap<(u32, u32, &[u8]), String> = BTreeMap::new();
    let mut lines = String::new();
    for made in all {
        let mut images = Vec::new();
        for candidate in &made.images {
            let image = &candidate.image;
            let next = format!("{:05}.png", names.len());
            let key = (image.width(), image.height(), image.pixels());
            if let Some(known) = names.get(&key) {
                images.push(known.clone());
                continue;
            }
            let mut bytes = std::io::Cursor::new(Vec::new());
            pixels::canvas(image).write_to(&mut bytes, ImageFormat::Png)?;
            file(&folder.join(&next), bytes.get_ref())?;
            names.insert(key, next.clone());
            images.push(next);
        }
        let line = Line {
            id: &made.id,
            sku: &made.sku,
            title: &made.title,
            images,
            violation: made.kind.map(|kind| kind.name()),
            concerned: &made.concerned,
            sources: made.images.iter().map(|image| image.id.as_str()).collect(),
        };
        lines += &serde_json::to_string(&line)?;
        lines.push('\n');
    }
    file(&folder.join("sequences.jsonl"), lines.as_bytes())
}
