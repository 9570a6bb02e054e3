"""Notices of active measures and the values they print (par. 44(3), 52)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.declare import Notice
from forms.dictionaries import lookup_shipped
from plugins.mediation.active.rules import row_of

if TYPE_CHECKING:
    from console.act import Act

FOLDER = Path(__file__).resolve().parents[1] / "notices"
DAY = "%d.%m.%Y"


def words(dictionary: str, code: str, language: str) -> str:
    """A code of a dictionary in words; the code itself where it is unknown."""
    found = lookup_shipped(dictionary)
    return found.label(code, language) if found and code else code


def _measure(act: Act) -> dict[str, Any]:
    row, language = row_of(act), act.person.language
    place = act.case.facts.get("place") or {}
    ended = ("measure_stop_cause", row.cause) if row.cause else ("measure_outcome", row.outcome)
    return {
        "measure": words("plan_measure", row.measure, language),
        "until": row.until.strftime(DAY), "why": act.case.facts.get("why", ""),
        "provider": row.provider, "place": place.get("place", ""),
        "begin": row.begin_on.strftime(DAY) if row.begin_on else "",
        "outcome": words(*ended, language),
    }


def _notice(name: str, law: str) -> Notice:
    return Notice(name, law, "person", FOLDER, _measure, relay=True)


NOTICES = (
    _notice("measure_invitation", "52"), _notice("measure_absence", "44"),
    _notice("measure_referral", "52"), _notice("measure_completed", "52"),
    _notice("measure_stopped", "44"), _notice("measure_withdrawn", "52"),
)
