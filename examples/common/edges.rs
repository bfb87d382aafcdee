//! How edges are found, by the command line.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use agpis::dedup::{EdgeDetector, LabGradient, LearnedEdges, StructuredForest};
use clap::ValueEnum;

#[derive(Debug, clap::Args)]
pub(crate) struct EdgeArgs {
    /// How edges are found
    #[arg(long, value_enum, default_value_t = Edges::Gradient)]
    edges: Edges,

    /// Model file of a structured forest (OpenCV's model.yml.gz), with --edges forest
    #[arg(long, value_name = "FILE", required_if_eq("edges", "forest"))]
    forest: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Edges {
    /// Gradient of the smoothed L*a*b* picture
    Gradient,
    /// A small learned model
    Learned,
    /// A structured forest
    Forest,
}

impl EdgeArgs {
    pub(crate) fn detector(&self) -> Result<Box<dyn EdgeDetector + Send + Sync>, Box<dyn Error>> {
        Ok(match (self.edges, &self.forest) {
            (Edges::Gradient, _) => Box::new(LabGradient::default()),
            (Edges::Learned, _) => Box::new(LearnedEdges::default()),
            (Edges::Forest, forest) => {
                let file = forest.as_ref().ok_or("expected --forest FILE with --edges forest, got none")?;
                let model = fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
                Box::new(StructuredForest::from_reader(model)?)
            }
        })
    }
}
