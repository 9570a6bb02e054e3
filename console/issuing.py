"""Documents given without signature: drawn before the transaction, kept inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from console.data.base import public_number
from console.data.documents import Document
from console.errors import Conflict
from forms.document import render_pdf

if TYPE_CHECKING:
    from console.act import Act

OWNERS = ("person_id", "employer_id", "office_id", "authority_id", "village_id")


@dataclass(frozen=True)
class Rendered:
    """A drawn document: its form, number, values as drawn, and bytes."""

    form: str
    number: str
    verify_code: str
    data: Mapping[str, Any]
    pdf: bytes


def render_issues(act: Act) -> list[Rendered]:
    """Draw the unsigned documents of a step (no transaction is open)."""
    made = []
    for issue in act.step.issues:
        form = act.catalog.forms[issue.form]
        number, data = public_number("N", 8), issue.data(act)
        pdf = render_pdf(form, data, lang=language_of(act), number=number, issued_on=act.today)
        made.append(Rendered(issue.form, number, public_number("", 15), data, pdf))
    return made


def keep_issues(act: Act, rendered: list[Rendered]) -> None:
    """Keep what was drawn, provided the facts it printed still hold."""
    for issue, drawn in zip(act.step.issues, rendered, strict=False):
        if issue.data(act) != drawn.data:
            raise Conflict()
        document = Document(
            number=drawn.number,
            verify_code=drawn.verify_code,
            form=drawn.form,
            form_version=act.catalog.forms[drawn.form].version,
            step=act.step.name,
            case_id=act.case.id,
            state="issued",
            data=dict(drawn.data),
            language=language_of(act),
            issued_on=act.today,
            pdf=drawn.pdf,
            sha256=hashlib.sha256(drawn.pdf).hexdigest(),
            prepared_at=act.now,
            prepared_by=act.actor.account_id,
            case_version=act.case.version,
            **{name: getattr(act.case, name) for name in OWNERS},
        )
        act.session.add(document)
        act.documents.append(document)


def language_of(act: Act) -> str:
    """The language the person or employer chose; Kazakh otherwise."""
    for who in ("person", "employer"):
        if getattr(act.subject, f"{who}_id", None):
            return str(getattr(act, who).language)
    return str(act.data.get("language", "kk"))
