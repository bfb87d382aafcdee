//! Image decoding, preprocessing, vision backbones and image classifiers for AGPIS.
