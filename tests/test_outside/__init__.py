"""The adapters to the outside world, each against a real counterpart on this machine."""
