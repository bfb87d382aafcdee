//! MUIsC, the multi-modality unified image-sequence classifier.
