"""Repeating a template for one more person: other names and numbers, an earlier day."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from console import calendar
from console.calendar import Term, WorkCalendar
from console.data.base import ALPHABET
from console.demo.people import Invented
from console.demo.template import Cell, Row, Template

ZONE = ZoneInfo("Asia/Almaty")
END = time(23, 59)
#: days further from the story's start than these years are no part of it (a document's validity)
YEARS = 1


@dataclass
class Keys:
    """The next free key of each table, and of each told row the key of its repetition."""

    next: dict[str, int]

    def fresh(self, rows: list[Row]) -> dict[tuple[str, int], int]:
        """New keys for all rows of a template."""
        made = {}
        for row in rows:
            if row.key is not None:
                made[row.table, row.key] = self.next[row.table]
                self.next[row.table] += 1
        return made


@dataclass
class Sheet:
    """The one sheet that stands for the papers of repeated people, with its real signatures."""

    pdf: bytes
    sha256: str
    signed: dict[int, bytes] = field(default_factory=dict)  # account -> CMS


@dataclass
class Repetition:
    """Evaluates a template's cells for ``who``, ``back`` working days earlier."""

    template: Template
    who: Invented
    back: int
    minutes: int
    keys: Mapping[tuple[str, int], int]
    employer: Mapping[str, Any] | None
    calendar: WorkCalendar
    sheet: Sheet

    @cached_property
    def words(self) -> dict[str, str]:
        """What each word of the told person is now."""
        who, firm = self.who, self.employer or {}
        return {
            "surname": who.surname, "given_name": who.given_name, "patronymic": who.patronymic,
            "iin": who.iin, "mobile": who.mobile, "serial": f"{who.index % 10**7:07d}",
            "born": who.birth_date.isoformat(), "born_printed": f"{who.birth_date:%d.%m.%Y}",
            "sha": self.sheet.sha256,
            **{f"employer_{name}": str(value) for name, value in firm.items()},
        }

    @cached_property
    def numbers(self) -> dict[str, str]:
        """New public numbers of the same form."""
        return {old: _numbered(old) for old in self.template.numbers}

    # ---- time
    @cached_property
    def _days(self) -> dict[date, date]:
        return {}

    def day(self, day: date) -> date:
        """A day of the story, moved back; days outside the story stay."""
        start = self.template.start
        if not self.back or day < start or day.year - start.year > YEARS:
            return day
        if day not in self._days:
            self._days[day] = self.calendar.add_working_days(day, -self.back)
        return self._days[day]

    def moment(self, moment: datetime) -> datetime:
        """An instant of the story: its civil day moved back, some minutes earlier."""
        local = moment.astimezone(ZONE)
        if local.date() < self.template.start:
            return moment
        moved = datetime.combine(self.day(local.date()), local.timetz())
        if local.time() < END:
            moved -= timedelta(minutes=self.minutes)
        return moved.astimezone(moment.tzinfo or UTC)

    # ---- rows
    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """(table, values) of every row, in the order of insertion."""
        return [(row.table, self._row(row)) for row in self.template.rows]

    def _row(self, row: Row) -> dict[str, Any]:
        values = {cell.column: self._value(row, cell) for cell in row.cells}
        if row.table == "obligation":
            self._count(row, values)
        return values

    def _value(self, row: Row, cell: Cell) -> Any:
        kind = cell.kind
        if kind in ("keep", "receipt", "due_on", "due_at"):
            return cell.value
        if kind == "key":
            if cell.table == "employer" and self.employer is not None:
                return self.employer["id"] if cell.value == self.template.employer else cell.value
            return self.keys.get((cell.table, cell.value), cell.value)
        if kind == "moment":
            return self.moment(cell.value)
        if kind == "day":
            return self.day(cell.value)
        if kind == "birth":
            return self.who.birth_date
        if kind == "text":
            return "".join(self._part(what, text) for what, text in cell.parts)
        if kind == "pdf":
            return self.sheet.pdf
        if kind == "sha":
            return self.sheet.sha256
        return self.sheet.signed.get(row.values.get("account_id") or 0)

    def _part(self, what: str, text: str) -> str:
        if what == "text":
            return text
        if what == "word":
            return self.words[text]
        if what == "number":
            return self.numbers[text]
        if what == "moment":
            moved = self.moment(datetime.fromisoformat(text))
            return moved.isoformat()
        if what == "day":
            return self.day(date.fromisoformat(text)).isoformat()
        if what == "printed":
            return f"{self.day(datetime.strptime(text, '%d.%m.%Y').date()):%d.%m.%Y}"  # noqa: DTZ007
        return self._keyed(what, text)

    def _keyed(self, what: str, text: str) -> str:
        table = {"entry": "entry", "line": "journal_line", "messages": "message"}[what]
        return ", ".join(
            str(self.keys.get((table, int(k)), int(k))) for k in text.split(",") if k.strip()
        )

    def _count(self, row: Row, values: dict[str, Any]) -> None:
        """Count the term anew from the moved event: the receipt must replay."""
        told = json.loads(row.values["receipt"])
        amount: Any = values["amount"]
        if values["unit"] == "date":
            amount = self.day(row.values["due_on"])
        due = calendar.due(values["started_at"], Term(amount, values["unit"]), self.calendar, ZONE)
        extra = {k: told[k] for k in told if k not in due.receipt}
        values["due_on"], values["due_at"] = due.due_on, due.due_at_utc
        values["receipt"] = json.dumps({**due.receipt, **extra}, ensure_ascii=False)


def _numbered(old: str) -> str:
    """A new number with the prefix and length of an old one (console.data.base.public_number)."""
    prefix, _, body = old.partition("-")
    if len(prefix) > 2:  # a verify code has no prefix
        prefix, body = "", old
    fresh = "".join(secrets.choice(ALPHABET) if c != "-" else c for c in body)
    return f"{prefix}-{fresh}" if prefix else fresh
