//! The phrases of shop signs.

use crate::stream::Stream;

/// A brand on a sign.
pub(crate) fn brand(stream: &mut Stream) -> String {
    super::brand(stream).en
}

pub(crate) const MARKS: [&str; 8] =
    ["SAMPLE", "shop-photo", "DO NOT COPY", "STOCK", "(c) seller", "PREVIEW", "www.shop.com", "BestStore"];
/// Marks of the overlays that are held out of training.
pub(crate) const RARE_MARKS: [&str; 5] = ["PROOF ONLY", "my-gallery", "NOT FOR SALE", "IMG BANK", "DRAFT"];

pub(crate) const FEATURES: [&str; 5] =
    ["Easy to clean", "WATERPROOF", "Soft and light", "Anti-slip", "Dishwasher safe"];
pub(crate) const SIZES: [&str; 4] = ["Size: 30 x 20", "40 cm x 25 cm", "XL - 1.2 kg", "H 28 cm"];
pub(crate) const MATERIALS: [&str; 4] = ["100% natural", "Top material", "Pure cotton", "Real steel"];
pub(crate) const SLOGANS: [&str; 7] = [
    "Premium quality",
    "NEW DESIGN",
    "Made to last",
    "For every day",
    "Perfect gift",
    "Great comfort",
    "You deserve it",
];

pub(crate) const OFFERS: [&str; 8] = ["SALE", "-50%", "-20%", "NEW", "2+1", "BEST", "-30%", "DEAL"];
pub(crate) const PRICES: [&str; 5] = ["$9.99", "ONLY $19.90", "now $5.50", "$ 24.-", "$7.90 $12"];
pub(crate) const GIFTS: [&str; 3] = ["GIFT", "FREE GIFT", "+ GIFT"];
pub(crate) const HOT: [&str; 3] = ["HOT", "TOP", "HIT"];
pub(crate) const SHIPPING: [&str; 3] = ["FREE SHIPPING", "FREE DELIVERY", "SHIPS FREE"];
pub(crate) const BANNERS: [&str; 5] =
    ["ONLY TODAY -40%", "BUY 2 GET 1", "LIMITED OFFER", "SUPER SALE", "BIG SALE"];

pub(crate) const DOMAINS: [&str; 4] = [".com", ".shop", ".net", "-store.com"];
pub(crate) const SELLERS: [&str; 5] = ["Anna's shop", "Mr. Lee", "City Store", "Best seller", "Ask Tom"];
