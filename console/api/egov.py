"""What an e-government gateway brings and asks, and the look-up of the contact center 1414.

A request is what its applicant signed on the portal: ``content`` (base64 of the form as JSON) and
``cms`` (detached, over exactly those bytes). The console checks that signature itself, performs
the chapter's own step and answers with the status of acceptance (par. 26, 41; row 10 of annex 1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g
from sqlalchemy import select
from sqlalchemy.orm import undefer

from console import openings
from console.act import Evidence
from console.api import basics
from console.api.egov_signed import signed
from console.data.actors import Office, Person
from console.data.base import public_number
from console.data.case import Case
from console.data.content import StoredFile
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.errors import Invalid, NotFound, Throttled, Unavailable
from console.process import Outcome
from console.scope import SYSTEM, Scope
from console.security import Actor, Seat
from console.throttle import Throttle
from console.web.access import roles
from console.web.acting import outside
from console.web.audit import looked
from console.web.running import now, running
from console.web.sanity import too_deep
from forms.iin import MESSAGES, validate_iin
from forms.messages import problem as fault

bp = basics.blueprint("api_egov", f"{basics.ROOT}/egov")
GATEWAY, CONTACT_CENTER = "egov_gateway", "contact_center"
#: what is brought -> the step that takes it in, and whether it is done from the person's own seat
BROUGHT: Mapping[str, tuple[str, bool]] = {
    "applications": ("registration.bring_portal_request", False),
    "certificates": ("unemployed_status.request_certificate", False),
    "changes": ("unemployed_status.report_change", True),
}
CMS_LIMIT, CONTENT_LIMIT = 200_000, 700_000
LOOKUPS, LOOKUPS_OF_ONE = 600, 10
NOT_SIGNED = {
    "kk": "Өтініш берушінің қолтаңбасы жарамсыз.",
    "ru": "Подпись заявителя недействительна.",
    "en": "The applicant's signature is not valid.",
}
NOT_INSTALLED = {
    "kk": "Бұл қызмет осы орнатымда жоқ.", "ru": "Этой услуги в данной установке нет.",
    "en": "This installation does not give this service.",
}


@dataclass(frozen=True)
class Brought:
    """A request with the applicant's own signature, verified."""

    data: dict[str, Any]
    content: bytes
    cms: bytes
    iin: str
    signer: str
    result: Mapping[str, Any]
    proof: bytes


# ---- bringing
@bp.post("/<what>")
@roles(GATEWAY)
@signed
def bring(what: str) -> Response:
    """Take in what an applicant signed on the portal; repeatable under one Idempotency-Key."""
    basics.arguments()
    step, own_seat = _service(what)
    if step not in running().catalog.steps:
        raise NotFound(NOT_INSTALLED, detail={"step": step})
    given = basics.body("content", "cms", required=("content", "cms"))
    key = basics.idempotency_key()
    if key is None:
        raise Invalid(fields={"Idempotency-Key": [fault("required")]})
    request = _verified(given)
    outcome = _perform(step, request, key, own_seat)
    if not outcome.repeated and step != BROUGHT["applications"][0]:
        _keep(request, outcome.number)
    out = {"repeated": outcome.repeated, **_status(_case(outcome.number))}
    address = f"{basics.ROOT}/egov/{what}/{outcome.number}/status"
    return basics.answer(out, 200 if outcome.repeated else 201, location=address)


def _verified(given: Mapping[str, Any]) -> Brought:
    """The bytes, what they say, and the verifier's word about the signature over them."""
    from console.outside.eds.model import SignerExpectation

    content = _bytes(given, "content", CONTENT_LIMIT)
    cms = _bytes(given, "cms", CMS_LIMIT)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(fields={"content": [fault("type")]}) from error
    if not isinstance(data, dict) or too_deep(data):
        raise Invalid(fields={"content": [fault("type")]})
    iin = str(data.get("iin") or "")
    found = validate_iin(iin)
    if not found.ok:
        raise Invalid(fields={"iin": [MESSAGES[found.blocks[0]]]})
    result = outside().eds.verify(content, cms, SignerExpectation(iin=iin), now())
    if result.status == "indeterminate":
        raise Unavailable(detail={"reasons": [r.code for r in result.reasons]})
    if not result.valid:
        raise Invalid(NOT_SIGNED, fields={"cms": [NOT_SIGNED]},
                      detail={"reasons": [r.code for r in result.reasons]})
    return Brought(data, content, cms, iin, result.signer.common_name,
                   openings.said(result, content), result.evidence)


def _bytes(given: Mapping[str, Any], name: str, limit: int) -> bytes:
    text = basics.text_of(given, name, limit) or ""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(fields={name: [fault("type")]}) from error


def _perform(step: str, request: Brought, key: str, own_seat: bool) -> Outcome:
    actor, scope, data = g.actor, g.scope, request.data
    if own_seat:  # the form has no IIN: the seat says who it is
        actor, scope = _of_signer(request)
        data = {name: value for name, value in data.items() if name != "iin"}
    told = {**request.result, "content": base64.b64encode(request.content).decode()}
    evidence = Evidence("", "eds_cms", request.cms, told, request.signer, request.proof)
    return running().process.perform(
        step, None, actor, data, now=now(), scope=scope, evidence=evidence, key=key,
    )


def _of_signer(request: Brought) -> tuple[Actor, Scope]:
    """The person whose valid signature came along acts; the gateway's account stays in the line."""
    with running().store.session(SYSTEM) as session:
        person = session.scalar(select(Person.id).where(Person.iin == request.iin))
    if person is None:
        raise NotFound()
    seat = Seat("jobseeker", person_id=person, iin=request.iin)
    actor = Actor(g.actor.account_id, g.actor.login, f"{request.signer} (eGov)", (seat,),
                  request_id=g.actor.request_id)
    return actor, Scope(person=(person,))


