"""Imports every core table, so that ``Base.metadata`` and the owned classes are complete."""

from __future__ import annotations

from console.data import (
    access,
    actors,
    arranged,
    case,
    closing,
    content,
    documents,
    employment,
    exchange_portal,
    journal,
    mediation,
    obligations,
    outbox,
    self_service,
    sheets,
    stays,
    visits,
)
from console.data.base import Base

MODULES = (
    access, actors, arranged, case, closing, content, documents, employment,
    exchange_portal, journal, mediation, obligations, outbox, self_service, sheets, stays, visits,
)

metadata = Base.metadata
