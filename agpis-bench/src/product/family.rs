//! The kinds of things there are.

use crate::render::mesh::Mesh;
use crate::stream::Stream;

use super::Material::{self, Ceramic, Fabric, Glass, Leather, Metal, Paper, Plastic, Wood};
use super::{bags, clothes, containers, devices, footwear, furniture, kitchen, worn};
use crate::text::Word;

/// What the bench knows of a family.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) nouns: &'static [Word],
    pub(crate) materials: &'static [(Word, Material)],
    pub(crate) attributes: &'static [Word],
    pub(crate) need: Need,
    /// Whether it is also sold in twos, threes and fours.
    pub(crate) in_sets: bool,
    pub(crate) build: fn(&mut Stream) -> Mesh,
}

/// What a sequence of a family has to hold beside a view of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing in particular.
    Nothing,
    /// A close look, at what the word says.
    Detail(Word),
    /// A view from behind, or of what the word says.
    Back(Word),
}

const fn w(en: &'static str, zh: &'static str) -> Word {
    Word { en, zh }
}

macro_rules! families {
    ($($name:ident $text:literal $nouns:expr, $materials:expr, $attributes:expr, $need:expr, $sets:expr, $build:path;)*) => {
        /// A kind of thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Family { $($name),* }

        impl Family {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            pub(crate) fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$name => const {
                        &Spec {
                            name: $text,
                            nouns: &$nouns,
                            materials: &$materials,
                            attributes: &$attributes,
                            need: $need,
                            in_sets: $sets,
                            build: $build,
                        }
                    }),*
                }
            }
        }
    };
}

