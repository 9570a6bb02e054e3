"""News of kept searches: vacancies published since the search heard last, each told once.

Only searches whose time has come are looked at, oldest first, each in a transaction of its own:
what was found, what was told and when the next look is due change together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import notices
from console.data import vacancy_search
from console.data.actors import Person
from console.data.mediation import Vacancy
from console.data.outbox import Message
from console.data.self_service import SavedSearch, SearchHit
from console.data.store import Store
from console.data.vacancy_filters import filters_of_query
from console.data.vacancy_search import Found
from console.scope import SYSTEM

if TYPE_CHECKING:
    from console.catalog import Catalog

BATCH = 200
#: vacancies looked at for one search, and lines of one message
MOST, LINES = 50, 10
#: an SMS holds less
SMS_LINES = 2
HOURS = {"now": 0, "day": 24, "week": 168}
#: the least pause between two messages of a search that tells at once
PAUSE = timedelta(minutes=10)
NOTICE = "search_found"


@dataclass
class Told:
    """What one round did."""

    looked: int = 0
    sent: int = 0

    def sentence(self) -> str:
        """One line for the log."""
        return f"Kept searches: {self.looked} looked through, {self.sent} messages written."


def tell(store: Store, catalog: Catalog, site: str, now: datetime) -> Told:
    """Write the news due at ``now`` into the outbox. ``site`` is the address people type."""
    done = Told()
    with store.session(SYSTEM) as session:
        newest = session.scalar(
            select(func.max(Vacancy.published_at)).where(Vacancy.published.is_(True))
        )
        due = session.scalars(
            select(SavedSearch.id).where(SavedSearch.next_at <= now)
            .order_by(SavedSearch.next_at, SavedSearch.id).limit(BATCH)
        ).all()
    for key in due:
        with store.write(SYSTEM) as session:
            row = session.get(SavedSearch, key, with_for_update=True)
            if row is None or row.next_at is None or row.next_at > now:
                continue  # paused, deleted or told by another worker meanwhile
            done.looked += 1
            done.sent += _look(session, catalog, row, newest, site, now)
    return done


def _look(
    session: Session, catalog: Catalog, row: SavedSearch, newest: datetime | None, site: str,
    now: datetime,
) -> int:
    row.next_at = now + max(timedelta(hours=HOURS[row.frequency]), PAUSE)
    if newest is None or newest <= row.since:
        return 0
    found = vacancy_search.newer(session, filters_of_query(row.query), row.since, MOST)
    row.since = max(newest, row.since)
    known = set(session.scalars(
        select(SearchHit.vacancy_id).where(SearchHit.search_id == row.id)
        .where(SearchHit.vacancy_id.in_([f.key[1] for f in found]))
    )) if found else set()
    fresh = [f for f in found if f.key[1] not in known]
    if not fresh:
        return 0
    session.add_all(
        SearchHit(search_id=row.id, vacancy_id=f.key[1], told_at=now) for f in fresh
    )
    row.told_at = now
    person = session.get_one(Person, row.person_id)
    session.add(_message(catalog, row, person, fresh, site, now))
    return 1


def _message(
    catalog: Catalog, row: SavedSearch, person: Person, fresh: Sequence[Found], site: str,
    now: datetime,
) -> Message:
    lines = SMS_LINES if row.channel == "sms" else LINES
    subject, body = notices.text(catalog.notices[NOTICE], str(person.language), {
        "name": row.name, "list": "\n".join(_line(f, site, row.channel) for f in fresh[:lines]),
        "link": f"{site}/jobs" + (f"?{row.query}" if row.query and row.channel != "sms" else ""),
        "stop": f"{site}/searches/stop/{row.stop_token}",
    })
    return Message(
        event=f"search:{row.case_number}:{fresh[0].key[1]}", notice=NOTICE, paragraph="64",
        channel=row.channel, recipient=row.address, language=str(person.language),
        subject=subject, body=body, payload={"found": len(fresh)}, case_id=row.case_id,
        person_id=row.person_id, state="waiting", attempts=0, next_try_at=now, created_at=now,
    )


def _line(found: Found, site: str, channel: str) -> str:
    pay = found.wage_max or found.wage_min
    said = ", ".join(p for p in (found.title, found.settlement, f"{pay} ₸" if pay else "") if p)
    return said if channel == "sms" else f"{said}\n{site}/jobs/{found.number}"
