"""Vacancies by the thousand: a workbook, XML or JSON, checked row by row, written all or none.

A vacancy is recognised by the employer's own number: unknown, it is posted; known and unchanged,
left as it is; changed, amended. The same file again does nothing. Every row goes through its
step (par. 54, 55); a row with a fault keeps the whole file out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import steps
from console.calendar import local_date, zone_of_region
from console.data.actors import Employer
from console.data.case import Case
from console.data.mediation import Vacancy
from console.errors import Label, Refusal
from console.many import AHEAD, Batch
from console.process import Process
from console.scope import SYSTEM, Scope
from console.security import Actor
from forms.schema import checker

FORM = "vacancy"
POST, REGISTER, AMEND = (
    "mediation.post_vacancy", "mediation.register_vacancy", "mediation.amend_vacancy")
#: rows of one file
MOST_ROWS = 30_000
#: faults shown and kept; the rest is only counted
MOST_FAULTS = 2_000
#: rows between two notes of progress
PIECE = 250
NO_NUMBER = {
    "kk": "Өз нөмірі жоқ: бос орын қайта жіберілгенде танылмайды.",
    "ru": "Нет собственного номера: при повторной отправке вакансия не узнается.",
    "en": "There is no number of your own: sent again, the vacancy would not be recognised.",
}
TWICE = {
    "kk": "Бұл нөмір файлда бұрын болған: {row}-жол.",
    "ru": "Этот номер уже был в файле: строка {row}.",
    "en": "This number was in the file before: row {row}.",
}
CLOSED = {
    "kk": "Бұл нөмірлі бос орын жабылған. Жаңасына жаңа нөмір беріңіз.",
    "ru": "Вакансия с этим номером закрыта. Дайте новой новый номер.",
    "en": "The vacancy of this number is closed. Give the new one a new number.",
}
UNKNOWN_EMPLOYER = {
    "kk": "Мұндай БСН жұмыс берушілер тізілімінде жоқ.",
    "ru": "Такого БИН нет в реестре работодателей.",
    "en": "There is no employer of this BIN in the register.",
}


@dataclass(frozen=True)
class Given:
    """A row of a file: its number as people see it and the form's data.

    ``unread``: members no field takes.
    """

    row: int
    data: Mapping[str, Any]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the field's path and one sentence in three languages."""

    row: int
    path: str
    text: Label


