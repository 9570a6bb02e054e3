"""Nobody reaches another center's rows through the framework: not by list, form, action or API."""

from __future__ import annotations

import sys
import threading
from typing import Any

import prison
import pytest
from sqlalchemy import func, select

from console.data.actors import Employer
from console.data.journal import JournalLine
from console.data.mediation import Vacancy
from console.fab.interface import ConsoleInterface
from console.scope import SYSTEM
from tests.test_fab.world import NOW, OTHER, OWN, World

NEW = {
    "bin": "9" * 12,
    "name": "New",
    "number": "E-900",
    "state": "active",
    "office_id": OWN,
    "created_at": NOW.isoformat(),
}


def rows(world: World, model: Any = Employer) -> int:
    """How many rows there are, whoever owns them."""
    with world.store.session(SYSTEM) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_list_shows_the_own_center_only(world: World) -> None:
    """A specialist's list holds the own center's employers and no other."""
    client, _token = world.browser("spec")
    page = client.get("/sample/employers/list/?psize_EmployerView=100").text
    assert "Employer 4<" in page
    assert "Employer 3<" not in page


@pytest.mark.parametrize("path", ["show/3", "edit/3"])
def test_foreign_row_is_as_if_it_did_not_exist(world: World, path: str) -> None:
    """A foreign id and an unknown id get the same answer."""
    client, _token = world.browser("spec")
    foreign, unknown = (client.get(f"/sample/employers/{p}") for p in (path, path[:-1] + "99999"))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.count("<h1>") == unknown.text.count("<h1>") == 1


def test_edit_and_delete_of_a_foreign_row_change_nothing(world: World) -> None:
    """POST to a foreign row is refused and nothing is written."""
    client, csrf = world.browser("spec")
    data = {"bin": "1" * 12, "name": "Mine now", "csrf_token": csrf}
    assert client.post("/sample/employers/edit/3", data=data).status_code == 404
    assert client.post("/sample/employers/delete/3", data={"csrf_token": csrf}).status_code == 404
    with world.store.session(SYSTEM) as session:
        assert session.get_one(Employer, 3).name == "Employer 3"


def test_own_row_is_edited_with_a_journal_line(world: World) -> None:
    """A change and its journal line stand in one transaction; values stay out of the journal."""
    client, csrf = world.browser("spec")
    data = {"bin": f"{4:012}", "name": "Renamed", "csrf_token": csrf}
    assert client.post("/sample/employers/edit/4", data=data).status_code == 302
    with world.store.session(SYSTEM) as session:
        line = session.scalars(select(JournalLine).where(JournalLine.step == "sample.edit")).one()
        assert session.get_one(Employer, 4).name == "Renamed"
    assert (line.subject_id, line.why, line.actor) == (4, {"fields": ["name"]}, "Spec A")


def test_bulk_action_is_all_or_nothing(world: World) -> None:
    """One foreign row among the chosen refuses the whole batch."""
    client, csrf = world.browser("spec")

    def remove(*ids: int) -> int:
        data = {"action": "remove", "rowid": [str(i) for i in ids], "csrf_token": csrf}
        return client.post("/sample/employers/action_post", data=data).status_code

    assert [remove(1), remove(2, 1), remove()] == [404, 404, 404]
    assert rows(world) == 60
    assert remove(2) == 302
    assert rows(world) == 59


def test_more_rows_than_a_page_are_refused_not_cut(world: World) -> None:
    """Over a hundred rows in one action: refused whole, never cut silently."""
    client, csrf = world.browser("spec")
    ids = [str(n) for n in range(1, 103)]
    data = {"action": "remove", "rowid": ids, "csrf_token": csrf}
    assert client.post("/sample/employers/action_post", data=data).status_code == 413
    assert rows(world) == 60


def test_actions_are_never_a_get(world: World) -> None:
    """A link cannot act, and an unknown action does not exist."""
    client, csrf = world.browser("spec")
    assert client.get("/sample/employers/action/remove/2").status_code == 405
    assert client.get("/sample/employers/delete/2").status_code == 405
    unknown = client.post("/sample/employers/action/nope/2", data={"csrf_token": csrf})
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "psize_EmployerView=x",
        "page_EmployerView=%C2%B2",
        "page_EmployerView=99999",
        "_oc_EmployerView=office_id&_od_EmployerView=asc",
    ],
)
def test_odd_list_addresses_are_refused(world: World, query: str) -> None:
    """Paging that is no number, and ordering by a hidden column, are refused."""
    client, _token = world.browser("spec")
    assert client.get(f"/sample/employers/list/?{query}").status_code == 400


