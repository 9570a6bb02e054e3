"""Notices of chapter 4: registered with its day, answered, passed on, reversed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.act import Act
from console.data.actors import Office
from console.declare import Label, Notice
from forms.dictionaries import lookup_shipped
from plugins.complaints import remedy
from plugins.complaints.subjects import complaint_of

TEXTS = Path(__file__).resolve().parent / "notices"
DATE = "%d.%m.%Y"
CLOCKS = ("D-17", "D-18")

UNTIL: Label = {
    "kk": "Жауап {day} дейін берілуі тиіс ({paragraph}-тармақ).",
    "ru": "Ответ должен быть дан до {day} включительно (пункт {paragraph}).",
    "en": "The answer is due by {day} (paragraph {paragraph}).",
}
NO_TERM: Label = {
    "kk": "Қағидаларда бұл органның мерзімі белгіленбеген.",
    "ru": "Срок для этого органа Правилами не установлен.",
    "en": "The Rules state no term for this body.",
}


def lodged(act: Act) -> Mapping[str, Any]:
    """Who answers and by when."""
    language = act.person.language
    body = act.session.get_one(Office, act.case.authority_id)
    clock = next((o for name in CLOCKS for o in act.open_obligations(name)), None)
    term = NO_TERM[language] if clock is None else UNTIL[language].format(
        day=clock.due_on.strftime(DATE), paragraph=clock.paragraph
    )
    return {"body": body.name(language), "term": term}


def answered(act: Act) -> Mapping[str, Any]:
    """The result in the person's language."""
    shipped, code = lookup_shipped("complaint_result"), str(complaint_of(act).result)
    label = shipped.codes()[code] if shipped else {}
    return {"result": label.get(act.person.language, code)}


def passed_on(act: Act) -> Mapping[str, Any]:
    """Where the complaint went and why."""
    return {"to_whom": act.case.facts["passed_to"], "reason": act.case.facts["reason"]}


def body(act: Act) -> Mapping[str, Any]:
    """The body that considers, or considered, the complaint."""
    office = act.session.get_one(Office, act.case.authority_id)
    return {"body": office.name(act.person.language)}


def corrected(act: Act) -> Mapping[str, Any]:
    """What was corrected in the answer."""
    return {"correction": act.data["correction"]}


def otherwise(act: Act) -> Mapping[str, Any]:
    """What was done instead of a reversal, and the document it rests on."""
    facts = act.case.facts
    return {"complaint": facts["complaint"], "measures": facts["measures"],
            "document": facts["document"]}


NOTICES = (
    Notice("complaint_lodged", "46", "person", TEXTS, data=lodged),
    Notice("complaint_answered", "46", "person", TEXTS, data=answered),
    Notice("complaint_passed_on", "46", "person", TEXTS, data=passed_on),
    Notice("complaint_withdrawn", "46", "person", TEXTS),
    Notice("complaint_late", "46", "person", TEXTS, data=body),
    Notice("answer_corrected", "46", "person", TEXTS, data=corrected),
    Notice("complaint_satisfied", "46", "person", TEXTS, data=otherwise),
    Notice("decision_reversed", "46", "person", TEXTS, data=remedy.in_words),
)
