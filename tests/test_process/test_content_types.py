"""Content types: one definition gives steps, revisions and states."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.catalog import load_catalog
from console.data.access import Membership
from console.data.actors import Office
from console.data.content import ContentItem, Entry
from console.data.store import Store
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound
from console.process import Process
from console.scope import NOTHING, SYSTEM, Scope
from console.security import Actor, scope_of_seats, seats_of
from tests.test_process.toy import CHAPTERS

NOW = datetime(2021, 4, 16, 5, tzinfo=UTC)
ENTRY = {
    "dictionary": "occupation", "code": "9999", "label_kk": "Жаңа мамандық",
    "label_ru": "Новая профессия", "label_en": "New occupation",
}


class Keeper:
    """An administrator and a specialist over a store with a ministry and a center."""

    def __init__(self, store: Store) -> None:
        self.store, self.catalog = store, load_catalog(without=CHAPTERS)
        self.process = Process(store, self.catalog)
        with store.write(SYSTEM) as session:
            for key, kind, path in ((1, "ministry", "/1/"), (2, "center", "/1/2/")):
                session.add(Office(id=key, number=f"OF{key}", state="published", code=f"o{key}",
                                   kind=kind, path=path, name_kk="Атау", version=1,
                                   parent_id=None if key == 1 else 1))
            session.flush()
            for account, role, office in ((1, "administrator", 1), (2, "center_specialist", 2)):
                session.add(Membership(account_id=account, role=role, office_id=office,
                                       valid_from=date(2020, 1, 1)))

    def do(self, step: str, number: str | None = None, data: Any = None, by: int = 1) -> Any:
        with self.store.session(SYSTEM) as session:
            seats = seats_of(session, by, NOW.date())
            scope = scope_of_seats(session, seats, self.catalog, NOW)
        actor = Actor(by, f"a{by}", "A", seats)
        return self.process.perform(step, number, actor, data or {}, now=NOW, scope=scope)


@pytest.fixture
def keeper(store: Store) -> Keeper:
    return Keeper(store)


def test_every_content_type_has_its_four_steps() -> None:
    """Create, edit, publish, archive: generated, never written by hand."""
    catalog = load_catalog(without=CHAPTERS)
    for form in ("office", "employer", "assistant", "announcement", "dictionary_entry"):
        for verb in ("create", "edit", "publish", "archive"):
            assert catalog.step(f"content.{verb}_{form}").action == catalog.forms[form].action


def test_an_edit_is_a_new_revision_and_the_old_one_stays(keeper: Keeper) -> None:
    """What was entered first can still be read."""
    number = keeper.do("content.create_dictionary_entry", data=ENTRY).number
    keeper.do("content.edit_dictionary_entry", number, {**ENTRY, "label_en": "Better"})
    with keeper.store.session(SYSTEM) as session:
        entries = session.scalars(select(Entry).order_by(Entry.revision)).all()
        assert [e.revision for e in entries] == [1, 2]
        assert entries[0].data["label_en"] == "New occupation"
        assert session.scalars(select(ContentItem)).one().data["label_en"] == "Better"


def test_a_second_entry_of_the_same_code_is_a_conflict(keeper: Keeper) -> None:
    """Uniqueness is the database's."""
    keeper.do("content.create_dictionary_entry", data=ENTRY)
    with pytest.raises(Conflict):
        keeper.do("content.create_dictionary_entry", data=ENTRY)


def test_nobody_without_the_right_writes_content(keeper: Keeper) -> None:
    """A specialist keeps no dictionaries; an archived item is not edited."""
    with pytest.raises(Forbidden):
        keeper.do("content.create_dictionary_entry", data=ENTRY, by=2)
    number = keeper.do("content.create_dictionary_entry", data=ENTRY).number
    keeper.do("content.archive_dictionary_entry", number)
    with pytest.raises(Conflict):
        keeper.do("content.edit_dictionary_entry", number, ENTRY)
    with pytest.raises(NotFound):
        keeper.do("content.edit_announcement", number, ENTRY)


def test_an_office_moves_with_all_below_it(keeper: Keeper) -> None:
    """The path of the subtree follows the parent."""
    base = {"kind": "district", "address": "Абай 1", "name_kk": "Аудан", "name_ru": "Район",
            "zone": "Asia/Almaty"}
    district = keeper.do("content.create_office", data={**base, "code": "d1", "parent": "o1"})
    below = {**base, "kind": "center", "code": "c9", "parent": "d1"}
    keeper.do("content.create_office", data=below)
    with pytest.raises(Grounds):
        keeper.do("content.edit_office", district.number, {**base, "code": "d1", "parent": "c9"})
    keeper.do("content.edit_office", district.number, {**base, "code": "d1"})
    with keeper.store.session(SYSTEM) as session:
        paths = {o.code: o.path for o in session.scalars(select(Office))}
    assert paths["c9"].startswith(paths["d1"]) and paths["d1"].count("/") == 2
    with pytest.raises(Grounds):
        keeper.do("content.create_office", data={**base, "code": "x", "parent": "nowhere"})


def test_an_unknown_field_is_refused(keeper: Keeper) -> None:
    """Abuse case 5: state or owner in the body is an unknown field."""
    with pytest.raises(Invalid) as refused:
        keeper.do("content.create_dictionary_entry", data={**ENTRY, "state": "published"})
    assert "state" in refused.value.fields


def test_the_drop_in_folder_is_optional(tmp_path: Path) -> None:
    """A missing folder is no plugin, not an error."""
    assert load_catalog(without=CHAPTERS, dropin=tmp_path / "none").steps


def test_content_about_a_person_is_never_public(keeper: Keeper) -> None:
    """An assistant's item holds an IIN: published or not, only its own office reads it."""
    with keeper.store.write(SYSTEM) as session:
        for n, personal in enumerate((True, False)):
            session.add(ContentItem(
                number=f"K-{n}", state="published", version=1, type="assistant", code=str(n),
                data={}, personal=personal, office_id=2, changed_at=NOW,
            ))
    for scope in (NOTHING, Scope(content=True, writes=False), Scope(office=(1,))):
        with keeper.store.session(scope) as session:
            assert [r.number for r in session.scalars(select(ContentItem))] == ["K-1"]
    with keeper.store.session(Scope(office=(2,))) as session:
        assert len(session.scalars(select(ContentItem)).all()) == 2
