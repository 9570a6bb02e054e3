"""What a vacancy says: words that discriminate, posts par. 53 excepts, pay that looks mistyped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import tomli

from console.declare import Label
from console.law import LawBook

#: ages the law itself asks for: no work of minors in harmful conditions, no driver before age
_LAWFUL_AGE = re.compile(
    r"\b(?:от|с|не моложе|старше) (?:18|21)(?: лет| года)?\b"
    r"|\b(?:18|21) (?:жастан|жасқа толған)\w*(?: асқан)?|\bдостигш\w* (?:18|21)\b",
    re.IGNORECASE | re.UNICODE)
LISTS = Path(__file__).resolve().parent / "wordlists.toml"
#: fields of the vacancy form that hold free words
FIELDS = (
    "profession_position", "profession_clarification", "job_duties", "working_conditions",
    "qualification_requirements", "additional_information",
)


@dataclass(frozen=True)
class Hit:
    """A found word: ``kind`` or post code, its name, the field it stands in, the word itself."""

    kind: str
    name: Label
    field: str
    word: str


@cache
def _lists() -> Mapping[str, list[tuple[str, Label, re.Pattern[str]]]]:
    raw = tomli.loads(LISTS.read_text(encoding="utf-8"))
    return {
        "discriminatory": [
            (item["kind"], item["name"], _pattern(item)) for item in raw["discriminatory"]
        ],
        "excluded": [(item["code"], {}, _pattern(item)) for item in raw["excluded"]],
    }


def _pattern(item: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile("|".join(item["patterns"]), re.IGNORECASE | re.UNICODE)


def _text(data: Mapping[str, Any], field: str) -> str:
    value = data.get(field) or ""
    return str(value.get("text", "") if isinstance(value, Mapping) else value)


def discriminatory(data: Mapping[str, Any]) -> list[Hit]:
    """Every requirement by sex, age, ethnicity, religion, family, health or appearance."""
    texts = {field: _text(data, field) for field in FIELDS}
    suspected = {field: matching for field, text in texts.items()
                 if text and (matching := _suspected("discriminatory", text))}
    if not suspected:
        return []
    return [
        Hit(kind, name, field, found.group(0))
        for at, (kind, name, pattern) in enumerate(_lists()["discriminatory"])
        for field, among in suspected.items()
        if at in among and (found := _forbidden(kind, pattern, texts[field]))
    ]


@lru_cache(maxsize=4096)
def _suspected(words: str, text: str) -> frozenset[int]:
    """Which patterns of a list match a text at all; rows of one file say much the same."""
    return frozenset(at for at, one in enumerate(_lists()[words]) if one[2].search(text))


def _forbidden(kind: str, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first place that matches and is no exception the law itself makes."""
    lawful = [m.span() for m in _LAWFUL_AGE.finditer(text)] if kind == "age" else []
    for found in pattern.finditer(text):
        if not any(a < found.end() and found.start() < b for a, b in lawful):
            return found
    return None


def excluded_post(data: Mapping[str, Any]) -> Hit | None:
    """The post of par. 53 that need not be reported, as far as the title tells."""
    texts = {field: text for field in FIELDS[:2]
             if (text := _text(data, field)) and _suspected("excluded", text)}
    for code, name, pattern in _lists()["excluded"] if texts else ():
        for field, text in texts.items():
            found = pattern.search(text)
            if found:
                return Hit(code, name, field, found.group(0))
    return None


def wage_hints(law: LawBook, on: date, low: int | None, high: int | None) -> list[Label]:
    """Remarks on pay that may be mistyped. They stop nothing."""
    least = int(law.value_at("minimum_wage", on))
    most = least * int(law.value_at("wage_sanity_times", on))
    hints: list[Label] = []
    top = high or low
    if top is not None and top < least:
        hints.append({
            "kk": f"Жалақы {least} теңге ең төмен мөлшерден аз. Сома дұрыс па?",
            "ru": f"Заработная плата ниже минимальной ({least} тенге). Сумма верна?",
            "en": f"The wage is below the minimum of {least} tenge. Is the amount right?",
        })
    if top is not None and top > most:
        hints.append({
            "kk": "Жалақы тым жоғары көрінеді. Сома айына теңгемен көрсетілген бе?",
            "ru": "Заработная плата выглядит завышенной. Сумма указана в тенге за месяц?",
            "en": "The wage looks too high. Is the amount in tenge per month?",
        })
    return hints
