"""The administrator gives and ends roles; rights follow at the next request; all is journalled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import Membership
from console.data.journal import JournalLine
from console.fab import accounts
from console.scope import SYSTEM
from tests.test_fab.world import HASH, World

GOOD = {
    "role": "center_specialist",
    "place": "c2",
    "valid_from": "2020-01-01",
    "valid_to": "",
    "basis": "Order 7 of 01.03.2026",
}


@pytest.fixture
def newcomer(world: World) -> int:
    """An account without any role."""
    return accounts.create_account(
        world.store, "new", first_name="N", last_name="Ew", password_hash=HASH
    )


def give(world: World, account: int, **change: Any) -> Any:
    """The administrator's answer to the form."""
    boss, csrf = world.browser("boss")
    path = f"/admin/users/{account}/memberships"
    return boss.post(path, data=GOOD | change | {"csrf_token": csrf})


def test_given_role_opens_the_center(world: World, newcomer: int) -> None:
    """Before: no right. After: the center's rows; the journal says who gave it, on what basis."""
    client, _csrf = world.browser("new")
    assert client.get("/sample/employers/list/").status_code == 403
    assert give(world, newcomer).status_code == 302
    page = client.get("/sample/employers/list/").text
    assert "Employer 3<" in page
    assert "Employer 4<" not in page
    with world.store.session(SYSTEM) as session:
        line = session.scalars(select(JournalLine).where(JournalLine.step == "account.grant")).one()
    assert (line.actor, line.why["basis"]) == ("Boss A", GOOD["basis"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "nobody"}, "role"),
        ({"place": "nowhere"}, "place"),
        ({"place": ""}, "place"),
        ({"role": "authority_head"}, "place"),
        ({"basis": " "}, "basis"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_to": "2019-12-31"}, "valid_to"),
    ],
)
def test_faults_stand_at_their_field(
    world: World, newcomer: int, change: dict[str, str], field: str
) -> None:
    """A wrong role, place, day or a missing basis: 422, the fault at its field, values kept."""
    answer = give(world, newcomer, **change)
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert "errsum" in answer.text
    with world.store.session(SYSTEM) as session:
        assert session.scalar(select(Membership).where(Membership.account_id == newcomer)) is None


def test_ended_role_ends_access_at_once(world: World, newcomer: int) -> None:
    """A past last day ends the right and the sessions; the row stays to be seen."""
    give(world, newcomer)
    client, _csrf = world.browser("new")
    assert client.get("/sample/employers/list/").status_code == 200
    with world.store.session(SYSTEM) as session:
        row = session.scalars(select(Membership).where(Membership.account_id == newcomer)).one()
    boss, csrf = world.browser("boss")
    path = f"/admin/users/{newcomer}/memberships"
    data = {"last_day": "2020-02-01", "basis": "Order 8", "csrf_token": csrf}
    assert boss.post(f"{path}/{row.id}/end", data=data).status_code == 302
    assert client.get("/sample/employers/list/").status_code == 302
    again, _csrf = world.browser("new")
    assert again.get("/sample/employers/list/").status_code == 403
    assert "01.02.2020" in boss.get(path).text


def test_ending_needs_a_basis(world: World, newcomer: int) -> None:
    """Without a basis nothing changes."""
    give(world, newcomer)
    boss, csrf = world.browser("boss")
    with world.store.session(SYSTEM) as session:
        row = session.scalars(select(Membership).where(Membership.account_id == newcomer)).one()
    path = f"/admin/users/{newcomer}/memberships/{row.id}/end"
    boss.post(path, data={"last_day": "2020-02-01", "basis": "", "csrf_token": csrf})
    with world.store.session(SYSTEM) as session:
        assert session.get_one(Membership, row.id).valid_to is None


def test_only_the_administrator_gives_roles(world: World, newcomer: int) -> None:
    """A specialist cannot give a role, not even to himself."""
    client, csrf = world.browser("spec")
    data = GOOD | {"csrf_token": csrf}
    assert client.post(f"/admin/users/{newcomer}/memberships", data=data).status_code == 403
    assert client.get("/admin/users/1/memberships").status_code == 403
