"""People outside offices: their own rows, and acts as forms they check before they send.

Their acts go through perform() like anybody's. A form is shown, checked by its own rules and the
Rules without writing, shown back as answers, and only then performed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from console import steps
from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.documents import Document
from console.data.mediation import Vacancy
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound, Refusal
from console.process import Outcome
from console.scope import SYSTEM
from console.web import casework, stepping
from console.web.acting import desk, sms_signing
from console.web.entries import shown_entry
from console.web.forms_view import (
    Refused,
    adding,
    dictionaries,
    form_key,
    form_page,
    posted,
    refused,
)
from console.web.headers import allow_connect
from console.web.opening import without
from console.web.running import now, read, running, today
from console.web.views.sign import NCALAYER, posted_cms
from forms.model import Form
from forms.schema import check

OUTSIDER = frozenset({"person"})


def own_person() -> Person:
    """The person the reader's account belongs to; NotFound for an account without one."""
    key = next((s.person_id for s in g.actor.seats if s.person_id), None)
    row = read().scalars(select(Person).where(Person.id == key)).one_or_none() if key else None
    if row is None:
        raise NotFound()
    return row


def own_employer() -> Employer:
    """The employer the reader's account belongs to; NotFound for an account without one."""
    key = next((s.employer_id for s in g.actor.seats if s.employer_id), None)
    row = read().scalars(select(Employer).where(Employer.id == key)).one_or_none() if key else None
    if row is None:
        raise NotFound()
    return row


def own_case(number: str, kind: str, by: str = "person") -> Case:
    """A case of the reader's own by number and kind; NotFound otherwise.

    ``by`` says as whom: person, employer or office. An account with several seats reaches through
    the cabinet only what is the person's.
    """
    owner = getattr(Case, f"{by}_id")
    row = read().scalars(
        select(Case).where(Case.number == number, Case.kind == kind)
        .where(owner.in_(g.scope.ids(by)))
        .options(joinedload(Case.person), joinedload(Case.employer))
    ).unique().one_or_none()
    if row is None:
        raise NotFound()
    return row


def vacancies_by_id(keys: Sequence[int]) -> dict[int, Any]:
    """Vacancies of the reader's own offers by key, closed ones too: the offer names them."""
    if not keys:
        return {}
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(select(Vacancy).where(Vacancy.id.in_(set(keys)))).all()
    return {row.id: row for row in rows}


def may(step_name: str, case: Case) -> bool:
    """Whether the reader may take the step from where the case stands."""
    step = running().catalog.steps.get(step_name)
    if step is None or case.state not in step.frm or not g.scope.writes:
        return False
    return g.actor.seat_for(running().catalog.action(step), case) is not None


def given(form: Form | None) -> dict[str, Any]:
    """What the browser sent, without the blanks that only an office fills in."""
    data = posted(form)
    if form is None:
        return data
    closed = {f.key for s in form.sections for f in s.fields if f.filled_by != "person"}
    return {key: value for key, value in data.items() if key not in closed}


def asked(step: Step, case: Case | None, data: Mapping[str, Any]) -> Refusal | None:
    """The refusal the act would meet now, without performing it."""
    parts = running()
    form = parts.catalog.forms.get(step.form or "")
    clean: Mapping[str, Any] = data
    if form is not None:
        clean, problems = check(form, data, lookup=dictionaries(), today=today())
        if problems:
            return Invalid(fields=problems)
    with parts.store.session(SYSTEM) as session:
        act = parts.process.reading_act(
            session, step, case.number if case else None, g.actor, g.scope, now(), clean
        )
        found = steps.grounds(act)
    return Grounds(grounds=found) if found else None


