"""The tests of Jumys. A regular package, so that no foreign ``tests`` can take its name."""