families! {
    Mug "mug" [w("mug", "马克杯"), w("coffee mug", "咖啡杯")],
        [(w("ceramic", "陶瓷"), Ceramic), (w("enamel", "搪瓷"), Metal), (w("glass", "玻璃"), Glass)],
        [w("350 ml", "350毫升"), w("dishwasher safe", "可进洗碗机"), w("for coffee", "喝咖啡用")],
        Need::Nothing, true, containers::mug;
    Bottle "bottle" [w("bottle", "水杯"), w("water bottle", "保温杯")],
        [(w("steel", "不锈钢"), Metal), (w("plastic", "塑料"), Plastic), (w("glass", "玻璃"), Glass)],
        [w("500 ml", "500毫升"), w("leakproof", "防漏"), w("1 litre", "1升")],
        Need::Nothing, true, containers::bottle;
    Jar "jar" [w("jar", "储物罐"), w("storage jar", "密封罐")],
        [(w("stoneware", "粗陶"), Ceramic), (w("glass", "玻璃"), Glass), (w("wooden", "木质"), Wood)],
        [w("airtight", "密封"), w("800 ml", "800毫升"), w("for the kitchen", "厨房用")],
        Need::Nothing, true, containers::jar;
    Kettle "kettle" [w("kettle", "烧水壶"), w("tea kettle", "电热水壶")],
        [(w("steel", "不锈钢"), Metal), (w("ceramic", "陶瓷"), Ceramic), (w("glass", "玻璃"), Glass)],
        [w("1.7 litre", "1.7升"), w("whistling", "鸣笛"), w("for all hobs", "通用炉灶")],
        Need::Nothing, false, kitchen::kettle;
    Carton "box" [w("storage box", "收纳盒"), w("keepsake box", "礼物盒")],
        [(w("cardboard", "纸质"), Paper), (w("plastic", "塑料"), Plastic), (w("wooden", "木质"), Wood)],
        [w("with lid", "带盖"), w("stackable", "可叠放"), w("medium", "中号")],
        Need::Nothing, true, containers::carton;
    Chair "chair" [w("chair", "椅子"), w("dining chair", "餐椅")],
        [(w("plastic", "塑料"), Plastic), (w("wooden", "木质"), Wood), (w("fabric", "布艺"), Fabric)],
        [w("stackable", "可叠放"), w("for indoors", "室内"), w("ergonomic", "人体工学")],
        Need::Nothing, true, furniture::chair;
    Desk "desk" [w("desk", "书桌"), w("writing desk", "写字台")],
        [(w("wooden", "木质"), Wood), (w("laminate", "板材"), Plastic), (w("metal", "金属"), Metal)],
        [w("with drawer", "带抽屉"), w("120 cm", "120厘米"), w("easy to mount", "易安装")],
        Need::Nothing, false, furniture::desk;
    Lamp "lamp" [w("lamp", "台灯"), w("table lamp", "床头灯")],
        [(w("fabric", "布艺"), Fabric), (w("metal", "金属"), Metal), (w("paper", "纸质"), Paper)],
        [w("with switch", "带开关"), w("dimmable", "可调光"), w("warm light", "暖光")],
        Need::Nothing, false, furniture::lamp;
    Cushion "cushion" [w("cushion", "靠垫"), w("sofa cushion", "沙发抱枕")],
        [(w("cotton", "棉质"), Fabric), (w("leather", "真皮"), Leather)],
        [w("45 cm", "45厘米"), w("washable", "可水洗"), w("with zip", "带拉链")],
        Need::Back(w("back", "背面")), true, furniture::cushion;
    Backpack "backpack" [w("backpack", "双肩包"), w("school backpack", "书包")],
        [(w("canvas", "帆布"), Fabric), (w("nylon", "尼龙"), Plastic), (w("leather", "真皮"), Leather)],
        [w("20 litre", "20升"), w("waterproof", "防水"), w("padded", "加厚")],
        Need::Back(w("straps", "背带")), false, bags::backpack;
    Tote "tote" [w("tote bag", "托特包"), w("shoulder bag", "单肩包")],
        [(w("canvas", "帆布"), Fabric), (w("leather", "真皮"), Leather), (w("paper", "纸质"), Paper)],
        [w("with zip", "带拉链"), w("large", "大号"), w("for every day", "日常用")],
        Need::Detail(w("fabric", "面料")), false, bags::tote;
    Shoe "shoe" [w("shoe", "鞋子"), w("sneaker", "运动鞋")],
        [(w("leather", "真皮"), Leather), (w("canvas", "帆布"), Fabric), (w("rubber", "橡胶"), Plastic)],
        [w("lightweight", "轻便"), w("non-slip", "防滑"), w("for running", "跑步")],
        Need::Detail(w("sole", "鞋底")), true, footwear::shoe;
    Tee "tee" [w("t-shirt", "T恤"), w("tee", "短袖")],
        [(w("cotton", "棉质"), Fabric), (w("leather", "皮质"), Leather)],
        [w("crew neck", "圆领"), w("regular fit", "常规版"), w("summer", "夏季")],
        Need::Detail(w("label", "标签")), false, clothes::tee;
    Phone "phone" [w("phone", "手机"), w("smartphone", "智能手机")],
        [(w("aluminium", "铝合金"), Metal), (w("glass", "玻璃"), Glass), (w("plastic", "塑料"), Plastic)],
        [w("128 GB", "128G"), w("fast charging", "快充"), w("6 inch", "6英寸")],
        Need::Back(w("camera side", "摄像头面")), false, devices::phone;
    Speaker "speaker" [w("speaker", "音箱"), w("bluetooth speaker", "蓝牙音箱")],
        [(w("plastic", "塑料"), Plastic), (w("wooden", "木质"), Wood), (w("fabric", "布艺"), Fabric)],
        [w("wireless", "无线"), w("20 W", "20瓦"), w("with bass port", "低音孔")],
        Need::Nothing, true, devices::speaker;
    Camera "camera" [w("camera", "相机"), w("compact camera", "便携相机")],
        [(w("plastic", "塑料"), Plastic), (w("metal", "金属"), Metal), (w("leather", "皮革"), Leather)],
        [w("24 MP", "2400万像素"), w("with zoom", "可变焦"), w("for travel", "旅行")],
        Need::Back(w("screen", "屏幕面")), false, devices::camera;
    Clock "clock" [w("alarm clock", "闹钟"), w("desk clock", "座钟")],
        [(w("metal", "金属"), Metal), (w("plastic", "塑料"), Plastic), (w("wooden", "木质"), Wood)],
        [w("silent", "静音"), w("with light", "夜光"), w("battery powered", "电池款")],
        Need::Nothing, false, devices::clock;
    Pan "pan" [w("pan", "平底锅"), w("saucepan", "奶锅")],
        [(w("steel", "不锈钢"), Metal), (w("ceramic", "陶瓷"), Ceramic), (w("glass", "玻璃"), Glass)],
        [w("24 cm", "24厘米"), w("non-stick", "不粘"), w("oven safe", "可入烤箱")],
        Need::Nothing, true, kitchen::pan;
    Boot "boot" [w("boot", "靴子"), w("ankle boot", "短靴")],
        [(w("leather", "真皮"), Leather), (w("rubber", "橡胶"), Plastic), (w("felt", "毛毡"), Fabric)],
        [w("lined", "加绒"), w("for winter", "冬季"), w("with side zip", "侧拉链")],
        Need::Detail(w("sole", "鞋底")), true, footwear::boot;
    Watch "watch" [w("watch", "手表"), w("wristwatch", "腕表")],
        [(w("leather", "真皮"), Leather), (w("steel", "不锈钢"), Metal), (w("canvas", "帆布"), Fabric)],
        [w("quartz", "石英"), w("5 bar", "50米防水"), w("38 mm", "38毫米")],
        Need::Back(w("buckle", "表扣")), false, worn::watch;
    Headphones "headphones" [w("headphones", "耳机"), w("headset", "头戴式耳机")],
        [(w("plastic", "塑料"), Plastic), (w("leather", "皮革"), Leather), (w("wooden", "木质"), Wood)],
        [w("noise cancelling", "降噪"), w("foldable", "可折叠"), w("30 hours", "续航30小时")],
        Need::Nothing, false, worn::headphones;
    Glasses "glasses" [w("sunglasses", "太阳镜"), w("shades", "墨镜")],
        [(w("acetate", "板材"), Plastic), (w("titanium", "钛金属"), Metal), (w("wooden", "木质"), Wood)],
        [w("UV 400", "防紫外线"), w("polarised", "偏光"), w("for driving", "驾驶用")],
        Need::Nothing, false, worn::glasses;
    Sofa "sofa" [w("sofa", "沙发"), w("couch", "长沙发")],
        [(w("linen", "亚麻"), Fabric), (w("leather", "真皮"), Leather)],
        [w("for the living room", "客厅用"), w("removable covers", "可拆洗"), w("with cushion", "含抱枕")],
        Need::Nothing, false, furniture::sofa;
    Teapot "teapot" [w("teapot", "茶壶"), w("teapot for loose tea", "泡茶壶")],
        [(w("porcelain", "瓷质"), Ceramic), (w("cast iron", "铸铁"), Metal), (w("glass", "玻璃"), Glass)],
        [w("900 ml", "900毫升"), w("with strainer", "带滤网"), w("for four cups", "四杯量")],
        Need::Nothing, false, kitchen::teapot;
}

