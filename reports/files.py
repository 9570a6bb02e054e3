"""The same figures as a workbook, a CSV, a JSON or a printed page (PDF).

Every file says whose it is, what for, which period and offices, as of when. A CSV holds one block
per measure: its title, the heads, the rows, a blank line.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.catalog import Catalog
from console.data.actors import Office
from console.data.figures import OFFICE, preload
from console.data.reporting import Measure, Session, judged_at, spanned
from forms.tables import FigureTable, render_tables
from reports.command import MEDIA_TYPE, Made
from reports.model import Arrangement, ReportError, Sheet, load
from reports.tables import Table, made
from reports.words import Names, numbered, word
from reports.workbook import Request, write

#: rows of figures a page for programs or a CSV holds, and those of a printed table
MOST_ROWS, PRINTED = 50_000, 2_000
MEDIA: Mapping[str, str] = {
    "xlsx": MEDIA_TYPE, "csv": "text/csv; charset=utf-8", "json": "application/json",
    "pdf": "application/pdf",
}
#: what a spreadsheet would read as the beginning of a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBERS = ("int", "percent", "number")


class TooManyRows(ReportError):
    """More rows than this kind of file holds."""


@dataclass(frozen=True)
class Asked:
    """What a file is made of and for whom. ``why`` stands in it beside the name."""

    arrangement: Arrangement
    first: date
    last: date
    offices: Sequence[int]
    language: str
    exporter: str
    why: str
    now: datetime
    zone: ZoneInfo

    @property
    def request(self) -> Request:
        """The same for the workbook."""
        return Request(
            spanned(self.first, self.last, self.zone), list(self.offices), self.language,
            self.exporter, self.now,
            self.now.astimezone(self.zone).replace(tzinfo=None, microsecond=0), self.why,
        )


def make(session: Session, catalog: Catalog, asked: Asked, file: str) -> Made:
    """The file (``xlsx``, ``csv``, ``json``, ``pdf``); the session carries the reader's scope.

    ReportError for an unknown kind of file, TooManyRows beyond what it holds.
    """
    name = f"{asked.arrangement.name}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}-{asked.language}"
    if file == "xlsx":
        content, rows = write(session, catalog, asked.arrangement, asked.request)
        return Made(content, rows, f"{name}.xlsx")
    if file not in WRITERS:
        raise ReportError(f"There is no file of the kind {file!r}.")
    tables = tables_of(session, catalog, asked)
    rows = sum(len(one.rows) for one in tables)
    if rows > MOST_ROWS:
        raise TooManyRows(f"{rows} rows are more than the {MOST_ROWS} of a {file} file.")
    return Made(WRITERS[file](session, catalog, asked, tables), rows, f"{name}.{file}")


def produce(
    session: Session, catalog: Catalog, params: Mapping[str, Any], now: datetime
) -> Made:
    """What plain parameters ask for (they wait in a job): a declared report or one put together.

    ``report`` (a name), or ``measures`` with a ``title``; ``first``, ``last`` (ISO days),
    ``offices`` (ids), ``language``, ``zone``, ``exporter``, ``why``, ``file``.
    """
    return make(session, catalog, asked_of(catalog, params, now), params.get("file", "xlsx"))


def preview(
    session: Session, catalog: Catalog, params: Mapping[str, Any], now: datetime
) -> Table:
    """The first measure of the parameters as a table of words and numbers."""
    return tables_of(session, catalog, asked_of(catalog, params, now))[0]


def asked_of(catalog: Catalog, params: Mapping[str, Any], now: datetime) -> Asked:
    """Plain parameters as what a file is made of; ReportError for an unknown report."""
    if params.get("report"):
        if params["report"] not in catalog.reports:
            raise ReportError(f"There is no report {params['report']!r}.")
        arrangement = load(catalog.reports[params["report"]].path)
    else:
        arrangement = together(
            catalog, params["title"], params["measures"], params.get("cuts", ()))
    return Asked(
        arrangement, date.fromisoformat(params["first"]), date.fromisoformat(params["last"]),
        params["offices"], params["language"], params["exporter"], params.get("why", ""), now,
        ZoneInfo(params["zone"]),
    )


def together(
    catalog: Catalog, title: str, measures: Sequence[str], cuts: Sequence[str] = ()
) -> Arrangement:
    """Measures chosen by a reader under the reader's own title, each cut as far as it can be."""
    said = dict.fromkeys(("kk", "ru", "en"), title)
    known = [catalog.measures[name] for name in measures if name in catalog.measures]
    sheets = tuple(Sheet(one.name, by=_cuts(one, cuts)) for one in known)
    return Arrangement("report", said, dict.fromkeys(said, ""), frozenset(), sheets)


def _cuts(measure: Measure, cuts: Sequence[str]) -> tuple[str, ...]:
    has = {OFFICE.key, *(one.key for one in measure.dimensions)} if measure.figures else set()
    return tuple(key for key in cuts if key in has)


def tables_of(session: Session, catalog: Catalog, asked: Asked) -> list[Table]:
    """The measures of the arrangement with their rows, those of absent plugins left out."""
    judged_at(session, catalog, asked.now, asked.zone)
    names, request = Names(session, catalog, asked.language), asked.request
    sheets = [s for s in asked.arrangement.sheets if s.measure in catalog.measures]
    preload(session, [catalog.measures[s.measure] for s in sheets], request.period,
            request.offices, apart=any(OFFICE.key in s.by or not s.by for s in sheets))
    return [
        made(session, catalog.measures[sheet.measure], sheet, request.period, request.offices,
             names)
        for sheet in sheets
    ]


