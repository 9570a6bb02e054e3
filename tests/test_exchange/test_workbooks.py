"""Workbooks made here are safe to open; workbooks from strangers are refused before they harm."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from console.errors import Invalid, Refusal, TooLarge
from console.exchange.columns import cell_of, columns_of, payload_of
from console.exchange.reader import read_rows
from console.exchange.safety import LARGEST_FILE, NotWorkbook, Unsafe, check_workbook
from console.exchange.writer import export, template
from forms.dictionaries import lookup_shipped
from tests.make import the_catalog

FORMULAS = ("=1+1", "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1")


def columns(name: str) -> list[Any]:
    """Columns of a content type."""
    return columns_of(the_catalog().forms[name], lookup_shipped)


def workbook(rows: list[list[Any]], name: str = "dictionary_entry") -> bytes:
    """A workbook with the keys of a type, an empty row of labels and ``rows`` below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["number", "version", "state", *(c.key for c in columns(name))])
    sheet.append([])
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, part: str, new: bytes | None = None, **more: bytes) -> bytes:
    """A workbook with one part replaced and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(
        out, "w", zipfile.ZIP_DEFLATED
    ) as made:
        for name in old.namelist():
            made.writestr(name, new if name == part and new is not None else old.read(name))
        for name, data in more.items():
            made.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def bombs() -> dict[str, tuple[bytes, type[Refusal]]]:
    """Name -> (workbook, refusal)."""
    good = workbook([])
    far = HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL
    wide = HEAD + b'<row r="1"><c r="XFD1"><v>1</v></c></row>' + TAIL
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + HEAD[21:] + TAIL
    late = HEAD + b"<!-- " + b"x" * 400_000 + b" --><!DOCTYPE x>" + TAIL
    return {
        "nothing": (b"", NotWorkbook),
        "text": (b"hello", NotWorkbook),
        "cut": (good[: len(good) // 2], NotWorkbook),
        "zip of nothing": (changed(good, "xl/workbook.xml", b"<"), NotWorkbook),
        "other zip": (_zip({"a.txt": b"x"}), NotWorkbook),
        "large": (b"PK" + b"x" * LARGEST_FILE, TooLarge),
        "bomb": (changed(good, SHEET, HEAD + b" " * 60_000_000 + TAIL), TooLarge),
        "many parts": (_zip({f"xl/{n}": b"" for n in range(300)}), TooLarge),
        "far cell": (changed(good, SHEET, far), TooLarge),
        "wide cell": (changed(good, SHEET, wide), TooLarge),
        "entities": (changed(good, SHEET, entity), Unsafe),
        "late doctype": (changed(good, SHEET, late), Unsafe),
        "utf-16": (changed(good, SHEET, (HEAD + TAIL).decode().encode("utf-16")), Unsafe),
    }


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(bombs()))
def test_a_harmful_workbook_is_refused_quickly(name: str) -> None:
    """Abuse case 17: refused within two seconds, by its own words."""
    content, kind = bombs()[name]
    started = time.monotonic()
    with pytest.raises(kind):
        read_rows(content, columns("dictionary_entry"))
    assert time.monotonic() - started < 2


def test_a_good_workbook_passes_the_same_check() -> None:
    """The control: what is refused above is refused for its harm alone."""
    content = workbook([["", "", "", "occupation", "1", "а", "б", "c"]])
    check_workbook(content)
    rows = read_rows(content, columns("dictionary_entry"))
    assert [r.row for r in rows] == [3]
    assert payload_of(columns("dictionary_entry"), rows[0].cells) == {
        "dictionary": "occupation", "code": "1", "label_kk": "а", "label_ru": "б", "label_en": "c",
    }


def test_a_claimed_small_size_is_counted_again() -> None:
    """The directory of a zip may lie about what a part unpacks to."""
    good = changed(workbook([]), SHEET, HEAD + b" " * 50_000_000 + TAIL)
    size = (len(HEAD) + 50_000_000 + len(TAIL)).to_bytes(4, "little")
    lying = good.replace(size, (1000).to_bytes(4, "little"))
    assert lying != good
    with pytest.raises(Refusal):
        check_workbook(lying)


def test_columns_must_be_those_of_the_type() -> None:
    """An unknown, doubled or missing column is named, nothing is guessed."""
    book = openpyxl.Workbook()
    book.active.append(["code", "code", "colour"])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(Invalid) as refused:
        read_rows(stream.getvalue(), columns("dictionary_entry"))
    said = " ".join(f["en"] for f in refused.value.fields["file"])
    assert "colour" in said and "twice" in said and "label_kk is missing" in said


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_typed_becomes_a_formula(text: str) -> None:
    """Abuse case 16: what a stranger wrote is text in every cell, and reads back as it was."""
    form, found = the_catalog().forms["employer"], columns("employer")
    rows = [{"number": "K-1", "version": 1, "state": "published", "data": {"name": text}}]
    content = export(form, found, rows, "en", f"by {text}")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [c for row in sheet.iter_rows(min_row=3) for c in row if c.value is not None]
    assert all(c.data_type in ("s", "n", "inlineStr") for c in cells)
    assert text.strip() in {str(c.value).strip() for c in cells}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in b"".join(archive.read(n) for n in archive.namelist())


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ["office", "employer", "assistant", "announcement"])
def test_a_template_is_read_back_as_no_rows(name: str, lang: str) -> None:
    """The template of every type opens, names its columns and holds no row."""
    form, found = the_catalog().forms[name], columns(name)
    content = template(form, found, lang)
    assert read_rows(content, found) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[1:] == ["codes", "guide"]
    assert [c.value for c in book.worksheets[0][1]][3:] == [c.key for c in found]


def test_an_export_is_imported_as_it_was() -> None:
    """Names, choices, dates, numbers survive the way out and in."""
    form, found = the_catalog().forms["assistant"], columns("assistant")
    data = {"full_name": {"surname": "Ә", "given_name": "Б"}, "iin": "850101300071",
            "office": "akim", "mobile": "+77011112233", "works_from": "2021-01-01"}
    rows = [{"number": "K-1", "version": 3, "state": "published", "data": data}]
    lines = read_rows(export(form, found, rows, "kk", ""), found)
    assert payload_of(found, lines[0].cells) == data
    assert lines[0].cells["version"] == 3
    day = next(c for c in found if c.key == "works_from")
    assert cell_of(day, data) == date(2021, 1, 1)