@dataclass
class Result:
    """What a file does, or did."""

    total: int = 0
    post: int = 0
    amend: int = 0
    same: int = 0
    wrong: int = 0
    faults: list[Fault] = field(default_factory=list)
    written: bool = False
    #: first numbers of what was written: (row, external id, case number)
    numbers: list[tuple[int, str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self)


@dataclass
class VacancyImport:
    """One file by one actor. ``employer``: whose cabinet it comes from; None at the center."""

    process: Process
    actor: Actor
    scope: Scope
    now: datetime
    employer: Employer | None = None
    #: keys left free for others while it works (console.many)
    ahead: int = AHEAD

    def __post_init__(self) -> None:
        """Read the dictionaries once."""
        self._known: dict[str, dict[str, tuple[str, str, str]] | None] = {}
        with self.process.store.session(SYSTEM) as session:
            look = steps.lookup(session)
            found: dict[str, Any] = {}

            def lookup(name: str) -> Any:
                if name not in found:
                    found[name] = look(name)
                return found[name]

            form = self.process.catalog.forms[FORM]
            today = local_date(self.now, zone_of_region(None))
            self._check = checker(form, lookup=lookup, today=today)

    @property
    def _opening(self) -> str:
        return POST if self.employer is not None else REGISTER

    def run(
        self, given: Iterable[Given], *, write: bool = False,
        progress: Callable[[int], None] = lambda done: None, most_kept: int = 0,
        more: Callable[[Session, Result], None] | None = None,
    ) -> Result:
        """Check every row; with ``write``, write all of them when none has a fault.

        ``progress(rows done)`` may raise to stop: nothing is written then. ``most_kept`` numbers
        are kept in the result. ``more(session, result)`` joins the writing transaction.
        """
        result, seen = Result(), dict[tuple[str, str], int]()
        with Batch(self.process, self.actor, self.scope, self.now, self.ahead) as batch:
            for one in given:
                self._row(one, batch, result, seen, write and not result.wrong, most_kept)
                if result.total % PIECE == 0:
                    progress(result.total)
            progress(result.total)
            if write and not result.wrong:
                result.written = True
                batch.write((lambda session: more(session, result)) if more else None)
        return result

    def _row(
        self, one: Given, batch: Batch, result: Result, seen: dict[tuple[str, str], int],
        write: bool, most_kept: int,
    ) -> None:
        result.total += 1
        clean, problems = self._check(one.data)
        faults: list[tuple[str, Label]] = [
            (path, text) for path, found in problems.items() for text in found]
        faults += [(name, _unknown()) for name in one.unread]
        number = str(one.data.get("external_id") or "")
        owner = self.employer.bin if self.employer else str(one.data.get("employer") or "")
        if not number:
            faults.append(("external_id", NO_NUMBER))
        elif (owner, number) in seen:
            earlier = str(seen[(owner, number)])
            faults.append(("external_id", {k: t.format(row=earlier) for k, t in TWICE.items()}))
        seen.setdefault((owner, number), one.row)
        known = self._of(owner)
        if known is None and owner and "employer" not in problems:
            faults.append(("employer", UNKNOWN_EMPLOYER))
        if not faults:
            faults = self._act(one, clean, (known or {}).get(number), batch, result, write,
                               most_kept)
        if faults:
            result.wrong += 1
            result.faults += [Fault(one.row, path, dict(text)) for path, text in faults
                              ][: max(0, MOST_FAULTS - len(result.faults))]

    def _act(
        self, one: Given, clean: dict[str, Any], before: tuple[str, str, str] | None,
        batch: Batch, result: Result, write: bool, most_kept: int,
    ) -> list[tuple[str, Label]]:
        case, known, state = before or (None, "", "")
        digest = steps.digest(clean)
        if known and known == digest:
            result.same += 1
            return []
        if state in ("closed", "filled"):
            return [("external_id", CLOSED)]
        step = self._opening if case is None else AMEND
        try:
            if write:
                done = batch.add(step, case, clean, digest=digest)
                if len(result.numbers) < most_kept:
                    result.numbers.append((one.row, str(clean["external_id"]), done.number))
            else:
                failing = batch.refusals(step, case, clean, digest)
                if failing:
                    return [(g.field or "", _said(g)) for g in failing]
        except Refusal as refusal:
            return _told(refusal)
        if case is None:
            result.post += 1
        else:
            result.amend += 1
        return []

    def _of(self, owner: str) -> dict[str, tuple[str, str, str]] | None:
        """External number -> (case, digest, state) of an employer; None: no such employer."""
        if owner not in self._known:
            with self.process.store.session(SYSTEM) as session:
                key = session.scalar(select(Employer.id).where(Employer.bin == owner))
                self._known[owner] = None if key is None else {
                    row.external_id: (row.case_number, row.digest or "", row.state)
                    for row in session.execute(
                        select(Vacancy.external_id, Vacancy.case_number, Vacancy.digest,
                               Case.state)
                        .join(Case, Case.number == Vacancy.case_number)
                        .where(Vacancy.employer_id == key, Vacancy.external_id.is_not(None))
                    )
                }
        return self._known[owner]


def _unknown() -> Label:
    from forms.messages import problem

    return problem("unknown")


def _said(ground: Any) -> Label:
    """A ground in words, with the word that was found where there is one."""
    word = ground.facts.get("word")
    return {k: f"{t} «{word}»" if word else t for k, t in ground.text.items()}


def _told(refusal: Refusal) -> list[tuple[str, Label]]:
    told = [(path, fault) for path, found in refusal.fields.items() for fault in found]
    told += [(g.field or "", _said(g)) for g in refusal.grounds]
    return told or [("", refusal.title)]
