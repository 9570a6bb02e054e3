"""What the registration wizard knows before an application is written: registers, duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Office, Person
from console.data.case import Case, Episode
from console.data.documents import RegisterAnswer
from console.errors import Grounds, Throttled
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web.audit import looked
from console.web.forms_view import codes_of, pairs_shown
from console.web.register_roles import INTAKE
from console.web.running import running, zone
from console.web.shell import language

CHECKS_A_MINUTE = 20
#: register "person" -> field of the application
NAMES = {"surname": "surname", "name": "given_name", "patronymic": "patronymic"}


@dataclass(frozen=True)
class Known:
    """What registers answered about one IIN: values of the application, source and time."""

    case: str
    state: str
    iin: str
    values: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    at: datetime | None = None
    version: int = 1
    consent_on: str = ""

    @property
    def down(self) -> bool:
        """Whether a register gave no answer."""
        return self.state == "down"


def known_of(case: Case) -> Known:
    """The answers of a query case the reader may see (the case was loaded with their eyes)."""
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(
            select(RegisterAnswer).where(RegisterAnswer.case_id == case.id)
            .order_by(RegisterAnswer.id)
        ).all()
    answers = {row.register: row for row in rows}
    person, address = answers.get("person"), answers.get("address")
    iin = rows[0].iin if rows else ""
    values: dict[str, Any] = {}
    if person is not None and person.status == "ok":
        values |= identity_of(person.answer)
    if address is not None and address.status == "ok":
        values["address"] = address_of(address.answer)
    first = person if person is not None and person.status == "ok" else None
    return Known(
        case.number, case.state, iin, {"iin": iin, **values} if values else {},
        first.source if first else "", first.answered_at if first else None, case.version,
        rows[0].asked_at.astimezone(zone()).date().isoformat() if rows else "",
    )


def identity_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the person register holds, as the application's fields."""
    name = {part: answer[key] for key, part in NAMES.items() if answer.get(key)}
    found = {
        "full_name": name, "birth_date": answer.get("birth_date"), "sex": answer.get("sex"),
        "citizenship": str(answer.get("citizenship") or "").lower(),
    }
    return {key: value for key, value in found.items() if value}


def address_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the address register holds, as an address."""
    parts = {"settlement": answer.get("kk"), "street": answer.get("street"),
             "house": answer.get("house"), "flat": answer.get("flat"), "kato": answer.get("kato")}
    return {key: str(value) for key, value in parts.items() if value}


def count_question() -> None:
    """Count and log a question whether an IIN is on a register anywhere; Throttled past a limit.

    A refused application answers it as well as the check on the twelfth digit (par. 22).
    """
    parts = running()
    tries = Throttle(parts.store, parts.settings.secret_key).hit(
        "iin-check", str(g.actor.account_id), 60
    )
    if tries > CHECKS_A_MINUTE:
        raise Throttled()
    looked("search", "iin check", purpose="par. 22")


@contextmanager
def counted(step: str) -> Iterator[None]:
    """A refusal of an application inside counts as such a question."""
    try:
        yield
    except Grounds:
        if step in INTAKE:
            count_question()
        raise


@dataclass(frozen=True)
class Elsewhere:
    """An open registration or application of an IIN: the office and the date, no more."""

    office: str
    on: datetime | Any
    registered: bool


def open_elsewhere(iin: str) -> Elsewhere | None:
    """Whether the IIN is on the register or applies anywhere in the country."""
    with running().store.session(SYSTEM) as session:
        person = session.scalar(select(Person.id).where(Person.iin == iin))
        if person is None:
            return None
        names = (Office.name_kk, Office.name_ru, Office.name_en)
        episode = session.execute(
            select(Episode.registered_on, *names).join(Office, Office.id == Episode.office_id)
            .where(Episode.open_person_id == person)
        ).first()
        if episode is not None:
            return Elsewhere(_name(episode[1:]), episode[0], registered=True)
        waiting = session.execute(
            select(Case.opened_at, *names).join(Office, Office.id == Case.office_id)
            .where(Case.person_id == person, Case.kind == "registration")
            .where(Case.closed_at.is_(None)).order_by(Case.id.desc()).limit(1)
        ).first()
        return Elsewhere(_name(waiting[1:]), waiting[0], registered=False) if waiting else None


def _name(names: Any) -> str:
    by_language: dict[str, str] = dict(zip(("kk", "ru", "en"), names, strict=True))
    return by_language.get(language()) or by_language["kk"]


@dataclass(frozen=True)
class Beside:
    """What a registration keeps beside its forms, in words: ``rows`` of (label, value, law)."""

    differs: list[dict[str, str]] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def beside(case: Case) -> Beside:
    """Differences, changes, the representative, what was returned and told.

    Empty for a reader who has the case by a grant only: earlier data are the office's own to see.
    """
    if case.office_id not in g.scope.office and case.village_id not in g.scope.village:
        return Beside()
    facts = case.facts
    return Beside(
        pairs_shown(dict(enumerate_facts(facts.get("differs")))),
        pairs_shown(dict(enumerate_facts(facts.get("changes")))), _hands(facts),
    )


def enumerate_facts(rows: Any) -> Iterator[tuple[str, Any]]:
    """A list of facts as named facts."""
    yield from ((str(number), row) for number, row in enumerate(rows or ()))


def _hands(facts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    representative = facts.get("representative")
    if representative:
        found.append((_("Legal representative"),
                      f"{representative['name']}, {representative['phone']}", "6"))
    if facts.get("at_desk"):
        found.append((_("The set lies at the State Corporation"), facts["at_desk"]["by"], "30"))
    if facts.get("set_taken"):
        taken = facts["set_taken"]
        found.append((_("Set taken over"), f"{_day(taken['on'])}, {taken['by']}", "30"))
    codes = codes_of(running().catalog.forms.get("documents_returned"))
    for kind, row in facts.get("returned", {}).items():
        found.append((_("Returned: %(d)s", d=codes.get(kind, kind)),
                      f"{_day(row['on'])}, {row['by']} → {row['to']}", "5"))
    topics = codes_of(running().catalog.forms.get("information_given"))
    for topic, row in facts.get("informed", {}).items():
        found.append((_("Explained: %(t)s", t=topics.get(topic, topic)),
                      f"{_day(row['at'][:10])}, {row['by']}", "9"))
    return found


def _day(text: str) -> str:
    return ".".join(reversed(text.split("-")))
