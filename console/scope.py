"""Whose rows a session may see. A Scope is ids, nothing else; no scope sees nothing.

A type declares its owner paths in ``__owners__`` (console.data.base.Owned): which column names
the office, the authority, the village, the person, the employer. Reads and writes of every
session are narrowed to rows where at least one path leads into the scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PATHS = ("office", "authority", "village", "person", "employer", "register")


@dataclass(frozen=True)
class Scope:
    """Ids per owner path. ``writes`` False: reads only (supervisors, auditors).

    ``cases`` and ``persons_granted`` come from dated, reasoned access_grant rows.
    """

    office: tuple[int, ...] = ()
    authority: tuple[int, ...] = ()
    village: tuple[int, ...] = ()
    person: tuple[int, ...] = ()
    employer: tuple[int, ...] = ()
    #: offices whose register of employers one keeps, and nothing else of theirs
    register: tuple[int, ...] = ()
    cases: tuple[int, ...] = ()
    persons_granted: tuple[int, ...] = ()
    writes: bool = True
    #: content that holds no person (dictionaries, announcements), drafts included
    content: bool = False
    everything: bool = False

    def ids(self, path: str) -> tuple[int, ...]:
        """The ids of one owner path (see PATHS)."""
        value: tuple[int, ...] = getattr(self, path)
        return value

    def union(self, other: Scope) -> Scope:
        """Both scopes together; may write only if one of them may."""
        merged = {p: tuple(sorted({*self.ids(p), *other.ids(p)})) for p in PATHS}
        return Scope(
            **merged,
            cases=tuple(sorted({*self.cases, *other.cases})),
            persons_granted=tuple(sorted({*self.persons_granted, *other.persons_granted})),
            writes=self.writes or other.writes,
            content=self.content or other.content,
            everything=self.everything or other.everything,
        )


NOTHING = Scope(writes=False)
#: Only for the sweeper, migrations and commands of the operating system's own user.
SYSTEM = Scope(everything=True)


_current: ContextVar[Scope | None] = ContextVar("jumys_scope", default=None)


@contextmanager
def as_scope(scope: Scope) -> Iterator[None]:
    """Say a scope aloud for sessions that carry none of their own (commands, workers, tests)."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


def ambient_scope() -> Scope:
    """The scope said aloud, or NOTHING."""
    return _current.get() or NOTHING
