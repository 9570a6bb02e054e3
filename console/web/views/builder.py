"""Putting a report together: measures, period, offices; look, save, share, take, send.

Made for people, not programmers: every measure says what it counts before it is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from console import arranging, periods
from console.arranging import Choice
from console.data.figures import OFFICE
from console.errors import NotFound
from console.i18n import LANGUAGES
from console.web import building, exporting, oversight, reading
from console.web.access import signed_in
from console.web.audit import looked
from console.web.building import Saved
from console.web.running import now, read, running
from console.web.shell import language
from console.web.theme import words
from console.web.views import figures, reports

bp = Blueprint("builder", __name__)
#: rows of a measure shown before it is taken as a file
SHOWN = 50
LONGEST_TITLE = 120


def submitted(values: Any) -> Choice:
    """The choice a form or an address carries: ``m`` measures, ``by`` cuts, period, ``office``."""
    return arranging.choice({
        "measures": values.getlist("m"), "cuts": values.getlist("by"),
        "args": {k: values.get(k) for k in ("p", "from", "to")},
        "offices": values.getlist("office"),
    }, running().catalog)


def fields(chosen: Choice) -> list[tuple[str, str]]:
    """The choice as the fields of an address or of a form's hidden inputs."""
    return [*(("m", m) for m in chosen.measures), *(("by", c) for c in chosen.cuts),
            *chosen.args.items(), *(("office", o) for o in chosen.offices)]


def grouped(search: str, kept: tuple[str, ...]) -> list[tuple[str, list[Any]]]:
    """Measures by topic, or by the chapter that declares them; ``search`` narrows, chosen stay."""
    told = {
        "register": _("On the register"), "decisions": _("Decisions"), "plans": _("Plans"),
        "statistics": _("Statistics"), "general": _("Terms and duties"),
        "monitoring": _("Monitoring"),
        "registration": _("Registration"), "unemployed_status": _("Unemployed status"),
        "complaints": _("Complaints"), "mediation": _("Mediation"),
        "certificates": _("Certificates"),
    }
    found: dict[str, list[Any]] = {}
    wanted = search.casefold()
    for measure in running().catalog.measures.values():
        text = f"{words(measure.title)} {words(measure.definition)} {measure.law}".casefold()
        if wanted in text or measure.name in kept:
            where = measure.topic or _chapter(measure)
            found.setdefault(told.get(where, where), []).append(measure)
    return list(found.items())


def _chapter(measure: Any) -> str:
    """Whose measure it is: by its name, or by the package its query is written in."""
    chapter, dot, _name = measure.name.partition(".")
    package = str(measure.query.__module__).split(".")
    return chapter if dot or len(package) < 2 else package[1]


def cuts_of(chosen: Choice) -> list[tuple[str, str]]:
    """(key, words) of what the chosen measures can be cut by; the office always."""
    catalog = running().catalog
    measures = [catalog.measures[name] for name in chosen.measures]
    if not any(measure.figures for measure in measures):
        return []
    found = {one.key: words(one.title) for one in
             (OFFICE, *(d for measure in measures for d in measure.dimensions))}
    return list(found.items())


@bp.get("/reports/build")
@signed_in
def build() -> str:
    """Choose; what is chosen is shown below, and may be saved or taken."""
    reading.require()
    chosen, search = submitted(request.args), request.args.get("q", "")[:80]
    return _page(chosen, {}, search=search, saved=_named(request.args.get("saved")))


def _named(number: str | None) -> Saved | None:
    return building.find(number, own=True) if number else None


def _page(chosen: Choice, errors: Mapping[str, str], *, search: str = "",
          saved: Saved | None = None) -> str:
    return render_template(
        "pages/reports/build.html", groups=grouped(search, chosen.measures), chosen=chosen,
        fields=fields(chosen), search=search, errors=errors, saved=saved, cuts=cuts_of(chosen),
        title=request.form.get("title", saved.row.title if saved else ""),
        shown=preview(
            chosen, request.args.get("show"), "/reports/build",
            [*fields(chosen), *((("saved", saved.row.number),) if saved else ())]),
        **_controls(chosen),
    )


