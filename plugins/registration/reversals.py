"""A refusal of registration that its own body reversed: the application is to be decided anew.

Par. 46: a granted complaint obliges the center to reverse; par. 8 then has no refusal any more.
"""

from __future__ import annotations

from sqlalchemy import select

from console.act import Act
from console.data.case import Case
from console.data.documents import Document
from console.declare import Step
from plugins.registration.effects import after_return


def reversed_refusal(cause: Act) -> Case | None:
    """The case whose refusal (annex 2) the causing act reversed."""
    number = cause.facts.get("reversed_number")
    row = cause.session.scalars(
        select(Document).where(Document.number == number, Document.form == "refusal_notice")
    ).one_or_none()
    return cause.session.get(Case, row.case_id) if row is not None else None


def still_refused(act: Act) -> bool:
    """Whoever was registered meanwhile by another application stays what they are."""
    return act.person.state == "refused"


def reopen(act: Act) -> None:
    """The person applies again, with the documents of that day."""
    act.person.state = "applicant"
    act.keep(reversed_by=act.cause.case.number if act.cause else "")


STEPS = (
    Step(
        "registration.reopen_after_reversal", "8", "registration",
        {"kk": "Күші жойылған бас тартудан кейін қайта қарау",
         "ru": "Рассмотреть снова после отмены отказа",
         "en": "Consider again after a reversed refusal"},
        frm=("refused",), to=after_return, after=("complaints.issue_reversal",),
        target=reversed_refusal, when=still_refused, do=(reopen,),
    ),
)
