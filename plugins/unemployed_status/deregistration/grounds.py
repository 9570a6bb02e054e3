"""Paragraph 44: the closed list of its grounds, each as conditions that must all be proved.

Pure functions over `Known`. Nobody is taken off the register on what is unknown: a condition is
met only by a record. Every condition that is not met is told, with what the records say instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from console.declare import Label
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status.deregistration import words
from plugins.unemployed_status.deregistration.ledger import Ledger, Row

T = TypeVar("T")
CONTRIBUTIONS = ("medical", "pension", "social")
#: grounds whose defence is a valid cause (par. 44(3), 44(4)): weighed by center and authority
WEIGHED = frozenset({
    "no_show_job_or_training", "no_show_almm_invitation", "almm_self_terminated",
    "visit_schedule_violated",
})
ITEMS: Mapping[str, str] = {
    "contributions_received": "44(1)", "three_refusals": "44(2)",
    "no_timely_reply_to_offer": "44(2)", "no_show_job_or_training": "44(3)",
    "no_show_almm_invitation": "44(3)", "almm_self_terminated": "44(3)",
    "visit_schedule_violated": "44(4)", "imprisoned": "44(5)", "compulsory_treatment": "44(5)",
    "change_not_reported": "44(6)", "false_or_forged_documents": "44(7)",
}


def _titles() -> dict[str, Label]:
    shipped = lookup_shipped("deregistration_ground")
    return dict(shipped.codes()) if shipped else {}


#: code -> words of the law, in its order
TITLES: Mapping[str, Label] = _titles()


@dataclass(frozen=True)
class Condition:
    """One thing to be proved: whether it is, and what the records say."""

    code: str
    met: bool
    said: Label

    @property
    def text(self) -> Label:
        """What must be proved, in words."""
        return words.CONDITIONS[self.code]

    def to_json(self) -> dict[str, object]:
        """As kept in a decision."""
        return {"code": self.code, "met": self.met, "text": dict(self.text),
                "said": dict(self.said)}


@dataclass(frozen=True)
class Weighing:
    """Whether a cause was found valid, by whom and why; ``asked`` the day the person was asked."""

    valid: bool
    reason: str
    by: str
    on: date
    asked: date | None = None


@dataclass(frozen=True)
class Contribution:
    """A payment for the person: kind, month (first day), payer, withheld (None: not known)."""

    kind: str
    month: date
    payer: str
    withheld: bool | None
    source: str


@dataclass(frozen=True)
class Court:
    """An act of a court: measure, court, number, days of the act and of its force."""

    measure: str
    court: str
    act: str
    act_on: date
    in_force_on: date | None
    source: str


@dataclass(frozen=True)
class Absence:
    """Somewhere the person was called to.

    ``purpose`` job, training, measures or schedule; ``until`` the last day to appear;
    ``appeared_on`` None: never; ``statement`` the employer's or institution's document that the
    person did not come; ``plan`` for a schedule: the entry stands in a plan the person signed.
    """

    number: str
    purpose: str
    informed_on: date
    informed_by: str
    until: date
    appeared_on: date | None
    statement: str = ""
    plan: bool = False


@dataclass(frozen=True)
class Stop:
    """An active measure the person stopped: what, when, at own will, document, planned."""

    measure: str
    on: date
    own_will: bool
    document: str
    planned: bool


@dataclass(frozen=True)
class Change:
    """A change of par. 51: when, by which document known, the last day to report, reported when.

    ``known`` the center knew by its own act (it placed the person itself).
    """

    code: str
    on: date
    document: str
    until: date
    reported_on: date | None
    known: bool = False


@dataclass(frozen=True)
class Falsity:
    """A document held to be false: which, whose conclusion, knowingly or not, and the reasons."""

    document: str
    conclusion: str
    knowing: bool
    reason: str


@dataclass(frozen=True)
class Known:
    """What the records say of a person on a day. ``authority``: the decision itself is asked."""

    on: date
    unemployed_on: date | None
    ledger: Ledger = Ledger()
    refusals: int = 0
    silences: int = 0
    contributions: Sequence[Contribution] = ()
    court: Sequence[Court] = ()
    absences: Sequence[Absence] = ()
    stops: Sequence[Stop] = ()
    changes: Sequence[Change] = ()
    falsities: Sequence[Falsity] = ()
    cause: Weighing | None = None
    again: Weighing | None = None
    authority: bool = False


def evaluate(known: Known, code: str) -> list[Condition]:
    """Every condition of one ground. KeyError for a code that par. 44 does not have."""
    found = EVALUATE[code](known)
    return found + _weighed(known) if code in WEIGHED else found


def proved(known: Known, code: str) -> bool:
    """Whether all conditions of a ground are met."""
    return all(c.met for c in evaluate(known, code))


def evaluate_all(known: Known) -> dict[str, list[Condition]]:
    """All grounds of par. 44 in the order of the law."""
    return {code: evaluate(known, code) for code in ITEMS}


def _best(items: Iterable[T], judge: Callable[[T | None], list[Condition]]) -> list[Condition]:
    """The conditions of the record that comes nearest, the newest of equals; or of no record."""
    found = [judge(item) for item in reversed(list(items))]
    return min(found, key=lambda cs: sum(not c.met for c in cs)) if found else judge(None)


# ---- 1) contributions
def _contributions(known: Known) -> list[Condition]:
    return [_contribution(known, kind) for kind in CONTRIBUTIONS]


def _contribution(known: Known, kind: str) -> Condition:
    rows = [c for c in known.contributions if c.kind == kind]
    good = [c for c in rows if _stands(known, c)]
    shown = good or rows
    return Condition(f"contribution_{kind}", bool(good), words.payments(
        [(c.month, c.payer, c.withheld, c.source) for c in shown]
    ))


def _stands(known: Known, row: Contribution) -> bool:
    """For a month after the registration, with its payer, not withheld from the payment."""
    later = known.unemployed_on is not None and row.month > known.unemployed_on
    return later and bool(row.payer.strip()) and row.withheld is False


# ---- 2) offers
def _offers(code: str, rows: Sequence[Row], needed: int) -> list[Condition]:
    enough = needed > 0 and len(rows) >= needed
    return [Condition(code, enough, words.counted(
        [(r.offer.title, r.offer.number, r.offer.offered_at.date()) for r in rows], needed
    ))]


def _refusals(known: Known) -> list[Condition]:
    return _offers("enough_refusals", known.ledger.refusals, known.refusals)


def _silences(known: Known) -> list[Condition]:
    return _offers("enough_silences", known.ledger.silences, known.silences)


# ---- 3) and 4) absences
def _absences(*purposes: str) -> Callable[[Known], list[Condition]]:
    def judge_all(known: Known) -> list[Condition]:
        rows = [a for a in known.absences if a.purpose in purposes]
        return _best(rows, lambda a: _absence(known, a, purposes))

    return judge_all


def _absence(known: Known, row: Absence | None, purposes: Sequence[str]) -> list[Condition]:
    found = [
        Condition("called", row is not None, words.called(row)),
        Condition("term_passed", row is not None and known.on > row.until, words.until(row)),
        Condition("did_not_appear", row is not None and _missed(row), words.appeared(row)),
    ]
    if "job" in purposes:
        stated = row is not None and bool(row.statement.strip())
        said = words.plain(row.statement if row else None)
        found.append(Condition("absence_stated", stated, said))
    if "schedule" in purposes:
        signed = row is not None and row.plan
        found.append(Condition("in_signed_schedule", signed, words.NOTHING if not signed
                               else words.called(row)))
    return found


def _missed(row: Absence) -> bool:
    return row.appeared_on is None or row.appeared_on > row.until


def _stops(known: Known) -> list[Condition]:
    return _best(known.stops, lambda s: [
        Condition("stop_documented", s is not None and bool(s.document.strip()),
                  words.plain(s.document if s else None)),
        Condition("own_will", s is not None and s.own_will, words.day(s.on if s else None)),
        Condition("in_signed_plan", s is not None and s.planned,
                  words.plain(s.measure if s else None)),
    ])


def _weighed(known: Known) -> list[Condition]:
    asked = [("cause_weighed", known.cause)]
    if known.authority:
        asked.append(("cause_weighed_again", known.again))
    return [
        Condition(code, found is not None and not found.valid and bool(found.reason.strip()),
                  words.weighed(found))
        for code, found in asked
    ]


# ---- 5) courts
def _court(measure: str) -> Callable[[Known], list[Condition]]:
    def judge_all(known: Known) -> list[Condition]:
        return _best(known.court, lambda c: [
            Condition("court_act", c is not None and bool(c.court.strip() and c.act.strip()),
                      words.act_of(c)),
            Condition(measure, c is not None and c.measure == measure, words.measure(c)),
            Condition("in_force", c is not None and c.in_force_on is not None
                      and c.in_force_on <= known.on, words.day(c.in_force_on if c else None)),
        ])

    return judge_all


# ---- 6) changes
def _changes(known: Known) -> list[Condition]:
    since = known.unemployed_on
    return _best(known.changes, lambda c: [
        Condition("change_documented", c is not None and bool(c.document.strip()),
                  words.plain(c.document if c else None)),
        Condition("changed_while_unemployed",
                  c is not None and since is not None and c.on >= since,
                  words.day(c.on if c else None)),
        Condition("report_term_passed", c is not None and known.on > c.until,
                  words.day(c.until if c else None)),
        Condition("not_reported_in_time", c is not None
                  and (c.reported_on is None or c.reported_on > c.until),
                  words.day(c.reported_on if c else None)),
        Condition("center_did_not_know", c is not None and not c.known, words.NOTHING),
    ])


# ---- 7) documents
def _falsities(known: Known) -> list[Condition]:
    return _best(known.falsities, lambda f: [
        Condition("false_document_named", f is not None and bool(f.document.strip()),
                  words.plain(f.document if f else None)),
        Condition("falsity_concluded", f is not None and bool(f.conclusion.strip()),
                  words.plain(f.conclusion if f else None)),
        Condition("knowing_reasoned", f is not None and f.knowing and bool(f.reason.strip()),
                  words.plain(f.reason if f else None)),
    ])


EVALUATE: Mapping[str, Callable[[Known], list[Condition]]] = {
    "contributions_received": _contributions,
    "three_refusals": _refusals,
    "no_timely_reply_to_offer": _silences,
    "no_show_job_or_training": _absences("job", "training"),
    "no_show_almm_invitation": _absences("measures"),
    "almm_self_terminated": _stops,
    "visit_schedule_violated": _absences("schedule"),
    "imprisoned": _court("imprisonment"),
    "compulsory_treatment": _court("compulsory_treatment"),
    "change_not_reported": _changes,
    "false_or_forged_documents": _falsities,
}
