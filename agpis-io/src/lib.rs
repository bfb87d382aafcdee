//! Catalogues in, selections and reports out: the files that AGPIS programs read and write.
