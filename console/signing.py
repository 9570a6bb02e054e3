"""Signing, around the transaction: prepare the bytes, verify the signature, then perform().

``prepare`` freezes number, date, verify code, PDF and hash until midnight. ``sign`` takes a
detached CMS over exactly those bytes, or, on demo instances, a PIN that unlocks a server-held key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console import calendar, sms_codes, steps
from console.act import Act, Evidence
from console.data.base import public_number
from console.data.case import Case
from console.data.documents import Document
from console.declare import Signing
from console.errors import Conflict, Grounds, Invalid, NotFound, Refusal, Throttled
from console.issuing import OWNERS, language_of
from console.outside import Outside
from console.outside.eds import pin as pins
from console.outside.eds.demo import NOTICE, UnknownSigner
from console.outside.eds.model import VerificationResult
from console.process import Outcome, Process
from console.scope import SYSTEM, Scope
from console.security import Actor, Seat
from console.signers import expectation
from console.throttle import Throttle
from forms.document import render_pages_svg, render_pdf

#: wrong PINs of one account within five minutes before it has to wait
PIN_TRIES = 5
_PIN = "pin"
#: documents of one transaction when many are prepared, and the hands that draw them
BATCH = 40
DRAWERS = min(4, os.cpu_count() or 1)
WRONG_PIN = {
    "kk": "PIN қате немесе кілт табылмады.",
    "ru": "Неверный PIN или ключ не найден.",
    "en": "Wrong PIN, or there is no key.",
}


@dataclass(frozen=True)
class Prepared:
    """A document waiting for its signature."""

    number: str
    sha256: str
    until: datetime
    pdf: bytes


@dataclass
class SigningDesk:
    """Prepares and signs documents of signed steps. ``public_url`` is the verify address' root."""

    process: Process
    outside: Outside
    public_url: str = "http://127.0.0.1:8080"
    demo: bool = True
    throttle: Throttle | None = None
    #: signing by a code sent by SMS: built, off in this edition (par. 25 to 45 name the EDS)
    codes_on: bool = False
    secret: str = ""

    def prepare(
        self, step: str, case: str, actor: Actor, scope: Scope, now: datetime,
        payload: Mapping[str, Any] | None = None,
    ) -> Prepared:
        """Freeze the document a step signs. Raises the step's own refusals first."""
        with self.process.store.session(SYSTEM) as session:
            laid = self._lay(session, step, case, actor, scope, now, payload)
        if isinstance(laid, Prepared):
            return laid
        return self._keep([self._draw(laid)])[0]

    def prepare_many(
        self, rows: Sequence[tuple[str, str]], actor: Actor, scope: Scope, now: datetime,
        done: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> list[Prepared | Refusal]:
        """Freeze the documents of many (step, case) pairs; a refusal in the place of what failed.

        Laid out, drawn and kept in batches: pages on every processor, one transaction a batch.
        ``done`` is told how far it is.
        """
        found: list[Prepared | Refusal] = []
        with ThreadPoolExecutor(max_workers=DRAWERS) as pool:
            for start in range(0, len(rows), BATCH):
                found += self._batch(rows[start : start + BATCH], actor, scope, now, pool)
                done(len(found), len(rows))
        return found

    def _batch(
        self, rows: Sequence[tuple[str, str]], actor: Actor, scope: Scope, now: datetime,
        pool: ThreadPoolExecutor,
    ) -> list[Prepared | Refusal]:
        laid: list[Document | Prepared | Refusal] = []
        with self.process.store.session(SYSTEM) as session:
            for step, case in rows:
                try:
                    laid.append(self._lay(session, step, case, actor, scope, now, None))
                except Refusal as refusal:
                    laid.append(refusal)
        papers = [one for one in laid if isinstance(one, Document)]
        list(pool.map(self._draw, papers))
        kept = dict(zip(map(id, papers), self._keep(papers), strict=True))
        return [kept[id(one)] if isinstance(one, Document) else one for one in laid]

    def preview(self, number: str) -> list[str]:
        """The prepared document as one SVG per page."""
        with self.process.store.session(SYSTEM) as session:
            row = session.scalars(select(Document).where(Document.number == number)).one_or_none()
            if row is None:
                raise NotFound()
            return self.drawn(row)

    def drawn(self, row: Document) -> list[str]:
        """A document already read, as one SVG per page."""
        form = self.process.catalog.forms[row.form]
        return render_pages_svg(
            form, row.data, lang=row.language, number=row.number, issued_on=row.issued_on,
            verify_url=self._verify_url(row.verify_code), marks=self._marks(),
        )

    def _marks(self) -> list[Mapping[str, str]]:
        return [NOTICE] if self.demo else []

    def _verify_url(self, code: str) -> str:
        return f"{self.public_url.rstrip('/')}/verify/{code}"

    def _joined(self, act: Act) -> Prepared:
        assert act.step.signing is not None
        row = act.session.scalars(
            select(Document)
            .where(Document.case_id == act.case.id, Document.form == act.step.signing.form)
            .where(Document.state.in_(("prepared", "signed")))
            .order_by(Document.id.desc())
            .options(undefer(Document.pdf))
        ).first()
        if row is None:
            raise Conflict()
        return Prepared(row.number, row.sha256, row.prepared_until or act.now, row.pdf)

    def _lay(
        self, session: Session, step: str, case: str, actor: Actor, scope: Scope, now: datetime,
        payload: Mapping[str, Any] | None,
    ) -> Document | Prepared:
        """The document with everything but its bytes; one already there where the step joins."""
        signing, declared = self._declared(step), self.process.catalog.steps[step]
        act = self.process.reading_act(session, declared, case, actor, scope, now, payload)
        steps.check_state(declared, act.subject, None)
        failing = steps.grounds(act)
        if failing:
            raise Grounds(grounds=failing)
        if signing.joins:
            return self._joined(act)
        form = act.catalog.forms[signing.form]
        valid: date | None = signing.valid(act) if signing.valid else None
        return Document(
            number=public_number("D", 10), verify_code=public_number("", 15), form=form.name,
            form_version=form.version, step=act.step.name, case_id=act.case.id,
            state="prepared", data=signing.data(act), language=language_of(act),
            issued_on=act.today, valid_until=valid, pdf=b"", prepared_at=act.now,
            prepared_by=act.actor.account_id, case_version=act.case.version,
            prepared_until=calendar.end_of_day(act.today, act.zone),
            **{name: getattr(act.case, name) for name in OWNERS},
        )

    def _draw(self, document: Document) -> Document:
        """Draw the bytes and take their hash; no transaction is open."""
        document.pdf = render_pdf(
            self.process.catalog.forms[document.form], document.data, lang=document.language,
            number=document.number, issued_on=document.issued_on,
            verify_url=self._verify_url(document.verify_code), marks=self._marks(),
        )
        document.sha256 = hashlib.sha256(document.pdf).hexdigest()
        return document

    def _keep(self, documents: Sequence[Document]) -> list[Prepared]:
        """Keep prepared documents; earlier unsigned ones of their steps are discarded."""
        with self.process.store.write(SYSTEM) as session:
            # the cases first, as every act does: two hands must not wait crosswise
            keys = sorted({document.case_id for document in documents})
            session.execute(
                select(Case.id).where(Case.id.in_(keys)).order_by(Case.id).with_for_update())
            for document in documents:
                older = session.scalars(
                    select(Document)
                    .where(Document.case_id == document.case_id, Document.step == document.step)
                    .where(Document.state == "prepared", Document.number != document.number)
                ).all()
                for row in older:
                    row.state = "discarded"
            session.add_all(documents)
            session.flush()
            return [
                Prepared(one.number, one.sha256, one.prepared_until or one.prepared_at, one.pdf)
                for one in documents
            ]

    def sign(
        self, step: str, case: str, actor: Actor, scope: Scope, now: datetime, *,
        document: str, cms: bytes | None = None, pin: str | None = None,
        code: str | None = None, payload: Mapping[str, Any] | None = None, key: str | None = None,
    ) -> Outcome:
        """Verify the signature over the prepared bytes and perform the step with it.

        One of ``cms`` (detached, DER), ``pin`` (demonstration key) or ``code`` (sent by SMS).
        """
        evidence = self._evidence(step, case, actor, scope, now, document, cms, pin, code)
        return self.process.perform(
            step, case, actor, payload or {}, now=now, scope=scope, evidence=evidence, key=key
        )

    def send_code(
        self, step: str, case: str, actor: Actor, scope: Scope, now: datetime, document: str
    ) -> str:
        """Send a one-time code bound to a prepared document; answers the phone, masked."""
        self._declared(step)
        with self.process.store.session(SYSTEM) as session:
            seat, row = self._seat(session, step, case, actor, scope), _frozen(session, document)
            asked = sms_codes.ask(session, seat, row)
        return self._codes().send(actor, asked, now)

    def _codes(self) -> sms_codes.Codes:
        return sms_codes.Codes(self.process.store, self.outside.sms, self.throttle,
                               self.secret, on=self.codes_on)

    def _declared(self, step: str) -> Signing:
        declared = self.process.catalog.steps.get(step)
        if declared is None or declared.signing is None:
            raise NotFound()
        return declared.signing

    def _seat(
        self, session: Session, step: str, case: str, actor: Actor, scope: Scope
    ) -> Seat | None:
        """The seat the act will be done from; None where perform() is going to refuse it."""
        declared = self.process.catalog.steps[step]
        with suppress(NotFound):
            subject = steps.load_subject(session, self.process.catalog, declared, case, scope)
            return actor.seat_for(self.process.catalog.action(declared), subject)
        return None

    def _evidence(
        self, step: str, case: str, actor: Actor, scope: Scope, now: datetime, number: str,
        cms: bytes | None, pin: str | None, code: str | None,
    ) -> Evidence | None:
        signing = self._declared(step)
        with self.process.store.session(SYSTEM) as session:
            row = _frozen(session, number)
            seat = self._seat(session, step, case, actor, scope)
            if seat is None:
                return None  # perform() refuses it and leaves the line in the access log
            if cms is None and code is not None:
                asked = sms_codes.ask(session, seat, row)
                return self._codes().use(actor, asked, code, now)
            expect, content = expectation(session, actor, signing, seat), row.pdf
        method = "eds_cms"
        if cms is None:
            method, cms = "demo", self._demo_cms(actor, pin, content)
        return _told(number, method, cms, content,
                     self.outside.eds.verify(content, cms, expect, now))

    def _demo_cms(self, actor: Actor, pin: str | None, content: bytes) -> bytes:
        if self.outside.demo_ca is None or not pin:
            raise Invalid(WRONG_PIN, fields={"pin": [WRONG_PIN]})
        self._count_try(actor)
        try:
            cms = self.outside.demo_ca.sign(actor.login, pin, content)
        except (pins.WrongPin, UnknownSigner) as error:
            raise Invalid(WRONG_PIN, fields={"pin": [WRONG_PIN]}) from error
        if self.throttle is not None:
            self.throttle.clear(_PIN, actor.login)
        return cms

    def _count_try(self, actor: Actor) -> None:
        """A PIN is short: it may be tried a few times, then not for a while."""
        if self.throttle is not None and self.throttle.hit(_PIN, actor.login) > PIN_TRIES:
            raise Throttled()


def _frozen(session: Session, number: str) -> Document:
    """A prepared document with its bytes, or NotFound."""
    row = session.scalars(
        select(Document).where(Document.number == number).options(undefer(Document.pdf))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _told(
    number: str, method: str, cms: bytes, content: bytes, result: VerificationResult
) -> Evidence:
    """The verifier's word as the journal and the signature's row keep it."""
    return Evidence(
        document=number, method=method, cms=cms, signer=result.signer.common_name,
        result={
            "status": result.status, "sha256": hashlib.sha256(content).hexdigest(),
            "reasons": [{"code": r.code, "detail": r.detail} for r in result.reasons],
            "signer": result.signer.to_json(), "backend": result.backend,
            "legally_recognised": result.legally_recognised, "at": result.at.isoformat(),
        },
        proof=result.evidence,
    )
