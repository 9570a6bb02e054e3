"""The outside world: signatures, state registers, messages, e-government, monitoring.

Everything else in the console reaches it through the bundle that `factory` builds; which system
stands behind each field is configuration.
"""

from __future__ import annotations

from console.outside.factory import Outside, factory
from console.outside.faults import OutsideDown, OutsideFault, OutsideRefused, SetupFault

__all__ = ["Outside", "OutsideDown", "OutsideFault", "OutsideRefused", "SetupFault", "factory"]
