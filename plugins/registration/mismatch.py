"""What a state register holds otherwise than stated: shown side by side, decided by a person.

Nothing is taken over silently (par. 10, 28): a blank is filled from the register with its source,
a difference waits until somebody decides for the register or, with a reason, for the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Person
from console.data.case import Case
from console.data.documents import RegisterAnswer
from console.declare import Ground, Label
from plugins.registration.rules import KIND, answers_about

#: field of the register "person" -> column of Person
REGISTERED = {
    "surname": "surname", "name": "given_name", "patronymic": "patronymic",
    "birth_date": "birth_date", "sex": "sex", "citizenship": "citizenship",
}
LABELS: dict[str, Label] = {
    "surname": {"kk": "Тегі", "ru": "Фамилия", "en": "Surname"},
    "given_name": {"kk": "Аты", "ru": "Имя", "en": "Given name"},
    "patronymic": {"kk": "Әкесінің аты", "ru": "Отчество", "en": "Patronymic"},
    "birth_date": {"kk": "Туған күні", "ru": "Дата рождения", "en": "Date of birth"},
    "sex": {"kk": "Жынысы", "ru": "Пол", "en": "Sex"},
    "citizenship": {"kk": "Азаматтығы", "ru": "Гражданство", "en": "Citizenship"},
}
MISMATCH_OPEN = Ground(
    "mismatch_open", "10",
    {"kk": "мәлімделгені мен тізілімдегісі сәйкес емес: қайсысы дұрыс екенін шешіңіз",
     "ru": "заявленное расходится с реестром: решите, что верно",
     "en": "what was stated differs from the register: decide which is right"},
)
NO_SUCH_MISMATCH = Ground(
    "no_such_mismatch", "10",
    {"kk": "мұндай айырмашылық жоқ немесе тізілім жауабы өзгерген",
     "ru": "такого расхождения нет или ответ реестра изменился",
     "en": "there is no such difference, or the register's answer has changed"},
    "decisions",
)

NOTHING_DECIDED = Ground(
    "nothing_decided", "10",
    {"kk": "бірде-бір айырмашылық бойынша шешім берілмеген",
     "ru": "не решено ни одно расхождение",
     "en": "no difference is decided"},
    "decisions",
)


@dataclass(frozen=True)
class Mismatch:
    """One field: what was stated, what the register holds, and of which register and time."""

    column: str
    stated: str
    held: str
    source: str
    at: str

    def to_json(self) -> dict[str, Any]:
        """As kept in facts: the label in three languages, both values."""
        return {"field": dict(LABELS[self.column]), "stated": self.stated, "held": self.held}


def clean(column: str, value: Any) -> Any:
    """A register's value as the column holds it."""
    if column == "birth_date":
        return date.fromisoformat(value)
    return str(value).lower() if column == "citizenship" else value


def same(stated: Any, held: Any) -> bool:
    """Equal but for the case of letters."""
    return str(stated).casefold() == str(held).casefold()


def between(person: Person, answer: RegisterAnswer) -> list[Mismatch]:
    """Columns that are filled in and differ from an answer of the register of persons."""
    at = (answer.answered_at or answer.asked_at).isoformat()
    found = []
    for name, column in REGISTERED.items():
        value, stated = answer.answer.get(name), getattr(person, column)
        if not value or not stated:
            continue
        held = clean(column, value)
        if not same(stated, held):
            found.append(Mismatch(column, str(stated), str(held), answer.source, at))
    return found


def newest(act: Act, iin: str | None) -> RegisterAnswer | None:
    """The newest good answer of the register of persons about an IIN."""
    return next((a for a in answers_about(act, iin or "") if a.register == "person"), None)


def open_ones(act: Act) -> list[Mismatch]:
    """Differences of the case's person that nobody has decided yet."""
    answer = newest(act, act.person.iin)
    every = between(act.person, answer) if answer else []
    return [m for m in every if not _decided(act.case, m)]


def _decided(case: Case, m: Mismatch) -> bool:
    """Decided for what is stated, of these very two values."""
    row = case.facts.get("settled", {}).get(m.column)
    if row is None or row["decision"] != "stated":
        return False
    return bool(row["held"] == m.held and same(row["stated"], m.stated))


# ---- rules
def none_open(act: Act) -> Iterable[Ground]:
    """Par. 7, 10: data that differ from a register are not called reliable undecided."""
    found = open_ones(act)
    if found:
        yield MISMATCH_OPEN.because(**{m.column: m.to_json() for m in found})


def known_ones(act: Act) -> Iterable[Ground]:
    """A decision is about a difference as it was shown."""
    decided = act.data.get("decisions") or []
    if not decided:
        yield NOTHING_DECIDED
    shown = {(m.column, m.held) for m in open_ones(act)}
    for row in decided:
        if (row["field"], row["held"]) not in shown:
            yield NO_SUCH_MISMATCH.because(field=LABELS[row["field"]], held=row["held"])


# ---- effects
def rows(act: Act) -> dict[str, Any]:
    """The form of decisions: a row for each open difference."""
    return {"decisions": [
        {"field": m.column, "stated": m.stated, "held": m.held} for m in open_ones(act)
    ]}


def settle(act: Act) -> None:
    """Take what was decided; both values, the reason and who decided stay in the case."""
    person, kept = act.person, dict(act.case.facts.get("settled", {}))
    sources, at = dict(person.sources), act.occurred_at.isoformat()
    for row in act.data["decisions"]:
        column, register = row["field"], row["decision"] == "register"
        kept[column] = {
            "stated": row["stated"], "held": row["held"], "decision": row["decision"],
            "reason": row.get("reason", ""), "by": act.actor.name, "at": at,
        }
        if register:
            setattr(person, column, clean(column, row["held"]))
        sources[column] = {"source": "register" if register else "document", "at": at}
    person.sources, person.sort_name = sources, person.full_name
    act.facts["settled"] = [dict(LABELS[row["field"]]) for row in act.data["decisions"]]
    act.keep(settled=kept)
    act.keep(differs=[m.to_json() for m in open_ones(act)])


def note(act: Act) -> None:
    """Keep the open differences with the case, so that it says what it waits for."""
    found = open_ones(act)
    if found or act.case.facts.get("differs"):
        act.keep(differs=[m.to_json() for m in found])


def note_late(act: Act) -> None:
    """An answer that came later is compared with the open application it is about."""
    case = act.session.scalars(
        select(Case).join(Person, Person.id == Case.person_id)
        .where(Person.iin == act.data["iin"], Case.kind == KIND, Case.closed_at.is_(None))
        .where(Case.office_id == act.case.office_id).order_by(Case.id.desc()).limit(1)
    ).first()
    act.session.flush()
    answer = newest(act, act.data["iin"])
    if case is None or answer is None:
        return
    person = act.session.get_one(Person, case.person_id)
    found = [m.to_json() for m in between(person, answer) if not _decided(case, m)]
    case.facts = {**case.facts, "differs": found}
    act.facts["differs"] = [m["field"] for m in found]
