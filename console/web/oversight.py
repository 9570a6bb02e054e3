"""What the pages of supervision share: whose duties, over which period, judged by which instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.calendar import end_of_day
from console.data.actors import Office
from console.data.monitoring import Edges
from console.data.reporting import judged_at, spanned
from console.declare import Period
from console.law import LawError
from console.web.chips import calendar
from console.web.running import now, read, running, zone
from console.web.shell import language
from console.web.theme import words

WEEK = 7
WEEKS = 8
BARS = 12
KINDS = ("weeks", "month", "last_month", "quarter", "year", "last_year", "dates")


@dataclass(frozen=True)
class Span:
    """The period asked for. ``args``: how an address says it again."""

    kind: str
    first: date
    last: date
    period: Period
    args: dict[str, str]

    @property
    def future(self) -> bool:
        """Whether it has not ended yet."""
        return self.last > now().astimezone(zone()).date()


def period_titles() -> dict[str, str]:
    """The periods a reader may choose."""
    return {
        "weeks": _("Last 8 weeks"), "month": _("This month"), "last_month": _("Last month"),
        "quarter": _("This quarter"), "year": _("This year"), "last_year": _("Last year"),
        "dates": _("Between two days"),
    }


def asked_span(values: Any = None) -> Span:
    """The period of this request; anything odd is the last eight weeks."""
    given = request.args if values is None else values
    today = now().astimezone(zone()).date()
    kind = given.get("p", "")
    if kind not in KINDS:
        kind = "weeks"
    first, last = _bounds(kind, today)
    args = {"p": kind}
    if kind == "dates":
        first, last = _day(given.get("from"), first), _day(given.get("to"), last)
        if last < first:
            first, last = last, first
        args |= {"from": first.isoformat(), "to": last.isoformat()}
    return Span(kind, first, last, spanned(first, last, zone()), args)


def _day(text: str | None, other: date) -> date:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return other
    return found if 2000 <= found.year <= 2100 else other


def _bounds(kind: str, today: date) -> tuple[date, date]:
    month = today.replace(day=1)
    if kind == "month":
        return month, _month_end(month)
    if kind == "last_month":
        before = _before(month)
        return before.replace(day=1), before
    if kind == "quarter":
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        return first, _month_end(first.replace(month=first.month + 2))
    if kind in ("year", "last_year"):
        year = today.year - (kind == "last_year")
        return date(year, 1, 1), date(year, 12, 31)
    monday = today.toordinal() - today.weekday()
    return date.fromordinal(monday - WEEK * (WEEKS - 1)), today


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _month_end(day: date) -> date:
    after = day.replace(day=28).toordinal() + 4
    return _before(date.fromordinal(after).replace(day=1))


def before(span: Span) -> Period:
    """As many days just before the period: what its figures are compared with."""
    length = span.last.toordinal() - span.first.toordinal() + 1
    first = date.fromordinal(span.first.toordinal() - length)
    return spanned(first, _before(span.first), zone())


def bars_of(span: Span) -> list[tuple[str, Period]]:
    """The period cut into at most twelve equal parts of whole days, weeks where they fit."""
    days = span.last.toordinal() - span.first.toordinal() + 1
    size = max(1, -(-days // BARS))
    if days > BARS:
        size = -(-size // WEEK) * WEEK
    found = []
    for start in range(span.first.toordinal(), span.last.toordinal() + 1, size):
        first = date.fromordinal(start)
        last = min(date.fromordinal(start + size - 1), span.last)
        found.append((f"{first:%d.%m}", spanned(first, last, zone())))
    return found


# ---- whose duties


@dataclass(frozen=True)
class Reach:
    """Offices whose duties the reader watches, and the one chosen among them."""

    offices: list[Any]
    chosen: Any
    ids: list[int]

    def name(self, key: Any) -> str:
        """Name of an office by id."""
        return self.names.get(key, "—")

    @property
    def names(self) -> dict[int, str]:
        """Names by id."""
        return {o.id: office_name(o) for o in self.offices}

    @property
    def codes(self) -> dict[int, str]:
        """Codes by id: what an address says."""
        return {o.id: o.code for o in self.offices}

    def depth(self, office: Any) -> int:
        """How far below the topmost one, for indenting."""
        return int(office.path.count("/") - self.offices[0].path.count("/"))


def office_name(row: Any) -> str:
    """Name of an office row in the reader's language."""
    return str(getattr(row, f"name_{language()}", "") or row.name_kk)


def own_ids() -> tuple[int, ...]:
    """Offices the reader sits in or watches over."""
    scope = g.scope
    return tuple(sorted({*scope.office, *scope.authority, *scope.village}))


def reach(values: Any = None) -> Reach:
    """Offices of the reader's scope in the order of the tree; ``?office=`` narrows to a branch."""
    given = request.args if values is None else values
    rows = list(read().execute(
        select(Office.id, Office.code, Office.kind, Office.path, Office.name_kk, Office.name_ru,
               Office.name_en)
        .where(Office.id.in_(own_ids())).order_by(Office.path, Office.id)
    ).all())
    rows.sort(key=lambda r: [int(p) for p in r.path.split("/") if p])
    chosen = next((r for r in rows if r.code == given.get("office")), None)
    kept = [r.id for r in rows if chosen is None or r.path.startswith(chosen.path)]
    return Reach(rows, chosen, kept)


def edges() -> Edges:
    """The edges of this request's instant."""
    if "edges" not in g:
        g.edges = judged_at(read(), running().catalog, now(), zone(), calendar("5day"))
    found: Edges = g.edges
    return found


def next_working_day_ends() -> datetime:
    """The last moment of the next working day."""
    today = now().astimezone(zone()).date()
    return end_of_day(calendar("5day").next_working_day(today), zone())


@dataclass(frozen=True)
class Term:
    """A deadline in words."""

    id: str
    title: str
    paragraph: str
    consequence: str
    responsible: str


def usual(rows: Iterable[Any]) -> str:
    """What follows of most terms of a table, to be said once; "" where none repeats."""
    said = Counter(row.term.consequence for row in rows).most_common(1)
    return said[0][0] if said and said[0][1] > 1 else ""


def term(name: str, paragraph: str = "") -> Term:
    """A deadline by id; one of a chapter that was removed keeps its id as title."""
    try:
        found = running().catalog.law.deadline(name)
    except LawError:
        return Term(name, name, paragraph, "", "")
    return Term(found.id, words(found.title), found.paragraph, words(found.consequence),
                found.responsible)


def effect_of(name: str) -> str:
    """What follows by itself when a deadline runs out: titles of the automatic acts."""
    steps = running().catalog.lapses.get(name, ())
    return ", ".join(words(s.title) for s in steps)
