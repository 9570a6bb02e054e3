"""The demonstration region: invented offices, people and employers, with cases in every state.

Nobody and nothing described here exists; only the names of a dozen places are real. The stories
are performed by the console's own steps and then repeated for many people row by row.
"""
