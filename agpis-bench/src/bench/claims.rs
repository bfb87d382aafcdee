//! What titles claim, truly or falsely.

use super::group::Offer;
use super::{Bench, Split};
use crate::product::{Accessory, Colour, Material, Pattern, Sku, Style};
use crate::shot::ImageMeta;
use crate::stream::Stream;
use crate::text::Claims;

impl Bench {
    /// True claims, as many as a title usually makes; what a false twin will get wrong is always said.
    pub(super) fn claims(&self, first: &ImageMeta, shared: Option<&str>, stream: &mut Stream) -> Claims {
        let all = Claims::of(first.sku, first.colour);
        let silent = f64::from(stream.unit()) < self.config().colourless_share;
        let [material, pattern] = [0.7, 0.8].map(|share| stream.chance(share));
        let patterned = all.pattern.is_some() && stream.chance(0.5);
        Claims {
            colour: all.colour.filter(|_| !silent || shared == Some("M09")),
            material: all.material.filter(|_| material || (shared == Some("M11") && !patterned)),
            pattern: all.pattern.filter(|_| pattern || (shared == Some("M11") && patterned)),
            pieces: first.pieces,
            accessory: first.accessory,
            ..all
        }
    }

    /// The claims with one of them wrong, and the SKU whose words the title takes.
    pub(super) fn false_claims(
        &self,
        split: Split,
        sku: Sku,
        claims: Claims,
        rule: &str,
        offer: Offer,
        stream: &mut Stream,
    ) -> (Sku, Claims) {
        let wrong = match rule {
            "M08" if offer == Offer::Accessory => {
                Claims { accessory: Some(stream.pick(&Accessory::ALL)), ..claims }
            }
            "M08" => Claims { pieces: 2 + stream.below(3) as u32, ..claims },
            "M09" => {
                let others = Colour::ALL.into_iter().filter(|&other| Some(other) != claims.colour);
                Claims { colour: Some(stream.pick(&others.collect::<Vec<Colour>>())), ..claims }
            }
            "M10" => {
                let other = self.rival(split, sku, false, stream);
                let said = Claims::of(other, claims.colour.unwrap_or(Colour::Black));
                let Claims { colour, pieces, accessory, .. } = claims;
                let material = said.material.filter(|_| claims.material.is_some());
                return (other, Claims { colour, pieces, accessory, material, ..said });
            }
            "M11" => wrong_look(sku, claims, stream),
            "M12" => Claims { pieces: other_number(claims.pieces, stream), ..claims },
            "M13" => Claims { accessory: None, ..claims },
            _ => claims,
        };
        (sku, wrong)
    }
}

/// Mostly no number at all, as often as other titles name one that is not true.
fn other_number(pieces: u32, stream: &mut Stream) -> u32 {
    let others: Vec<u32> = (2..=4).filter(|&other| other != pieces).collect();
    if stream.chance(0.8) { 1 } else { stream.pick(&others) }
}

/// Another material of the family if the title names one, else another pattern.
fn wrong_look(sku: Sku, claims: Claims, stream: &mut Stream) -> Claims {
    let style = Style::of(sku);
    let materials: Vec<Material> = materials_of(sku).filter(|&other| other != style.material).collect();
    let patterns: Vec<Pattern> =
        Pattern::WORDED.into_iter().filter(|&other| Some(other) != claims.pattern).collect();
    match (claims.material, claims.pattern) {
        (Some(_), pattern) if pattern.is_none() || stream.chance(0.5) => {
            Claims { material: Some(stream.pick(&materials)), ..claims }
        }
        (_, Some(_)) => Claims { pattern: Some(stream.pick(&patterns)), ..claims },
        _ => claims,
    }
}

fn materials_of(sku: Sku) -> impl Iterator<Item = Material> {
    sku.family.spec().materials.iter().map(|(_, material)| *material)
}
