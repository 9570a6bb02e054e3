"""Keyset paging: a page is asked for by the last key of the one before, never by an offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from flask import abort, request
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

T = TypeVar("T")
CAP = 1001
SIZE = 25


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows. ``next`` and ``first`` are addresses, '' where there are none."""

    rows: Sequence[T]
    next: str = ""
    first: str = ""


def page(
    session: Session, query: Any, keys: Sequence[Any],
    key_of: Callable[[Any], Sequence[Any]], *, descending: bool = False, size: int = SIZE,
) -> Page[Any]:
    """Rows of ``query`` after the key in ``?after=``, ordered by ``keys`` (the last is unique)."""
    after = request.args.get("after", "")
    if after:
        query = query.where(_beyond(keys, unpacked(after, len(keys)), descending))
    order = [k.desc() if descending else k.asc() for k in keys]
    rows = session.execute(query.order_by(*order).limit(size + 1)).all()
    more = len(rows) > size
    kept = rows[:size]
    return Page(
        kept, address(after=packed(key_of(kept[-1]))) if more else "",
        address(after=None) if after else "",
    )


def dated_first(
    session: Session, query: Any, due: Any, ident: Any, *, size: int = SIZE
) -> Page[Any]:
    """Rows by ``due``, those without one last; rows carry ``due_at`` and ``id``.

    Two statements at most, each ordered by an index: one ordering that puts the undated last
    would have every open case of an office read and sorted for each page.
    """
    after = request.args.get("after", "")
    start, key = unpacked(after, 2) if after else (None, 0)
    if type(key) is not int or not (start in (None, "") or isinstance(start, datetime)):
        abort(400)
    rows: list[Any] = []
    if start != "":
        dated = query.where(due.is_not(None))
        if start is not None:
            dated = dated.where(due >= start, or_(due > start, ident > key))
        rows += session.execute(dated.order_by(due, ident).limit(size + 1))
    if len(rows) <= size:
        bare = query.where(due.is_(None), ident > (key if start == "" else 0))
        rows += session.execute(bare.order_by(ident).limit(size + 1 - len(rows)))
    kept = rows[:size]
    return Page(
        kept, address(after=packed((kept[-1].due_at or "", kept[-1].id)))
        if len(rows) > size else "",
        address(after=None) if after else "",
    )


def capped(session: Session, query: Select[Any]) -> int:
    """How many rows, counted to 1001 at most: "1000+" is said above that."""
    inner = query.order_by(None).limit(CAP).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0


def address(**changes: Any) -> str:
    """This page's address with some arguments changed (None removes one)."""
    from urllib.parse import urlencode

    args = {k: v for k, v in request.args.items() if v != "" and k != "after"}
    args.update({k: v for k, v in changes.items() if v is not None})
    for key, value in changes.items():
        if value is None:
            args.pop(key, None)
    return request.path + (f"?{urlencode(args)}" if args else "")


def _beyond(
    keys: Sequence[Any], values: Sequence[Any], descending: bool
) -> ColumnElement[bool]:
    terms: list[ColumnElement[bool]] = []
    for index, key in enumerate(keys):
        same = [keys[n] == values[n] for n in range(index)]
        terms.append(and_(*same, key < values[index] if descending else key > values[index]))
    return or_(*terms)


def packed(values: Sequence[Any]) -> str:
    """A key as the text of ``?after=``."""
    plain = [
        {"t": v.astimezone(UTC).isoformat()} if isinstance(v, datetime) else v for v in values
    ]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def unpacked(text: str, count: int) -> list[Any]:
    """The key of ``?after=``; anything odd is a bad request, never an error of ours."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        values = [
            datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in raw
        ]
        if len(values) != count or any(
            type(v) not in (str, int, float, datetime) for v in values  # true is no number
        ):
            raise ValueError
        if any(isinstance(v, datetime) and v.tzinfo is None for v in values):
            raise ValueError
    except (ValueError, TypeError, KeyError, UnicodeError):
        abort(400)
    return values
