"""The portal entrance (par. 25 to 29): sign in with a digital signature, fill in, sign, follow.

1. A challenge is signed with the key for signing in; the certificate says who applies.
2. With consent the registers fill in what they hold; silent registers stop nobody.
3. The request is checked as a whole, its sheet frozen, signed, and accepted at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file
from flask_babel import gettext as _
from sqlalchemy import select

from console import openings
from console.data.actors import Office
from console.data.case import Case, Episode
from console.data.documents import RegisterAnswer
from console.data.obligations import Obligation
from console.errors import Conflict, Grounds, Invalid, NotFound, Throttled
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web import casework, eds_signin, filing, intake, outsiders, stepping
from console.web.access import public, roles
from console.web.acting import desk
from console.web.drafting import drop_draft, keep_draft
from console.web.entries import shown_entry, value_text
from console.web.forms_view import Refused, adding, form_key, form_page, refused
from console.web.headers import allow_connect
from console.web.opening import without
from console.web.running import now, running, zone
from console.web.shell import is_staff, language
from console.web.theme import moment, words
from console.web.views.sign import NCALAYER, posted_cms

bp = Blueprint("portal", __name__)
FILE, LOOK_UP = "registration.file_portal_request", "registration.look_up_own_data"
DRAFT, PREPARED = "own", 40
OWN = ("applicant", "jobseeker")
#: fields of the request the registers or the certificate answer -> name of the register's value
HELD = {"full_name": "full_name", "iin": "iin", "birth_date": "birth_date", "sex": "sex",
        "citizenship": "citizenship", "registered_address": "address"}
NEVER_ASKED = ("iin", "consent_date", "consent_signature")


@bp.get("/apply")
@public
def start() -> Any:
    """What the portal needs, and the way in; whoever is in goes on to the request."""
    if g.actor is not None and not is_staff() and g.actor.roles & set(OWN):
        return redirect("/apply/request")
    return _start()


def _start(refusal: Refused | None = None) -> str:
    allow_connect(NCALAYER)
    return render_template(
        "pages/portal/start.html", refusal=refusal, token=eds_signin.challenge(),
        keys=eds_signin.demo_keys(), chosen=request.form.get("_signer", ""), ncalayer=NCALAYER,
        fields=refusal.fields if refusal else {}, stranger=g.actor is not None,
    )


@bp.get("/apply/challenge/<token>")
@public
def challenge(token: str) -> Any:
    """The bytes of a challenge of ours, for the signing program."""
    return Response(eds_signin.content(token), mimetype="application/octet-stream",
                    headers={"Cache-Control": "no-store"})


@bp.post("/apply/identify")
@public
def identify() -> Any:
    """Who comes, by the signed challenge; then a fresh session of that account."""
    try:
        signer = eds_signin.identify(
            request.form.get("_token", ""), posted_cms(), request.form.get("_signer", "")[:64],
            request.form.get("_pin", "")[:40],
        )
    except Invalid as error:
        return _start(refused(error)), error.status
    account = eds_signin.account_of(signer)
    from console.fab.signin import start_session  # here: the framework's part

    start_session(account)
    return redirect("/apply/request")


# ---- the request
def _iin() -> str:
    own: str | None = next((s.iin for s in g.actor.seats if s.role in OWN and s.iin), None)
    if own is None:
        raise NotFound()
    return own


@bp.get("/apply/request")
@roles(*OWN)
def show() -> Any:
    """An open case first; else the consent, else the request with what the registers hold."""
    waiting = _waiting()
    if waiting is not None:
        return render_template("pages/portal/waiting.html", case=waiting, work=casework,
                               office=_office_of(waiting), result_on=_result_on(waiting))
    if _registered():  # the key opened the cabinet; there is nothing to apply for
        return redirect("/cabinet")
    if not _asked() and not request.args.get("manual"):
        return render_template("pages/portal/consent.html", key=form_key(), iin=_iin(),
                               form=running().catalog.forms["application"], refusal=None)
    return _form({})


def _waiting() -> Case | None:
    """The person's newest registration that is still open, by their own eyes."""
    with running().store.session(g.scope) as session:
        return session.scalars(
            select(Case).where(Case.kind == "registration", Case.closed_at.is_(None))
            .where(Case.state != "registered").order_by(Case.id.desc()).limit(1)
        ).first()


