"""Content types through the interface: revisions, versions, languages, the wall."""

from __future__ import annotations

from typing import Any

from tests.people import an_iin
from tests.test_api.conftest import Api

ENTRY = {
    "dictionary": "occupation", "label_kk": "Жаңа", "label_ru": "Новая", "label_en": "New",
}


def an_assistant(iin: str) -> dict[str, Any]:
    """The form of an assistant."""
    return {"full_name": {"surname": "Ә", "given_name": "Б"}, "iin": iin, "office": "akim",
            "mobile": "+77011112233", "works_from": "2021-01-01"}


def made(api: Api, code: str) -> str:
    """A dictionary entry made by the administrator."""
    data = {**ENTRY, "code": code}
    answer = api.program("admin").post("/content/dictionary_entry", {"data": data})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith(answer.get_json()["number"])
    return str(answer.get_json()["number"])


def test_an_item_is_created_edited_archived_and_published_again(api: Api) -> None:
    """Every change is a revision with its version; nothing is deleted."""
    program, number = api.program("admin"), made(api, "9001")
    one = f"/content/dictionary_entry/{number}"
    edited = program.call("PUT", one, {"data": {**ENTRY, "code": "9001", "label_en": "Better"}},
                          If_Match='"1"')
    assert edited.status_code == 200 and edited.get_json()["version"] == 2
    assert edited.headers["ETag"].endswith('2"')
    gone = program.call("DELETE", one, If_Match='"2"')
    assert gone.get_json()["state"] == "archived"
    assert program.post(f"{one}/publish").get_json()["state"] == "published"
    rows = program.get(f"{one}/revisions").get_json()["items"]
    assert [r["data"]["label_en"] for r in rows] == ["Better", "New"]
    assert rows[0]["by"]


def test_lost_updates_are_impossible(api: Api) -> None:
    """Promise 12: no version is a 428, a stale one a 412 with both states of the item."""
    program, number = api.program("admin"), made(api, "9002")
    one, data = f"/content/dictionary_entry/{number}", {**ENTRY, "code": "9002"}
    assert program.call("PUT", one, {"data": data}).status_code == 428
    assert program.call("DELETE", one).status_code == 428
    program.call("PUT", one, {"data": {**data, "label_en": "First"}}, If_Match='"1"')
    stale = program.call("PUT", one, {"data": {**data, "label_en": "Second"}}, If_Match='"1"')
    assert stale.status_code == 412
    told = stale.get_json()
    assert told["facts"]["yours"] == 1 and told["facts"]["now"] == 2
    assert told["current"]["data"]["label_en"] == "First"
    assert told["seen"]["label_en"] == "New"
    assert program.get(one).get_json()["data"]["label_en"] == "First"


def test_a_repeated_edit_is_answered_as_the_first(api: Api) -> None:
    """The same key with the version it replaced: no second revision, no conflict."""
    program, number = api.program("admin"), made(api, "9003")
    one, body = f"/content/dictionary_entry/{number}", {"data": {**ENTRY, "code": "9003"}}
    first = program.call("PUT", one, body, If_Match='"1"', Idempotency_Key="edit-9003")
    again = program.call("PUT", one, body, If_Match='"1"', Idempotency_Key="edit-9003")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_json()["repeated"] and again.get_json()["version"] == 2


def test_an_edit_without_the_right_is_refused(api: Api) -> None:
    """403 for an item one may read but not keep, 404 for a type there is not."""
    number = made(api, "9004")
    program, one = api.program("specialist"), f"/content/dictionary_entry/{number}"
    assert program.get(one).status_code == 200
    assert program.call("PUT", one, {"data": {}}, If_Match='"1"').status_code == 403
    assert program.get(f"{one}/revisions").status_code == 403
    assert program.post("/content/dictionary_entry", {"data": ENTRY}).status_code == 403
    assert program.get("/content/nothing").status_code == 404
    assert program.get(f"/content/office/{number}").status_code == 404


def test_assistants_of_another_district_are_not_there(api: Api) -> None:
    """Personal content: kept and read by its own center; the list masks the IIN."""
    iin = an_iin("1985-01-01", 77)
    answer = api.program("director").post("/content/assistant", {"data": an_assistant(iin)})
    assert answer.status_code == 201, answer.text
    one = f"/content/assistant/{answer.get_json()['number']}"
    listed = api.program("director").get("/content/assistant")
    assert iin not in listed.text and len(listed.get_json()["items"]) == 1
    assert api.program("director").get(one).get_json()["data"]["iin"] == iin
    for login in ("director2", "specialist", "employer", "supervisor", "integrator"):
        assert api.program(login).get(one).status_code == 404, login
        assert iin not in api.program(login).get("/content/assistant").text
    foreign = api.program("director2").call("PUT", one, {"data": {}}, If_Match='"1"')
    assert foreign.status_code == 404


def test_announcements_are_drafts_until_published(api: Api) -> None:
    """Par. 64: what the public reads is what was published."""
    data = {"kind": "news", "title_kk": "Жәрмеңке", "title_ru": "Ярмарка", "body_kk": "Мәтін",
            "body_ru": "Текст", "show_from": "2021-04-16"}
    kinds = api.world.catalog.forms["announcement"].field("kind")
    assert kinds.dictionary == "announcement_kind"
    data["kind"] = "other" if "other" in _codes() else _codes()[0]
    answer = api.program("director").post("/content/announcement", {"data": data})
    assert answer.status_code == 201, answer.text
    number, visitor = answer.get_json()["number"], api.program()
    assert visitor.get(f"/content/announcement/{number}").status_code == 404
    assert api.program("director2").get(f"/content/announcement/{number}").status_code == 404
    published = api.program("director").post(f"/content/announcement/{number}/publish")
    assert published.status_code == 200
    assert visitor.get(f"/content/announcement/{number}").status_code == 200


def _codes() -> list[str]:
    from forms.dictionaries import shipped

    return [c.code for c in shipped()["announcement_kind"].choices()]


def test_lists_search_and_page(api: Api) -> None:
    """Offices by code and name, employers of the own center alone."""
    program, seen, path = api.program("specialist"), [], "/content/office?limit=5"
    while path:
        page = program.get(path).get_json()
        seen += [row["data"]["code"] for row in page["items"]]
        path = page["next"].removeprefix("/api/v1") if page["next"] else ""
    assert seen == sorted(set(seen)) and "center2" in seen
    found = program.get("/content/office?q=center2").get_json()["items"]
    assert [row["data"]["code"] for row in found] == ["center2"]
    names = [r["data"]["name"] for r in program.get("/content/employer").get_json()["items"]]
    assert names == ["«Дала-1» ЖШС"]
    assert program.get("/content/employer/EMP-2").status_code == 404
    assert program.get("/content/office?state=lost").status_code == 400
    assert program.get("/content/office?after=WzEsMl0").status_code == 400


def test_a_fault_names_its_field(api: Api) -> None:
    """422 with every wrong field at once, each with a code and words."""
    answer = api.program("admin").post(
        "/content/office", {"data": {"code": "!", "state": "published"}}
    )
    assert answer.status_code == 422
    fields = answer.get_json()["fields"]
    assert {"code", "state", "kind", "name_kk"} <= set(fields)
    assert fields["state"][0]["code"] == "unknown" and fields["state"][0]["text"]
