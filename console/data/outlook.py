"""What lies ahead of the offices, and what is wrong in their rows.

The load: open duties by the day they fall due, against who works there that day. Data quality:
rows that miss something, contradict themselves or were forgotten, each with the place to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar
from console.data.access import Membership
from console.data.actors import Card, Person
from console.data.case import Case, Episode
from console.data.mediation import Vacancy
from console.data.monitoring import OTHERS, responsible_office
from console.data.obligations import Obligation
from console.declare import Label

#: working days looked ahead
AHEAD = 10


# ---- the load


@dataclass(frozen=True)
class Day:
    """A working day ahead: duties due by deadline, and how many people work in the offices."""

    on: date
    by_deadline: Mapping[str, int]
    staff: int

    @property
    def due(self) -> int:
        """Duties that fall due."""
        return sum(self.by_deadline.values())

    @property
    def each(self) -> float | None:
        """Duties for one person; None where nobody works."""
        return round(self.due / self.staff, 1) if self.staff else None


def days_ahead(calendar: WorkCalendar, today: date) -> list[date]:
    """Today and the next working days."""
    return [today, *(calendar.add_working_days(today, n) for n in range(1, AHEAD + 1))]


def owed_by(offices: Sequence[int]) -> list[ColumnElement[bool]]:
    """Open duties the offices themselves owe."""
    return [
        Obligation.state == "open", Obligation.kind == "duty", ~Obligation.internal,
        Obligation.responsible.not_in(OTHERS), responsible_office().in_(offices),
    ]


def load(
    session: Session, offices: Sequence[int], days: Sequence[date], roles: Sequence[str]
) -> list[Day]:
    """The days with their duties and staff (accounts with one of ``roles`` valid that day)."""
    rows = session.execute(
        select(Obligation.due_on, Obligation.deadline, func.count())
        .select_from(Obligation)
        .where(*owed_by(offices), Obligation.due_on.between(days[0], days[-1]))
        .group_by(Obligation.due_on, Obligation.deadline)
    ).all()
    held = session.execute(
        select(Membership.account_id, Membership.valid_from, Membership.valid_to)
        .where(Membership.office_id.in_(offices), Membership.role.in_(roles))
        .where(Membership.valid_from <= days[-1])
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= days[0]))
    ).all()
    found = []
    for at, on in enumerate(days):
        # a duty due on a day off waits on the working day that follows it
        since = days[at - 1] if at else on
        due: dict[str, int] = {}
        for day, deadline, count in rows:
            if (since < day <= on) or day == on:
                due[deadline] = due.get(deadline, 0) + count
        staff = {h.account_id for h in held
                 if h.valid_from <= on and (h.valid_to is None or h.valid_to >= on)}
        found.append(Day(on, due, len(staff)))
    return found


# ---- data quality


@dataclass(frozen=True)
class Check:
    """A fault rows may have. ``query`` selects key, number, place and names; see QUALITY.

    ``kind``: missing, contradictory or stale. ``mend``: address of the place to mend a row.
    """

    name: str
    kind: str
    law: str
    title: Label
    advice: Label
    key: Any
    mend: str
    conditions: Callable[[date, datetime], list[ColumnElement[bool]]]
    base: Callable[[Select[Any]], Select[Any]]

    def query(self, offices: Sequence[int], today: date, now: datetime) -> Select[Any]:
        """Rows with the fault; the session's scope narrows them further."""
        return self.base(select(
            self.key.label("id"), *_columns(self))).where(
            _office(self).in_(offices), *self.conditions(today, now))


def _office(check: Check) -> Any:
    return check.key.class_.office_id


def _columns(check: Check) -> tuple[Any, ...]:
    model = check.key.class_
    office = model.office_id.label("office")
    if model is Vacancy:
        empty = literal("")
        return (Vacancy.case_number.label("number"), office, empty.label("surname"),
                empty.label("given_name"), empty.label("patronymic"), empty.label("iin"),
                Vacancy.employer_name.label("employer_name"))
    number = Case.number if model is Case else Person.number
    return (number.label("number"), office, Person.surname, Person.given_name, Person.patronymic,
            Person.iin, literal("").label("employer_name"))


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def _bare(query: Select[Any]) -> Select[Any]:
    return query


LIVE = ("jobseeker", "unemployed")
QUALITY: Mapping[str, Check] = {check.name: check for check in (
    Check(
        "unreachable", "missing", "21",
        _l("Хабарласатын жол жоқ", "Нет способа связаться", "No way to reach the person"),
        _l("Ұялы телефонды немесе поштаны енгізіңіз.", "Внесите мобильный телефон или почту.",
           "Enter a mobile number or an e-mail address."),
        Person.id, "/persons/{number}",
        lambda _today, _now: [
            Person.state.in_(LIVE), or_(Person.mobile.is_(None), Person.mobile == ""),
            or_(Person.email.is_(None), Person.email == "")],
        _bare,
    ),
    Check(
        "no_occupation", "missing", "57",
        _l("Картада мамандық жоқ", "В карточке нет профессии", "No occupation on the card"),
        _l("Картаны толықтырыңыз: мамандықсыз іріктеу болмайды.",
           "Дополните карточку: без профессии подбор невозможен.",
           "Complete the card: nothing can be matched without an occupation."),
        Card.id, "/persons/{number}",
        lambda _today, _now: [
            Person.state.in_(LIVE), or_(Card.occupation.is_(None), Card.occupation == "")],
        lambda query: query.join(Person, Person.id == Card.person_id),
    ),
    Check(
        "village_unknown", "contradictory", "15",
        _l("Ауыл тұрғыны, бірақ ауылы белгісіз", "Сельский житель без округа",
           "Lives in a village, but in none of ours"),
        _l("Мекенжайды түзетіңіз: хабарды ассистент жеткізеді.",
           "Исправьте адрес: уведомления доставляет ассистент.",
           "Correct the address: an assistant delivers the notices."),
        Person.id, "/persons/{number}",
        lambda _today, _now: [
            Person.state.in_(LIVE), Person.rural.is_(True), Person.village_id.is_(None)],
        _bare,
    ),
    Check(
        "open_after_exit", "contradictory", "44",
        _l("Есептен шыққан, бірақ ісі ашық", "Снят с учёта, но дело открыто",
           "Left the register, but a case is open"),
        _l("Істі аяқтаңыз немесе себебін жазыңыз.", "Завершите дело или укажите причину.",
           "Finish the case or record why it goes on."),
        Case.id, "/cases/{number}",
        lambda today, _now: [
            Case.closed_at.is_(None), Case.kind.in_(("registration", "unemployed_status", "plan")),
            Episode.closed_on < today],
        lambda query: query.join(Episode, Episode.id == Case.episode_id)
        .join(Person, Person.id == Case.person_id),
    ),
    Check(
        "vacancy_outlived", "stale", "54",
        _l("Мерзімі өткен бос орын әлі ашық", "Вакансия пережила свой срок",
           "A vacancy open past its own day"),
        _l("Жұмыс берушіден сұраңыз: жабу керек пе, ұзарту керек пе.",
           "Спросите работодателя: закрыть или продлить.",
           "Ask the employer whether to close or to prolong it."),
        Vacancy.id, "/vacancies/{number}",
        lambda today, _now: [and_(Vacancy.closed_at.is_(None), Vacancy.closes_on < today)],
        _bare,
    ),
)}
