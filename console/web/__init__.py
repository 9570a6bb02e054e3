"""Screens: the theme, the shell around every page, and the pages themselves.

running   store, catalog, settings and the read session of a request
theme     one call dresses the application; helpers of all templates
shell     who is signed in, the sections of the role
chips     the term chip of an obligation
refusals  how the console says no, to people and to programs
"""
