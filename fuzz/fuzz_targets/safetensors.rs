//! A safetensors file of any bytes.
#![no_main]

#[path = "read_all.rs"]
mod read_all;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = agpis_weights::TensorFile::from_safetensors(bytes.to_vec()) {
        read_all::read_all(&file, bytes.len());
    }
});
