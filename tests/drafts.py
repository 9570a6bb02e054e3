"""Offline drafts of a village in the tests' world (par. 17)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from console.web.offline.entering import Clerk, Draft, Entered, enter, fill_card
from tests.make import ZONE, World

NAMES = uuid.UUID("6f1c7c1e-4f0e-4f43-9a55-1d5f2b0a7c11")


def identifier(name: str) -> str:
    """The identifier of a draft by a name the test gives it."""
    return str(uuid.uuid5(NAMES, name))


def a_draft(
    name: str, application: Mapping[str, Any], paper: str, card: Mapping[str, Any] | None = None,
    mode: str = "offline_electronic",
) -> Draft:
    """A draft filled in on the day ``paper``."""
    return Draft(identifier(name), date.fromisoformat(paper), mode, application, card)


def clerk(w: World, by: str = "assistant") -> Clerk:
    """Who enters drafts, now."""
    return Clerk(w.process, w.actor(by), w.scope(by), w.now, ZONE)


def enter_draft(w: World, draft: Draft, by: str = "assistant") -> Entered:
    """The application, then the card if the draft has one; a conflict of either is the answer."""
    who = clerk(w, by)
    done = enter(who, draft)
    if done.conflict:
        return done
    return fill_card(who, draft, done.number) or done


def answer_of(done: Entered) -> str:
    """entered, repeated, or the kind of the conflict."""
    return done.conflict or ("repeated" if done.repeated else "entered")
