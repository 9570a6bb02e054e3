"""The pages, role by role, over the tests' world."""
