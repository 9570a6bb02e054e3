"""Commands of the console's command line, one module per family."""
