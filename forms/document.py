"""Printed forms: PDF and SVG pages by typst, with number, date and a QR to the check page.

A form's ``print.typ`` holds its layout and the words of the Rules; ``print/look.typ`` the common
look. What people typed is passed as JSON data and placed as text, so markup in it stays text.
The same input gives the same bytes: the hash of a prepared document can be frozen.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from forms import ROOT
from forms.dictionaries import Lookup, lookup_shipped
from forms.model import ADDRESS_PARTS, LANGS, NAME_PARTS, Field, Form, Label
from forms.parts import YES_NO
from forms.words import MONTHS, STRIP

LOOK = ROOT / "print"
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
_local = threading.local()


class PrintError(Exception):
    """A form cannot be printed; one sentence."""


def render_pdf(
    form: Form,
    data: Mapping[str, Any],
    *,
    lang: str = "kk",
    number: str = "",
    issued_on: date | None = None,
    verify_url: str = "",
    marks: Sequence[Label] = (),
    lookup: Lookup = lookup_shipped,
) -> bytes:
    """The document as PDF/A bytes.

    ``lang`` is the person's language: for ru and en a form with a translation gets a second,
    unofficial page. ``marks`` are sentences shown on top (demonstration, preview). Without
    ``number`` and ``verify_url`` the sheet is a blank or a preview and carries neither.
    """
    doc = _document(form, data, lang, number, issued_on, verify_url, marks, lookup)
    return compile_sheet(_template(form), doc, issued_on)


def render_pages_svg(
    form: Form,
    data: Mapping[str, Any],
    *,
    lang: str = "kk",
    number: str = "",
    issued_on: date | None = None,
    verify_url: str = "",
    marks: Sequence[Label] = (),
    lookup: Lookup = lookup_shipped,
) -> list[str]:
    """The same document as one SVG text per page, for a preview inside a page."""
    doc = _document(form, data, lang, number, issued_on, verify_url, marks, lookup)
    return [page.decode() for page in _compile(_template(form), doc, format="svg")]


def qr_svg(text: str) -> str:
    """A QR code as SVG text."""
    out = io.BytesIO()
    # a fixed mask: weighing all eight takes longer than setting the page, and readers take any
    segno.make(text, error="m", micro=False, mask=4).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def compile_sheet(template: Path, doc: Mapping[str, Any], issued_on: date | None) -> bytes:
    """One template on the common sheet as PDF/A bytes stamped with the date of issue."""
    stamp = datetime.combine(issued_on or date(2000, 1, 1), datetime.min.time(), UTC)
    return _compile(template, doc, format="pdf", pdf_standards=["a-2a"], timestamp=stamp)[0]


def blank(form: Form) -> dict[str, Any]:
    """What a template is given for a form nobody has filled in yet."""
    return _document(form, {}, "kk", "", None, "", (), lookup_shipped)


def _template(form: Form) -> Path:
    if not form.printed:
        raise PrintError(f"form {form.name} has no print template")
    return form.template


def _compile(template: Path, doc: Mapping[str, Any], **options: Any) -> list[bytes]:
    source = f"{_look()}\n{template.read_text(encoding='utf-8')}".encode()
    try:
        made = _compiler().compile(
            input=source,
            sys_inputs={"doc": json.dumps(doc, ensure_ascii=False)},
            **options,
        )
    except typst.TypstError as error:
        raise PrintError(f"{template} cannot be printed: {error}") from error
    return list(made) if isinstance(made, list) else [bytes(made or b"")]


@cache
def _look() -> str:
    return (LOOK / "look.typ").read_text(encoding="utf-8")


def _compiler() -> Any:
    # a compiler is not shared between threads; only its own fonts, so every machine prints alike
    if not hasattr(_local, "compiler"):
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
        _local.compiler = typst.Compiler(root=str(LOOK), font_paths=fonts)
    return _local.compiler


def _document(
    form: Form,
    data: Mapping[str, Any],
    lang: str,
    number: str,
    issued_on: date | None,
    verify_url: str,
    marks: Sequence[Label],
    lookup: Lookup,
) -> dict[str, Any]:
    if lang not in LANGS:
        raise PrintError(f"there is no language {lang!r}")
    paragraphs = form.translation.get(lang)
    words = printed(form, data, lang, lookup)
    return {
        "form": form.name,
        "title": form.title["kk"],
        "title-translated": form.title[lang],
        "own": form.own,
        "lang": lang,
        "number": number,
        "issued": f"{issued_on:%d.%m.%Y}" if issued_on else "",
        "verify": verify_url,
        "qr": qr_svg(verify_url) if verify_url else "",
        "marks": [mark["kk"] if lang == "kk" else f"{mark['kk']} {mark[lang]}" for mark in marks],
        "data": printed(form, data, "kk", lookup, dates=True),
        "months": [names[0] for names in MONTHS],
        "sections": _sections(form, data, lookup),
        "raw": json.loads(json.dumps(dict(data), default=str)),
        "labels": {item.key: dict(item.label) for item in form.fields()},
        "strip": STRIP,
        "translation": None if not paragraphs else [_fill(text, words) for text in paragraphs],
    }


def _sections(form: Form, data: Mapping[str, Any], lookup: Lookup) -> list[dict[str, Any]]:
    found = []
    for section in form.sections:
        given = data.get(section.key) or [] if section.repeat else [data]
        rows = []
        for one in given:
            words = _row(section.fields, one, "kk", lookup, dates=False)
            rows += [[spec.label["kk"], _flat(words.get(spec.key))] for spec in section.fields]
        rows = [row for row in rows if row[1]]
        found.append({"title": section.title["kk"], "number": section.number, "rows": rows})
    return found


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(" – ".join(text for text in row.values() if text) for row in value)
    return str(value or "")


def _fill(text: str, words: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda hit: str(words.get(hit.group(1)) or "—"), text)


def printed(
    form: Form,
    data: Mapping[str, Any],
    lang: str,
    lookup: Lookup = lookup_shipped,
    *,
    dates: bool = False,
) -> dict[str, Any]:
    """Every value as it reads on paper in one language; repeats as lists of rows.

    With ``dates`` a full date is an object: ``year``, ``yy``, ``day``, ``dmy`` and the Kazakh
    month as ``nom``, ``abl`` (бастап), ``acc`` (қоса алғанға дейін) and ``dat`` (дейін).
    """
    found: dict[str, Any] = {}
    for section in form.sections:
        if section.repeat:
            found[section.key] = [
                _row(section.fields, row, lang, lookup, dates)
                for row in data.get(section.key) or []
            ]
        else:
            found.update(_row(section.fields, data, lang, lookup, dates))
    return found


def _row(
    specs: tuple[Field, ...], data: Mapping[str, Any], lang: str, lookup: Lookup, dates: bool
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for spec in specs:
        if not spec.is_input:
            continue
        value = data.get(spec.key)
        if value is None and spec.copy_of:
            value = data.get(spec.copy_of)
        if spec.type == "repeat":
            row[spec.key] = [_row(spec.fields, one, lang, lookup, dates) for one in value or []]
        elif spec.type == "date" and dates:
            row[spec.key] = date_words(value) if value else ""
        else:
            row[spec.key] = "" if value is None else reads(spec, value, lang, lookup)
    return row


def date_words(value: str | date) -> dict[str, str]:
    """A date in the pieces that Kazakh forms print."""
    day = value if isinstance(value, date) else date.fromisoformat(value)
    nom, abl, acc, dat = MONTHS[day.month - 1]
    return {
        "year": f"{day.year}",
        "yy": f"{day:%y}",
        "day": f"{day:%d}",
        "dmy": f"{day:%d.%m.%Y}",
        "nom": nom,
        "abl": abl,
        "acc": acc,
        "dat": dat,
    }


def reads(spec: Field, value: Any, lang: str, lookup: Lookup = lookup_shipped) -> str:
    """One stored value as people read it: codes as words, dates as 23.11.2026, 280 000 ₸."""
    kind = spec.type
    if kind in ("text", "text_long") and isinstance(value, Mapping):
        return str(value.get(lang) or value.get("kk") or "")  # said by the system in languages
    if kind in ("choice", "signature"):
        return _code(spec, value, lang, lookup)
    if kind == "choices":
        return "; ".join(_code(spec, code, lang, lookup) for code in value)
    if kind in ("bool", "consent"):
        return YES_NO["yes" if value else "no"][lang]
    if kind in ("date", "date_partial"):
        text = value.isoformat() if isinstance(value, date) else str(value)
        return ".".join(reversed(text.split("-")))
    if kind == "money":
        return f"{value:,} ₸".replace(",", "\u00a0").replace(" ", "\u00a0")
    if kind == "number":
        return f"{value:g}".replace(".", ",")
    if kind == "name" and isinstance(value, Mapping):
        return " ".join(value[part] for part in NAME_PARTS if value.get(part))
    if kind == "address" and isinstance(value, Mapping):
        return ", ".join(value[part] for part in ADDRESS_PARTS if value.get(part))
    if kind == "classifier" and isinstance(value, Mapping):
        entry = lookup(spec.dictionary or "")
        known = entry.get(value.get("code", "")) if entry else None
        if known and value.get("text") in (None, "", *known.label.values()):
            return known.label[lang]
        return str(value.get("text") or value.get("code") or "")
    return str(value)


def _code(spec: Field, code: str, lang: str, lookup: Lookup) -> str:
    for choice in spec.choices:
        if choice.code == code:
            return choice.label[lang]
    found = lookup(spec.dictionary) if spec.dictionary else None
    return found.label(code, lang) if found else str(code)
