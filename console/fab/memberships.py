"""``/admin/users/<id>/memberships``: the administrator gives and ends roles of an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Office
from console.errors import NotFound, Refusal
from console.fab import seats
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from console.web.running import now, read, running, zone
from console.web.theme import words

SUGGESTED = 300


class MembershipView(BaseView):
    """Give a role, end a role; what was stays to be seen."""

    route_base = "/admin/users/<int:account>/memberships"
    default_view = "show"

    @expose("", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def show(self, account: int) -> Any:
        user = read().get(ConsoleUser, account) or abort(404)
        if request.method != "POST":
            return self._page(user, {}, {"valid_from": _today().isoformat()})
        errors = self._grant(user.id)
        if errors:
            return self._page(user, errors, request.form), 422
        flash(_("The role is given."), "success")
        return redirect(url_for("MembershipView.show", account=user.id))

    @expose("/<int:membership>/end", methods=["POST"])
    @has_access
    @permission_name("edit")
    def end(self, account: int, membership: int) -> Any:
        user = read().get(ConsoleUser, account) or abort(404)
        last = _day("last_day", errors := {})
        if last is not None:
            basis = request.form.get("basis", "")
            try:
                seats.end(running().store, account, membership, last, basis, g.actor)
            except NotFound:
                abort(404)
            except Refusal as refusal:
                errors = _texts(refusal)
        if errors:
            flash(" ".join(errors.values()), "danger")
        else:
            flash(_("The role ends after the day given."), "success")
        return redirect(url_for("MembershipView.show", account=user.id))

    def _grant(self, account: int) -> dict[str, str]:
        """Errors by field, {} when the membership was written."""
        errors: dict[str, str] = {}
        first, last = _day("valid_from", errors), _day("valid_to", errors, optional=True)
        if errors or first is None:
            return errors
        form = request.form
        try:
            seats.grant(
                running().store,
                running().catalog,
                account,
                form.get("role", ""),
                form.get("place", ""),
                valid_from=first,
                valid_to=last,
                basis=form.get("basis", ""),
                title=form.get("title", "")[:200],
                iin=form.get("iin", "").strip()[:12],
                actor=g.actor,
            )
        except Refusal as refusal:
            errors = _texts(refusal)
        return errors

    def _page(self, user: Any, errors: dict[str, str], values: Any) -> Any:
        # an administrator's own scope holds no person and no employer: only their names are shown
        with running().store.session(SYSTEM) as session:
            rows = seats.of_account(session, user.id)
            session.expunge_all()
        offices = read().scalars(select(Office).order_by(Office.code).limit(SUGGESTED)).all()
        return self.render_template(
            "appbuilder/general/security/memberships.html",
            title=_("Roles of %(name)s", name=user.username),
            user=user,
            rows=rows,
            roles=running().catalog.roles,
            offices=offices,
            errors=errors,
            values=values,
            today=_today(),
        )


def _today() -> date:
    return now().astimezone(zone()).date()


def _day(name: str, errors: dict[str, str], *, optional: bool = False) -> date | None:
    text = request.form.get(name, "").strip()
    if optional and not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[name] = _("Enter a day.")
        return None


def _texts(refusal: Refusal) -> dict[str, str]:
    fields = {name: " ".join(words(w) for w in texts) for name, texts in refusal.fields.items()}
    return fields or {"role": words(refusal.title)}
