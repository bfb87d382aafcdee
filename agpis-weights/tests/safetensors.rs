//! What is written as safetensors is read again, and what is read lies in the file until it is asked for.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use agpis_weights::{DType, Stored, TensorFile, Values, write_safetensors};
use half::{bf16, f16};
use proptest::prelude::*;

fn stored<'a>(name: &str, dtype: DType, shape: &[usize], values: &'a [f32]) -> Stored<'a> {
    let values = Box::new(|| Ok(values.to_vec()));
    Stored { name: name.to_owned(), shape: shape.to_vec(), dtype, values }
}

fn read(path: &Path, name: &str) -> Values {
    TensorFile::open(path).unwrap().get(name).unwrap().read().unwrap()
}

#[test]
fn every_precision_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights");
    let values = [0.0, -1.5, 3.25, 1.0 / 3.0, 65504.0, f32::INFINITY];
    let tensors = [("full", DType::F32), ("half", DType::F16), ("brain", DType::BF16)]
        .map(|(name, dtype)| stored(name, dtype, &[2, 3], &values));
    write_safetensors(&path, tensors.into(), None).unwrap();
    assert_eq!(read(&path, "full"), Values::F32(values.to_vec()));
    assert_eq!(read(&path, "half"), Values::F16(values.map(f16::from_f32).to_vec()));
    assert_eq!(read(&path, "brain"), Values::BF16(values.map(bf16::from_f32).to_vec()));
    for (name, tensor) in TensorFile::open(&path).unwrap().iter() {
        assert_eq!((tensor.shape(), tensor.num_elements()), ([2, 3].as_slice(), 6), "{name}");
        assert_eq!(tensor.dtype(), tensor.read().unwrap().dtype(), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bits_survive(bits in prop::collection::vec(any::<u32>(), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        let values: Vec<f32> = bits.iter().copied().map(f32::from_bits).collect();
        write_safetensors(&path, vec![stored("w", DType::F32, &[values.len()], &values)], None).unwrap();
        let read: Vec<u32> = read(&path, "w").into_f32().into_iter().map(f32::to_bits).collect();
        prop_assert_eq!(read, bits);
    }
}

#[test]
fn a_tensor_longer_than_one_piece_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights");
    let values: Vec<f32> = (0..50_001).map(|i| i as f32).collect();
    let tensors =
        [DType::F32, DType::BF16].map(|dtype| stored(&dtype.to_string(), dtype, &[50_001], &values));
    write_safetensors(&path, tensors.into(), None).unwrap();
    assert_eq!(read(&path, "f32"), Values::F32(values.clone()));
    assert_eq!(read(&path, "bf16"), Values::BF16(values.into_iter().map(bf16::from_f32).collect()));
}

#[test]
fn metadata_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights");
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    write_safetensors(&path, vec![stored("w", DType::F32, &[1], &[1.0])], Some(metadata)).unwrap();
    assert_eq!(TensorFile::open(&path).unwrap().metadata()["format"], "pt");
}

#[test]
fn double_precision_becomes_full_precision() {
    let header = r#"{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#;
    let mut bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    bytes.extend([0.1_f64, -2.0].into_iter().flat_map(f64::to_le_bytes));
    let file = TensorFile::from_safetensors(bytes).unwrap();
    assert_eq!(file.get("w").unwrap().dtype(), DType::F64);
    assert_eq!(file.get("w").unwrap().read().unwrap(), Values::F32(vec![0.1, -2.0]));
}

#[test]
fn values_are_read_when_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights");
    let tensors = ["a", "b"].map(|name| stored(name, DType::F32, &[1], &[1.0]));
    write_safetensors(&path, tensors.into(), None).unwrap();
    let file = TensorFile::open(&path).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 4).unwrap();
    assert_eq!(file.get("a").unwrap().read().unwrap(), Values::F32(vec![1.0]));
    assert_eq!(file.get("b").unwrap().read().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn what_cannot_be_written_says_why_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights");
    write_safetensors(&path, vec![stored("w", DType::F32, &[1], &[7.0])], None).unwrap();
    let failing = || Err(io::Error::other("no values"));
    let cases = [
        (stored("w", DType::F32, &[2, 2], &[1.0]), "w: expected [2, 2], got 1 values"),
        (stored("w", DType::F64, &[1], &[1.0]), "w: expected f32, f16 or bf16, got f64"),
        (stored("w", DType::F16, &[1], &[1e5]), "w: expected values of at most 65504 for f16, got 100000"),
        (Stored { values: Box::new(failing), ..stored("w", DType::F32, &[1], &[]) }, "no values"),
    ];
    for (tensor, expected) in cases {
        assert_eq!(write_safetensors(&path, vec![tensor], None).unwrap_err().to_string(), expected);
        assert_eq!(read(&path, "w"), Values::F32(vec![7.0]), "{expected}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "{expected}");
    }
}

#[test]
fn what_is_no_file_of_weights_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = |contents: &[u8]| {
        let path = folder.path().join("file");
        std::fs::write(&path, contents).unwrap();
        TensorFile::open(&path).unwrap_err().to_string()
    };
    let expected = "expected a safetensors file or a PyTorch checkpoint, got";
    assert_eq!(file(b""), format!("{expected} an empty file"));
    assert_eq!(file(b"GIF"), format!("{expected} a file that begins with [47, 49, 46]"));
    assert_eq!(TensorFile::open(folder.path()).unwrap_err().to_string(), "expected a regular file");
    assert_eq!(TensorFile::open(folder.path().join("none")).unwrap_err().to_string(), "cannot be read");
}
