//! The program `select` as its users meet it: files in, files and an exit code out.

mod bad_input;
#[path = "../common/bundle.rs"]
mod bundle;
mod custom_stage;
mod failures;
mod files;
mod options;
#[path = "../common/pictures.rs"]
mod pictures;
#[path = "../common/process.rs"]
mod process;
mod program;
mod same_result;
mod search;
