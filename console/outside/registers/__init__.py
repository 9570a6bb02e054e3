"""Look-ups in the registers of state bodies (par. 10, 28, 32)."""

from __future__ import annotations

from console.outside.registers.model import (
    REGISTERS,
    ConsentMissing,
    RegisterAnswer,
    RegisterQuery,
    RegisterService,
)

__all__ = ["REGISTERS", "ConsentMissing", "RegisterAnswer", "RegisterQuery", "RegisterService"]
