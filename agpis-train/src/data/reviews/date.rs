//! Days of the calendar.

use std::fmt;

/// A day of the Gregorian calendar, years 0 to 9999. Later days are larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::data) struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2021-12-31`, alone or with a time behind `T` or a space. The time is passed over.
    pub(in crate::data) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let bytes = date.as_bytes();
        let number = |from: usize, to: usize| {
            let digits = date.get(from..to)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
        };
        if bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        Self::new(number(0, 4)?, u8::try_from(number(5, 7)?).ok()?, u8::try_from(number(8, 10)?).ok()?)
    }

    fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// The same day so many months before. The last day of a month stays one, and where there is no such day it is the
    /// last one, too.
    pub(in crate::data) fn months_before(self, months: u32) -> Self {
        let all = u32::from(self.year) * 12 + u32::from(self.month) - 1;
        let all = all.saturating_sub(months);
        let (year, month) = ((all / 12) as u16, (all % 12 + 1) as u8);
        let (is_last, days) = (self.day == days_of(self.year, self.month), days_of(year, month));
        Self { year, month, day: if is_last { days } else { self.day.min(days) } }
    }

    /// The day after.
    pub(in crate::data) fn next(self) -> Self {
        match (self.month, self.day) {
            (_, day) if day < days_of(self.year, self.month) => Self { day: day + 1, ..self },
            (12, _) => Self { year: self.year + 1, month: 1, day: 1 },
            (month, _) => Self { month: month + 1, day: 1, ..self },
        }
    }

    /// Days since 1970-01-01, as Parquet has them.
    #[cfg(feature = "parquet")]
    pub(super) fn of_days(days: i64) -> Option<Self> {
        // Hinnant's days-to-civil, with eras of 400 years that begin in March.
        let days = days.checked_add(719_468)?;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = u16::try_from(year_of_era + era * 400 + i64::from(month <= 2)).ok()?;
        Self::new(year, month as u8, day as u8).filter(|date| date.year <= 9999)
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for good in ["2021-12-31", "2020-02-29", "2000-02-29T01:02:03Z", " 2021-01-01 10:00 "] {
            assert!(Date::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2021-02-29",
            "1900-02-29",
            "2021-13-01",
            "2021-00-10",
            "2021-1-1",
            "+021-01-01",
            "2021-01-011",
            "20210101",
            "2021/01/01",
            "２０２１-01-01",
            "2021-04-31",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_end_where_they_end() {
        let before = |date: &str, months| Date::parse(date).unwrap().months_before(months).to_string();
        assert_eq!(before("2021-05-31", 3), "2021-02-28");
        assert_eq!(before("2020-01-15", 3), "2019-10-15");
        assert_eq!(before("2021-02-28", 2), "2020-12-31");
        assert_eq!(Date::parse("2020-12-31").unwrap().next().to_string(), "2021-01-01");
        assert_eq!(Date::parse("2020-02-28").unwrap().next().to_string(), "2020-02-29");
        assert_eq!(before("0000-02-01", 99), "0000-01-01");
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn days_are_counted_from_1970() {
        for (days, expected) in
            [(0, "1970-01-01"), (-1, "1969-12-31"), (18_992, "2021-12-31"), (11_016, "2000-02-29")]
        {
            assert_eq!(Date::of_days(days).unwrap().to_string(), expected);
        }
        assert_eq!((Date::of_days(i64::MAX), Date::of_days(i64::MIN)), (None, None));
    }
}
