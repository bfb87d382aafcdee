//! A key table finds every parameter in a file, or lists everything that does not fit.

use std::collections::BTreeMap;

use agpis_weights::{DType, KeyTable, Layout, Names, Precision, TensorFile, Values};
use half::bf16;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A file of these tensors; the elements of each one count up from its `first`.
fn file(tensors: &[(&str, DType, &[usize], u16)]) -> TensorFile {
    let (mut header, mut data) = (Map::new(), Vec::new());
    for (name, dtype, shape, first) in tensors {
        let from = data.len();
        for value in (*first..).take(shape.iter().product()) {
            match dtype {
                DType::F32 => data.extend(f32::from(value).to_le_bytes()),
                DType::BF16 => data.extend(bf16::from_f32(value.into()).to_le_bytes()),
                _ => data.extend(u64::from(value).to_le_bytes()),
            }
        }
        let dtype = dtype.to_string().to_uppercase();
        let info = json!({"dtype": dtype, "shape": shape, "data_offsets": [from, data.len()]});
        header.insert((*name).to_owned(), info);
    }
    let header = Value::Object(header).to_string();
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat();
    TensorFile::from_safetensors(bytes).expect("a safetensors file")
}

fn parameters(shapes: &[(&str, &[usize])]) -> BTreeMap<String, Vec<usize>> {
    shapes.iter().map(|(name, shape)| ((*name).to_owned(), shape.to_vec())).collect()
}

fn values(
    table: &KeyTable,
    shapes: &[(&str, &[usize])],
    file: &TensorFile,
    precision: Precision,
) -> BTreeMap<String, Values> {
    let found = table.resolve(&parameters(shapes), file, precision).expect("a file that fits");
    let read = |(name, arranged): (String, agpis_weights::Arranged)| {
        let values = arranged.read().expect("values");
        assert_eq!(values.dtype(), arranged.dtype(), "{name}");
        (name, values)
    };
    found.into_iter().map(read).collect()
}

fn problems(table: &KeyTable, shapes: &[(&str, &[usize])], file: &TensorFile) -> Vec<String> {
    table.resolve(&parameters(shapes), file, Precision::Full).expect_err("a file that does not fit")
}

const F32: DType = DType::F32;

#[test]
fn every_kind_of_row_arranges_tensors_as_it_says() {
    let file = file(&[
        ("q.weight", F32, &[2, 3], 0),
        ("q.bias", F32, &[2], 10),
        ("k.weight", F32, &[1, 3], 20),
        ("k.bias", F32, &[1], 30),
        ("conv.weight", F32, &[2, 1, 1, 2], 40),
        ("conv.bias", F32, &[2], 50),
        ("c_fc.weight", F32, &[2, 2], 60),
        ("c_fc.bias", F32, &[2], 70),
        ("ln.weight", F32, &[2], 80),
        ("ln.bias", F32, &[2], 90),
        ("cls", F32, &[1, 1, 2], 100),
    ]);
    let mut table = KeyTable::new();
    table.linear("qk", &["q", "k"]);
    table.linear("patch", &["conv"]);
    table.conv1d("up", "c_fc");
    table.norm("norm", "ln");
    table.copy("class", "cls");
    let shapes: &[(&str, &[usize])] = &[
        ("qk.weight", &[3, 3]),
        ("qk.bias", &[3]),
        ("patch.weight", &[2, 2]),
        ("patch.bias", &[2]),
        ("up.weight", &[2, 2]),
        ("up.bias", &[2]),
        ("norm.gamma", &[2]),
        ("norm.beta", &[2]),
        // A dimension of size 1 more or less does not matter.
        ("class", &[2]),
    ];
    let expected: [(&str, &[f32]); 9] = [
        ("qk.weight", &[0., 3., 20., 1., 4., 21., 2., 5., 22.]),
        ("qk.bias", &[10., 11., 30.]),
        ("patch.weight", &[40., 42., 41., 43.]),
        ("patch.bias", &[50., 51.]),
        ("up.weight", &[60., 61., 62., 63.]),
        ("up.bias", &[70., 71.]),
        ("norm.gamma", &[80., 81.]),
        ("norm.beta", &[90., 91.]),
        ("class", &[100., 101.]),
    ];
    let actual = values(&table, shapes, &file, Precision::Full);
    for (name, expected) in expected {
        assert_eq!(actual[name], Values::F32(expected.to_vec()), "{name}");
    }
    assert_eq!(actual.len(), shapes.len());
    assert_eq!(table.rows().count(), shapes.len());
}

proptest! {
    #[test]
    fn transposed_matrices_side_by_side_have_each_element_in_its_place(
        outs in prop::collection::vec(1_usize..80, 1..4),
        d_in in 1_usize..80,
    ) {
        let names: Vec<String> = (0..outs.len()).map(|part| format!("part{part}")).collect();
        let shapes: Vec<[usize; 2]> = outs.iter().map(|&d_out| [d_out, d_in]).collect();
        let tensors: Vec<(&str, DType, &[usize], u16)> = names
            .iter()
            .zip(&shapes)
            .zip(0..)
            .map(|((name, shape), part)| (name.as_str(), F32, shape.as_slice(), part * 10_000))
            .collect();
        let mut table = KeyTable::new();
        table.row("w", Layout::Transposed, &names);
        let d_out: usize = outs.iter().sum();
        let actual = values(&table, &[("w", &[d_in, d_out])], &file(&tensors), Precision::Full);
        let expected = (0..d_in).flat_map(|i| {
            outs.iter().enumerate().flat_map(move |(part, &rows)| {
                (0..rows).map(move |o| (part * 10_000 + o * d_in + i) as f32)
            })
        });
        prop_assert_eq!(&actual["w"], &Values::F32(expected.collect()));
    }
}

