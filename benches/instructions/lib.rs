//! Nothing: the package is there for its bench, `paths.rs`.
