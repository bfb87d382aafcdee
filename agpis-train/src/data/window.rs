//! The newest reviews, for models that are renewed from time to time (§5.1).

use super::reviews::Date;
use super::{DataError, Review};

/// The reviews of the last months. "Our MUIsC model is updated every 3 months and is trained on AGPIS-data collected
/// within the past 3 months" (§5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    months: u32,
    last: Option<Date>,
}

/// Indices of reviews by whether they are in the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windowed {
    /// The first day of the window; `None` if no review has a date.
    pub from: Option<String>,
    /// The last day of the window.
    pub to: Option<String>,
    /// Those in it, in order.
    pub inside: Vec<usize>,
    /// Those that are older.
    pub older: Vec<usize>,
    /// Those that are newer than the last day.
    pub newer: Vec<usize>,
    /// Those without a date. They are in no window.
    pub undated: Vec<usize>,
}

impl Default for Window {
    /// Three months up to the newest review.
    fn default() -> Self {
        Self { months: 3, last: None }
    }
}

impl Window {
    /// So many months, at least one, up to the newest review.
    ///
    /// # Errors
    /// If it is no month.
    pub fn months(months: u32) -> Result<Self, DataError> {
        if months == 0 {
            return Err(DataError::Setting {
                expected: "a window of at least one month",
                actual: "0".into(),
            });
        }
        Ok(Self { months, last: None })
    }

    /// Up to this day, such as `2021-12-31`, whatever is newer.
    ///
    /// # Errors
    /// If it is no date.
    pub fn up_to(self, day: &str) -> Result<Self, DataError> {
        let wrong =
            || DataError::Setting { expected: "a date such as 2021-12-31", actual: format!("{day:?}") };
        Ok(Self { last: Some(Date::parse(day).ok_or_else(wrong)?), ..self })
    }

    /// Tells the reviews of the window from the others. The day so many months before the last one is not in it any
    /// more: of three months up to 2021-12-31, the first day is 2021-10-01. Times of day and time zones do not count.
    #[must_use]
    pub fn apply(&self, reviews: &[Review]) -> Windowed {
        let newest = reviews.iter().filter_map(Review::date).max();
        let Some(last) = self.last.or(newest) else {
            return Windowed { undated: (0..reviews.len()).collect(), ..Windowed::default() };
        };
        let before = last.months_before(self.months);
        let mut found = Windowed {
            from: Some(before.next().to_string()),
            to: Some(last.to_string()),
            ..Windowed::default()
        };
        for (index, review) in reviews.iter().enumerate() {
            let list = match review.date() {
                None => &mut found.undated,
                Some(date) if date > last => &mut found.newer,
                Some(date) if date > before => &mut found.inside,
                Some(_) => &mut found.older,
            };
            list.push(index);
        }
        found
    }
}
