"""System home, plugins, powers to sign, audit."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import Delegation, Membership
from console.data.actors import Employer, Person
from console.data.mediation import Vacancy
from tests.test_web.conftest import Web, text_of

GIVE = "/admin/delegations"


def power(web: Web, login: str = "director", **over: Any) -> Any:
    """Give the colleague the director's power from today; the answer."""
    accounts = web.world.accounts
    data = {
        "office": "center", "from": f"{accounts['director']}:center_director",
        "to": str(accounts["colleague"]), "kind": "authorised", "valid_from": "2021-04-16",
        "valid_to": "", "basis": "№ 5 бұйрық",
    }
    return web.browser(login).post(GIVE, data | over)


@pytest.mark.parametrize("path", ["/admin", "/admin/plugins", "/admin/audit"])
def test_who_keeps_the_system_opens_its_pages(web: Web, path: str) -> None:
    """Administrator and integrator do; a center's director does not."""
    for login in ("admin", "integrator"):
        answer, statements = web.sql(web.browser(login), path)
        assert answer.status_code == 200
        assert len(statements) <= 12, "\n".join(statements)
    assert web.browser("director").get(path).status_code == 403


def test_plugins_say_where_they_come_from(web: Web) -> None:
    """Every chapter with its origin, and every name that leads nowhere with who names it."""
    page = text_of(web.browser("integrator").get("/admin/plugins").text)
    assert "plugins.registration" in page and "plugins.mediation" in page
    for name, by in web.world.catalog.inert().items():
        assert name in page and by[0] in page


def test_a_silent_worker_is_seen(web: Web) -> None:
    """No heartbeat means that nobody applies the lapses."""
    assert "The worker has never run." in text_of(web.browser("admin").get("/admin").text)


def test_a_director_gives_and_ends_a_power_to_sign(web: Web) -> None:
    """The colleague holds the director's seat from the day given until the day it ends."""
    assert power(web).status_code == 302
    assert any(s.role == "center_director" for s in web.world.actor("colleague").seats)
    assert "№ 5 бұйрық" in web.browser("director").get(GIVE).text
    with web.world.read() as session:
        row = session.scalars(select(Delegation).order_by(Delegation.id.desc())).first()
    assert row is not None
    assert power(web).status_code == 422  # once is enough
    stranger = web.browser("director2").post(
        f"{GIVE}/{row.id}/end", {"last_day": "2021-04-16", "basis": "№ 6"}
    )
    assert stranger.status_code == 404
    refused = web.browser("director").post(f"{GIVE}/{row.id}/end", {"last_day": "", "basis": ""})
    assert refused.status_code == 422
    ended = web.browser("director").post(
        f"{GIVE}/{row.id}/end", {"last_day": "2021-04-16", "basis": "№ 6 бұйрық"}
    )
    assert ended.status_code == 302
    saved = web.world.now
    web.world.at("2021-04-17 10:00")
    assert not any(s.role == "center_director" for s in web.world.actor("colleague").seats)
    web.world.now = saved


@pytest.mark.parametrize(("over", "words"), [
    ({"to": "director"}, "not given to oneself"),
    ({"to": "specialist2"}, "does not work in the office"),
    ({"from": "specialist"}, "does not sign for the office"),
    ({"valid_to": "2021-04-01"}, "last day is before the first"),
    ({"basis": ""}, ""),
])
def test_a_wrong_power_is_refused(web: Web, over: dict[str, str], words: str) -> None:
    """422 with the reason: to oneself, to a stranger, by one who does not sign, without basis."""
    accounts = web.world.accounts
    if "to" in over:
        over = {"to": str(accounts[over["to"]])}
    if "from" in over:
        over = {"from": f"{accounts['specialist']}:center_specialist"}
    answer = power(web, **over)
    assert answer.status_code == 422
    assert words in text_of(answer.text)


def test_powers_of_other_offices_are_out_of_reach(web: Web) -> None:
    """A director gives none for another center, a specialist none at all; the administrator may."""
    assert power(web, "director2").status_code == 404
    assert web.browser("specialist").get(GIVE).status_code == 403
    assert web.browser("admin").get(f"{GIVE}?office=authority").status_code == 200


def test_the_audit_keeps_persons_from_those_who_keep_the_system(web: Web) -> None:
    """The supervisor reads which case was opened; the administrator only that one was."""
    case = web.world.a_registered_jobseeker().case
    web.browser("specialist").get(f"/cases/{case}")
    assert case in web.browser("supervisor").get("/admin/audit?kind=view").text
    assert case in web.browser("supervisor").get("/admin/audit?view=journal").text
    for path in ("/admin/audit", "/admin/audit?view=journal"):
        page = web.browser("admin").get(path)
        assert page.status_code == 200
        assert case not in page.text
    assert web.browser("specialist").get("/admin/audit").status_code == 403


def test_places_of_people_and_employers_are_named(web: Web) -> None:
    """An employer by name, a person by number alone: accounts are kept here, not people."""
    made = web.world.a_registered_jobseeker()
    web.account_for("placed", made.person)
    boss = web.browser("admin")
    place = text_of(boss.get(f"/admin/users/{web.world.accounts['placed']}/memberships").text)
    assert f"№ {made.person}" in place
    firm = boss.get(f"/admin/users/{web.world.accounts['employer']}/memberships").text
    with web.world.read() as session:
        assert session.scalars(select(Employer.name).order_by(Employer.id)).first() in firm


def test_a_membership_is_ended_on_its_own_account_s_page_only(web: Web) -> None:
    """The address names account and membership: they must belong together."""
    with web.world.read() as session:
        row = session.scalars(
            select(Membership).where(Membership.account_id == web.world.accounts["specialist2"])
        ).one()
    other = web.world.accounts["colleague"]
    form = {"last_day": "2021-04-01", "basis": "№ 9"}
    page = f"/admin/users/{other}/memberships/{row.id}/end"
    assert web.browser("admin").post(page, form).status_code == 404
    assert any(s.role for s in web.world.actor("specialist2").seats)


def test_the_system_page_speaks_in_words(web: Web) -> None:
    """Channels of messages and schemes of the calendar are no codes."""
    said = text_of(web.browser("admin").get("/admin").text)
    assert "5day" not in said and "five-day week" in said
    assert " assistant " not in said


def test_who_keeps_employers_reads_their_register_and_nothing_else(web: Web) -> None:
    """Par. 53: the employers of the offices below, no person; an integrator has none."""
    web.world.a_registered_jobseeker()
    boss = web.browser("admin")
    with web.world.read() as session:
        firm = session.scalars(select(Employer).order_by(Employer.id)).first()
    assert firm is not None and firm.name in boss.get("/employers").text
    assert boss.get(f"/employers/{firm.number}").status_code == 200
    with web.world.read(web.world.scope("admin")) as session:
        assert not session.scalars(select(Person.id)).all()
        assert not session.scalars(select(Vacancy.id).where(Vacancy.published.is_(False))).all()
    with web.world.read(web.world.scope("integrator")) as session:
        assert not session.scalars(select(Employer.id)).all()
