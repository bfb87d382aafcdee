//! A pickle of any bytes in a sound archive, so that changes get past the archive's offsets.
#![no_main]

#[path = "../../agpis-weights/tests/common/mod.rs"]
mod common;
#[path = "read_all.rs"]
mod read_all;

const STORAGES: [(&str, &[u8]); 4] =
    [("a/data/0", &[7; 4]), ("a/data/1", &[7; 8]), ("a/data/2", &[7; 24]), ("a/data/3", &[7; 840])];

libfuzzer_sys::fuzz_target!(|pickle: &[u8]| {
    let archive = common::zip(&[&[("a/data.pkl", pickle)], STORAGES.as_slice()].concat());
    let length = archive.len();
    if let Ok(file) = agpis_weights::TensorFile::from_bytes(archive) {
        read_all::read_all(&file, length);
    }
});
