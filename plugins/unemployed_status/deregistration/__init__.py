"""Deregistration (par. 44, 45), its evidence, and reports of changes (par. 51)."""

from __future__ import annotations

from plugins.unemployed_status.deregistration.actions import ACTIONS
from plugins.unemployed_status.deregistration.measures import MEASURES
from plugins.unemployed_status.deregistration.notices import NOTICES
from plugins.unemployed_status.deregistration.panels import PANELS
from plugins.unemployed_status.deregistration.steps import STEPS

__all__ = ["ACTIONS", "MEASURES", "NOTICES", "PANELS", "STEPS"]
