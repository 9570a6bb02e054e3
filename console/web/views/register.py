"""The registration wizard: who, what the registers say, the set of documents, the result.

1. IIN and consent -> registers are asked, or the data are typed where they do not answer.
2. The application with its documents -> accepted, or acceptance refused (annex 1, row 9).
3. The employment card -> category with its reasons -> registration or refusal proposed.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from console.data.actors import Card
from console.errors import Conflict, Forbidden, Grounds, Invalid
from console.process import Outcome
from console.web import casework, onward, stepping
from console.web.access import signed_in
from console.web.audit import looked
from console.web.drafting import drop_draft
from console.web.entries import value_text
from console.web.forms_view import (
    Refused,
    adding,
    controls_of,
    form_key,
    form_page,
    posted,
    refused,
)
from console.web.intake import Known, count_question, counted, known_of, open_elsewhere
from console.web.register_roles import intake_step, may
from console.web.running import now, read, running, zone
from console.web.theme import moment, words
from forms.iin import MESSAGES, validate_iin

bp = Blueprint("register", __name__)


@bp.app_template_global("hidden_keys")
def hidden_keys(names: dict[str, str]) -> list[str]:
    """Fields whose controls are hidden: ``full_name`` for ``full_name.surname``."""
    return sorted({name.split(".", 1)[0] for name in names})


ASK, REPEAT = "registration.ask_register", "registration.repeat_query"
REFUSE, FILL = "registration.refuse_acceptance", "registration.fill_card"
DRAFT = "new"
IDENTITY = ("full_name", "iin", "birth_date", "sex", "citizenship", "address")


def _entitled() -> str:
    """The step that takes in an application for this reader; 403 for those who take in none."""
    casework.require_staff()
    step = intake_step()
    if not step:
        raise Forbidden()
    return step


@bp.get("/register/new")
@signed_in
def new() -> Any:
    """First the question to the registers; then the application, prefilled or by hand."""
    _entitled()
    number = request.args.get("query", "")
    if number:
        known = _known(number)
        return _application(known)
    if request.args.get("manual") or not may(ASK):
        return _application(None)
    return _first({"consent_on": now().astimezone(zone()).date().isoformat()})


def _known(number: str) -> Known:
    case = casework.load_case(number)
    if case.kind != "register_query":
        raise Invalid()
    looked("view", f"register answers {number}", person_id=case.person_id)
    return known_of(case)


def _first(values: dict[str, Any], refusal: Refused | None = None) -> str:
    form = running().catalog.forms["register_query"]
    return render_template(
        "pages/register/who.html", refusal=refusal, key=form_key(), check_iin="iin",
        page=form_page(form, values, refusal.fields if refusal else {}),
    )


@bp.post("/register/ask")
@signed_in
def ask() -> Any:
    """Ask the registers with recorded consent, or ask again after silence."""
    _entitled()
    number = request.form.get("query", "")
    if number:
        case = casework.load_case(number)
        step = stepping.step_of(REPEAT, case)
        data = stepping.default_values(step, case)
    else:
        case, step = None, stepping.step_of(ASK)
        data = posted(running().catalog.forms["register_query"])
        data.setdefault("iin", "")
    try:
        outcome = stepping.perform(step, case, data)
    except (Invalid, Grounds, Conflict) as error:
        return _first(data, refused(error)), error.status
    return redirect(url_for("register.new", query=outcome.number))


@bp.post("/register/check")
@signed_in
def check() -> Any:
    """On the twelfth digit: checksum and open registrations only. Office and date, no names."""
    _entitled()
    iin = request.form.get("iin", "").replace(" ", "")[:40]
    found = validate_iin(iin)
    if not found.ok:
        return jsonify(text=words(MESSAGES[found.blocks[0]]), tone="")
    count_question()
    other = open_elsewhere(iin)
    if other is None:
        text = " ".join([_("The number is right; no open registration was found."),
                         *(words(MESSAGES[w]) for w in found.warnings)])
        return jsonify(text=text, tone="ok" if not found.warnings else "")
    told = (
        _("On the register at %(office)s since %(day)s.") if other.registered
        else _("An application is being considered at %(office)s since %(day)s.")
    )
    return jsonify(text=told % {"office": other.office, "day": moment(other.on)[:10]}, tone="")


@bp.post("/register/new")
@signed_in
def take() -> Any:
    """Accept the application, refuse acceptance, or add a row to the set of documents."""
    accept = _entitled()
    form = running().catalog.forms["application"]
    data = posted(form)
    number = request.form.get("query", "")
    known = _known(number) if number else None
    if adding():
        return _application(known, data)
    refusing = request.form.get("_act") == "refuse"
    step = stepping.step_of(REFUSE if refusing else accept)
    payload = _incomplete(data) if refusing else data
    try:
        with counted(step.name):
            outcome = stepping.perform(step, None, payload)
    except (Invalid, Grounds, Conflict) as error:
        return _application(known, data, refused(error, form), refusing), error.status
    drop_draft(form.name, DRAFT)
    stepping.tell(outcome)
    return redirect(_onward(outcome, refusing))


def _onward(outcome: Outcome, refusing: bool) -> str:
    if not refusing and may(FILL) and outcome.state == "received":
        return f"/cases/{outcome.number}/steps/{FILL}"
    return f"/cases/{outcome.number}"


def _incomplete(data: dict[str, Any]) -> dict[str, Any]:
    """The application as the form of row 9: who came, and with which documents."""
    rows = [
        {k: row[k] for k in ("kind", "document_number", "valid_until") if row.get(k)}
        for row in data.get("documents", []) if isinstance(row, dict)
    ]
    kept = {k: data[k] for k in ("full_name", "iin", "birth_date", "language") if data.get(k)}
    note = request.form.get("_note", "").strip()
    if note:
        kept["note"] = note
    return {**kept, "documents": [{"kind": "application"}, *rows]}


def _application(
    known: Known | None, values: dict[str, Any] | None = None, refusal: Refused | None = None,
    refusing: bool = False,
) -> str:
    form = running().catalog.forms["application"]
    today = now().astimezone(zone()).date().isoformat()
    given = values
    if given is None:
        given = {"application_date": today, "consent_date": today, "language": "kk",
                 "documents": [{"kind": "identity_document"}]}
        given |= dict(known.values) if known else {}
    fixed = {k: v for k, v in (known.values if known else {}).items() if k in IDENTITY}
    if request.values.get("edit") or (refusal and set(fixed) & {f.split(".")[0]
                                                                for f in refusal.fields}):
        fixed = {}
    page = form_page(form, given, refusal.fields if refusal else {},
                     draft="" if known else DRAFT)
    return render_template(
        "pages/register/application.html", page=page, known=known, key=form_key(),
        refusal=refusal, refusing=refusing, check_iin="iin", fixed=_shown(fixed),
        hidden=controls_of(fixed),
        may_ask=may(ASK), edit=request.values.get("edit", ""),
        note=request.form.get("_note", ""), may_refuse=may(REFUSE),
        row_nine=bool(refusal and any(r["paragraph"] in ("annex-1", "6")
                                      for r in refusal.grounds)),
    )


def _shown(fixed: dict[str, Any]) -> list[tuple[str, str]]:
    form = running().catalog.forms["application"]
    return [
        (words(spec.label), value_text(spec, fixed[spec.key]))
        for spec in form.fields() if spec.key in fixed
    ]


@bp.get("/cases/<number>/category")
@signed_in
def category(number: str) -> Any:
    """The category with every reason, what would change it, and the way to disagree (par. 11)."""
    casework.require_staff()
    case = casework.load_case(number)
    looked("view", f"category of {number}", person_id=case.person_id)
    card = read().query(Card).filter(Card.person_id == case.person_id).first()
    if card is None or not card.category_detail:
        flash(_("The employment card is not filled in yet."), "info")
        return redirect(f"/cases/{case.number}")
    return render_template(
        "pages/register/category.html", case=case, heading=casework.heading(case),
        detail=card.category_detail, options=onward.options(case),
    )
