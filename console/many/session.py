"""The session of an act among many: reads the database, lays aside what the act writes.

Keys are given out from a reserved range, so that rows may point at each other before any of them
is written. A query sees what is committed, never what lies aside: a step whose effects must read
back their own rows is not for many and is refused by its shape (``NotForMany``) or by the test
that compares a batch with single acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import attributes
from sqlalchemy.sql.dml import Delete, Insert, Update

from console.data import counting
from console.data.guard import ScopedSession
from console.data.store import Store
from console.scope import SYSTEM


class NotForMany(RuntimeError):
    """An effect asked of its session what an act among many cannot do."""


@dataclass
class Laid:
    """What acts wrote: rows to insert by table, rows to update, statements on bare tables.

    ``inserts``: values in the order of the table's mapped columns (``columns_of``).
    ``updates``: (table, key, values, version seen or None). ``removed``: (table, column, value).
    """

    inserts: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    updates: list[tuple[str, int, dict[str, Any], int | None]] = field(default_factory=list)
    removed: list[tuple[str, str, Any]] = field(default_factory=list)
    bare: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Described:
    """A mapped class: its table, its columns by attribute, and what fills in the missing ones."""

    table: str
    columns: Mapping[str, str]
    defaults: Mapping[str, Callable[[], Any] | None]
    values: Callable[[dict[str, Any]], tuple[Any, ...]]


_DESCRIBED: dict[Any, Described] = {}


def _described(model: type[Any]) -> Described:
    known = _DESCRIBED.get(model)
    if known is None:
        found = {p.key: p.columns[0] for p in inspect(model).column_attrs}
        known = _DESCRIBED[model] = Described(
            model.__tablename__, {n: c.key for n, c in found.items()},
            {n: _default(c) for n, c in found.items()}, itemgetter(*found),
        )
    return known


def columns_of(table: str) -> tuple[str, ...]:
    """Columns of a table in the order its rows are laid aside."""
    one = next(d for d in _DESCRIBED.values() if d.table == table)
    return tuple(one.columns.values())


def _default(column: Any) -> Callable[[], Any] | None:
    default = column.default
    if default is None:
        return None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


class ManySession(ScopedSession):
    """See the module. ``keys(table)`` gives the next reserved key of a table."""

    def __init__(self, store: Store, keys: Callable[[str], int]) -> None:
        super().__init__(
            bind=store.engine, autoflush=False, expire_on_commit=False,
            info={"scope": SYSTEM, "writes": False, "found": {}, "calendars": {}, "terms": {},
                  "places": {}},
        )
        self._keys = keys
        self._made: dict[tuple[type[Any], Any], Any] = {}
        self._kept: dict[tuple[type[Any], Any], Any] = {}
        self.laid = Laid()

    # ---- writing
    def add(self, instance: Any, *_: Any, **__: Any) -> None:
        """Lay a new row aside under a key of its own."""
        if attributes.instance_state(instance).key is not None:
            return
        model, given = type(instance), instance.__dict__
        described = _described(model)
        if given.get("id") is None:
            given["id"] = self._keys(described.table)
        elif (model, given["id"]) in self._made:
            return
        for name in described.defaults.keys() - given.keys():
            default = described.defaults[name]
            given[name] = default() if default is not None else None
        self._made[(model, given["id"])] = instance

    def add_all(self, instances: Any) -> None:
        """Lay new rows aside."""
        for one in instances:
            self.add(one)

    def flush(self, objects: Any = None) -> None:
        """Nothing: keys are known already."""

    def delete(self, instance: Any) -> None:
        """No act among many takes rows away."""
        raise NotForMany(f"delete {type(instance).__name__}")

    def merge(self, *_: Any, **__: Any) -> Any:
        """Not for many."""
        raise NotForMany("merge")

    # ---- reading
    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """A row by key: laid aside, met before, or read."""
        made = self._made.get((entity, ident))
        if made is not None:
            return made
        kept = self._kept.get((entity, ident))
        if kept is None:
            kept = self._kept[(entity, ident)] = super().get(entity, ident, **options)
        return kept

    def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        """The same; LookupError when there is none."""
        row = self.get(entity, ident, **options)
        if row is None:
            raise LookupError(f"{entity.__name__} {ident}")
        return row

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Reads as ever; INSERT and DELETE on a bare table are laid aside."""
        if isinstance(statement, (Insert, Delete, Update)):
            self._lay(statement, params)
            return None
        return super().execute(statement, params, **options)

    def _lay(self, statement: Any, params: Any) -> None:
        if isinstance(statement, Update) or not isinstance(params, dict):
            raise NotForMany(f"{type(statement).__name__} without its values apart")
        table = statement.table.name
        if isinstance(statement, Insert):
            self.laid.bare.setdefault(table, []).append(params)
            return
        [value] = params.values()
        self.laid.removed.append((table, statement.whereclause.left.key, value))

    # ---- handing over
    def settle(self) -> None:
        """The rows of the act that just ended join ``laid``; what it read is forgotten."""
        counting.note(self, self._made.values(), self.dirty)
        for (model, _key), row in self._made.items():
            described = _described(model)
            rows = self.laid.inserts.setdefault(described.table, [])
            rows.append(described.values(row.__dict__))
        self._made.clear()
        for row in list(self.dirty):
            self._updated(row)
            self.expunge(row)
            self._kept.pop((type(row), row.id), None)

    def forget(self) -> None:
        """An act was refused: nothing of it remains."""
        self._made.clear()
        for row in list(self.dirty):
            self.expunge(row)
            self._kept.pop((type(row), row.id), None)

    def _updated(self, row: Any) -> None:
        described, state = _described(type(row)), inspect(row)
        changed, seen = {}, None
        for name, column in described.columns.items():
            history = state.attrs[name].history
            if history.added:
                changed[column] = history.added[0]
                if name == "version" and history.deleted:
                    seen = history.deleted[0]
        if changed:
            self.laid.updates.append((described.table, row.id, changed, seen))

    def take(self) -> Laid:
        """What was laid aside so far, which begins anew."""
        laid, self.laid = self.laid, Laid()
        return laid

