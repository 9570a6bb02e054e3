"""What a case page says: where the case stands, what may be done next, by when, and why.

Everything here reads; the acts themselves go through ``console.web.acting``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import abort, g
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import aliased, joinedload, load_only

from console import calendar
from console.data.actors import Employer, Office, Person
from console.data.base import UTCDateTime
from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.declare import CaseKind
from console.errors import NotFound
from console.web.forms_view import facts_shown
from console.web.running import read, running
from console.web.shell import is_staff, language
from console.web.theme import words
from forms.dictionaries import lookup_shipped

HISTORY = 100


def require_staff() -> None:
    """403 for people outside offices: they have pages of their own."""
    if not is_staff():
        abort(403)


def load_case(number: str) -> Case:
    """The case with its person, employer and office, in one query; NotFound outside the scope."""
    return load_with_parent(number)[0]


def load_with_parent(number: str) -> tuple[Case, Related | None]:
    """The same, with the case it came from."""
    above = aliased(Case)
    found = read().execute(
        select(Case, above.number, above.kind, above.state)
        .outerjoin(above, above.id == Case.parent_id)
        .where(Case.number == number).options(
            joinedload(Case.person), joinedload(Case.employer),
            joinedload(Case.office).load_only(
                Office.name_kk, Office.name_ru, Office.name_en, Office.zone, Office.region
            ),
        )
    ).unique().one_or_none()
    if found is None:
        raise NotFound()
    case, *rest = found
    return case, Related(*rest) if rest[0] else None


@dataclass(frozen=True)
class Related:
    """Another case this one came from or led to."""

    number: str
    kind: str
    state: str = ""


def opened_by(lines: Iterable[JournalLine], case: Case) -> list[Related]:
    """Cases that acts of this one opened, by the journal."""
    found = {}
    for line in lines:
        for row in ((line.why or {}).get("outcome") or {}).get("opened", ()):
            if row["number"] != case.number:
                found[row["number"]] = Related(row["number"], row["kind"])
    return list(found.values())


def case_kinds() -> list[CaseKind]:
    """Procedures of the Rules, without the kinds that only keep content (offices, lists)."""
    return [k for k in running().catalog.kinds.values() if "/" not in k.code]


def listed() -> ColumnElement[bool]:
    """Cases that lists and tasks show: not those of kinds with a page of their own."""
    return Case.kind.not_in([k.code for k in case_kinds() if not k.listed])


def heading(case: Case) -> str:
    """Who the case is about: the person, else the employer, else its kind."""
    if case.person is not None:
        return case.person.full_name
    if case.employer is not None:
        return case.employer.name
    return kind_title(case.kind)


def kind_title(kind: str) -> str:
    """Title of a case kind; the code where its chapter is not installed."""
    declared = running().catalog.kinds.get(kind)
    return words(declared.title) if declared else kind


def state_title(kind: str, state: str | None) -> str:
    """Words of a state."""
    declared = running().catalog.kinds.get(kind)
    if declared is None or state is None or state not in declared.states:
        return state or ""
    return words(declared.states[state])


def step_title(name: str) -> str:
    """Title of a step; its name where its chapter is not installed."""
    declared = running().catalog.steps.get(name)
    return words(declared.title) if declared else name


def channel_title(channel: str) -> str:
    """Where an application came from or how somebody was told, in words."""
    for name in ("case_channel", "notification_channel", "outbox_channel"):
        known = lookup_shipped(name)
        if known is not None and known.get(channel) is not None:
            return known.label(channel, language())
    return channel


def role_title(code: str) -> str:
    """Title of a role; ``system`` acts by itself."""
    if code == "system":
        return str(_("automatically"))
    if code == "ele_portal":  # no role of an account: what leaves by the exchange
        return str(_("Electronic Labour Exchange"))
    declared = running().catalog.roles.get(code)
    return words(declared.title) if declared else code


def body_title(code: str) -> str:
    """The body a duty binds, in words."""
    titles: dict[str, str] = {
        "center": _("Employment center"), "local_authority": _("Local authority"),
        "executive_body": _("Local executive body"),
        "quality_body": _("Body for the quality of services"),
        "assistant": _("Assistant"), "state_corporation": _("State Corporation"),
        "employer": _("Employer"), "person": _("The person"), "system": _("The console"),
    }
    return titles.get(code, code)


# ---- clocks


@dataclass(frozen=True)
class Clock:
    """A duty of the case with the sentences that prove its date."""

    row: Obligation
    title: str
    consequence: str
    body: str
    proof: list[str]


def duties_of(*cases: Case) -> Sequence[Obligation]:
    """Every duty of these cases, the nearest first."""
    return read().scalars(
        select(Obligation).where(Obligation.case_id.in_([case.id for case in cases]))
        .order_by(Obligation.due_at, Obligation.id)
    ).all()


def clocks_of(case: Case, duties: Iterable[Obligation] | None = None) -> list[Clock]:
    """Duties of the case: open ones first, each with its receipt told in words.

    ``duties``: the rows where they are at hand, those of other cases among them.
    """
    rows = [r for r in duties or duties_of(case) if r.case_id == case.id]
    return [clock_of(row) for row in sorted(rows, key=lambda r: r.state != "open")]


def clock_of(row: Obligation) -> Clock:
    """One duty with title, consequence and proof."""
    law = running().catalog.law
    try:
        deadline = law.deadline(row.deadline)
        title, consequence = words(deadline.title), words(deadline.consequence)
    except Exception:  # noqa: BLE001 - a chapter that was removed leaves its duties behind
        title, consequence = row.deadline, ""
    try:
        proof = calendar.explain(row.receipt, language())
    except (KeyError, calendar.CalendarError):
        proof = []
    return Clock(row, title, consequence, body_title(row.responsible), proof)


# ---- papers and history


@dataclass(frozen=True)
class Paper:
    """A document of a case, without its bytes."""

    number: str
    title: str
    state: str
    state_text: str
    issued_on: Any
    valid_until: Any
    annex: str
    signers: list[str] = field(default_factory=list)


def paper_shown() -> ColumnElement[bool]:
    """Documents the reader may have: of an office's drafts, outsiders only those they sign.

    A decision is the person's to read once it is signed, not while the office weighs it.
    """
    kept = Document.state != "discarded"
    if is_staff():
        return kept
    catalog, held = running().catalog, g.actor.roles if g.get("actor") else frozenset()
    own = [
        s.name for s in catalog.steps.values()
        if s.signing is not None and not s.automatic and catalog.action(s).roles & held
    ]
    return kept & ((Document.state != "prepared") | Document.step.in_(own))


def papers_of(case: Case) -> list[Paper]:
    """Documents of the case that still count, newest first, with who signed them."""
    rows = read().execute(
        select(Document.id, Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until, Signature.signer, Signature.at)
        .outerjoin(Signature, Signature.document_id == Document.id)
        .where(Document.case_id == case.id, paper_shown())
        .order_by(Document.id.desc(), Signature.id)
    ).all()
    found: dict[int, Paper] = {}
    for row in rows:
        paper = found.setdefault(row.id, paper_of(row))
        if row.signer:
            paper.signers.append(row.signer)
    return list(found.values())


def paper_of(row: Any) -> Paper:
    """A document row (number, form, state, issued_on, valid_until) in words."""
    form = running().catalog.forms.get(row.form)
    annex = f"annex-{form.annex}" if form and form.annex else ""
    return Paper(row.number, words(form.title) if form else row.form, row.state,
                 document_state(row.state), row.issued_on, row.valid_until, annex)


def document_state(state: str) -> str:
    """Words of a document's state."""
    titles: dict[str, str] = {
        "prepared": _("prepared, not signed"), "signed": _("signed"), "issued": _("issued"),
        "discarded": _("discarded"),
    }
    return titles.get(state, state)


