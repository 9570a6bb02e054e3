"""The certificate of registration as unemployed (par. 38 to 43, annexes 6 to 8).

Requested with the person's own signature (annex 7), answered by the director within D-14: annex 8,
or a reasoned reply on the one ground of annex 6, row 9.
"""

from __future__ import annotations

from plugins.unemployed_status.certificate.actions import ACTIONS
from plugins.unemployed_status.certificate.measures import MEASURES
from plugins.unemployed_status.certificate.notices import NOTICES
from plugins.unemployed_status.certificate.steps import STEPS

__all__ = ["ACTIONS", "MEASURES", "NOTICES", "STEPS"]
