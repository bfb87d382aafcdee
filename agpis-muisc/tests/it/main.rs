//! Integration tests of `agpis-muisc`, in one binary.

mod authors;
mod bundle;
mod common;
mod parity;
mod text;
