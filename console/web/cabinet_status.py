"""What the cabinet says first: where the person stands, what they must do, what others must."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.web import casework
from console.web.running import read, running
from console.web.theme import moment

LINES = 30
#: steps of an open case the person may take, with where: (kind, state) -> (address, words)
PLACES = {"offer": "/cabinet/offers/", "plan": "/cabinet/plan",
          "certificate": "/cabinet/certificates/", "change": "/cabinet/matters/",
          "summons": "/cabinet/matters/", "deregistration": "/cabinet/matters/",
          "measure": "/cabinet/matters/"}


@dataclass(frozen=True)
class Duty:
    """A duty with the case it belongs to and, if the person can act on it, where."""

    clock: casework.Clock
    case: str
    kind: str
    url: str = ""
    button: str = ""


def sentence(person: Person, episode: Any) -> str:
    """The person's status in one sentence."""
    if person.state == "unemployed" and episode is not None:
        return str(_("You are registered as unemployed since %(day)s.",
                     day=moment(episode.unemployed_on or episode.opened_on)))
    if person.state == "jobseeker" and episode is not None:
        return str(_("You are registered as a jobseeker since %(day)s.",
                     day=moment(episode.registered_on or episode.opened_on)))
    said: dict[str, str] = {
        "applicant": _("Your application is being considered."),
        "refused": _("Registration was refused. The reasons are in your notices."),
        "deregistered": _("You have been taken off the register."),
        "closed": _("You are not registered now."),
    }
    return said.get(person.state) or said["closed"]


#: state of a person -> the step that brought it, whose paragraph the sentence names
BROUGHT = {
    "unemployed": "unemployed_status.sign_decision", "jobseeker": "registration.register_jobseeker",
    "refused": "registration.refuse_jobseeker", "deregistered": "unemployed_status.deregister",
    "applicant": "registration.accept_application",
}
DISPUTE = "registration.dispute_category"


def paragraph(person: Person) -> str:
    """The paragraph by which the person stands where they stand; '' where none says so."""
    step = running().catalog.steps.get(BROUGHT.get(person.state, ""))
    return step.law if step is not None else ""


def disputable(person: Person) -> str:
    """Number of the registration whose category the person may contest now (par. 11), or ''."""
    step = running().catalog.steps.get(DISPUTE)
    if step is None or person.state not in ("jobseeker", "unemployed", "applicant"):
        return ""
    return read().scalar(
        select(Case.number).where(Case.person_id == person.id, Case.kind == step.on)
        .where(Case.state.in_(step.frm)).order_by(Case.id.desc()).limit(1)
    ) or ""


def open_episode(person: Person) -> Any:
    """Dates of the present registration, None without one."""
    return read().execute(
        select(Episode.opened_on, Episode.registered_on, Episode.unemployed_on)
        .where(Episode.open_person_id == person.id)
    ).first()


def open_cases(person: Person) -> list[Any]:
    """Open cases of the person: number, kind, state, newest first."""
    return list(read().execute(
        select(Case.id, Case.number, Case.kind, Case.state).where(Case.person_id == person.id)
        .where(Case.closed_at.is_(None)).order_by(Case.id.desc()).limit(40)
    ))


def duties(cases: list[Any]) -> tuple[list[Duty], list[Duty]]:
    """Open duties of the person's cases: the person's own, and those of offices and employers."""
    known = {row.id: row for row in cases}
    rows = read().scalars(
        select(Obligation).where(Obligation.case_id.in_(known), Obligation.state == "open")
        .where(Obligation.internal.is_(False)).order_by(Obligation.due_at, Obligation.id).limit(40)
    ).all() if known else []
    own, others = [], []
    for row in rows:
        case = known[row.case_id]
        if row.responsible == "person":
            url, button = place(case)
            if case.kind == "plan":
                url = f"{url}#day-{row.due_on.isoformat()}"
            own.append(Duty(casework.clock_of(row), case.number, case.kind, url, button))
        else:
            others.append(Duty(casework.clock_of(row), case.number, case.kind))
    return own, others


def place(case: Any) -> tuple[str, str]:
    """Where the person acts on a case, with the words of the button."""
    if case.kind == "offer":
        waits = case.state in ("offered", "unanswered")
        words = _("Answer the offer") if waits else _("Open the offer")
        return f"/cabinet/offers/{case.number}", words
    if case.kind == "plan":
        return "/cabinet/plan", _("Open my plan")
    if case.kind in ("change", "summons", "measure"):
        return f"/cabinet/matters/{case.number}", _("Open")
    return "", ""


def history(person: Person) -> list[casework.Told]:
    """What happened in the person's cases, newest first."""
    lines = read().scalars(
        select(JournalLine).where(JournalLine.person_id == person.id)
        .order_by(JournalLine.id.desc()).limit(LINES)
    ).all()
    return casework.told_all(lines)


def unread(person: Person) -> int:
    """Messages not marked as read."""
    return read().scalar(
        select(func.count()).select_from(Message)
        .where(Message.person_id == person.id, Message.channel == "cabinet")
        .where(Message.read_at.is_(None))
    ) or 0
