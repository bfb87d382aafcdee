//! Reading pictures, and saying where in them something is.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use agpis::core::{Image, Region};
use agpis::vision::{DecodeLimits, decode};
use serde_json::{Value, json};

const EXTENSIONS: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];
/// Larger files are not read.
const MAX_BYTES: u64 = 64 << 20;

/// A picture, or why it is none; that ends up in files for other people, so it names no path.
pub(crate) fn read(path: &Path) -> Result<Image, String> {
    let bytes = || -> Result<Vec<u8>, Box<dyn Error>> {
        let size = fs::metadata(path)?.len();
        if size > MAX_BYTES {
            return Err(format!("expected at most {MAX_BYTES} bytes, got {size}").into());
        }
        Ok(fs::read(path)?)
    };
    let bytes = bytes().map_err(|error| error.to_string())?;
    decode(&bytes, &DecodeLimits::default()).map_err(|error| error.to_string())
}

/// All pictures in a folder and the folders in it, by path.
pub(crate) fn find(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            // Links are not followed: they may lead round in a circle.
            let kind = entry.file_type()?;
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
            match kind {
                _ if kind.is_dir() => folders.push(path),
                _ if kind.is_file() && EXTENSIONS.contains(&&*extension) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// `[x, y, width, height]` in pixels of the decoded picture.
pub(crate) fn rectangle(region: Region) -> Value {
    json!([region.x, region.y, region.width, region.height])
}

/// With as many digits as mean something.
pub(crate) fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e6).round() / 1e6
}
