//! Text of strangers in an SVG: escaped, and broken into lines that fit.

/// Without characters that XML forbids, and the others escaped.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().filter(|&c| is_xml(c)).fold(String::new(), |mut all, c| {
        match c {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            c if c.is_whitespace() => all.push(' '),
            c => all.push(c),
        }
        all
    })
}

fn is_xml(c: char) -> bool {
    c.is_whitespace() || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// At most `lines` lines of about `width` Latin letters; what is cut off leaves an ellipsis.
pub(crate) fn wrapped(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    // More than fits into any number of lines is not looked at.
    for piece in text.split_whitespace().flat_map(|word| pieces(word, width)).take(lines * width + 1) {
        let last = all.last_mut().expect("there is always a line");
        let space = usize::from(!last.is_empty());
        if breadth(last) + space + breadth(&piece) <= width {
            last.push_str(&" ".repeat(space));
            last.push_str(&piece);
        } else {
            all.push(piece);
        }
    }
    if all.len() > lines {
        all.truncate(lines);
        if let Some(last) = all.last_mut() {
            while breadth(last) + 1 > width && last.pop().is_some() {}
            last.push('…');
        }
    }
    all
}

/// A word that is longer than a line, cut into pieces.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut used = 0;
    for c in word.chars().take(4096) {
        let wide = breadth_of(c);
        if used + wide > width.max(2) {
            all.push(String::new());
            used = 0;
        }
        if let Some(last) = all.last_mut() {
            last.push(c);
        }
        used += wide;
    }
    all
}

fn breadth(text: &str) -> usize {
    text.chars().map(breadth_of).sum()
}

/// Han, kana, hangul and emoji are twice as wide as Latin letters.
fn breadth_of(c: char) -> usize {
    1 + usize::from(
        matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x1f300..=0x1faff),
    )
}
