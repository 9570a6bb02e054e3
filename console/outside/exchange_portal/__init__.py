"""The Electronic Labour Exchange (par. 2(5), 54-63): what is published there and what comes back.

`ExchangePortal` is the contract; `HttpExchangePortal` speaks signed JSON, `FileExchangePortal`
writes and reads files of signed lines, `SimulatedExchangePortal` plays the other side.
"""

from __future__ import annotations

from console.outside.exchange_portal.files import FileExchangePortal
from console.outside.exchange_portal.http import HttpExchangePortal
from console.outside.exchange_portal.model import (
    FIELDS,
    BadMessage,
    ExchangeBatch,
    ExchangeMessage,
    ExchangePortal,
    Published,
)
from console.outside.exchange_portal.simulated import SimulatedExchangePortal

__all__ = [
    "FIELDS", "BadMessage", "ExchangeBatch", "ExchangeMessage", "ExchangePortal",
    "FileExchangePortal", "HttpExchangePortal", "Published", "SimulatedExchangePortal",
]