@dataclass(frozen=True)
class Told:
    """A line of the history in words."""

    line: JournalLine
    title: str
    who: str
    facts: list[str]
    started: list[tuple[str, Any]]
    stopped: list[tuple[str, bool]]
    documents: list[str]
    entry: int | None
    icon: str
    tone: str
    late_reason: str = ""


def history_of(case: Case) -> list[JournalLine]:
    """Journal lines of the case, newest first, at most ``HISTORY``."""
    return list(read().scalars(
        select(JournalLine).where(JournalLine.case_id == case.id)
        .order_by(JournalLine.id.desc()).limit(HISTORY)
    ))


def told_all(
    lines: Sequence[JournalLine], duties: Iterable[Obligation] | None = None
) -> list[Told]:
    """The history in words; a term that ended after its day is told so.

    ``duties``: those of the case where they are at hand.
    """
    late = ended_late(lines) if duties is None else {
        (row.stopped_by, row.deadline) for row in duties
        if row.stopped_at is not None and row.stopped_at > row.due_at}
    return [told(line, {name for by, name in late if by == line.id}) for line in lines]


def ended_late(lines: Sequence[JournalLine]) -> set[tuple[int | None, str]]:
    """(journal line, deadline) of the terms that these lines ended after their last instant."""
    ended = {line.id for line in lines if (line.why or {}).get("stopped")}
    if not ended:
        return set()
    return {(by, name) for by, name in read().execute(
        select(Obligation.stopped_by, Obligation.deadline)
        .where(Obligation.stopped_by.in_(ended), Obligation.stopped_at > Obligation.due_at)
    )}


