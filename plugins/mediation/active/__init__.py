"""Directing the unemployed to active measures of their plan (par. 52, group 3 of annex 9)."""

from __future__ import annotations
