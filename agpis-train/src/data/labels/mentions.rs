//! Which images of a sequence a text speaks of.

/// The images that a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// 0-based positions in the sequence, ascending, each once.
    pub images: Vec<usize>,
    /// How many numbers name no image of the sequence.
    pub outside: usize,
}

const NOUNS: [&str; 9] =
    ["image", "picture", "photo", "pic", "img", "place", "position", "slot", "photograph"];
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const CHINESE: &str = "一二三四五六七八九十";
/// More digits name no image.
const MAX_DIGITS: usize = 4;

/// The images that a normalised text names, of a sequence of `length`.
///
/// `image 2`, `images 1, 2 and 3`, `picture #2`, `photo no. 2`, `the second image`, `2nd image`, `all images`;
/// `第2张`, `第二张`, `第1、3张`, `图2`, `首图`, `主图`, `所有图片`, `全部图片`. A list counts only behind a plural:
/// "image 2, 3 logos" is about one image.
pub(super) fn mentions(text: &[char], length: usize) -> Mentions {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let read = english(text, at, length).or_else(|| chinese(text, at, length));
        match read {
            Some((found, end)) => {
                numbers.extend(found);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    let outside = numbers.iter().filter(|&&number| number == 0 || number > length).count();
    let mut images: Vec<usize> =
        numbers.into_iter().filter(|n| (1..=length).contains(n)).map(|n| n - 1).collect();
    images.sort_unstable();
    images.dedup();
    Mentions { images, outside }
}

/// 1-based numbers, and where the mention ends.
type Found = Option<(Vec<usize>, usize)>;

fn english(text: &[char], at: usize, length: usize) -> Found {
    if at > 0 && text[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    if let Some((plural, end)) = noun(text, at) {
        return numbers_behind(text, end, plural);
    }
    if let Some(end) =
        word(text, at, "all").and_then(|end| noun(text, spaces(text, end))).map(|found| found.1)
    {
        return Some(((1..=length).collect(), end));
    }
    let (number, end) = ordinal(text, at)?;
    let (_, end) = noun(text, spaces(text, end))?;
    Some((vec![number], end))
}

/// Numbers behind "image" or "images".
fn numbers_behind(text: &[char], end: usize, plural: bool) -> Found {
    let (first, mut end) = number(text, sign(text, spaces(text, end)))?;
    let mut numbers = vec![first];
    while plural && let Some((next, after)) = separator(text, end).and_then(|at| number(text, at)) {
        numbers.push(next);
        end = after;
    }
    Some((numbers, end))
}

fn chinese(text: &[char], at: usize, length: usize) -> Found {
    for (word, numbers) in [
        ("首图", vec![1]),
        ("主图", vec![1]),
        ("所有图片", (1..=length).collect()),
        ("全部图片", (1..=length).collect()),
    ] {
        if let Some(end) = literal(text, at, word) {
            return Some((numbers, end));
        }
    }
    if let Some(end) = literal(text, at, "图") {
        return number(text, spaces(text, end)).map(|(number, end)| (vec![number], end));
    }
    let mut end = literal(text, at, "第")?;
    let mut numbers = Vec::new();
    loop {
        let (number, after) = any_number(text, end)?;
        numbers.push(number);
        end = after;
        match literals(text, end, &["张", "幅", "图"]) {
            Some(end) => return Some((numbers, end)),
            None => end = literals(text, end, &["、", ",", "和", "与", "及"])?,
        }
    }
}

/// Whether there is a noun for image, whether it is a plural, and where it ends.
fn noun(text: &[char], at: usize) -> Option<(bool, usize)> {
    NOUNS.iter().find_map(|noun| {
        let end = literal(text, at, noun)?;
        let plural = text.get(end) == Some(&'s');
        let end = end + usize::from(plural);
        (!text.get(end).is_some_and(char::is_ascii_alphabetic)).then_some((plural, end))
    })
}

/// "second" or "2nd".
fn ordinal(text: &[char], at: usize) -> Option<(usize, usize)> {
    let by_word = (1..).zip(ORDINALS).find_map(|(n, name)| Some((n, word(text, at, name)?)));
    by_word.or_else(|| {
        let (n, end) = number(text, at)?;
        let end = ["st", "nd", "rd", "th"].iter().find_map(|ending| word(text, end, ending))?;
        Some((n, end))
    })
}

/// The "#" or "no." in front of a number.
fn sign(text: &[char], at: usize) -> usize {
    let end = literals(text, at, &["#", "no.", "no ", "number "]).unwrap_or(at);
    spaces(text, end)
}

/// What stands between two numbers of a list.
fn separator(text: &[char], at: usize) -> Option<usize> {
    let mut end = spaces(text, at);
    let comma = literals(text, end, &[",", "/", "&", "+"]);
    end = spaces(text, comma.unwrap_or(end));
    let and = word(text, end, "and").or_else(|| word(text, end, "or"));
    if comma.is_none() && and.is_none() {
        return None;
    }
    let end = spaces(text, and.unwrap_or(end));
    let again = noun(text, end).map_or(end, |found| found.1);
    Some(sign(text, spaces(text, again)))
}

fn any_number(text: &[char], at: usize) -> Option<(usize, usize)> {
    let by_word = || {
        let number = CHINESE.chars().position(|c| Some(&c) == text.get(at))? + 1;
        Some((number, at + 1))
    };
    number(text, at).or_else(by_word)
}

fn number(text: &[char], at: usize) -> Option<(usize, usize)> {
    let digits: String = text.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).collect();
    if digits.len() > MAX_DIGITS {
        return None;
    }
    Some((digits.parse().ok()?, at + digits.len()))
}

fn spaces(text: &[char], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|&&c| c == ' ').count()
}

fn word(text: &[char], at: usize, word: &str) -> Option<usize> {
    literal(text, at, word).filter(|&end| !text.get(end).is_some_and(|c| c.is_ascii_alphanumeric()))
}

fn literals(text: &[char], at: usize, all: &[&str]) -> Option<usize> {
    all.iter().find_map(|one| literal(text, at, one))
}

fn literal(text: &[char], at: usize, literal: &str) -> Option<usize> {
    let mut end = at;
    for c in literal.chars() {
        if text.get(end) != Some(&c) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::super::text::normal;
    use super::mentions;

    #[test]
    fn images_are_found_as_people_name_them() {
        for (text, expected) in [
            ("Image 2 has a logo", vec![1]),
            ("images 1, 2 and 3 are blurry", vec![0, 1, 2]),
            ("images 1 and 3", vec![0, 2]),
            ("compare image 1 with image 3", vec![0, 2]),
            ("picture #2, photo no. 3", vec![1, 2]),
            ("image 2, 3 logos", vec![1]),
            ("the second image and the 3rd picture", vec![1, 2]),
            ("ALL images", vec![0, 1, 2]),
            ("the picture in place 3 is pixelated", vec![2]),
            ("第２张图有水印", vec![1]),
            ("第二张和第3张", vec![1, 2]),
            ("第1、3张图", vec![0, 2]),
            ("首图模糊", vec![0]),
            ("图2、图3", vec![1, 2]),
            ("所有图片都有", vec![0, 1, 2]),
            ("the images", vec![]),
            ("imagery 2, 1 image, two images", vec![]),
            ("三张图", vec![]),
            ("第十一张", vec![]),
            ("photograph 1", vec![0]),
        ] {
            assert_eq!(mentions(&normal(text), 3).images, expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_no_image_are_counted() {
        let found = mentions(&normal("image 0, image 4 and image 99999999999999999999"), 3);
        assert_eq!((found.images, found.outside), (vec![], 2));
    }
}
