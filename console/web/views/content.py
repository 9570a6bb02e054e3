"""Content types for those who keep them: lists, forms, revisions, dictionaries, Excel.

What a type is comes from its form alone; a plugin's own type appears here without a page of its.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file
from flask_babel import gettext as _

from console.content_types import STATES
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound, Refusal
from console.exchange.columns import MOST_EXPORTED, OWN_LABELS, columns_of
from console.exchange.importing import Import, Row, wrong
from console.exchange.safety import LARGEST_FILE
from console.web import acting, contents
from console.web.access import signed_in
from console.web.audit import looked
from console.web.contents import Item
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
from console.web.paging import address, capped, page
from console.web.running import now, read, running
from console.web.shell import language
from console.web.theme import words
from forms.dictionaries import shipped
from forms.model import Form

bp = Blueprint("content", __name__, url_prefix="/admin")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows of one import by a page; longer files go through the command line
MOST_IMPORTED = 1000
SHOWN = 100


def _kept(name: str) -> Form:
    """A type the reader keeps; 404 for no type, 403 for another's."""
    form = contents.type_of(name)
    contents.require_manager(form)
    return form


def _types() -> list[Form]:
    return [form for form in contents.types().values() if contents.manages(form)]


@bp.get("/content")
@signed_in
def types() -> str:
    """The types the reader keeps."""
    kept = _types()
    if not kept:
        raise Forbidden()
    return render_template("pages/content/types.html", types=kept)


# ---- dictionaries
@bp.get("/dictionaries")
@signed_in
def all_dictionaries() -> str:
    """Every dictionary that forms choose from, and who may add to them."""
    form = _kept("dictionary_entry")
    uses: dict[str, int] = {}
    for one in running().catalog.forms.values():
        for name in one.dictionaries():
            uses[name] = uses.get(name, 0) + 1
    rows = [(name, words(d.title), len(d.entries), d.own, uses.get(name, 0))
            for name, d in sorted(shipped().items(), key=lambda i: words(i[1].title))]
    return render_template("pages/content/dictionaries.html", rows=rows, form=form,
                           types=_types())


@bp.get("/dictionaries/<key>")
@signed_in
def dictionary(key: str) -> str:
    """The values of a dictionary: those that came with the console and this installation's."""
    form = _kept("dictionary_entry")
    found = dictionaries()(key)
    if found is None:
        raise NotFound()
    rows = read().scalars(
        contents.selected(form).where(contents.searching(form, f"{key}:"))
    ).all()
    own = {item.data["code"]: item for item in contents.items(form, rows)}
    base = shipped().get(key)
    return render_template(
        "pages/content/dictionary.html", found=found, own=own, key=key, states=STATES,
        base={e.code for e in base.entries} if base else set(),
    )


# ---- lists and items
@bp.get("/content/<name>")
@signed_in
def items(name: str) -> str:
    """Items of a type: search by the beginning of a name or code, by state."""
    form = _kept(name)
    model, (column, _kind) = contents.model_of(form), contents.order(form)
    query = _filtered(form)
    found = page(read(), query, (column, model.id),
                 lambda r: (getattr(r[0], column.key), r[0].id))
    rows = contents.items(form, [r[0] for r in found.rows])
    if contents.personal(form):
        looked("list", f"content {name}", ids=[r.id for r in rows])
    return render_template(
        "pages/content/list.html", form=form, rows=rows, page=found, address=address,
        total=capped(read(), query.with_only_columns(model.id)), states=STATES,
        q=request.args.get("q", "").strip(), state=request.args.get("state", ""),
        brief=lambda item: _brief(form, item), types=_types(),
    )


def _filtered(form: Form) -> Any:
    query, model = contents.selected(form), contents.model_of(form)
    text, state = request.args.get("q", "").strip(), request.args.get("state", "")
    if text:
        query = query.where(contents.searching(form, text))
    return query.where(model.state == state) if state in STATES else query


def _brief(form: Form, item: Item) -> str:
    """The first short values of an item after its name, IINs masked."""
    data = contents.masked(form, item.data)
    parts = shown_entry(form.name, {
        f.key: data[f.key] for f in form.fields()
        if f.key in data and f.type in ("choice", "iin", "bin", "date", "phone")
    })
    values = [text for part in parts for row in part.rows for _label, text in row]
    code = str(data.get("code", ""))
    return " · ".join([*([code] if code else []), *values][:4])