#[test]
fn a_table_in_a_table_gets_prefixes_on_both_sides() {
    let mut block = KeyTable::new();
    block.copy("gamma", "weight");
    block.ignore(Names::Is("mask".to_owned()));
    block.ignore(Names::EndWith(".steps".to_owned()));
    block.keep_fresh(Names::StartWith("extra".to_owned()));
    let mut table = KeyTable::new();
    table.part("blocks.0.", "h.0.", block);
    let file = file(&[
        ("h.0.weight", F32, &[1], 5),
        ("h.0.mask", F32, &[1], 0),
        ("elsewhere.steps", DType::Other("i64"), &[1], 0),
    ]);
    let shapes: &[(&str, &[usize])] = &[("blocks.0.gamma", &[1]), ("blocks.0.extra.weight", &[9])];
    let expected = BTreeMap::from([("blocks.0.gamma".to_owned(), Values::F32(vec![5.0]))]);
    assert_eq!(values(&table, shapes, &file, Precision::Full), expected);
}

#[test]
fn a_file_of_the_models_own_names_needs_no_table() {
    let shapes: &[(&str, &[usize])] = &[("a", &[2]), ("b", &[1, 2])];
    let file = file(&[("a", F32, &[2], 0), ("b", F32, &[1, 2], 2)]);
    let actual = values(&KeyTable::identity(&parameters(shapes)), shapes, &file, Precision::Full);
    assert_eq!(actual["b"], Values::F32(vec![2.0, 3.0]));
}

#[test]
fn precision_decides_what_matrices_in_16_bits_become() {
    let file = file(&[
        ("q.weight", DType::BF16, &[1, 2], 1),
        ("k.weight", F32, &[1, 2], 3),
        ("q.bias", DType::BF16, &[1], 5),
        ("k.bias", DType::BF16, &[1], 6),
    ]);
    let mut table = KeyTable::new();
    table.linear("qk", &["q", "k"]);
    let shapes: &[(&str, &[usize])] = &[("qk.weight", &[2, 2]), ("qk.bias", &[2])];
    let full = values(&table, shapes, &file, Precision::Full);
    assert_eq!(full["qk.weight"], Values::F32(vec![1., 3., 2., 4.]));
    let stored = values(&table, shapes, &file, Precision::AsStored);
    assert_eq!(stored["qk.weight"], Values::BF16([1., 3., 2., 4.].map(bf16::from_f32).to_vec()));
    assert_eq!(stored["qk.bias"], Values::F32(vec![5., 6.]), "vectors are small, and their errors add up");
}

#[test]
fn everything_that_does_not_fit_is_listed_at_once() {
    let file = file(&[
        ("shape", F32, &[3, 2], 0),
        ("ints", DType::Other("i64"), &[2], 0),
        ("vector", F32, &[4], 0),
        ("narrow", F32, &[1, 2], 0),
        ("wide", F32, &[1, 3], 0),
        ("matrix", F32, &[2, 2], 0),
        ("\u{1b}[2Jnobody's", F32, &[1], 0),
    ]);
    let mut table = KeyTable::new();
    table.copy("shape", "shape");
    table.copy("ints", "ints");
    table.copy("gone", "gone");
    table.copy("renamed", "gone too");
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    table.row("two gone", Layout::SideBySide, &names(&["first", "vector", "second"]));
    table.row("no matrix", Layout::Transposed, &names(&["vector"]));
    table.row("columns", Layout::Transposed, &names(&["narrow", "wide"]));
    table.row("no vector", Layout::SideBySide, &names(&["matrix", "vector"]));
    let shapes: &[(&str, &[usize])] = &[
        ("columns", &[2, 2]),
        ("gone", &[7]),
        ("ints", &[2]),
        ("no matrix", &[4, 1]),
        ("no row", &[5]),
        ("no vector", &[8]),
        ("renamed", &[6]),
        ("shape", &[2, 3]),
        ("two gone", &[12]),
    ];
    let expected = [
        "columns: expected matrices with 2 columns, got [f32 [1, 2], f32 [1, 3]] from narrow, wide",
        "gone: expected [7], missing",
        "ints: expected floats, got i64 [2]",
        "no matrix: expected a matrix, got [4] from vector",
        "no row: expected [5], this kind of file has none",
        "no vector: expected vectors, got [2, 2] from matrix, vector",
        "renamed: expected [6], missing: gone too",
        "shape: expected [2, 3], got f32 [3, 2]",
        "two gone: expected [12], missing: first",
        "two gone: expected [12], missing: second",
        r"\u{1b}[2Jnobody\'s: unexpected, f32 [1]",
    ];
    assert_eq!(problems(&table, shapes, &file), expected);
}

#[test]
fn a_tensor_for_a_parameter_that_the_model_lacks_is_unexpected() {
    let mut table = KeyTable::new();
    table.copy("a", "a");
    table.copy("b", "b");
    let file = file(&[("a", F32, &[1], 0), ("b", F32, &[1], 0)]);
    assert_eq!(problems(&table, &[("a", &[1])], &file), ["b: unexpected, f32 [1]"]);
}
