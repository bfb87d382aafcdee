//! Heat maps: where the model looked, as pictures to lay over thumbnails.

use agpis_core::AttentionMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// One hue, stronger for more: to be told apart without telling colours apart, and rare in products. The
/// legend in `report.css` has it too.
const HUE: [u8; 3] = [208, 0, 111];
/// Of the strongest patch; the picture shows through.
const MAX_OPACITY: f32 = 0.85 * 255.0;

/// The maps of a sequence as base64 of PNGs with a pixel for every patch. Their opacity is the weight, and
/// full for the strongest patch of the whole sequence. None for a map that cannot be encoded.
pub(super) fn heat_maps(maps: &[AttentionMap]) -> impl Iterator<Item = Option<String>> {
    let strongest = maps.iter().map(AttentionMap::max).fold(0.0, f32::max);
    maps.iter().map(move |map| png(map, strongest))
}

fn png(map: &AttentionMap, strongest: f32) -> Option<String> {
    // Without any attention it is 0 / 0, which casts to 0.
    let opacity = |&weight: &f32| (weight / strongest * MAX_OPACITY).round() as u8;
    let pixel = |weight| [HUE[0], HUE[1], HUE[2], opacity(weight)];
    let pixels: Vec<u8> = map.weights().iter().flat_map(pixel).collect();
    let (width, height) = (u32::try_from(map.columns()).ok()?, u32::try_from(map.rows()).ok()?);
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&pixels, width, height, ExtendedColorType::Rgba8).ok()?;
    Some(STANDARD.encode(png))
}

#[cfg(test)]
mod tests {
    use agpis_core::AttentionMap;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::heat_maps;

    fn opacities(maps: &[(usize, usize, &[f32])]) -> Vec<Vec<u8>> {
        let maps: Vec<_> = maps
            .iter()
            .map(|&(rows, columns, w)| AttentionMap::new(rows, columns, w.to_vec()).unwrap())
            .collect();
        let decoded = |data: Option<String>| {
            image::load_from_memory(&STANDARD.decode(data.unwrap()).unwrap()).unwrap().to_rgba8()
        };
        let pictures: Vec<_> = heat_maps(&maps).map(decoded).collect();
        for (picture, map) in pictures.iter().zip(&maps) {
            assert_eq!((picture.width() as usize, picture.height() as usize), (map.columns(), map.rows()));
        }
        pictures.iter().map(|picture| picture.pixels().map(|pixel| pixel.0[3]).collect()).collect()
    }

    #[test]
    fn the_strongest_patch_of_the_sequence_is_the_most_opaque() {
        let shown = opacities(&[(1, 3, &[0.0, 0.1, 0.2]), (2, 1, &[0.4, 0.2])]);
        assert_eq!(shown, [vec![0, 54, 108], vec![217, 108]]);
    }

    #[test]
    fn no_attention_at_all_is_shown_as_none() {
        assert_eq!(opacities(&[(1, 2, &[0.0, 0.0])]), [[0, 0]]);
    }
}
