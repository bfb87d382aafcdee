//! Writing a data set, row after row.

use std::fs;
use std::path::{Path, PathBuf};

use super::partial::{Partial, partial_path};
use super::shards::Shards;
use super::{
    About, CandidateRow, EncodedProduct, EncodedSample, FileRow, FilesError, Row, SplitCounts, Summary, card,
    folder,
};

pub(super) const IMAGES: &str = "images";
pub(super) const CANDIDATES: &str = "candidates";

/// Sequences whose pictures lie in one folder.
const IN_A_FOLDER: u64 = 1_000;

/// Where the pictures of sequences go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `images/<split>/<thousand>/<id>-<k>.png`.
    Png,
    /// `<split>-<number>.tar` with `<id>.json` and `<id>.<k>.png`, as WebDataset has them. A manifest's
    /// paths hold once every shard is unpacked into a folder of its name. Candidates are files.
    Shards,
    /// Nowhere: whoever has seed and configuration draws them again. Paths are those of `Png`.
    Manifest,
}

impl Format {
    /// A short name, such as `png`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Shards => "shards",
            Self::Manifest => "manifest",
        }
    }
}

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// Where the pictures go.
    pub format: Format,
    /// Sequences in a shard.
    pub per_shard: usize,
    /// Whether to remove an earlier data set, complete or not. Other files are never touched.
    pub replace: bool,
}

impl WriterOptions {
    /// Shards of 1,000 sequences; nothing is replaced.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self { format, per_shard: 1_000, replace: false }
    }
}

/// Writes a data set in the order in which rows are handed over, and holds none of them.
#[derive(Debug)]
pub struct SequenceWriter {
    folder: PathBuf,
    options: WriterOptions,
    splits: Vec<OpenSplit>,
}

#[derive(Debug)]
struct OpenSplit {
    counts: SplitCounts,
    sequences: Option<Partial>,
    candidates: Option<Partial>,
    shards: Shards,
}

impl SequenceWriter {
    /// Starts a data set in a folder, which is made if need be.
    ///
    /// # Errors
    /// If the folder cannot be written to, or holds something that [`WriterOptions::replace`] does not cover.
    pub fn create(folder: impl AsRef<Path>, options: WriterOptions) -> Result<Self, FilesError> {
        let folder = folder.as_ref().to_owned();
        folder::prepare(&folder, options.replace)?;
        Ok(Self { folder, options, splits: Vec::new() })
    }

    /// Writes the next sequence.
    ///
    /// # Errors
    /// If its id makes no file name, it was encoded for another format, or a file cannot be written.
    pub fn write(&mut self, sample: &EncodedSample) -> Result<(), FilesError> {
        let mut row = sample.row.clone();
        check(&row.id, row.pixels.len(), &sample.pngs, self.options.format)?;
        let (folder, format) = (self.folder.clone(), self.options.format);
        let split = self.split(&row.split)?;
        let count = row.pixels.len();
        match format {
            Format::Shards => {
                row.images = split.shards.paths(&row.id, count);
                split.shards.append(&row, &sample.pngs)?;
            }
            Format::Png | Format::Manifest => {
                row.images = paths(&row, split.counts.sequences.rows / IN_A_FOLDER);
                write_pictures(&folder, IMAGES, &row.images, &sample.pngs)?;
            }
        }
        split.add(&folder, &row)
    }

