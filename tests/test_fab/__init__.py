"""The framework behind its wall: scope, rights, sessions, refusals."""
