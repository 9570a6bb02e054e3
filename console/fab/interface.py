"""Data access of views: scoped reads, capped counts, writes in one journalled transaction.

A view reads through the request's session. It writes only through a Writer:

    ReadOnly    the default: what is moved by Steps is not edited in a table
    Journalled  a plugin's own small registers; scope guard, one transaction, one journal line
    Accounts    the framework's own tables of users and roles
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask_appbuilder.exceptions import FABException
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import MANYTOONE

from console.data.guard import ScopeViolation
from console.fab.accounts import journal
from console.scope import SYSTEM, Scope
from console.security import SYSTEM_ACTOR, Actor
from console.web.running import request_scope, running
from console.web.shell import actor

COUNT_CAP = 1001


class Rejected(FABException):
    """The change was refused; ``status`` and ``text`` are safe to show."""

    status = 422

    def __init__(self, text: str = "") -> None:
        self.text = text or self.words()
        super().__init__(self.text)

    def words(self) -> str:
        """Words in the reader's language."""
        return str(_("The record was not accepted."))


class Conflict(Rejected):
    """The change contradicts another record (a unique value taken)."""

    status = 409

    def words(self) -> str:
        return str(_("Such a record exists already, or other records need this one."))


class Outside(Rejected):
    """The row, or one it points at, is not within reach. The same answer as for an unknown one."""

    status = 404

    def words(self) -> str:
        return str(_("It does not exist, or it is not yours to see."))


class NotHere(Rejected):
    """This table is not edited here."""

    status = 405

    def words(self) -> str:
        return str(_("This record is changed by its own act, not in this table."))


class Writer(Protocol):
    """How a view writes. ``verb`` is add, edit or delete."""

    def write(self, verb: str, items: Sequence[Any]) -> None:
        """Carry out ``verb`` on ``items`` in one transaction, or raise Rejected."""


class ReadOnly:
    """Nothing is written."""

    def write(self, verb: str, items: Sequence[Any]) -> None:
        raise NotHere


class Journalled:
    """One transaction under the reader's own scope, with a journal line for each item."""

    def __init__(self, name: str) -> None:
        self.name = name

    def scope(self) -> Scope:
        """Scope of the transaction."""
        return request_scope()

    def write(self, verb: str, items: Sequence[Any]) -> None:
        who = actor() or SYSTEM_ACTOR
        try:
            with running().store.write(self.scope()) as session:
                for item in items:
                    self.apply(session, verb, item, who)
        except ScopeViolation as error:
            raise Outside from error
        except IntegrityError as error:
            raise Conflict from error
        except SQLAlchemyError as error:
            raise Rejected from error

    def apply(self, session: Session, verb: str, item: Any, who: Actor) -> None:
        """One item inside the transaction."""
        with session.no_autoflush:
            stored = session.merge(item)
        settle(stored)
        if verb == "delete":
            session.delete(stored)
        why = {"fields": changed(stored)} if verb == "edit" else {}
        session.flush()
        item.id = stored.id
        self.log(session, verb, stored, who, why)

    def log(
        self, session: Session, verb: str, stored: Any, who: Actor, why: dict[str, Any]
    ) -> None:
        """The journal line; written under the wide scope, as the line may have no owner."""
        narrow = session.info["scope"]
        session.info["scope"] = SYSTEM
        try:
            journal(session, f"{self.name}.{verb}", stored, who, why)
            session.flush()
        finally:
            session.info["scope"] = narrow


class Accounts(Journalled):
    """Users, roles and their groups. A change of rights or of activity ends old sessions."""

    RIGHTS = frozenset({"roles", "groups", "active", "username", "password"})

    def scope(self) -> Scope:
        return SYSTEM

    def apply(self, session: Session, verb: str, item: Any, who: Actor) -> None:
        from console.fab.models import ConsoleUser

        with session.no_autoflush:
            stored = session.merge(item)
        fields = changed(stored) if verb == "edit" else []
        if isinstance(stored, ConsoleUser) and self.RIGHTS & set(fields):
            stored.session_epoch = (stored.session_epoch or 0) + 1
        if verb == "delete":
            session.delete(stored)
        session.flush()
        item.id = stored.id
        journal(session, f"{self.name}.{verb}", stored, who, {"fields": fields} if fields else {})


def key_number(value: Any) -> int | None:
    """An integer key out of an address or a body; None for anything the database cannot hold."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def settle(stored: Any) -> None:
    """Copy the keys of linked parents into their columns: the scope guard judges columns."""
    state = inspect(stored)
    for relation in state.mapper.relationships:
        if relation.direction is not MANYTOONE:
            continue
        for parent in state.attrs[relation.key].history.added or ():
            if parent is not None:
                for local, remote in relation.local_remote_pairs or ():
                    setattr(stored, local.key, getattr(parent, remote.key))


def changed(stored: Any) -> list[str]:
    """Names of the attributes that this transaction changes (values stay out of the journal)."""
    return sorted(a.key for a in inspect(stored).attrs if a.history.has_changes())


class ConsoleInterface(SQLAInterface):
    """What views stand on. ``writer`` says whether and how they may write."""

    count_cap = COUNT_CAP

    def __init__(self, model: type[Any], writer: Writer | None = None) -> None:
        super().__init__(model)
        self.writer: Writer = writer or ReadOnly()

    def query_count(
        self, query: Any, filters: Any = None, select_columns: list[str] | None = None
    ) -> int:
        """Rows up to ``count_cap`` ("more than 1000"): never a full count with joins."""
        narrowed = self.apply_filters(query, self.get_inner_filters(filters))
        keys = narrowed.with_entities(self.get_pk()).order_by(None).limit(self.count_cap)
        return int(self.session.scalar(select(func.count()).select_from(keys.subquery())))

    def keyset(
        self, after: Any = None, size: int = 25, filters: Any = None
    ) -> tuple[list[Any], Any]:
        """(rows, next key or None): constant cost at any depth, unlike OFFSET."""
        key = self.get_pk()
        query = self.apply_filters(self.session.query(self.obj), self.get_inner_filters(filters))
        if after is not None:
            query = query.filter(key > after)
        rows = query.order_by(key).limit(size + 1).all()
        return rows[:size], self.get_pk_value(rows[size - 1]) if len(rows) > size else None

    def get(self, id: Any, *args: Any, **kwargs: Any) -> Any | None:
        """A row by key under the reader's scope; a key that no row can have finds nothing."""
        name = self.get_pk_name()
        if isinstance(name, str) and self.is_integer(name) and key_number(id) is None:
            return None
        return super().get(id, *args, **kwargs)

    def _write(self, verb: str, items: Sequence[Any]) -> None:
        try:
            self.writer.write(verb, items)
        finally:
            self.session.rollback()  # what the form did to objects of the read session is void

    def add(self, item: Any, commit: bool = True) -> None:
        self._write("add", [item])

    def edit(self, item: Any, commit: bool = True) -> None:
        self._write("edit", [item])

    def delete(self, item: Any, commit: bool = True) -> None:
        self._write("delete", [item])

    def delete_all(self, items: list[Any]) -> None:
        self._write("delete", items)
