"""The report builder: choose, look, save, share within the own offices, send at set times."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from console.data.access import AccessLine, Membership
from console.data.actors import Office
from console.data.outbox import Job
from console.scope import SYSTEM
from console.web.running import KEY
from console.work import jobs
from console.work.jobs import Work
from tests.test_web.conftest import Browser, Web, text_of

WHY = "Monthly review of terms"
APRIL = {"p": "2021-04"}
DUTIES = {"m": "general.duties", **APRIL}


@pytest.fixture(scope="module")
def region(web: Web) -> Web:
    """One jobseeker in each of two centers, April 2021."""
    web.world.at("2021-04-05 11:00")
    web.world.a_registered_jobseeker()
    web.world.a_registered_jobseeker()
    web.world.a_registered_jobseeker(second=True)
    web.world.at("2021-04-14 15:00")
    return web


def saved(browser: Browser, title: str = "Терминдер", **more: Any) -> str:
    """The number of a report saved by a browser."""
    answer = browser.post("/reports/saved", {**DUTIES, "title": title, **more})
    assert answer.status_code == 302, text_of(answer.text)[:400]
    return str(answer.headers["Location"]).rpartition("/")[2]


def worked(web: Web, number: str) -> str | None:
    """What the worker makes of a job."""
    parts = web.app.extensions[KEY]

    def make(row: Job) -> Work:
        return Work(row.number, row.params, row.account_id, parts.store, parts.catalog,
                    parts.process, parts.outside, Path(parts.settings.instance), web.world.now)

    return jobs.run(parts.store, number, make, lambda: web.world.now)


def sums(browser: Browser, number: str) -> int:
    """The sum of all duties of a saved report as a CSV gives it."""
    choice = {**DUTIES, "why": WHY, "file": "csv", "language": "en", "title": number}
    answer = browser.post("/reports/build/take", choice)
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    head = next(at for at, row in enumerate(rows) if row[:2] == ["Office", "Term"])
    table = [row for row in rows[head + 1:] if len(row) > 3]
    return sum(int(row[3]) for row in table)


def test_every_measure_says_what_it_counts(region: Web) -> None:
    """The page lists all declared measures with their definitions, grouped, and finds by words."""
    browser = region.browser("supervisor")
    page = browser.get("/reports/build").text
    for name, measure in region.world.catalog.measures.items():
        assert f'value="{name}"' in page
        assert measure.definition["en"][:40].split("'")[0] in text_of(page)
    headings = re.findall(r"<summary[^>]*>(?:<[^>]+>)*([^<]+)", page)
    assert not {m.topic for m in region.world.catalog.measures.values()} & set(headings)
    found = browser.get("/reports/build?q=terms+kept").text
    assert 'value="general.duties"' in found
    assert found.count('name="m"') < page.count('name="m"')


def test_a_preview_takes_few_statements(region: Web) -> None:
    """Thirteen at most; a form made of other measures, or a list of checks, a few more."""
    browser = region.browser("supervisor")
    for name, measure in region.world.catalog.measures.items():
        answer, statements = region.sql(browser, f"/reports/build?m={name}&p=2021-04")
        assert answer.status_code == 200, name
        assert len(statements) <= (13 if measure.figures else 20), (name, statements)


def test_a_figure_leads_to_its_rows_and_their_cases(region: Web) -> None:
    """The length of the list is the figure; a foreign office's cell is not found."""
    browser = region.browser("supervisor")
    page = browser.get("/reports/build?m=jobseeker.came&p=2021-04&by=office&by=sex").text
    found = re.findall(r'href="(/reports/figures\?[^"]*)">([^<]+)</a>', page)
    assert len(found) >= 2
    for url, count in found:
        listed = browser.get(unescape(url))
        assert listed.status_code == 200
        assert f"Found: {count.strip()}" in text_of(listed.text), url
        assert "/cases/" in listed.text
    assert "•" in listed.text, "IIN masked"
    foreign = "/reports/figures?m=jobseeker.came&f=came&p=2021-04&w=office:center2"
    assert region.browser("director").get(foreign).status_code == 404
    own = region.browser("director").get(foreign.replace("&w=office:center2", ""))
    assert "Found: 2" in text_of(own.text)
    for odd in ("m=nothing&f=x", "m=jobseeker.came&f=nothing", "m=general.duties&f=opened",
                "m=jobseeker.came&f=came&w=nothing:x"):
        assert browser.get(f"/reports/figures?{odd}").status_code == 404, odd
    assert region.browser("specialist").get(foreign).status_code == 403


