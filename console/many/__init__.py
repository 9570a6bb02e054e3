"""Many acts of one actor at once: an import of twenty thousand vacancies in one transaction.

Every row goes through its Step like any act: form, rules, effects, clocks, journal. Only the
writing differs: rows are laid aside while the acts are worked out, with nobody kept waiting, and
go into the database together in a moment, all or none.
"""

from __future__ import annotations

from console.many.batch import AHEAD, Batch, Done, Lost
from console.many.session import NotForMany

__all__ = ["AHEAD", "Batch", "Done", "Lost", "NotForMany"]
