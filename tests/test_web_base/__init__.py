"""The theme, the catalogs of words, the settings and what every answer carries."""
