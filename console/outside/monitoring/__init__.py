"""The system that monitors how public services are given: stages of each service (par. 23)."""

from __future__ import annotations

from console.outside.stages import HttpStages as HttpMonitoring
from console.outside.stages import SimulatedStages, StageEvent, StageService

__all__ = ["HttpMonitoring", "SimulatedStages", "StageEvent", "StageService"]
