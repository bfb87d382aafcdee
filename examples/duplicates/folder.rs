//! All pictures of a folder: who shares content with whom.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use agpis::core::RegionPair;
use agpis::dedup::{Description, DuplicateDetector, Gallery, GalleryConfig};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::files::Complete;
use crate::groups::Groups;
use crate::{page, pictures, progress};

/// So many pictures are kept in memory as they were described; the others are read again when needed.
const KEPT: usize = 2000;
/// Pictures worked on at a time.
const BATCH: usize = 32;

/// Two pictures that share content.
pub(crate) struct Pair {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) score: f32,
    pub(crate) regions: Vec<RegionPair>,
}

pub(crate) fn run(
    folder: &Path,
    output: &Path,
    detector: &DuplicateDetector,
    threshold: f32,
    gallery: Option<&Path>,
) -> Result<bool, Box<dyn Error>> {
    let paths = pictures::find(folder)?;
    if paths.is_empty() {
        return Err(format!("{}: expected pictures, got none", folder.display()).into());
    }
    // The folder of the rows, made first: a job must not fail at its end.
    fs::create_dir_all(output).map_err(|error| format!("{}: {error}", output.display()))?;
    let mut known = open(gallery)?;
    let album = Album::read(paths, folder, detector, &mut known)?;
    if let Some(file) = gallery {
        let mut complete = Complete::create(file)?;
        known.save(&mut complete)?;
        complete.finish()?;
    }
    let pairs = album.pairs(&known, detector, threshold)?;
    let groups = album.groups(&pairs);
    write(&album, &groups, &pairs, output)?;
    let mut page = Complete::create(&output.join("duplicates.html"))?;
    page.write_all(page::render(&album.names, &album.paths, &groups, &pairs)?.as_bytes())?;
    page.finish()?;
    println!(
        "{} pictures, {} not usable; {} groups, {} pairs; rows and page in {}",
        album.paths.len(),
        album.faults.len(),
        groups.len(),
        pairs.len(),
        output.display()
    );
    Ok(!album.faults.is_empty())
}

fn open(file: Option<&Path>) -> Result<Gallery, Box<dyn Error>> {
    match file.filter(|file| file.exists()) {
        Some(file) => {
            let reader = std::io::BufReader::new(fs::File::open(file)?);
            Ok(Gallery::load(reader, GalleryConfig::default())?)
        }
        None => Ok(Gallery::new(GalleryConfig::default())),
    }
}

/// The pictures of the folder.
struct Album {
    paths: Vec<PathBuf>,
    /// Paths within the folder.
    names: Vec<String>,
    described: Vec<Option<Description>>,
    faults: BTreeMap<usize, String>,
}

