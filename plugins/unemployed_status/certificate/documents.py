"""Values of annex 7, annex 8 and the reasoned refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

from console import calendar
from console.act import Act
from console.data.worktime import working_calendar
from console.declare import Label
from plugins.unemployed_status.certificate.register import (
    last_end,
    registered_since,
    registering_authority,
)
from plugins.unemployed_status.certificate.rules import ROW_9
from plugins.unemployed_status.documents import languages
from plugins.unemployed_status.rules import iso

FORM = "certificate_request"
DATE = "%d.%m.%Y"
TODAY: Label = {
    "kk": "{day} жағдай бойынша Сіз жұмыссыз ретінде тіркеуде емессіз.",
    "ru": "По состоянию на {day} Вы не состоите на учете в качестве безработного.",
    "en": "On {day} you are not on the register as unemployed.",
}
ENDED: Label = {
    "kk": "Жұмыссыз мәртебесі {ended} № {decision} шешіммен тоқтатылған.",
    "ru": "Статус безработного прекращен решением № {decision} от {ended}.",
    "en": "The status of unemployed was ended by decision No. {decision} of {ended}.",
}
NEVER: Label = {
    "kk": "Жұмыссыз ретінде тіркеу туралы күшіндегі шешім жоқ.",
    "ru": "Действующего решения о регистрации в качестве безработного нет.",
    "en": "There is no decision in force on registration as unemployed.",
}


def valid_until(act: Act) -> date:
    """Par. 38, reading A-76: the last day of validity, the day of issue not counted."""
    term = act.law.deadline("D-13").value_at(act.today, act.office.region)
    found = calendar.due(
        act.occurred_at, calendar.Term(term.amount or 0, term.unit),  # type: ignore[arg-type]
        working_calendar(act.session), act.zone,
    )
    return found.due_on


def request(act: Act) -> dict[str, Any]:
    """Annex 7: what the person stated, with the center, the day and the slip filled in."""
    stated = act.entry(FORM)
    return {
        **{key: stated[key] for key in ("full_name", "iin", "phone", "email") if stated.get(key)},
        "consent_text": True, "center_name": act.office.name("kk"), "date_1": iso(act.today),
        "date_2": iso(act.today), "slip_full_name": stated["full_name"],
        "slip_registered_date": iso(act.today),
    }


def certificate(act: Act) -> dict[str, Any]:
    """Annex 8, signed by the director (reading A-26)."""
    since, authority = registered_since(act), registering_authority(act)
    return {
        "full_name": act.person.full_name, "registered_from": iso(since) if since else "",
        "local_authority_name": authority.name("kk") if authority else "",
        "issue_date": iso(act.today), "valid_until": iso(valid_until(act)),
        "director_name": act.actor.name,
    }


def refusal(act: Act) -> dict[str, Any]:
    """Par. 43: the reasoned reply; the Rules set no form of it (reading A-26)."""
    tongues = languages(act)
    reason = refusal_reason(act)
    return {
        "full_name": act.person.full_name, "center_name": act.office.name("kk"),
        "request_number": act.case.number,
        "request_date": iso(act.case.opened_at.astimezone(act.zone).date()),
        "grounds": [ROW_9], "refusal_reason": {tongue: reason[tongue] for tongue in tongues},
        "issue_date": iso(act.today), "director_name": act.actor.name,
    }


def refusal_reason(act: Act) -> dict[str, str]:
    """Why the person is not on the register today, with the decision it rests on."""
    ended, day = last_end(act), act.today.strftime(DATE)
    more = {"ended": ended.on.strftime(DATE), "decision": ended.number} if ended else {}
    last = ENDED if ended else NEVER
    return {
        tongue: f"{TODAY[tongue].format(day=day)} {last[tongue].format(**more)}"
        for tongue in ("kk", "ru", "en")
    }
