//! What a program does with a file of weights.

use std::collections::BTreeMap;

use agpis_weights::{KeyTable, Layout, Names, Precision, TensorFile};

/// Reads every tensor and resolves tables against the file of `length` bytes.
pub(crate) fn read_all(file: &TensorFile, length: usize) {
    let mut shapes = BTreeMap::new();
    for (name, tensor) in file.iter() {
        shapes.insert(name.to_owned(), tensor.shape().to_vec());
        if let Ok(values) = tensor.read() {
            let values = values.into_f32();
            assert_eq!(values.len(), tensor.num_elements(), "{name}");
            assert!(values.len() <= length, "{name}: more values than the file has bytes");
        }
    }
    let identity = KeyTable::identity(&shapes);
    read_arranged(&identity, &shapes, file);
    read_arranged(&transposed(file), &shapes.iter().map(|(n, shape)| (n.clone(), turned(shape))).collect(), file);
    let other = BTreeMap::from([("w".to_owned(), vec![2, 2]), ("b".to_owned(), vec![4])]);
    read_arranged(&KeyTable::identity(&other), &other, &file.clone().without_prefix("state_dict."));
}

fn read_arranged(table: &KeyTable, parameters: &BTreeMap<String, Vec<usize>>, file: &TensorFile) {
    match table.resolve(parameters, file, Precision::AsStored) {
        Ok(found) => {
            for arranged in found.values() {
                let values = arranged.read().map(|values| values.into_f32().len());
                assert!(values.is_err() || values.ok() == Some(arranged.shape().iter().product()));
            }
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
}

/// Every matrix twice, transposed and side by side.
fn transposed(file: &TensorFile) -> KeyTable {
    let mut table = KeyTable::new();
    for (name, tensor) in file.iter() {
        let layout = if tensor.shape().len() > 1 { Layout::Transposed } else { Layout::SideBySide };
        table.row(name, layout, &[name.to_owned(), name.to_owned()]);
    }
    table.ignore(Names::StartWith(String::new()));
    table
}

fn turned(shape: &[usize]) -> Vec<usize> {
    match shape {
        [] => vec![],
        [length] => vec![length.saturating_mul(2)],
        [rows, rest @ ..] => {
            vec![rest.iter().fold(1, |n, size| n.saturating_mul(*size)), rows.saturating_mul(2)]
        }
    }
}
