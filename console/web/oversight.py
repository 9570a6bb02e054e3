"""What the pages of supervision share: whose duties, over which period, judged by which instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import select

from console import arranging, periods
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

BARS = 12
#: months, quarters and years back that the picker offers; an address may say any other
MONTHS, QUARTERS, YEARS = 13, 5, 3
#: offices up to which the picker shows the whole tree; above, one level at a time
WHOLE_TREE = 40


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


def period_titles() -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods a reader may choose: (heading, [(token, words)])."""
    past = periods.past(now().astimezone(zone()).date(), MONTHS, QUARTERS, YEARS)
    return [
        ("", [
            ("weeks", _("Last 8 weeks")), ("month", _("This month")),
            ("last_month", _("Last month")), ("quarter", _("This quarter")),
            ("last_quarter", _("Last quarter")), ("year", _("This year")),
            ("last_year", _("Last year")), ("dates", _("Between two days")),
        ]),
        (_("A month"), [(t, f"{t[5:]}.{t[:4]}") for t in past["month"]]),
        (_("A quarter"), [
            (t, _("Quarter %(q)s of %(y)s", q=t[6:], y=t[:4])) for t in past["quarter"]]),
        (_("A year"), [(t, t) for t in past["year"]]),
    ]


def asked_span(values: Any = None) -> Span:
    """The period of this request; anything odd is the last eight weeks."""
    given = request.args if values is None else values
    return span_of(given)


def span_of(given: Mapping[str, str]) -> Span:
    """The period that ``p``, ``from`` and ``to`` say, as of today."""
    kind, first, last = periods.chosen(given, now().astimezone(zone()).date())
    args = {"p": kind}
    if kind == periods.DATES:
        args |= {"from": first.isoformat(), "to": last.isoformat()}
    return Span(kind, first, last, spanned(first, last, zone()), args)


def before(span: Span) -> Period:
    """The period just before, which its figures are compared with."""
    first, last = periods.previous(span.kind, span.first, span.last)
    return spanned(first, last, zone())


def bars_of(span: Span) -> list[tuple[str, Period]]:
    """The period cut into at most twelve equal parts of whole days, weeks where they fit."""
    days = span.last.toordinal() - span.first.toordinal() + 1
    size = max(1, -(-days // BARS))
    if days > BARS:
        size = -(-size // periods.WEEK) * periods.WEEK
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

    @property
    def whole(self) -> bool:
        """Whether there are few enough offices to show all at once."""
        return len(self.offices) <= WHOLE_TREE

    @property
    def options(self) -> list[Any]:
        """What the picker offers: the whole tree, or the way up and the next level down."""
        if self.whole:
            return self.offices
        here = self.chosen.path if self.chosen is not None else self.offices[0].path
        return [o for o in self.offices if here.startswith(o.path) or _next_below(here, o.path)]

    def level(self, key: int) -> Any:
        """The office of the next level below the chosen one that an office belongs to."""
        office = self._by_id[key]
        here = self.chosen.path if self.chosen is not None else self.offices[0].path
        if self.whole or not office.path.startswith(here) or office.path == here:
            return office
        return next((o for o in self.offices
                     if _next_below(here, o.path) and office.path.startswith(o.path)), office)

    @cached_property
    def _by_id(self) -> dict[int, Any]:
        return {o.id: o for o in self.offices}


def _next_below(here: str, path: str) -> bool:
    """Whether the second path is a child of the first."""
    return path.startswith(here) and path.count("/") == here.count("/") + 1


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
    rows = _own_offices()
    chosen = next((r for r in rows if r.code == given.get("office")), None)
    kept = [r.id for r in rows if chosen is None or r.path.startswith(chosen.path)]
    return Reach(rows, chosen, kept)


def _own_offices() -> list[Any]:
    """Offices of the reader's scope in the order of the tree, read once a request."""
    if "own_offices" not in g:
        rows = list(read().execute(
            select(Office.id, Office.code, Office.kind, Office.path, Office.name_kk,
                   Office.name_ru, Office.name_en)
            .where(Office.id.in_(own_ids()))
        ).all())
        g.own_offices = sorted(rows, key=arranging.in_tree)
    found: list[Any] = g.own_offices
    return found


def branches(codes: Iterable[str]) -> list[int]:
    """Ids of the reader's offices, narrowed to the branches of ``codes`` where given."""
    return arranging.narrowed(_own_offices(), codes)


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
