"""What a page draws hundreds of times: words, icons, links to the law, addresses of static files.

Each is kept or found in the shortest way; drawn by macros and by the libraries' own helpers they
were most of the time of a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request, url_for
from flask_babel import get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from console.i18n import label
from console.web.shell import language

#: links kept; the Rules have fewer paragraphs and annexes than that
LINKS = 500
#: answers that stand out, with style and icon
OPEN = {"failed": ("over ", "x"), "unknown": ("", "circle")}


def init_drawing(app: Flask) -> None:
    """Globals of every template; after the framework has installed its own words."""
    assets = _assets(app)
    icons: dict[tuple[str, str, str], Markup] = {}

    def icon(name: str, extra: str = "") -> Markup:
        """An icon of the sprite; silent for a screen reader."""
        key = name, extra, assets("icons.svg")
        if key not in icons:
            icons[key] = Markup(
                '<svg class="i {}" aria-hidden="true" focusable="false">'
                '<use href="{}#{}"/></svg>'
            ).format(extra, key[2], name)
        return icons[key]

    app.jinja_env.globals.update(
        {"_": said, "gettext": said, "ngettext": counted, "asset": assets, "draw_icon": icon,
         "draw_law": law, "draw_reasons": reasons, "draw_open_reasons": open_reasons})


def _assets(app: Flask) -> Any:
    hashes: dict[str, str] = {}
    known: dict[tuple[str, str], str] = {}

    def asset(filename: str) -> str:
        """Address of a static file with the hash of its content, so that it can be kept a year."""
        key = filename, request.script_root if has_request_context() else ""
        if key not in known:
            if filename not in hashes:
                data = Path(str(app.static_folder), filename).read_bytes()
                hashes[filename] = hashlib.sha256(data).hexdigest()[:10]
            known[key] = url_for("static", filename=filename, v=hashes[filename])
        return known[key]

    return asset


def _catalog() -> Any:
    """The catalog of this request's language, looked for once."""
    if not has_app_context():
        return get_translations()
    if "catalog" not in g:
        g.catalog = get_translations()
    return g.catalog


@pass_context
def said(context: Context, text: str, **values: Any) -> str:
    """A msgid in the reader's language, its values filled in and escaped."""
    return _filled(context, _catalog().ugettext(text), values)


@pass_context
def counted(context: Context, one: str, many: str, num: int, **values: Any) -> str:
    """The same of a number."""
    return _filled(context, _catalog().ungettext(one, many, num), {"num": num, **values})


def _filled(context: Context, text: str, values: dict[str, Any]) -> str:
    return (Markup(text) if context.eval_ctx.autoescape else text) % values


@pass_context
def law(context: Context, paragraph: Any) -> Markup:
    """A link to a paragraph or an annex of the Rules."""
    return _link(context, _catalog(), str(paragraph))


def _link(context: Context, catalog: Any, name: str) -> Markup:
    kept: dict[str, Markup] = catalog.__dict__.setdefault("_links", {})
    if name not in kept:
        _ = partial(said, context)
        words = (_("annex %(p)s", p=name[6:]) if name.startswith("annex-")
                 else _("para. %(p)s", p=name))
        drawn = Markup('<a class="law" href="/law/{}">{}</a>').format(name, words)
        if len(kept) >= LINKS:
            return drawn
        kept[name] = drawn
    return kept[name]


# ---- the reasons of a pair (par. 57): fourteen lines for each of ten people on a page
@pass_context
def reasons(context: Context, rows: Iterable[Any]) -> Markup:
    """Every criterion with its answer, what decided and its paragraph."""
    catalog, spoken, lines = _catalog(), language(), []
    marks = _marks(context, catalog)
    for row in rows:
        result, text, paragraph = _told(row, spoken)
        link = _link(context, catalog, paragraph) if paragraph else ""
        lines.append(f'<li>{marks[result]}<span class="grow">{escape(text)} {link}</span></li>')
    return Markup(f'<ul class="tasks">{"".join(lines)}</ul>')  # noqa: S704 - texts are escaped


@pass_context
def open_reasons(context: Context, rows: Iterable[Any]) -> Markup:
    """What is not met and what is not known, as chips."""
    spoken, icon = language(), context["draw_icon"]
    told = [_told(row, spoken) for row in rows if _result(row) in OPEN]
    return Markup("".join(  # noqa: S704 - texts are escaped
        f'<span class="chip {style}long">{icon(mark)}{escape(text.split(":")[0])}</span>'
        for wanted, (style, mark) in OPEN.items()
        for result, text, _paragraph in told if result == wanted
    ))


def _result(row: Any) -> str:
    return str(row["result"] if isinstance(row, dict) else row.result)


def _told(row: Any, spoken: str) -> tuple[str, str, str]:
    """(result, sentence, paragraph) of a reason as compared now, or as an offer keeps it."""
    if isinstance(row, dict):
        return row["result"], label(row["text"], spoken), row.get("paragraph") or ""
    return row.result, row.sentence(spoken), row.paragraph


def _marks(context: Context, catalog: Any) -> dict[str, Markup]:
    """The chip of each answer, drawn once for a language."""
    kept: dict[str, Markup] = catalog.__dict__.setdefault("_marks", {})
    if not kept:
        _, icon = partial(said, context), context["draw_icon"]
        kept.update({
            result: Markup('<span class="chip {}">{}{}</span>').format(style, icon(mark), words)
            for result, style, mark, words in (
                ("passed", "ok", "check", _("met")), ("failed", "over", "x", _("not met")),
                ("unknown", "", "circle", _("unknown")))
        })
    return kept
