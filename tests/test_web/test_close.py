"""A month is closed: counted, signed, frozen; later entries show as corrections."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from sqlalchemy import select, text

from console.commands.closings import faults
from console.data.access import AccessLine
from console.data.closing import ClosedPeriod
from console.data.content import StoredFile
from console.errors import Forbidden, Grounds, NotFound
from tests.test_web.conftest import Web, text_of
from tests.test_web.test_builder import worked

MARCH = {"office": "district", "month": "2021-03", "report": "registrations"}


@pytest.fixture(scope="module")
def region(web: Web) -> Web:
    """Two jobseekers of the first district in March 2021, one of the second."""
    web.world.at("2021-03-09 11:00")
    web.world.a_registered_jobseeker()
    web.world.a_registered_jobseeker()
    web.world.a_registered_jobseeker(second=True)
    web.world.at("2021-04-02 10:00")
    return web


def prepared(web: Web, **over: str) -> str:
    """The number of a closing prepared by the supervisor's page."""
    answer = web.browser("supervisor").post("/reports/closes", {**MARCH, **over})
    assert answer.status_code == 302, text_of(answer.text)[:600]
    return str(answer.headers["Location"]).rpartition("/")[2]


def row_of(web: Web, number: str) -> ClosedPeriod:
    """The frozen figures of a closing."""
    with web.world.read() as session:
        return session.scalars(
            select(ClosedPeriod).where(ClosedPeriod.case_id == web.world.case(number).id)).one()


@pytest.fixture(scope="module")
def closed(region: Web) -> str:
    """March of the first district, signed by the head of its authority."""
    number = prepared(region)
    region.world.sign("general.sign_close", number, by="head")
    return number


def test_the_head_signs_the_hashes_of_figures_and_workbook(region: Web, closed: str) -> None:
    """What is signed names the workbook's bytes, which the head can take."""
    world, row = region.world, row_of(region, closed)
    assert world.state(closed) == "closed"
    with world.read() as session:
        file = session.get_one(StoredFile, row.file_id)
        assert hashlib.sha256(file.content).hexdigest() == row.workbook == file.sha256
        number = file.number
    page = region.browser("head").get(f"/reports/closes/{closed}")
    assert row.workbook in page.text and "Closed" in text_of(page.text)
    assert region.browser("head").get(f"/files/{number}").data[:2] == b"PK"
    assert list(faults(region.store)) == []


def test_it_waits_among_what_the_head_signs(region: Web) -> None:
    """Before the signature it stands in To sign of the authority and in nobody else's."""
    number = prepared(region, month="2021-02")
    assert number in region.browser("head").get("/sign").text
    assert number not in region.browser("head2").get("/sign").text
    assert region.browser("head").get(f"/cases/{number}").status_code == 200
    region.world.do("general.withdraw_close", number, by="supervisor")
    assert region.world.state(number) == "withdrawn"


def test_a_foreign_head_neither_sees_nor_signs(region: Web, closed: str) -> None:
    """The other district's head: not found, on the page and in the act."""
    number = prepared(region, month="2021-01")
    for path in (f"/reports/closes/{number}", f"/reports/closes/{number}/cases"):
        assert region.browser("head2").get(path).status_code == 404
    with pytest.raises(NotFound):
        region.world.prepare("general.sign_close", number, by="head2")
    with pytest.raises((Forbidden, NotFound)):
        region.world.prepare("general.sign_close", number, by="supervisor")
    region.world.do("general.return_close", number, by="head", reason="Сандар тексерілсін")
    assert region.world.state(number) == "returned"


def test_a_month_is_closed_once(region: Web, closed: str) -> None:
    """Again only as a new closing that names the earlier one and says why."""
    browser = region.browser("supervisor")
    again = browser.post("/reports/closes", MARCH)
    assert again.status_code == 422
    assert "closed: a new closing names the earlier one" in text_of(again.text)
    nameless = browser.post("/reports/closes", {**MARCH, "corrects": closed})
    assert nameless.status_code == 422
    number = prepared(region, corrects=closed, reason="Кеш енгізілген өтініштер")
    twice = browser.post("/reports/closes", {**MARCH, "corrects": closed, "reason": "тағы"})
    assert "waits to be signed already" in text_of(twice.text)
    page = browser.get(f"/reports/closes/{number}").text
    assert f"/reports/closes/{closed}" in page
    assert row_of(region, number).revision == row_of(region, closed).revision + 1
    region.world.do("general.withdraw_close", number, by="supervisor")


