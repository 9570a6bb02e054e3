"""Tests of the law as dated data."""
