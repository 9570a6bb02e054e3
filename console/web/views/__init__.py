"""The pages. Each module has a blueprint ``bp``; console.web registers every one it finds."""