def _keep(request: Brought, number: str) -> None:
    """The very bytes that were signed, and the signature, beside the case."""
    with running().store.write(SYSTEM) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        for name, mime, content in (
            ("request.json", "application/json", request.content),
            ("request.p7s", "application/pkcs7-signature", request.cms),
        ):
            session.add(StoredFile(
                number=public_number("F"), name=name, mime=mime, size=len(content),
                sha256=hashlib.sha256(content).hexdigest(), content=content,
                staged_by=g.actor.account_id, case_id=case.id, person_id=case.person_id,
                office_id=case.office_id, authority_id=case.authority_id, created_at=now(),
            ))


# ---- following
@bp.get("/<what>/<number>/status")
@roles(GATEWAY)
@signed
def status(what: str, number: str) -> Response:
    """Where a request that this gateway brought stands."""
    basics.arguments()
    case = _own(what, number)
    looked("view", f"status {case.number}", person_id=case.person_id, purpose="egov")
    return basics.answer(_status(case))


@bp.get("/<what>/<number>/result")
@roles(GATEWAY)
@signed
def result(what: str, number: str) -> Response:
    """The signed result as an electronic document (par. 29, 43); 404 while there is none."""
    basics.arguments()
    case = _own(what, number)
    with running().store.session(SYSTEM) as session:
        paper = session.scalars(
            select(Document).join(Signature, Signature.document_id == Document.id)
            .where(Document.case_id == case.id, Document.state == "signed")
            .where(Signature.part != "person").order_by(Document.id.desc()).limit(1)
            .options(undefer(Document.pdf))
        ).first()
        if paper is None:
            raise NotFound()
        marks = session.scalars(
            select(Signature).where(Signature.document_id == paper.id).order_by(Signature.id)
            .options(undefer(Signature.cms))
        ).all()
    looked("export", f"result {case.number}", person_id=case.person_id, purpose="egov")
    return basics.answer({
        "number": case.number, "document": paper.number, "form": paper.form,
        "verify_code": paper.verify_code, "issued_on": basics.iso(paper.issued_on),
        "valid_until": basics.iso(paper.valid_until), "sha256": paper.sha256,
        "pdf": base64.b64encode(paper.pdf).decode(),
        "signatures": [
            {"part": m.part, "signer": m.signer, "at": basics.iso(m.at),
             "cms": base64.b64encode(m.cms).decode() if m.cms else None,
             "legally_recognised": bool(m.result.get("legally_recognised"))} for m in marks
        ],
    })


def _case(number: str) -> Case:
    with running().store.session(SYSTEM) as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def _service(what: str) -> tuple[str, bool]:
    """The step behind an address, and whether the person's own seat does it; or NotFound."""
    if what not in BROUGHT:
        raise NotFound()
    return BROUGHT[what]


def _own(what: str, number: str) -> Case:
    """A case that this account brought under this address; NotFound for every other."""
    step, _own_seat = _service(what)
    with running().store.session(SYSTEM) as session:
        case = session.scalars(
            select(Case).join(JournalLine, JournalLine.case_id == Case.id)
            .where(Case.number == basics.number_of(number), JournalLine.step == step)
            .where(JournalLine.account_id == g.actor.account_id).limit(1)
        ).first()
    if case is None:
        raise NotFound()
    return case


def _status(case: Case) -> dict[str, Any]:
    """What an applicant may be told by number: no name, no IIN."""
    kind = running().catalog.kinds[case.kind]
    with running().store.session(SYSTEM) as session:
        office = session.get_one(Office, case.office_id)
        due = session.scalar(
            select(Obligation.due_on).where(Obligation.case_id == case.id)
            .where(Obligation.kind == "duty").order_by(Obligation.id).limit(1)
        )
        stage = session.scalar(
            select(Message.payload).where(Message.case_id == case.id, Message.notice == "stage")
            .order_by(Message.id.desc()).limit(1)
        )
    return {
        "number": case.number, "kind": case.kind, "title": dict(kind.title),
        "state": case.state, "state_text": dict(kind.states[case.state]),
        "stage": (stage or {}).get("stage"), "closed": case.closed_at is not None,
        "office": {"code": office.code, "kk": office.name("kk"), "ru": office.name("ru"),
                   "en": office.name("en")},
        "accepted_at": basics.iso(case.opened_at), "result_on": basics.iso(due),
    }


# ---- the contact center
@bp.post("/contact-center")
@roles(CONTACT_CENTER)
@signed
def contact_center() -> Response:
    """Row 10: the status by number and IIN of whoever calls 1414; both must fit."""
    basics.arguments()
    given = basics.body("number", "iin", required=("number", "iin"))
    number = basics.number_of(basics.text_of(given, "number", 40) or "")
    iin = basics.text_of(given, "iin", 12) or ""
    parts = running()
    counters = Throttle(parts.store, parts.settings.secret_key)
    many = counters.hit("contact-center", str(g.actor.account_id)) > LOOKUPS
    if counters.hit("contact-center-number", number) > LOOKUPS_OF_ONE or many:
        raise Throttled()
    with parts.store.session(SYSTEM) as session:
        case = session.scalars(
            select(Case).join(Person, Person.id == Case.person_id)
            .where(Case.number == number, Person.iin == iin)
        ).one_or_none()
    looked("search", "contact center", person_id=case.person_id if case else None,
           purpose="annex 1, row 10")
    if case is None:
        raise NotFound()
    return basics.answer(_status(case))
