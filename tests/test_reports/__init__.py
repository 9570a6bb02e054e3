"""Workbooks: cells, totals, definitions, lineage."""
