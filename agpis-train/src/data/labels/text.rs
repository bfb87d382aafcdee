//! Text as names are looked for in it: one form for all ways to write the same.

use tokenizers::NormalizedString;

/// Unicode's NFKC in lower case, with one space for all white space, one hyphen for all hyphens, and without what has
/// no width.
pub(super) fn normal(text: &str) -> Vec<char> {
    let mut normalized = NormalizedString::from(text);
    normalized.nfkc().lowercase();
    let mut normal: Vec<char> = Vec::new();
    for c in normalized.get().chars().filter(|&c| !has_no_width(c)).map(unified) {
        if c != ' ' || normal.last().is_some_and(|&last| last != ' ') {
            normal.push(c);
        }
    }
    if normal.last() == Some(&' ') {
        normal.pop();
    }
    normal
}

fn unified(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Whether a character belongs to a word that ends at a boundary. Chinese, Japanese and Korean are written without
/// any.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_of_cjk(c)
}

fn is_of_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `name` stands in `text` at `start`, as whole words.
pub(super) fn stands_at(text: &[char], start: usize, name: &[char]) -> bool {
    let end = start + name.len();
    if name.is_empty() || text.get(start..end) != Some(name) {
        return false;
    }
    let free = |inside: Option<&char>, outside: Option<&char>| {
        !(inside.is_some_and(|&c| is_of_word(c)) && outside.is_some_and(|&c| is_of_word(c)))
    };
    free(name.first(), text[..start].last()) && free(name.last(), text.get(end))
}

#[cfg(test)]
mod tests {
    use super::{normal, stands_at};

    fn text(text: &str) -> String {
        normal(text).into_iter().collect()
    }

    #[test]
    fn ways_to_write_the_same_are_the_same() {
        assert_eq!(text("  Off‑Centre \u{200b}OR\t\ntilted "), "off-centre or tilted");
        assert_eq!(text("图片含ＬＯＧＯ：第２张"), "图片含logo:第2张");
        assert_eq!(text("\u{3000}ﬁlter\u{a0}"), "filter");
    }

    #[test]
    fn words_are_whole_and_chinese_needs_no_boundary() {
        let at = |all: &str, start, name: &str| stands_at(&normal(all), start, &normal(name));
        assert!(at("a border.", 2, "border") && at("border", 0, "Border"));
        assert!(!at("aborder", 1, "border") && !at("borders", 0, "border"));
        assert!(at("有水印吗", 1, "水印") && at("含logo的图", 1, "logo") && !at("含logos", 1, "logo"));
        assert!(!at("bord", 0, "border") && !at("x", 1, "x"));
    }
}
