"""What can go wrong outside, and how each adapter says so.

OutsideFault
├── OutsideDown      no answer, late answer, broken answer: try again later
├── OutsideRefused   answered, and said no for good: do not try again
└── SetupFault       our own configuration is wrong: said at start, never at an act
"""

from __future__ import annotations

from console.errors import JumysError


class OutsideFault(JumysError):
    """Base of everything an adapter raises; the message never holds a secret or personal data."""


class OutsideDown(OutsideFault):
    """The other side gave no usable answer; whether it acted is unknown, so retry with one key."""


class OutsideRefused(OutsideFault):
    """The other side understood and refused; the same request will be refused again."""


class SetupFault(OutsideFault):
    """The configuration cannot work (missing file, simulator in production, unknown back end)."""
