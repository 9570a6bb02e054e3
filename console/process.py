"""perform(): the one write path. Check all, do, journal, tell — in one transaction.

The browser, the REST API, an import, the command line, FAB's forms and an offline file all come
through here. No network and no rendering happens inside: signatures are verified and PDFs drawn
before, and arrive as Evidence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from console import enclosures, lateness, steps
from console.act import Act, Evidence
from console.catalog import Catalog
from console.data.access import AccessLine
from console.data.guard import ScopeViolation
from console.data.journal import JournalLine
from console.data.store import Store
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound, Refusal
from console.issuing import Rendered, render_issues
from console.scope import SYSTEM, Scope
from console.security import SYSTEM_ACTOR, Actor, Seat
from forms.schema import check

log = logging.getLogger(__name__)
#: how often an act is tried whose transaction the database ended to let another one through
CROSSINGS = 3
CROSSED = frozenset({"DeadlockDetected", "SerializationFailure"})


@dataclass(frozen=True)
class Event:
    """What happened, told to ``after_step`` after commit. Ids only: listeners read the rest."""

    step: str
    subject_kind: str
    subject_id: int
    number: str
    line_id: int
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The result of an act: where the subject is now and what the act set in motion."""

    step: str
    number: str
    kind: str
    state: str
    version: int
    line_id: int
    started: tuple[dict[str, Any], ...] = ()
    stopped: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    opened: tuple[dict[str, str], ...] = ()
    repeated: bool = False