def _controls(chosen: Choice) -> dict[str, Any]:
    """Period and office of the choice, and the controls of an export."""
    first, last = chosen.days(building.today())
    args = dict(chosen.args) | {"office": chosen.offices[0] if chosen.offices else ""}
    if args["p"] == periods.DATES:
        args |= {"from": first.isoformat(), "to": last.isoformat()}
    return {
        "span": oversight.span_of(args), "reach": oversight.reach(args),
        "titles": oversight.period_titles(), "languages": LANGUAGES, "files": arranging.FILES,
        "language": request.form.get("language") or language(),
        "file": request.form.get("file", "xlsx"), "why": request.form.get("why", ""),
    }


def preview(
    chosen: Choice, show: str | None, path: str, args: Sequence[tuple[str, str]] = ()
) -> dict[str, Any] | None:
    """One of the chosen measures in figures, counted for the reader's own offices.

    ``path`` and ``args``: the address of the page, to which the other measures are added.
    """
    if not chosen.measures:
        return None
    name = show if show in chosen.measures else chosen.measures[0]
    params, writer = params_of(chosen, "", language(), "xlsx", ""), exporting.writer()
    table = writer.preview(read(), running().catalog, {**params, "measures": [name]}, now())
    looked("list", f"figures {name}", purpose=f"{params['first']} – {params['last']}")
    return {
        "name": name, "table": table, "rows": table.rows[:SHOWN], "all": len(table.rows),
        "links": _links(name, table, chosen),
        "title": words(table.measure.title),
        "tabs": [(words(running().catalog.measures[m].title), m == name,
                  f"{path}?{urlencode([*args, ('show', m)])}") for m in chosen.measures],
    }


def _links(name: str, table: Any, chosen: Choice) -> list[list[str]]:
    if not running().catalog.measures[name].figures:
        return []
    return figures.links(table, fields(chosen), oversight.reach({}).codes)[:SHOWN]


def params_of(chosen: Choice, title: str, tongue: str, file: str, why: str) -> dict[str, Any]:
    """The parameters of the file a choice makes for this reader."""
    first, last = chosen.days(building.today())
    span = oversight.span_of({"p": "dates", "from": first.isoformat(), "to": last.isoformat()})
    offices = oversight.branches(chosen.offices)
    what = {"title": title or _("Report"), "measures": list(chosen.measures),
            "cuts": list(chosen.cuts)}
    return exporting.params(what, span, offices, tongue, file=file, why=why,
                            branch=" ".join(chosen.offices) or "*")


@bp.post("/reports/build/take")
@signed_in
def take() -> Any:
    """The file of what was put together, saved or not."""
    reading.require()
    chosen, asked = submitted(request.form), reading.wanted(request.form)
    errors = dict(asked.errors)
    if not chosen.measures:
        errors["measures"] = _("Choose at least one measure.")
    if errors:
        return _page(chosen, errors), 422
    title = request.form.get("title", "").strip()[:LONGEST_TITLE]
    return reports.given(params_of(chosen, title, asked.language, asked.file, asked.why),
                         "/reports/build")


# ---- saved ones


def _title(errors: dict[str, str]) -> str:
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    if not title or "\x00" in title:
        errors["title"] = _("Give the report a name.")
    return title


@bp.post("/reports/saved")
@signed_in
def save() -> Any:
    """Keep the choice under a name; or change the choice of a report of the reader's own."""
    reading.require()
    chosen, errors = submitted(request.form), dict[str, str]()
    title, saved = _title(errors), _named(request.form.get("saved"))
    if not chosen.measures:
        errors["measures"] = _("Choose at least one measure.")
    if errors:
        return _page(chosen, errors, saved=saved), 422
    if saved is not None:
        building.change(saved, title=title, asked=chosen.plain())
        number: str | None = saved.row.number
    else:
        number = building.keep(title, chosen)
    if number is None:
        flash(_("At most %(n)s reports are kept: delete one first.", n=arranging.MOST_SAVED),
              "danger")
        return redirect("/reports")
    flash(_("The report is saved: %(title)s.", title=title), "success")
    return redirect(f"/reports/saved/{number}")


