"""Work in a village without access to the system (par. 17): drafts, paper cards, their entry.

entering  a draft through perform(): entered once, refused with its grounds, or kept as a conflict
wire      what a phone sends and is answered
shell     the page a phone keeps, and the worker that keeps it
compare   the two versions of a conflict side by side
"""
