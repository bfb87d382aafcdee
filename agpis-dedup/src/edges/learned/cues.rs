//! What the model sees of a pixel: logarithms of contrasts, so that their ratios are what is weighed.

use super::colours::{Colour, Colours, Fixed};
use super::integral::means;
use crate::Lab;
use crate::approximate::ln;
use crate::plane::Plane;

/// Number of cues.
pub(super) const COUNT: usize = 14;

pub(super) const NAMES: [&str; COUNT] = [
    "gradient at radius 1",
    "gradient at radius 2",
    "gradient at radius 4",
    "gradient at radius 8",
    "mean gradient of the surroundings",
    "contrast across 6 pixels",
    "contrast across 12 pixels",
    "contrast across 24 pixels",
    "difference from the ground 6 pixels off, on the side more like it",
    "difference from the ground 6 pixels off, on the other side",
    "difference from the ground 12 pixels off, on the side more like it",
    "difference from the ground 12 pixels off, on the other side",
    "texture on the side more like the ground",
    "texture on the other side",
];

/// Radii of the triangle filters.
const SCALES: [usize; 4] = [1, 2, 4, 8];
/// The scale whose gradient is the direction of the edge, and whose colours are compared with the ground.
const MIDDLE: usize = 2;
/// Radius of the surroundings.
const SURROUNDINGS: usize = 20;
/// Radius of the square in which fine gradients make the texture.
const TEXTURE: usize = 4;
/// Distance from the edge at which texture is read, so that the square stays on its side.
const TEXTURE_AT: f32 = 8.0;
/// Distances from the edge at which contrast is read, each at the scale above 1 of the same place.
const CONTRAST_AT: [f32; 3] = [3.0, 6.0, 12.0];
/// Distances from the edge at which the ground is looked for: near and far.
const GROUND_AT: [f32; 2] = [6.0, 12.0];
/// Below this gradient, in L\*a\*b\*/100 a pixel, nothing is an edge: a fifth of what the eye notices.
const FLAT: f32 = 0.002;
/// The frame of a picture is this part of its shorter side.
const FRAME: usize = 25;
/// Added before the logarithm, about the noise of photos in L\*a\*b\*/100: of gradients a pixel, of contrasts,
/// and of distances from the ground's colour.
const NOISE: [f32; 3] = [0.003, 0.01, 0.02];

/// A picture prepared for [`Cues::at`].
pub(super) struct Cues {
    /// Smoothed, by scale.
    colours: [Colours; 4],
    /// Magnitudes of the gradient of all channels, by scale.
    gradients: [Plane; 4],
    surroundings: Plane,
    texture: Plane,
    /// Difference from the colour of the ground.
    unlike_ground: Plane,
}

impl Cues {
    pub(super) fn new(lab: &Lab) -> Self {
        let (width, height) = lab.size();
        let colours = Fixed::new(lab).smoothed(SCALES);
        let gradients = colours.each_ref().map(Colours::magnitudes);
        let middle = &colours[MIDDLE];
        let ground = ground(middle);
        let unlike = middle.pixels.iter().map(|&colour| distance(colour, ground)).collect();
        Self {
            surroundings: means(&gradients[MIDDLE], SURROUNDINGS),
            texture: means(&gradients[0], TEXTURE),
            unlike_ground: Plane::new(width, height, unlike),
            colours,
            gradients,
        }
    }

    pub(super) fn width(&self) -> usize {
        self.colours[MIDDLE].width
    }

    /// How steep every pixel is at the scale that gives edges their direction; 0 where nothing can be an edge.
    pub(super) fn steepness(&self) -> Plane {
        let Plane { width, height, ref values } = self.gradients[MIDDLE];
        Plane::new(width, height, values.iter().map(|&v| if v < FLAT { 0.0 } else { v }).collect())
    }

    /// The cues of a pixel, in the order of [`NAMES`]; each within ±10.
    pub(super) fn at(&self, x: usize, y: usize) -> [f32; COUNT] {
        let pixel = y * self.width() + x;
        let direction = unit(self.gradient((x, y)));
        let sides = |distance: f32| [distance, -distance].map(|d| self.step(x, y, direction, d));
        let gradients = self.gradients.each_ref().map(|plane| plane.values[pixel]);
        let mut contrasts = [0.0; CONTRAST_AT.len()];
        for ((contrast, at), colours) in contrasts.iter_mut().zip(CONTRAST_AT).zip(&self.colours[1..]) {
            let [one, other] = sides(at);
            *contrast = distance(colours.pixels[one], colours.pixels[other]);
        }
        let unlike = GROUND_AT.map(|at| sides(at).map(|side| self.unlike_ground.values[side]));
        let [mut near, mut far] = unlike;
        let mut textures = sides(TEXTURE_AT).map(|side| self.texture.values[side]);
        if near[0] > near[1] {
            textures.reverse();
        }
        near.sort_by(f32::total_cmp);
        far.sort_by(f32::total_cmp);
        logarithms(gradients, self.surroundings.values[pixel], contrasts, [near, far], textures)
    }

