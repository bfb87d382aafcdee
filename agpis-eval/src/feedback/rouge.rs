//! ROUGE-L of a text against a reference (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries").

/// Texts are compared up to this many tokens, far more than a feedback has: the comparison takes the product of
/// both lengths, and texts come from strangers.
pub const MAX_TOKENS: usize = 512;

/// The F1 of ROUGE-L, in 0..=1: of the longest common subsequence of tokens, its share of `written` (precision)
/// and of `reference` (recall). 0 if either has no token.
///
/// On ASCII texts it is what the `rouge-score` package computes without its stemmer.
#[must_use]
pub fn rouge_l(reference: &str, written: &str) -> f64 {
    let (reference, written) = (tokens(reference), tokens(written));
    let common = longest_common_subsequence(&reference, &written) as f64;
    if common == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (common / written.len() as f64, common / reference.len() as f64);
    2.0 * precision * recall / (precision + recall)
}

/// The first [`MAX_TOKENS`] tokens of a text, in lower case: in scripts with an alphabet, Korean included, runs of
/// letters and digits; of Chinese characters and Japanese kana, which are written without spaces, each by itself.
/// Everything else separates.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        if character.is_alphanumeric() && !stands_alone(character) {
            word.extend(character.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            tokens.push(std::mem::take(&mut word));
        }
        if stands_alone(character) {
            tokens.push(character.to_string());
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens.truncate(MAX_TOKENS);
    tokens
}

fn stands_alone(character: char) -> bool {
    matches!(u32::from(character),
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// By rows of the usual table, of which only the last is kept.
fn longest_common_subsequence(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for left in a {
        let mut diagonal = 0;
        for (j, right) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if left == right { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{MAX_TOKENS, rouge_l, tokens};

    #[test]
    fn it_is_that_of_the_rouge_score_package() {
        // `RougeScorer(["rougeL"], use_stemmer=False)` of rouge-score 0.1.2: reference, written, fmeasure.
        let cases = [
            (
                "logo on the first image: please remove it",
                "Logo on the first image; remove the logo, please",
                0.705_882_352_941_176_5,
            ),
            ("the cat sat on the mat", "the cat was on the mat", 0.833_333_333_333_333_4),
            ("background is not white", "image 3 repeats image 1", 0.0),
            ("Text covers more than 30% of image 2.", "Text covers 30% of image 2", 0.857_142_857_142_857_1),
            ("a", "a", 1.0),
            ("", "something", 0.0),
            ("watermark", "", 0.0),
        ];
        for (reference, written, expected) in cases {
            let actual = rouge_l(reference, written);
            assert!((actual - expected).abs() < 1e-12, "{reference:?}, {written:?}: {actual} for {expected}");
        }
    }

    #[test]
    fn chinese_characters_are_tokens_of_their_own() {
        assert_eq!(tokens("图片2有Logo，请删除"), ["图", "片", "2", "有", "logo", "请", "删", "除"]);
        // Common: 图 有 水 印, of five written and five expected.
        assert!((rouge_l("主图有水印", "图中有水印") - 0.8).abs() < 1e-12);
    }

    #[test]
    fn letters_of_any_alphabet_make_words() {
        assert_eq!(tokens("Größe: ÜBER-groß, 로고 제거"), ["größe", "über", "groß", "로고", "제거"]);
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "a ".repeat(MAX_TOKENS * 2);
        assert_eq!(tokens(&long).len(), MAX_TOKENS);
        assert_eq!(tokens(&"图".repeat(MAX_TOKENS * 2)).len(), MAX_TOKENS);
        assert_eq!(rouge_l(&long, &long), 1.0);
    }
}
