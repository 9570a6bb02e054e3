"""A file number in a form is a claim: another's file, or another case's, is not taken along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from console.data.base import public_number
from console.data.content import StoredFile
from console.data.store import Store
from console.errors import Invalid
from console.scope import SYSTEM
from tests.make import Jobseeker, World
from tests.test_plugins.test_complaints import lodged


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def staged(w: World, login: str, case_id: int | None = None) -> str:
    """A file uploaded by a login, bound to a case or waiting; its number."""
    with w.store.write(SYSTEM) as session:
        row = StoredFile(
            number=public_number("F"), name="a.pdf", mime="application/pdf", size=4,
            sha256="0" * 64, content=b"%PDF", staged_by=w.accounts[login], case_id=case_id,
            created_at=datetime(2021, 4, 16, tzinfo=UTC),
        )
        session.add(row)
    return row.number


def lodge(w: World, who: Jobseeker, file: str, by: str = "aigul") -> str:
    """Complain with a file enclosed."""
    return lodged(w, who, by=by, attachments=file)


def file(w: World, number: str) -> Any:
    """The row of a file."""
    with w.read() as session:
        return session.scalars(select(StoredFile).where(StoredFile.number == number)).one()


def test_an_own_upload_becomes_the_case_s(world: World) -> None:
    """Case and owners are set in the transaction of the act."""
    told = world.a_registered_jobseeker(login="aigul")
    number = staged(world, "aigul")
    case = world.case(lodge(world, told, number))
    row = file(world, number)
    assert (row.case_id, row.person_id, row.office_id) == (case.id, case.person_id, case.office_id)


@pytest.mark.parametrize("kind", ["somebody's", "another case's", "nobody's"])
def test_what_is_not_one_s_own_is_refused_alike(world: World, kind: str) -> None:
    """The same words for each, and nothing is written: numbers cannot be tried out."""
    told = world.a_registered_jobseeker(login="aigul")
    number = {
        "somebody's": lambda: staged(world, "specialist"),
        "another case's": lambda: staged(world, "aigul", world.case(told.case).id),
        "nobody's": lambda: "F-NOWHERE",
    }[kind]()
    before = len(world.cases("complaint"))
    with pytest.raises(Invalid) as refused:
        lodge(world, told, number)
    assert list(refused.value.fields) == ["attachments"]
    assert "belongs to another case" in refused.value.fields["attachments"][0]["en"]
    assert len(world.cases("complaint")) == before


def test_a_file_serves_one_case(world: World) -> None:
    """Once enclosed it does not move to the next case that names it."""
    told = world.a_registered_jobseeker(login="aigul")
    number = staged(world, "aigul")
    first = world.case(lodge(world, told, number))
    with pytest.raises(Invalid):
        lodge(world, told, number)
    assert file(world, number).case_id == first.id
