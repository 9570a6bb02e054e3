"""Tests of working days, terms and the deadline command."""
