//! The training loop on problems whose answers are known.

mod adamw;
mod answer;
mod checkpoints;
mod common;
mod groups;
mod lora;
mod parts;
mod precision;
mod random;
mod schedule;
mod statistics;
mod stopping;
