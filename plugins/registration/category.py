"""The category by the expected length of unemployment (par. 11): a pure, explained sum.

The Rules order a category and give no formula. The points and bands are dated values of the
chapter's law, marked "not from the Rules". Only the factors named there are read: ethnicity, sex
and health can have no points; children and a criminal record are recorded and not scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from console.law import LawBook, ValuePoint
from forms.dictionaries import lookup_shipped

Label = Mapping[str, str]

POINTS = "category_points"
#: factor -> its words, and the dictionary of its answers ("" for a number)
FACTORS: Mapping[str, tuple[Label, str]] = {
    "education_level": (
        {"kk": "Білім деңгейі", "ru": "Уровень образования", "en": "Education level"},
        "education_level",
    ),
    "experience_total": (
        {"kk": "Жалпы еңбек өтілі, жыл", "ru": "Общий стаж, лет", "en": "Total experience, years"},
        "",
    ),
    "experience_main_specialty": (
        {"kk": "Негізгі мамандық бойынша өтілі, жыл", "ru": "Стаж по основной специальности, лет",
         "en": "Experience in the main specialty, years"},
        "",
    ),
    "specialty_in_demand": (
        {"kk": "Мамандықтың сұранысы", "ru": "Востребованность специальности",
         "en": "Demand for the specialty"},
        "demand",
    ),
    "specialties_count": (
        {"kk": "Мамандықтар саны", "ru": "Число специальностей", "en": "Number of specialties"},
        "",
    ),
    "current_unemployment_duration": (
        {"kk": "Қазіргі жұмыссыздық, ай", "ru": "Текущая безработица, месяцев",
         "en": "Present unemployment, months"},
        "",
    ),
    "previous_unemployment_duration": (
        {"kk": "Бұрынғы жұмыссыздық, ай", "ru": "Прошлая безработица, месяцев",
         "en": "Earlier unemployment, months"},
        "",
    ),
    "job_search_skills": (
        {"kk": "Жұмыс іздеу дағдылары", "ru": "Навыки поиска работы", "en": "Job-search skills"},
        "job_search_skills",
    ),
    "computer_skills": (
        {"kk": "Компьютерлік дағдылар", "ru": "Компьютерные навыки", "en": "Computer skills"},
        "computer_skills",
    ),
    "motivation_level": (
        {"kk": "Мотивация деңгейі", "ru": "Уровень мотивации", "en": "Level of motivation"},
        "motivation",
    ),
}
BANDS: Mapping[str, Label] = {
    "short": {"kk": "қысқа", "ru": "короткая", "en": "short"},
    "medium": {"kk": "орташа", "ru": "средняя", "en": "medium"},
    "long": {"kk": "ұзақ", "ru": "длительная", "en": "long"},
    "unknown": {"kk": "дерек жетіспейді", "ru": "данных недостаточно", "en": "data missing"},
}


@dataclass(frozen=True)
class Reason:
    """One factor: the answer given, its points, and the sentence that says so."""

    factor: str
    value: Any
    points: int
    text: Label


@dataclass(frozen=True)
class Change:
    """An answer to one factor that alone would lead to another band."""

    factor: str
    to: str
    band: str
    text: Label


@dataclass(frozen=True)
class Category:
    """The result. ``band`` is unknown when the missing answers could decide it.

    ``score`` counts the known answers, ``most`` what it could grow to with the missing ones.
    """

    band: str
    score: int
    most: int
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    label: Label

    def to_json(self) -> dict[str, Any]:
        """As kept beside the card."""
        return {
            "band": self.band, "score": self.score, "most": self.most,
            "label": dict(self.label), "not_from_the_rules": True,
            "missing": [{"factor": f, "label": dict(FACTORS[f][0])} for f in self.missing],
            "reasons": [{**vars(r), "text": dict(r.text)} for r in self.reasons],
            "changes": [{**vars(c), "text": dict(c.text)} for c in self.changes],
        }


@dataclass(frozen=True)
class _Option:
    """A possible answer to a factor: a code, or the least number of its step."""

    answer: str
    points: int


def categorise(data: Mapping[str, Any], law: LawBook, on: date) -> Category:
    """The category of somebody who answered ``data`` (fields of annex 1.2) on a day."""
    options = _options(law, on)
    chosen = {f: found for f in FACTORS if (found := _chosen(options[f], data.get(f)))}
    missing = tuple(f for f in FACTORS if f not in chosen)
    score = sum(option.points for option in chosen.values())
    least = score + sum(min(_points(options[f])) for f in missing)
    most = score + sum(max(_points(options[f])) for f in missing)
    bands = {_band(law, on, least), _band(law, on, most)}
    band = bands.pop() if len(bands) == 1 else "unknown"
    reasons = tuple(_reason(f, data[f], option) for f, option in chosen.items())
    changes = () if missing else _changes(law, on, options, chosen, score)
    return Category(band, score, most, missing, reasons, changes, BANDS[band])


def _options(law: LawBook, on: date) -> dict[str, list[_Option]]:
    """Every answer the law gives points to on a day, by factor, numbers from the least."""
    table = next(v for v in law.values() if v.key == POINTS)
    newest: dict[tuple[str, str], ValuePoint] = {}
    for point in sorted(table.points, key=lambda p: p.valid_from):
        if point.valid_from <= on and point.region is None:
            newest[point.where["factor"], _answer(point)] = point
    found: dict[str, list[_Option]] = {factor: [] for factor in FACTORS}
    for (factor, answer), point in newest.items():
        found.setdefault(factor, []).append(_Option(answer, int(point.value)))
    for factor, (_, dictionary) in FACTORS.items():
        if not dictionary:
            found[factor].sort(key=lambda o: float(o.answer))
    return found


def _answer(point: ValuePoint) -> str:
    return point.where.get("answer") or point.where.get("at_least", "")


def _chosen(options: list[_Option], value: Any) -> _Option | None:
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return next((o for o in reversed(options) if float(o.answer) <= value), None)
    return next((o for o in options if o.answer == value), None)


def _points(options: list[_Option]) -> list[int]:
    return [o.points for o in options] or [0]


def _band(law: LawBook, on: date, score: int) -> str:
    if score >= int(law.value_at("category_long_from", on)):
        return "long"
    return "medium" if score >= int(law.value_at("category_medium_from", on)) else "short"


def _words(factor: str, value: Any) -> Label:
    dictionary = lookup_shipped(FACTORS[factor][1]) if FACTORS[factor][1] else None
    codes = dictionary.codes() if dictionary else {}
    return codes.get(str(value), {"kk": str(value), "ru": str(value), "en": str(value)})


def _reason(factor: str, value: Any, option: _Option) -> Reason:
    name, words = FACTORS[factor][0], _words(factor, value)
    unit = {"kk": "ұпай", "ru": "балл.", "en": "points"}
    text = {k: f"{name[k]}: {words[k]} ({option.points} {unit[k]})" for k in ("kk", "ru", "en")}
    return Reason(factor, value, option.points, text)


def _changes(
    law: LawBook, on: date, options: Mapping[str, list[_Option]],
    chosen: Mapping[str, _Option], score: int,
) -> tuple[Change, ...]:
    """The nearest answer of each factor that alone leads to a shorter expectation."""
    found, band = [], _band(law, on, score)
    for factor, now in chosen.items():
        better = [
            (now.points - o.points, o) for o in options[factor]
            if o.points < now.points and _band(law, on, score - now.points + o.points) != band
        ]
        if not better:
            continue
        option = min(better, key=lambda pair: pair[0])[1]
        other = _band(law, on, score - now.points + option.points)
        found.append(Change(factor, option.answer, other, _change_text(factor, option, other)))
    return tuple(found)


def _change_text(factor: str, option: _Option, band: str) -> Label:
    name, words, label = FACTORS[factor][0], _words(factor, option.answer), BANDS[band]
    return {
        "kk": f"{name['kk']}: «{words['kk']}» болса, болжам: {label['kk']}",
        "ru": f"{name['ru']}: при ответе «{words['ru']}» прогноз: {label['ru']}",
        "en": f"{name['en']}: with «{words['en']}» the expectation is: {label['en']}",
    }
