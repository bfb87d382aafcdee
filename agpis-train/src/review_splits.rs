//! From a file of reviews to what is trained on: read, windowed, parted, opened, and looked through for leaks.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use crate::data::{
    DataError, Examples, LeakageOptions, LeakageReport, OpenOptions, Review, ReviewExamples, ReviewOptions,
    Reviews, RuleNames, SplitPlan, Window, check_leakage,
};

/// Says what is done, how much of it, and how much there is.
pub(crate) type Progress<'a> = &'a dyn Fn(&str, usize, usize);

/// The three parts, in the order of [`ReviewSource::shares`].
const PARTS: [&str; 3] = ["train", "validation", "test"];

/// Where reviews are, and which of them count.
#[derive(Clone, Debug)]
pub struct ReviewSource {
    /// The reviews: Parquet if its name ends so, else one JSON object a line.
    pub file: PathBuf,
    /// The root folder of the pictures.
    pub pictures: PathBuf,
    /// What reviewers call the rules.
    pub names: RuleNames,
    /// Only the newest reviews, of so many months; all by default.
    pub months: Option<u32>,
    /// Shares of the products for training, validation and testing; 0.8, 0.1 and 0.1 by default. Products of which
    /// reviews name a split are in that one.
    pub shares: [f64; 3],
    /// K^t: sequences of another length are skipped.
    pub length: NonZeroUsize,
    /// Keeps the pictures in memory, with their longer side at most so many pixels. By default they are read whenever
    /// they are needed.
    pub keep_in_memory_side: Option<NonZeroU32>,
}

/// Reviews in three parts that share no product.
pub struct ReviewSplits {
    /// To learn from.
    pub train: ReviewExamples,
    /// To choose by.
    pub validation: ReviewExamples,
    /// To report on.
    pub test: ReviewExamples,
    /// The last day of the window, if reviews have dates.
    pub newest: Option<String>,
    /// What was left out, and what looks like a leak: for people to read.
    pub notes: Vec<String>,
}

impl ReviewSource {
    /// The paper's shares, all reviews, sequences of three.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>, pictures: impl Into<PathBuf>, names: RuleNames) -> Self {
        const THREE: NonZeroUsize = NonZeroUsize::new(3).unwrap();
        Self {
            file: file.into(),
            pictures: pictures.into(),
            names,
            months: None,
            shares: [0.8, 0.1, 0.1],
            length: THREE,
            keep_in_memory_side: None,
        }
    }

    /// Reads the reviews and every picture of theirs once. `progress` hears what is done.
    ///
    /// # Errors
    /// If the file cannot be used, a part is empty, or products or ids are in two parts.
    pub fn open(&self, progress: Progress) -> Result<ReviewSplits, DataError> {
        let plan = self.plan()?;
        let read = self.read()?;
        let mut notes = notes_on(&read);
        let (reviews, newest) = self.windowed(read.reviews, &mut notes)?;
        let [train, validation, test] = parted(reviews, &plan, &mut notes);
        let mut open = |name: &'static str, reviews| self.part(name, reviews, progress, &mut notes);
        let [train, validation, test] =
            [open(PARTS[0], train)?, open(PARTS[1], validation)?, open(PARTS[2], test)?];
        let sets: [(&str, &dyn Examples); 3] =
            [(PARTS[0], &train), (PARTS[1], &validation), (PARTS[2], &test)];
        progress("looking for leaks", 0, 1);
        notes.extend(unless_leaking(&check_leakage(&sets, &LeakageOptions::default()))?);
        progress("looking for leaks", 1, 1);
        Ok(ReviewSplits { train, validation, test, newest, notes })
    }

    /// # Errors
    /// If the shares are none.
    pub(crate) fn plan(&self) -> Result<SplitPlan, DataError> {
        let [train, validation, test] = self.shares;
        SplitPlan::new(&[(PARTS[0], train), (PARTS[1], validation), (PARTS[2], test)])
    }

    fn read(&self) -> Result<Reviews, DataError> {
        let options = ReviewOptions::default();
        if self.file.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("parquet")) {
            return Reviews::read_jsonl(&self.file, &self.names, &options);
        }
        #[cfg(feature = "parquet")]
        return Reviews::read_parquet(&self.file, &self.names, &options);
        #[cfg(not(feature = "parquet"))]
        return Err(DataError::Setting {
            expected: "a JSONL file, or a build with the feature `parquet`",
            actual: self.file.display().to_string(),
        });
    }

    /// The reviews of the window, and its last day.
    fn windowed(
        &self,
        reviews: Vec<Review>,
        notes: &mut Vec<String>,
    ) -> Result<(Vec<Review>, Option<String>), DataError> {
        let whole = Window::default().apply(&reviews);
        let Some(months) = self.months else { return Ok((reviews, whole.to)) };
        let found = Window::months(months)?.apply(&reviews);
        let days = found.from.zip(found.to.clone());
        let days =
            days.map_or_else(|| "no review has a date".to_owned(), |(from, to)| format!("{from} to {to}"));
        notes.push(format!(
            "the newest {months} months ({days}): {} reviews, {} older, {} without a date left out",
            found.inside.len(),
            found.older.len(),
            found.undated.len()
        ));
        Ok((chosen(reviews, &found.inside), found.to))
    }

    fn part(
        &self,
        name: &'static str,
        reviews: Vec<Review>,
        progress: Progress,
        notes: &mut Vec<String>,
    ) -> Result<ReviewExamples, DataError> {
        let mut options = OpenOptions::default().with_length(self.length);
        if let Some(side) = self.keep_in_memory_side {
            options = options.with_keep(true).with_max_side(Some(side));
        }
        let doing = format!("reading {name} pictures");
        let opened = ReviewExamples::open(reviews, &self.pictures, &options, &mut |done, all| {
            progress(&doing, done, all);
        })?;
        if opened.skipped().count > 0 {
            notes.push(format!("{name}, pictures: {}", opened.skipped()));
        }
        if opened.examples().is_empty() {
            let expected = "usable reviews in each of the parts train, validation and test";
            return Err(DataError::Setting {
                expected,
                actual: format!("none in {name}; {}", notes.join("; ")),
            });
        }
        let qualified = opened.examples().iter().filter(|example| example.class == 0).count();
        notes.push(format!("{name}: {} sequences, {qualified} of them qualified", opened.examples().len()));
        Ok(opened)
    }
}

