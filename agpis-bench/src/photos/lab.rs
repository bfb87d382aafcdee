//! Oklab, in which equal distances look alike. Lightness is `0.0..=100.0`.

use crate::render::colour::Rgb;

/// Lightness, green to red, blue to yellow.
pub(super) type Lab = [f32; 3];

pub(super) fn from_linear([r, g, b]: Rgb) -> Lab {
    let cones = [
        0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b,
        0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b,
        0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b,
    ];
    let [l, m, s] = cones.map(libm::cbrtf);
    [
        100.0 * (0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s),
        100.0 * (1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s),
        100.0 * (0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s),
    ]
}

pub(super) fn to_linear(lab: Lab) -> Rgb {
    let [l, a, b] = lab.map(|v| v / 100.0);
    let cones = [
        l + 0.396_337_78 * a + 0.215_803_76 * b,
        l - 0.105_561_346 * a - 0.063_854_17 * b,
        l - 0.089_484_18 * a - 1.291_485_5 * b,
    ];
    let [l, m, s] = cones.map(|v| v * v * v);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
}

pub(super) fn distance(a: Lab, b: Lab) -> f32 {
    let [x, y, z] = [0, 1, 2].map(|i| a[i] - b[i]);
    (x * x + y * y + z * z).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{from_linear, to_linear};

    #[test]
    fn there_and_back() {
        for colour in [[0.0; 3], [1.0; 3], [0.8, 0.1, 0.2], [0.05, 0.3, 0.9]] {
            let back = to_linear(from_linear(colour));
            assert!((0..3).all(|i| (back[i] - colour[i]).abs() < 1e-3), "{colour:?} {back:?}");
        }
        assert!((from_linear([1.0; 3])[0] - 100.0).abs() < 0.01);
    }
}
