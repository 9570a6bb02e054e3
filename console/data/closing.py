"""Closed periods: the figures of a month as they were when it was approved and signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from console.data.actors import Office
from console.data.base import Base, Keyed, Owned
from console.data.case import Case
from console.data.reporting import judged_at, spanned
from console.scope import Scope

if TYPE_CHECKING:
    from console.catalog import Catalog


class ClosedPeriod(Base, Keyed, Owned):
    """Figures of one report, period and office, frozen when the case of its closing was opened.

    The case says whether they are signed. ``figures``: a list of {measure, columns, rows}, rows
    as the query gave them. ``sha256``: hash of ``figures`` (console.closing.digest), which the
    signed statement carries beside that of the workbook. ``revision`` counts the closings of the
    same period; ``corrects_id`` is the one before. Never updated, never deleted.
    """

    __tablename__ = "closed_period"
    __owners__ = {"office": "office_id", "authority": "authority_id"}
    __case__ = "case_id"
    __table_args__ = (UniqueConstraint("place_id", "report", "first_on", "last_on", "revision"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    #: the office whose figures and those of all below it these are
    place_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    report: Mapped[str] = mapped_column(String(80))
    first_on: Mapped[date]
    last_on: Mapped[date]
    as_of: Mapped[datetime]
    revision: Mapped[int]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("closed_period.id"))
    offices: Mapped[list[Any]]
    figures: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    workbook: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))


def frozen(
    session: Session, catalog: Catalog, measures: Sequence[str], first: date, last: date,
    offices: Sequence[int], as_of: datetime, zone: ZoneInfo,
) -> list[dict[str, Any]]:
    """The figures of measures for a period and offices, as plain values, as of an instant.

    Counted under the scope of those offices alone, whoever asks: the figures are the offices'
    and the same for everybody. Measures of plugins that are not installed are left out.
    """
    judged_at(session, catalog, as_of, zone)
    period, saved = spanned(first, last, zone), session.info["scope"]
    ids = tuple(sorted(offices))
    session.info["scope"] = Scope(office=ids, authority=ids, village=ids, writes=False)
    try:
        return [
            {"measure": name, "columns": [key for key, _title, _kind in measure.columns],
             "rows": [plain(row) for row in measure.query(session, period, list(ids))]}
            for name in measures
            if (measure := catalog.measures.get(name)) is not None
        ]
    finally:
        session.info["scope"] = saved


def plain(row: Iterable[Any]) -> list[Any]:
    """A row as JSON holds it."""
    return [value if isinstance(value, str | int | float | dict | None) else
            dict(value) if isinstance(value, Mapping) else str(value) for value in row]


def digest(figures: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of frozen figures: the same figures give the same hash."""
    text = json.dumps(list(figures), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def laid_name(sha256: str) -> str:
    """The name under which the console lays the workbook of counted figures ready."""
    return f"closing-{sha256}.xlsx"


def authority_of(session: Session, office: Office) -> Office | None:
    """The local authority whose head signs for an office: the one within it, else the nearest.

    None where a node holds several (a region): each district is closed by its own.
    """
    ids = [int(part) for part in office.path.split("/") if part]
    paths = session.execute(
        select(Office.id, Office.path).where(Office.id.in_(ids)).order_by(func.length(Office.path))
    ).all()
    for row in reversed(paths):
        found = list(session.scalars(
            select(Office).where(Office.kind == "local_authority")
            .where(Office.path.startswith(row.path)).limit(2)
        ))
        if found:
            return found[0] if len(found) == 1 else None
    return None


def below(session: Session, office: Office) -> list[int]:
    """Ids of an office and all below it."""
    return list(session.scalars(
        select(Office.id).where(Office.path.startswith(office.path)).order_by(Office.id)
    ))


def signed_before(session: Session, place: int, report: str, first: date) -> ClosedPeriod | None:
    """The latest signed closing of a month."""
    return session.scalars(
        select(ClosedPeriod).join(Case, Case.id == ClosedPeriod.case_id)
        .where(ClosedPeriod.place_id == place, ClosedPeriod.report == report)
        .where(ClosedPeriod.first_on == first, Case.state == "closed")
        .order_by(ClosedPeriod.revision.desc()).limit(1)
    ).first()


@dataclass(frozen=True)
class Correction:
    """One line of a closed table against today: ``closed`` and ``today`` by column, or None."""

    key: tuple[Any, ...]
    closed: list[Any] | None
    today: list[Any] | None

    @property
    def differences(self) -> list[Any]:
        """Today less closed, column by column; None where a column holds no number."""
        pairs = zip(self.closed or self.today or [], self.today or self.closed or [], strict=True)
        return [
            (b if self.today else 0) - (a if self.closed else 0)
            if isinstance(a, int | float) and isinstance(b, int | float) else None
            for a, b in pairs
        ]


def corrections(
    closed: Mapping[str, Any], today: Mapping[str, Any], numbers: Sequence[bool]
) -> list[Correction]:
    """Lines of a measure that are not what they were; ``numbers`` tells which columns count."""
    def keyed(rows: Sequence[Sequence[Any]]) -> dict[tuple[Any, ...], list[Any]]:
        return {
            tuple(json.dumps(v, sort_keys=True) for v, n in zip(row, numbers, strict=True)
                  if not n): list(row)
            for row in rows
        }

    then, now = keyed(closed["rows"]), keyed(today["rows"])
    return [
        Correction(key, then.get(key), now.get(key))
        for key in sorted({*then, *now}) if then.get(key) != now.get(key)
    ]
