"""What the documents of chapter 2 say: annexes 2 and 3, and the note of row 9."""

from __future__ import annotations

from typing import Any

from console.act import Act
from forms.dictionaries import lookup_shipped
from plugins.registration.places import center_near, seat_office
from plugins.registration.rules import set_problems

#: grounds as row 9 and par. 6 give them -> codes of the note's own list
NOTE_GROUNDS = {
    "package_incomplete": "package_incomplete",
    "representative_missing": "package_incomplete",
    "document_expired": "document_expired",
}
DOCUMENTS = {
    "application": "өтініш",
    "identity_document": "жеке басты куәландыратын құжат",
    "labour_activity_document": "еңбек қызметін растайтын құжат",
    "education_document": "білімі, біліктілігі туралы құжат",
    "legal_representative_application": "заңды өкілдің өтініші",
}


def jobseeker_notice(act: Act) -> dict[str, Any]:
    """Annex 3: registered as a jobseeker from today at this center."""
    today = act.today.isoformat()
    return {
        "full_name": act.person.full_name,
        "registered_from": today,
        "center_name": act.office.name_kk,
        "issue_date": today,
        "director_name": act.actor.name,
    }


def refusal_notice(act: Act) -> dict[str, Any]:
    """Annex 2: every ground found, each with its reason."""
    findings = act.entry("refusal_proposal").get("findings", [])
    return {
        "full_name": act.person.full_name,
        "grounds": sorted({f["ground"] for f in findings}),
        "refusal_reason": "; ".join(_finding(f) for f in findings),
        "center_name": act.office.name_kk,
        "issue_date": act.today.isoformat(),
        "director_name": act.actor.name,
    }


def _finding(row: dict[str, Any]) -> str:
    dictionary = lookup_shipped("jobseeker_refusal")
    words = dictionary.codes()[row["ground"]]["kk"] if dictionary else row["ground"]
    document = DOCUMENTS.get(row.get("document", ""), "")
    place = f" ({document})" if document else ""
    return f"{words}{place}: {row['reason']}"


def portal_request(act: Act) -> dict[str, Any]:
    """What the applicant certifies: the data of annex 1.2 with the consent of annex 1.1."""
    return dict(act.data)


def acceptance_refusal(act: Act) -> dict[str, Any]:
    """The dated note of row 9: what is missing or expired. Reads the act's data alone."""
    problems = set_problems(act)
    name = act.data["full_name"]
    today = act.today.isoformat()
    lines = [act.data["note"]] if act.data.get("note") else []
    return {
        "full_name": " ".join(
            name[k] for k in ("surname", "given_name", "patronymic") if name.get(k)
        ),
        "center_name": center_near(act.session, seat_office(act)).name_kk,
        "presented_on": today,
        "grounds": sorted({NOTE_GROUNDS[g.code] for g in problems}),
        "missing_documents": "; ".join([_missing(g.code, g.facts) for g in problems] + lines),
        "issue_date": today,
        "officer_name": act.actor.name,
    }


def _missing(code: str, facts: Any) -> str:
    if code == "document_expired":
        return f"{DOCUMENTS[facts['kind']]}: мерзімі {facts['valid_until']} күні өткен"
    if code == "representative_missing":
        return f"{DOCUMENTS['legal_representative_application']}: ұсынылмаған"
    return ", ".join(DOCUMENTS[kind] for kind in facts["missing"]) + ": ұсынылмаған"
