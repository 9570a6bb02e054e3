"""The whole story of the Rules in a real browser, against a real server and its commands."""
