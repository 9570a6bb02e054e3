"""Registers: the full list behind the figures, row by row, as a workbook of any length.

A register is declared once: its columns with their words, where each comes from, which rows a
period takes. Names and IIN are masked unless the reader asked for them in full and said why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from console.catalog import Catalog
from console.data.actors import Card, Person
from console.data.case import Case, Episode
from console.data.mediation import Vacancy
from console.data.obligations import Obligation
from console.data.reporting import Period, Session
from forms.iin import mask
from reports.words import Names

BATCH = 2_000
Label = Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` as in reports.stream; ``names`` what its codes are called by.

    ``masked`` turns a value into what is shown unless personal data were asked for.
    """

    key: str
    label: Label
    source: Any
    kind: str = "text"
    names: str = ""
    masked: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Register:
    """A list to export: its columns, its rows, which of them belong to a period."""

    name: str
    title: Label
    about: Label
    columns: tuple[Column, ...]
    key: Any
    office: Any
    base: Callable[[Select[Any]], Select[Any]]
    during: Callable[[Period], Any]

    @property
    def personal(self) -> bool:
        """Whether it holds names or numbers of people."""
        return any(column.masked for column in self.columns)


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def initial(name: str) -> str:
    """A name by its first letter: enough to tell rows apart, not to know who it is."""
    return f"{name[:1]}." if name else ""


NUMBER = _l("Іс нөмірі", "Номер дела", "Number of the case")
OFFICE = _l("Орган", "Орган", "Office")
STATE = _l("Күйі", "Состояние", "State")
DUE = _l("Мерзімі", "Срок", "Due on")

DUTIES = Register(
    "duties", _l("Міндеттер", "Обязанности", "Duties"),
    _l("Кезең ішінде басталған әрбір міндет: не, кім, қашан дейін, қашан орындалды.",
       "Каждая обязанность, начавшаяся за период: что, чья, до какого дня, когда исполнена.",
       "Every duty that began in the period: what, whose, until when, when it was met."),
    (
        Column("case", NUMBER, Case.number),
        Column("deadline", _l("Міндет", "Обязанность", "Duty"), Obligation.deadline,
               names="deadline"),
        Column("paragraph", _l("Тармақ", "Пункт", "Paragraph"), Obligation.paragraph),
        Column("office", OFFICE, Obligation.office_id, names="office"),
        Column("authority", _l("Жергілікті орган", "Местный орган", "Local authority"),
               Obligation.authority_id, names="office"),
        Column("started", _l("Басталды", "Началась", "Began"), Obligation.started_at, "datetime"),
        Column("due", DUE, Obligation.due_on, "date"),
        Column("stopped", _l("Орындалды", "Исполнена", "Met"), Obligation.stopped_at, "datetime"),
        Column("lapsed", _l("Мерзімі өтіп, салдары басталды", "Истекла с последствием",
                            "Lapsed with effect"), Obligation.lapsed_at, "datetime"),
        Column("amount", _l("Мерзім ұзақтығы", "Длина срока", "Length of the term"),
               Obligation.amount, "int"),
        Column("calendar", _l("Күнтізбе нұсқасы", "Версия календаря", "Calendar version"),
               Obligation.calendar_version, "int"),
        Column("edition", _l("Редакция", "Редакция", "Edition"), Obligation.edition),
    ),
    Obligation.id, Obligation.office_id,
    lambda query: query.join(Case, Case.id == Obligation.case_id),
    lambda period: Obligation.started_at.between(period.start, period.end),
)

JOBSEEKERS = Register(
    "jobseekers", _l("Есепте тұрғандар", "Состоявшие на учете", "People on the register"),
    _l("Кезең ішінде есепте тұрған адамдар: санаты, мамандығы, тіркелген және шығарылған күні.",
       "Лица, состоявшие на учете в периоде: категория, профессия, дни постановки и снятия.",
       "People on the register in the period: category, occupation, days of entry and leaving."),
    (
        Column("person", _l("Адам нөмірі", "Номер лица", "Number of the person"), Person.number),
        Column("surname", _l("Тегі", "Фамилия", "Surname"), Person.surname, masked=initial),
        Column("given_name", _l("Аты", "Имя", "Given name"), Person.given_name, masked=initial),
        Column("iin", _l("ЖСН", "ИИН", "IIN"), Person.iin, masked=mask),
        Column("born", _l("Туған күні", "Дата рождения", "Born"), Person.birth_date, "date"),
        Column("sex", _l("Жынысы", "Пол", "Sex"), Person.sex, names="code/sex"),
        Column("kato", _l("Мекенжай (ӘАОЖ)", "Место жительства (КАТО)", "Residence (KATO)"),
               Person.kato),
        Column("office", OFFICE, Episode.office_id, names="office"),
        Column("opened", _l("Жүгінген күні", "Дата обращения", "Applied on"), Episode.opened_on,
               "date"),
        Column("registered", _l("Жұмыс іздеуші ретінде тіркелді", "Зарегистрировано ищущим работу",
                                "Registered as jobseeker"), Episode.registered_on, "date"),
        Column("unemployed", _l("Жұмыссыз ретінде тіркелді", "Зарегистрировано безработным",
                                "Registered as unemployed"), Episode.unemployed_on, "date"),
        Column("closed", _l("Есептен шықты", "Снято с учета", "Left the register"),
               Episode.closed_on, "date"),
        Column("occupation", _l("Мамандық", "Профессия", "Occupation"), Card.occupation,
               names="code/occupation"),
        Column("education", _l("Білімі", "Образование", "Education"), Card.education_level,
               names="code/education_level"),
        Column("experience", _l("Өтілі, жыл", "Стаж, лет", "Experience, years"),
               Card.experience_years, "number"),
        Column("wage", _l("Қалаған жалақы", "Желаемая зарплата", "Pay wanted"), Card.wage_min,
               "int"),
    ),
    Episode.id, Episode.office_id,
    lambda query: query.join(Person, Person.id == Episode.person_id)
    .outerjoin(Card, Card.person_id == Person.id),
    lambda period: and_(
        Episode.opened_on <= period.end.date(),
        or_(Episode.closed_on.is_(None), Episode.closed_on >= period.start.date()),
    ),
)

