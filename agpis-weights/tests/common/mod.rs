//! Where reference files lie, and small files made by hand.
#![allow(dead_code, reason = "every test uses a part of it")]

use std::path::{Path, PathBuf};

/// The folder `name` of committed cases.
pub(crate) fn committed(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures")).join(name)
}

/// Names of the files in `folder` that end so, without the ending; at least one.
pub(crate) fn cases(folder: &Path, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let names = entries.map(|e| e.expect("an entry").file_name().into_string().expect("a UTF-8 name"));
    let mut cases: Vec<String> = names.filter_map(|n| n.strip_suffix(ending).map(str::to_owned)).collect();
    cases.sort();
    assert!(!cases.is_empty(), "{} holds no *{ending}", folder.display());
    cases
}

/// The committed cases of the first folder, and those of the second one below the folder that
/// `AGPIS_FIXTURES` names, each with its folder.
pub(crate) fn folders([committed_in, larger_set]: &[&str; 2], ending: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![committed(committed_in)];
    folders.extend(std::env::var_os("AGPIS_FIXTURES").map(|all| Path::new(&all).join(larger_set)));
    let of_folder = |folder: PathBuf| {
        let cases = cases(&folder, ending);
        cases.into_iter().map(move |case| (folder.clone(), case))
    };
    folders.into_iter().flat_map(of_folder).collect()
}

/// A safetensors file of this header and as many bytes of zeros.
pub(crate) fn safetensors(header: &str, num_bytes: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.resize(file.len() + num_bytes, 0);
    file
}

/// A ZIP archive of these uncompressed files, without checksums.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, contents) in files {
        let (at, length) = (archive.len() as u32, contents.len() as u32);
        // Versions, flags, method, time, date and checksum are zero.
        let sizes = [length.to_le_bytes(), length.to_le_bytes()].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        archive.extend([b"PK\x03\x04".as_slice(), &[0; 14], &sizes, &name_length, &[0; 2]].concat());
        archive.extend([name.as_bytes(), contents].concat());
        directory.extend([b"PK\x01\x02".as_slice(), &[0; 16], &sizes, &name_length, &[0; 12]].concat());
        directory.extend([&at.to_le_bytes(), name.as_bytes()].concat());
    }
    let (at, length) = (archive.len() as u32, directory.len() as u32);
    archive.extend(&directory);
    archive.extend([b"PK\x05\x06".as_slice(), &[0; 8], &length.to_le_bytes(), &at.to_le_bytes()].concat());
    archive.extend([0; 2]);
    archive
}

/// A checkpoint with this pickle and one storage `0` of these bytes.
pub(crate) fn checkpoint(pickle: &[u8], storage: &[u8]) -> Vec<u8> {
    zip(&[("a/data.pkl", pickle), ("a/data/0", storage)])
}
