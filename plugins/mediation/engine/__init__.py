"""Matching at the scale of the country: coded columns in memory, names never among them."""
