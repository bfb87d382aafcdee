//! Whether a path that a stranger wrote stays where it belongs.

use std::path::{Component, Path};

/// Whether `path` is relative and never leaves the folder it starts in, going by its words alone.
#[must_use]
pub fn stays_inside(path: &str) -> bool {
    let mut depth = 0_usize;
    for component in Path::new(path).components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::stays_inside;

    #[test]
    fn only_relative_paths_that_do_not_climb_out_stay_inside() {
        for inside in ["a.jpg", "./a.jpg", "a/../b.jpg", "a/b/../../c.jpg", "..a.jpg", "图/1.jpg"] {
            assert!(stays_inside(inside), "{inside}");
        }
        for outside in ["/a.jpg", "../a.jpg", "a/../../b.jpg", "./..", "//a"] {
            assert!(!stays_inside(outside), "{outside}");
        }
    }
}
