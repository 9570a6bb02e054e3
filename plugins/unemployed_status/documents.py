"""Values of the documents this chapter signs: draft, decisions, annexes 4 and 5, the wish."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office
from console.data.documents import Decision
from console.declare import Label
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status import words
from plugins.unemployed_status.evaluation import Finding, Proof
from plugins.unemployed_status.rules import authority_of, evaluate, iso

HOLDS: dict[bool | None, Label] = {
    True: {"kk": "негіз бар", "ru": "основание есть", "en": "the ground exists"},
    False: {"kk": "негіз жоқ", "ru": "основания нет", "en": "the ground does not exist"},
    None: {"kk": "әлі белгісіз", "ru": "пока неизвестно", "en": "not known yet"},
}
STANDING_IN: dict[str | None, str] = {
    None: "", "authorised": " (уәкілеттік берілген адам)", "replacing": " (алмастыратын адам)",
}


def signer(act: Act) -> dict[str, str]:
    """Who signs, as the sheet names him: position and name."""
    role = act.seat.role if act.seat else ""
    title = act.catalog.roles[role].title["kk"] if role in act.catalog.roles else role
    kind = act.seat.delegation_kind if act.seat else None
    return {
        "signer_position": title + STANDING_IN.get(kind, ""),
        "signer_name": act.actor.name,
    }


def draft(act: Act) -> dict[str, Any]:
    """Par. 31: the draft the director approves, with what is known of par. 34 attached."""
    return _decision(act, "unemployed_registration_draft", "31", evaluate(act))


def registration(act: Act) -> dict[str, Any]:
    """Par. 32: the decision on registration as unemployed."""
    made = _decision(act, "unemployed_registration", "31, 32", evaluate(act))
    return {**made, "effective_from": iso(act.today)}


def refusal(act: Act) -> dict[str, Any]:
    """Par. 32, 34: the refusing decision, with every proved ground and what was found beside."""
    findings = evaluate(act)
    others = [f for f in findings if not f.holds]
    made = _decision(act, "unemployed_refusal", "32, 34", others)
    return {**made, "grounds": _lines(act, [f for f in findings if f.holds], with_result=False)}


def end(act: Act) -> dict[str, Any]:
    """Reading A-32: the end of the status outside par. 44, with its basis."""
    why = act.case.facts["end"]
    shipped = lookup_shipped("status_end_ground")
    label = shipped.codes()[why["ground"]] if shipped else {}
    made = _decision(act, "status_end", "31, 45", [])
    return {
        **made, "effective_from": iso(act.today), "grounds": _both(act, label),
        "facts": f"{why['since']}: {why['basis']}",
    }


def notice(act: Act) -> dict[str, Any]:
    """Annex 4. Its line of validity stays blank (reading A-19)."""
    made = decision_of(act)
    return {
        "full_name": act.person.full_name, "registered_from": iso(made.decided_on),
        "local_authority_name": _authority_name(act), "issue_date": iso(act.today),
        "director_name": act.actor.name,
    }


def refusal_notice(act: Act) -> dict[str, Any]:
    """Annex 5, with every ground of the decision."""
    grounds = decision_of(act).grounds
    said = [p["said"] for g in grounds for p in g["evidence"]]
    return {
        "full_name": act.person.full_name, "grounds": [g["code"] for g in grounds],
        "refusal_reason": {
            language: "\n".join(s[language] for s in said) for language in languages(act)
        },
        "center_name": act.office.name("kk"), "issue_date": iso(act.today),
        "director_name": act.actor.name,
    }


def wish(act: Act) -> dict[str, Any]:
    """The person's own wish not to be registered as unemployed (reading A-14)."""
    return {
        "full_name": act.person.full_name, "iin": act.person.iin or "",
        "center_name": act.office.name("kk"), "issue_date": iso(act.today),
    }


def decision_of(act: Act) -> Decision:
    """The newest registering or refusing decision of the case. LookupError before one."""
    row = act.session.scalars(
        select(Decision)
        .where(Decision.case_id == act.case.id)
        .where(Decision.kind.in_(("unemployed_registration", "unemployed_refusal")))
        .order_by(Decision.id.desc())
    ).first()
    if row is None:
        raise LookupError(f"{act.step.name}: no decision was signed yet")
    return row


def _decision(
    act: Act, kind: str, paragraphs: str, findings: list[Finding]
) -> dict[str, Any]:
    return {
        "decision_kind": kind, "full_name": act.person.full_name, "iin": act.person.iin or "",
        "local_authority_name": _authority_name(act), "center_name": act.office.name("kk"),
        "issue_date": iso(act.today), "paragraphs": paragraphs,
        "facts": _lines(act, findings), **signer(act),
    }


def _authority_name(act: Act) -> str:
    key = act.case.authority_id
    authority = act.session.get(Office, key) if key else authority_of(act)
    return authority.name("kk") if authority else ""


Words = dict[str, str]


def _lines(act: Act, findings: list[Finding], *, with_result: bool = True) -> Words:
    """One line a ground: its words, the result, what each source said and when."""
    return {
        language: "\n".join(_line(f, language, with_result, act.zone) for f in findings)
        for language in languages(act)
    }


def languages(act: Act) -> list[str]:
    """Kazakh always; the person's language for the page of the unofficial translation."""
    return ["kk"] if act.person.language == "kk" else ["kk", act.person.language]


def _line(finding: Finding, language: str, with_result: bool, zone: ZoneInfo) -> str:
    said = " ".join(_said(proof, language, zone) for proof in finding.evidence)
    result = f" – {HOLDS[finding.holds][language]}" if with_result else ""
    return f"{finding.ground.text[language]}{result}. {said}"


def _said(proof: Proof, language: str, zone: ZoneInfo) -> str:
    said = (words.source(proof.source, language), moment(proof.at, zone))
    where = ", ".join(part for part in said if part)
    return proof.said[language] + (f" [{where}]" if where else "")


def moment(at: str, zone: ZoneInfo) -> str:
    """An ISO instant as local date and time; a bare date as a date; "" stays empty."""
    if not at:
        return ""
    read = datetime.fromisoformat(at)
    if read.tzinfo is None:
        return f"{read:%d.%m.%Y}"
    return f"{read.astimezone(zone):%d.%m.%Y %H:%M}"


def _both(act: Act, label: Label) -> Words:
    """The languages of the sheet out of a label."""
    return {language: label.get(language, "") for language in languages(act)}
