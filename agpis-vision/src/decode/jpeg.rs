//! Whether a JPEG reaches its end. Decoders fill what is missing with grey and report success.

const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Walks the markers to the end-of-image marker of the main picture. Segments are skipped as wholes,
/// so that the end of a thumbnail inside one does not count; what follows the end does not matter.
pub(super) fn is_complete(jpeg: &[u8]) -> bool {
    let mut rest = jpeg;
    while let Some((marker, after)) = next_marker(rest) {
        rest = match marker {
            END_OF_IMAGE => return true,
            _ if stands_alone(marker) => after,
            _ => match after_segment(after) {
                Some(after) => after,
                None => return false,
            },
        };
        if marker == START_OF_SCAN {
            rest = after_scan(rest);
        }
    }
    false
}

/// The next marker and what follows it. Stray bytes between segments are skipped, as decoders do.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF))?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

/// Start of image, restarts, and the temporary marker carry no length.
fn stands_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xD0..=0xD8)
}

fn after_segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]);
    bytes.get(usize::from(length).max(2)..)
}

/// The first marker behind entropy-coded data, in which 0xFF is followed by zero or a restart.
fn after_scan(bytes: &[u8]) -> &[u8] {
    let is_marker =
        |pair: &[u8]| pair[0] == 0xFF && pair[1] >= 0xC0 && !stands_alone(pair[1]) && pair[1] != 0xFF;
    let at = bytes.windows(2).position(is_marker).unwrap_or(bytes.len());
    &bytes[at..]
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    const SOI: &[u8] = &[0xFF, 0xD8];
    const EOI: &[u8] = &[0xFF, 0xD9];
    const SCAN: &[u8] = &[0xFF, 0xDA, 0, 3, 9, 1, 0xFF, 0x00, 0xFF, 0xD0, 7];

    #[test]
    fn the_end_marker_must_be_that_of_the_main_picture() {
        let with_thumbnail: &[u8] = &[0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9];
        for (parts, expected) in [
            (vec![SOI, SCAN, EOI], true),
            (vec![SOI, SCAN, SCAN, EOI], true),
            (vec![SOI, SCAN, EOI, &[0, 0, 0xFF]], true),
            (vec![SOI, SCAN, &[0xFF, 0xFF], EOI], true),
            (vec![SOI, &[1, 2], SCAN, EOI], true),
            (vec![SOI, with_thumbnail, SCAN, EOI], true),
            (vec![SOI, with_thumbnail, SCAN], false),
            (vec![SOI, SCAN, &[0xFF]], false),
            (vec![SOI, SCAN, &[0; 64]], false),
            (vec![SOI], false),
            (vec![], false),
        ] {
            assert_eq!(is_complete(&parts.concat()), expected, "{parts:x?}");
        }
    }
}
