"""Notices of deregistration, summonses and changes, with the values they print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from console.act import Act
from console.declare import Notice
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status.deregistration.grounds import ITEMS, TITLES
from plugins.unemployed_status.deregistration.summons import PURPOSES

TEXTS = Path(__file__).resolve().parent.parent / "notices"
DATE = "%d.%m.%Y"


def _day(text: str | None) -> str:
    return date.fromisoformat(text).strftime(DATE) if text else ""


def ground(act: Act) -> Mapping[str, Any]:
    """The ground in words of the person's language, its item, and the day of the decision."""
    facts, language = act.case.facts, act.person.language
    code = facts["ground"]
    return {"ground": TITLES[code][language], "item": ITEMS[code],
            "day": _day(facts.get("decided_on"))}


def summons(act: Act) -> Mapping[str, Any]:
    """Where, what for and by when."""
    facts = act.case.facts
    return {"purpose": PURPOSES[facts["purpose"]][act.person.language], "place": facts["place"],
            "until": _day(facts["until"])}


def change(act: Act) -> Mapping[str, Any]:
    """Which change, since when, by when it was to be reported, and why it was left out."""
    facts, shipped = act.case.facts, lookup_shipped("change_of_circumstances")
    label = shipped.codes().get(facts["change"], {}) if shipped else {}
    return {"change": label.get(act.person.language, facts["change"]),
            "since": _day(facts["changed_on"]), "until": _day(facts["until"]),
            "reason": facts.get("left_out", "")}


NOTICES = (
    Notice("deregistration_examined", "44", "person", TEXTS, data=ground),
    Notice("deregistration_dropped", "44", "person", TEXTS, data=ground),
    Notice("deregistered", "45", "person", TEXTS, data=ground),
    Notice("deregistration_relay", "45", "person", TEXTS, data=ground, channels=("cabinet",),
           relay=True),
    Notice("summoned", "44", "person", TEXTS, data=summons, relay=True),
    Notice("summons_missed", "44", "person", TEXTS, data=summons),
    Notice("change_asked", "51", "person", TEXTS, data=change, relay=True),
    Notice("change_received", "51", "person", TEXTS, data=change, channels=("cabinet",)),
    Notice("change_taken", "51", "person", TEXTS, data=change, channels=("cabinet",)),
    Notice("change_left_out", "51", "person", TEXTS, data=change, channels=("cabinet",)),
)
