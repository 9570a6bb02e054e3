"""Vacancy files checked and written by the worker, with progress, all or none."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console import notices, steps
from console.data.actors import Employer
from console.data.base import public_number
from console.data.content import StoredFile
from console.data.outbox import Message
from console.errors import Forbidden, NotFound
from console.exchange.vacancies import FORM, MOST_ROWS, Result, VacancyImport
from console.exchange.vacancy_files import rows_of, vacancy_columns
from console.scope import SYSTEM
from console.security import Actor, scope_of_seats, seats_of
from console.work.jobs import Work, job

KIND = "vacancies"
NOTICE = "vacancies_imported"
#: numbers of written vacancies a result shows
SHOWN = 20


@job(KIND)
def run(work: Work) -> dict[str, Any]:
    """Check the file ``file``; write it too where ``write`` is set and no row has a fault.

    The seats are those the account holds now, for the one employer the file came from.
    """
    asked = work.params
    content = _content(work.store, asked["file"], work.account_id)
    importer = importer_for(work, asked)
    with work.store.session(SYSTEM) as session:
        columns = vacancy_columns(work.catalog.forms[FORM], steps.lookup(session),
                                  own=importer.employer is not None)
    total = int(asked.get("rows") or MOST_ROWS)

    def tell(session: Session, result: Result) -> None:
        if importer.employer is not None:
            session.add_all(summary(work, session.get_one(Employer, importer.employer.id), result))

    work.step(0, total)
    result = importer.run(
        rows_of(content, columns), write=bool(asked.get("write")), most_kept=SHOWN, more=tell,
        progress=lambda done: work.step(done, max(done, total)),
    )
    return result.to_json()


def importer_for(work: Work, asked: Any) -> VacancyImport:
    """The import with the rights the account has today; Forbidden when it has lost them."""
    if work.account_id is None:
        raise LookupError("A file is imported by somebody.")
    with work.store.session(SYSTEM) as session:
        today = work.now.astimezone(ZoneInfo(asked["zone"])).date()
        seats = seats_of(session, work.account_id, today)
        own = asked.get("employer")
        kept = tuple(s for s in seats if s.employer_id == own) if own else tuple(
            s for s in seats if s.office_id is not None)
        if not kept:
            raise Forbidden()
        scope = scope_of_seats(session, kept, work.catalog, work.now)
        employer = session.get(Employer, own) if own else None
    actor = Actor(work.account_id, asked["login"], asked["name"], kept)
    return VacancyImport(work.process, actor, scope, work.now, employer)


def _content(store: Any, number: str, account: int | None) -> bytes:
    with store.session(SYSTEM) as session:
        row = session.scalars(
            select(StoredFile).where(StoredFile.number == number)
            .where(StoredFile.staged_by == account).options(undefer(StoredFile.content))
        ).one_or_none()
        if row is None:
            raise NotFound()
        return bytes(row.content)


def summary(work: Work, employer: Employer, result: Result) -> list[Message]:
    """One message about the whole file, instead of one about each vacancy (par. 54)."""
    notice = work.catalog.notices[NOTICE]
    given = {"employer": employer.name, "post": result.post, "amend": result.amend,
             "same": result.same, "paragraph": notice.law}
    subject, body = notices.text(notice, employer.language, given)
    event = f"import:{public_number('', 10)}"
    ways = [("cabinet", employer.number)]
    if employer.email:
        ways.append(("email", employer.email))
    return [
        Message(
            event=event, notice=notice.name, paragraph=notice.law, channel=channel,
            recipient=address, language=employer.language, subject=subject, body=body,
            payload={}, employer_id=employer.id, office_id=employer.office_id,
            state="delivered" if channel == "cabinet" else "waiting", attempts=0,
            next_try_at=None if channel == "cabinet" else work.now, created_at=work.now,
            delivered_at=work.now if channel == "cabinet" else None,
        )
        for channel, address in ways
    ]