@bp.get("/reports/saved/<number>")
@signed_in
def saved_report(number: str) -> str:
    """A saved report in figures of today, for the reader's own offices."""
    reading.require()
    return _saved_page(building.find(number), {})


def _saved_page(saved: Saved, errors: Mapping[str, str]) -> str:
    own = saved.own
    return render_template(
        "pages/reports/saved.html", saved=saved, chosen=saved.chosen, errors=errors,
        fields=fields(saved.chosen),
        shown=preview(saved.chosen, request.args.get("show"), f"/reports/saved/{saved.row.number}"),
        shareable=building.shareable() if own else [], values=request.form,
        schedules=building.schedules(saved) if own else [],
        recipients=building.recipients(saved) if own else [], every=every_titles(),
        states=state_titles(), reasons=reason_titles(), **_controls(saved.chosen),
    )


def every_titles() -> dict[str, str]:
    """How often a report goes out, in words."""
    return {"day": _("every working day"), "week": _("every week"), "month": _("every month")}


def state_titles() -> dict[str, str]:
    """States of a delivery in words."""
    return {"running": _("Being sent"), "paused": _("Paused"), "cancelled": _("Cancelled")}


def reason_titles() -> dict[str, str]:
    """Why somebody was left out of a delivery, in words."""
    return {"role": _("reads no such reports any more"),
            "offices": _("none of the offices is theirs"),
            "owner": _("the owner lost the right: paused")}


@bp.post("/reports/saved/<number>/share")
@signed_in
def share(number: str) -> Any:
    """Share with an office of the reader's own reach, or with nobody."""
    reading.require()
    saved = building.find(number, own=True)
    building.change(saved, shared_id=building.share_with(request.form.get("with", "")))
    flash(_("Saved. Everybody sees the figures of their own offices only."), "success")
    return redirect(f"/reports/saved/{number}")


@bp.post("/reports/saved/<number>/delete")
@signed_in
def delete(number: str) -> Any:
    """Delete a report of the reader's own with its deliveries."""
    reading.require()
    building.drop(building.find(number, own=True))
    flash(_("The report is deleted."), "success")
    return redirect("/reports")


@bp.post("/reports/saved/<number>/schedules")
@signed_in
def schedule(number: str) -> Any:
    """Set up a delivery to people who may open the report."""
    reading.require()
    saved = building.find(number, own=True)
    asked, errors = _delivery()
    offered = {account for account, _name in building.recipients(saved)}
    wanted = [int(r) for r in request.form.getlist("to") if r.isascii() and r.isdigit()]
    if not wanted or not set(wanted) <= offered:
        errors["to"] = _("Choose people who may open this report.")
    if errors:
        return _saved_page(saved, errors), 422
    if building.plan(saved, asked, wanted[:arranging.MOST_RECIPIENTS]):
        flash(_("The report will be sent. Each recipient gets the own offices' figures."),
              "success")
    else:
        flash(_("At most %(n)s deliveries: cancel one first.", n=arranging.MOST_SCHEDULES),
              "danger")
    return redirect(f"/reports/saved/{number}")


def _delivery() -> tuple[dict[str, Any], dict[str, str]]:
    wanted = reading.wanted(request.form)
    every, errors = request.form.get("every", ""), dict(wanted.errors)
    nth = request.form.get("nth", "1")
    top = arranging.EVERY.get(every, 0)
    if not (nth.isascii() and nth.isdigit() and len(nth) < 3 and 1 <= int(nth) <= top):
        nth = "1"
        errors["every"] = _("Choose how often: a weekday is 1 to 5, a working day 1 to 15.")
    return {"every": every, "nth": int(nth), "file": wanted.file, "language": wanted.language,
            "why": wanted.why}, errors


@bp.post("/reports/saved/<number>/schedules/<name>/<act>")
@signed_in
def turn(number: str, name: str, act: str) -> Any:
    """Pause, resume or cancel a delivery of the reader's own."""
    reading.require()
    states = {"pause": "paused", "resume": "running", "cancel": "cancelled"}
    if act not in states:
        raise NotFound()
    building.turn(building.find(number, own=True), name, states[act])
    return redirect(f"/reports/saved/{number}")
