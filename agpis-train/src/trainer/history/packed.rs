//! Points in few bytes. A text would be six times as long, and its numbers may differ in the last bit when they are read.
//!
//! First the names, each with its length before it, and a 0; then for every point: how many steps after the one
//! before it, the number of its name, and the eight bytes of its value.

use super::Point;

pub(super) fn pack(points: &[Point]) -> Vec<u8> {
    let mut names: Vec<&str> = Vec::new();
    let mut body = Vec::with_capacity(10 * points.len());
    let mut step = 0;
    for point in points {
        let known = names.iter().position(|name| *name == point.name);
        let name = known.unwrap_or_else(|| {
            names.push(&point.name);
            names.len() - 1
        });
        push_number(&mut body, (point.step as u64).wrapping_sub(step));
        push_number(&mut body, name as u64);
        body.extend(point.value.to_le_bytes());
        step = point.step as u64;
    }
    let mut bytes = Vec::with_capacity(body.len() + 64);
    for name in names {
        push_number(&mut bytes, name.len() as u64);
        bytes.extend(name.bytes());
    }
    bytes.push(0);
    bytes.extend(body);
    bytes
}

pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<Point>> {
    let mut rest = bytes;
    let mut names = Vec::new();
    loop {
        let length = usize::try_from(take_number(&mut rest)?).ok()?;
        if length == 0 {
            break;
        }
        names.push(std::str::from_utf8(rest.split_off(..length)?).ok()?);
    }
    let mut points = Vec::with_capacity(rest.len() / 10);
    let mut step = 0_u64;
    while !rest.is_empty() {
        step = step.wrapping_add(take_number(&mut rest)?);
        let name = names.get(usize::try_from(take_number(&mut rest)?).ok()?)?;
        let value = f64::from_le_bytes(rest.split_off(..8)?.try_into().ok()?);
        points.push(Point { step: usize::try_from(step).ok()?, name: (*name).to_owned(), value });
    }
    Some(points)
}

/// Seven bits a byte, the lowest first; the eighth says that there are more.
fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Point, pack, unpack};

    fn points() -> Vec<Point> {
        let values = [0.1, f64::from(0.1_f32), f64::NAN, -0.0, 1e300, f64::INFINITY];
        let names = ["learning_rate", "loss", "validation"];
        let point = |i: usize| Point {
            step: 1 + i * i * 50,
            name: names[i % 3].to_owned(),
            value: values[i % values.len()] / (1 + i) as f64,
        };
        (0..40).map(point).collect()
    }

    #[test]
    fn every_bit_comes_back() {
        let (before, after) = (points(), unpack(&pack(&points())).unwrap());
        assert_eq!(before.len(), after.len());
        for (a, b) in before.iter().zip(&after) {
            assert_eq!((a.step, &a.name, a.value.to_bits()), (b.step, &b.name, b.value.to_bits()));
        }
        assert_eq!(unpack(&pack(&[])), Some(Vec::new()));
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_refused() {
        let bytes = pack(&points());
        let whole = (0..bytes.len()).filter_map(|length| unpack(&bytes[..length]));
        // A cut between two points cannot be seen here; the checkpoint's sum sees it.
        whole.for_each(|points| assert!(points.len() < 40));
        assert_eq!(unpack(b""), None);
        assert_eq!(unpack(b"{\"points\": []}"), None);
        assert_eq!(unpack(&[0xFF; 40]), None);
    }

    #[test]
    fn a_long_training_takes_few_bytes() {
        let names = ["learning_rate", "loss", "mcc", "nlg"];
        let point =
            |i: usize| Point { step: i / 4 + 1, name: names[i % 4].to_owned(), value: 1.0 / i as f64 };
        let points: Vec<Point> = (0..40_000).map(point).collect();
        assert!(pack(&points).len() < 40_000 * 10 + 100);
    }
}
