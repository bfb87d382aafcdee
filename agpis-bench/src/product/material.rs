//! What bodies are made of, as one can see it.

/// Materials that look different from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Material {
    Ceramic,
    Metal,
    Wood,
    Leather,
    Fabric,
    Plastic,
    Glass,
    Paper,
}
