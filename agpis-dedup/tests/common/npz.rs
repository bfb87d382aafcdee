//! Just enough of NumPy's `.npz`: a zip of deflated little-endian f32 arrays.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::DeflateDecoder;

/// Values in C order, and the shape.
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// All arrays of a file by name.
pub(crate) fn read(path: &Path) -> HashMap<String, Array> {
    let zip = fs::read(path).unwrap();
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06", "a zip without comment");
    let mut entry = u32_at(&zip, end + 16);
    (0..u16_at(&zip, end + 10))
        .map(|_| {
            let (name_length, extra, comment) =
                (u16_at(&zip, entry + 28), u16_at(&zip, entry + 30), u16_at(&zip, entry + 32));
            let name = String::from_utf8_lossy(&zip[entry + 46..][..name_length]);
            let array = array(&inflate(&zip, u32_at(&zip, entry + 42)));
            entry += 46 + name_length + extra + comment;
            (name.trim_end_matches(".npy").to_owned(), array)
        })
        .collect()
}

fn inflate(zip: &[u8], local: usize) -> Vec<u8> {
    let data = local + 30 + u16_at(zip, local + 26) + u16_at(zip, local + 28);
    let mut bytes = Vec::new();
    DeflateDecoder::new(&zip[data..]).read_to_end(&mut bytes).unwrap();
    bytes
}

fn array(npy: &[u8]) -> Array {
    let header_length = u16_at(npy, 8);
    let header = String::from_utf8_lossy(&npy[10..10 + header_length]);
    assert!(header.contains("'<f4'") && header.contains("'fortran_order': False"), "{header}");
    let shape = header.split(['(', ')']).nth(1).unwrap();
    let shape = shape.split(',').filter_map(|side| side.trim().parse().ok()).collect();
    let value = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().unwrap());
    Array { shape, values: npy[10 + header_length..].chunks_exact(4).map(value).collect() }
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    u16::from_le_bytes([bytes[at], bytes[at + 1]]).into()
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u16_at(bytes, at) | u16_at(bytes, at + 2) << 16
}
