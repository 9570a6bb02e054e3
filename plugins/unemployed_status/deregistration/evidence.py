"""From the records of a person to what par. 44 asks: `Known` of grounds.py, read in one place.

Read by the rules inside perform() and by the pages that show the grounds; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.act import Act
from console.calendar import Term, Unit, due
from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.documents import RegisterAnswer
from console.data.mediation import MeasureReferral, Plan, PlanItem
from console.data.worktime import working_calendar
from console.law import LawBook, LawError
from plugins.unemployed_status.deregistration import called, offers
from plugins.unemployed_status.deregistration.called import in_schedule
from plugins.unemployed_status.deregistration.grounds import (
    Absence,
    Change,
    Contribution,
    Court,
    Falsity,
    Known,
    Stop,
    Weighing,
)
from plugins.unemployed_status.deregistration.ledger import Ledger, ledger

DEREGISTRATION, SUMMONS, CHANGE = "deregistration", "summons", "change"
#: a case in these states judged its offers: they are not used again
JUDGED = ("rejected", "reversed")
#: why a register's answer was kept without anybody asking: par. 44(1), 44(5)
PURPOSE = "44"
REPORT_TERM = "D-20"


@dataclass(frozen=True)
class Ask:
    """Who is asked about, under which law, on which day; ``case`` one deregistration case."""

    session: Session
    law: LawBook
    person: Person
    on: date
    zone: ZoneInfo
    region: str | None = None
    case: Case | None = None
    authority: bool = False


def ask_of(act: Act, *, authority: bool = False) -> Ask:
    """The question an act on a deregistration case puts."""
    return Ask(act.session, act.law, act.person, act.today, act.zone, act.office.region,
               act.case, authority)


def episode_of(ask: Ask) -> Episode | None:
    """The person's present registration; the case's own where it is named."""
    if ask.case is not None and ask.case.episode_id is not None:
        return ask.session.get(Episode, ask.case.episode_id)
    return ask.session.scalars(
        select(Episode).where(Episode.open_person_id == ask.person.id)
    ).one_or_none()


def ledger_of(ask: Ask) -> Ledger:
    """The refusal ledger of a person (par. 44(2))."""
    return _read(ask).ledger


def known_of(ask: Ask) -> Known:
    """Everything the grounds of par. 44 are judged by."""
    read = _read(ask)
    own = ask.case.facts if ask.case is not None else {}
    rows = read.evidence()
    return Known(
        on=ask.on, unemployed_on=read.episode.unemployed_on if read.episode else None,
        ledger=read.ledger, refusals=_value(ask, "refusals_for_deregistration"),
        silences=_value(ask, "unanswered_for_deregistration"),
        contributions=[*_fed_contributions(read.fed), *map(_contribution, rows["contribution"])],
        court=[*_fed_courts(read.fed), *map(_court, rows["court"])],
        absences=_absences(read, rows["absence"]),
        stops=[*called.stops(read.referred), *(_stop(read, row) for row in rows["measure"])],
        changes=[_change(read, row) for row in rows["change"]],
        falsities=[_falsity(row) for row in rows["falsity"]],
        cause=_weighing(own.get("cause")), again=_weighing(own.get("again")),
        authority=ask.authority,
    )


def _value(ask: Ask, key: str) -> int:
    return int(ask.law.value_at(key, ask.on, ask.region))


# ---- rows
@dataclass(frozen=True)
class _Rows:
    """What was read once: registration, offers, cases; plan and register answers when asked."""

    ask: Ask
    episode: Episode | None
    made: list[Any]
    beside: offers.Beside
    cases: list[Case]

    @cached_property
    def items(self) -> list[tuple[PlanItem, Plan]]:
        """Entries of the plan of this registration that stand."""
        key = self.episode.id if self.episode else None
        rows = self.ask.session.execute(
            select(PlanItem, Plan).join(Plan, Plan.id == PlanItem.plan_id)
            .where(PlanItem.person_id == self.ask.person.id, PlanItem.state != "cancelled")
            .where(Plan.episode_id == key).order_by(PlanItem.id)
        )
        return [(item, plan) for item, plan in rows]

    @cached_property
    def referred(self) -> list[tuple[MeasureReferral, Case]]:
        """Referrals to active measures in this registration."""
        key = self.episode.id if self.episode else None
        return called.referrals(self.ask.session, self.ask.person, key)

    @cached_property
    def fed(self) -> list[RegisterAnswer]:
        """Facts other systems told of the person."""
        return list(self.ask.session.scalars(
            select(RegisterAnswer).where(RegisterAnswer.person_id == self.ask.person.id)
            .where(RegisterAnswer.purpose == PURPOSE, RegisterAnswer.status == "ok")
            .order_by(RegisterAnswer.id)
        ))

    @property
    def ledger(self) -> Ledger:
        """The ledger over the offers."""
        return ledger(offers.facts_of(self.made, self.beside, self.episode, self.ask.zone))

    def of_kind(self, kind: str) -> list[Case]:
        """The person's cases of a kind in this registration."""
        return [c for c in self.cases if c.kind == kind]

    def evidence(self) -> Mapping[str, list[dict[str, Any]]]:
        """Recorded evidence by its kind: of the case asked about, or of every one."""
        chosen = [self.ask.case] if self.ask.case is not None else self.of_kind(DEREGISTRATION)
        found: dict[str, list[dict[str, Any]]] = {k: [] for k in KINDS}
        for case in chosen:
            for row in case.facts.get("evidence", ()):
                found[row["kind"]].append(row)
        return found


KINDS = ("contribution", "court", "absence", "measure", "change", "falsity")


