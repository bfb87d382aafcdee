//! Variation that no rule looks at.

mod safety;

use agpis_core::Image;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub use self::safety::{SAFETY, Safety};
use super::DataError;

/// Largest change of black and of white, in levels: a twentieth of their distance. In AGPIS-bench light is wrong (S11) from
/// a third too little or two fifths too much on, and flat from two fifths less contrast on.
const MAX_LEVELS: f32 = 12.0;
/// Largest shift in pixels: what is cut at an edge, or stands at it, is told by more than one pixel.
const MAX_SHIFT: u32 = 1;
/// Largest noise in levels.
const MAX_NOISE: u8 = 2;
/// In smaller pictures a pixel is more than a fiftieth of a side, and nothing is shifted.
const MIN_SIDE_TO_SHIFT: u32 = 48;
/// Random words between one row of noise and the next: more than any row takes.
const ROW_WORDS: u128 = 1 << 32;

/// Faint variation of the images of a sequence that leaves the label alone.
///
/// All images of a sequence change by the same gain, offset, shift and noise, drawn anew for every (seed, epoch,
/// example). So images that were equal stay equal (P01), and what tells two images apart does not change. Gain and offset
/// make black a little lighter and white a little darker and never the reverse: at the ends nothing is clipped, and a
/// ground that is not quite white still differs from a white one (P08).
///
/// What usual augmentation does is missing on purpose: mirroring breaks P04, crops, zooms and rotations break S15, S16,
/// S17 and P09, strong changes of light or colour S11, S12, P06 and P08, blur and rescaling S08 and S09, and another order of
/// the images nearly all of M01 to M07. [`SAFETY`] goes through the rules one by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Augmentation {
    levels: f32,
    shift: u32,
    noise: u8,
}

impl Default for Augmentation {
    /// Black and white by up to 6 levels, one pixel, one level of noise.
    fn default() -> Self {
        Self { levels: 6.0, shift: 1, noise: 1 }
    }
}

impl Augmentation {
    /// Leaves every bit as it is.
    #[must_use]
    pub fn none() -> Self {
        Self { levels: 0.0, shift: 0, noise: 0 }
    }

    /// Its own strengths, each the largest change that is drawn.
    ///
    /// `levels`, `0.0..=12.0`, is by how much black gets lighter and white darker, each by a number of its own: together
    /// a gain of at least 0.9 and an offset. `shift` is in pixels in any direction, 0 or 1; `noise` in levels in either
    /// direction, `0..=2`.
    ///
    /// # Errors
    /// If one is outside its range, beyond which labels would not be safe.
    pub fn new(levels: f32, shift: u32, noise: u8) -> Result<Self, DataError> {
        let fits = [
            ((0.0..=MAX_LEVELS).contains(&levels), "levels in 0.0..=12.0", levels.to_string()),
            (shift <= MAX_SHIFT, "a shift of at most 1 pixel", shift.to_string()),
            (noise <= MAX_NOISE, "noise of at most 2 levels", noise.to_string()),
        ];
        match fits.into_iter().find(|(fits, ..)| !fits) {
            Some((_, expected, actual)) => Err(DataError::Setting { expected, actual }),
            None => Ok(Self { levels, shift, noise }),
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::none()
    }

    /// No value of a picture changes by more than this, but for the shift.
    #[must_use]
    pub fn largest_change(&self) -> u8 {
        self.levels.ceil() as u8 + self.noise
    }

    /// The images of an example in an epoch.
    #[must_use]
    pub fn apply(&self, images: &[Image], seed: u64, epoch: u64, index: u64) -> Vec<Image> {
        if self.is_none() {
            return images.to_vec();
        }
        let drawn = Drawn::new(self, images, key(seed, epoch, index));
        images.iter().map(|image| drawn.apply(image)).collect()
    }
}

fn key(seed: u64, epoch: u64, index: u64) -> [u8; 32] {
    let mut key = *b"________________________ augment";
    for (i, number) in [seed, epoch, index].into_iter().enumerate() {
        key[8 * i..8 * i + 8].copy_from_slice(&number.to_le_bytes());
    }
    key
}

/// One change for all images of a sequence.
struct Drawn {
    /// What becomes of every level.
    levels: [i16; 256],
    shift: [i64; 2],
    noise: u8,
    rng: ChaCha8Rng,
}

impl Drawn {
    fn new(of: &Augmentation, images: &[Image], key: [u8; 32]) -> Self {
        let mut rng = ChaCha8Rng::from_seed(key);
        let (black, white) = (of.levels * unit(&mut rng), 255.0 - of.levels * unit(&mut rng));
        let level = |level: usize| (black + (white - black) * level as f32 / 255.0).round() as i16;
        let may_shift = images.iter().all(|image| image.width().min(image.height()) >= MIN_SIDE_TO_SHIFT);
        let steps = 2 * of.shift * u32::from(may_shift) + 1;
        let mut step = || i64::from(rng.next_u32() % steps) - i64::from(steps / 2);
        let shift = [step(), step()];
        Self { levels: std::array::from_fn(level), shift, noise: of.noise, rng }
    }

    fn apply(&self, image: &Image) -> Image {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let mut pixels = Vec::with_capacity(image.pixels().len());
        let mut noise = vec![0; if self.noise > 0 { width * 3 } else { 0 }];
        let mut rng = self.rng.clone();
        for y in 0..height {
            self.fill(&mut noise, &mut rng, y);
            let row = moved(y, self.shift[1], height) * width;
            for x in 0..width {
                let from = 3 * (row + moved(x, self.shift[0], width));
                for channel in 0..3 {
                    let level = self.levels[usize::from(image.pixels()[from + channel])];
                    let noise = noise.get(3 * x + channel).map_or(0, |&byte| self.step(byte));
                    pixels.push((level + noise).clamp(0, 255) as u8);
                }
            }
        }
        // As many pixels as the image has.
        Image::from_rgb8(image.width(), image.height(), pixels).unwrap_or_else(|_| image.clone())
    }

    /// Random bytes for a row: of a place in a picture, whatever the picture's size.
    fn fill(&self, noise: &mut [u8], rng: &mut ChaCha8Rng, y: usize) {
        if !noise.is_empty() {
            rng.set_word_pos((y as u128 + 1) * ROW_WORDS);
            rng.fill_bytes(noise);
        }
    }

    /// All whole numbers of `-noise..=noise` alike.
    fn step(&self, byte: u8) -> i16 {
        let steps = 2 * u16::from(self.noise) + 1;
        (u16::from(byte) * steps / 256) as i16 - i16::from(self.noise)
    }
}

/// Where a pixel comes from: what is shifted in from outside repeats the edge.
fn moved(at: usize, shift: i64, length: usize) -> usize {
    (at as i64 - shift).clamp(0, length as i64 - 1) as usize
}

/// In `0.0..1.0`.
fn unit(rng: &mut ChaCha8Rng) -> f32 {
    (rng.next_u32() >> 8) as f32 / (1 << 24) as f32
}
