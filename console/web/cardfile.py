"""What a person's employment card holds, in words: identity with sources, marks, every change.

Read for the page, the PDF and the workbook alike (par. 14, 21, 45, annex 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Card, Person
from console.data.content import Entry
from console.data.journal import JournalLine
from console.web.casework import role_title, step_title
from console.web.entries import Part, shown_entry
from console.web.running import read
from console.web.theme import moment, words
from forms.cardsheet import CardTable
from forms.dictionaries import lookup_shipped

FORM = "jobseeker_data"
#: changes of a card older than these are left to the journal
MOST = 500


@dataclass(frozen=True)
class CardFile:
    """A card ready to be written: facts with their source, parts of annex 1.2, tables."""

    title: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[list[tuple[str, str]]]]]
    tables: list[CardTable]


def of(person: Person, card: Card | None, *, state: str, office: str) -> CardFile:
    """The card of a person whom the reader's scope already showed."""
    parts = [(part.title, part.rows) for part in sections(card)]
    return CardFile(_("Personal employment card"), _facts(person, card, state, office), parts,
                    [_marks(card), _changes(person)])


def sections(card: Card | None) -> list[Part]:
    """The data form of annex 1.2 as the card holds it."""
    flat: dict[str, Any] = {}
    for key, value in (card.sections if card else {}).items():
        flat |= value if isinstance(value, dict) else {key: value}
    return shown_entry(FORM, flat) if flat else []


def source_words(code: str | None) -> str:
    """Where a fact came from, in words."""
    titles: dict[str, str] = {
        "register": _("state register"), "simulator": _("simulated state register"),
        "application": _("application"), "card": _("employment card"),
        "manual": _("entered by hand"),
    }
    return titles.get(code or "register", code or "")


def mark_words(mark: Mapping[str, Any]) -> str:
    """One mark of the card: what happened, and the ground where it has one."""
    code, _sep, detail = str(mark.get("mark", "")).partition(":")
    titles: dict[str, str] = {
        "jobseeker": _("Registered as a jobseeker"), "unemployed": _("Registered as unemployed"),
        "placed": _("Placed in work"), "status_ended": _("Status of unemployed ended"),
        "status_restored": _("Status of unemployed restored"),
        "deregistered": _("Deregistered"), "deregistration_told": _("Told of deregistration"),
        "change": _("Change taken into the card"),
    }
    told = titles.get(code, code)
    more = words(mark["text"]) if mark.get("text") else _ground(detail)
    return f"{told}: {more}" if more else told


def _ground(code: str) -> str:
    known = lookup_shipped("status_end_ground") if code else None
    return words(known.codes()[code]) if known and code in known.codes() else code


def _facts(
    person: Person, card: Card | None, state: str, office: str
) -> list[tuple[str, str]]:
    address = ", ".join(str(v) for k, v in (person.address or {}).items() if v and k != "kato")
    rows = [
        (_("Number"), person.number, ""), (_("IIN"), person.iin or "—", "iin"),
        (_("Surname, name, patronymic"), person.full_name, "surname"),
        (_("Date of birth"), moment(person.birth_date), "birth_date"),
        (_("Address"), address or "—", "address"), (_("State"), state, ""),
        (_("Employment center"), office, ""),
        (_("updated %(t)s", t="").strip(), moment(card.updated_at) if card else "—", ""),
    ]
    return [(label, value + _source(person, key)) for label, value, key in rows]


def _source(person: Person, key: str) -> str:
    told = (person.sources or {}).get(key) if key else None
    if not told:
        return ""
    day = ".".join(reversed(str(told.get("at") or "")[:10].split("-")))
    return f" [{source_words(told.get('source'))}{', ' + day if day else ''}]"


def _marks(card: Card | None) -> CardTable:
    rows = [
        (".".join(reversed(str(mark.get("on", ""))[:10].split("-"))), mark_words(mark),
         str(mark.get("paragraph", "")), str(mark.get("case") or mark.get("source") or ""),
         str(mark.get("by", "")))
        for mark in (card.marks if card else [])
    ]
    head = (_("Date"), _("Mark"), _("Paragraph"), _("Case"), _("Who"))
    return CardTable(_("Marks"), _("No mark has been made on the card."), head,
                     (2, 4, 1, 2, 3), rows)


def _changes(person: Person) -> CardTable:
    """Each filling of annex 1.2: what it changed, by which act, when it happened and came in."""
    entries = read().scalars(
        select(Entry).where(Entry.person_id == person.id, Entry.form == FORM)
        .order_by(Entry.id).limit(MOST)
    ).all()
    acts = _acts(person, {entry.id for entry in entries})
    rows, before = [], dict[str, str]()
    for entry in entries:
        now = flat(shown_entry(FORM, entry.data))
        changed = [
            f"{label}: {before.get(label) or '—'} → {now.get(label) or '—'}"
            for label in {**before, **now} if before.get(label) != now.get(label)
        ] if before else [_("first filled in")]
        line = acts.get(entry.id)
        rows.append((
            moment(entry.occurred_at), moment(entry.created_at),
            f"{step_title(line.step)} ({line.paragraph})" if line else "—",
            f"{line.actor}, {role_title(line.role)}" if line else "—",
            line.subject_number if line else "—", "; ".join(changed),
        ))
        before = now
    head = (_("Happened"), _("Entered"), _("By which act"), _("Who"), _("Case"), _("What changed"))
    return CardTable(_("Changes"), _("The employment card is not filled in yet."), head,
                     (2, 2, 3, 3, 2, 5), rows)


def _acts(person: Person, entries: set[int]) -> dict[int, JournalLine]:
    """The journal's line of each entry."""
    if not entries:
        return {}
    lines: Sequence[JournalLine] = read().scalars(
        select(JournalLine).where(JournalLine.person_id == person.id).order_by(JournalLine.id)
        .limit(5 * MOST)
    ).all()
    return {line.why["entry"]: line for line in lines if line.why.get("entry") in entries}


def flat(parts: Sequence[Part]) -> dict[str, str]:
    """Every value by its label, repeated rows numbered."""
    found: dict[str, str] = {}
    for part in parts:
        for number, row in enumerate(part.rows, 1):
            mark = f" {number}" if len(part.rows) > 1 else ""
            found |= {f"{label}{mark}": value for label, value in row}
    return found
