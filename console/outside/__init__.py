"""The outside world: signatures, state registers, messages, e-government, monitoring."""

from __future__ import annotations
