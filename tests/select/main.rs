//! The program `select` as its users meet it: files in, files and an exit code out.

mod bad_input;
mod bundle;
mod custom_stage;
mod failures;
mod files;
mod options;
mod pictures;
mod program;
mod same_result;