def carried(form: Form, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The posted controls as hidden fields of the next page; files by the number they got."""
    names = [n for n in request.form if not n.startswith("_") and n != "csrf_token"]
    pairs = [(name, value) for name in names for value in request.form.getlist(name)]
    known = {name for name, _value in pairs}
    files = [f.key for s in form.sections if not s.repeat for f in s.fields if f.type == "file"]
    return pairs + [(k, str(data[k])) for k in files if data.get(k) and k not in known]


@dataclass(frozen=True)
class Flow:
    """One act as pages. ``checked``: answers are shown back before they are sent.

    ``side`` is a template shown beside the form; ``done(outcome)`` the address afterwards;
    ``hide`` names controls this act does not need; ``extra`` values the page itself gives,
    whatever was posted; ``known`` says those of them the person should see: (label, value).
    ``action`` is where the form goes when its address carries more than the path.
    """

    step: Step
    case: Case | None
    back: tuple[str, str]
    done: Callable[[Outcome], str]
    title: str = ""
    lead: str = ""
    send: str = ""
    draft: str = ""
    checked: bool = False
    side: str = ""
    values: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] | None = None
    more: Mapping[str, Any] | None = None
    hide: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    tell: bool = True
    action: str = ""

    @property
    def form(self) -> Form | None:
        """The declared form of the step."""
        return running().catalog.forms.get(self.step.form or "")


def run(flow: Flow) -> Any:
    """The pages of a flow for this request: form, answers, act."""
    case = flow.case
    if case is not None and case.state not in flow.step.frm:
        flash(_("This has been answered already, or it is no longer possible."), "info")
        return redirect(flow.back[0])
    if case is not None and not may(flow.step.name, case):
        raise Forbidden(detail={"action": flow.step.action})
    if request.method != "POST":
        return _form(flow, {**stepping.default_values(flow.step, case), **(flow.values or {})})
    data = given(flow.form)
    if adding() or request.form.get("_back"):
        return _form(flow, data)
    data |= dict(flow.extra or {})
    if flow.checked and not request.form.get("_confirmed"):
        refusal = asked(flow.step, case, data)
        if refusal is not None:
            return _form(flow, data, refused(refusal)), refusal.status
        return _answers(flow, data)
    try:
        outcome = stepping.perform(flow.step, case, data, draft=flow.draft)
    except (Invalid, Grounds, Conflict) as error:
        return _form(flow, data, refused(error)), error.status
    if flow.tell:
        stepping.tell(outcome)
    return redirect(flow.done(outcome))


def _form(flow: Flow, values: Mapping[str, Any], refusal: Refused | None = None) -> str:
    fields = refusal.fields if refusal else {}
    form = flow.form
    page = form_page(form, values, fields, draft=flow.draft, filled_by=OUTSIDER) if form else None
    page = without(page, flow.hide) if page else None
    return render_template(
        "pages/outside/act.html", flow=flow, page=page, refusal=refusal, key=form_key(),
        title=flow.title or casework.step_title(flow.step.name), step=flow.step,
        send=flow.send or casework.step_title(flow.step.name),
    )


def _answers(flow: Flow, data: Mapping[str, Any]) -> str:
    form = flow.form
    assert form is not None
    clean, _problems = check(form, data, lookup=dictionaries(), today=today())
    return render_template(
        "pages/outside/answers.html", flow=flow, step=flow.step, key=form_key(),
        title=flow.title or casework.step_title(flow.step.name),
        send=flow.send or casework.step_title(flow.step.name),
        answers=shown_entry(form.name, clean), hidden=carried(form, data),
    )


def sign(step: Step, case: Case, back: tuple[str, str]) -> Any:
    """The signing pages of somebody outside an office: prepare, then sign over the bytes."""
    if case.state not in step.frm:
        flash(_("This has been answered already, or it is no longer possible."), "info")
        return redirect(back[0])
    if not may(step.name, case):
        raise Forbidden(detail={"action": step.action})
    if request.method != "POST":
        return _signing(step, case, back)
    try:
        if request.form.get("_prepare"):
            made = desk().prepare(step.name, case.number, g.actor, g.scope, now(), {})
            return redirect(f"{request.path}?document={made.number}")
        document = request.form.get("_document", "")
        if request.form.get("_send_code"):
            phone = desk().send_code(step.name, case.number, g.actor, g.scope, now(), document)
            flash(_("A code was sent to %(phone)s. It serves five minutes.", phone=phone), "info")
            return redirect(f"{request.path}?document={document}")
        outcome = desk().sign(
            step.name, case.number, g.actor, g.scope, now(), cms=posted_cms(), document=document,
            pin=request.form.get("_pin") or None, code=request.form.get("_code") or None,
            payload={}, key=form_key(),
        )
    except (Invalid, Grounds, Conflict) as error:
        return _signing(step, case, back, refused(error)), error.status
    stepping.tell(outcome)
    return redirect(back[0])


def _signing(
    step: Step, case: Case, back: tuple[str, str], refusal: Refused | None = None
) -> str:
    number = request.form.get("_document", "") or request.args.get("document", "")
    paper = read().execute(
        select(Document.number, Document.sha256, Document.form).where(
            Document.case_id == case.id, Document.number == number,
            Document.state.in_(("prepared", "signed")),
        )
    ).first() if number else None
    if paper is not None:
        allow_connect(NCALAYER)
    fields = refusal.fields if refusal else {}
    return render_template(
        "pages/outside/sign.html", step=step, case=case, back=back, paper=paper, refusal=refusal,
        title=casework.step_title(step.name), key=form_key(), ncalayer=NCALAYER,
        demo=running().demo, pin_fault=fields.get("pin"), cms_fault=fields.get("_cms_file"),
        sms=sms_signing(), code_fault=fields.get("code"),
    )
