//! The store of bundles, and what becomes of it when something is cut off.

use std::fs;
use std::path::Path;

use agpis_train::{BundleStore, StoreError};
use tempfile::TempDir;

use crate::refresh::ignorant;

fn store() -> (TempDir, BundleStore) {
    let folder = tempfile::tempdir().unwrap();
    ignorant(&folder.path().join("bundle"));
    let store = BundleStore::create(folder.path().join("store"), "a", &folder.path().join("bundle")).unwrap();
    (folder, store)
}

fn copy(from: &Path, to: &Path, leave_out: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != leave_out {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn what_is_cut_off_leaves_the_version_that_serves() {
    let (folder, store) = store();
    let bundle = folder.path().join("bundle");
    // Cut off while it is written, or not whole.
    let cut = store.add("b", |to| {
        fs::write(to.join("rules.json"), "[").unwrap();
        Err(StoreError::Name { actual: "cut off".into() })
    });
    assert!(cut.is_err());
    let partial = store.add("b", |to| {
        copy(&bundle, to, "bundle.json");
        Ok::<_, StoreError>(())
    });
    assert!(matches!(partial, Err(StoreError::Bundle { .. })), "{partial:?}");
    assert_eq!((store.current().unwrap().as_str(), store.versions().unwrap()), ("a", vec!["a".to_owned()]));
    // Then it works, and does not serve yet.
    store
        .add("b", |to| {
            copy(&bundle, to, "");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.current().unwrap(), "a");

    // Cut off while `current` is written.
    let unfinished = folder.path().join("store/.current.unfinished");
    fs::create_dir(&unfinished).unwrap();
    assert!(store.switch("b").is_err());
    assert_eq!(BundleStore::open(folder.path().join("store")).unwrap().current().unwrap(), "a");
    fs::remove_dir(&unfinished).unwrap();
    fs::write(&unfinished, "half a na").unwrap();
    assert_eq!(store.current().unwrap(), "a");
    store.switch("b").unwrap();
    assert_eq!(store.current().unwrap(), "b");
}

#[test]
fn old_versions_serve_again_and_unknown_or_broken_ones_never() {
    let (folder, store) = store();
    let bundle = folder.path().join("bundle");
    store
        .add("b", |to| {
            copy(&bundle, to, "");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store.switch("b").unwrap();
    store.switch("a").unwrap();
    assert_eq!(store.current().unwrap(), "a");
    assert!(matches!(store.switch("c"), Err(StoreError::Unknown { .. })));
    for name in ["", ".", "..", "../a", "a/b", ".hidden", "a\n"] {
        assert!(matches!(store.switch(name), Err(StoreError::Name { .. })), "{name:?}");
    }
    assert!(matches!(store.add("a", |_| Ok::<_, StoreError>(())), Err(StoreError::Taken { .. })));
    assert_eq!((store.free_name("a").unwrap(), store.free_name("z").unwrap()), ("a-2".into(), "z".into()));
    let again = BundleStore::create(folder.path().join("store"), "z", &bundle);
    assert!(matches!(again, Err(StoreError::Exists { .. })));
    fs::remove_file(store.path("b").unwrap().join("muisc.safetensors")).unwrap();
    assert!(matches!(store.switch("b"), Err(StoreError::Bundle { .. })));
    assert_eq!(store.current().unwrap(), "a");
}
