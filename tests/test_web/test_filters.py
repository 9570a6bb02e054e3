"""Filters of lists kept by name: one's own, choices alone, at most twenty."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from console.data.content import SavedFilter
from console.web.views.filters import MOST
from tests.test_web.conftest import Web, text_of


def keep(web: Web, login: str, name: str, query: str = "view=overdue", page: str = "/worklist",
         ) -> int:
    """Keep a filter; the status of the answer."""
    form = {"page": page, "name": name, "query": query}
    return web.browser(login).post("/filters", form).status_code


def rows(web: Web) -> list[tuple[int, str, str]]:
    """Every filter kept: account, name, query."""
    with web.world.read() as session:
        return [(r.account_id, r.name, r.query) for r in session.scalars(select(SavedFilter))]


def test_a_filter_is_kept_and_found_again(web: Web) -> None:
    """The link stands on the list of its owner alone; the same name replaces."""
    assert keep(web, "specialist", "Кешіккен", "view=overdue&kind=registration") == 302
    page, statements = web.sql(web.browser("specialist"), "/worklist")
    assert 'href="/worklist?view=overdue&amp;kind=registration"' in page.text
    assert len(statements) <= 12
    assert "Кешіккен" not in web.browser("colleague").get("/worklist").text
    assert keep(web, "specialist", "Кешіккен", "view=today") == 302
    mine = [r for r in rows(web) if r[1] == "Кешіккен"]
    assert [query for _account, _name, query in mine] == ["view=today"]


def test_what_was_searched_is_not_kept(web: Web) -> None:
    """A typed name or number is personal: only the choices stay."""
    keep(web, "specialist", "Іздеу", "view=mine&q=Ахметов&after=xyz&kind=offer")
    assert next(q for _a, n, q in rows(web) if n == "Іздеу") == "view=mine&kind=offer"


def test_another_account_s_filter_is_not_found(web: Web) -> None:
    """Dropping needs the owner; a strange number is answered alike."""
    keep(web, "officer", "Менікі", "open=open", "/cases")
    with web.world.read() as session:
        key = session.scalars(select(SavedFilter.id).where(SavedFilter.name == "Менікі")).one()
    for strange in (key, 10 ** 6, 2 ** 70):
        gone = web.browser("specialist").post(f"/filters/{strange}/drop", {"page": "/cases"})
        assert gone.status_code == 404, strange
    own = web.browser("officer").post(f"/filters/{key}/drop", {"page": "//evil.example"})
    assert own.status_code == 302 and own.headers["Location"] == "/worklist"
    assert not [r for r in rows(web) if r[1] == "Менікі"]


@pytest.mark.parametrize(("form", "status"), [
    ({"page": "/admin", "name": "x"}, 400), ({"page": "//evil", "name": "x"}, 400),
    ({"page": "/worklist", "name": " "}, 302), ({"page": "/worklist", "name": "a\x00"}, 302),
])
def test_careless_requests_keep_nothing(web: Web, form: dict[str, str], status: int) -> None:
    """An unknown list or a blank name."""
    before = len(rows(web))
    assert web.browser("specialist").post("/filters", form).status_code == status
    assert len(rows(web)) == before
    assert web.visitor().client.post("/filters", data=form).status_code in (400, 401)


def test_twenty_are_enough(web: Web) -> None:
    """One more is refused in words until one is dropped."""
    for number in range(MOST + 2):
        keep(web, "head", f"№ {number}")
    account = web.world.accounts["head"]
    assert len([r for r in rows(web) if r[0] == account]) == MOST
    said = web.browser("head").get("/worklist").text
    assert re.search(r"At most 20 filters are kept", said)


def test_one_letter_is_no_search(web: Web) -> None:
    """Who typed a single letter is told so, not that nothing exists."""
    said = text_of(web.browser("specialist").get("/search?q=А").text)
    assert "Enter two letters or more." in said and "Nothing found" not in said