def _registered() -> bool:
    """Whether the account's person is on a register now."""
    with running().store.session(g.scope) as session:
        found = select(Episode.id).where(Episode.open_person_id.is_not(None)).limit(1)
        return session.scalar(found) is not None


def _office_of(case: Case) -> str:
    with running().store.session(SYSTEM) as session:
        return session.get_one(Office, case.office_id).name(language())


def _result_on(case: Case) -> Any:
    with running().store.session(g.scope) as session:
        return session.scalar(
            select(Obligation.due_on).where(Obligation.case_id == case.id)
            .where(Obligation.state == "open", Obligation.kind == "duty")
            .order_by(Obligation.due_on.desc()).limit(1)
        )


@bp.post("/apply/registers")
@roles(*OWN)
def registers() -> Any:
    """Ask the registers about oneself, with the consent just given."""
    today = now().astimezone(zone()).date().isoformat()
    data = {"iin": _iin(), "consent_on": today, "consent_channel": "eds",
            "consent_given": bool(request.form.get("consent"))}
    try:
        stepping.perform(stepping.step_of(LOOK_UP), None, data)
    except (Invalid, Grounds) as error:
        return render_template(
            "pages/portal/consent.html", key=form_key(), iin=_iin(), refusal=refused(error),
            form=running().catalog.forms["application"],
        ), error.status
    return redirect("/apply/request")


def _asked() -> list[RegisterAnswer]:
    """Today's answers of the registers to this account about its own IIN, newest first."""
    today = now().astimezone(zone()).date()
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(
            select(RegisterAnswer).where(RegisterAnswer.iin == _iin())
            .where(RegisterAnswer.asked_by == g.actor.account_id)
            .order_by(RegisterAnswer.id.desc()).limit(4)
        ).all()
    return [row for row in rows if row.asked_at.astimezone(zone()).date() == today]


def _held() -> tuple[dict[str, Any], list[RegisterAnswer]]:
    """What the registers hold, under the request's own names, and the answers themselves."""
    rows = _asked()
    answers = {row.register: row for row in reversed(rows)}
    found: dict[str, Any] = {"iin": _iin()}
    person, address = answers.get("person"), answers.get("address")
    if person is not None and person.status == "ok":
        found |= intake.identity_of(person.answer)
    if address is not None and address.status == "ok":
        found["address"] = intake.address_of(address.answer)
    return {name: found[key] for name, key in HELD.items() if found.get(key)}, rows


def _identity_document(rows: list[RegisterAnswer]) -> dict[str, Any]:
    """The identity document as the person register holds it, to start the form with (par. 28)."""
    answer = next((r.answer for r in rows if r.register == "person" and r.status == "ok"), {})
    names = {"document_number": "identity_document_number",
             "document_issued_by": "identity_document_issuer",
             "document_issued_on": "identity_document_issued_on",
             "document_valid_until": "identity_document_valid_until"}
    return {ours: answer[theirs] for theirs, ours in names.items() if answer.get(theirs)}


def _form(values: Mapping[str, Any], refusal: Refused | None = None) -> str:
    form = running().catalog.forms["portal_request"]
    fixed, rows = _held()
    given = {"language": language(), **_identity_document(rows), **values, **fixed}
    page = form_page(form, given, refusal.fields if refusal else {}, draft=DRAFT,
                     filled_by=outsiders.OUTSIDER)
    return render_template(
        "pages/portal/request.html", page=without(page, NEVER_ASKED), refusal=refusal,
        key=form_key(), fixed=_shown(fixed), skip=sorted(fixed),
        silent=bool(rows) and "registered_address" not in fixed, districts=_districts(),
        district=request.form.get("_district", ""), source=_source(rows),
    )


def _shown(fixed: Mapping[str, Any]) -> list[tuple[str, str]]:
    form = running().catalog.forms["portal_request"]
    return [(words(spec.label), value_text(spec, fixed[spec.key]))
            for spec in form.fields() if spec.key in fixed]


def _source(rows: list[RegisterAnswer]) -> str:
    good = next((r for r in rows if r.status == "ok"), None)
    if good is None:
        return ""
    named = _("simulated state register") if good.source == "simulator" else _("state register")
    return f"{named}, {moment(good.answered_at)}"


