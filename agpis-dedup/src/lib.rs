//! Duplicated-content detection between product images: EdgeBoxes, patch features, nearest neighbours.
