"""The demonstration region."""
