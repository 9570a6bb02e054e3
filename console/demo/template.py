"""A told story as rows that can be repeated: which cells are names, numbers, keys or days.

The rows are read as the steps wrote them. Each cell becomes a small recipe; repeating a story is
evaluating the recipes for another person, other numbers and an earlier day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from console.data.tables import metadata

#: what belongs to accounts, to the instance, or is counted anew
LEFT_OUT = frozenset({"membership", "access_line", "counter", "seal", "setting", "draft", "job",
                      "delegation", "login_counter", "stored_file"})
#: columns that hold a key without saying so by a foreign key
KEYS = {
    "person_id": "person", "open_person_id": "person", "case_id": "case", "episode_id": "episode",
    "employer_id": "employer", "vacancy_id": "vacancy", "started_by": "journal_line",
    "stopped_by": "journal_line", "consent_id": "consent", "document_id": "document",
}
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
DAY, PRINTED = r"\d{4}-\d\d-\d\d", r"\d\d\.\d\d\.\d{4}"
ENTRY, MESSAGES = r'(?<="entry": )\d+', r'(?<="messages": \[)[\d, ]+(?=\])'

Part = tuple[str, str]  # ("text", literal) or (what, key)


@dataclass
class Cell:
    """A column of a row and how its value is made anew."""

    column: str
    kind: str  # keep, key, day, moment, text, receipt, pdf, sha, cms
    value: Any = None
    parts: Sequence[Part] = ()
    table: str = ""


@dataclass
class Row:
    """A row of a template."""

    table: str
    key: int | None
    cells: list[Cell]
    values: Mapping[str, Any]


@dataclass
class Template:
    """All rows one story wrote, in the order they can be inserted."""

    name: str
    rows: list[Row]
    words: Mapping[str, str]  # text of the told person -> name of what it is
    numbers: Sequence[str]  # public numbers that must be new in a repetition
    start: date
    sex: str
    language: str
    rural: bool
    side: int
    born: int
    employer: int | None
    keys: dict[str, list[int]] = field(default_factory=dict)


def plain_table(name: str) -> sa.TableClause:
    """The table with JSON as text: its cells are written exactly as composed."""
    source = metadata.tables[name]
    return sa.table(name, *(
        sa.column(c.name, sa.Text() if isinstance(c.type, sa.JSON) else c.type)
        for c in source.columns
    ))


def story_rows(session: Session, person: int, vacancies: Iterable[str]) -> list[tuple[str, Any]]:
    """(table, row) of everything a story wrote about its person, in the order of insertion."""
    connection = session.connection()
    case = metadata.tables["case"]
    numbers = list(vacancies)
    cases = list(connection.scalars(
        sa.select(case.c.id).where((case.c.person_id == person) | case.c.number.in_(numbers))
        .order_by(case.c.id)))
    found = []
    for table in metadata.sorted_tables:
        condition = None if table.name in LEFT_OUT else _belongs(table, person, cases, numbers)
        if condition is None:
            continue
        plain = plain_table(table.name)
        query = sa.select(plain).where(condition).order_by(plain.c.id)
        found += [(table.name, row) for row in connection.execute(query).mappings()]
    return found


def _belongs(table: sa.Table, person: int, cases: list[int], vacancies: list[str]) -> Any:
    columns = table.c
    if table.name == "person":
        return sa.text(f"person.id = {int(person)}")
    terms: list[Any] = []
    own: dict[str, tuple[str, list[Any]]] = {
        "case": ("id", cases), "vacancy": ("case_number", vacancies)}
    named = own.get(table.name)
    if named is not None:
        terms.append(sa.column(named[0]).in_(named[1]))
    else:
        if "person_id" in columns:
            terms.append(sa.column("person_id") == person)
        if "case_id" in columns:
            terms.append(sa.column("case_id").in_(cases))
        if table.name == "entry":
            terms.append((sa.column("subject_kind") == "case")
                         & sa.column("subject_id").in_(cases))
    return sa.or_(*terms) if terms else None


class Reader:
    """Turns the rows of a story into a template."""

    def __init__(self, words: Mapping[str, str], numbers: Iterable[str]) -> None:
        self.words = {w: name for w, name in words.items() if w}
        self.numbers = list(numbers)
        loose = [w for w, name in self.words.items() if name == "serial"]
        tight = sorted((*(w for w in self.words if w not in loose), *self.numbers),
                       key=len, reverse=True)
        alternatives = [rf"(?<!\w)(?:{'|'.join(map(re.escape, tight))})(?!\w)",
                        *map(re.escape, loose), MOMENT, DAY, PRINTED]
        self.pattern = re.compile("|".join(alternatives))
        self.in_journal = re.compile("|".join([ENTRY, MESSAGES, *alternatives]))

    def row(self, table: str, values: Mapping[str, Any]) -> Row:
        """One row as recipes."""
        source = metadata.tables[table]
        cells = [self._cell(table, c, values) for c in source.columns]
        return Row(table, values.get("id"), cells, values)

    def _cell(self, table: str, column: sa.Column[Any], values: Mapping[str, Any]) -> Cell:
        name, value = column.name, values[column.name]
        if value is None:
            return Cell(name, "keep")
        special = {("document", "pdf"): "pdf", ("document", "sha256"): "sha",
                   ("signature", "cms"): "cms", ("obligation", "receipt"): "receipt",
                   ("obligation", "due_on"): "due_on", ("obligation", "due_at"): "due_at"}
        if (table, name) in special:
            return Cell(name, special[table, name], value)
        target = self._target(table, column, values)
        if target:
            return Cell(name, "key", value, table=target)
        if isinstance(value, datetime):
            return Cell(name, "moment", value)
        if isinstance(value, date):
            return Cell(name, "birth" if (table, name) == ("person", "birth_date") else "day",
                        value)
        if isinstance(column.type, sa.JSON):
            value = json.dumps(json.loads(value) if isinstance(value, str) else value,
                               ensure_ascii=False)
        if isinstance(value, str):
            if (table, name) == ("message", "event"):
                line, _, rest = value.partition(":")
                return Cell(name, "text", parts=(("line", line), ("text", f":{rest}")))
            return self._text(name, value, journal=(table, name) == ("journal_line", "why"))
        return Cell(name, "keep", value)

    def _target(self, table: str, column: sa.Column[Any], values: Mapping[str, Any]) -> str:
        if column.name == "id":
            return table
        if column.name == "subject_id":
            return str(values["subject_kind"])
        for foreign in column.foreign_keys:
            return foreign.column.table.name
        return KEYS.get(column.name, "")

    def _text(self, name: str, value: str, *, journal: bool) -> Cell:
        pattern, parts, at = self.in_journal if journal else self.pattern, list[Part](), 0
        for found in pattern.finditer(value):
            if found.start() > at:
                parts.append(("text", value[at:found.start()]))
            parts.append(self._what(found.group(), found, value))
            at = found.end()
        if not parts:
            return Cell(name, "keep", value)
        parts.append(("text", value[at:]))
        return Cell(name, "text", parts=tuple(parts))

    def _what(self, word: str, found: re.Match[str], value: str) -> Part:
        if value[max(0, found.start() - 9):found.start()].endswith('"entry": '):
            return ("entry", word)
        if value[max(0, found.start() - 13):found.start()].endswith('"messages": ['):
            return ("messages", word)
        if word in self.words:
            return ("word", self.words[word])
        if word in self.numbers:
            return ("number", word)
        if re.fullmatch(MOMENT, word):
            return ("moment", word)
        return ("day", word) if re.fullmatch(DAY, word) else ("printed", word)


Shift = Callable[[date], date]
