"""The lineage sheet: from what each table can be recomputed, and the function that does it.

``read`` takes the lines out of a workbook; ``recompute`` asks the same question again and gives
the hash, which is the sheet's while the data are the same.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from sqlalchemy import func, select

from console.catalog import Catalog
from console.data.journal import JournalLine
from console.data.reporting import Measure, Period, Session, judged_at
from reports.model import ReportError
from reports.tables import Table, digest, raw_rows
from reports.words import WORDS, word

KEYS = ("measure", "query", "period", "offices", "rows", "hash", "cut", "as_of", "source",
        "version")
WIDTHS = (30, 44, 60, 24, 10, 68, 30, 34, 14, 16)
BEGIN = 3


@dataclass(frozen=True)
class Line:
    """One table's origin. ``by`` and ``cuts`` as its sheet was laid out; ``zone``: IANA name."""

    measure: str
    query: str
    period: Period
    offices: tuple[int, ...]
    rows: int
    hash: str
    by: tuple[str, ...]
    cuts: tuple[str, ...]
    as_of: datetime
    zone: str
    source: str
    version: str

    def cells(self) -> list[object]:
        """The line as the sheet shows it, in the order of KEYS."""
        start, end = self.period.start, self.period.end
        return [
            self.measure, self.query, f"{start.isoformat()} – {end.isoformat()}",
            ", ".join(str(o) for o in self.offices), self.rows, self.hash,
            json.dumps({"by": self.by, "cuts": self.cuts}),
            f"{self.as_of.isoformat()} {self.zone}", self.source, self.version,
        ]


def named(measure: Measure) -> str:
    """Where the measure's query stands in the program."""
    module = inspect.getmodule(measure.query)
    return f"{module.__name__ if module else ''}.{measure.query.__qualname__}".replace(
        ".<locals>", "")


def version(session: Session) -> str:
    """The last act that the reader's scope shows: data are the same while it is."""
    return f"{session.scalar(select(func.max(JournalLine.id))) or 0}"


def line(
    table: Table, by: Sequence[str], cuts: Sequence[str], period: Period, offices: Sequence[int],
    as_of: datetime, data: str,
) -> Line:
    """The origin of a table just made."""
    zone = period.start.tzinfo
    assert isinstance(zone, ZoneInfo)
    return Line(table.measure.name, named(table.measure), period, tuple(offices),
                len(table.rows), table.hash, tuple(by), tuple(cuts), as_of, zone.key,
                table.source, data)


def read(book: Workbook) -> list[Line]:
    """The lines of a workbook's lineage sheet, whatever its language; ReportError without one."""
    for language in WORDS["lineage"]:
        if word("lineage", language) in book.sheetnames:
            sheet = book[word("lineage", language)]
            rows: Iterable[Sequence[object]] = sheet.iter_rows(min_row=BEGIN + 1, values_only=True)
            return [_line(row) for row in rows if row[0]]
    raise ReportError("The workbook has no lineage sheet.")


def _line(row: Sequence[object]) -> Line:
    instant, _, zone = str(row[7]).partition(" ")
    start, _, end = str(row[2]).partition(" – ")
    cut = json.loads(str(row[6]))
    place = ZoneInfo(zone)
    period = Period(datetime.fromisoformat(start).astimezone(place), datetime.fromisoformat(end))
    offices = tuple(int(o) for o in str(row[3] or "").split(", ") if o)
    return Line(str(row[0]), str(row[1]), period, offices, int(str(row[4])), str(row[5]),
                tuple(cut["by"]), tuple(cut["cuts"]), datetime.fromisoformat(instant), zone,
                str(row[8]), str(row[9]))


def recompute(session: Session, catalog: Catalog, origin: Line) -> str:
    """The hash of the same table asked for again, under the session's scope.

    ReportError where the measure is not installed any more.
    """
    measure = catalog.measures.get(origin.measure)
    if measure is None:
        raise ReportError(f"The measure {origin.measure!r} is not installed here.")
    judged_at(session, catalog, origin.as_of, ZoneInfo(origin.zone))
    rows, _source, _totals = raw_rows(session, measure, origin.period, origin.offices,
                                      origin.by, origin.cuts)
    return digest(rows)
