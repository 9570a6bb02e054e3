"""Things of the exchange's own: vacancies formed there (par. 55), persons who registered there.

A thing comes as whole states under revisions. The highest one that may be taken stands; a lower
one that comes later is late, and a removal is final. A vacancy that people here changed since
is never written over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from console import steps
from console.calendar import local_date, zone_of_region
from console.data.actors import Employer, Office
from console.data.base import public_number
from console.data.case import Case
from console.data.content import Entry
from console.data.exchange_portal import ExchangeItem, ExchangeResume, ExchangeThing
from console.data.journal import JournalLine
from console.errors import Conflict, Refusal
from console.outside.exchange_portal.model import MAX_REVISION
from console.process import Process
from console.scope import SYSTEM
from console.work.exchange_acts import (
    STATE_MOVED,
    Verdict,
    act,
    as_center,
    as_employer,
    reason,
    refused,
)
from forms.schema import check

NO_CENTER = reason(
    "no_center_for_place", "55", "Бұл аумаққа қызмет көрсететін орталық жоқ.",
    "Эту территорию не обслуживает ни один центр.", "No center serves this place.")
FOREIGN = reason(
    "not_own_vacancy", "55", "Бұл бос орын басқа жұмыс берушінікі.",
    "Это вакансия другого работодателя.", "This vacancy is another employer's.")
CHANGED_HERE = reason(
    "changed_here", "55", "Бос орын мұнда өзгертілген.", "Вакансия изменена здесь.",
    "The vacancy was changed here meanwhile.")
CENTERS_OWN = reason(
    "field_of_the_center", "54", "Бұл деректі орталық толтырады.",
    "Эти данные заполняет центр.", "This is the center's to fill in.")
#: fields of the vacancy form that are the center's alone
FORBIDDEN = frozenset({"employer", "source", "received_on"})
#: acts of people on a vacancy that an item of the exchange must not undo
HAND = tuple(f"mediation.{verb}_vacancy" for verb in ("amend", "pause", "resume", "close"))
CHANGE = {"reason": "Электрондық еңбек биржасынан"}


# ---- vacancies
def vacancy(process: Process, item: ExchangeItem, now: datetime) -> Verdict:
    """Par. 55: what an employer formed on the exchange is placed here automatically."""
    with process.store.session(SYSTEM) as session:
        thing = _thing(session, item.about)
        case = session.get(Case, thing.case_id) if thing and thing.case_id else None
        employer = _employer(session, item.data["employer"]["bin"])
    if thing is not None and revision_of(item) <= thing.revision:
        return Verdict("late", office_id=thing.office_id, case_id=thing.case_id)
    if case is None and item.data["state"] == "removed":
        return _never_open(process, item)
    if case is not None and (employer is None or case.employer_id != employer.id):
        return Verdict("refused", (FOREIGN,), case.office_id, case.id)
    if FORBIDDEN & set(item.data["fields"]):
        return Verdict("refused", (CENTERS_OWN,), case.office_id if case else None)
    if case is None:
        return _new(process, item, employer, now)
    assert employer is not None
    return _changed(process, item, case, employer, now)


def revision_of(item: ExchangeItem) -> int:
    """Removed is final, whatever its revision: no other state of the thing comes after it."""
    return MAX_REVISION if item.data.get("state") == "removed" else item.revision


def _thing(session: Session, about: str) -> ExchangeThing | None:
    return session.scalars(select(ExchangeThing).where(ExchangeThing.about == about)).one_or_none()


def _employer(session: Session, number: str) -> Employer | None:
    return session.scalars(select(Employer).where(Employer.bin == number)).one_or_none()


def _never_open(process: Process, item: ExchangeItem) -> Verdict:
    """It ended there before it was open here: remembered, so that no older state opens it."""
    _mark(process, item, None, None)
    return Verdict("taken")


def _new(
    process: Process, item: ExchangeItem, employer: Employer | None, now: datetime
) -> Verdict:
    try:
        who = employer or _enter(process, item, now)
    except Refusal as refusal:
        return Verdict("refused", refused(refusal))
    if who is None:
        return Verdict("refused", (NO_CENTER,))
    at: dict[str, Any] = {"office_id": who.office_id}
    try:
        outcome = act(process, item, "mediation.post_vacancy", None, as_employer(who),
                      item.data["fields"], now)
        case = _case(process, outcome.number)
        _mark(process, item, case, case.office_id)
        _bring_to(process, item, case, who, now)
    except Refusal as refusal:
        return Verdict("refused", refused(refusal), **at)
    _mark(process, item, case, case.office_id)
    return Verdict("taken", case_id=case.id, **at)


def _enter(process: Process, item: ExchangeItem, now: datetime) -> Employer | None:
    """An employer the exchange knows and we do not: entered at the center of its place."""
    told = item.data["employer"]
    with process.store.session(SYSTEM) as session:
        office = center_of(session, told["kato"])
    if office is None:
        return None
    data = {name: told[name] for name in ("bin", "name", "kato", "address") if told[name]}
    outcome = act(process, item, "content.create_employer", None, as_center(office), data, now)
    with process.store.session(SYSTEM) as session:
        return session.scalars(
            select(Employer).where(Employer.number == outcome.number)).one()


def _changed(
    process: Process, item: ExchangeItem, case: Case, employer: Employer, now: datetime
) -> Verdict:
    """A later state of a vacancy that stands here."""
    at: dict[str, Any] = {"office_id": case.office_id, "case_id": case.id}
    with process.store.session(SYSTEM) as session:
        same = not _differs(process, session, item, case)
        by_hand = _changed_here(session, item.about, case)
    if same and case.state == WANTED[item.data["state"]]:
        _mark(process, item, case, case.office_id)
        return Verdict("known", **at)
    if by_hand and item.state != "accepted":
        return Verdict("conflict", (CHANGED_HERE,), **at)
    try:
        if not same and item.data["state"] != "removed":
            act(process, item, "mediation.amend_vacancy", case, as_employer(employer),
                item.data["fields"], now)
        _bring_to(process, item, _case(process, case.number), employer, now)
    except Conflict:
        return Verdict("refused" if item.state == "accepted" else "conflict", (STATE_MOVED,), **at)
    except Refusal as refusal:
        return Verdict("refused", refused(refusal), **at)
    _mark(process, item, case, case.office_id)
    return Verdict("taken", **at)


WANTED = {"published": "published", "paused": "paused", "removed": "closed"}


def _bring_to(
    process: Process, item: ExchangeItem, case: Case, employer: Employer, now: datetime
) -> None:
    """Pause, resume or close, as the state says."""
    wanted = item.data["state"]
    if case.state == WANTED[wanted]:
        return
    step: tuple[str, Mapping[str, Any]] = {
        "paused": ("mediation.pause_vacancy", CHANGE),
        "published": ("mediation.resume_vacancy", {}),
        "removed": ("mediation.close_vacancy", {"cause": "exchange"}),
    }[wanted]
    act(process, item, step[0], case, as_employer(employer), step[1], now)


def _differs(process: Process, session: Session, item: ExchangeItem, case: Case) -> bool:
    """Whether the fields say something else than what stands here."""
    arrived = local_date(item.arrived_at, zone_of_region(None))
    clean, problems = check(process.catalog.forms["vacancy"], item.data["fields"],
                            lookup=steps.lookup(session), today=arrived)
    held = session.scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == "vacancy").order_by(Entry.revision.desc()).limit(1)
    ).first()
    return bool(problems) or steps.plain(clean) != steps.plain(held or {})


def _changed_here(session: Session, about: str, case: Case) -> bool:
    """Whether somebody with an account here changed it since the exchange was last heard."""
    thing = _thing(session, about)
    return session.scalars(
        select(JournalLine.id).where(JournalLine.subject_kind == "case")
        .where(JournalLine.subject_id == case.id, JournalLine.step.in_(HAND))
        .where(JournalLine.account_id.is_not(None))
        .where(JournalLine.id > (thing.line_id if thing else 0)).limit(1)
    ).first() is not None


def _case(process: Process, number: str) -> Case:
    with process.store.session(SYSTEM) as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def _mark(process: Process, item: ExchangeItem, case: Case | None, office_id: int | None) -> None:
    """The thing stands at this revision now."""
    with process.store.write(SYSTEM) as session:
        thing = _thing(session, item.about)
        if thing is None:
            thing = ExchangeThing(about=item.about, kind=item.kind, case_id=None, office_id=None,
                                  revision=0, line_id=0)
            session.add(thing)
        thing.revision = max(thing.revision, revision_of(item))
        thing.case_id = case.id if case else thing.case_id
        thing.office_id = office_id or thing.office_id
        thing.line_id = session.scalar(select(func.max(JournalLine.id))) or 0


# ---- persons who registered by themselves (par. 56)
def resume(process: Process, item: ExchangeItem, now: datetime) -> Verdict:
    """Kept under the source it came from; nobody becomes a jobseeker by it."""
    data = item.data
    with process.store.write(SYSTEM) as session:
        held = session.scalars(
            select(ExchangeResume).where(ExchangeResume.about == item.about)).one_or_none()
        if held is not None and item.revision <= held.revision:
            _empty(session, item, held.office_id)
            return Verdict("late", office_id=held.office_id)
        office = center_of(session, data["kato"])
        if office is None:
            return Verdict("refused", (NO_CENTER,))
        if held is None:
            held = ExchangeResume(number=public_number("XR"), about=item.about, source="ele_portal")
            session.add(held)
        held.office_id, held.revision, held.changed_at = office.id, item.revision, now
        _describe(held, data)
        session.flush()
        _empty(session, item, office.id)
        return Verdict("taken", office_id=office.id)


def _describe(row: ExchangeResume, data: Mapping[str, Any]) -> None:
    live = data["state"] == "active"
    row.state = data["state"]
    for name in ("iin", "kato", "occupation", "education_level", "experience_years", "wage_min"):
        setattr(row, name, (data[name] or None) if live else None)
    for name in ("surname", "given_name", "mobile", "email", "consent_version"):
        setattr(row, name, data[name] if live else "")
    row.regimes = list(data["regimes"]) if live else []
    row.relocation = bool(data["relocation"]) and live
    row.consent_at = datetime.fromisoformat(data["consent_at"]) if live else None


def _empty(session: Session, item: ExchangeItem, office_id: int) -> None:
    """Staged copies hold no more of the person than the row: the older ones are emptied."""
    session.execute(
        update(ExchangeItem).where(ExchangeItem.about == item.about, ExchangeItem.kind == "resume")
        .where(ExchangeItem.state != "waiting").values(data={}),
        execution_options={"synchronize_session": False},
    )
    row = session.get(ExchangeItem, item.id)
    if row is not None:
        row.data, row.office_id = {}, office_id


def center_of(session: Session, kato: str) -> Office | None:
    """The center whose territory holds a place: the longest code without trailing zeros wins."""
    centers = session.scalars(select(Office).where(Office.kind == "center")).all()
    found = [(len(prefix), office) for office in centers
             if (prefix := (office.kato or "").rstrip("0")) and kato.startswith(prefix)]
    return max(found, key=lambda pair: pair[0])[1] if found else None
