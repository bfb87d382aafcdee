//! What a file of reviews may ask for.

/// Where the class of a rejected sequence comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClassFrom {
    /// From `label` if there is one, else from the first of `rules`, else from the feedback.
    #[default]
    Given,
    /// From the first rule that the feedback names, whatever else is given (§4.1). `other` if it names none.
    Feedback,
}

/// How to read reviews, and what they may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReviewOptions {
    /// Where classes come from.
    pub class_from: ClassFrom,
    /// Whether paths may be absolute, or leave the root folder with `..`; no by default, because a file may come from
    /// a stranger. Symbolic links are always followed.
    pub allow_outside: bool,
    /// Largest size of the file in bytes; 16 GiB.
    pub max_file_bytes: u64,
    /// Largest number of rows, bad ones included; 10 million.
    pub max_rows: usize,
    /// Longest line in bytes; 1 MiB. Longer ones are skipped without being held.
    pub max_line_bytes: usize,
    /// Largest number of images of a sequence; 64.
    pub max_images: usize,
    /// Largest number of candidates of a product; 1000.
    pub max_candidates: usize,
    /// Longest title in bytes; 16 KiB.
    pub max_title_bytes: usize,
    /// Longest feedback in bytes; 16 KiB.
    pub max_feedback_bytes: usize,
    /// Longest id, SKU, path or other short text in bytes; 4096.
    pub max_name_bytes: usize,
    /// How many bad rows to list; 100. All are counted.
    pub max_listed: usize,
}

impl Default for ReviewOptions {
    fn default() -> Self {
        Self {
            class_from: ClassFrom::default(),
            allow_outside: false,
            max_file_bytes: 16 << 30,
            max_rows: 10_000_000,
            max_line_bytes: 1 << 20,
            max_images: 64,
            max_candidates: 1000,
            max_title_bytes: 16 << 10,
            max_feedback_bytes: 16 << 10,
            max_name_bytes: 4096,
            max_listed: 100,
        }
    }
}

impl ReviewOptions {
    /// Classes from elsewhere.
    #[must_use]
    pub fn with_class_from(self, class_from: ClassFrom) -> Self {
        Self { class_from, ..self }
    }

    /// Whether to allow paths outside the root folder.
    #[must_use]
    pub fn with_allow_outside(self, allow_outside: bool) -> Self {
        Self { allow_outside, ..self }
    }

    /// Another size of the file.
    #[must_use]
    pub fn with_max_file_bytes(self, max_file_bytes: u64) -> Self {
        Self { max_file_bytes, ..self }
    }

    /// Another number of rows.
    #[must_use]
    pub fn with_max_rows(self, max_rows: usize) -> Self {
        Self { max_rows, ..self }
    }

    /// Another length of lines.
    #[must_use]
    pub fn with_max_line_bytes(self, max_line_bytes: usize) -> Self {
        Self { max_line_bytes, ..self }
    }
}