def facts(catalog: Catalog, asked: Asked, names: Names) -> list[tuple[str, str]]:
    """Period, moment, edition, offices, who and why: what every file begins with."""
    language, request = asked.language, asked.request
    edition = catalog.law.edition_on(request.zone_time.date())
    listed = [names.offices.get(key, str(key)) for key in asked.offices]
    told = ", ".join(listed[:10]) + (f" (+{len(listed) - 10})" if len(listed) > 10 else "")
    found = [
        (word("period", language), request.period.label),
        (word("as_of", language), f"{request.zone_time:%d.%m.%Y %H:%M}"),
        (word("edition", language), edition.name[language]),
        (word("offices", language), told),
        (word("exporter", language), asked.exporter),
    ]
    return [*found, (word("why", language), asked.why)] if asked.why else found


def plain(value: Any) -> str:
    """A value as text for a CSV; no text becomes a formula in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _csv(session: Session, catalog: Catalog, asked: Asked, tables: Sequence[Table]) -> bytes:
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read Kazakh letters
    lines = csv.writer(out, lineterminator="\r\n")
    for name, value in facts(catalog, asked, Names(session, catalog, asked.language)):
        lines.writerow([plain(name), plain(value)])
    lines.writerow([])
    for table in tables:
        lines.writerow([plain(table.measure.title[asked.language])])
        lines.writerow([title[asked.language] for _key, title, _kind in table.columns])
        lines.writerows([plain(value) for value in row] for row in table.rows)
        lines.writerow([])
    return out.getvalue().encode()


def _json(session: Session, catalog: Catalog, asked: Asked, tables: Sequence[Table]) -> bytes:
    return json.dumps(told(session, catalog, asked, tables), ensure_ascii=False).encode()


def told(
    session: Session, catalog: Catalog, asked: Asked, tables: Sequence[Table]
) -> dict[str, Any]:
    """The figures as plain values: offices by code, codes as they are, days as ISO text."""
    codes = {row.id: row.code for row in session.execute(select(Office.id, Office.code))}
    return {
        "report": asked.arrangement.name, "from": asked.first.isoformat(),
        "to": asked.last.isoformat(), "as_of": asked.now.isoformat(),
        "to_date": asked.request.period.end > asked.now, "language": asked.language,
        "edition": catalog.law.edition_on(asked.request.zone_time.date()).id,
        "offices": [codes[key] for key in asked.offices if key in codes],
        "exporter": asked.exporter, "why": asked.why,
        "measures": [_measure(table, codes, asked.language) for table in tables],
    }


def _measure(table: Table, codes: Mapping[int, str], language: str) -> dict[str, Any]:
    measure = table.measure
    return {
        "name": measure.name, "title": measure.title[language],
        "definition": measure.definition[language], "paragraph": measure.law,
        "sha256": table.hash,
        "columns": [{"key": key, "title": title[language], "type": kind}
                    for key, title, kind in table.columns],
        "rows": [_row(table, row, codes, language) for row in table.raw],
    }


def _row(
    table: Table, row: Sequence[Any], codes: Mapping[int, str], language: str
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for (key, _title, kind), value in zip(table.columns, row, strict=True):
        if isinstance(value, Mapping):
            value = value[language]
        elif isinstance(value, date | datetime):
            value = value.isoformat()
        elif isinstance(value, int) and (kind == "office" or key in ("office", "office_id")):
            value = codes.get(value)
        out["office" if key == "office_id" else key] = value
    return out


def _pdf(session: Session, catalog: Catalog, asked: Asked, tables: Sequence[Table]) -> bytes:
    language = asked.language
    names = Names(session, catalog, language)
    lists = [
        FigureTable(
            _titled(table.measure, language), table.measure.definition[language],
            word("empty", language),
            tuple(title[language] for _key, title, _kind in table.columns),
            tuple(kind in NUMBERS for _key, _title, kind in table.columns),
            [tuple(printed(value) for value in row) for row in table.rows[:PRINTED]],
            "" if len(table.rows) <= PRINTED else f"… {len(table.rows) - PRINTED}",
        )
        for table in tables
    ]
    marks = [word("internal", language)]
    if asked.request.period.end > asked.now:
        marks.append(word("future", language))
    return render_tables(
        asked.arrangement.title[language], facts(catalog, asked, names), lists, lang=language,
        made_on=asked.request.zone_time.date(), marks=marks,
        closing=f"{word('signature', language)} ____________________________",
    )


def _titled(measure: Measure, language: str) -> str:
    law = numbered(measure.law, language)
    return f"{measure.title[language]} ({law})" if law else measure.title[language]


def printed(value: Any) -> str:
    """A value as a page shows it: numbers grouped, a decimal comma, days as people write them."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u00a0")
    if isinstance(value, float):
        return f"{value:,.1f}".replace(",", "\u00a0").replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


Writer = Callable[[Session, Catalog, Asked, Sequence[Table]], bytes]
WRITERS: Mapping[str, Writer] = {"csv": _csv, "json": _json, "pdf": _pdf}
