"""Effects of the certificate's acts: the request, its acceptance, the answer."""

from __future__ import annotations

from sqlalchemy import select

from console.act import Act
from console.data.base import public_number
from console.data.case import Case
from console.data.documents import Consent, Decision
from plugins.unemployed_status.certificate.documents import valid_until
from plugins.unemployed_status.certificate.register import open_episode, registered_since
from plugins.unemployed_status.certificate.rules import (
    KIND,
    from_cabinet,
    not_registered_ground,
    requester,
)

SIGNED, UNSIGNED = "signed", "unsigned"
#: what is kept of the verifier's word; the signed bytes lie beside the case, not in its facts
SEAL = ("status", "sha256", "signer", "backend", "legally_recognised", "at")


def open_request(act: Act) -> Case:
    """The request's case beside the person's registration."""
    person = requester(act)
    if person is None:
        raise LookupError(f"{act.step.name}: rules let an unknown person through")
    channel = "cabinet" if from_cabinet(act) else "portal"
    return act.new_case(
        KIND, person=person, channel=channel, episode_id=open_episode(act, person)
    )


def opened_state(act: Act) -> str:
    """The portal's request is signed there; the cabinet's waits for the signature on annex 7."""
    return "drafted" if from_cabinet(act) else "requested"


def keep_request(act: Act) -> None:
    """The consent of annex 7, and what the portal said of its own signature."""
    act.session.add(Consent(
        number=public_number("K"), person_id=act.person.id, office_id=act.case.office_id,
        iin=act.data["iin"], purpose=KIND, channel=act.case.channel, given_at=act.occurred_at,
        text_version=act.catalog.forms["certificate_request"].version,
        recorded_by=act.actor.account_id,
    ))
    act.facts["request"] = UNSIGNED if from_cabinet(act) else SIGNED
    if not from_cabinet(act):
        told = act.evidence.result if act.evidence else {}
        seal = {key: told[key] for key in SEAL if key in told}
        act.keep(portal_number=act.data.get("portal_number"), portal_signature=seal)


def keep_signed(act: Act) -> None:
    """Annex 7 is signed: the term of par. 42 runs from now."""
    act.facts["request"] = SIGNED


def keep_issued(act: Act) -> None:
    """What the certificate says: since when registered, until when valid."""
    since = registered_since(act)
    act.keep(
        outcome="issued", valid_until=valid_until(act).isoformat(),
        registered_from=since.isoformat() if since else None,
    )


def keep_refused(act: Act) -> None:
    """Row 9 of annex 6 goes into the refusal."""
    ground = not_registered_ground()
    act.facts["grounds"] = [
        {"code": ground.code, "paragraph": ground.paragraph, "text": dict(ground.text)}
    ]
    act.keep(outcome="refused")


def reversed_refusal(cause: Act) -> Case | None:
    """The request whose refusal, or wrong certificate, the causing act reversed (par. 46)."""
    number = cause.facts.get("reversed_number")
    row = cause.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    case = cause.session.get(Case, row.case_id) if row else None
    return case if case is not None and case.kind == KIND else None


def reopen(act: Act) -> None:
    """A reversed answer leaves the request to be answered anew."""
    act.keep(outcome=None, reversed_by=act.cause.case.number if act.cause else "")
