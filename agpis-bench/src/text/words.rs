//! Invented names, and the phrases of shop signs.

use crate::stream::Stream;

/// A pronounceable brand that nobody has registered on purpose.
pub(crate) fn brand(stream: &mut Stream) -> String {
    const START: [&str; 16] = [
        "Nor", "Vel", "Kas", "Bri", "Tol", "Mer", "Zan", "Lu", "Fen", "Dra", "Os", "Pel", "Gri", "Hal",
        "Yor", "Ve",
    ];
    const MIDDLE: [&str; 10] = ["vi", "na", "lo", "ri", "ta", "mo", "be", "du", "", ""];
    const END: [&str; 12] = ["k", "ra", "lin", "x", "dor", "mi", "sel", "to", "via", "n", "que", "ro"];
    [stream.pick(&START), stream.pick(&MIDDLE), stream.pick(&END)].concat()
}

pub(crate) const MARKS: [&str; 8] =
    ["SAMPLE", "shop-photo", "DO NOT COPY", "STOCK", "(c) seller", "PREVIEW", "www.shop.com", "BestStore"];
pub(crate) const SLOGANS: [&str; 12] = [
    "Premium quality",
    "Easy to clean",
    "NEW DESIGN",
    "100% natural",
    "Size: 30 x 20",
    "Soft and light",
    "Made to last",
    "For every day",
    "Perfect gift",
    "WATERPROOF",
    "Top material",
    "Great comfort",
];
pub(crate) const OFFERS: [&str; 12] =
    ["SALE", "-50%", "-20%", "HOT", "NEW", "$9.99", "TOP", "GIFT", "2+1", "BEST", "-30%", "DEAL"];
pub(crate) const BANNERS: [&str; 8] = [
    "FREE SHIPPING",
    "ONLY TODAY -40%",
    "BIG SALE $19.90",
    "BUY 2 GET 1",
    "LIMITED OFFER",
    "HOT DEAL $5.50",
    "SUPER SALE",
    "FREE GIFT",
];
