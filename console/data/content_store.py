"""Entries and counters: what perform() keeps of a form, and the daily counts it maintains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.base import new_row
from console.data.content import ContentItem, Entry
from console.data.journal import Counter
from forms.dictionaries import Dictionary, DictionaryEntry

if TYPE_CHECKING:
    from console.act import Act

_OWNERS = ("person_id", "employer_id", "office_id", "authority_id", "village_id")


def keep_entry(act: Act) -> int | None:
    """The submitted form as an immutable entry: the next revision of its subject. Its id."""
    if act.step.form is None:
        return None
    form, subject = act.catalog.forms[act.step.form], act.subject
    kind = subject.__tablename__
    last = None if act.fresh else act.session.scalar(
        select(func.max(Entry.revision))
        .where(Entry.subject_kind == kind, Entry.subject_id == subject.id)
        .where(Entry.form == form.name)
    )
    entry = new_row(
        Entry,
        form=form.name,
        form_version=form.version,
        subject_kind=kind,
        subject_id=subject.id,
        revision=(last or 0) + 1,
        data=act.data,
        created_at=act.now,
        created_by=act.actor.account_id,
        occurred_at=act.occurred_at,
        **{name: getattr(subject, name, None) for name in _OWNERS},
    )
    if kind == "person":
        entry.person_id = subject.id
    if kind == "employer":
        entry.employer_id = subject.id
    act.session.add(entry)
    act.session.flush()
    return entry.id


def count(act: Act) -> None:
    """Daily counter of the step at its office; ``doctor --recount`` proves it by the journal."""
    office = getattr(act.subject, "office_id", None)
    if office is not None:
        count_more(act.session, office, act.today.isoformat(), act.step.name, 1)


def count_more(session: Session, office: int, day: str, step: str, number: int) -> None:
    """Add to the daily counter of a step at an office."""
    row = session.scalars(
        select(Counter)
        .where(Counter.measure == "steps", Counter.office_id == office)
        .where(Counter.day == day, Counter.key == step)
    ).one_or_none()
    if row is None:
        row = Counter(measure="steps", office_id=office, day=day, key=step, value=0)
        session.add(row)
    row.value += number
    session.flush()


def dictionary_lookup(
    session: Session, shipped: Callable[[str], Dictionary | None]
) -> Callable[[str], Dictionary | None]:
    """Dictionaries as shipped, with the entries this installation published or archived.

    For one form or page: a dictionary is read once.
    """

    @cache
    def look(name: str) -> Dictionary | None:
        base = shipped(name)
        own = session.scalars(
            select(ContentItem)
            .where(ContentItem.type == "dictionary_entry")
            .where(ContentItem.code.startswith(f"{name}:"))
        ).all()
        if not own:
            return base
        return merged(name, base, own)

    return look


def merged(name: str, base: Dictionary | None, own: Any) -> Dictionary:
    """A dictionary with local entries over the shipped ones; archived entries are left out."""
    entries = {e.code: e for e in base.entries} if base else {}
    for item in own:
        code = item.data["code"]
        if item.state == "archived":
            entries.pop(code, None)
        elif item.state == "published":
            label = {lang: item.data[f"label_{lang}"] for lang in ("kk", "ru", "en")}
            entries[code] = DictionaryEntry(code, label, order=len(entries))
    if base is None:
        title = {"kk": name, "ru": name, "en": name}
        return Dictionary(name=name, title=title, entries=tuple(entries.values()), own=True)
    return replace(base, entries=tuple(entries.values()))
