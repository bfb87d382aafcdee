//! The program `score` as its users meet it: a file in, a file and an exit code out.

mod bad_input;
#[path = "../common/bundle.rs"]
mod bundle;
mod failures;
#[path = "../common/pictures.rs"]
mod pictures;
#[path = "../common/process.rs"]
mod process;
mod program;
mod rows;
mod same_result;
