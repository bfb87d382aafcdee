//! AGPIS.
