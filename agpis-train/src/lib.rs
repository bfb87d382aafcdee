//! Training and evaluation of the AGPIS models.