def _districts() -> list[tuple[str, str]]:
    """(KATO, center) for whoever types the address: nobody knows the codes by heart."""
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(select(Office).where(Office.kind == "center").order_by(Office.code))
        return [(row.kato, row.name(language())) for row in rows if row.kato][:400]


@bp.post("/apply/request")
@roles(*OWN)
def prepare() -> Any:
    """Check the whole request, freeze its sheet and go on to the signature."""
    form = running().catalog.forms["portal_request"]
    data = outsiders.given(form)
    fixed, _rows = _held()
    data |= fixed | {"consent_date": now().astimezone(zone()).date().isoformat()}
    district = request.form.get("_district", "")
    address = data.get("registered_address")
    if isinstance(address, dict) and district.isdigit() and not address.get("kato"):
        data["registered_address"] = {**address, "kato": district[:9]}
    if adding():
        return _form(data)
    _count()
    try:
        number = openings.prepare(desk(), FILE, g.actor, g.scope, now(), data)
    except (Invalid, Grounds, Conflict) as error:
        return _form(data, refused(error, form)), error.status
    keep_draft(form.name, DRAFT, request.form.to_dict(flat=False))
    return redirect(f"/apply/sign/{number}")


def _count() -> None:
    """Drawing a sheet is work: an account prepares a limited number in five minutes."""
    parts = running()
    counters = Throttle(parts.store, parts.settings.secret_key)
    if counters.hit("portal-prepare", str(g.actor.account_id)) > PREPARED:
        raise Throttled()


# ---- the signature
@bp.get("/apply/sign/<number>")
@roles(*OWN)
def sheet(number: str) -> Any:
    """The frozen request shown back, and the signature form."""
    return _signing(number)


def _signing(number: str, refusal: Refused | None = None) -> str:
    kept = openings.frozen(desk(), number, g.actor, now())
    allow_connect(NCALAYER)
    fields = refusal.fields if refusal else {}
    return render_template(
        "pages/portal/sign.html", kept=kept, refusal=refusal, key=form_key(), ncalayer=NCALAYER,
        demo=running().demo, consent=_consent(kept), answers=shown_entry(
            kept.form, {k: v for k, v in kept.payload.items() if k != "consent_text"}),
        pin_fault=fields.get("pin"), cms_fault=fields.get("_cms_file"),
        step=running().catalog.steps[FILE],
    )


def _consent(kept: openings.Frozen) -> str:
    """The consent of annex 1.1 as the sheet prints it."""
    form = running().catalog.forms[kept.form]
    return next(words(field.label) for field in form.fields() if field.key == "consent_text")


@bp.get("/apply/sheet/<number>.pdf")
@roles(*OWN)
def pdf(number: str) -> Any:
    """The very bytes to be signed; the applicant's own only."""
    kept = openings.frozen(desk(), number, g.actor, now())
    return send_file(BytesIO(kept.pdf), mimetype="application/pdf", as_attachment=True,
                     download_name=f"{kept.form}-{number}.pdf", max_age=0)


@bp.post("/apply/sign/<number>")
@roles(*OWN)
def sign(number: str) -> Any:
    """Verify the signature over the frozen sheet; the case opens with it."""
    form = running().catalog.forms["portal_request"]
    try:
        kept = openings.frozen(desk(), number, g.actor, now())
    except NotFound:
        if _waiting() is not None:  # the button was pressed twice
            return redirect("/cabinet")
        raise
    try:
        cms, method = posted_cms(), "eds_cms"
        if cms is None:
            method = "demo"
            cms = eds_signin.demo_signature(_iin(), request.form.get("_pin", ""), kept.pdf)
        outcome = openings.sign(
            desk(), FILE, g.actor, g.scope, now(), sheet=number, cms=cms, method=method,
            key=form_key(),
        )
    except (Invalid, Grounds, Conflict) as error:
        return _signing(number, refused(error, form)), error.status
    filing.attach(filing.numbers_in(form, kept.payload), outcome.number)
    drop_draft(form.name, DRAFT)
    due = next((s["due_on"] for s in outcome.started if s["deadline"] == "D-02"), "")
    flash(_("Your request is accepted, No. %(number)s. The result comes here by %(day)s.",
            number=outcome.number, day=".".join(reversed(due.split("-")))), "success")
    return redirect("/cabinet")
