//! Trainings that are killed, run out of disk or find damaged files end with the bytes of one that is left alone.

#![cfg(unix)]

mod damaged;
mod disk;
mod killed;
#[path = "../common/process.rs"]
#[allow(dead_code)] // these runs end in other ways
mod process;
mod ready;
mod refused;
mod training;
