"""The portal entrance (par. 25 to 29): routing by the registered address, what a request writes.

A request holds the data of annex 1.2 and the consent of annex 1.1, certified with the
applicant's own signature. From its acceptance on it goes the way of every registration (par. 28).
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from console import calendar
from console.act import Act
from console.calendar import CalendarError, OfficeHours, Term
from console.data.access import Membership
from console.data.actors import Office, Person
from console.data.base import public_number
from console.data.case import Case
from console.data.content import Entry, StoredFile
from console.data.worktime import working_calendar
from console.declare import Ground
from plugins.registration import persons
from plugins.registration.effects import QUERY, record_consent
from plugins.registration.rules import KIND, answers_about

CHANNEL, CABINET_ROLE = "portal", "jobseeker"
SCHEME = "5day"

NO_CENTER = Ground(
    "no_center", "27",
    {"kk": "тіркелген мекенжай бойынша орталық табылмады: ауданды немесе ӘАОЖ кодын көрсетіңіз",
     "ru": "по адресу регистрации центр не найден: укажите район или код КАТО",
     "en": "no center serves the registered address: give the district or its KATO code"},
    "registered_address",
)
NOT_OWN = Ground(
    "not_own_iin", "25",
    {"kk": "өтінім тек өз атыңыздан беріледі: ЖСН сертификаттағыдай болуы тиіс",
     "ru": "запрос подается только от своего имени: ИИН должен быть как в сертификате",
     "en": "a request is made for oneself only: the IIN must be that of the certificate"},
    "iin",
)
NOT_CERTIFIED = Ground(
    "not_certified", "26",
    {"kk": "өтінім көрсетілетін қызметті алушының ЭЦҚ-сымен куәландырылмаған",
     "ru": "запрос не удостоверен ЭЦП услугополучателя",
     "en": "the request is not certified with the recipient's digital signature"},
)


# ---- where a request goes (par. 27)
def place(act: Act) -> Office | None:
    """The center by the registered address; the top of the office tree where there is none."""
    return routed(act) or act.session.scalars(
        select(Office).where(Office.parent_id.is_(None)).order_by(Office.id)
    ).first()


def routed(act: Act) -> Office | None:
    """The center that serves the registered address, a register's word before the typed one."""
    found = _address(act)
    if not found.get("kato"):
        return None
    person = Person(kato=found["kato"], rural=bool(act.data.get("rural")), address=found)
    with act.session.no_autoflush:  # a stand-in for the hook; it is never written
        act.session.add(person)
        try:
            chosen: Office | None = act.catalog.pm.hook.choose_office(person=person, region=None)
        finally:
            act.session.expunge(person)
    return chosen


def _address(act: Act) -> dict[str, Any]:
    result: Mapping[str, Any] = act.evidence.result if act.evidence else {}
    answer = result.get("answers", {}).get("address", {})
    if answer.get("status") == "ok":
        return dict(answer["data"])
    for row in answers_about(act, str(act.data.get("iin", ""))):
        if row.register == "address" and row.answer.get("kato"):
            return dict(row.answer)
    return dict(act.data.get("registered_address") or {})


# ---- rules
def center_known(act: Act) -> Iterable[Ground]:
    """Par. 27: some center serves the registered address."""
    return [] if routed(act) is not None else [NO_CENTER]


def own_iin(act: Act) -> Iterable[Ground]:
    """Par. 25: whoever holds the signature applies, for nobody else."""
    own = act.seat.iin if act.seat else None
    return [] if own and act.data.get("iin") == own else [NOT_OWN]


def certified(act: Act) -> Iterable[Ground]:
    """Row 8: the request that a gateway brings carries the applicant's own valid signature."""
    result: Mapping[str, Any] = act.evidence.result if act.evidence else {}
    signer = (result.get("signer") or {}).get("iin")
    good = result.get("status") == "valid" and signer and signer == act.data.get("iin")
    return [] if good else [NOT_CERTIFIED]


def by_portal(act: Act) -> bool:
    """Whether the case came through the portal."""
    return act.case.channel == CHANNEL


# ---- effects
def open_request(act: Act) -> Case:
    """The registration case at the center by address; the person is found or made first."""
    center = routed(act)
    if center is None:
        raise LookupError(f"{act.step.name}: no center serves the address")
    person = _applicant(act, center)
    case = act.new_case(KIND, person=person, office=center, channel=CHANNEL)
    act.facts["after_hours"] = "yes" if after_hours(act, center) else ""
    return case