def test_refused_input_is_kept(world: World) -> None:
    """A row for another center is refused on the same page, with what was entered."""
    client, csrf = world.browser("spec")
    data = {
        "bin": "9" * 12,
        "name": "Kept words",
        "number": "E-901",
        "state": "active",
        "office": str(OTHER),
        "csrf_token": csrf,
    }
    answer = client.post("/sample/employers/add", data=data)
    assert answer.status_code == 404
    assert 'value="Kept words"' in answer.text
    data["office"] = str(OWN)
    assert client.post("/sample/employers/add", data=data).status_code == 302
    assert rows(world) == 61


def test_api_writes_stay_inside(world: World) -> None:
    """JSON: own center 201, duplicate 409, foreign center 404, moving out 404, list body 400."""
    client, header = world.client(), world.bearer("spec")

    def new(**change: Any) -> int:
        body = NEW | change
        return client.post("/api/v1/employer/", headers=header, json=body).status_code

    assert [new(), new(), new(bin="8" * 12, number="E-8", office_id=OTHER)] == [201, 409, 404]
    put = client.put("/api/v1/employer/4", headers=header, json=[])
    assert put.status_code == 400
    assert client.put("/api/v1/employer/3", headers=header, json={"name": "x"}).status_code == 404
    assert client.get("/api/v1/employer/3", headers=header).status_code == 404
    assert client.delete("/api/v1/employer/3", headers=header).status_code == 404
    assert rows(world) == 61


def test_api_reference_must_be_visible(world: World) -> None:
    """A reference to an unknown or a foreign employer is 422, and no phantom row appears."""
    client, header = world.client(), world.bearer("spec")

    def new(employer_id: int, number: str) -> int:
        body = {
            "case_number": number,
            "title": "Cook",
            "employer": employer_id,
            "office_id": OWN,
            "employer_name": "E",
            "source": "written",
            "appeared_on": "2026-03-02",
            "received_at": NOW.isoformat(),
            "registered_at": NOW.isoformat(),
        }
        return client.post("/api/v1/sample_vacancy/", headers=header, json=body).status_code

    assert [new(2, "V-1"), new(1, "V-2"), new(7777, "V-3")] == [201, 422, 422]
    assert (rows(world, Vacancy), rows(world)) == (1, 60)


def test_api_unknown_field_is_refused(world: World) -> None:
    """A field that is not listed is an error, not silently dropped."""
    client, header = world.client(), world.bearer("spec")
    body = NEW | {"version": 9}
    assert client.post("/api/v1/employer/", headers=header, json=body).status_code == 422


def test_api_lists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are capped, pages bounded, unreadable filters refused, scrolling is complete."""
    client, header = world.client(), world.bearer("spec")

    def get(tail: str, **query: Any) -> Any:
        return client.get(f"/api/v1/employer/{tail}?q={prison.dumps(query)}", headers=header)

    monkeypatch.setattr(ConsoleInterface, "count_cap", 11)
    assert get("").get_json()["count"] == 11
    assert get("", page=10**20).status_code == 400
    bad = [{"col": "office_id", "opr": "eq", "value": "zzz"}]
    assert get("", filters=bad).status_code == 400
    assert get("", filters=[{"col": "office_id"}]).status_code == 400
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = get("scroll", after=after, size=7).get_json()
        seen, after = seen + [r["id"] for r in page["result"]], page["next"]
    assert seen == list(range(2, 61, 2))


def test_reader_reads_and_nothing_more(world: World) -> None:
    """Whoever watches over a subtree cannot write in it, whatever the view allows."""
    client, header = world.client(), world.bearer("reader")
    assert client.get("/api/v1/employer/4", headers=header).status_code == 200
    assert client.post("/api/v1/employer/", headers=header, json=NEW).status_code == 404
    assert rows(world) == 60


def test_filters_belong_to_one_request(world: World) -> None:
    """Parallel requests never carry each other's filter."""
    header = world.bearer("spec")
    wrong: list[Any] = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)

    def work(filters: list[dict[str, str]], want: int) -> None:
        client = world.client()
        for _n in range(15):
            query = prison.dumps({"filters": filters})
            answer = client.get(f"/api/v1/employer/?q={query}", headers=header)
            if answer.status_code != 200 or answer.get_json()["count"] != want:
                wrong.append(answer.text)

    one = [{"col": "bin", "opr": "eq", "value": f"{2:012}"}]
    threads = [threading.Thread(target=work, args=a) for a in ((one, 1), ([], 30)) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert not wrong
