//! What reviewers call the things they see: the words of [`Violation`](crate::rules::Violation)s.

use super::Word;
use crate::product::{Accessory, Material};
use crate::shot::{Cast, Cell, Edge, ExtraKind};

const fn w(en: &'static str, zh: &'static str) -> Word {
    Word { en, zh }
}

/// Sides of a product.
pub(crate) mod views {
    use super::{Word, w};

    pub(crate) const FRONT: Word = w("front", "正面");
    pub(crate) const SIDE: Word = w("side", "侧面");
    pub(crate) const BACK: Word = w("back", "背面");
    pub(crate) const TOP: Word = w("top", "顶部");
}

/// What is wrong with a picture, a pair or all of them.
pub(crate) mod what {
    use super::{Word, w};

    // S06
    pub(crate) const INSET: Word = w("an inset close-up", "小图特写");
    pub(crate) const SIDE_BY_SIDE: Word = w("two views side by side", "左右两张图");
    pub(crate) const GRID: Word = w("a four-picture grid", "四宫格");
    // S08
    pub(crate) const OUT_OF_FOCUS: Word = w("out of focus", "失焦");
    pub(crate) const MOTION_BLURRED: Word = w("motion-blurred", "有拖影");
    // S09
    pub(crate) const PIXELATED: Word = w("pixelated", "有明显像素块");
    // S10
    pub(crate) const FRINGE: Word = w("a coloured fringe", "彩边");
    pub(crate) const LEFTOVER: Word = w("left-over background", "残留背景");
    pub(crate) const JAGGED: Word = w("jagged steps", "锯齿");
    // S11
    pub(crate) const TOO_DARK: Word = w("too dark", "过暗");
    pub(crate) const OVEREXPOSED: Word = w("overexposed", "过曝");
    pub(crate) const FLAT_GREY: Word = w("flat grey", "灰蒙");
    // S12
    pub(crate) const YELLOW_TINT: Word = w("yellow", "黄");
    pub(crate) const BLUE_TINT: Word = w("blue", "蓝");
    pub(crate) const GREEN_TINT: Word = w("green", "绿");
    pub(crate) const PINK_TINT: Word = w("pink", "粉");
    // S13, M07
    pub(crate) const WOODEN_FLOOR: Word = w("a wooden floor", "木地板");
    pub(crate) const PATTERNED_CLOTH: Word = w("a patterned cloth", "花布");
    pub(crate) const SHELVES: Word = w("shelves", "货架");
    pub(crate) const GRASS: Word = w("grass", "草地");
    pub(crate) const SCENES: Word = w("a setting", "场景");
    // S14
    pub(crate) const HARD_SHADOW: Word = w("hard shadow", "生硬阴影");
    pub(crate) const MIRROR_IMAGE: Word = w("mirror image", "倒影");
    // S17
    pub(crate) const OFF_LEFT: Word = w("too far to the left", "偏左");
    pub(crate) const OFF_RIGHT: Word = w("too far to the right", "偏右");
    pub(crate) const TOO_HIGH: Word = w("too high", "偏上");
    pub(crate) const TOO_LOW: Word = w("too low", "偏下");
    pub(crate) const TILTED: Word = w("tilted", "歪斜");
    // S18
    pub(crate) const HAND: Word = w("hand", "手");
    pub(crate) const FLOWER: Word = w("flower", "花");
    pub(crate) const CUP: Word = w("cup", "杯子");
    pub(crate) const BOOK: Word = w("book", "书");
    pub(crate) const TOY: Word = w("toy", "玩具");
    // S19
    pub(crate) const TAG: Word = w("hang-tag", "吊牌");
    pub(crate) const HANGER: Word = w("hanger", "衣架");
    pub(crate) const POLYBAG: Word = w("polybag", "塑料袋");
    pub(crate) const STAND: Word = w("display stand", "展示架");
    // S20
    pub(crate) const PLACEHOLDER: Word = w("grey placeholder", "灰色占位图");
    pub(crate) const LINE_DRAWING: Word = w("line drawing", "线稿图");
    pub(crate) const FLAT_DRAWING: Word = w("flat drawing", "平涂插画");
    // P02
    pub(crate) const SLIGHTLY_CROPPED: Word = w("slightly cropped", "略微裁剪");
    pub(crate) const SLIGHTLY_BRIGHTER: Word = w("slightly brighter", "略微调亮");
    pub(crate) const SLIGHTLY_DARKER: Word = w("slightly darker", "略微调暗");
    pub(crate) const ZOOMED_IN: Word = w("zoomed in", "局部放大");
    pub(crate) const ZOOMED_OUT: Word = w("zoomed out", "整体缩小");
    pub(crate) const ON_ANOTHER_GROUND: Word = w("on another ground", "换了背景");
    // P05
    pub(crate) const DETAIL: Word = w("detail", "细节");
    pub(crate) const CLOSE_UP: Word = w("close-up", "特写");
    // P05, P08
    pub(crate) const BACKGROUND: Word = w("background", "背景");
    // P07
    pub(crate) const SHAPES: Word = w("shapes", "外形");
    pub(crate) const PATTERNS: Word = w("patterns", "图案");
    // P08
    pub(crate) const LIGHT: Word = w("light", "光线");
    // P09
    pub(crate) const LARGER: Word = w("larger", "大");
    pub(crate) const SMALLER: Word = w("smaller", "小");
    // M03
    pub(crate) const CLOSE_UPS: Word = w("close-ups", "特写");
    // M11: no pattern
    pub(crate) const PLAIN: Word = w("plain", "纯色");
    // H01
    pub(crate) const STRETCHED: Word = w("stretched", "拉宽");
    pub(crate) const SQUEEZED: Word = w("squeezed", "压窄");
}