@bp.get("/content/<name>/<number>")
@signed_in
def item(name: str, number: str) -> str:
    """One item, what may be done to it, and its revisions side by side."""
    form = _kept(name)
    found = contents.load(form, number)
    if contents.personal(form):
        looked("view", f"content {name} {number}")
    rows = contents.revisions(form, found)
    right = _chosen("right", rows, 0)
    left = _chosen("left", rows, min(1, len(rows) - 1))
    return render_template(
        "pages/content/item.html", form=form, item=found, allowed=contents.allowed(form, found),
        parts=shown_entry(form.name, found.data), revisions=rows, left=left, right=right,
        changes=_changes(form, left.data, right.data) if left and right else [], key=form_key(),
        states=STATES,
    )


def _chosen(name: str, rows: list[contents.Revision], usual: int) -> contents.Revision | None:
    asked = request.args.get(name, "")
    found = next((r for r in rows if str(r.number) == asked), None)
    return found or (rows[usual] if rows else None)


def _changes(form: Form, left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Any]:
    """(label, before, after) of every field that differs."""
    before, after = _flat(form, left), _flat(form, right)
    labels = list(dict.fromkeys([*before, *after]))
    return [(label, before.get(label, ""), after.get(label, ""))
            for label in labels if before.get(label) != after.get(label)]


