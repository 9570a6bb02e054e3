"""What a case page says: where the case stands, what may be done next, by when, and why.

Everything here reads; the acts themselves go through ``console.web.acting``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import abort, g
from flask_babel import gettext as _
from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased, joinedload, load_only

from console import calendar, steps
from console.act import Act
from console.data.actors import Employer, Office, Person
from console.data.base import UTCDateTime
from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.declare import CaseKind, Step
from console.errors import NotFound
from console.scope import SYSTEM
from console.web.forms_view import facts_shown, grounds_shown
from console.web.running import now, read, running
from console.web.shell import is_staff, language
from console.web.theme import words

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
    """Where an application came from, in words."""
    titles: dict[str, str] = {
        "center": _("Center"), "portal": _("eGov portal"), "egov": _("eGov portal"),
        "state_corporation": _("State Corporation"), "assistant": _("Assistant"),
        "cabinet": _("Cabinet"), "employer": _("Employer"), "system": _("Automatic"),
        "enbek": _("Exchange portal"),
    }
    return titles.get(channel, channel)


def role_title(code: str) -> str:
    """Title of a role; ``system`` acts by itself."""
    if code == "system":
        return str(_("automatically"))
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


# ---- what may be done next


@dataclass(frozen=True)
class Option:
    """A legal next step: a link if it is the reader's, else who may take it."""

    step: Step
    label: str
    url: str
    mine: bool
    who: str
    grounds: list[dict[str, Any]] = field(default_factory=list)
    asked: bool = False

    @property
    def paragraph(self) -> str:
        """Paragraph of the step."""
        return self.step.law

    @property
    def signed(self) -> bool:
        """Whether it is a signature."""
        return self.step.signing is not None


def step_url(case: Case, step: Step) -> str:
    """Page of a step: the signing page for a signed one."""
    if step.signing is not None:
        return f"/sign/{case.number}/{step.name}"
    return f"/cases/{case.number}/steps/{step.name}"


def options(case: Case, *, ask: bool = False) -> list[Option]:
    """Every step that may start from the case's state; the reader's own first.

    ``ask``: put the rules of the reader's steps without a form to the case, so that a refusal
    is explained before anybody presses a button.
    """
    catalog = running().catalog
    found = []
    for step in catalog.steps_from.get((case.kind, case.state), ()):
        action = catalog.action(step)
        mine = bool(g.actor and g.scope.writes and g.actor.seat_for(action, case))
        who = ", ".join(role_title(r) for r in sorted(action.roles))
        found.append(Option(step, words(step.title), step_url(case, step), mine, who))
    if ask:
        found = _asked(case, found)
    nearest = case.next_step
    return sorted(found, key=lambda o: (
        not o.mine, o.step.name != nearest, not o.step.asks_worklist, o.step.danger
    ))


def _asked(case: Case, found: Sequence[Option]) -> list[Option]:
    """The rules of formless steps; those of signed ones are asked on the page that signs."""
    mine = [o for o in found if o.mine and o.step.form is None and not o.signed and o.step.rules]
    answers = {o.step.name: rules_now(case, o.step) for o in mine[:2]}
    return [
        Option(o.step, o.label, o.url, o.mine, o.who, answers.get(o.step.name, []),
               o.step.name in answers)
        for o in found
    ]


def rules_now(case: Case, step: Step) -> list[dict[str, Any]]:
    """Every ground that would refuse the reader's step now, asked of the case as it is loaded."""
    with running().store.session(SYSTEM) as session:
        subject = session.merge(case, load=False)
        seat = g.actor.seat_for(running().catalog.action(step), subject)
        act = Act(session, running().catalog, step, g.actor, seat, g.scope, subject, {}, now(),
                  now())
        return grounds_shown(steps.grounds(act))


# ---- where the case stands


@dataclass(frozen=True)
class Stage:
    """One place of the stepper. ``cls``: done, done old, cur, far or ''."""

    text: str
    paragraph: str
    cls: str
    at: datetime | None = None


def stages(case: Case, lines: Iterable[JournalLine]) -> list[Stage]:
    """States passed, the present one, and those that follow if nothing goes another way.

    ``lines`` in the order they were written.
    """
    passed: list[tuple[str, str, datetime]] = []
    for line in lines:
        state = line.to_state
        if state is None or line.case_id != case.id or state == line.from_state:
            continue
        known = [s for s, *_rest in passed]
        if state in known:
            passed = passed[: known.index(state)]
        passed.append((state, line.paragraph, line.occurred_at))
    if not passed or passed[-1][0] != case.state:
        passed.append((case.state, "", case.changed_at))
    drawn = []
    for index, (state, paragraph, at) in enumerate(passed):
        last = index == len(passed) - 1
        cls = "cur" if last else "done old" if index < len(passed) - 2 else "done"
        drawn.append(Stage(state_title(case.kind, state), paragraph, cls, at))
    ahead = _ahead(case, {s for s, *_rest in passed})
    for index, (state, paragraph) in enumerate(ahead):
        drawn.append(Stage(state_title(case.kind, state), paragraph, "far" if index > 1 else ""))
    return drawn


def _ahead(case: Case, seen: set[str]) -> list[tuple[str, str]]:
    """States of the straight way on: the first safe step of each."""
    catalog, state = running().catalog, case.state
    found: list[tuple[str, str]] = []
    kind = catalog.kinds.get(case.kind)
    seen = set(seen)
    while kind is not None and len(found) < 8:
        taken = next(
            (s for s in catalog.steps_from.get((case.kind, state), ())
             if isinstance(s.to, str) and s.to not in seen and not s.danger), None,
        )
        if taken is None or not isinstance(taken.to, str):
            break
        state = taken.to
        seen.add(state)
        found.append((state, taken.law))
    return found


# ---- clocks


@dataclass(frozen=True)
class Clock:
    """A duty of the case with the sentences that prove its date."""

    row: Obligation
    title: str
    consequence: str
    body: str
    proof: list[str]


def clocks_of(case: Case) -> list[Clock]:
    """Duties of the case: open ones first, each with its receipt told in words."""
    rows = read().scalars(
        select(Obligation).where(Obligation.case_id == case.id)
        .order_by(Obligation.due_at, Obligation.id)
    ).all()
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


def papers_of(case: Case) -> list[Paper]:
    """Documents of the case that still count, newest first, with who signed them."""
    rows = read().execute(
        select(Document.id, Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until, Signature.signer, Signature.at)
        .outerjoin(Signature, Signature.document_id == Document.id)
        .where(Document.case_id == case.id, Document.state != "discarded")
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
    stopped: list[str]
    documents: list[str]
    entry: int | None
    icon: str
    tone: str


def history_of(case: Case) -> list[JournalLine]:
    """Journal lines of the case, newest first, at most ``HISTORY``."""
    return list(read().scalars(
        select(JournalLine).where(JournalLine.case_id == case.id)
        .order_by(JournalLine.id.desc()).limit(HISTORY)
    ))


def told(line: JournalLine) -> Told:
    """A journal line as people read it: who, what, why, what it set in motion."""
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
        [_deadline(name) for name in why.get("stopped", ())],
        list(why.get("documents", ())), why.get("entry"), icon, tone,
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