def told(line: JournalLine, late: Collection[str] = ()) -> Told:
    """A journal line as people read it: who, what, why, what it set in motion, what it ended.

    ``late``: names of the deadlines it ended after their last instant.
    """
    why: Mapping[str, Any] = line.why or {}
    step = running().catalog.steps.get(line.step)
    icon, tone = "check", "g"
    if step is not None and step.signing is not None:
        icon = "signature"
    elif step is not None and step.danger:
        icon, tone = "x", "a"
    elif line.role == "system":
        icon, tone = "clock", ""
    elif step is not None and step.form is not None:
        icon, tone = "file-check", ""
    return Told(
        line, step_title(line.step), f"{line.actor}, {role_title(line.role)}"
        if line.role != "system" else role_title("system"),
        facts_shown({k: v for k, v in (why.get("facts") or {}).items() if _worded(v)}),
        [(_deadline(s["deadline"]), datetime.fromisoformat(s["due_on"]).date())
         for s in why.get("started", ())],
        [(_deadline(name), name in late) for name in why.get("stopped", ())],
        list(why.get("documents", ())), why.get("entry"), icon, tone,
        str(why.get("late_reason") or ""),
    )


def _worded(value: Any) -> bool:
    """Facts that people can read: labels and lists of labels; codes stay in the journal."""
    if isinstance(value, Mapping):
        return set(value) >= {"kk", "ru", "en"}
    return isinstance(value, list) and bool(value) and all(_worded(v) for v in value)


def _deadline(name: str) -> str:
    try:
        return words(running().catalog.law.deadline(name).title)
    except Exception:  # noqa: BLE001 - see clock_of
        return name


def person_columns() -> Any:
    """Columns of a person for lists: nothing that is not shown."""
    return load_only(Person.number, Person.surname, Person.given_name, Person.patronymic,
                     Person.iin, Person.rural)


def due_or_last() -> Any:
    """The due instant of a case for ordering; cases without one come last."""
    return func.coalesce(Case.due_at, literal(datetime(9999, 12, 31, tzinfo=UTC), UTCDateTime))


def case_columns() -> tuple[Any, ...]:
    """Columns of a list of cases, with the names of whom they are about."""
    return (
        Case.id, Case.number, Case.kind, Case.state, Case.channel, Case.next_step, Case.due_at,
        Case.opened_at, Case.closed_at, Case.office_id, Person.surname, Person.given_name,
        Person.patronymic, Person.iin, Person.number.label("person_number"),
        Employer.name.label("employer_name"),
    )