def _read(ask: Ask) -> _Rows:
    session, episode = ask.session, episode_of(ask)
    made = offers.rows_of(session, ask.person.id)
    cases = list(session.scalars(
        select(Case).where(Case.person_id == ask.person.id)
        .where(Case.kind.in_((DEREGISTRATION, SUMMONS, CHANGE)))
        .where(Case.episode_id == (episode.id if episode else None)).order_by(Case.id)
    ))
    judged = {n for c in cases if c.kind == DEREGISTRATION and c.state in JUDGED
              for n in c.facts.get("offers", ())}
    side = offers.beside(session, ask.person.id, [r[0] for r in made], judged)
    return _Rows(ask, episode, made, side, cases)


# ---- 1) and 5): registers and documents
def _fed_contributions(rows: Iterable[RegisterAnswer]) -> list[Contribution]:
    return [_contribution({**r.answer, "document": r.source}) for r in rows
            if r.register == "contributions"]


def _contribution(row: Mapping[str, Any]) -> Contribution:
    payer = " ".join(x for x in (row.get("payer"), row.get("payer_bin")) if x)
    return Contribution(
        row["contribution"], date.fromisoformat(row["month"]).replace(day=1), payer,
        row.get("withheld"), str(row.get("document") or ""),
    )


def _fed_courts(rows: Iterable[RegisterAnswer]) -> list[Court]:
    return [_court({**r.answer, "document": r.source}) for r in rows if r.register == "conviction"]


def _court(row: Mapping[str, Any]) -> Court:
    force = row.get("in_force_on")
    return Court(row["court_measure"], row["court"], row["act_number"],
                 date.fromisoformat(row["act_on"]),
                 date.fromisoformat(force) if force else None, str(row.get("document") or ""))


# ---- 3) and 4): where the person was called to
def _absences(read: _Rows, statements: list[dict[str, Any]]) -> list[Absence]:
    stated = {row["about"]: row["document"] for row in statements}
    found = [a for row in read.made if (a := _interview(read, row, stated)) is not None]
    for case in read.of_kind(SUMMONS):
        if case.state == "missed" and not case.facts.get("superseded"):
            found.append(_summons(read, case, stated))
    summoned = read.of_kind(SUMMONS)
    found += called.missed_days(read.ask.session, read.items, summoned, read.ask.zone)
    found += called.invitations(read.referred)
    chosen = read.ask.case.facts.get("about") if read.ask.case is not None else None
    return [a for a in found if chosen is None or called.named_by(chosen, a.number)]


def _interview(read: _Rows, row: Any, stated: Mapping[str, str]) -> Absence | None:
    """Par. 61: the interview of an offer, unless it fell through without the person."""
    offer, number, state, facts = row[:4]
    term = read.beside.terms.get((offer.case_id, offers.INTERVIEW_TERM))
    if term is None or offer.interview_at is None or state in ("withdrawn", "hired"):
        return None
    line = read.beside.acts.get((offer.case_id, offers.ARRANGED))
    zone = read.ask.zone
    came = facts.get("attended_at")
    if came is None and term.state == "met" and term.stopped_at is not None:
        came = term.stopped_at.isoformat()
    return Absence(
        number, "job", term.started_at.astimezone(zone).date(), line.actor if line else "",
        max(term.due_on, offer.interview_at.astimezone(zone).date()),
        datetime.fromisoformat(came).astimezone(zone).date() if came else None,
        stated.get(number, ""),
    )


def _summons(read: _Rows, case: Case, stated: Mapping[str, str]) -> Absence:
    facts = case.facts
    came = facts.get("appeared_on")
    statement = stated.get(case.number, "")
    return Absence(
        case.number, facts["purpose"], date.fromisoformat(facts["informed_on"]),
        facts["informed_by"], date.fromisoformat(facts["until"]),
        date.fromisoformat(came) if came else None, statement,
        any(i.id == facts.get("item") and in_schedule(i, p, read.ask.zone)
            for i, p in read.items),
    )


def _stop(read: _Rows, row: Mapping[str, Any]) -> Stop:
    planned = any(
        i.part == "measure" and i.code == row["measure"] for i, _ in read.items
    )
    return Stop(row["measure"], date.fromisoformat(row["stopped_on"]), bool(row.get("own_will")),
                str(row.get("document") or ""), planned)


# ---- 6) and 7)
def _change(read: _Rows, row: Mapping[str, Any]) -> Change:
    ask, on = read.ask, date.fromisoformat(row["changed_on"])
    reports = [
        date.fromisoformat(c.facts["reported_on"]) for c in read.of_kind(CHANGE)
        if c.facts.get("change") == row["change"]
        and c.facts.get("reported_on", "") >= on.isoformat()
    ]
    placed = row["change"] == "employment_started" and any(
        r[0].employer_answer == "hired" for r in read.made
    )
    return Change(row["change"], on, str(row.get("document") or ""), report_until(ask, on),
                  min(reports, default=None), placed)


def report_until(ask: Ask, changed_on: date) -> date:
    """The last day of reporting a change (par. 51); never past where the term is not installed."""
    try:
        value = ask.law.deadline(REPORT_TERM).value_at(changed_on, ask.region)
    except (KeyError, LawError):
        return date.max
    moment = datetime.combine(changed_on, time(12), ask.zone)
    term = Term(value.amount or 0, cast(Unit, value.unit))
    return due(moment, term, working_calendar(ask.session), ask.zone).due_on


def _falsity(row: Mapping[str, Any]) -> Falsity:
    return Falsity(row["false_document"], str(row.get("document") or ""),
                   bool(row.get("knowing")), str(row.get("reason") or ""))


def _weighing(row: Mapping[str, Any] | None) -> Weighing | None:
    if not row:
        return None
    asked = row.get("asked_on")
    return Weighing(row["valid"], row["reason"], row["by"], date.fromisoformat(row["on"]),
                    date.fromisoformat(asked) if asked else None)
