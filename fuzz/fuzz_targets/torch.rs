//! A file of any bytes, of which the content decides how it is read.
#![no_main]

#[path = "read_all.rs"]
mod read_all;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = agpis_weights::TensorFile::from_bytes(bytes.to_vec()) {
        read_all::read_all(&file, bytes.len());
    }
});
