//! PyTorch checkpoints in both formats hold what PyTorch put into them.

mod common;

use std::path::{Path, PathBuf};

use agpis_weights::{TensorFile, Values};
use common::{cases, committed, folders};

/// Committed checkpoints, and those of the authors' kind in a larger set.
fn checkpoints() -> Vec<(PathBuf, String)> {
    folders(&["torch", "muisc"], ".legacy.ckpt")
}

fn open(folder: &Path, file: &str) -> TensorFile {
    TensorFile::open(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn floats(file: &TensorFile) -> impl Iterator<Item = &str> {
    file.iter().filter(|(_, tensor)| tensor.dtype().size().is_some()).map(|(name, _)| name)
}

#[test]
fn both_formats_hold_every_float_of_the_reference_to_the_bit() {
    for (folder, case) in checkpoints() {
        let expected = open(&folder, &format!("{case}.weights.safetensors"));
        for file in [format!("{case}.ckpt"), format!("{case}.legacy.ckpt")] {
            let actual = open(&folder, &file);
            assert_eq!(floats(&actual).collect::<Vec<_>>(), floats(&expected).collect::<Vec<_>>(), "{file}");
            for name in floats(&expected) {
                let [actual, expected] = [&actual, &expected].map(|file| file.get(name).unwrap());
                assert_eq!(actual.shape(), expected.shape(), "{file}: {name}");
                assert_eq!(actual.dtype(), expected.dtype(), "{file}: {name}");
                assert_eq!(actual.read().unwrap(), expected.read().unwrap(), "{file}: {name}");
            }
        }
    }
}

#[test]
fn both_formats_name_tensors_that_are_no_weights_with_their_type() {
    for file in ["views.ckpt", "views.legacy.ckpt"] {
        let file = open(&committed("torch"), file);
        let described = |name| format!("{:?}", file.get(name).unwrap());
        assert_eq!((described("steps"), described("mask")), ("i64 []".to_owned(), "bool [2]".to_owned()));
        let error = file.get("steps").unwrap().read().unwrap_err();
        assert_eq!(error.to_string(), "expected floats, got i64");
    }
}

#[test]
fn a_file_in_memory_is_as_good_as_one_on_disk() {
    for file in cases(&committed("torch"), ".ckpt") {
        let path = committed("torch").join(format!("{file}.ckpt"));
        let memory = TensorFile::from_bytes(std::fs::read(&path).unwrap()).unwrap();
        let disk = TensorFile::open(&path).unwrap();
        let all = |file: &TensorFile| -> Vec<(String, Option<Values>)> {
            file.iter().map(|(name, tensor)| (name.to_owned(), tensor.read().ok())).collect()
        };
        assert_eq!(all(&memory), all(&disk), "{file}");
    }
}

#[test]
fn a_changed_value_in_an_archive_is_noticed() {
    let mut bytes = std::fs::read(committed("torch").join("views.ckpt")).unwrap();
    let stored = 1.5_f32.to_le_bytes();
    let file = TensorFile::from_bytes(bytes.clone()).unwrap();
    assert_eq!(file.get("scalar").unwrap().read().unwrap(), Values::F32(vec![1.5]));
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == stored).collect();
    for at in places {
        bytes[at] ^= 1;
    }
    let error = TensorFile::from_bytes(bytes).unwrap().get("scalar").unwrap().read().unwrap_err();
    assert!(error.to_string().contains("checksum"), "{error}");
}

#[test]
fn a_prefix_leads_to_the_weights_of_a_training_checkpoint() {
    let file = open(&committed("torch"), "training.ckpt");
    let weights = file.below("state_dict.");
    assert!(weights.get("0.weight").is_some() && weights.iter().count() < file.iter().count());
    let stripped = file.clone().without_prefix("state_dict.");
    assert_eq!(stripped.iter().count(), file.iter().count());
    assert!(stripped.get("0.weight").is_some() && stripped.get("optimizer_states.0.state.0.step").is_some());
    // Two names would become one.
    let both = weights.clone().with_part("state_dict.", weights);
    assert!(both.clone().without_prefix("state_dict.").get("state_dict.0.weight").is_some());
}
