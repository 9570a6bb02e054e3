"""Reports of changes (par. 51): the person's word, the center's review, the card.

Nothing reaches the card silently: what the card says and what was reported are shown side by side
(`comparison`), a specialist takes it in, and the person is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from console.act import Act
from console.data.actors import Card, Person
from console.data.case import Case
from console.declare import Label
from forms.dictionaries import lookup_shipped
from forms.model import ADDRESS_PARTS
from plugins.unemployed_status.deregistration.evidence import Ask, report_until
from plugins.unemployed_status.deregistration.rules import open_episode, person_of
from plugins.unemployed_status.rules import iso

FIELDS: Mapping[str, Label] = {
    "address": {"kk": "Мекенжай", "ru": "Адрес", "en": "Address"},
    "changed_on": {"kk": "Қай күннен бастап", "ru": "С какого дня", "en": "Since which day"},
    "details": {"kk": "Мәні", "ru": "Существо", "en": "What it is"},
    "document": {"kk": "Құжат", "ru": "Документ", "en": "Document"},
}


def _until(act: Act, person: Person) -> date:
    ask = Ask(act.session, act.law, person, act.today, act.zone, act.office.region)
    return report_until(ask, date.fromisoformat(act.data["changed_on"]))


def open_change(act: Act) -> Case:
    """A case of one change, of the person's present registration."""
    person = person_of(act)
    episode = open_episode(act, person)
    case = act.new_case(
        "change", person=person, episode_id=episode.id if episode else None,
        channel="center" if act.seat is not None and act.seat.office_id else "cabinet",
    )
    case.facts = {
        "change": act.data["change"], "changed_on": act.data["changed_on"],
        "until": iso(_until(act, person)), "source": act.data.get("source") or "",
    }
    return case


def keep_report(act: Act) -> None:
    """What the person reported and on which day: that day counts under par. 44(6)."""
    act.keep(
        reported_on=iso(act.today), reported_by=act.actor.name, details=act.data["details"],
        new_address=act.data.get("new_address") or None,
        document=act.data.get("document") or "",
    )
    act.facts["in_time"] = iso(act.today) <= act.case.facts["until"]


def words_of(code: str) -> Label:
    """A change in the words of par. 51."""
    shipped = lookup_shipped("change_of_circumstances")
    return shipped.codes().get(code, {}) if shipped else {}


def address(value: Mapping[str, Any] | None) -> str:
    """An address in one line."""
    return ", ".join(str((value or {})[p]) for p in ADDRESS_PARTS if (value or {}).get(p))


def comparison(case: Case, person: Person, card: Card | None) -> list[tuple[Any, ...]]:
    """Field, what the card says now, what was reported: what the reviewer looks at."""
    facts, rows = case.facts, list[tuple[Any, ...]]()
    if facts["change"] == "residence_changed":
        rows.append((FIELDS["address"], address(person.address),
                     address(facts.get("new_address"))))
    known = _known(card, facts["change"])
    days = [date.fromisoformat(d) if d else None
            for d in (known.get("changed_on"), facts["changed_on"])]
    rows.append((FIELDS["changed_on"], *days))
    for key in ("details", "document"):
        rows.append((FIELDS[key], known.get(key) or None, facts.get(key) or None))
    return rows


def _known(card: Card | None, code: str) -> Mapping[str, Any]:
    """The newest change of that kind the card holds."""
    kept = (card.sections or {}).get("changes", []) if card is not None else []
    return next((row for row in reversed(kept) if row["change"] == code), {})


def take(act: Act) -> None:
    """The change enters the card with its source; an old value stays in the mark."""
    facts, card, person = act.case.facts, act.card(), act.person
    row = {key: facts.get(key) for key in ("change", "changed_on", "details", "document")}
    before = address(person.address)
    if facts["change"] == "residence_changed":
        _move(act, person)
    kept = [*card.sections.get("changes", []), {**row, "case": act.case.number}]
    card.sections = {**card.sections, "changes": kept}
    card.marks = [*card.marks, {
        "mark": "change", "on": facts["changed_on"], "source": act.case.number,
        "case": act.case.number, "paragraph": "51", "text": dict(words_of(facts["change"])),
        "before": before if facts["change"] == "residence_changed" else "",
    }]
    card.updated_at = act.now
    act.keep(taken_on=iso(act.today), taken_by=act.actor.name)


def _move(act: Act, person: Person) -> None:
    """The new address with its source; serving the person elsewhere is a transfer of its own."""
    new = dict(act.case.facts["new_address"])
    act.facts["moved_to"] = new.get("kato") or ""
    person.address = new
    person.kato = new.get("kato") or person.kato
    person.sources = {**person.sources, "address": {
        "source": "application", "at": act.occurred_at.isoformat(),
    }}


def leave_out(act: Act) -> None:
    """Why the change does not enter the card."""
    act.keep(left_out=act.data["reason"], left_by=act.actor.name)
