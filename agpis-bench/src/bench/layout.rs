//! Which views make a sequence.

use super::session::View;
use crate::stream::Stream;

/// Views for a sequence of `length` that can be made to break `rule`, and that is qualified as it is
/// unless the rule is about the choice of views itself.
pub(super) fn layout(rule: Option<&str>, length: usize, flat: bool, stream: &mut Stream) -> Vec<View> {
    match rule {
        Some("M03") => (0..length).map(View::Detail).collect(),
        Some("M06") => shuffled((0..length).map(View::Fan).collect(), stream),
        Some("M07") => shuffled((0..length).map(View::Setting).collect(), stream),
        Some("M01") => qualified(&[View::Detail(0)], length, flat, stream),
        Some("M02") => {
            let view = stream.pick(&[View::Side, View::Back, View::Back, View::Top]).of_thing(flat);
            qualified(&[view], length, flat, stream)
        }
        Some("S13") => qualified(&[View::Setting(0)], length, flat, stream),
        _ => qualified(&[], length, flat, stream),
    }
}

/// A leading view, then others in any order, among them `needed`.
fn qualified(needed: &[View], length: usize, flat: bool, stream: &mut Stream) -> Vec<View> {
    let leads = if stream.chance(0.5) { [View::Hero, View::Front] } else { [View::Front, View::Hero] };
    let mut pool = vec![
        (leads[1], 2.2),
        (View::Side, 1.0),
        (View::Back, 1.0),
        (View::Top, 0.5),
        (View::Detail(0), 1.2),
        (View::Detail(1), 0.7),
        (View::Setting(0), 0.8),
    ];
    pool.retain(|(view, _)| !needed.contains(view) && view.of_thing(flat) == *view);
    let mut rest = needed.to_vec();
    while rest.len() + 1 < length {
        let index = stream.weighted(pool.iter().map(|(_, weight)| *weight));
        rest.push(pool.remove(index).0);
    }
    let rest = shuffled(rest, stream);
    std::iter::once(leads[0]).chain(rest).collect()
}

fn shuffled(mut views: Vec<View>, stream: &mut Stream) -> Vec<View> {
    stream.shuffle(&mut views);
    views
}
