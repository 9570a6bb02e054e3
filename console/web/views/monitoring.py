"""Monitoring: the terms of the Rules in figures, the duties behind each, and what silence decides.

Every figure is a link to the list it counts, every row of a list to its case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import select

from console.data import monitoring as figures
from console.data.monitoring import Figures, responsible_office
from console.data.obligations import Obligation
from console.declare import Period
from console.web import casework, charts, oversight, reading
from console.web.access import roles
from console.web.audit import looked
from console.web.oversight import Reach, Span, Term
from console.web.paging import address, capped, page
from console.web.running import now, read, running, zone
from console.web.theme import grouped

bp = Blueprint("monitoring", __name__)
WATCHERS = (
    "supervisor", "center_director", "authority_head", "executive_head", "quality_officer",
    "center_specialist", "authority_officer",
)
OWING = (*WATCHERS, "center_frontdesk", "assistant", "village_akim")
QUEUE_WATCHERS = ("center_director", "supervisor", "executive_head")
TARGET = 100
CHARTED = 8


@dataclass(frozen=True)
class Row:
    """A line of a table of figures. ``args``: what the list behind it is asked with."""

    title: str
    figures: Figures
    args: Mapping[str, str]
    term: Term | None = None
    depth: int = 0


@bp.get("/monitoring")
@roles(*WATCHERS)
def monitoring() -> str:
    """Four figures with their change, two charts, and the figures by term and by office."""
    span, reach, edges = oversight.asked_span(), oversight.reach(), oversight.edges()
    keys = (responsible_office(), Obligation.deadline, Obligation.paragraph,
            Obligation.responsible)
    every = figures.figures_by(read(), keys, span.period, reach.ids, edges, others=None)
    found = {k: made for k, made in every.items() if k[3] not in figures.OTHERS}
    others = {k: made for k, made in every.items() if k[3] in figures.OTHERS}
    by_term, rest, parts = _by_term(found), _by_term(others), oversight.bars_of(span)
    course = figures.course(
        read(), [p for _label, p in parts], oversight.before(span), reach.ids, edges
    )
    looked("list", f"monitoring {span.period.label}"[:120])
    return render_template(
        "pages/monitoring/monitoring.html", span=span, reach=reach, link=_linker(span, reach),
        titles=oversight.period_titles(), cards=_cards(found, course), terms=by_term,
        offices=_by_office(found, reach), others=rest, columns=_columns(parts, course),
        compliance=_compliance(by_term), as_of=now(), work=casework, address=address,
        effect=oversight.effect_of, usual=oversight.usual([*by_term, *rest]),
        takes="monitoring" in {r.name for r in reading.mine()},
        may_see_queue=bool(g.actor.roles & set(QUEUE_WATCHERS)),
    )


def _linker(span: Span, reach: Reach) -> Callable[..., str]:
    """Address of the list behind a figure: period and office of the page, and more."""
    base = dict(span.args)
    if reach.chosen is not None:
        base["office"] = reach.chosen.code

    def link(**more: str) -> str:
        return "/monitoring/list?" + urlencode(base | more)

    return link


def _by_term(found: Mapping[tuple[Any, ...], Figures]) -> list[Row]:
    sums: dict[tuple[str, str], Figures] = {}
    for (_office, deadline, paragraph, _body), made in found.items():
        key = (deadline, paragraph)
        sums[key] = sums.get(key, Figures()) + made
    rows = []
    for (deadline, paragraph), made in sums.items():
        term = oversight.term(deadline, paragraph)
        rows.append(Row(term.title, made, {"deadline": deadline}, term))
    return sorted(rows, key=lambda r: r.args["deadline"])


def _by_office(found: Mapping[tuple[Any, ...], Figures], reach: Reach) -> list[Row]:
    sums: dict[int, Figures] = {}
    for (office, *_rest), made in found.items():
        if office in reach.ids:
            office = reach.level(office).id
            sums[office] = sums.get(office, Figures()) + made
    return [
        Row(oversight.office_name(o), sums[o.id], {"office": o.code}, None, reach.depth(o))
        for o in reach.offices if o.id in sums
    ]


@dataclass(frozen=True)
class Card:
    """A key figure: its words, value, change and whether the change is welcome."""

    title: str
    value: str
    change: str
    good: bool | None
    band: str


def _cards(found: Mapping[tuple[Any, ...], Figures], course: figures.Course) -> list[Card]:
    total, earlier, late_then = Figures(), course.earlier, course.overdue_then
    for made in found.values():
        total += made
    begun = (total.opened, earlier.opened)
    share, before = total.share_in_time, earlier.share_in_time
    points = None if share is None or before is None else round(share - before, 1)
    return [
        Card(_("All duties"), _grouped(begun[0]), _signed(begun[0] - begun[1]), None, "opened"),
        Card(_("Done in time, %"), "—" if share is None else _decimal(share),
             "" if points is None else _signed(points), None if not points else points > 0,
             "in_time"),
        Card(_("Overdue now"), _grouped(total.overdue), _signed(total.overdue - late_then),
             None if total.overdue == late_then else total.overdue < late_then, "overdue"),
        Card(_("Done late"), _grouped(total.late), _signed(total.late - earlier.late),
             None if total.late == earlier.late else total.late < earlier.late, "late"),
    ]


def _grouped(value: int) -> str:
    return grouped(value)


def _decimal(value: float) -> str:
    return str(format_decimal(value))


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{_decimal(abs(value))}"


def _columns(parts: list[tuple[str, Period]], course: figures.Course) -> charts.Columns:
    counted = course.spans
    rows = [(label, counts) for (label, _p), counts in zip(parts, counted, strict=True)]
    done = sum(c[0] for c in counted)
    return charts.stacked_columns(
        [_("In time"), _("Running"), _("Overdue"), _("Done late")], rows,
        _("Duties by the day they began: %(all)s in all, %(done)s done in time.",
          all=sum(map(sum, counted)), done=done),
    )


def _compliance(rows: Iterable[Row]) -> charts.Compliance:
    worst = sorted(
        ((r.title, r.figures.share_in_time) for r in rows if r.figures.share_in_time is not None),
        key=lambda item: item[1],
    )[:CHARTED]
    drawn = [(title if len(title) <= 58 else f"{title[:56]}…", share) for title, share in worst]
    return charts.target_bars(
        drawn, TARGET, _("Share of each term done in time, the lowest first.")
    )


# ---- the duties behind a figure


@bp.get("/monitoring/list")
@roles(*WATCHERS)
def behind() -> str:
    """The duties one figure counts, the earliest due first."""
    span, reach, edges = oversight.asked_span(), oversight.reach(), oversight.edges()
    band = request.args.get("band", "opened")
    if band not in figures.bands(edges):
        band = "opened"
    deadline = request.args.get("deadline") or None
    term = oversight.term(deadline[:20]) if deadline else None
    others = bool(term and term.responsible in figures.OTHERS)
    conditions = figures.behind(
        span.period, reach.ids, edges, band, deadline, others=others
    )
    found = page(
        read(), figures.duties().where(*conditions), (Obligation.due_at, Obligation.id),
        lambda r: (r.due_at, r.id),
    )
    looked("list", f"monitoring {band} {deadline or ''}".strip(), ids=[r.id for r in found.rows])
    return render_template(
        "pages/monitoring/list.html", span=span, reach=reach, page=found, band=band, term=term,
        bands=band_titles(), total=capped(read(), _count(conditions)), work=casework,
        address=address, term_of=oversight.term, back="/monitoring?" + urlencode(
            span.args | ({"office": reach.chosen.code} if reach.chosen is not None else {})
        ),
    )


def _count(conditions: Any) -> Any:
    return select(Obligation.id).where(*conditions)


def band_titles() -> dict[str, str]:
    """The columns of figures in words."""
    return {
        "opened": _("All duties"), "in_time": _("In time"), "late": _("Done late"),
        "open": _("Still open"), "due_today": _("Due today"), "due_week": _("Due in a week"),
        "overdue": _("Overdue"), "very_late": _("Very late"),
    }


# ---- overdue, for those who owe


@bp.get("/overdue")
@roles(*OWING)
def overdue() -> str:
    """Duties of the reader's offices that are late now, the longest first."""
    reach, edges = oversight.reach(), oversight.edges()
    deadline, which = request.args.get("deadline") or None, request.args.get("view", "overdue")
    band = which if which in ("overdue", "very_late", "due_today", "due_week") else "overdue"
    conditions = figures.behind(None, reach.ids, edges, band, deadline)
    found = page(
        read(), figures.duties().where(*conditions), (Obligation.due_at, Obligation.id),
        lambda r: (r.due_at, r.id),
    )
    counted = figures.figures_by(read(), (Obligation.deadline,), None, reach.ids, edges)
    total = Figures()
    for made in counted.values():
        total += made
    looked("list", f"overdue {band}", ids=[r.id for r in found.rows])
    return render_template(
        "pages/monitoring/overdue.html", page=found, reach=reach, band=band, total=total,
        terms=[(oversight.term(key[0]), getattr(made, band)) for key, made in
               sorted(counted.items()) if getattr(made, band)],
        deadline=deadline, bands=band_titles(), work=casework, address=address,
        term_of=oversight.term, span=None,
    )


# ---- what silence decides


@bp.get("/monitoring/silence")
@roles(*OWING)
def silence() -> str:
    """Terms whose end has an effect by itself: those ending by tomorrow, and those that ended."""
    lapses = running().catalog.lapses
    past = request.args.get("view") == "past"
    if past:
        conditions = figures.lapsed(lapses)
        keys: tuple[Any, ...] = (Obligation.lapsed_at, Obligation.id)
    else:
        until = oversight.next_working_day_ends()
        conditions = figures.silent_until(lapses, until, now())
        keys = (Obligation.due_at, Obligation.id)
    found = page(
        read(), figures.duties().where(*conditions), keys,
        lambda r: (r.lapsed_at if past else r.due_at, r.id), descending=past,
    )
    steps = {s.name for steps in lapses.values() for s in steps}
    looked("list", "silence journal", ids=[r.id for r in found.rows])
    return render_template(
        "pages/monitoring/silence.html", page=found, past=past, work=casework, address=address,
        led=figures.lines_of_lapses(read(), found.rows, steps) if past else {},
        effect=oversight.effect_of, term_of=oversight.term,
        until=oversight.next_working_day_ends().astimezone(zone()).date(),
    )