def after_hours(act: Act, center: Office) -> bool:
    """Row 7: filed after working hours, on a day off or a holiday of the center."""
    try:
        hours = OfficeHours.parse(str((center.hours or {}).get("text", "")))
    except CalendarError:
        stated = str(act.law.value_at("office_hours", act.today, center.region))
        hours = OfficeHours.parse(stated)
    counted = calendar.due(
        act.occurred_at, Term(0, "working_day"), working_calendar(act.session, SCHEME), act.zone,
        hours=hours, after_hours_rolls=True,
    )
    return counted.receipt["rolled"] is not None


def _applicant(act: Act, center: Office) -> Person:
    iin = act.data["iin"]
    person = act.session.scalars(select(Person).where(Person.iin == iin)).one_or_none()
    if person is None:
        person = persons.new_person(act, iin, center)
    act.facts["repeated"] = "yes" if persons.card_of(act, person) else ""
    person.state = "applicant"
    persons.fill(person, _as_application(act))
    kato = _address(act).get("kato")
    person.kato = kato or person.kato
    persons.serve(act, person, center)
    act.session.flush()
    return person


def _as_application(act: Act) -> dict[str, Any]:
    """The request as the application of annex 1.1 that the checks of par. 7 read (A-56)."""
    data, on = act.data, act.today.isoformat()
    same = ("full_name", "iin", "birth_date", "sex", "citizenship", "email", "rural", "language",
            "consent_text", "consent_date", "documents")
    found = {key: data[key] for key in same if data.get(key) not in (None, "")}
    return {
        **found, "mobile": data["mobile_phone"], "address": data["registered_address"],
        "application_date": on, "documents": data.get("documents") or [],
    }


def keep_application(act: Act) -> None:
    """Keep the application beside the request, for the specialist's checks (par. 28)."""
    case, form = act.case, act.catalog.forms["application"]
    act.session.add(Entry(
        form=form.name, form_version=form.version, subject_kind="case", subject_id=case.id,
        revision=1, data=_as_application(act), created_at=act.now,
        created_by=act.actor.account_id, occurred_at=act.occurred_at, person_id=case.person_id,
        office_id=case.office_id, authority_id=case.authority_id, village_id=case.village_id,
    ))


def keep_consent(act: Act) -> None:
    """The consent of annex 1.1, given by signing the request."""
    version = act.catalog.forms["application"].version
    record_consent(act, public_number("K"), act.data["consent_date"], CHANNEL, KIND, version)


def open_cabinet(act: Act) -> None:
    """Par. 26, 29: the account that filed becomes the cabinet of the person who signed."""
    person, account = act.person, act.actor.account_id
    held = act.session.scalars(
        select(Membership.id).where(Membership.account_id == account)
        .where(Membership.person_id == person.id, Membership.valid_to.is_(None))
    ).first()
    if account is None or held is not None:
        return
    act.session.add(Membership(
        account_id=account, role=CABINET_ROLE, person_id=person.id, iin=person.iin,
        valid_from=act.today, valid_to=None, basis=f"par. 25, № {act.case.number}"[:300],
    ))


def keep_certified(act: Act) -> None:
    """The very bytes the applicant signed elsewhere, the signature and what was found of it."""
    result: Mapping[str, Any] = act.evidence.result if act.evidence else {}
    content, cms = result.get("content"), act.evidence.cms if act.evidence else None
    kept = {}
    if content is not None:
        kept["request"] = _file(act, "request.json", "application/json", b64decode(content))
    if cms is not None:
        kept["signature"] = _file(act, "request.p7s", "application/pkcs7-signature", cms)
    said = {k: result.get(k) for k in ("status", "sha256", "signer", "backend", "at",
                                       "legally_recognised")}
    act.keep(certified={**said, "files": kept})


def _file(act: Act, name: str, mime: str, content: bytes) -> str:
    case = act.case
    row = StoredFile(
        number=public_number("F"), name=name, mime=mime, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, staged_by=act.actor.account_id,
        case_id=case.id, person_id=case.person_id, office_id=case.office_id,
        authority_id=case.authority_id, created_at=act.now,
    )
    act.session.add(row)
    return row.number


def result_state(act: Act) -> str:
    """A registration ends in the cabinet; a refusal is closed already."""
    return "in_cabinet" if act.case.state == "registered" else str(act.case.state)


# ---- the applicant's own look-up (par. 10, 28)
def open_own_query(act: Act) -> Case:
    """The query of an applicant about themselves; it lies where the registered address leads."""
    office = place(act)
    if office is None:
        raise LookupError(f"{act.step.name}: there is no office at all")
    return act.new_case(QUERY, office=office, channel=CHANNEL)
