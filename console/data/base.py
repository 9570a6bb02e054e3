"""Declarative base, column types and the mix-ins every core table is built from."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, class_mapper, mapped_column
from sqlalchemy.orm.attributes import instance_state, manager_of_class

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: No I, L, O, U: a number read aloud or copied by hand stays the same number.
#: Thirty-two letters divide a byte evenly, so each is as likely as any other.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Aware in Python, UTC without zone in the database; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC without zone."""
        if value is None:
            return None
        if getattr(value, "tzinfo", None) is None:
            raise ValueError("A naive datetime cannot be stored: say its zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware instant."""
        return None if value is None else value.replace(tzinfo=UTC)


#: 64 bits on PostgreSQL; plain INTEGER on SQLite, where only that is the row id.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Base of all tables of the console and of plugins."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        date: Date,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Keyed:
    """Integer key, never shown outside."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Owned:
    """A table whose rows belong to somebody.

    ``__owners__`` maps an owner path (console.scope.PATHS) to the column that holds the id.
    ``__case__`` names the column compared with granted case ids, ``__person__`` the one compared
    with granted person ids. ``__public__`` maps columns to the values that make a row
    everybody's to read; ``__content__`` names the column that marks content about a person: the
    rest is open to scopes that keep content.
    """

    __owners__: ClassVar[dict[str, str]] = {}
    __case__: ClassVar[str | None] = None
    __person__: ClassVar[str | None] = None
    __public__: ClassVar[dict[str, Any]] = {}
    __content__: ClassVar[str | None] = None

    @classmethod
    def of_cases(cls, ids: Collection[int]) -> ColumnElement[bool] | None:
        """Which rows belong to granted cases; None where the table has none.

        A table without a column for ``__case__`` says here how its rows hang on a case, naming
        other tables by their columns alone: the scope must not narrow the question.
        """
        return getattr(cls, cls.__case__).in_(ids) if cls.__case__ else None


class Subject:
    """Something a Step moves: it has a public number, a state, a version and an edition."""

    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)


RowT = TypeVar("RowT", bound=Base)


def new_row(model: type[RowT], **values: Any) -> RowT:
    """A new row with its columns set at once, without an event for each: for rows by the thousand.

    Columns alone, under their own names; links are ids. Inside perform() alone, whose session
    sees everything: the wall looks for links among the events.
    """
    row: RowT = manager_of_class(model).new_instance()
    row.__dict__.update(values)
    return row


def put(row: Any, **values: Any) -> None:
    """Set columns of a row: at once where it is new (as ``new_row``), else with their history."""
    model: Any = type(row)  # a plain key of the cache below
    if instance_state(row).key is None and values.keys() <= _columns(model):
        row.__dict__.update(values)
        return
    for name, value in values.items():
        setattr(row, name, value)


@cache
def _columns(model: Any) -> frozenset[str]:
    return frozenset(class_mapper(model).column_attrs.keys())


def public_number(prefix: str = "", length: int = 10) -> str:
    """A number that cannot be guessed: 5 bits a letter, 50 bits by default. ``R-7F3K9-2QD81``."""
    body = "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))
    parts = [body[i : i + 5] for i in range(0, length, 5)]
    return "-".join([prefix, *parts] if prefix else parts)