def test_each_measure_of_a_report_is_shown_on_its_tab(region: Web) -> None:
    """Two measures, cut alike as far as they can be; the address keeps all that was chosen."""
    browser = region.browser("supervisor")
    path = "/reports/build?m=jobseeker.came&m=general.duties&by=sex&by=office&p=2021-04"
    page = browser.get(path).text
    tabs = re.findall(r'href="(/reports/build\?[^"]*show=[^"]*)"', page)
    assert len(tabs) == 2
    second = browser.get(unescape(tabs[1])).text
    assert "D-01" in second or "Register" in second
    assert 'value="jobseeker.came" id="m-jobseeker.came" checked' in second
    number = saved(browser, "Екеуі", m=["jobseeker.came", "general.duties"])
    assert browser.get(f"/reports/saved/{number}?show=general.duties").status_code == 200


def test_a_saved_report_is_the_owners_until_shared(region: Web) -> None:
    """Unshared: nobody else's; shared with a district: its readers, with their own figures."""
    owner, director = region.browser("supervisor"), region.browser("director")
    number = saved(owner)
    assert "Терминдер" in owner.get("/reports").text
    assert director.get(f"/reports/saved/{number}").status_code == 404
    assert owner.post(f"/reports/saved/{number}/share", {"with": "district"}).status_code == 302
    page = director.get(f"/reports/saved/{number}")
    assert page.status_code == 200
    assert region.browser("director2").get(f"/reports/saved/{number}").status_code == 404
    assert sums(owner, number) > sums(director, number) > 0


def test_sharing_never_widens_what_a_reader_sees(region: Web) -> None:
    """A report that names a foreign office shows a director the own center's figures or none."""
    owner = region.browser("supervisor")
    number = saved(owner, "Екінші аудан", office="center2")
    owner.post(f"/reports/saved/{number}/share", {"with": "region"})
    page = region.browser("director").get(f"/reports/saved/{number}")
    assert "Nothing of this kind happened" in text_of(page.text)
    assert "office center2" not in text_of(page.text)


@pytest.mark.parametrize("path", ["share", "delete", "schedules"])
def test_only_the_owner_changes_a_report(region: Web, path: str) -> None:
    """Somebody it is shared with opens it and changes nothing; a number is not guessed either."""
    owner = region.browser("supervisor")
    number = saved(owner, "Ортақ")
    owner.post(f"/reports/saved/{number}/share", {"with": "district"})
    director = region.browser("director")
    assert director.post(f"/reports/saved/{number}/{path}", {}).status_code == 404
    assert director.post("/reports/saved", {**DUTIES, "title": "x", "saved": number}
                         ).status_code == 404
    assert owner.get(f"/reports/saved/{number}").status_code == 200


def test_sharing_with_a_foreign_office_is_not_found(region: Web) -> None:
    """A director shares within the own center only."""
    director = region.browser("director")
    number = saved(director, "Менікі")
    for code in ("center2", "region", "nowhere"):
        answer = director.post(f"/reports/saved/{number}/share", {"with": code})
        assert answer.status_code == 404, code


def test_a_report_is_renamed_and_deleted(region: Web) -> None:
    """The owner gives another name and another choice; deleted, it is gone for everybody."""
    owner = region.browser("supervisor")
    number = saved(owner, "Ескі")
    again = owner.post("/reports/saved", {"m": "general.others", "p": "last_month",
                                          "title": "Жаңа", "saved": number})
    assert again.headers["Location"].endswith(number)
    assert "Жаңа" in owner.get(f"/reports/saved/{number}").text
    assert owner.post(f"/reports/saved/{number}/delete", {}).status_code == 302
    assert owner.get(f"/reports/saved/{number}").status_code == 404


@pytest.mark.parametrize(("data", "words"), [
    ({"title": ""}, "Give the report a name."),
    ({"title": "x", "m": "no.such"}, "Choose at least one measure."),
])
def test_what_is_missing_is_said_and_nothing_is_lost(
    region: Web, data: dict[str, str], words: str
) -> None:
    """422 on the same page."""
    answer = region.browser("director").post("/reports/saved", {**DUTIES, **data})
    assert answer.status_code == 422
    assert words in text_of(answer.text)


