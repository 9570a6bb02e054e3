"""The blocks of one database: read once, then kept by the change number.

Only keys and coded columns stay here. Whoever shows a person or a vacancy reads the row through
their own session afterwards, so the wall stands where it always stood.

Reading everything is nobody's wait: a thread beside the questions does it, one per database, and
until it is done a question is answered from what SQL narrows (``narrow``).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.coded import all_rows, all_rows_of
from console.data.guard import scope_of
from console.data.mediation import Vacancy
from console.data.self_service import Resume
from plugins.mediation.engine import bulk
from plugins.mediation.engine.blocks import Blocks, Reach
from plugins.mediation.engine.columns import (
    JOBS,
    PEOPLE,
    Columns,
    entries_of,
    job_row,
    person_row,
    stacked,
)
from plugins.mediation.limits import limits_of
from plugins.mediation.reasons import Side
from plugins.mediation.sides import person_side, resume_side, vacancy_side
from plugins.mediation.tables import PERSON, MatchChange

log = logging.getLogger(__name__)
#: seconds that the question which begins the reading waits for it, so that a small center never
#: meets the shorter answer; None: every question reads by itself (tests, jobs, benchmarks)
PATIENCE: float | None = 0.5
#: more changes than this at once are read as a whole anew
MANY = 20_000
#: keys asked in one statement
CHUNK = 500
#: a transaction that commits late (PostgreSQL) has a number below the last one seen
LATE = 200
CARD = (
    Card.person_id, Card.occupation, Card.education_level, Card.experience_years, Card.wage_min,
    Card.regimes, Card.region, Card.relocation, Card.sections, Card.office_id, Card.authority_id,
    Card.village_id, Person.kato,
)
#: the blocks of each connection pool, gone with it
_pools: WeakKeyDictionary[Any, Pool] = WeakKeyDictionary()
_making = threading.Lock()


@dataclass
class Pool:
    """Blocks with the change number they stand at. Use under ``lock``."""

    blocks: Blocks = field(default_factory=Blocks)
    seen: tuple[int, int] | None = None
    lock: Any = field(default_factory=threading.RLock)
    job_place: dict[int, int] = field(default_factory=dict)
    reads: int = 0
    reader: threading.Thread | None = None

    def refresh(self, session: Session, whole: bool = True) -> bool:
        """Take in what changed since the last look; everything when too much did.

        False, and nothing done, when everything would have to be read and ``whole`` is False.
        """
        last = self.seen[0] if self.seen else 0
        count, newest, oldest = _changes(session, last)
        now = (newest, count)
        if now == self.seen:
            return True
        if self.seen is None or newest - last > MANY or oldest > last + 1:
            if not whole:
                return False
            with all_rows(session) as everything:
                self._take(*_everything(everything, newest))
            return True
        with all_rows(session) as everything:
            self.seen = _stand(newest, self._read_changes(everything, last))
        return True

    # ---- everything
    def _take(self, seen: tuple[int, int], blocks: Blocks, job_place: dict[int, int]) -> None:
        self.seen, self.blocks, self.job_place = seen, blocks, job_place
        self.reads += 1

    def begin(self, engine: Engine) -> threading.Thread | None:
        """The thread that reads everything, when this call began it. Use under ``lock``."""
        if self.reader is not None and self.reader.is_alive():
            return None
        self.reader = threading.Thread(
            target=self._beside, args=(engine,), name="matching-reader", daemon=True)
        self.reader.start()
        return self.reader

    def _beside(self, engine: Engine) -> None:
        """Read everything aside, then put it in place; after a failure the next question tries."""
        try:
            with all_rows_of(engine) as everything:
                found = _everything(everything, _changes(everything, 0)[1])
        except Exception:
            log.exception("matching: the people and vacancies could not be read")
            return
        with self.lock:
            self._take(*found)

    # ---- changes
    def _read_changes(self, session: Session, last: int) -> Sequence[int]:
        """Read the rows that changed; the numbers of the changes looked at."""
        changed = session.execute(
            select(MatchChange.id, MatchChange.kind, MatchChange.row_id)
            .where(MatchChange.id > last - LATE)
        ).all()
        persons = sorted({row.row_id for row in changed if row.kind == PERSON and row.row_id})
        vacancies = sorted({row.row_id for row in changed if row.kind != PERSON and row.row_id})
        codes = self.blocks.codes
        for part in _parts(persons):
            left = set(part)
            for keys, side in _people(session, part):
                self.blocks.add_person({**keys, **person_row(codes, side)},
                                       entries_of(codes, side))
                left.discard(keys["id"])
            for key in left:
                self.blocks.drop_person(key)
        for part in _parts(vacancies):
            for key in part:
                if key in self.job_place:
                    self.blocks.jobs["alive"][self.job_place.pop(key)] = False
            for vacancy in _vacancies(session, part):
                row = {"id": vacancy.id, **job_row(codes, vacancy_side(vacancy)), "alive": True}
                self.job_place[vacancy.id] = self.blocks.jobs.add(row)
        self.blocks.settle()
        return [row.id for row in changed]

    def place_of(self, vacancy: Vacancy) -> int:
        """The place of a vacancy; one that is not open is placed for this question alone."""
        place = self.job_place.get(vacancy.id)
        if place is None:
            row = job_row(self.blocks.codes, vacancy_side(vacancy))
            place = self.blocks.jobs.add({"id": vacancy.id, **row, "alive": False})
            self.job_place[vacancy.id] = place
        return place


def _changes(session: Session, last: int) -> tuple[int, int, int]:
    """How many changes there are to look at, the newest and the oldest number."""
    count, newest, oldest = session.execute(
        select(func.count(), func.max(MatchChange.id), func.min(MatchChange.id))
        .where(MatchChange.id > last - LATE)
    ).one()
    return count, newest or 0, oldest or 0


def _stand(newest: int, above: Sequence[int]) -> tuple[int, int]:
    """The change number taken in; what is counted next time lies above it."""
    return newest, sum(1 for key in above if newest - LATE < key <= newest)


def _everything(
    session: Session, newest: int
) -> tuple[tuple[int, int], Blocks, dict[int, int]]:
    """All people and vacancies as blocks; what changes meanwhile has a number above ``newest``."""
    blocks, job_place = Blocks(), dict[int, int]()
    codes, rows, entries = blocks.codes, list[dict[str, Any]](), []
    limits = limits_of(session)
    people, by_card = bulk.cards(session, codes, limits)
    first, carded = len(people["id"]), set(people["id"].tolist())
    for keys, side in _placed(session, None, carded, limits):
        row = {**keys, **person_row(codes, side), "alive": True}
        found = entries_of(codes, side) or [(-1, False)]
        entries += [(first + len(rows), *one) for one in found]
        rows.append(row)
    jobs: list[dict[str, Any]] = []
    for vacancy in _vacancies(session, None):
        job_place[vacancy.id] = len(jobs)
        jobs.append({"id": vacancy.id, **job_row(codes, vacancy_side(vacancy)),
                     "alive": bool(vacancy.published)})
    table = np.concatenate([by_card, np.array(entries, dtype=np.int64).reshape(-1, 3)])
    placed = stacked(rows, PEOPLE)
    people = {n: np.concatenate([people[n], placed[n]]) for n in PEOPLE}
    blocks.load(
        Columns.of(PEOPLE, people), Columns.of(JOBS, stacked(jobs, JOBS)),
        table[:, 0], table[:, 1].astype(np.int32), table[:, 2].astype(bool),
    )
    above = session.scalars(select(MatchChange.id).where(MatchChange.id > newest - LATE)).all()
    return _stand(newest, above), blocks, job_place


@contextmanager
def asked(session: Session) -> Iterator[Pool | None]:
    """The pool under its lock with every change taken in; None while everything is being read."""
    pool, patience = pool_of(session), PATIENCE
    with pool.lock:
        if pool.refresh(session, whole=patience is None):
            yield pool
            return
        begun = pool.begin(session.get_bind().engine)
    if begun is not None:
        begun.join(patience)
    with pool.lock:
        if begun is not None and pool.refresh(session, whole=False):
            yield pool
            return
    yield None


def pool_of(session: Session) -> Pool:
    """The pool of the session's database, made on first use. Refresh it under its lock."""
    bind = session.get_bind()
    key = bind.engine.pool
    with _making:
        return _pools.setdefault(key, Pool())


