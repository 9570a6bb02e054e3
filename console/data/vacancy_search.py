"""Public vacancy search: words with typing errors forgiven, filters, pages, counts.

SQLite: an FTS5 table ``vacancy_fts`` with its vocabulary. PostgreSQL: a table of the same name
with a trigram index (pg_trgm). Rows are kept inside the transaction that changes the vacancy
(``index``), or all at once (``rebuild``). A search is at most five statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from console.data.mediation import Vacancy
from console.data.vacancy_facets import facets
from console.data.vacancy_filters import Filters as Filters
from console.data.words import distance, stems, tokens, words_of
from forms.dictionaries import lookup_shipped

CAP = 1000
PAGE = 20
MOST_WORDS = 5
#: vocabulary terms looked at for one mistyped word
MOST_TERMS = 4000
#: similar words taken in place of a mistyped one
MOST_SIMILAR = 6
#: shorter words are taken as typed: everything is near to two or three letters
LEAST_LETTERS = 4
_LAST = "\U0010ffff"
_OPTIONS = MetaData()
#: not on Base.metadata: the engine makes its shadow tables, migrations leave it out by name
FTS = Table("vacancy_fts", _OPTIONS, Column("rowid", BigInteger, primary_key=True),
            Column("words", Text))
_TAKE_OUT, _PUT_IN = delete(FTS).where(FTS.c.rowid == bindparam("key")), insert(FTS)
VOCABULARY = Table("vacancy_fts_vocab", _OPTIONS, Column("term", Text, primary_key=True))


@dataclass(frozen=True)
class Found:
    """One line of the list."""

    number: str
    title: str
    occupation: str | None
    employer: str
    region: str | None
    settlement: str
    wage_min: int | None
    wage_max: int | None
    regime: str | None
    experience_years: float | None
    places: int
    published_at: datetime
    key: tuple[datetime, int]


@dataclass(frozen=True)
class Page:
    """A page and what lies behind it.

    ``count`` is exact up to CAP; ``capped`` says that there are more. ``facets`` counts further
    choices among the newest CAP (console.data.vacancy_facets). ``instead`` maps a mistyped word
    to the words searched in its place. ``after`` is the key of the next page or None.
    """

    rows: tuple[Found, ...]
    count: int
    capped: bool
    facets: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: tuple[datetime, int] | tuple[int, int] | None = None


def create_search(engine: Engine) -> None:
    """Make the search table of this database. Idempotent; called after every migration."""
    with engine.begin() as connection:
        for statement in _making(engine.dialect.name):
            connection.execute(text(statement))


def _making(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            "CREATE VIRTUAL TABLE IF NOT EXISTS vacancy_fts USING fts5("
            "words, tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3')",
            "CREATE VIRTUAL TABLE IF NOT EXISTS vacancy_fts_vocab "
            "USING fts5vocab('vacancy_fts', 'row')",
        ]
    return [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE TABLE IF NOT EXISTS vacancy_fts (rowid bigint PRIMARY KEY, words text NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_vacancy_fts_words ON vacancy_fts "
        "USING gin (words gin_trgm_ops)",
    ]


def words_for(vacancy: Vacancy) -> str:
    """Every word a vacancy is found by, folded, each after a space: texts and codes' labels."""
    parts = [vacancy.title, vacancy.clarification, vacancy.settlement, vacancy.employer_name,
             vacancy.duties, vacancy.conditions, vacancy.qualification, vacancy.additional]
    coded = (("occupation", vacancy.occupation), ("region", vacancy.region),
             ("work_regime", vacancy.regime))
    return "".join([*(_spaced(p) for p in parts if p), *(_labels(n, c) for n, c in coded if c)])


@lru_cache(maxsize=4096)
def _spaced(text: str) -> str:
    """Every word of a text after a space; vacancies of one employer say much the same."""
    return "".join(f" {word}" for word in tokens(text))


@lru_cache(maxsize=4096)
def _labels(name: str, code: str) -> str:
    """The words of a shipped code in every language, with its synonyms."""
    dictionary = lookup_shipped(name)
    entry = dictionary.get(code) if dictionary else None
    return _spaced(" ".join([*entry.label.values(), *entry.synonyms])) if entry else ""


def index(session: Session, vacancy: Vacancy) -> None:
    """Keep the vacancy findable while published, and only then. Inside the writing act."""
    session.flush()
    session.execute(_TAKE_OUT, {"key": vacancy.id})
    if vacancy.published:
        session.execute(_PUT_IN, {"rowid": vacancy.id, "words": words_for(vacancy)})


