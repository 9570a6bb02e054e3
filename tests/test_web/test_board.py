"""The board: periods, the office tree, the load ahead, data to mend, a region's own measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from console import arranging, periods
from console.data.actors import Office, Person
from console.data.worktime import working_calendar
from console.scope import SYSTEM
from console.web import oversight
from console.web.running import KEY
from tests.regional import region_installed
from tests.test_web.conftest import Web, text_of

TODAY = date(2021, 4, 14)
PAGES = ("/monitoring", "/monitoring/load", "/monitoring/load/2021-04-15", "/monitoring/quality",
         "/reports/build", "/reports/closes")


@pytest.fixture(scope="module")
def region(web: Web) -> Web:
    """Applications that wait, a jobseeker of each district nobody can reach."""
    web.world.at("2021-04-14 10:00")
    for _n in range(3):
        web.world.do("registration.accept_application", data=web.world.an_application())
    for second in (False, True):
        number = web.world.a_registered_jobseeker(second=second).person
        with web.store.write(SYSTEM) as session:
            session.execute(update(Person).where(Person.number == number)
                            .values(mobile=None, email=None))
    return web


@pytest.mark.parametrize(("token", "first", "last"), [
    ("2021-02", (2021, 2, 1), (2021, 2, 28)), ("2021-Q3", (2021, 7, 1), (2021, 9, 30)),
    ("2020", (2020, 1, 1), (2020, 12, 31)), ("last_month", (2021, 3, 1), (2021, 3, 31)),
    ("last_quarter", (2021, 1, 1), (2021, 3, 31)), ("quarter", (2021, 4, 1), (2021, 6, 30)),
    ("weeks", (2021, 2, 22), (2021, 4, 14)), ("2021-13", (2021, 2, 22), (2021, 4, 14)),
])
def test_a_period_is_a_month_a_quarter_a_year_or_words(
    token: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """Each token says its first and last day; an odd one is the last eight weeks."""
    assert periods.bounds(token, TODAY) == (date(*first), date(*last))


@pytest.mark.parametrize(("token", "first", "last"), [
    ("2021-03", (2021, 2, 1), (2021, 2, 28)), ("2021-Q1", (2020, 10, 1), (2020, 12, 31)),
    ("2021", (2020, 1, 1), (2020, 12, 31)), ("weeks", (2021, 1, 1), (2021, 2, 21)),
])
def test_figures_are_compared_with_the_period_before(
    token: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """The month, quarter or year before; of other spans as many days."""
    assert periods.previous(token, *periods.bounds(token, TODAY)) == (date(*first), date(*last))


def test_deliveries_fall_on_working_days(region: Web) -> None:
    """1 and 8 March, Nauryz and week-ends move a delivery on, never lose it."""
    with region.world.read() as session:
        calendar = working_calendar(session)
    on = arranging.next_on
    assert on("day", 1, date(2021, 3, 5), calendar) == date(2021, 3, 9)
    assert on("week", 1, date(2021, 3, 3), calendar) == date(2021, 3, 9)
    assert on("week", 5, date(2021, 3, 5), calendar) == date(2021, 3, 12)
    assert on("month", 1, date(2021, 2, 10), calendar) == date(2021, 3, 1)
    assert on("month", 1, date(2021, 3, 1), calendar) == date(2021, 4, 1)
    assert on("month", 5, date(2021, 3, 1), calendar) == date(2021, 3, 5)


@pytest.mark.parametrize("login", [
    "specialist", "director", "officer", "head", "executive", "quality", "supervisor"])
def test_the_board_opens_for_everybody_who_answers_for_terms(region: Web, login: str) -> None:
    """Each with the own offices; Excel only for those who take reports."""
    page = region.browser(login).get("/monitoring")
    assert page.status_code == 200
    takes = "/reports/monitoring" in page.text
    assert takes == (login not in ("specialist", "officer"))
    assert region.browser(login).get("/monitoring/load").status_code == 200
    assert region.browser(login).get("/monitoring/quality").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_take_few_statements(region: Web, path: str) -> None:
    """At most twelve statements of reading."""
    answer, statements = region.sql(region.browser("supervisor"), path)
    assert answer.status_code == 200
    assert len(statements) <= 12, "\n".join(statements)


@pytest.mark.parametrize("path", [*PAGES, "/reports/figures?m=jobseeker.came&f=came"])
def test_strangers_stay_outside(region: Web, path: str) -> None:
    """An employer is refused, a visitor sent to sign in."""
    assert region.browser("employer").get(path).status_code == 403
    assert region.visitor().get(path).status_code == 302


def test_the_load_names_day_duties_and_staff(region: Web) -> None:
    """"Thursday: 3 duties due, 2 staff", and the day leads to the duties."""
    browser = region.browser("director")
    page = text_of(browser.get("/monitoring/load").text)
    found = re.search(r"Thursday 15 April: (\d+) duties due, (\d+) staff", page)
    assert found and int(found[1]) >= 3 and int(found[2]) == 4, page[:600]
    listed = browser.get("/monitoring/load/2021-04-15").text
    assert listed.count('class="who"') == int(found[1])
    assert browser.get("/monitoring/load/2021-04-17").status_code == 404
    other = text_of(region.browser("director2").get("/monitoring/load").text)
    theirs = re.search(r"Thursday 15 April: (\d+) duties due, (\d+) staff", other)
    assert theirs and int(theirs[1]) < int(found[1]) and int(theirs[2]) == 2


def test_data_to_mend_leads_to_the_place(region: Web) -> None:
    """Everybody sees the own office's rows, masked, each with its link."""
    browser = region.browser("director")
    page = browser.get("/monitoring/quality?check=no_contact").text
    links = re.findall(r'href="(/persons/[^"]+)"', page)
    assert len(links) == 1
    assert browser.get(links[0]).status_code == 200
    assert "•" in page
    both = region.browser("supervisor").get("/monitoring/quality?check=no_contact").text
    assert len(re.findall(r'href="/persons/', both)) == 2
    assert browser.get("/monitoring/quality?check=nothing").status_code == 200