@pytest.mark.parametrize(("over", "words"), [
    ({"month": "2021-04"}, "The month is not over yet."),
    ({"month": "2021-13"}, "A month is written 2026-01."),
    ({"month": "x"}, "A month is written 2026-01."),
    ({"office": "region", "month": "2021-02"}, "choose a district"),
    ({"office": "nowhere"}, "Choose an office and a report."),
    ({"report": "nothing"}, "Choose an office and a report."),
])
def test_what_cannot_be_closed_is_refused(
    region: Web, over: dict[str, str], words: str
) -> None:
    """A month that is not over, none at all, a node without one authority, an unknown report."""
    answer = region.browser("supervisor").post("/reports/closes", {**MARCH, **over})
    assert answer.status_code == 422
    assert words in text_of(answer.text)


@pytest.mark.parametrize("login", ["director", "head", "specialist", "employer"])
def test_only_a_supervisor_prepares(region: Web, login: str) -> None:
    """Neither a director nor the head who signs counts the month."""
    answer = region.browser(login).post("/reports/closes", MARCH)
    assert answer.status_code == 403


def test_a_workbook_of_ones_own_closes_nothing(region: Web) -> None:
    """An uploaded file, whatever it is called, is not the one the console laid ready."""
    import io

    name = f"closing-{'0' * 64}.xlsx"
    sent = region.browser("supervisor").post(
        "/files", {"file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), name, "application/pdf")},
        content_type="multipart/form-data")
    number: Any = (sent.get_json() or {}).get("number", "F-00000-00000")
    asked = {**MARCH, "office": "district2", "workbook": number}
    with pytest.raises(Grounds) as refusal:
        region.world.do("general.prepare_close", None, by="supervisor", data=asked)
    assert {g.code for g in refusal.value.grounds} == {"figures_moved"}


def test_what_is_entered_later_shows_as_a_correction(region: Web, closed: str) -> None:
    """Closed value, value of today, difference and the case; the closed figure stays."""
    world, before = region.world, row_of(region, closed)
    world.at("2021-04-05 10:00")
    late = world.do("registration.accept_application", data=world.an_application(),
                    occurred="2021-03-31 15:00")
    page = text_of(region.browser("supervisor").get(f"/reports/closes/{closed}").text)
    assert "(+1)" in page
    listed = region.browser("supervisor").get(f"/reports/closes/{closed}/cases")
    assert late.number in listed.text
    row = row_of(region, closed)
    assert (row.figures, row.sha256) == (before.figures, before.sha256)
    with world.read() as session:
        assert session.scalars(select(AccessLine.what).where(
            AccessLine.what == f"corrections of {closed}")).first()
    world.at("2021-04-02 10:00")


def test_closed_figures_cannot_be_changed_and_the_doctor_sees_it(
    region: Web, closed: str
) -> None:
    """The database refuses; with its guard broken off, the hash tells."""
    key = row_of(region, closed).id
    with pytest.raises(Exception, match="never change"), region.store.engine.begin() as db:
        db.execute(text("UPDATE closed_period SET figures = '[]' WHERE id = :k"), {"k": key})
    with region.store.engine.connect() as db:
        saved = db.execute(text("SELECT figures FROM closed_period WHERE id = :k"),
                           {"k": key}).scalar()
        rule = db.execute(text("SELECT sql FROM sqlite_master WHERE name = "
                               "'tr_closed_period_no_update'")).scalar()
    try:
        with region.store.engine.begin() as db:
            db.execute(text("DROP TRIGGER tr_closed_period_no_update"))
            db.execute(text("UPDATE closed_period SET figures = '[]' WHERE id = :k"), {"k": key})
        assert (closed, "the stored figures are not those that were frozen") in faults(region.store)
        page = region.browser("supervisor").get(f"/reports/closes/{closed}")
        assert "do not agree with their hash" in text_of(page.text)
    finally:
        with region.store.engine.begin() as db:
            db.execute(text("UPDATE closed_period SET figures = :f WHERE id = :k"),
                       {"f": saved, "k": key})
            db.execute(text(str(rule)))
    assert list(faults(region.store)) == []


def test_the_pages_take_few_statements(region: Web, closed: str) -> None:
    """At most twelve statements of reading the list; the closing counts its measures beside."""
    browser = region.browser("supervisor")
    answer, statements = region.sql(browser, "/reports/closes")
    assert answer.status_code == 200 and len(statements) <= 12, statements
    answer, statements = region.sql(browser, f"/reports/closes/{closed}/cases")
    assert answer.status_code == 200 and len(statements) <= 12, statements


def test_much_to_count_is_closed_by_the_worker(
    region: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same act with the rights of whoever asked; the job leads to the closing."""
    monkeypatch.setattr("console.web.exporting.large", lambda _offices: True)
    browser = region.browser("supervisor")
    answer = browser.post("/reports/closes", {**MARCH, "office": "district2"})
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert worked(region, place.rpartition("/")[2]) == "done"
    page = browser.get(place).text
    found = re.search(r'href="/reports/closes/(T-[A-Z0-9-]+)"', page)
    assert found and region.world.state(found[1]) == "prepared"
    assert region.browser("head2").get(f"/reports/closes/{found[1]}").status_code == 200
