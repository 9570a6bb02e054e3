"""Inside the transaction: a signed sheet becomes the document of the case its act has opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console.data.documents import Document
from console.data.sheets import Sheet
from console.errors import Conflict
from console.issuing import OWNERS

if TYPE_CHECKING:
    from console.act import Act
    from console.data.case import Case


def own(session: Session, number: str, account: int | None, now: datetime) -> Sheet | None:
    """The account's own sheet while it is good; None for anybody else's or an old one."""
    return session.scalars(
        select(Sheet).where(Sheet.number == number, Sheet.account_id == account)
        .where(Sheet.prepared_until >= now).options(undefer(Sheet.pdf))
    ).one_or_none()


def lay(act: Act, case: Case) -> None:
    """Make the signed sheet the document of the case just opened; it serves once."""
    number = act.evidence.document if act.evidence else ""
    sheet = own(act.session, number, act.actor.account_id, act.now) if number else None
    if sheet is None or sheet.step != act.step.name:
        if number:
            raise Conflict()
        return
    act.session.add(Document(
        number=sheet.number, verify_code=sheet.verify_code, form=sheet.form,
        form_version=sheet.form_version, step=sheet.step, case_id=case.id, state="prepared",
        data=sheet.data, language=sheet.language, issued_on=sheet.issued_on, pdf=sheet.pdf,
        sha256=sheet.sha256, prepared_at=sheet.prepared_at, prepared_by=sheet.account_id,
        case_version=case.version, prepared_until=sheet.prepared_until,
        **{name: getattr(case, name) for name in OWNERS},
    ))
    act.session.delete(sheet)
    act.session.flush()
