//! AGPIS-bench: procedurally drawn products and labelled image sequences.