    /// The gradient that gives an edge its direction: of the channel in which it is steepest.
    pub(super) fn gradient(&self, (x, y): (usize, usize)) -> (f32, f32) {
        let (across, down) = self.colours[MIDDLE].slopes(x, y);
        let steeper = |a: (f32, f32), b: (f32, f32)| if squared(b) > squared(a) { b } else { a };
        [1, 2].into_iter().fold((across[0], down[0]), |a, c| steeper(a, (across[c], down[c])))
    }

    /// The pixel at a distance along the direction, pulled inside the picture.
    fn step(&self, x: usize, y: usize, (dx, dy): (f32, f32), distance: f32) -> usize {
        let Colours { width, height, .. } = self.colours[MIDDLE];
        let along = |from: usize, by: f32, size: usize| {
            ((from as f32 + by * distance + 0.5).max(0.0) as usize).min(size - 1)
        };
        along(y, dy, height) * width + along(x, dx, width)
    }
}

fn logarithms(
    [g1, g2, g4, g8]: [f32; 4],
    surroundings: f32,
    [c3, c6, c12]: [f32; 3],
    [near, far]: [[f32; 2]; 2],
    textures: [f32; 2],
) -> [f32; COUNT] {
    let [slope, contrast, ground] = NOISE;
    let gradients = [g1, g2, g4, g8, surroundings].map(|v| v + slope);
    let contrasts = [c3, c6, c12].map(|v| v + contrast);
    let grounds = [near[0], near[1], far[0], far[1]].map(|v| v + ground);
    let textures = textures.map(|v| v + slope);
    let mut cues = [0.0; COUNT];
    let all = gradients.iter().chain(&contrasts).chain(&grounds).chain(&textures);
    cues.iter_mut().zip(all).for_each(|(cue, v)| *cue = *v);
    cues.map(ln)
}

/// The median of the frame, channel by channel.
fn ground(colours: &Colours) -> Colour {
    let &Colours { width, height, ref pixels } = colours;
    let thickness = (width.min(height) / FRAME).max(1);
    let inner = |i: usize, size: usize| (thickness..size.saturating_sub(thickness)).contains(&i);
    let in_frame = |i: &usize| !(inner(i % width, width) && inner(i / width, height));
    let frame: Vec<Colour> = (0..pixels.len()).filter(in_frame).map(|i| pixels[i]).collect();
    std::array::from_fn(|channel| {
        let mut values: Vec<f32> = frame.iter().map(|colour| colour[channel]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f32::total_cmp).1
    })
}

fn unit((x, y): (f32, f32)) -> (f32, f32) {
    let length = squared((x, y)).sqrt();
    if length > 0.0 { (x / length, y / length) } else { (0.0, 0.0) }
}

fn squared((x, y): (f32, f32)) -> f32 {
    x * x + y * y
}

fn distance(a: Colour, b: Colour) -> f32 {
    (0..4).map(|c| (a[c] - b[c]) * (a[c] - b[c])).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::{Colours, Cues, ground};
    use crate::Lab;

    #[test]
    fn the_ground_is_what_most_of_the_frame_shows() {
        let mut pixels = vec![[0.9, 0.1, 0.0, 0.0]; 30 * 20];
        pixels[..10].fill([0.0; 4]);
        pixels[10 * 30 + 15] = [0.5; 4];
        assert_eq!(ground(&Colours { width: 30, height: 20, pixels }), [0.9, 0.1, 0.0, 0.0]);
        let point = Colours { width: 1, height: 1, pixels: vec![[0.3; 4]] };
        assert_eq!(ground(&point), [0.3; 4]);
    }

    #[test]
    fn cues_are_small_numbers_whatever_the_picture() {
        for (first, second) in [(0.0, 1e30), (f32::NAN, f32::INFINITY), (f32::MIN, 0.5), (0.0, 0.0)] {
            let pixel = |i: usize| if i.is_multiple_of(3) { [first; 3] } else { [second; 3] };
            let cues = Cues::new(&Lab::from_pixels(7, &(0..35).map(pixel).collect::<Vec<_>>()));
            for (x, y) in (0..5).flat_map(|y| (0..7).map(move |x| (x, y))) {
                assert!(cues.at(x, y).iter().all(|cue| cue.abs() <= 10.0), "{first}, {second}");
            }
        }
    }
}