def test_a_large_tree_is_walked_level_by_level(
    region: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit the picker offers the way up and the next level; figures roll up to it."""
    monkeypatch.setattr(oversight, "WHOLE_TREE", 3)
    browser = region.browser("supervisor")
    page = browser.get("/monitoring").text
    offered = re.findall(r'<option value="([a-z0-9]+)"', page[:page.index('id="p"')])
    assert "district" in offered and "center" not in offered
    assert re.search(r'href="/monitoring\?office=district"', page)
    below = browser.get("/monitoring?office=district").text
    offered = re.findall(r'<option value="([a-z0-9]+)"', below[:below.index('id="p"')])
    assert {"region", "district", "center"} <= set(offered) and "center2" not in offered
    assert re.search(r'href="/monitoring\?office=center"', below)


def test_an_address_says_everything(region: Web) -> None:
    """Period and office stay in the address of every figure."""
    page = region.browser("supervisor").get("/monitoring?p=2021-04&office=district").text
    urls = re.findall(r'href="(/monitoring/list\?[^"]*)"', page)
    assert urls
    assert all("p=2021-04" in url and re.search("office=(district|center)", url) for url in urls)
    assert "/reports/monitoring?p=2021-04&amp;office=district" in page


# ---- a region's own


@pytest.fixture(scope="module")
def regional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A console with the region's example package installed."""
    web = Web(tmp_path_factory.mktemp("regional"))
    web.world.at("2021-04-14 10:00")
    with region_installed() as catalog:
        web.app.extensions[KEY].catalog = catalog
        with web.store.write(SYSTEM) as session:
            assert session.get(Office, web.world.offices["region"]) is not None
        yield web
    web.close()


def test_a_regions_measure_appears_everywhere(regional: Web) -> None:
    """In the builder, its preview, the file and the interface, declared once."""
    name, browser = "region_example.surveys", regional.browser("supervisor")
    assert f'value="{name}"' in browser.get("/reports/build").text
    page = browser.get(f"/reports/build?m={name}&p=2021-04")
    assert page.status_code == 200 and "Survey of the region" in text_of(page.text)
    asked = {"m": name, "p": "2021-04", "why": "Survey of the year", "file": "csv",
             "language": "en", "title": "Survey"}
    taken = browser.post("/reports/build/take", asked)
    assert "Survey of the region" in taken.data.decode("utf-8-sig")
    api = browser.get(f"/api/v1/measures/{name}?why=Survey+of+the+year&period=2021-04")
    assert api.status_code == 200 and api.get_json()["measures"][0]["name"] == name