def _flat(form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in shown_entry(form.name, data):
        for number, row in enumerate(part.rows):
            mark = f" № {number + 1}" if len(part.rows) > 1 else ""
            found |= {f"{label}{mark}": text for label, text in row}
    return found


# ---- changing
@bp.get("/content/<name>/new")
@signed_in
def new(name: str) -> str:
    """The empty form of a type."""
    return _form(_kept(name), None, _given(name))


def _given(name: str) -> dict[str, Any]:
    """Values an address may bring along: the dictionary an entry is added to."""
    asked = request.args.get("dictionary", "")
    return {"dictionary": asked[:60]} if name == "dictionary_entry" and asked else {}


@bp.post("/content/<name>/new")
@signed_in
def create(name: str) -> Any:
    """A new item."""
    return _save(_kept(name), None)


@bp.get("/content/<name>/<number>/edit")
@signed_in
def edit(name: str, number: str) -> str:
    """The form with the item's values."""
    form = _kept(name)
    found = contents.load(form, number)
    if contents.personal(form):
        looked("view", f"content {name} {number}")
    return _form(form, found, found.data)


@bp.post("/content/<name>/<number>/edit")
@signed_in
def save(name: str, number: str) -> Any:
    """The next revision, over the version the reader saw."""
    form = _kept(name)
    return _save(form, contents.load(form, number))


def _save(form: Form, found: Item | None) -> Any:
    data = posted(form)
    if adding():
        return _form(form, found, data)
    verb = "edit" if found else "create"
    try:
        outcome = acting.act(f"content.{verb}_{form.name}", found.number if found else None, data)
    except (Invalid, Grounds, Conflict) as error:
        return _form(form, found, data, refused(error, form)), error.status
    flash(_("Saved: %(title)s.", title=words(form.title)), "success")
    return redirect(f"/admin/content/{form.name}/{outcome.number}")


def _form(
    form: Form, found: Item | None, values: Mapping[str, Any], refusal: Refused | None = None
) -> str:
    version = request.form.get("_version", "")
    seen = version.isascii() and version.isdigit()
    return render_template(
        "pages/content/edit.html", form=form, item=found, refusal=refusal, key=form_key(),
        page=form_page(form, values, refusal.fields if refusal else {}),
        version=version if seen else found.version if found else None,
    )


@bp.post("/content/<name>/<number>/<verb>")
@signed_in
def move(name: str, number: str, verb: str) -> Any:
    """Publish or archive."""
    form = _kept(name)
    found = contents.load(form, number)
    if verb not in ("publish", "archive"):
        raise NotFound()
    try:
        acting.act(f"content.{verb}_{form.name}", found.number, {})
    except (Invalid, Grounds, Conflict) as error:
        flash(words(error.title), "danger")
    else:
        flash(_("Published.") if verb == "publish" else _("Moved to the archive."), "success")
    return redirect(f"/admin/content/{name}/{number}")


# ---- Excel
@bp.get("/content/<name>/template.xlsx")
@signed_in
def blank(name: str) -> Any:
    """An empty workbook of the type."""
    form = _kept(name)
    from console.exchange.writer import template  # here: most starts write no workbook

    content = template(form, columns_of(form, dictionaries()), language())
    return _workbook(content, f"{name}-template.xlsx")


@bp.get("/content/<name>/export.xlsx")
@signed_in
def exported(name: str) -> Any:
    """The items of the present filter as a workbook. The export is logged with its rows."""
    form = _kept(name)
    model, (column, _kind) = contents.model_of(form), contents.order(form)
    rows = read().scalars(
        _filtered(form).order_by(column, model.id).limit(MOST_EXPORTED)
    ).all()
    found = contents.items(form, rows)
    looked("export", f"content {name} {request.query_string.decode()[:60]}",
           ids=[r.id for r in found])
    by = _("Exported by %(name)s (%(login)s) on %(at)s, request %(id)s, rows: %(n)s.",
           name=g.actor.name, login=g.actor.login, at=now().isoformat(timespec="minutes"),
           id=g.actor.request_id, n=len(found))
    out = [{"number": r.number, "version": r.version, "state": r.state, "data": r.data}
           for r in found]
    from console.exchange.writer import export

    content = export(form, columns_of(form, dictionaries()), out, language(), by)
    return _workbook(content, f"{name}.xlsx")


def _workbook(content: bytes, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name,
                     max_age=0)


@bp.get("/content/<name>/import")
@signed_in
def importing(name: str) -> str:
    """Where a filled workbook is given in."""
    return _import_page(_kept(name))


@bp.post("/content/<name>/import")
@signed_in
def imported(name: str) -> Any:
    """Check every row of a workbook; carry them out once none has a fault and the reader agrees."""
    from console.exchange.reader import read_rows

    form = _kept(name)
    try:
        content = _content()
        columns = columns_of(form, dictionaries())
        lines = read_rows(content, columns, limit=MOST_IMPORTED)
    except Refusal as error:
        if error.status not in (413, 422):
            raise
        return _import_page(form, refusal=refused(error)), error.status
    job = Import(running().process, form, columns, g.actor, g.scope, now(), _visible(form))
    rows = job.plan(lines)
    if wrong(rows) or not request.form.get("_go"):
        status = 422 if wrong(rows) else 200
        return _import_page(form, rows=rows, content=content), status
    done = job.carry_out(rows, content)
    looked("import", f"content {name}", ids=[])
    if wrong(done):
        return _import_page(form, rows=done), 409
    counts = _counts(done)
    flash(_("Imported. New: %(new)s, changed: %(changed)s, unchanged: %(same)s.",
            new=counts["create"], changed=counts["edit"], same=counts["unchanged"]), "success")
    return redirect(f"/admin/content/{name}")


def _visible(form: Form) -> Any:
    model = contents.model_of(form)

    def find(number: str) -> Any:
        query = contents.selected(form).where(model.number == number)
        return read().scalars(query).one_or_none()

    return find


def _content() -> bytes:
    """The workbook: uploaded now, or the one checked a moment ago and sent back by the page."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sent.stream.read(LARGEST_FILE + 1)
    try:
        return base64.b64decode(request.form.get("_file", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid() from error


def _counts(rows: list[Row]) -> dict[str, int]:
    found = dict.fromkeys(("create", "edit", "unchanged", "error"), 0)
    for row in rows:
        found[row.action] += 1
    return found


def _shown(rows: list[Row] | None) -> list[Row]:
    """Every row with a fault, then the first of the others."""
    return [*wrong(rows or []), *[r for r in rows or [] if not r.faults][:SHOWN]]


def _import_page(
    form: Form, *, rows: list[Row] | None = None, refusal: Refused | None = None,
    content: bytes = b"",
) -> str:
    labels = {name: words(label) for name, label in OWN_LABELS.items()}
    labels |= {c.key: words(c.label) for c in columns_of(form, dictionaries())}
    actions = {"create": _("New"), "edit": _("Change"), "unchanged": _("Unchanged"),
               "error": _("Error")}
    small = len(content) <= 1024 * 1024
    return render_template(
        "pages/content/import.html", form=form, rows=rows, counts=_counts(rows or []),
        refusal=refusal, labels=labels, actions=actions, most=MOST_IMPORTED, shown=_shown(rows),
        said=lambda f: words(f), title_of=lambda row: contents.title_of(form, row.data),
        file=base64.b64encode(content).decode() if rows and small and not wrong(rows) else "",
    )