def rebuild(session: Session) -> int:
    """Index every published vacancy anew (bulk loads, restore). Returns how many."""
    session.execute(delete(FTS))
    number = 0
    for vacancy in session.scalars(
        select(Vacancy).where(Vacancy.published.is_(True)).execution_options(yield_per=500)
    ):
        session.execute(insert(FTS).values(rowid=vacancy.id, words=words_for(vacancy)))
        number += 1
    return number


def search(
    session: Session, filters: Filters, *, after: Any = None, limit: int = PAGE,
    by_pay: bool = False,
) -> Page:
    """Published vacancies after a key, with count and facets: newest first, or best paid first.

    Pay orders the newest CAP matches: an ordering of all would read all.
    """
    conditions, instead = _conditions(session, filters)
    head = list(_counted(session, conditions))
    count, capped = min(len(head), CAP), len(head) > CAP
    counted = facets(head[:CAP], filters)
    if by_pay:
        paid, next_key = _best_paid(session, head[:CAP], after, limit)
        return Page(paid, count, capped, counted, instead, next_key)
    query = _listed(conditions)
    if after is not None:
        moment, key = after
        query = query.where(or_(
            Vacancy.published_at < moment,
            and_(Vacancy.published_at == moment, Vacancy.id < key),
        ))
    rows = [_found(row) for row in session.execute(query.limit(limit + 1)).all()]
    return Page(
        tuple(rows[:limit]), count, capped, counted, instead,
        rows[limit - 1].key if len(rows) > limit else None,
    )


def newer(session: Session, filters: Filters, since: datetime, limit: int) -> list[Found]:
    """Matches published after an instant, newest first: news of a kept search."""
    conditions, _instead_of = _conditions(session, filters)
    query = _listed([*conditions, Vacancy.published_at > since])
    return [_found(row) for row in session.execute(query.limit(limit))]


def related(session: Session, vacancy: Vacancy, limit: int = 4) -> list[Found]:
    """Other published vacancies of the same occupation, those of its region first."""
    if not vacancy.occupation:
        return []
    same = [Vacancy.published.is_(True), Vacancy.id != vacancy.id,
            Vacancy.occupation == vacancy.occupation]
    here = _listed([*same, Vacancy.region == vacancy.region]).limit(limit)
    found = [_found(row) for row in session.execute(here)]
    if len(found) < limit:
        away = _listed([*same, Vacancy.region.is_distinct_from(vacancy.region)])
        found += [_found(row) for row in session.execute(away.limit(limit - len(found)))]
    return found


def count(session: Session, filters: Filters) -> int:
    """Matches, counted to the cap at most: what a wider search would find."""
    conditions, _instead_of = _conditions(session, filters)
    return len(session.execute(select(Vacancy.id).where(*conditions).limit(CAP)).all())


def _best_paid(
    session: Session, head: list[Any], after: Any, limit: int
) -> tuple[tuple[Found, ...], tuple[int, int] | None]:
    """A page of the counted matches by pay."""
    keys = sorted((-(r.wage_max or r.wage_min or 0), -r.id) for r in head)
    if after is not None:
        keys = [key for key in keys if key > (-after[0], -after[1])]
    chosen = [-key for _pay, key in keys[:limit]]
    rows = {r.id: _found(r) for r in session.execute(
        _listed([Vacancy.published.is_(True), Vacancy.id.in_(chosen)])
    )}
    more = len(keys) > limit
    last = keys[limit - 1] if more else None
    return tuple(rows[key] for key in chosen if key in rows), (
        (-last[0], -last[1]) if last else None
    )


def _listed(conditions: list[Any]) -> Any:
    return (
        select(Vacancy.case_number, Vacancy.title, Vacancy.occupation, Vacancy.employer_name,
               Vacancy.region, Vacancy.settlement, Vacancy.wage_min, Vacancy.wage_max,
               Vacancy.regime, Vacancy.experience_years, Vacancy.places, Vacancy.published_at,
               Vacancy.id)
        .where(*conditions)
        .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
    )


def _found(row: Any) -> Found:
    return Found(
        number=row.case_number, title=row.title, occupation=row.occupation,
        employer=row.employer_name, region=row.region, settlement=row.settlement,
        wage_min=row.wage_min, wage_max=row.wage_max,
        regime=row.regime, experience_years=row.experience_years, places=row.places,
        published_at=row.published_at, key=(row.published_at, row.id),
    )


def _counted(session: Session, conditions: list[Any]) -> Iterable[Any]:
    """Codes of the newest matches, one more than the cap: count and facets in one statement."""
    return session.execute(
        select(Vacancy.id, Vacancy.region, Vacancy.regime, Vacancy.occupation, Vacancy.kato,
               Vacancy.education_level, Vacancy.experience_years, Vacancy.wage_min,
               Vacancy.wage_max)
        .where(*conditions)
        .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
        .limit(CAP + 1)
    ).all()


