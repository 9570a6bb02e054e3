"""THE RULES: one package per chapter, each a plugin like anybody's (see plugins/README.md)."""
