"""Benchmarks: each module measures one promise and prints JSON lines (``make bench``)."""
