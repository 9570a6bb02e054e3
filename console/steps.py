"""The parts of perform(): loading, checking, moving, starting clocks, journalling, chaining."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import enclosures, issuing, notices, sheets, signatures, stages, waiting
from console.act import Act
from console.catalog import Catalog
from console.data import clocks, content_store, counting, stays
from console.data.actors import Employer, Office, Person
from console.data.base import new_row, put
from console.data.case import Case
from console.data.content import ContentItem
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.worktime import zone_of
from console.declare import Ground, Step
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.law import LawBook
from console.scope import SYSTEM, Scope
from console.security import SYSTEM_ACTOR
from forms.dictionaries import lookup_shipped
from forms.schema import bound

if TYPE_CHECKING:
    from console.process import Event, Outcome

IN_FUTURE = {
    "kk": "Күн болашақта.", "ru": "Дата в будущем.", "en": "The date is in the future.",
}
TOO_EARLY = {
    "kk": "Күн іс ашылған күннен немесе Қағидалар күшіне енген күннен бұрын.",
    "ru": "Дата раньше открытия дела или вступления Правил в силу.",
    "en": "The date is before the case was opened or the Rules took effect.",
}
NO_TEXT = {
    "kk": "Мәтінде рұқсат етілмеген таңба бар.",
    "ru": "В тексте есть недопустимый знак.",
    "en": "The text holds a character that is not allowed.",
}
ALREADY = {
    "kk": "Бұл әрекет бұрын орындалған немесе жазба бұрыннан бар.",
    "ru": "Это действие уже выполнено или такая запись уже есть.",
    "en": "This act was already done, or such a record exists already.",
}
KEY_REUSED = {
    "kk": "Бұл кілт басқа әрекетке қолданылған.",
    "ru": "Этот ключ уже использован для другого действия.",
    "en": "This key was already used for another act.",
}
WRONG_STATE = {
    "kk": "Істің қазіргі күйінде бұл әрекет мүмкін емес.",
    "ru": "В текущем состоянии дела это действие невозможно.",
    "en": "The case is not in a state that allows this act.",
}
SUBJECTS: dict[str, Any] = {"office": Office, "employer": Employer, "person": Person}
#: an automatic step may trigger another; deeper than this is a loop in the declarations
MAX_CHAIN = 8


def lookup(session: Session) -> Any:
    """Codes of a dictionary: the shipped ones with what this installation added."""
    return content_store.dictionary_lookup(session, lookup_shipped)


def subject_model(step: Step) -> Any:
    """The table a step moves rows of."""
    kind = step.on.partition("/")
    if kind[0] == "content":
        return SUBJECTS.get(kind[2], ContentItem)
    return Case


def load_subject(
    session: Session, catalog: Catalog, step: Step, number: str | None, eyes: Scope
) -> Any:
    """The subject by public number, seen with the actor's own eyes and locked; or NotFound."""
    model = subject_model(step)
    saved = session.info["scope"]
    session.info["scope"] = eyes
    try:
        query = select(model).where(model.number == number)
        if session.info.get("writes") and session.get_bind().dialect.name == "postgresql":
            query = query.with_for_update(of=model)
        row = session.scalars(query).one_or_none()
    finally:
        session.info["scope"] = saved
    wrong_kind = model is Case and row is not None and row.kind != step.on
    wrong_type = model is ContentItem and row is not None and f"content/{row.type}" != step.on
    if row is None or wrong_kind or wrong_type:
        raise NotFound()
    return row


def check_request(
    law: LawBook, occurred_at: datetime, now: datetime, payload: Mapping[str, Any]
) -> None:
    """Refuse an event of the future or from before the first edition, and text with a NUL."""
    if occurred_at > now:
        raise Invalid(fields={"occurred_at": [IN_FUTURE]})
    if occurred_at.date() < law.editions[0].valid_from:
        raise Invalid(fields={"occurred_at": [TOO_EARLY]})
    if "\\u0000" in json.dumps(plain(payload)):
        raise Invalid(fields={"": [NO_TEXT]})


def check_not_before(session: Session, subject: Any, occurred_at: datetime) -> None:
    """An act on a case may be entered late, but did not happen before the case was there."""
    if not isinstance(subject, Case):
        return
    zone = zone_of(session.get_one(Office, subject.office_id))
    if occurred_at.astimezone(zone).date() < subject.opened_at.astimezone(zone).date():
        raise Invalid(fields={"occurred_at": [TOO_EARLY]})


def check_state(step: Step, subject: Any, version: int | None) -> None:
    """Refuse a step from a state it does not start from, or on a version that moved on."""
    if version is not None and version != subject.version:
        raise Conflict(detail={"yours": version, "now": subject.version, "state": subject.state})
    if subject is not None and step.opens is not None and not step.frm:
        # it opens a case of its own: done to an existing one it would start that one over
        raise Conflict(WRONG_STATE, detail={"state": subject.state, "needed": []})
    if step.frm and subject.state not in step.frm:
        raise Conflict(WRONG_STATE, detail={"state": subject.state, "needed": list(step.frm)})


