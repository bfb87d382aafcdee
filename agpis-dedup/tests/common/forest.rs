//! Writes small structured forests in OpenCV's format.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// The lists of a model file. The default is one tree that is one leaf, with an edge at the first pixel of a
/// patch.
#[derive(Clone, Debug)]
pub(crate) struct ForestFile {
    pub(crate) options: Vec<(&'static str, i64)>,
    pub(crate) children: Vec<Vec<i64>>,
    pub(crate) feature_ids: Vec<Vec<i64>>,
    pub(crate) thresholds: Vec<Vec<f32>>,
    pub(crate) boundaries: Vec<i64>,
    pub(crate) bins: Vec<i64>,
}

impl Default for ForestFile {
    fn default() -> Self {
        Self {
            options: vec![
                ("numberOfTrees", 1),
                ("numberOfTreesToEvaluate", 1),
                ("selfsimilarityGridSize", 2),
                ("stride", 2),
                ("shrinkNumber", 2),
                ("patchSize", 4),
                ("patchInnerSize", 2),
                ("numberOfGradientOrientations", 1),
                ("gradientSmoothingRadius", 0),
                ("regFeatureSmoothingRadius", 0),
                ("ssFeatureSmoothingRadius", 0),
                ("gradientNormalizationRadius", 1),
            ],
            children: vec![vec![0]],
            feature_ids: vec![vec![0]],
            thresholds: vec![vec![0.0]],
            boundaries: vec![0, 1],
            bins: vec![0],
        }
    }
}

impl ForestFile {
    /// One tree of a root and two leaves, of which only the right one has an edge.
    pub(crate) fn split(feature: i64, threshold: f32) -> Self {
        Self {
            children: vec![vec![2, 0, 0]],
            feature_ids: vec![vec![feature, 0, 0]],
            thresholds: vec![vec![threshold, 0.0, 0.0]],
            boundaries: vec![0, 0, 0, 1],
            ..Self::default()
        }
    }

    /// With another value for an option.
    pub(crate) fn with(mut self, name: &str, value: i64) -> Self {
        self.options.iter_mut().find(|(known, _)| *known == name).expect("an option").1 = value;
        self
    }

    /// The file as text.
    pub(crate) fn text(&self) -> String {
        let mut text = "%YAML:1.0\n---\noptions:\n".to_owned();
        for (name, value) in &self.options {
            writeln!(text, "    {name}: {value}").unwrap();
        }
        section(&mut text, "childs", &self.children);
        section(&mut text, "featureIds", &self.feature_ids);
        section(&mut text, "thresholds", &self.thresholds);
        section(&mut text, "edgeBoundaries", std::slice::from_ref(&self.boundaries));
        section(&mut text, "edgeBins", std::slice::from_ref(&self.bins));
        text
    }

    /// The file compressed with gzip.
    pub(crate) fn gzip(&self) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(self.text().as_bytes()).unwrap();
        encoder.finish().unwrap()
    }
}

fn section(text: &mut String, name: &str, rows: &[Vec<impl ToString>]) {
    writeln!(text, "{name}:").unwrap();
    for row in rows {
        let row: Vec<String> = row.iter().map(ToString::to_string).collect();
        writeln!(text, "    - [ {} ]", row.join(", ")).unwrap();
    }
}