impl Album {
    /// Describes all pictures, and adds them to the gallery if it does not know them.
    fn read(
        paths: Vec<PathBuf>,
        folder: &Path,
        detector: &DuplicateDetector,
        gallery: &mut Gallery,
    ) -> Result<Self, Box<dyn Error>> {
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).display().to_string();
        let names: Vec<String> = paths.iter().map(name).collect();
        let mut album = Self { names, described: Vec::new(), faults: BTreeMap::new(), paths };
        let bar = progress::bar(Some(album.paths.len()), "pictures");
        for first in (0..album.paths.len()).step_by(BATCH) {
            let batch = &album.paths[first..album.paths.len().min(first + BATCH)];
            let described: Vec<_> = batch.par_iter().map(|path| describe(path, detector)).collect();
            for (i, described) in (first..).zip(described) {
                let kept = album.keep(i, described, gallery)?;
                album.described.push(kept.filter(|_| i < KEPT));
                bar.inc(1);
            }
        }
        bar.finish_and_clear();
        Ok(album)
    }

    fn keep(
        &mut self,
        i: usize,
        described: Result<Description, String>,
        gallery: &mut Gallery,
    ) -> Result<Option<Description>, Box<dyn Error>> {
        match described {
            Ok(description) => {
                if !gallery.contains(&self.names[i]) {
                    gallery.add(&self.names[i], &description)?;
                }
                Ok(Some(description))
            }
            Err(fault) => {
                eprintln!("{}: {fault}", self.names[i]);
                self.faults.insert(i, fault);
                Ok(None)
            }
        }
    }

    fn pairs(
        &self,
        gallery: &Gallery,
        detector: &DuplicateDetector,
        threshold: f32,
    ) -> Result<Vec<Pair>, Box<dyn Error>> {
        let places: BTreeMap<&str, usize> = self.names.iter().enumerate().map(|(i, n)| (&**n, i)).collect();
        let bar = progress::bar(Some(self.paths.len()), "pictures looked up");
        let pairs_of = |i: usize| -> Result<Vec<(usize, usize)>, String> {
            bar.inc(1);
            if self.faults.contains_key(&i) {
                return Ok(Vec::new());
            }
            let candidates =
                self.with(i, detector, |d| gallery.candidates(d).map_err(|e| e.to_string()))??;
            let others = candidates.iter().filter_map(|c| places.get(c.id)).filter(|&&j| j != i);
            Ok(others.map(|&j| (i.min(j), i.max(j))).collect())
        };
        let candidates =
            (0..self.paths.len()).into_par_iter().map(pairs_of).collect::<Result<Vec<_>, _>>()?;
        // Either may have found the other.
        let candidates: BTreeSet<(usize, usize)> = candidates.into_iter().flatten().collect();
        bar.finish_and_clear();
        let bar = progress::bar(Some(candidates.len()), "pairs compared");
        let compare = |&(a, b): &(usize, usize)| -> Result<Pair, String> {
            let scored = self.with(a, detector, |first| {
                self.with(b, detector, |second| detector.compare(first, second))
            })??;
            bar.inc(1);
            Ok(Pair { a, b, score: scored.score, regions: scored.regions })
        };
        let mut pairs: Vec<Pair> = candidates.par_iter().map(compare).collect::<Result<_, _>>()?;
        bar.finish_and_clear();
        pairs.retain(|pair| pair.score >= threshold);
        Ok(pairs)
    }

    /// What `job` makes of a picture, which is described again if it was not kept.
    fn with<T>(
        &self,
        i: usize,
        detector: &DuplicateDetector,
        job: impl FnOnce(&Description) -> T,
    ) -> Result<T, String> {
        match &self.described[i] {
            Some(description) => Ok(job(description)),
            None => describe(&self.paths[i], detector).map(|description| job(&description)),
        }
    }

    fn groups(&self, pairs: &[Pair]) -> Vec<Vec<usize>> {
        let mut groups = Groups::new(self.paths.len());
        pairs.iter().for_each(|pair| groups.join(pair.a, pair.b));
        groups.into_groups()
    }
}

fn describe(path: &Path, detector: &DuplicateDetector) -> Result<Description, String> {
    detector.describe(&pictures::read(path)?).map_err(|error| error.to_string())
}

/// `groups.jsonl` and `not_usable.jsonl`.
fn write(album: &Album, groups: &[Vec<usize>], pairs: &[Pair], output: &Path) -> Result<(), Box<dyn Error>> {
    let mut rows = Complete::create(&output.join("groups.jsonl"))?;
    for group in groups {
        let names: Vec<&String> = group.iter().map(|&i| &album.names[i]).collect();
        let inside = pairs.iter().filter(|pair| group.contains(&pair.a));
        let pairs: Vec<Value> = inside.map(|pair| row(album, pair)).collect();
        writeln!(rows, "{}", json!({ "images": names, "pairs": pairs }))?;
    }
    rows.finish()?;
    let mut rows = Complete::create(&output.join("not_usable.jsonl"))?;
    for (&i, fault) in &album.faults {
        writeln!(rows, "{}", json!({ "image": album.names[i], "error": fault }))?;
    }
    rows.finish()
}

fn row(album: &Album, pair: &Pair) -> Value {
    let region = |r: &RegionPair| json!({ "a": pictures::rectangle(r.a), "b": pictures::rectangle(r.b), "similarity": pictures::rounded(r.similarity) });
    json!({
        "a": album.names[pair.a],
        "b": album.names[pair.b],
        "score": pictures::rounded(pair.score),
        "regions": pair.regions.iter().map(region).collect::<Vec<_>>(),
    })
}
