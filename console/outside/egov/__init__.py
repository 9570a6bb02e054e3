"""E-government's portal: the stages of an application filed there (par. 25-29)."""

from __future__ import annotations

from console.outside.stages import HttpStages as HttpEgov
from console.outside.stages import SimulatedStages, StageEvent, StageService

__all__ = ["HttpEgov", "SimulatedStages", "StageEvent", "StageService"]