impl Family {
    /// Never in the train, validation and test splits: only a test of families that nobody trained on
    /// draws them.
    pub const HELD_OUT: [Self; 3] = [Self::Headphones, Self::Sofa, Self::Watch];

    /// All but the held-out ones, in the order of [`Family::ALL`].
    pub fn trained() -> impl Iterator<Item = Self> + Clone {
        Self::ALL.iter().copied().filter(|family| !Self::HELD_OUT.contains(family))
    }

    /// A short name, such as `mug`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether it is hardly more than a front and a back: from the side or above there is nothing to see.
    #[must_use]
    pub fn is_flat(self) -> bool {
        matches!(self, Self::Tee | Self::Cushion | Self::Phone)
    }

    /// What titles call it.
    #[must_use]
    pub fn nouns(self) -> &'static [Word] {
        self.spec().nouns
    }

    /// What a sequence of it has to hold beside a view of the whole.
    #[must_use]
    pub fn need(self) -> Need {
        self.spec().need
    }
}

#[cfg(test)]
mod tests {
    use super::Family;

    #[test]
    fn no_two_families_share_a_noun() {
        for (i, family) in Family::ALL.iter().enumerate() {
            for noun in family.nouns() {
                let others = Family::ALL[..i].iter().flat_map(|other| other.nouns());
                assert!(others.into_iter().all(|o| o.en != noun.en && o.zh != noun.zh), "{noun:?}");
            }
        }
    }

    #[test]
    fn three_families_are_held_out() {
        assert_eq!(Family::trained().count() + Family::HELD_OUT.len(), Family::ALL.len());
        assert!(Family::trained().all(|family| !Family::HELD_OUT.contains(&family)));
    }
}
