"""Content types: what the console keeps beside cases, and the public vacancies among them.

``GET`` lists and shows, ``POST`` creates, ``PUT`` edits the version named in ``If-Match``,
``DELETE`` archives (nothing is ever deleted), revisions stay to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, json

from console.api import basics, people
from console.api.cases import perform, stale
from console.content_types import STATES
from console.errors import Conflict, Forbidden
from console.web import contents
from console.web.access import public, signed_in
from console.web.audit import looked
from console.web.contents import Item
from console.web.running import close_read, running
from console.web.theme import words
from forms.model import Form

bp = basics.blueprint("api_contents", f"{basics.ROOT}/content")
PUBLIC_TYPE = "vacancy"


def _reading(name: str) -> Form:
    """The type, if the caller may read any of it."""
    form = contents.type_of(name)
    if g.actor is None and not form.publish:
        basics.sign_in()
    return form


@bp.get("/<name>")
@public
def items(name: str) -> Response:
    """Items of a type; open types answer visitors, others ask for a token."""
    if name == PUBLIC_TYPE:
        found: Response = people.vacancies()
        return found
    form = _reading(name)
    if contents.personal(form):
        contents.require_manager(form)
    given = basics.arguments("state", "q", "after", "limit")
    model, (column, kind) = contents.model_of(form), contents.order(form)
    query = contents.selected(form)
    state = basics.one_of(given, "state", STATES)
    if state:
        query = query.where(model.state == state)
    if given.get("q", "").strip():
        query = query.where(contents.searching(form, given["q"]))
    counted = query.with_only_columns(model.id)
    response, rows = basics.listed(
        query, (column, model.id), (kind, int), lambda r: (getattr(r[0], column.key), r[0].id),
        None, given, count=counted, rows_to=lambda rows: _rows(form, rows),
    )
    if contents.personal(form):
        looked("list", f"content {name}", ids=[r[0].id for r in rows])
    return response


def _rows(form: Form, rows: Sequence[Any]) -> list[dict[str, Any]]:
    found = contents.items(form, [row[0] for row in rows])
    return [_item(form, item, listed=True) for item in found]


def _item(form: Form, item: Item, *, listed: bool = False) -> dict[str, Any]:
    data = contents.masked(form, item.data) if listed else dict(item.data)
    return {
        "type": form.name, "number": item.number, "state": item.state, "version": item.version,
        "state_text": words(contents.state_words(item.state)), "title": item.title,
        "data": data, "changed_at": basics.iso(item.changed_at),
        "href": f"{basics.ROOT}/content/{form.name}/{item.number}",
    }


def _load(form: Form, number: str) -> Item:
    return contents.load(form, basics.number_of(number))


@bp.get("/<name>/<number>")
@public
def item(name: str, number: str) -> Response:
    """One item with all its values and what the caller may do to it."""
    if name == PUBLIC_TYPE:
        shown: Response = people.vacancy(number)
        return shown
    basics.arguments()
    form = _reading(name)
    found = _load(form, number)
    if contents.personal(form):
        looked("view", f"content {name} {number}")
    out = _item(form, found) | {"allowed": contents.allowed(form, found)}
    return basics.answer(out, version=found.version)


@bp.get("/<name>/<number>/revisions")
@signed_in
def revisions(name: str, number: str) -> Response:
    """Every revision of an item, newest first; for those who keep the type."""
    basics.arguments()
    form = contents.type_of(name)
    found = _load(form, number)
    contents.require_manager(form)
    if contents.personal(form):
        looked("view", f"revisions of {name} {number}")
    rows = [
        {"revision": r.number, "data": r.data, "form_version": r.form_version,
         "at": basics.iso(r.at), "by": r.by} for r in contents.revisions(form, found)
    ]
    return basics.answer({"number": found.number, "items": rows}, version=found.version)


# ---- changing


@bp.post("/<name>")
@signed_in
def create(name: str) -> Response:
    """A new item out of ``data``."""
    basics.arguments()
    form = contents.type_of(name)
    contents.require_manager(form)
    step = contents.step_of(form, "create")
    outcome = perform(step, None, basics.body("data", required=("data",)))
    return _done(form, outcome.number, outcome, 200 if outcome.repeated else 201)


@bp.put("/<name>/<number>")
@signed_in
def edit(name: str, number: str) -> Response:
    """The next revision of an item; ``If-Match`` names the version it replaces."""
    return _change(name, number, "edit", required=True)


@bp.delete("/<name>/<number>")
@signed_in
def archive(name: str, number: str) -> Response:
    """Archive an item. It stays, with all its revisions."""
    return _change(name, number, "archive", required=True)


@bp.post("/<name>/<number>/publish")
@signed_in
def publish(name: str, number: str) -> Response:
    """Publish a draft, or an archived item again."""
    return _change(name, number, "publish", required=False)


def _change(name: str, number: str, verb: str, *, required: bool) -> Response:
    basics.arguments()
    form = contents.type_of(name)
    found = _load(form, number)
    contents.require_manager(form)
    if not _own(form, found):
        raise Forbidden(detail={"action": form.action})
    given = basics.body("data", required=("data",)) if verb == "edit" else basics.body()
    seen = basics.seen_version(required=required)
    key = basics.idempotency_key()
    if seen is not None and seen != found.version and key is None:
        return _stale(form, found, seen)
    try:
        outcome = perform(contents.step_of(form, verb), found.row, given, version=seen)
    except Conflict as error:
        if "yours" in error.detail:
            return _stale(form, _fresh(form, number), int(error.detail["yours"]))
        raise
    return _done(form, outcome.number, outcome, 200)


def _own(form: Form, found: Item) -> bool:
    return g.actor.seat_for(running().catalog.actions[form.action], found.row) is not None


def _fresh(form: Form, number: str) -> Item:
    close_read()
    return _load(form, number)


def _stale(form: Form, found: Item, seen: int) -> Response:
    """Both versions, so that the caller can show what differs before trying again."""
    response = basics.refusal(stale(seen, found.row))  # type: ignore[arg-type]
    out = response.get_json()
    earlier = next((r for r in contents.revisions(form, found) if r.version <= seen), None)
    out["current"] = _item(form, found)
    out["seen"] = dict(earlier.data) if earlier else None
    response.set_data(json.dumps(out))
    return response


def _done(form: Form, number: str, outcome: Any, status: int) -> Response:
    found = _fresh(form, number)
    out = _item(form, found) | {"repeated": outcome.repeated}
    address = out["href"] if status == 201 else ""
    return basics.answer(out, status, version=found.version, location=address)
