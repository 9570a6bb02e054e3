"""The stock and flow of a register: what any chapter that keeps people on it counts by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.data.counting import Count
from console.data.dimensions import Dimension
from console.data.figures import END, START, Figure, counted
from console.data.stays import Stay
from console.declare import Label, Measure

#: bands of calendar months
MONTHS = (0, 1, 3, 6, 12)
_DURATION = {"kk": "Ұзақтығы, ай", "ru": "Длительность, месяцев", "en": "Duration, months"}
_KINDS: tuple[tuple[str, Label, str], ...] = (
    ("sex", {"kk": "Жынысы", "ru": "Пол", "en": "Sex"}, "code/sex"),
    ("age_group", {"kk": "Жас тобы", "ru": "Возрастная группа", "en": "Age group"},
     "code/age_group"),
    ("education", {"kk": "Білімі", "ru": "Образование", "en": "Education"},
     "code/education_level"),
    ("target", {"kk": "Нысаналы топ", "ru": "Целевая группа", "en": "Target group"},
     "code/target_group"),
    ("occupation", {"kk": "Кәсіп тобы", "ru": "Группа занятий", "en": "Occupation group"},
     "code/occupation_group"),
    ("residence", {"kk": "Қала немесе ауыл", "ru": "Город или село", "en": "Town or village"},
     "code/residence"),
    ("category", {"kk": "Санат", "ru": "Категория", "en": "Category"}, "code/chances_category"),
    ("reason", {"kk": "Жұмыссыздық себебі", "ru": "Причина незанятости",
                "en": "Reason of being without work"}, "code/unemployment_reason"),
)
PROFILE = tuple(Dimension(key, title, kind, key) for key, title, kind in _KINDS)
#: months on the register: until the day it is left, or until the day the stock is taken
DURATION = Dimension("duration", _DURATION, "code/month_band", "since", edges=MONTHS,
                     until="ended", of_stock="since")
_SINCE = Dimension("since", _DURATION, "text", "since", first=7)
BEGUN = Dimension("begun_by", {"kk": "Есепке қалай алынды", "ru": "Как поставлен(а) на учет",
                               "en": "How it began"}, "code/stay_begun", "begun_by")
ENDED = Dimension("ended_by", {"kk": "Есептен шығу себебі", "ru": "Причина снятия с учета",
                               "en": "Reason of leaving"},
                  "code/stay_ended|deregistration_ground|status_end_ground", "ended_by")
DIMENSIONS = (*PROFILE, DURATION)


def counts(register: str, title: Label) -> tuple[Count, Count]:
    """(came onto the register, left it)."""
    where: dict[str, Any] = {"register": (register,)}
    arrived = Dimension("duration", _DURATION, "code/month_band", "since", edges=MONTHS,
                        until="began")
    return (
        Count(f"{register}.came", title, Stay, "began", where=where,
              by=(*PROFILE, arrived, _SINCE, BEGUN)),
        Count(f"{register}.left", title, Stay, "ended", where=where,
              by=(*PROFILE, DURATION, _SINCE, ENDED)),
    )


def figures(register: str, title: Label) -> tuple[Figure, ...]:
    """Stock at the start, came, left, stock at the end: start + came - left = end, in every cut."""
    came, left = counts(register, title)
    return (
        Figure("start", {"kk": "Кезең басында", "ru": "На начало", "en": "At the start"},
               came, left, START),
        Figure("came", {"kk": "Есепке алынды", "ru": "Поставлено на учет", "en": "Came"}, came),
        Figure("left", {"kk": "Есептен шықты", "ru": "Снято с учета", "en": "Left"}, left),
        Figure("end", {"kk": "Кезең соңында", "ru": "На конец", "en": "At the end"},
               came, left, END),
    )


def measures(
    register: str, law: str, titles: Mapping[str, Label], definitions: Mapping[str, Label]
) -> tuple[Measure, ...]:
    """The balance of a register, its arrivals by how they began, its leavings by reason.

    ``titles`` and ``definitions``: stock, came, left.
    """
    start, came, left, end = figures(register, titles["stock"])
    made = (
        ("stock", (start, came, left, end), DIMENSIONS),
        ("came", (came,), (*DIMENSIONS, BEGUN)),
        ("left", (left,), (*DIMENSIONS, ENDED)),
    )
    return tuple(
        counted(f"{register}.{name}", law, titles[name], definitions[name], columns,
                dimensions=cuts, topic="register")
        for name, columns, cuts in made
    )
