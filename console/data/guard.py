"""The wall around personal data: what every session does to every statement.

Reads and criteria-based writes are narrowed to the scope, every flush is checked against it, and
statement forms that cannot be narrowed are refused. Fails closed: a session without a scope sees
nothing. Row-level security on PostgreSQL is the second belt (docs in console/data/migrations).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, inspect, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause

from console.data.base import Base, Owned
from console.scope import NOTHING, PATHS, Scope


class ScopeViolation(Exception):
    """A statement or flush reached outside the scope of its session. Always a refusal."""


class ReadOnlySession(ScopeViolation):
    """A read session was asked to write."""


class ScopedSession(Session):
    """Session whose ``info`` carries ``scope`` (Scope) and ``writes`` (bool)."""


def scope_of(session: Session) -> Scope:
    """The scope in force; NOTHING when none was given. A callable is asked each time."""
    scope = session.info.get("scope")
    if callable(scope):
        scope = scope()
    return scope if isinstance(scope, Scope) else NOTHING


def owned_classes() -> list[type[Any]]:
    """Every mapped class whose rows belong to somebody, plugins' tables included."""
    mapped = [m.class_ for m in Base.registry.mappers]
    return [cls for cls in mapped if issubclass(cls, Owned) and cls.__owners__]


def criterion(cls: type[Any], scope: Scope, *, public: bool = True) -> ColumnElement[bool]:
    """SQL condition under which a row of ``cls`` lies inside ``scope`` (or is public)."""
    terms: list[ColumnElement[bool]] = []
    if cls.__content__ and scope.content:
        terms.append(getattr(cls, cls.__content__).is_(False))
    if public and cls.__public__:
        terms.append(and_(*(getattr(cls, c) == value for c, value in cls.__public__.items())))
    for path in PATHS:
        ids, column = scope.ids(path), cls.__owners__.get(path)
        if ids and column:
            terms.append(getattr(cls, column).in_(ids))
    of_cases = cls.of_cases(scope.cases) if scope.cases else None
    if of_cases is not None:
        terms.append(of_cases)
    if scope.persons_granted and cls.__person__:
        terms.append(getattr(cls, cls.__person__).in_(scope.persons_granted))
    return or_(*terms) if terms else false()


def _options(session: Session, scope: Scope) -> tuple[Any, ...]:
    cached = session.info.get("_criteria")
    if cached is None or cached[0] is not scope:
        options = _options_for(scope, len(owned_classes()))
        cached = session.info["_criteria"] = (scope, options)
    options_of: tuple[Any, ...] = cached[1]
    return options_of


@lru_cache(maxsize=256)
def _options_for(scope: Scope, _classes: int) -> tuple[Any, ...]:
    """The criteria of a scope, built once; ``_classes`` counts anew when a plugin adds tables."""
    return tuple(
        with_loader_criteria(cls, criterion(cls, scope), include_aliases=True)
        for cls in owned_classes()
    )


def _touches_owned(statement: Any) -> bool:
    tables = {c.__table__ for c in owned_classes()}
    return any(e in tables for e in visitors.iterate(statement) if e.__visit_name__ == "table")


def _refuse_unnarrowable(state: ORMExecuteState) -> None:
    statement: Any = state.statement
    if isinstance(statement, TextClause) or isinstance(
        getattr(statement, "element", None), TextClause
    ):
        raise ScopeViolation("text() cannot be narrowed to a scope")
    if not state.is_orm_statement and _touches_owned(statement):
        raise ScopeViolation("a Core statement on an owned table cannot be narrowed")
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, Owned):
        return
    if state.is_insert or (state.is_update and isinstance(state.parameters, list)):
        raise ScopeViolation("bulk INSERT or UPDATE by key list cannot be narrowed")
    if state.is_update:
        owners = set(mapper.class_.__owners__.values())
        named = {getattr(k, "name", k) for k in (statement._values or {})}
        if named & owners:
            raise ScopeViolation("a bulk UPDATE may not move rows between owners")


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.is_column_load:  # refresh of expired attributes of a row already loaded
        return
    scope = scope_of(state.session)
    if scope.everything:
        return
    _refuse_unnarrowable(state)
    if state.is_select or state.is_update or state.is_delete:
        statement: Any = state.statement
        state.statement = statement.options(*_options(state.session, scope))


@event.listens_for(ScopedSession, "before_flush")
def _check_flush(session: Session, _context: Any, _instances: Any) -> None:
    if not session.info.get("writes", False):
        raise ReadOnlySession("a read session cannot write")
    scope = scope_of(session)
    if scope.everything:
        return
    changed = [o for o in session.dirty if session.is_modified(o)]
    for obj in [*session.new, *changed, *session.deleted]:
        if isinstance(obj, Owned) and obj.__owners__:
            if not scope.writes:
                raise ScopeViolation("this scope may only read")
            _check_row(session, scope, obj)
        if obj not in session.deleted:
            _check_links(session, obj)


def _check_row(session: Session, scope: Scope, obj: Any) -> None:
    state = inspect(obj)
    name = type(obj).__name__
    if state.persistent and not _visible(session, type(obj), state.identity[0]):
        raise ScopeViolation(f"{name} outside the scope")  # forged or leaked object
    if state.persistent:
        return  # a visible row may be handed over (transfer, sending to the authority)
    if scope.content and obj.__content__ and not getattr(obj, obj.__content__):
        return
    inside = any(
        getattr(obj, column) in scope.ids(path)
        for path, column in obj.__owners__.items()
        if getattr(obj, column) is not None
    )
    case_id = getattr(obj, obj.__case__) if obj.__case__ else None
    if not inside and case_id not in scope.cases:
        raise ScopeViolation(f"{name} created outside the scope")


def _visible(session: Session, cls: type[Any], key: Any) -> bool:
    """Asks the database, not the identity map, under the scope in force."""
    mapper = inspect(cls)
    attribute = getattr(cls, mapper.get_property_by_column(mapper.primary_key[0]).key)
    statement = select(attribute).where(attribute == key)
    if cls.__public__ and not scope_of(session).everything:
        # what everybody may read is not therefore everybody's to change
        statement = statement.where(criterion(cls, scope_of(session), public=False))
    with session.no_autoflush:
        return session.scalar(statement) is not None


def _check_links(session: Session, obj: Any) -> None:
    """Every owned parent that this flush links must be visible, by object or by raw key."""
    state = inspect(obj)
    for relation in state.mapper.relationships:
        if relation.direction is not MANYTOONE or not issubclass(relation.mapper.class_, Owned):
            continue
        if not relation.mapper.class_.__owners__:
            continue
        linked = set()
        for column in relation.local_columns:
            history = state.attrs[state.mapper.get_property_by_column(column).key].history
            linked |= {v for v in history.added or () if v is not None}
        for parent in state.attrs[relation.key].history.added or ():
            if parent is not None and parent not in session.new:
                linked.add(inspect(parent).identity[0])
        new_ids = {getattr(o, "id", None) for o in session.new}
        for key in linked - new_ids:
            if not _visible(session, relation.mapper.class_, key):
                name = f"{type(obj).__name__}.{relation.key}"
                raise ScopeViolation(f"{name} points outside the scope")
