//! sRGB and linear light.

use std::sync::LazyLock;

/// Three channels in `0.0..=1.0`; whether sRGB or linear is said where it is used.
pub(crate) type Rgb = [f32; 3];

const STEPS: usize = 4096;
static TO_SRGB: LazyLock<Vec<f32>> = LazyLock::new(|| {
    (0..=STEPS)
        .map(|i| {
            let x = i as f32 / STEPS as f32;
            if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * libm::powf(x, 1.0 / 2.4) - 0.055 }
        })
        .collect()
});

/// Linear light to sRGB.
pub(crate) fn to_srgb(linear: Rgb) -> Rgb {
    let table = &*TO_SRGB;
    linear.map(|x| table[(x.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as usize])
}

/// sRGB to linear light.
pub(crate) fn to_linear(srgb: Rgb) -> Rgb {
    srgb.map(|x| if x <= 0.040_45 { x / 12.92 } else { libm::powf((x + 0.055) / 1.055, 2.4) })
}

/// From bytes as colour pickers show them.
pub(crate) const fn rgb(r: u8, g: u8, b: u8) -> Rgb {
    [r as f32 / 255.0, g as f32 / 255.0, b as f32 / 255.0]
}

/// From hue in turns, saturation and value.
pub(crate) fn hsv(hue: f32, saturation: f32, value: f32) -> Rgb {
    [0.0, 2.0 / 3.0, 1.0 / 3.0].map(|shift| {
        let wave = (((hue + shift) * 6.0).rem_euclid(6.0) - 3.0).abs() - 1.0;
        value * (1.0 - saturation + saturation * wave.clamp(0.0, 1.0))
    })
}

pub(crate) fn blend(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share)
}

pub(crate) fn scale(colour: Rgb, by: f32) -> Rgb {
    colour.map(|x| x * by)
}