def grounds(act: Act) -> list[Ground]:
    """Every ground of the step's own rules and of the plugins that refuses the act now."""
    found: list[Ground] = []
    for rule in act.step.rules:
        found.extend(rule(act))
    for more in act.catalog.pm.hook.before_step(act=act):
        found.extend(more or ())
    return found


def carry_out(
    act: Act, key: str | None, rendered: list[issuing.Rendered], events: list[Event],
    depth: int = 0,
) -> Outcome:
    """Rules, effects, state, clocks, documents, journal, notices, followers. One transaction."""
    from console.process import Event

    if depth > MAX_CHAIN:
        raise RuntimeError(f"{act.step.name}: automatic steps trigger each other without end")
    counting.watch(act.session, act.catalog.counts)
    failing = grounds(act)
    if failing:
        raise Grounds(grounds=failing)
    before = act.subject.state if act.subject is not None else None
    if act.subject is None:
        act.subject, act.fresh = _opened(act), True
    signature = signatures.accept(act) if act.step.signing else None
    _bind(act)
    for effect in act.step.do:
        effect(act)
    _move(act)
    line = _journal(act, key, before)
    entry_id = content_store.keep_entry(act)
    enclosures.attach(act)
    if signature is not None:
        signatures.keep(act, signature)
    issuing.keep_issues(act, rendered)
    clocked = _clocks(act, line.id)
    said = () if act.among else act.step.notices
    told = [m.id for name in said for m in notices.send(act, name, line.id)]
    told += stages.tell(act, line.id)
    if not act.among:
        content_store.count(act)
    opened = _follow(act, events, depth)
    _refresh_work(act, clocked[1], bool(opened))
    line.why = _why(act, clocked, entry_id, told, opened)
    act.session.flush()
    events.append(Event(act.step.name, act.subject.__tablename__, act.subject.id,
                        act.subject.number, line.id, act.now, plain(act.facts)))
    return _outcome(act, line.id, clocked, opened)


Clocked = tuple[list[Obligation], list[Obligation], list[str]]


def _why(
    act: Act, clocked: Clocked, entry: int | None, told: list[int], opened: list[dict[str, str]]
) -> dict[str, Any]:
    """What the journal keeps beside who and when."""
    started, stopped, cancelled = clocked
    documents = [d.number for d in act.documents]
    return {
        "kind": act.step.on, "facts": plain(act.facts), "entry": entry, "digest": act.digest,
        "rules": [f"{r.__module__}.{getattr(r, '__qualname__', '')}" for r in act.step.rules],
        "started": [{"deadline": o.deadline, "due_on": o.due_on.isoformat()} for o in started],
        "stopped": [o.deadline for o in stopped], "cancelled": cancelled,
        "documents": documents, "messages": told,
        **({"late_reason": act.late_reason} if act.late_reason else {}),
        "outcome": {"version": act.subject.version, "opened": opened, "documents": documents},
    }


def digest(payload: Mapping[str, Any]) -> str:
    """Hash of a payload, whatever the order of its keys."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _outcome(act: Act, line_id: int, clocked: Clocked, opened: list[dict[str, str]]) -> Outcome:
    from console.process import Outcome

    started, stopped, _cancelled = clocked
    return Outcome(
        step=act.step.name, number=act.subject.number, kind=act.step.on,
        state=act.subject.state, version=act.subject.version, line_id=line_id,
        started=tuple(
            {"deadline": o.deadline, "due_on": o.due_on.isoformat(),
             "responsible": o.responsible} for o in started
        ),
        stopped=tuple(o.deadline for o in stopped),
        documents=tuple(d.number for d in act.documents), opened=tuple(opened),
    )


def _opened(act: Act) -> Any:
    if act.step.opens is None:
        raise RuntimeError(f"{act.step.name} opens no case")
    subject = act.step.opens(act)
    act.session.add(subject)
    if not subject.state:
        # a state of its own until _move: NOT NULL, and visible if the step forgot its target
        subject.state = next(iter(act.catalog.kinds[act.step.on].states))
    act.session.flush()
    act.__dict__.pop("office", None)
    if act.step.signing is not None and isinstance(subject, Case):
        sheets.lay(act, subject)
    return subject


def _bind(act: Act) -> None:
    """Copy the form's bound fields to typed columns, in the same transaction."""
    if act.step.form is None:
        return
    rows: dict[str, dict[str, Any]] = {}
    for path, value in bound(act.catalog.forms[act.step.form], act.data).items():
        table, _, column = path.partition(".")
        rows.setdefault(table, {})[column] = value
    for table, values in rows.items():
        target = _bound_row(act, table)
        if target is not None:
            put(target, **values)


def _bound_row(act: Act, table: str) -> Any:
    subject = act.subject
    if getattr(subject, "__tablename__", "") == table:
        return subject
    if table in ("card", "employment_card"):
        return act.card() if getattr(subject, "person_id", None) else None
    if getattr(subject, f"{table}_id", None) is not None:
        return getattr(act, table)
    return None