def reach_of(session: Session) -> Reach:
    """Whose cards the session may see, for ranking; the rows are read through it afterwards."""
    scope = scope_of(session)
    return Reach(scope.office, scope.authority, scope.village,
                 tuple({*scope.person, *scope.persons_granted}), scope.everything)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _people(session: Session, keys: Sequence[int]) -> Iterator[tuple[dict[str, Any], Side]]:
    """Some people who search (par. 56): by card, or by a resume placed without help."""
    cards = select(*CARD).join(Person, Person.id == Card.person_id).where(
        Card.searching.is_(True), Card.person_id.in_(keys)).order_by(Card.person_id)
    limits, by_card = limits_of(session, keys), set()
    for row in session.execute(cards):
        by_card.add(row.person_id)
        yield _keys(row), person_side(row, row.kato, limits.get(row.person_id))
    yield from _placed(session, keys, by_card, limits)


def _placed(
    session: Session, keys: Sequence[int] | None, by_card: set[int],
    limits: Mapping[int, frozenset[str]],
) -> Iterator[tuple[dict[str, Any], Side]]:
    """Those of some people, or of everybody, who have a listed resume and no card in search."""
    resumes = (
        select(Resume, Person.kato, Person.authority_id, Person.village_id, Resume.person_id,
               Resume.office_id)
        .join(Person, Person.id == Resume.person_id).where(Resume.listed.is_(True))
        .order_by(Resume.person_id)
    )
    if keys is not None:
        resumes = resumes.where(Resume.person_id.in_(keys))
    for row in session.execute(resumes.execution_options(yield_per=2_000)):
        if row.person_id not in by_card:
            yield _keys(row), resume_side(row.Resume, row.kato, limits.get(row.person_id))


def _keys(row: Any) -> dict[str, Any]:
    return {"id": row.person_id, "office": row.office_id, "authority": row.authority_id or 0,
            "village": row.village_id or 0}


def _vacancies(session: Session, keys: Iterable[int] | None) -> Iterator[Vacancy]:
    query = select(Vacancy).where(Vacancy.published.is_(True)).order_by(Vacancy.id)
    if keys is not None:
        query = query.where(Vacancy.id.in_(keys))
    yield from session.scalars(query.execution_options(yield_per=2_000))
