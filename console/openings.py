"""Signing an act that opens a case: the sheet is frozen first, the case comes with the signature.

``prepare`` checks the form and every ground, draws the document and freezes it until midnight;
``sign`` verifies a detached CMS over exactly those bytes and performs the step with what was
frozen (console.sheets makes the sheet the document of the new case).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from console import calendar, sheets, steps
from console.act import Act, Evidence
from console.data.base import public_number
from console.data.sheets import Sheet
from console.errors import Grounds, NotFound
from console.issuing import language_of
from console.outside.eds.demo import NOTICE
from console.outside.eds.model import SignerExpectation
from console.scope import SYSTEM, Scope
from forms.document import render_pdf

if TYPE_CHECKING:
    from console.outside.eds.model import VerificationResult
    from console.process import Outcome
    from console.security import Actor
    from console.signing import SigningDesk


@dataclass(frozen=True)
class Frozen:
    """A sheet that waits for its signature."""

    number: str
    form: str
    sha256: str
    until: datetime
    pdf: bytes
    payload: Mapping[str, Any]


def prepare(
    desk: SigningDesk, step: str, actor: Actor, scope: Scope, now: datetime,
    payload: Mapping[str, Any],
) -> str:
    """Freeze the document an opening step signs; its number. Raises the step's own refusals."""
    process = desk.process
    with process.store.session(SYSTEM) as session:
        act = process.opening_act(session, step, actor, scope, now, payload)
        failing = steps.grounds(act)
        if failing:
            raise Grounds(grounds=failing)
        sheet = _draw(desk, act, payload)
    with process.store.write(SYSTEM) as session:
        session.execute(
            delete(Sheet).where(Sheet.account_id == sheet.account_id, Sheet.step == step),
            execution_options={"synchronize_session": False},
        )
        session.add(sheet)
    return sheet.number


def _draw(desk: SigningDesk, act: Act, payload: Mapping[str, Any]) -> Sheet:
    signing = act.step.signing
    if signing is None or act.step.opens is None or act.actor.account_id is None:
        raise NotFound()
    form, data = act.catalog.forms[signing.form], signing.data(act)
    number, code, language = public_number("D", 10), public_number("", 15), language_of(act)
    pdf = render_pdf(
        form, data, lang=language, number=number, issued_on=act.today,
        verify_url=f"{desk.public_url.rstrip('/')}/verify/{code}",
        marks=[NOTICE] if desk.demo else [],
    )
    return Sheet(
        number=number, verify_code=code, account_id=act.actor.account_id, step=act.step.name,
        form=form.name, form_version=form.version, payload=dict(payload), data=data,
        language=language, issued_on=act.today, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(),
        prepared_at=act.now, prepared_until=calendar.end_of_day(act.today, act.zone),
    )


def frozen(desk: SigningDesk, number: str, actor: Actor, now: datetime) -> Frozen:
    """The actor's own sheet while it is good; NotFound for anybody else's or an old one."""
    with desk.process.store.session(SYSTEM) as session:
        row = sheets.own(session, number, actor.account_id, now)
        if row is None:
            raise NotFound()
        return Frozen(row.number, row.form, row.sha256, row.prepared_until, row.pdf, row.payload)


def sign(
    desk: SigningDesk, step: str, actor: Actor, scope: Scope, now: datetime, *,
    sheet: str, cms: bytes, method: str = "eds_cms", key: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> Outcome:
    """Verify the actor's own signature over the frozen bytes and perform the step with it.

    ``more`` is kept beside the verifier's word (the answers of state registers).
    """
    kept = frozen(desk, sheet, actor, now)
    iin = next((s.iin for s in actor.seats if s.iin), None)
    if iin is None:
        raise NotFound()
    result = desk.outside.eds.verify(kept.pdf, cms, SignerExpectation(iin=iin), now)
    evidence = Evidence(
        document=sheet, method=method, cms=cms, signer=result.signer.common_name,
        result={**said(result, kept.pdf), **(more or {})}, proof=result.evidence,
    )
    return desk.process.perform(
        step, None, actor, kept.payload, now=now, scope=scope, evidence=evidence, key=key,
    )


def said(result: VerificationResult, content: bytes) -> dict[str, Any]:
    """The verifier's word about a signature over ``content``, as the journal keeps it."""
    return {
        "status": result.status, "sha256": hashlib.sha256(content).hexdigest(),
        "reasons": [{"code": r.code, "detail": r.detail} for r in result.reasons],
        "signer": result.signer.to_json(), "backend": result.backend,
        "legally_recognised": result.legally_recognised, "at": result.at.isoformat(),
    }
