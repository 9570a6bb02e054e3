"""Values of the decision on deregistration (par. 45); its form is not set by the Rules."""

from __future__ import annotations

from typing import Any

from console.act import Act
from console.data.actors import Office
from plugins.unemployed_status.deregistration.grounds import ITEMS, TITLES
from plugins.unemployed_status.deregistration.rules import conditions_of
from plugins.unemployed_status.documents import languages, signer
from plugins.unemployed_status.rules import iso


def decision(act: Act) -> dict[str, Any]:
    """Ground with its item, and each condition with what proves it."""
    code = act.case.facts["ground"]
    conditions = conditions_of(act, authority=True)
    spoken = languages(act)
    authority = act.session.get(Office, act.case.authority_id) if act.case.authority_id else None
    return {
        "decision_kind": "deregistration", "full_name": act.person.full_name,
        "iin": act.person.iin or "", "center_name": act.office.name("kk"),
        "local_authority_name": authority.name("kk") if authority else "",
        "issue_date": iso(act.today), "effective_from": iso(act.today),
        "paragraphs": f"{ITEMS[code]}, 45",
        "grounds": {lang: f"{ITEMS[code]}: {TITLES[code][lang]}" for lang in spoken},
        "facts": {
            lang: "\n".join(f"{c.text[lang]}: {c.said[lang]}." for c in conditions)
            for lang in spoken
        },
        **signer(act),
    }
