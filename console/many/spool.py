"""Rows laid aside on disk until the moment of writing, already in the database's own terms."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

from console.data.base import Base
from console.data.vacancy_search import FTS
from console.errors import Conflict
from console.many.session import Laid, columns_of

#: tables of ours outside the metadata, which effects write by plain statements
BARE: Mapping[str, Table] = {FTS.name: FTS}


class Lost(Conflict):
    """Somebody else was faster; nothing of the batch was written."""

    default = {  # noqa: RUF012
        "kk": "Жазбалар осы кезде өзгерді. Импортты қайталаңыз: ештеңе жазылған жоқ.",
        "ru": "Записи тем временем изменились. Повторите импорт: ничего не записано.",
        "en": "Records changed meanwhile. Run the import again: nothing was written.",
    }


class Spool:
    """A file without a name: gone with the process, whatever happens."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        # SQLite has one writer: what can be worked out beforehand must not be under its lock
        self._raw = dialect.name == "sqlite"
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the batch

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def put(self, laid: Laid) -> None:
        """Lay a chunk aside."""
        inserts: dict[str, Sequence[Any]] = {}
        for name, rows in laid.inserts.items():
            inserts[name] = self._bound(name, rows) if self._raw else rows
        kept = (inserts, laid.updates, laid.removed, laid.bare)
        pickle.dump(kept, self._file, pickle.HIGHEST_PROTOCOL)

    def _bound(self, name: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        makers = _processors(name, self._dialect)
        columns = zip(*rows, strict=True)  # column by column: most need nothing done
        return list(zip(*[
            values if make is None else _made(make, values)
            for make, values in zip(makers, columns, strict=True)
        ], strict=True))

    def write(self, session: Session) -> None:
        """Every chunk into the database, tables in the order of their links."""
        connection = session.connection()
        self._file.seek(0)
        for inserts, updates, removed, bare in self._chunks():
            for table, key, values, version in updates:  # first: they may find others faster
                _update(connection, table, key, values, version)
            for name in sorted(inserts, key=_order().index):
                self._insert(connection, name, inserts[name])
            for (table, column), values in _together(removed).items():
                held = BARE[table]
                connection.execute(
                    delete(held).where(held.c[column] == bindparam("value")), values)
            for table, rows in bare.items():
                connection.execute(insert(BARE[table]), rows)

    def _insert(self, connection: Connection, name: str, rows: Sequence[Any]) -> None:
        if not self._raw:
            connection.execute(insert(Base.metadata.tables[name]),
                               [dict(zip(columns_of(name), row, strict=True)) for row in rows])
            return
        keys = columns_of(name)
        into = ", ".join(f'"{key}"' for key in keys)
        marks = ", ".join("?" for _ in keys)
        # names of our own tables and columns alone; every value is bound
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({into}) VALUES ({marks})', rows)  # noqa: S608

    def _chunks(self) -> Iterator[Any]:
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - our own file, open for us alone
            except EOFError:
                return


@cache
def _processors(name: str, dialect: Dialect) -> list[Callable[[Any], Any] | None]:
    """What makes the values of a table's columns the driver's."""
    held = Base.metadata.tables[name].columns
    return [held[key].type.dialect_impl(dialect).bind_processor(dialect)
            for key in columns_of(name)]


def _made(make: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """Values of a column in the driver's terms; what many rows share is made once."""
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        # an object is its own key while the rows hold it: equal ones may be written differently
        key = id(value)
        if key not in known:
            known[key] = make(value)
        found.append(known[key])
    return found


@cache
def _order() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]


def _together(removed: Sequence[tuple[str, str, Any]]) -> dict[tuple[str, str], list[Any]]:
    """Values to remove by table and column, as parameters of one statement each."""
    found: dict[tuple[str, str], list[Any]] = {}
    for table, column, value in removed:
        found.setdefault((table, column), []).append({"value": value})
    return found


def _update(
    connection: Connection, table: str, key: int, values: Mapping[str, Any], version: int | None
) -> None:
    held = Base.metadata.tables[table]
    query = update(held).where(held.c.id == key).values(**values)
    if version is not None:
        query = query.where(held.c.version == version)
    if connection.execute(query).rowcount != 1:
        raise Lost()