/// `1` to `9`; more is as many as nine.
pub(crate) fn number(n: u32) -> Word {
    const DIGITS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let digit = DIGITS[n.clamp(1, 9) as usize - 1];
    w(digit, digit)
}

/// The number in front of a Chinese measure word.
pub(crate) fn spelled(n: u32) -> &'static str {
    const WORDS: [&str; 9] = ["一", "两", "三", "四", "五", "六", "七", "八", "九"];
    WORDS[n.clamp(1, 9) as usize - 1]
}

/// A share in steps of 5 %, from `5%` to `90%`.
pub(crate) fn percent(share: f32) -> Word {
    const STEPS: [&str; 18] = [
        "5%", "10%", "15%", "20%", "25%", "30%", "35%", "40%", "45%", "50%", "55%", "60%", "65%", "70%",
        "75%", "80%", "85%", "90%",
    ];
    let step = (share * 20.0 + 0.5) as usize;
    let text = STEPS[step.clamp(1, STEPS.len()) - 1];
    w(text, text)
}

/// The piece of a set that no picture shows, counted from 1.
pub(crate) fn missing_piece(n: u32) -> Word {
    match n {
        0..=2 => w("the second piece", "第二件"),
        3 => w("the third piece", "第三件"),
        4 => w("the fourth piece", "第四件"),
        5 => w("the fifth piece", "第五件"),
        _ => w("the last piece", "最后一件"),
    }
}

/// The accessory that no picture shows.
pub(crate) fn missing_accessory(accessory: Accessory) -> Word {
    match accessory {
        Accessory::GiftBox => w("the gift box", "礼盒"),
        Accessory::Pouch => w("the pouch", "收纳袋"),
        Accessory::Cloth => w("the cleaning cloth", "擦布"),
        Accessory::Tray => w("the tray", "托盘"),
        Accessory::Candle => w("the candle", "蜡烛"),
    }
}

/// The plainest word for a material.
pub(crate) fn material(material: Material) -> Word {
    match material {
        Material::Ceramic => w("ceramic", "陶瓷"),
        Material::Metal => w("metal", "金属"),
        Material::Wood => w("wooden", "木质"),
        Material::Leather => w("leather", "皮质"),
        Material::Fabric => w("fabric", "布艺"),
        Material::Plastic => w("plastic", "塑料"),
        Material::Glass => w("glass", "玻璃"),
        Material::Paper => w("paper", "纸质"),
    }
}

/// What does not belong in a picture.
pub(crate) fn extra(kind: ExtraKind) -> Word {
    match kind {
        ExtraKind::Hand => what::HAND,
        ExtraKind::Flower => what::FLOWER,
        ExtraKind::Cup => what::CUP,
        ExtraKind::Book => what::BOOK,
        ExtraKind::Toy => what::TOY,
        ExtraKind::Tag => what::TAG,
        ExtraKind::Hanger => what::HANGER,
        ExtraKind::Polybag => what::POLYBAG,
        ExtraKind::Stand => what::STAND,
    }
}

/// The colour that lies over a picture.
pub(crate) fn cast(cast: Cast) -> Word {
    match cast {
        Cast::Yellow => what::YELLOW_TINT,
        Cast::Blue => what::BLUE_TINT,
        Cast::Green => what::GREEN_TINT,
        Cast::Pink => what::PINK_TINT,
    }
}

/// What a careless cut-out left.
pub(crate) fn edge(edge: Edge) -> Word {
    match edge {
        Edge::Fringe => what::FRINGE,
        Edge::Leftover => what::LEFTOVER,
        Edge::Jagged => what::JAGGED,
    }
}

/// Where something is.
pub(crate) fn location(cell: Cell) -> Word {
    match cell {
        Cell::Whole => w("over the whole image", "全图"),
        Cell::Part(0, 0) => w("at the top left", "左上角"),
        Cell::Part(1, 0) => w("at the top", "上方"),
        Cell::Part(_, 0) => w("at the top right", "右上角"),
        Cell::Part(0, 1) => w("on the left", "左侧"),
        Cell::Part(1, 1) => w("in the middle", "中间"),
        Cell::Part(_, 1) => w("on the right", "右侧"),
        Cell::Part(0, _) => w("at the bottom left", "左下角"),
        Cell::Part(1, _) => w("at the bottom", "下方"),
        Cell::Part(..) => w("at the bottom right", "右下角"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_five_percent() {
        let words = [0.0, 0.07, 0.08, 0.123, 0.5, 0.98].map(|share| percent(share).en);
        assert_eq!(words, ["5%", "5%", "10%", "10%", "50%", "90%"]);
    }

    #[test]
    fn numbers_end_at_nine() {
        assert_eq!([1, 9, 40].map(|n| number(n).zh), ["1", "9", "9"]);
        assert_eq!([2, 3].map(spelled), ["两", "三"]);
    }
}