VACANCIES = Register(
    "vacancies", _l("Бос жұмыс орындары", "Вакансии", "Vacancies"),
    _l("Кезең ішінде тіркелген бос жұмыс орындары мен олардың толтырылуы.",
       "Вакансии, зарегистрированные за период, и их заполнение.",
       "Vacancies registered in the period and how they were filled."),
    (
        Column("number", _l("Нөмірі", "Номер", "Number"), Vacancy.case_number),
        Column("title", _l("Атауы", "Название", "Title"), Vacancy.title),
        Column("employer", _l("Жұмыс беруші", "Работодатель", "Employer"), Vacancy.employer_name),
        Column("occupation", _l("Мамандық", "Профессия", "Occupation"), Vacancy.occupation,
               names="code/occupation"),
        Column("region", _l("Өңір", "Регион", "Region"), Vacancy.region, names="code/region"),
        Column("settlement", _l("Елді мекен", "Населенный пункт", "Settlement"),
               Vacancy.settlement),
        Column("wage_min", _l("Жалақы, бастап", "Зарплата от", "Pay from"), Vacancy.wage_min,
               "int"),
        Column("wage_max", _l("Жалақы, дейін", "Зарплата до", "Pay to"), Vacancy.wage_max, "int"),
        Column("places", _l("Орын саны", "Мест", "Places"), Vacancy.places, "int"),
        Column("filled", _l("Толтырылды", "Занято", "Filled"), Vacancy.filled, "int"),
        Column("office", OFFICE, Vacancy.office_id, names="office"),
        Column("appeared", _l("Пайда болған күні", "Дата появления", "Appeared on"),
               Vacancy.appeared_on, "date"),
        Column("registered", _l("Тіркелді", "Зарегистрирована", "Registered"),
               Vacancy.registered_at, "datetime"),
        Column("closed", _l("Жабылды", "Закрыта", "Closed"), Vacancy.closed_at, "datetime"),
    ),
    Vacancy.id, Vacancy.office_id, lambda query: query,
    lambda period: Vacancy.registered_at.between(period.start, period.end),
)

REGISTERS: Mapping[str, Register] = {r.name: r for r in (DUTIES, JOBSEEKERS, VACANCIES)}


def chosen(register: Register, keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns asked for, in the register's order; all of them when none is named."""
    found = tuple(c for c in register.columns if c.key in keys)
    return found or register.columns


def counted(register: Register, period: Period, offices: Sequence[int]) -> Select[Any]:
    """Keys of the rows of a period; the session's scope narrows them further."""
    return register.base(select(register.key)).where(
        register.during(period), register.office.in_(offices)
    )


def batches(
    session: Session, catalog: Catalog, register: Register, columns: Sequence[Column],
    period: Period, offices: Sequence[int], *, language: str, full: bool,
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in batches by key, as a sheet shows them."""
    names = Names(session, catalog, language)
    zone = period.start.tzinfo
    query = register.base(select(register.key.label("key"), *(c.source for c in columns))).where(
        register.during(period), register.office.in_(offices)
    ).order_by(register.key).limit(BATCH)
    after = 0
    while True:
        rows = session.execute(query.where(register.key > after)).all()
        yield [
            tuple(_value(names, c, v, zone, full) for c, v in zip(columns, row[1:], strict=True))
            for row in rows
        ]
        if len(rows) < BATCH:
            return
        after = rows[-1][0]


def _value(names: Names, column: Column, value: Any, zone: Any, full: bool) -> Any:
    if value is None:
        return None
    if column.masked is not None and not full:
        return column.masked(str(value))
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if column.names or column.key == "paragraph":
        return str(names.of(column.names, value, column.key))
    return value
