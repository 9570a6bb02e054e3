"""The one write path, shown by a toy chapter."""
