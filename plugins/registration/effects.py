"""What the steps of chapter 2 write, inside the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.access import AccessGrant
from console.data.actors import Card, Person
from console.data.base import public_number
from console.data.case import Case, Episode
from console.data.clocks import due_day
from console.data.content import Entry
from console.data.documents import Consent, RegisterAnswer
from plugins.registration.category import categorise
from plugins.registration.notices import RESULT
from plugins.registration.persons import applicant, prefer_registers, sort
from plugins.registration.places import CENTER, center_near, channel, seat_office
from plugins.registration.rules import KIND, open_dispute

QUERY = "register_query"


# ---- opening a case
def open_application(act: Act) -> Case:
    """The registration case of the person who applies; the person is found or made first."""
    person = applicant(act)
    return act.new_case(KIND, person=person, channel=channel(act))


def open_refused(act: Act) -> Case:
    """The case of an application that is not accepted; nobody is entered in the register."""
    iin = act.data.get("iin")
    known = act.session.scalars(select(Person).where(Person.iin == iin)).one_or_none()
    center = center_near(act.session, seat_office(act))
    person = known if known is not None and known.office_id == center.id else None
    return act.new_case(KIND, person=person, office=center, channel=channel(act))


def open_query(act: Act) -> Case:
    """The case of a query to the registers; tied to the person where this office serves them."""
    known = act.session.scalars(select(Person).where(Person.iin == act.data["iin"])).one_or_none()
    here = seat_office(act)
    center = center_near(act.session, here)
    person = known if known is not None and known.office_id == center.id else None
    case = act.new_case(QUERY, person=person, office=center, channel=channel(act))
    if channel(act) == "assistant":
        case.village_id = here.id
    return case


def let_desk_see(act: Act) -> None:
    """The State Corporation's desk sees its own intake, nothing else (par. 30)."""
    here = seat_office(act)
    if here.kind == CENTER or channel(act) == "assistant":
        return
    act.session.add(AccessGrant(
        office_id=here.id, case_id=act.case.id, reason="par. 30: own intake",
        valid_from=act.now, valid_to=None,
    ))


def fill_slip(act: Act) -> None:
    """What the tear-off slip says: registered on, and the day the result is due (par. 12)."""
    act.data["slip_registered_date"] = act.occurred_at.astimezone(act.zone).date().isoformat()
    due = due_day(act, RESULT)
    if due is not None:
        act.data["slip_service_date"] = due.isoformat()


# ---- consent and registers (par. 10)
def keep_consent(act: Act) -> None:
    """The consent of annex 1.1: text version, day, channel."""
    version = act.catalog.forms["application"].version
    record_consent(act, public_number("K"), act.data["consent_date"], "paper", KIND, version)


def record_consent(
    act: Act, number: str, day: str, way: str, purpose: str, version: str
) -> Consent:
    """A consent given on a day (noon), by a channel, for a purpose, in a version of the text."""
    given = datetime.combine(datetime.fromisoformat(day).date(), time(12), act.zone)
    row = Consent(
        number=number, person_id=act.case.person_id, office_id=act.case.office_id,
        iin=act.data["iin"], purpose=purpose, text_version=version, channel=way,
        given_at=min(given, act.now), recorded_by=act.actor.account_id,
    )
    act.session.add(row)
    act.session.flush()
    return row


def keep_answers(act: Act) -> None:
    """Every register's answer, with who asked, whom about, on which consent, and when."""
    result: Mapping[str, Any] = act.evidence.result if act.evidence else {}
    number = result.get("consent") or public_number("K")
    consent = act.session.scalars(select(Consent).where(Consent.number == number)).one_or_none()
    purpose = act.data.get("purpose") or KIND
    if consent is None:
        form = act.catalog.forms[QUERY]
        consent = record_consent(act, number, act.data["consent_on"], act.data["consent_channel"],
                                 purpose, form.version)
    for register, answer in result.get("answers", {}).items():
        act.session.add(RegisterAnswer(
            register=register, iin=act.data["iin"], person_id=act.case.person_id,
            case_id=act.case.id, office_id=act.case.office_id, consent_id=consent.id,
            purpose=purpose, status=answer["status"], source=answer["source"],
            answer=dict(answer["data"]), asked_by=act.actor.account_id, asked_at=act.now,
            answered_at=datetime.fromisoformat(answer["at"]),
        ))
    act.facts["registers"] = {
        register: answer["status"] for register, answer in result.get("answers", {}).items()
    }
    act.facts["query"] = query_state(act)
    act.facts["reminder"] = "yes" if act.value("verify_later_reminds") else ""


def query_state(act: Act) -> str:
    """down while any register gave no answer, answered otherwise."""
    answers = act.evidence.result.get("answers", {}) if act.evidence else {}
    down = any(a["status"] == "down" for a in answers.values())
    return "down" if down else "answered"


