//! The order in which people count: `img2` before `img10`.

use std::cmp::Ordering;

/// Compares digits by their number and letters without their case; equals are told apart by their
/// characters, so that the order is total.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    pieces(a).cmp(pieces(b)).then_with(|| a.cmp(b))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    /// Digits without leading zeros: the longer is the larger, however long it is.
    Number(usize, String),
    Letter(char),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let (number, after) = rest.split_at(digits);
            rest = after;
            let number = number.trim_start_matches('0');
            return Some(Piece::Number(number.len(), number.to_owned()));
        }
        let letter = rest.chars().next()?;
        rest = &rest[letter.len_utf8()..];
        Some(Piece::Letter(letter.to_lowercase().next().unwrap_or(letter)))
    })
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn counts_like_people() {
        let sorted = [
            "1.jpg", "02.jpg", "2.jpg", "10.jpg", "a", "a1b9", "A1b10", "B", "b", "img2", "img10", "图2",
            "图10",
        ];
        let mut shuffled = sorted;
        shuffled.reverse();
        shuffled.sort_by(|a, b| compare(a, b));
        assert_eq!(shuffled, sorted);
    }

    #[test]
    fn very_long_numbers_do_not_overflow() {
        let (small, large) = ("9".repeat(400), "1".repeat(401));
        assert!(compare(&small, &large).is_lt() && compare("a", "a").is_eq());
    }
}
