"""Whether selection treats groups alike: shares by sex, age, disability and oblast (par. 56-62).

Groups are compared from searching over selected and offered to hired. Matching itself reads none
of these attributes; this table is how one sees what comes of it. Small cells are not shown, nor the
next smallest beside a single one, so that nobody is told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.case import Case
from console.data.mediation import Offer
from console.declare import Label, Measure, Period
from plugins.mediation.reasons import words

#: fewer people than this in a cell are not shown
SMALL = 5
AGES = ((25, "16-24"), (35, "25-34"), (50, "35-49"), (200, "50+"))
#: keys asked in one statement
CHUNK = 500
_LANGUAGES = ("kk", "ru", "en")
BY: dict[str, Label] = {
    "sex": {"kk": "Жынысы", "ru": "Пол", "en": "Sex"},
    "age": {"kk": "Жасы", "ru": "Возраст", "en": "Age"},
    "disability": {"kk": "Мүгедектігі", "ru": "Инвалидность", "en": "Disability"},
    "region": {"kk": "Өңірі", "ru": "Регион", "en": "Region"},
}
YES: Label = {"kk": "бар", "ru": "есть", "en": "yes"}
NO: Label = {"kk": "жоқ", "ru": "нет", "en": "no"}
UNKNOWN: Label = {"kk": "көрсетілмеген", "ru": "не указано", "en": "not stated"}
#: target group of the card that speaks of a disability
DISABLED = "disability"
STAGES = ("searching", "selected", "offered", "hired")
Group = tuple[str, str]


def _columns() -> tuple[Any, ...]:
    applicant = Card.sections["applicant"]
    return (Person.sex, Person.birth_date, Card.region, applicant["target_group"].as_string())


def _groups(row: Sequence[Any], on: date) -> Iterator[Group]:
    """The group of somebody in each breakdown; "" where nothing is stated."""
    sex, born, region, target = row[:4]
    yield "sex", sex or ""
    yield "age", _age(born, on) if born else ""
    yield "disability", "" if not target else str(target == DISABLED)
    yield "region", f"{region[:2]}0000000" if region else ""


def _age(born: date, on: date) -> str:
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next(name for below, name in AGES if years < below)


def _counted(session: Session, query: Any, on: date) -> Counter[Group]:
    found: Counter[Group] = Counter()
    grouped = query.add_columns(func.count()).group_by(*_columns())
    for row in session.execute(grouped):
        for group in _groups(row, on):
            found[group] += int(row[-1])
    return found


def _base() -> Any:
    return select(*_columns()).select_from(Person).join(Card, Card.person_id == Person.id)


def _selected(session: Session, period: Period, offices: Sequence[int], on: date) -> Counter[Group]:
    """People kept in selections of the period, once each."""
    numbers: set[str] = set()
    for (facts,) in session.execute(
        select(Case.facts).where(Case.kind == "vacancy", Case.office_id.in_(offices))
        .where(Case.changed_at >= period.start)
    ):
        at = (facts or {}).get("selected_at")
        if at and period.start.isoformat() <= at < period.end.isoformat():
            numbers |= {row["person"] for row in facts.get("selected") or ()}
    found: Counter[Group] = Counter()
    ordered = sorted(numbers)
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        found += _counted(session, _base().where(Person.number.in_(part)), on)
    return found


def shares(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Per breakdown and group: people and per cent of each stage, small cells left out."""
    on = period.end.date()
    own = Card.office_id.in_(offices)
    offered = _base().join(Offer, Offer.person_id == Person.id).where(Offer.office_id.in_(offices))
    counts = (
        _counted(session, _base().where(own, Card.searching.is_(True)), on),
        _selected(session, period, offices, on),
        _counted(session, offered.where(
            Offer.offered_at >= period.start, Offer.offered_at < period.end), on),
        _counted(session, offered.where(
            Offer.employer_answer == "hired", Offer.employer_answered_at >= period.start,
            Offer.employer_answered_at < period.end), on),
    )
    for by, title in BY.items():
        groups = sorted({g for c in counts for g in c if g[0] == by})
        shown = [_shown({g: c[g] for g in groups}) for c in counts]
        for group in groups:
            cells: list[Any] = []
            for stage in shown:
                cells += stage[group]
            yield (title, _words(*group), *cells)


def _shown(cells: dict[Group, int]) -> dict[Group, tuple[int | None, float | None]]:
    """Count and per cent of each group; None for small ones and for one more beside a lone one."""
    hidden = {g for g, n in cells.items() if 0 < n < SMALL}
    if len(hidden) == 1:
        others = sorted((n, g) for g, n in cells.items() if g not in hidden and n)
        hidden |= {g for _n, g in others[:1]}
    total = sum(cells.values())
    return {
        g: (None, None) if g in hidden else (n, round(100 * n / total, 1) if total else 0.0)
        for g, n in cells.items()
    }


def _words(by: str, code: str) -> Label:
    if not code:
        return UNKNOWN
    if by == "disability":
        return YES if code == "True" else NO
    if by == "age":
        return dict.fromkeys(_LANGUAGES, code)
    return words(by, code)


_TITLES: dict[str, Label] = {
    "searching": {"kk": "Іздеп жүр", "ru": "Ищут", "en": "Searching"},
    "selected": {"kk": "Таңдалды", "ru": "Отобраны", "en": "Selected"},
    "offered": {"kk": "Ұсынылды", "ru": "Предложено", "en": "Offered"},
    "hired": {"kk": "Қабылданды", "ru": "Приняты", "en": "Hired"},
}
MEASURE = Measure(
    "mediation.fairness", "56",
    {"kk": "Топтар бойынша таңдау", "ru": "Подбор по группам", "en": "Selection by groups"},
    {"kk": "Жынысы, жасы, мүгедектігі және өңірі бойынша іздеп жүргендердің, кезеңде "
           "таңдалғандардың, ұсыныс алғандардың және қабылданғандардың үлесі. Бестен аз адам "
           "көрсетілмейді.",
     "ru": "Доли по полу, возрасту, инвалидности и региону среди ищущих работу, отобранных, "
           "получивших предложение и принятых за период. Меньше пяти человек не показывается.",
     "en": "Shares by sex, age, disability and region among those searching, selected, offered and "
           "hired in the period. Fewer than five people are not shown."},
    (
        ("breakdown", {"kk": "Бөлініс", "ru": "Разрез", "en": "Breakdown"}, "text"),
        ("group", {"kk": "Топ", "ru": "Группа", "en": "Group"}, "text"),
        *((part, title, kind) for stage in STAGES for part, title, kind in (
            (stage, _TITLES[stage], "int"),
            (f"{stage}_share", {lang: f"{_TITLES[stage][lang]}, %" for lang in _LANGUAGES},
             "percent"),
        )),
    ),
    shares,
)