@pytest.mark.parametrize("file", ["xlsx", "csv", "pdf"])
def test_every_way_out_asks_what_for(region: Web, file: str) -> None:
    """Without a reason nothing leaves; with it the log says who, what, filter, rows and why."""
    browser = region.browser("director")
    asked = {**DUTIES, "file": file, "language": "kk", "title": "Есеп"}
    assert browser.post("/reports/build/take", {**asked, "why": "x"}).status_code == 422
    answer = browser.post("/reports/build/take", {**asked, "why": WHY})
    assert answer.status_code == 200
    starts = {"xlsx": b"PK", "csv": "\ufeff".encode(), "pdf": b"%PDF"}
    assert answer.data.startswith(starts[file])
    with region.world.read() as session:
        line = session.scalars(select(AccessLine).where(AccessLine.kind == "export")
                               .order_by(AccessLine.id.desc())).first()
    assert line is not None and line.login == "director"
    assert "rows" in line.purpose and WHY in line.purpose and file in line.purpose


def test_a_name_never_becomes_a_formula(region: Web) -> None:
    """Neither an office's name nor a report's title, in the workbook or the CSV."""
    evil = '=HYPERLINK("http://x";"y")'
    with region.store.write(SYSTEM) as session:
        session.execute(update(Office).where(Office.code == "center").values(name_en=evil))
    browser = region.browser("director")
    asked = {**DUTIES, "why": WHY, "language": "en", "title": "=1+1"}
    book = load_workbook(BytesIO(browser.post("/reports/build/take", asked).data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                total = str(cell.value).startswith("=SUBTOTAL")
                assert cell.data_type != "f" or total, (sheet.title, cell.coordinate, cell.value)
    text = browser.post("/reports/build/take", {**asked, "file": "csv"}).data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    with region.store.write(SYSTEM) as session:
        session.execute(update(Office).where(Office.code == "center")
                        .values(name_en="office center"))


def test_exports_wait_in_a_short_queue(region: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most five of one account wait at once; another account is not held up by them."""
    from console.web import exporting

    monkeypatch.setattr(exporting, "large", lambda _offices: True)
    browser, asked = region.browser("head"), {**DUTIES, "why": WHY}
    started = [browser.post("/reports/build/take", asked) for _n in range(6)]
    numbers = [a.headers["Location"].rpartition("/")[2] for a in started]
    assert [n.startswith("J-") for n in numbers] == [True] * 5 + [False]
    assert "The limit of jobs" in text_of(browser.get("/reports").text)
    other = region.browser("quality").post("/reports/build/take", asked)
    assert "/jobs/J-" in other.headers["Location"]
    for number in numbers[:5]:
        assert browser.post(f"/reports/jobs/{number}/cancel", {}).status_code == 302


@pytest.fixture
def moved(region: Web) -> Iterator[Web]:
    """The head of the second authority loses the role for the time of a test."""
    account = Membership.account_id == region.world.accounts["head2"]
    yield region
    with region.store.write(SYSTEM) as session:
        session.execute(update(Membership).where(account).values(valid_to=None))


def test_a_file_goes_with_the_role_it_was_made_by(
    moved: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made yesterday, not handed over once the role has ended; a waiting one is not made."""
    from console.web import exporting

    monkeypatch.setattr(exporting, "large", lambda _offices: True)
    browser, asked = moved.browser("head2"), {**DUTIES, "why": WHY}
    one, two = (browser.post("/reports/build/take", asked).headers["Location"] for _n in "ab")
    assert worked(moved, one.rpartition("/")[2]) == "done"
    assert browser.get(f"{one}/file").status_code == 200
    with moved.store.write(SYSTEM) as session:
        session.execute(update(Membership)
                        .where(Membership.account_id == moved.world.accounts["head2"])
                        .values(valid_to=moved.world.now.date().replace(day=1)))
    assert worked(moved, two.rpartition("/")[2]) == "failed"
    assert browser.get(f"{one}/file").status_code in (403, 404)
    with moved.store.write(SYSTEM) as session:  # a reader again, of another office
        moved.world.member(session, "head2", "center_director",
                           office_id=moved.world.offices["center"])
    assert browser.get(f"{one}/file").status_code == 404
    with moved.store.write(SYSTEM) as session:
        session.execute(update(Membership)
                        .where(Membership.account_id == moved.world.accounts["head2"],
                               Membership.role == "center_director")
                        .values(valid_to=moved.world.now.date().replace(day=1)))


def test_odd_addresses_never_break_the_page(region: Web) -> None:
    """Unknown measures, periods and offices are left out."""
    browser = region.browser("director")
    for query in ({"m": "x' or 1"}, {"m": "general.duties", "p": "2021-13"},
                  {"m": "general.duties", "office": "center2", "show": "nothing"},
                  {"saved": "Q-00000-00000"}):
        answer = browser.get(f"/reports/build?{urlencode(query)}")
        assert answer.status_code == (404 if "saved" in query else 200), query
    assert region.browser("specialist").get("/reports/build").status_code == 403
    assert region.browser("employer").post("/reports/saved", DUTIES).status_code == 403
