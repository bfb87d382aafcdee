//! Integration tests of `agpis-muisc`, in one binary.

mod bundle;
mod cases;
mod common;
mod explanation;
mod full_size;
mod generation;
mod gpt2;
mod gradients;
mod hugging_face;
mod parity;
mod search;
mod text;
mod tokenizer;
