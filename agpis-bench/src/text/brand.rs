//! Brands that nobody has registered on purpose.

use crate::stream::Stream;

/// An invented brand as it is printed, and as Chinese titles spell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Brand {
    pub(crate) en: String,
    pub(crate) zh: String,
}

type Syllable = (&'static str, &'static str);

#[rustfmt::skip]
const START: [Syllable; 16] = [
    ("Nor", "诺"), ("Vel", "韦尔"), ("Kas", "卡斯"), ("Bri", "布里"), ("Tol", "托尔"), ("Mer", "梅"), ("Zan", "赞"),
    ("Lu", "露"), ("Fen", "芬"), ("Dra", "卓"), ("Os", "奥斯"), ("Pel", "佩"), ("Gri", "格里"), ("Hal", "哈尔"),
    ("Yor", "约"), ("Ve", "薇"),
];
#[rustfmt::skip]
const MIDDLE: [Syllable; 10] = [
    ("vi", "维"), ("na", "娜"), ("lo", "洛"), ("ri", "瑞"), ("ta", "塔"), ("mo", "莫"), ("be", "贝"), ("du", "杜"),
    ("", ""), ("", ""),
];
#[rustfmt::skip]
const END: [Syllable; 12] = [
    ("k", "克"), ("ra", "拉"), ("lin", "琳"), ("x", "斯"), ("dor", "多"), ("mi", "米"), ("sel", "赛"), ("to", "托"),
    ("via", "雅"), ("n", "恩"), ("que", "奎"), ("ro", "罗"),
];

/// A pronounceable brand.
pub(crate) fn brand(stream: &mut Stream) -> Brand {
    let syllables = [stream.pick(&START), stream.pick(&MIDDLE), stream.pick(&END)];
    Brand { en: syllables.map(|(en, _)| en).concat(), zh: syllables.map(|(_, zh)| zh).concat() }
}