def _move(act: Act) -> None:
    subject, to = act.subject, act.step.to
    target = to(act) if callable(to) else to
    if target is not None:
        kind = act.catalog.kinds[act.step.on]
        if target not in kind.states:
            raise RuntimeError(f"{act.step.name} leads to the unknown state {target!r}")
        subject.state = target
        if isinstance(subject, Case):
            subject.closed_at = act.occurred_at if target in kind.closed else None
    subject.version = (subject.version or 0) + (0 if act.step.opens and not act.step.frm else 1)
    if hasattr(subject, "changed_at"):
        subject.changed_at = act.now
    act.session.flush()
    stays.settle(act.session, act.today)


def _journal(act: Act, key: str | None, before: str | None) -> JournalLine:
    subject = act.subject
    case = subject if isinstance(subject, Case) else None
    owners = {
        name: getattr(subject, name, None)
        for name in ("person_id", "employer_id", "office_id", "authority_id", "village_id")
    }
    line = new_row(
        JournalLine,
        at=act.now, occurred_at=act.occurred_at, step=act.step.name, paragraph=act.step.law,
        edition=getattr(subject, "edition", None) or act.law.edition_on(act.today).id,
        account_id=act.actor.account_id, actor=act.named,
        role="system" if act.seat is None else act.seat.role,
        delegation_id=act.seat.delegation_id if act.seat else None,
        subject_kind=subject.__tablename__, subject_id=subject.id,
        subject_number=subject.number, case_id=case.id if case else None,
        from_state=before, to_state=subject.state, why={}, idempotency_key=key,
        request_id=act.actor.request_id, **owners,
    )
    act.session.add(line)
    act.session.flush()
    return line


def _clocks(act: Act, line_id: int) -> Clocked:
    if not isinstance(act.subject, Case):
        return [], [], []
    started = clocks.start(act, act.catalog.clocks_started.get(act.step.name, ()), line_id)
    stopped = clocks.stop(act, act.catalog.clocks_stopped.get(act.step.name, ()), line_id)
    return started, stopped, clocks.cancel(act, act.step.cancels) if act.step.cancels else []


def _follow(act: Act, events: list[Event], depth: int) -> list[dict[str, str]]:
    """Automatic steps of any chapter that run after this one."""
    opened = []
    for step in act.catalog.followers.get(act.step.name, ()):
        for outcome in follow(act, step, events, depth):
            opened.append({"kind": outcome.kind, "number": outcome.number, "step": step.name})
    return opened


def follow(act: Act, step: Step, events: list[Event], depth: int) -> list[Outcome]:
    """Run one automatic step caused by ``act`` on each case it moves, where its condition holds."""
    found: Any = None
    if step.frm:
        found = step.target(act) if step.target else act.subject
    subjects = list(found) if isinstance(found, (list, tuple)) else [found]
    done = (_followed(act, step, subject, events, depth) for subject in subjects)
    return [outcome for outcome in done if outcome is not None]


def _followed(
    act: Act, step: Step, subject: Any, events: list[Event], depth: int
) -> Outcome | None:
    if step.frm and (subject is None or subject.state not in step.frm):
        return None
    child = Act(act.session, act.catalog, step, SYSTEM_ACTOR, None, SYSTEM, subject, dict(act.data),
                act.now, act.occurred_at, cause=act, facts=dict(act.facts))
    if step.when is not None and not step.when(child):
        return None
    return carry_out(child, None, [], events, depth + 1)


def _refresh_work(act: Act, stopped: Iterable[Obligation], followed: bool) -> None:
    """Keep every case that the act touched told what comes next and by when.

    An offer answers the vacancy's duty, a signed decision that of the case it follows.
    """
    if not isinstance(act.subject, Case):
        return
    if act.alone and not followed:
        waiting.settle(act.catalog, act.subject, clocks.next_due_of(act.started))
    else:
        waiting.refresh(act.session, act.catalog, act.subject)
    touched = {row.case_id for row in stopped}
    if act.cause is not None and isinstance(act.cause.subject, Case):
        touched.add(act.cause.subject.id)
    for key in sorted(touched - {act.subject.id}):
        waiting.refresh(act.session, act.catalog, act.session.get_one(Case, key))


def lapse(
    session: Session, catalog: Catalog, obligation_id: int, now: datetime, events: list[Event]
) -> list[Outcome]:
    """The consequence of an expired duty, as of its due instant, however late it is noticed."""
    row = session.get(Obligation, obligation_id, with_for_update=True)
    if row is None or row.state != "open" or row.lapsed_at is not None or row.due_at >= now:
        return []
    row.lapsed_at = now
    case = session.get_one(Case, row.case_id)
    outcomes: list[Outcome] = []
    for step in catalog.lapses.get(row.deadline, ()):
        cause = Act(session, catalog, step, SYSTEM_ACTOR, None, SYSTEM, case, {}, now, row.due_at,
                    facts={"lapsed": row.deadline, "due_on": row.due_on.isoformat()})
        outcomes += follow(cause, step, events, 0)
    return outcomes


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON: dates as ISO text, sets as lists, anything else as its words."""
    return {str(key): _plain(value) for key, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
