"""System: how the instance is doing, its plugins, powers to sign, and who did and saw what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select

from console.data.access import AccessLine
from console.data.actors import Office
from console.data.journal import JournalLine
from console.data.outbox import Job, Message
from console.data.worktime import current_version
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound
from console.plugins import discover
from console.scope import SYSTEM, Scope
from console.web import acting, casework, delegating
from console.web.access import roles
from console.web.audit import looked
from console.web.forms_view import form_key, refused
from console.web.oversight import office_name
from console.web.paging import address, page
from console.web.running import now, read, running, zone
from console.web.theme import words
from console.web.views.calendar_admin import scheme_titles
from console.work.sweeper import silent_for

bp = Blueprint("admin", __name__)
SYSTEM_ROLES = ("administrator", "integrator")
#: seconds of silence after which the worker is taken for dead
SILENT = 600


@bp.get("/admin")
@roles(*SYSTEM_ROLES)
def home() -> str:
    """Health, queues, calendar and plugins at a glance."""
    parts = running()
    with parts.store.session(SYSTEM) as session:
        queue = session.execute(
            select(Message.channel, Message.state, func.count())
            .where(Message.state.in_(("waiting", "failed")))
            .group_by(Message.channel, Message.state)
        ).all()
        waiting = {row[0]: row[1] for row in session.execute(
            select(Job.state, func.count()).where(Job.state.in_(("waiting", "running", "failed")))
            .group_by(Job.state)
        )}
        calendars = [v for s in ("5day", "6day") if (v := current_version(session, s))]
    silent = silent_for(parts.store)
    today = now().astimezone(zone()).date()
    return render_template(
        "pages/admin/home.html", queue=queue, jobs=waiting, silent=silent,
        alive=silent is not None and silent < SILENT, calendars=calendars, demo=parts.demo,
        backlog=sum(n for _c, s, n in queue if s == "waiting"),
        failed=sum(n for _c, s, n in queue if s == "failed"),
        dialect=parts.store.engine.dialect.name, today=today,
        edition=parts.catalog.law.edition_on(today), plugins=len(_plugins()),
        work=casework, schemes=scheme_titles(), inert=parts.catalog.inert(),
        keeps="administrator" in g.actor.roles,
    )


def _plugins() -> list[dict[str, Any]]:
    """Every plugin that is loaded: where it came from and what it declares."""
    catalog, dropin = running().catalog, running().settings.instance / "plugins"
    origins = {p.name: p.origin for p in discover(set(), dropin)}
    found = []
    for name, plugin in catalog.pm.list_name_plugin():
        if plugin is None:
            continue
        hooks = sorted({h.name for h in catalog.pm.get_hookcallers(plugin) or ()})
        found.append({
            "name": name, "origin": origins.get(name, getattr(plugin, "__name__", "")),
            "hooks": hooks,
            "steps": [s for s in catalog.steps.values() if s.chapter == name],
            "about": (getattr(plugin, "__doc__", "") or "").strip().split("\n")[0],
        })
    return found


@bp.get("/admin/plugins")
@roles(*SYSTEM_ROLES)
def plugins() -> str:
    """Plugins with their origin, names that point at absent ones, citations without a text."""
    catalog = running().catalog
    return render_template(
        "pages/admin/plugins.html", plugins=_plugins(), inert=catalog.inert(),
        unknown=catalog.unknown_paragraphs(), work=casework,
    )


# ---- powers to sign


@bp.route("/admin/delegations", methods=["GET", "POST"])
@roles(*delegating.HEADS, "administrator")
def delegations() -> Any:
    """Who signs for whom, from when until when and on what basis; give a power."""
    found = delegating.offices()
    code = request.values.get("office") or (found[0].code if found else "")
    office = next((o for o in found if o.code == code), None)
    if request.method == "GET":
        return _delegations(found, office, {"valid_from": _today().isoformat()})
    if office is None:
        raise NotFound()
    values = request.form.to_dict()
    account, _sep, role = values.get("from", "").partition(":")
    data = {
        "from_account": _number(account), "to_account": _number(values.get("to", "")),
        "role": role, "kind": values.get("kind", ""), "valid_from": values.get("valid_from", ""),
        "valid_to": values.get("valid_to") or None, "basis": values.get("basis", "").strip(),
    }
    try:
        acting.act("general.give_delegation", office.number, data)
    except (Invalid, Grounds, Conflict) as error:
        return _delegations(found, office, values, refused(error)), error.status
    flash(_("The power to sign is given."), "success")
    return redirect(f"/admin/delegations?office={office.code}")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _today() -> Any:
    return now().astimezone(zone()).date()


def _delegations(found: list[Any], office: Any, values: Any, refusal: Any = None) -> str:
    staff = delegating.staff(office.id, casework.role_title) if office is not None else None
    names = {"from_account": "from", "to_account": "to", "role": "from"}
    errors = {
        names.get(f, f): " ".join(words(w) for w in texts)
        for f, texts in (refusal.fields if refusal else {}).items()
    }
    return render_template(
        "pages/admin/delegations.html", offices=[(o.code, office_name(o)) for o in found],
        office=office, staff=staff, powers=delegating.powers(found), values=values,
        refusal=refusal, errors=errors, key=form_key(), work=casework, today=_today(),
        office_title=office_name(office) if office is not None else "",
    )


@bp.post("/admin/delegations/<int:number>/end")
@roles(*delegating.HEADS, "administrator")
def end_delegation(number: int) -> Any:
    """The last day of a power."""
    found = delegating.offices()
    power = next((p for p in delegating.powers(found) if p.row.id == number), None)
    if power is None:
        raise NotFound()
    office = next(o for o in found if o.id == power.row.office_id)
    data = {"delegation": number, "last_day": request.form.get("last_day", ""),
            "basis": request.form.get("basis", "").strip()}
    try:
        acting.act("general.end_delegation", office.number, data)
    except (Invalid, Grounds, Conflict) as error:
        shown = _delegations(found, office, {"valid_from": _today().isoformat()}, refused(error))
        return shown, error.status
    flash(_("The power ends after the day given."), "success")
    return redirect(f"/admin/delegations?office={office.code}")


# ---- who did and saw what


@bp.get("/admin/audit")
@roles("supervisor", *SYSTEM_ROLES)
def audit() -> str:
    """The access log or the journal of acts, newest first.

    Those who keep the system see who, when and what kind of act, but no person and no case.
    """
    which = "journal" if request.args.get("view") == "journal" else "access"
    model: Any = JournalLine if which == "journal" else AccessLine
    bare = "supervisor" not in g.actor.roles
    with running().store.session(_audit_scope()) as session:
        found = page(
            session, _audited(model), (model.id,), lambda r: (r.id,), descending=True
        )
    looked("list", f"audit {which}")
    return render_template(
        "pages/admin/audit.html", page=found, which=which, work=casework, address=address,
        kinds=access_kinds(), bare=bare, values=request.args,
    )


def access_kinds() -> dict[str, str]:
    """Kinds of access lines in words."""
    return {"view": _("looked at"), "list": _("list"), "search": _("search"),
            "export": _("export"), "share": _("share"), "refused": _("refused")}


def _audit_scope() -> Scope:
    """The supervisor's own scope; for keepers of the system the offices below their seat."""
    if "supervisor" in g.actor.roles:
        own: Scope = g.scope
        return replace(own, writes=False)
    paths = [s.path for s in g.actor.seats if s.role in SYSTEM_ROLES and s.path]
    if not paths:
        raise Forbidden(detail={"action": "general.read_audit"})
    ids = set()
    for path in paths:
        ids |= set(read().scalars(select(Office.id).where(Office.path.startswith(path))))
    return Scope(office=tuple(sorted(ids)), writes=False)


def _audited(model: Any) -> Any:
    if model is AccessLine:
        query = select(model.id, model.at, model.login, model.role, model.kind, model.what,
                       model.purpose, model.ids, model.person_id)
        kind = request.args.get("kind", "")
        if kind in access_kinds():
            query = query.where(model.kind == kind)
    else:
        query = select(model.id, model.at, model.occurred_at, model.actor, model.role, model.step,
                       model.paragraph, model.subject_number, model.from_state, model.to_state,
                       model.case_id)
    who = request.args.get("who", "").strip()[:64]
    if who:
        column: Any = model.login if model is AccessLine else model.actor
        query = query.where(column.startswith(who, autoescape=True))
    return query
