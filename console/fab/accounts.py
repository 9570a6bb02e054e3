"""Every write to accounts and their roles: one transaction each, with its journal line.

Accounts are the one exception to "all writes are steps": the tables are the framework's. No web
request is needed here: the command line and the demo use the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from console.data.journal import JournalLine
from console.data.store import Store
from console.fab.models import ConsoleUser, Role
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR, Actor

SECRET_FIELDS = {"password", "session_epoch"}


def create_account(
    store: Store,
    username: str,
    *,
    first_name: str,
    last_name: str,
    email: str = "",
    password: str | None = None,
    password_hash: str | None = None,
    roles: Iterable[str] = (),
    language: str = "",
    actor: Actor = SYSTEM_ACTOR,
) -> int:
    """A new active account; returns its id. Without a password nobody can sign in with it yet."""
    secret = password_hash or (generate_password_hash(password) if password else None)
    with store.write(SYSTEM) as session:
        user = ConsoleUser(
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=email or f"{username}@invalid",
            password=secret,
            active=True,
            language=language,
            session_epoch=0,
            created_on=stamp(),
            changed_on=stamp(),
        )
        user.roles = [ensure_role(session, name) for name in roles]
        session.add(user)
        session.flush()
        journal(
            session, "account.create", user, actor, {"roles": sorted(r.name for r in user.roles)}
        )
        return int(user.id)


def stamp() -> datetime:
    """Now, as the framework's tables keep it: UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def ensure_role(session: Session, name: str) -> Role:
    """The framework's role of that name, made when missing."""
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
        session.flush()
    return role


def find_account(store: Store, username: str) -> int | None:
    """Id of the account with that name, None when there is none."""
    with store.session(SYSTEM) as session:
        found = session.scalar(select(ConsoleUser.id).where(ConsoleUser.username == username))
    return None if found is None else int(found)


def set_password(store: Store, account_id: int, password: str, actor: Actor = SYSTEM_ACTOR) -> int:
    """A new password; ends every session and token of the account. Returns the new epoch."""
    secret = generate_password_hash(password)
    with store.write(SYSTEM) as session:
        user = _account(session, account_id)
        user.password = secret
        user.session_epoch += 1
        journal(session, "account.set_password", user, actor)
        return int(user.session_epoch)


def end_sessions(store: Store, account_id: int, reason: str, actor: Actor = SYSTEM_ACTOR) -> None:
    """End every session and token of the account (logout, lost role, suspicion)."""
    with store.write(SYSTEM) as session:
        user = _account(session, account_id)
        user.session_epoch += 1
        journal(session, "account.end_sessions", user, actor, {"reason": reason})


def set_preference(store: Store, account_id: int, name: str, value: str) -> None:
    """Language or theme of an account; nothing anybody else sees, so no journal line."""
    if name not in ("language", "theme"):
        raise ValueError(name)
    with store.write(SYSTEM) as session:
        setattr(_account(session, account_id), name, value)


def set_profile(
    store: Store,
    account_id: int,
    *,
    first_name: str,
    last_name: str,
    language: str,
    actor: Actor = SYSTEM_ACTOR,
) -> None:
    """The own name and language of an account."""
    with store.write(SYSTEM) as session:
        user = _account(session, account_id)
        user.first_name, user.last_name, user.language = first_name, last_name, language
        journal(session, "account.set_profile", user, actor)


def note_login(store: Store, account_id: int, *, success: bool | None) -> None:
    """Count a sign-in or a wrong password at the account; None only takes the same time."""
    with store.write(SYSTEM) as session:
        user = _account(session, account_id)
        if success is None:
            session.execute(
                update(ConsoleUser)
                .where(ConsoleUser.id == account_id)
                .values(login_count=ConsoleUser.login_count),
                execution_options={"synchronize_session": False},
            )
        elif success:
            user.login_count = (user.login_count or 0) + 1
            user.last_login = stamp()
            user.fail_login_count = 0
        else:
            user.fail_login_count = (user.fail_login_count or 0) + 1


def _account(session: Session, account_id: int) -> Any:
    return session.get_one(ConsoleUser, account_id)


def journal(
    session: Session,
    step: str,
    item: Any,
    actor: Actor,
    why: Mapping[str, Any] | None = None,
) -> None:
    """The journal line of a change to accounts; secrets are named, never shown.

    Somebody outside offices is named by account: the line outlives what a person erases.
    """
    now = datetime.now(UTC)
    outside = bool(actor.seats) and not any(s.office_id or s.employer_id for s in actor.seats)
    session.add(
        JournalLine(
            at=now,
            occurred_at=now,
            step=step,
            paragraph="",
            edition="",
            account_id=actor.account_id,
            actor=actor.login if outside else actor.name,
            role=next(iter(sorted(actor.roles)), ""),
            delegation_id=None,
            subject_kind=step.split(".", 1)[0],
            subject_id=int(item.id),
            subject_number=str(getattr(item, "username", None) or getattr(item, "name", item.id))[
                :24
            ],
            why=dict(why or {}),
            request_id=actor.request_id,
        )
    )