# ---- the card and the category (par. 10, 11, 14, 17, 22)
def keep_card(act: Act) -> None:
    """The personal employment card: one per person, refilled by every episode."""
    prefer_registers(act)
    person, card = act.person, act.card()
    sort(person)
    card.office_id, card.village_id = person.office_id, person.village_id
    card.region = act.office.region or (f"{person.kato[:2]}0000000" if person.kato else None)
    card.sections = _sections(act)
    card.updated_at = act.now
    assign_category(act, card)


def _sections(act: Act) -> dict[str, Any]:
    """The form by its sections, without the fields that need not leave the signed entry."""
    form, found = act.catalog.forms["jobseeker_data"], {}
    for section in form.sections:
        if section.repeat:
            found[section.key] = act.data.get(section.key, [])
            continue
        found[section.key] = {
            field.key: act.data[field.key] for field in section.fields
            if field.personal != "sensitive" and field.key in act.data
        }
    return found


def assign_category(act: Act, card: Card) -> None:
    """Par. 11: computed from the card; a disagreement recorded before stays beside it."""
    category = categorise(act.data, act.law, act.today)
    kept = {k: v for k, v in (card.category_detail or {}).items() if k == "disputes"}
    card.category = category.band
    card.category_detail = {
        **category.to_json(), **kept, "on": act.today.isoformat(), "case": act.case.number,
    }
    act.facts["category"] = category.band


def card_default(act: Act) -> dict[str, Any]:
    """What the card form opens with: the person's last card, then this application (par. 22)."""
    person = act.person
    last = act.session.scalars(
        select(Entry)
        .where(Entry.person_id == person.id, Entry.form.in_(("jobseeker_data", "portal_request")))
        .order_by(Entry.id.desc()).limit(1)
    ).first()
    name = {k: getattr(person, k) for k in ("surname", "given_name", "patronymic")}
    known = {
        "full_name": {k: v for k, v in name.items() if v}, "iin": person.iin, "sex": person.sex,
        "citizenship": person.citizenship, "registered_address": dict(person.address),
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "mobile_phone": person.mobile, "email": person.email,
    }
    asked = {f.key for f in act.catalog.forms["jobseeker_data"].fields()}
    asked |= {s.key for s in act.catalog.forms["jobseeker_data"].sections if s.repeat}
    stated = {k: v for k, v in (last.data if last else {}).items() if k in asked}
    return {**stated, **{k: v for k, v in known.items() if v}}


def dispute(act: Act) -> None:
    """Keep a reasoned disagreement beside the category; the number does not change."""
    card = act.card()
    raised = {
        "at": act.occurred_at.isoformat(), "by": act.actor.account_id, "name": act.actor.name,
        "raised_by": act.data["raised_by"], "reason": act.data["reason"],
        "expected": act.data.get("expected", ""), "category": card.category,
    }
    earlier = card.category_detail.get("disputes", [])
    card.category_detail = {**card.category_detail, "disputes": [*earlier, raised]}
    act.keep(disputed=True)


def answer_dispute(act: Act) -> None:
    """Answer the newest open disagreement; only corrected data change the category."""
    card, found = act.card(), open_dispute(act)
    if found is None:
        return
    answer = {
        "at": act.occurred_at.isoformat(), "name": act.actor.name,
        "upheld": act.data["upheld"], "reason": act.data["reason"],
    }
    disputes = [
        {**d, "answer": answer} if d == found else d for d in card.category_detail["disputes"]
    ]
    card.category_detail = {**card.category_detail, "disputes": disputes}
    act.keep(disputed=open_dispute(act) is not None)


# ---- registered or refused (par. 8, 12, 14)
def register(act: Act) -> None:
    """The mark of par. 14: an episode opens, the card is marked, matching may see the person."""
    person, card = act.person, act.card()
    episode = Episode(
        person_id=person.id, open_person_id=person.id, office_id=person.office_id,
        village_id=person.village_id, channel=act.case.channel, opened_on=act.today,
        registered_on=act.today,
    )
    act.session.add(episode)
    act.session.flush()
    act.case.episode_id = episode.id
    person.state = "jobseeker"
    card.searching = True
    card.marks = [*card.marks, {
        "mark": "jobseeker", "on": act.today.isoformat(), "paragraph": "14",
        "case": act.case.number, "by": act.actor.name,
    }]


def refuse(act: Act) -> None:
    """Par. 8: refused on every ground found."""
    findings = act.entry("refusal_proposal").get("findings", [])
    act.facts["grounds"] = [
        {"ground": f["ground"], "paragraph": "8", "reason": f["reason"]} for f in findings
    ]
    act.person.state = "refused"


def after_return(act: Act) -> str:
    """Back to the specialist: card_filled where the card is filled in, else received."""
    return "card_filled" if act.entry("jobseeker_data") else "received"