@dataclass
class Process:
    """perform() over one store and catalog."""

    store: Store
    catalog: Catalog

    def perform(
        self,
        step: str,
        case: str | None,
        actor: Actor,
        payload: Mapping[str, Any] | None = None,
        occurred_at: datetime | None = None,
        now: datetime | None = None,
        *, scope: Scope | None = None,
        evidence: Evidence | None = None,
        key: str | None = None, version: int | None = None,
        late_reason: str | None = None,
    ) -> Outcome:
        """Perform a step and return its Outcome, or raise a Refusal having written nothing.

        ``case``    public number of the subject; None for a step that opens one
        ``occurred_at`` when it happened (a paper date); clocks run from it. Default: ``now``
        ``scope``   what the actor may see; required unless the actor is the system
        ``late_reason`` why it comes late, "" where not said; None: not asked (console.lateness)
        ``key``     idempotency key; ``version`` the actor saw (another one is a Conflict)
        """
        if now is None:
            raise TypeError("perform() needs an injected now")
        declared = self.catalog.steps.get(step)
        if declared is None or (declared.automatic and not actor.system):
            raise NotFound()
        eyes = SYSTEM if actor.system else (scope or Scope(writes=False))
        request = _Request(declared, case, actor, dict(payload or {}), occurred_at or now, now,
                           eyes, evidence, key, version, late_reason)
        steps.check_request(self.catalog.law, request.occurred_at, now, request.payload)
        try:
            return self._uncrossed(request, self._prerender(request) if declared.issues else [])
        except (Forbidden, NotFound) as refusal:
            self._note_refusal(request, refusal)
            raise
        except ScopeViolation as error:
            log.warning("scope violation in %s: %s", step, error)
            raise NotFound() from error

    def _uncrossed(self, request: _Request, rendered: list[Rendered]) -> Outcome:
        """The transaction; again when the database broke a deadlock by ending ours (PostgreSQL)."""
        for left in reversed(range(CROSSINGS)):
            try:
                return self._transaction(request, rendered)
            except OperationalError as error:
                if type(error.orig).__name__ not in CROSSED:
                    raise
                log.info("%s met another act on its way, %s tries left", request.step.name, left)
        raise Conflict()

    def _transaction(self, request: _Request, rendered: list[Rendered]) -> Outcome:
        events: list[Event] = []
        try:
            with self.store.write(SYSTEM) as session:
                repeated = self._first_result(session, request)
                if repeated:
                    return repeated
                act = self._act(session, request)
                outcome = steps.carry_out(act, request.key, rendered, events)
        except IntegrityError as error:
            # R6: uniqueness is the database's; whoever came second gets the first result
            return self._after_race(request, error)
        self.tell(events)
        return outcome

    def _after_race(self, request: _Request, error: IntegrityError) -> Outcome:
        with self.store.session(SYSTEM) as session:
            repeated = self._first_result(session, request)
        if repeated:
            return repeated
        log.info("unique constraint refused %s", request.step.name)
        raise Conflict(steps.ALREADY) from error

    def _first_result(self, session: Session, request: _Request) -> Outcome | None:
        if request.key is None:
            return None
        line = session.scalars(
            select(JournalLine)
            .where(JournalLine.idempotency_key == request.key)
            .where(JournalLine.account_id == request.actor.account_id)
        ).one_or_none()
        if line is None:
            return None
        other_subject = request.case and request.case != line.subject_number
        other_body = line.why.get("digest", "") != self._digest(request)
        if line.step != request.step.name or other_subject or other_body:
            raise Conflict(steps.KEY_REUSED)
        saved = line.why.get("outcome", {})
        return Outcome(
            step=line.step, number=line.subject_number, kind=line.why.get("kind", ""),
            state=line.to_state or "", version=saved.get("version", 0), line_id=line.id,
            documents=tuple(saved.get("documents", ())),
            opened=tuple(saved.get("opened", ())), repeated=True,
        )

    def _act(self, session: Session, request: _Request) -> Act:
        """Load the subject with the actor's eyes; check state, right, version and form."""
        step, subject, seat = request.step, None, None
        if step.frm or request.case:
            subject = steps.load_subject(session, self.catalog, step, request.case, request.eyes)
        if not request.actor.system:
            action = self.catalog.action(step)
            seat = request.actor.seat_for(action, subject)
            if seat is None:
                raise Forbidden(detail={"action": action.name})
        if subject is not None:
            steps.check_state(step, subject, request.version)
            steps.check_not_before(session, subject, request.occurred_at)
        act = Act(session, self.catalog, step, request.actor, seat, request.eyes, subject,
                  request.payload, request.now, request.occurred_at, request.evidence)
        act.data = self._validated(act, request)
        enclosures.check(act)
        lateness.check(act, request.late_reason)
        act.digest = self._digest(request)
        return act

    def _digest(self, request: _Request) -> str:
        """What the journal knows a payload by. Of what may be erased it keeps too little to guess.

        A telephone is guessed from a whole hash: four digits fit a thousand others as well.
        """
        kind, full = self.catalog.kinds.get(request.step.on), steps.digest(request.payload)
        return full[:4] if kind is not None and kind.own else full

    def _validated(self, act: Act, request: _Request) -> dict[str, Any]:
        if act.step.form is None:
            return request.payload
        form = self.catalog.forms[act.step.form]
        clean, problems = check(form, request.payload, lookup=steps.lookup(act.session),
                                today=act.entered_on)
        if problems:
            raise Invalid(fields=problems)
        return clean

    def try_rules(
        self, step: str, case: str, actor: Actor, scope: Scope, now: datetime,
        payload: Mapping[str, Any] | None = None,
    ) -> list[Any]:
        """The grounds that would refuse the step now, without performing it (read only)."""
        request = _Request(self.catalog.steps[step], case, actor, dict(payload or {}), now, now,
                           scope, None, None, None)
        with self.store.session(SYSTEM) as session:
            act = self.reading_act(session, request.step, case, actor, scope, now, payload)
            return steps.grounds(act)

    def reading_act(
        self, session: Session, step: Step, case: str | None, actor: Actor, scope: Scope,
        now: datetime, payload: Mapping[str, Any] | None = None,
    ) -> Act:
        """An Act over a read session: for previews, preparations and questions."""
        subject = None
        if step.frm or case:
            subject = steps.load_subject(session, self.catalog, step, case, scope)
        seat: Seat | None = None
        if not actor.system:
            seat = actor.seat_for(self.catalog.action(step), subject)
            if seat is None:
                raise Forbidden(detail={"action": step.action})
        return Act(session, self.catalog, step, actor, seat, scope, subject, dict(payload or {}),
                   now, now)

    def opening_act(
        self, session: Session, step: str, actor: Actor, scope: Scope, now: datetime,
        payload: Mapping[str, Any],
    ) -> Act:
        """A checked Act of a step that opens a case, over a read session: for what it signs."""
        declared = self.catalog.steps.get(step)
        if declared is None or declared.automatic or declared.opens is None:
            raise NotFound()
        request = _Request(declared, None, actor, dict(payload), now, now, scope, None, None, None)
        steps.check_request(self.catalog.law, now, now, request.payload)
        return self._act(session, request)

    def _prerender(self, request: _Request) -> list[Rendered]:
        """Draw the unsigned documents before the transaction; compared again inside it."""
        with self.store.session(SYSTEM) as session:
            if self._first_result(session, request):
                return []
            act = self._act(session, request)
            failing = steps.grounds(act)
            if failing:
                raise Grounds(grounds=failing)
            return render_issues(act)

    def _note_refusal(self, request: _Request, refusal: Refusal) -> None:
        """A refused reach for somebody else's record leaves an access line, nothing more."""
        with self.store.write(SYSTEM) as session:
            session.add(AccessLine(
                at=request.now, account_id=request.actor.account_id, login=request.actor.login,
                role=",".join(sorted(request.actor.roles))[:40], office_id=request.actor.office_id,
                kind="refused", what=f"{request.step.name} {request.case or ''}"[:120],
                purpose=refusal.code, ids=[], request_id=request.actor.request_id,
            ))

    def tell(self, events: list[Event]) -> None:
        """Tell the plugins of what was committed; a listener that fails is tried again later."""
        for event in events:
            for listener in self.catalog.pm.hook.after_step.get_hookimpls():
                try:
                    listener.function(event=event)
                except Exception:
                    log.exception("listener %s failed on %s", listener.plugin_name, event.step)
                    self._retry_later(listener.plugin_name, event)

    def _retry_later(self, plugin: str, event: Event) -> None:
        from console.data.outbox import Message

        with self.store.write(SYSTEM) as session:
            session.add(Message(
                event=f"{event.line_id}:after_step", notice="after_step", paragraph="",
                channel="listener", recipient=plugin, language="en", subject=event.step,
                body="", state="waiting", next_try_at=event.at, created_at=event.at, attempts=1,
                payload={"step": event.step, "subject_kind": event.subject_kind,
                         "subject_id": event.subject_id, "number": event.number,
                         "line_id": event.line_id},
            ))

    def lapse(self, obligation_id: int, now: datetime) -> list[Outcome]:
        """Apply the legal consequence of an unmet obligation, once, as of its due instant."""
        events: list[Event] = []
        with self.store.write(SYSTEM) as session:
            outcomes = steps.lapse(session, self.catalog, obligation_id, now, events)
        self.tell(events)
        return outcomes


@dataclass(frozen=True)
class _Request:
    step: Step
    case: str | None
    actor: Actor
    payload: dict[str, Any]
    occurred_at: datetime
    now: datetime
    eyes: Scope
    evidence: Evidence | None
    key: str | None
    version: int | None
    late_reason: str | None = None


Listener = Callable[[Event], None]
__all__ = ["SYSTEM_ACTOR", "Event", "Outcome", "Process"]
