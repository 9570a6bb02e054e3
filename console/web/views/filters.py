"""Filters of lists that people keep under a name of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, g, redirect, request
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from console.data.content import SavedFilter
from console.scope import SYSTEM
from console.web.access import signed_in
from console.web.running import now, read, running

bp = Blueprint("filters", __name__)

#: lists with filters to keep -> the choices kept; a searched name is personal and never is
PAGES = {
    "/worklist": ("view", "kind"),
    "/cases": ("open", "kind", "state"),
    "/persons": ("state",),
}
MOST = 20


def kept(page: str) -> list[SavedFilter]:
    """The reader's own filters of a list, by name."""
    return list(read().scalars(
        select(SavedFilter)
        .where(SavedFilter.account_id == g.actor.account_id, SavedFilter.page == page)
        .order_by(SavedFilter.name).limit(MOST)
    ))


def choices(page: str, query: str) -> str:
    """The part of a query string that is kept: known choices, short values, in one order."""
    given = dict(parse_qsl(query[:1000]))
    return urlencode([(n, given[n]) for n in PAGES[page] if 0 < len(given.get(n, "")) <= 60])


@bp.app_template_global()
def saved_filters() -> dict[str, Any] | None:
    """The filters of the list on this page, with what would be kept now; None elsewhere."""
    page = request.path
    if page not in PAGES or g.get("actor") is None:
        return None
    query = choices(page, request.query_string.decode("utf-8", "replace"))
    return {"page": page, "query": query, "rows": kept(page)}


@bp.post("/filters")
@signed_in
def keep() -> Any:
    """Keep the choices of a list under a name; the same name again replaces them."""
    page, name = request.form.get("page", ""), request.form.get("name", "").strip()[:60]
    if page not in PAGES:
        abort(400)
    query = choices(page, request.form.get("query", ""))
    if not name or "\x00" in name or "\x00" in query:
        flash(_("Give the filter a name."), "danger")
        return redirect(f"{page}?{query}")
    mine = (SavedFilter.account_id == g.actor.account_id) & (SavedFilter.page == page)
    with running().store.write(SYSTEM) as session:
        row = session.scalars(select(SavedFilter).where(mine, SavedFilter.name == name)).first()
        count = session.scalar(select(func.count()).select_from(SavedFilter).where(mine)) or 0
        if row is not None:
            row.query = query
        elif count < MOST:
            session.add(SavedFilter(account_id=g.actor.account_id, page=page, name=name,
                                    query=query, created_at=now()))
    if row is None and count >= MOST:
        flash(_("At most %(n)s filters are kept: drop one first.", n=MOST), "danger")
    else:
        flash(_("The filter is kept: %(name)s.", name=name), "success")
    return redirect(f"{page}?{query}")


@bp.post("/filters/<int:key>/drop")
@signed_in
def drop(key: int) -> Any:
    """Forget one of the reader's own filters; another account's is not found."""
    page = request.form.get("page", "")
    own = (SavedFilter.id == key) & (SavedFilter.account_id == g.actor.account_id)
    if key >= 2 ** 63:
        abort(404)
    with running().store.write(SYSTEM) as session:
        gone = session.execute(delete(SavedFilter).where(own)).rowcount  # type: ignore[attr-defined]
    if not gone:
        abort(404)
    return redirect(page if page in PAGES else "/worklist")