    /// Writes the next product with candidates.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_product(&mut self, product: &EncodedProduct) -> Result<(), FilesError> {
        let mut row = product.row.clone();
        check(&row.sku, row.pixels.len(), &product.pngs, self.options.format)?;
        let folder = self.folder.clone();
        let split = self.split(&row.split)?;
        let path = |i| format!("{CANDIDATES}/{}/{}/{i}.png", row.split, row.sku);
        row.images = (0..row.pixels.len()).map(path).collect();
        write_pictures(&folder, CANDIDATES, &row.images, &product.pngs)?;
        split.add_product(&folder, &row)
    }

    /// Gives all files their names, and writes `README.md` and, last of all, `bench.json`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(self, about: &About) -> Result<Summary, FilesError> {
        for name in [IMAGES, CANDIDATES] {
            let (from, to) = (partial_path(&self.folder, name), self.folder.join(name));
            if from.exists() {
                fs::rename(&from, &to).map_err(|source| FilesError::Write { path: to, source })?;
            }
        }
        let (mut counts, mut files) = (Vec::new(), Vec::new());
        for split in self.splits {
            counts.push(split.counts.clone());
            files.extend(split.finish()?);
        }
        let summary = Summary::new(about, self.options.format, counts, files);
        let mut readme = Partial::create(&self.folder, "README.md")?;
        readme.write_text(&card::text(&summary))?;
        readme.finish()?;
        let mut description = Partial::create(&self.folder, "bench.json")?;
        description.write_row(&summary)?;
        description.finish()?;
        Ok(summary)
    }

    fn split(&mut self, name: &str) -> Result<&mut OpenSplit, FilesError> {
        let known = self.splits.iter().position(|split| split.counts.split == name);
        let index = match known {
            Some(index) => index,
            None => {
                check_id(name)?;
                let shards = Shards::new(&self.folder, name, self.options.per_shard);
                let counts = SplitCounts { split: name.to_owned(), ..SplitCounts::default() };
                self.splits.push(OpenSplit { counts, sequences: None, candidates: None, shards });
                self.splits.len() - 1
            }
        };
        Ok(&mut self.splits[index])
    }
}

impl OpenSplit {
    fn add(&mut self, folder: &Path, row: &Row) -> Result<(), FilesError> {
        let name = format!("{}.jsonl", row.split);
        opened(&mut self.sequences, folder, &name)?.write_row(row)?;
        self.counts.sequences.add(row);
        Ok(())
    }

    fn add_product(&mut self, folder: &Path, row: &CandidateRow) -> Result<(), FilesError> {
        let name = format!("{CANDIDATES}-{}.jsonl", row.split);
        opened(&mut self.candidates, folder, &name)?.write_row(row)?;
        self.counts.candidates.add(row);
        Ok(())
    }

    fn finish(self) -> Result<Vec<FileRow>, FilesError> {
        let manifests = [self.sequences, self.candidates].into_iter().flatten().map(Partial::finish);
        let mut files = manifests.collect::<Result<Vec<_>, _>>()?;
        files.extend(self.shards.finish()?);
        Ok(files)
    }
}

fn opened<'a>(
    file: &'a mut Option<Partial>,
    folder: &Path,
    name: &str,
) -> Result<&'a mut Partial, FilesError> {
    Ok(match file {
        Some(open) => open,
        None => file.insert(Partial::create(folder, name)?),
    })
}

fn paths(row: &Row, thousand: u64) -> Vec<String> {
    let path = |i| format!("{IMAGES}/{}/{thousand:03}/{}-{i}.png", row.split, row.id);
    (0..row.pixels.len()).map(path).collect()
}

/// Into a folder that gets its name when it is complete.
fn write_pictures(folder: &Path, top: &str, paths: &[String], pngs: &[Vec<u8>]) -> Result<(), FilesError> {
    for (path, png) in paths.iter().zip(pngs) {
        let path = partial_path(folder, top).join(path.trim_start_matches(top).trim_start_matches('/'));
        let parent = path.parent().map_or(Ok(()), fs::create_dir_all);
        parent
            .and_then(|()| fs::write(&path, png))
            .map_err(|source| FilesError::Write { path: path.clone(), source })?;
    }
    Ok(())
}

fn check(id: &str, images: usize, pngs: &[Vec<u8>], format: Format) -> Result<(), FilesError> {
    check_id(id)?;
    let expected = if format == Format::Manifest { 0 } else { images };
    if pngs.len() == expected {
        return Ok(());
    }
    Err(FilesError::Pictures { id: id.to_owned(), expected, actual: pngs.len() })
}

fn check_id(id: &str) -> Result<(), FilesError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let valid = (1..=80).contains(&id.len()) && id.bytes().all(fits);
    if valid { Ok(()) } else { Err(FilesError::Id { id: id.to_owned() }) }
}
