//! The 43 rules: what they are called, what they look at, how often they are broken.

use agpis_core::{Rule, RuleCategory, RuleSet};

use RuleCategory::{ImagePair, MultiImage, SingleImage};

use crate::text::{Language, Word};

/// Id, name, category, and how many of 1 000 sequences break it.
type Row = (&'static str, Word, RuleCategory, u32);

/// What feedback on a fault without a rule starts with.
const OTHER: Word = w("Other", "其他");

const fn w(en: &'static str, zh: &'static str) -> Word {
    Word { en, zh }
}

#[rustfmt::skip]
const TABLE: [Row; 43] = [
    ("S01", w("Watermark", "水印"), SingleImage, 12),
    ("S02", w("Added logo", "图片含LOGO"), SingleImage, 11),
    ("S03", w("Added text", "图片含文字"), SingleImage, 9),
    ("S04", w("Promotion banner or badge", "促销牛皮癣"), SingleImage, 11),
    ("S05", w("Border or frame", "边框"), SingleImage, 5),
    ("S06", w("Collage or inset", "拼图"), SingleImage, 6),
    ("S07", w("Contact details or QR code", "联系方式/二维码"), SingleImage, 4),
    ("S08", w("Blurry image", "图片模糊"), SingleImage, 7),
    ("S09", w("Low resolution", "分辨率低"), SingleImage, 4),
    ("S10", w("Bad cut-out", "抠图不净"), SingleImage, 5),
    ("S11", w("Too dark or overexposed", "曝光异常"), SingleImage, 5),
    ("S12", w("Colour cast or filter", "偏色/滤镜"), SingleImage, 3),
    ("S13", w("Cluttered background", "背景杂乱"), SingleImage, 9),
    ("S14", w("Hard shadow or reflection", "阴影过重"), SingleImage, 3),
    ("S15", w("Product too small", "主体过小"), SingleImage, 6),
    ("S16", w("Product cut off", "主体不完整"), SingleImage, 6),
    ("S17", w("Off-centre or tilted", "主体偏移"), SingleImage, 3),
    ("S18", w("Props, hands or other objects", "含道具/手"), SingleImage, 5),
    ("S19", w("Tag, hanger, packaging or mannequin", "吊牌/包装"), SingleImage, 3),
    ("S20", w("Placeholder or drawing", "占位图/手绘图"), SingleImage, 3),
    ("P01", w("Same image twice", "图片重复"), ImagePair, 7),
    ("P02", w("Nearly the same image", "图片近似"), ImagePair, 12),
    ("P03", w("Similar viewing angle", "角度重复"), ImagePair, 14),
    ("P04", w("Mirrored copy", "镜像图"), ImagePair, 4),
    ("P05", w("Duplicated content", "内容重复"), ImagePair, 9),
    ("P06", w("Different colours", "颜色不一致"), ImagePair, 10),
    ("P07", w("Different product", "款式不一致"), ImagePair, 6),
    ("P08", w("Inconsistent style", "风格不一致"), ImagePair, 3),
    ("P09", w("Inconsistent size", "大小不一致"), ImagePair, 2),
    ("P10", w("Different quantity", "数量不一致"), ImagePair, 3),
    ("M01", w("Detail before the whole", "首图为细节图"), MultiImage, 16),
    ("M02", w("Back or bottom first", "首图非正面"), MultiImage, 13),
    ("M03", w("No whole view", "缺少整体图"), MultiImage, 9),
    ("M04", w("No detail view", "缺少细节图"), MultiImage, 9),
    ("M05", w("No back view", "缺少背面图"), MultiImage, 8),
    ("M06", w("Too few angles", "角度不足"), MultiImage, 8),
    ("M07", w("No plain packshot", "缺少白底图"), MultiImage, 6),
    ("M08", w("Set not shown complete", "套装不完整"), MultiImage, 7),
    ("M09", w("Title and colour differ", "标题颜色不符"), MultiImage, 8),
    ("M10", w("Title and product type differ", "标题品类不符"), MultiImage, 4),
    ("M11", w("Title and material or pattern differ", "标题材质不符"), MultiImage, 4),
    ("M12", w("Title and quantity differ", "标题数量不符"), MultiImage, 5),
    ("M13", w("Item not in the title", "展示非售商品"), MultiImage, 3),
];

/// All 43 rules in class order, with their English names.
#[must_use]
pub fn rules() -> RuleSet {
    rules_in(Language::English)
}

/// All 43 rules in class order, with their names in this language.
///
/// # Panics
/// Never: the table holds valid rules.
#[must_use]
pub fn rules_in(language: Language) -> RuleSet {
    let rule = |&(id, name, category, _): &Row| Rule {
        id: id.to_owned(),
        name: name.of(language).to_owned(),
        category,
    };
    RuleSet::new(TABLE.iter().map(rule).collect()).expect("unique ids and names")
}

/// The name of a rule, as feedback starts with it; "Other" for an unknown one.
pub(crate) fn name(id: &str) -> Word {
    row(id).map_or(OTHER, |row| row.1)
}

/// The class index of a rule; 44, "other", for an unknown one.
pub(crate) fn class(id: &str) -> usize {
    TABLE.iter().position(|row| row.0 == id).unwrap_or(TABLE.len()) + 1
}

/// What has to be looked at to see that a rule is broken.
pub(crate) fn category(id: &str) -> Option<RuleCategory> {
    row(id).map(|row| row.2)
}

/// How many of 1 000 sequences break a rule; 0 for an unknown one.
pub(crate) fn weight(id: &str) -> u32 {
    row(id).map_or(0, |row| row.3)
}

/// The ids of all rules in class order.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.0)
}

fn row(id: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.0 == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_starts_with_another() {
        for language in [Language::English, Language::Chinese] {
            let names: Vec<&str> = ids().chain(["H01"]).map(|id| name(id).of(language)).collect();
            for (i, name) in names.iter().enumerate() {
                assert!(
                    names.iter().enumerate().all(|(j, other)| i == j || !other.starts_with(name)),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn weights_are_the_shares_of_the_categories() {
        let sum = |of| ids().filter(|id| category(id) == Some(of)).map(weight).sum::<u32>();
        assert_eq!([SingleImage, ImagePair, MultiImage].map(sum), [120, 70, 100]);
    }

    #[test]
    fn classes_follow_the_table() {
        assert!(ids().enumerate().all(|(i, id)| class(id) == i + 1));
        assert_eq!((class("H03"), category("H03"), weight("H03")), (44, None, 0));
    }
}