fn notes_on(read: &Reviews) -> Vec<String> {
    let mut notes = Vec::new();
    if read.skipped.count > 0 {
        notes.push(format!("bad rows: {}", read.skipped));
    }
    if let Some(first) = read.disagreements.first() {
        notes.push(format!(
            "{} reviews have another class than the one that their feedback names first (row {}: {} and {}); they are used",
            read.disagreements.len(),
            first.row,
            first.class,
            first.named
        ));
    }
    notes
}

/// The reviews of the three parts; what is in none is noted.
fn parted(reviews: Vec<Review>, plan: &SplitPlan, notes: &mut Vec<String>) -> [Vec<Review>; 3] {
    let splits = plan.apply(&reviews);
    if !splits.conflicting.is_empty() {
        let count = splits.conflicting.len();
        notes.push(format!("{count} reviews left out that name another split than others of their product"));
    }
    for (name, indices) in splits.parts.iter().filter(|(name, _)| !PARTS.contains(&name.as_str())) {
        notes.push(format!("{} reviews left out that name the split {name}", indices.len()));
    }
    let mut part_of = vec![None; reviews.len()];
    for (part, name) in PARTS.iter().enumerate() {
        splits.part(name).iter().for_each(|&index| part_of[index] = Some(part));
    }
    let mut parts: [Vec<Review>; 3] = Default::default();
    for (review, part) in reviews.into_iter().zip(part_of) {
        if let Some(part) = part {
            parts[part].push(review);
        }
    }
    parts
}

/// Those with these indices.
fn chosen(reviews: Vec<Review>, indices: &[usize]) -> Vec<Review> {
    let mut wanted = vec![false; reviews.len()];
    indices.iter().for_each(|&index| wanted[index] = true);
    reviews.into_iter().zip(wanted).filter_map(|(review, wanted)| wanted.then_some(review)).collect()
}

/// Warnings of a report.
///
/// # Errors
/// If products or ids are in two parts.
fn unless_leaking(report: &LeakageReport) -> Result<Option<String>, DataError> {
    if report.num_shared_skus + report.num_repeated_ids > 0 {
        let expected = "every product and every id in one part only";
        return Err(DataError::Setting { expected, actual: report.to_string() });
    }
    let found = report.num_shared_pictures + report.num_near_pictures + report.unreadable;
    Ok((found > 0 || report.near_is_incomplete).then(|| format!("leaks: {report}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_ids_in_two_parts_are_errors_and_pictures_are_warnings() {
        let found = |change: fn(&mut LeakageReport)| {
            let mut report = LeakageReport::default();
            change(&mut report);
            unless_leaking(&report)
        };
        assert_eq!(found(|_| {}).unwrap(), None);
        let pictures = found(|report| report.num_shared_pictures = 2).unwrap().unwrap();
        assert!(pictures.contains("identical pictures in several sets: 2"), "{pictures}");
        let leaks: [fn(&mut LeakageReport); 2] = [|r| r.num_shared_skus = 1, |r| r.num_repeated_ids = 1];
        for leak in leaks {
            assert!(found(leak).unwrap_err().to_string().contains("LEAK"));
        }
    }
}