def kato_prefix(code: str) -> str:
    """The significant head of a KATO code: ``190000000`` -> ``19``, ``194020000`` -> ``19402``."""
    head = code.rstrip("0")
    return head if len(head) >= 2 else code[:2]


def _conditions(
    session: Session, filters: Filters
) -> tuple[list[Any], dict[str, tuple[str, ...]]]:
    found: list[Any] = [Vacancy.published.is_(True)]
    if filters.region:
        found.append(_within(Vacancy.region, kato_prefix(filters.region)))
    if filters.kato:
        found.append(_within(Vacancy.kato, kato_prefix(filters.kato)))
    if filters.education:
        found.append(Vacancy.education_level == filters.education)
    if filters.occupation:
        found.append(_within(Vacancy.occupation, filters.occupation))
    if filters.pay is not None:
        found.append(func.coalesce(Vacancy.wage_max, Vacancy.wage_min) >= filters.pay)
    if filters.regime:
        found.append(Vacancy.regime == filters.regime)
    if filters.experience is not None:
        found.append(func.coalesce(Vacancy.experience_years, 0) <= filters.experience)
    words = words_of(filters.words)[:MOST_WORDS]
    if not words:
        return found, {}
    if session.get_bind().dialect.name == "sqlite":
        return _matching(session, words, found)
    # for this transaction only: the default of 0.6 misses one wrong letter in eight
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", "0.5", True)))
    found += [Vacancy.id.in_(select(FTS.c.rowid).where(_similar(word))) for word in words]
    return found, {}


def _within(column: Any, prefix: str) -> Any:
    return and_(column >= prefix, column < prefix + _LAST)


def _similar(word: str) -> Any:
    """PostgreSQL: a word beginning so or, from four letters on, one like it by trigrams."""
    begins = or_(*(FTS.c.words.contains(f" {s}", autoescape=True) for s in _begun(word)))
    if len(word) < LEAST_LETTERS:
        return begins
    return or_(begins, literal(word).op("<%")(FTS.c.words))


def _begun(word: str) -> tuple[str, ...]:
    """What forms of the word begin with; a short word is taken as typed."""
    return stems(word) if len(word) > LEAST_LETTERS else (word,)


def _matching(
    session: Session, words: list[str], found: list[Any]
) -> tuple[list[Any], dict[str, tuple[str, ...]]]:
    """SQLite: every word by its beginning; one nobody wrote is replaced by similar ones.

    A read session looks the same words up once, whatever else is asked beside them.
    """
    known = session.info.setdefault("words_looked_up", {})
    key = tuple(words)
    if key not in known or session.info.get("writes"):
        missing = [w for w in _unknown(session, words) if len(w) >= LEAST_LETTERS]
        known[key] = missing, _instead(session, missing) if missing else {}
    missing, instead = known[key]
    terms = []
    for word in words:
        alternatives = instead.get(word, ()) if word in missing else _begun(word)
        terms.append(" OR ".join(f'"{a}"*' for a in alternatives or (word,)))
    query = " AND ".join(f"({t})" for t in terms)
    matching = select(FTS.c.rowid).where(FTS.c.words.op("MATCH")(query))
    return [*found, Vacancy.id.in_(matching)], instead


def _unknown(session: Session, words: list[str]) -> list[str]:
    """Words no published vacancy has a word beginning with (one statement)."""
    row = session.execute(select(*[
        exists(select(VOCABULARY.c.term).where(
            or_(*(_within(VOCABULARY.c.term, s) for s in _begun(word)))
        )).label(f"w{i}")
        for i, word in enumerate(words)
    ])).one()
    return [word for word, known in zip(words, row, strict=True) if not known]


def _instead(session: Session, words: list[str]) -> dict[str, tuple[str, ...]]:
    """Words of the vocabulary within one or two slips of each unknown one (one statement).

    Compared without the ending: "прадавцом" and "аспазшыны" are as near as they can be.
    """
    bare = [_begun(word)[0] for word in words]
    parts = [
        select(literal(i).label("word"), VOCABULARY.c.term)
        .where(_within(VOCABULARY.c.term, word[0]))
        .where(func.length(VOCABULARY.c.term).between(len(word) - 2, len(word) + 6))
        .limit(MOST_TERMS).subquery()
        for i, word in enumerate(bare)
    ]
    rows = session.execute(union_all(*[select(p.c.word, p.c.term) for p in parts])).all()
    near: dict[str, list[tuple[int, str]]] = {word: [] for word in words}
    for number, term in rows:
        typed, word = words[number], bare[number]
        slips = distance(word, term[: len(word) + 1], 2 if len(word) > 5 else 1)
        if slips is not None:
            near[typed].append((slips, term))
    return {
        word: tuple(term for _, term in sorted(terms)[:MOST_SIMILAR])
        for word, terms in near.items() if terms
    }
