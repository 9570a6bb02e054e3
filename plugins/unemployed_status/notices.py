"""Notices of chapter 3: the case opened, the result told, the task to the village, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from console.act import Act
from console.declare import Label, Notice
from forms.dictionaries import lookup_shipped

TEXTS = Path(__file__).resolve().parent / "notices"
DATE = "%d.%m.%Y"

REGISTERED: Label = {
    "kk": "Сіз {day} бастап жұмыссыз ретінде тіркелдіңіз.",
    "ru": "Вы зарегистрированы в качестве безработного с {day}.",
    "en": "You are registered as unemployed from {day}.",
}
REFUSED: Label = {
    "kk": "{day} жұмыссыз ретінде тіркеуден бас тартылды: {grounds}.",
    "ru": "{day} в регистрации в качестве безработного отказано: {grounds}.",
    "en": "On {day} registration as unemployed was refused: {grounds}.",
}


@cache
def documents_list(language: str) -> str:
    """The documents for the social payment (par. 35(2)): a configurable text, reading A-69."""
    path = TEXTS / f"social_payment_documents.{language}.txt"
    return path.read_text(encoding="utf-8").strip()


def result(act: Act) -> Mapping[str, Any]:
    """The result in the person's language; the documents only when it is positive."""
    from plugins.unemployed_status.documents import decision_of

    language, made = act.person.language, decision_of(act)
    day = made.decided_on.strftime(DATE)
    if made.kind == "unemployed_registration":
        said = REGISTERED[language].format(day=day)
        return {"result": said, "documents": documents_list(language)}
    grounds = "; ".join(str(g["text"][language]) for g in made.grounds)
    return {"result": REFUSED[language].format(day=day, grounds=grounds), "documents": ""}


def ending(act: Act) -> Mapping[str, Any]:
    """Why and since when the status ended."""
    end, shipped = act.case.facts["end"], lookup_shipped("status_end_ground")
    label = shipped.codes()[end["ground"]] if shipped else {}
    since = date.fromisoformat(end["since"]).strftime(DATE)
    return {"ground": label.get(act.person.language, end["ground"]), "since": since}


NOTICES = (
    Notice("status_case_opened", "31", "person", TEXTS, channels=("cabinet",)),
    Notice("status_relay", "35", "person", TEXTS, data=result, channels=("cabinet",), relay=True),
    Notice("status_told", "35", "person", TEXTS, data=result),
    Notice("status_notice_given", "33", "person", TEXTS, data=result, channels=("cabinet",)),
    Notice("status_ended", "45", "person", TEXTS, data=ending),
)
