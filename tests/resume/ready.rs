//! The experiment files of this repository.

use std::fs;
use std::path::Path;

use agpis_bench::Size;
use agpis_train::experiment::Experiment;

use crate::training::row;

#[test]
fn they_are_the_last_row_of_the_tables() {
    for size in [Size::Tiny, Size::Mini] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples/experiments")
            .join(format!("{}.toml", size.name()));
        let expected = row(size, "muisc");
        let file = fs::read_to_string(&path).unwrap();
        assert_eq!(
            Experiment::parse(&file).unwrap(),
            expected,
            "{} should be:\n{}",
            path.display(),
            expected.to_toml().unwrap()
        );
    }
}
