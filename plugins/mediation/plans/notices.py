"""Notices of the plan and the values they print (par. 49-51)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.data.mediation import PlanItem
from console.declare import Notice
from forms.dictionaries import lookup_shipped
from plugins.mediation.plans import revisions
from plugins.mediation.plans.monitoring import entry

if TYPE_CHECKING:
    from console.act import Act

FOLDER = Path(__file__).resolve().parents[1] / "notices"
DAY = "%d.%m.%Y"


def named(row: PlanItem, language: str) -> str:
    """An entry in words: the activity of section 2, or what section 3 says."""
    if not row.code:
        return row.action
    found = lookup_shipped("plan_measure")
    return found.label(row.code, language) if found else row.code


def _drawn(act: Act) -> dict[str, Any]:
    until = act.data.get("plan_valid_until") or ""
    return {"until": ".".join(reversed(until.split("-"))),
            "reason": act.data.get("amendment_reason") or ""}


def _in_force(act: Act) -> dict[str, Any]:
    """Everything awaited, by day: what the cabinet shows and the assistant reads out."""
    plan, language = act.plan, act.person.language
    rows = [r for r in revisions.standing(revisions.rows_of(act.session, plan))
            if r.state == "planned"]
    days = "\n".join(
        f"{row.on.strftime(DAY)}: {named(row, language)}"
        for row in sorted(rows, key=lambda r: (r.on, r.id))
    )
    until = plan.valid_until
    return {"days": days, "until": until.strftime(DAY) if until else ""}


RESULTS = {
    "done": {"kk": "орындалды", "ru": "выполнено", "en": "done"},
    "missed": {"kk": "орындалмады немесе келмедіңіз", "ru": "не выполнено или вы не явились",
               "en": "not done, or not attended"},
    "excused": {"kk": "дәлелді себеппен орындалмады", "ru": "не выполнено по уважительной причине",
                "en": "not done for a valid cause"},
}


def _recorded(act: Act) -> dict[str, Any]:
    row, language = entry(act), act.person.language
    return {"entry": named(row, language) if row else "",
            "day": row.on.strftime(DAY) if row else "",
            "result": RESULTS[act.data["result"]][language]}


NOTICES = (
    Notice("plan_to_sign", "49", "person", FOLDER, _drawn, relay=True),
    Notice("plan_amended", "49", "person", FOLDER, _drawn, relay=True),
    Notice("plan_in_force", "49", "person", FOLDER, _in_force, relay=True),
    Notice("plan_entry_recorded", "51", "person", FOLDER, _recorded,
           channels=("cabinet", "email")),
)
