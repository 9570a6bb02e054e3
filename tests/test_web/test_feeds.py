"""Published vacancies for other programs: the same rows as the public search, nothing more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.test_web.conftest import Web

FORMULA = "=SUM(1;2) сатушы"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A console with one vacancy of the town and one that is closed again."""
    web = Web(tmp_path_factory.mktemp("feeds"))
    web.shown = web.world.a_vacancy(profession_position={"code": "5223", "text": FORMULA}).number  # type: ignore[attr-defined]
    web.gone = web.world.a_vacancy(profession_position={"code": "5223", "text": "Аспаз"}).number  # type: ignore[attr-defined]
    web.world.do("mediation.close_vacancy", web.gone, by="employer",  # type: ignore[attr-defined]
                 cause="post_cut")
    yield web
    web.close()


def test_par_54_the_rss_feed_lists_what_the_search_lists(full: Web) -> None:
    """Published vacancies, newest first, each with the address of its page."""
    answer = full.visitor().get("/jobs/feed.xml")
    assert answer.content_type.startswith("application/rss+xml")
    links = [e.text or "" for e in ET.fromstring(answer.data).iter("guid")]  # noqa: S314
    assert [link.rsplit("/", 1)[1] for link in links] == [full.shown]  # type: ignore[attr-defined]


def test_a_feed_keeps_the_filters_of_its_search(full: Web) -> None:
    """An address with words nobody wrote is an empty feed, not the whole list."""
    none = full.visitor().get("/jobs/feed.json?occupation=9999")
    assert none.json is not None
    assert none.json["items"] == []
    some = full.visitor().get("/jobs/feed.json").json
    assert some is not None
    assert [item["title"] for item in some["items"]] == [FORMULA]


def test_par_63_the_sitemap_names_published_vacancies_only(full: Web) -> None:
    """The index leads to parts; a part beyond the last is no page."""
    index = ET.fromstring(full.visitor().get("/sitemap.xml").data)  # noqa: S314
    parts = [e.text or "" for e in index.iter(f"{MAP}loc")]
    assert [p.rsplit("/", 1)[1] for p in parts] == ["sitemap-0.xml"]
    told = full.visitor().get("/sitemap-0.xml").text
    assert full.shown in told  # type: ignore[attr-defined]
    assert full.gone not in told  # type: ignore[attr-defined]
    assert full.visitor().get("/sitemap-7.xml").status_code == 404
    assert full.visitor().get("/sitemap-99999999.xml").status_code == 404


def test_open_data_holds_no_contact_and_no_formula(full: Web) -> None:
    """A title that begins like a formula stays text; nobody's telephone is given away in bulk."""
    rows = list(csv.DictReader(io.StringIO(full.visitor().get("/jobs/open-data.csv").text)))
    assert [row["number"] for row in rows] == [full.shown]  # type: ignore[attr-defined]
    assert rows[0]["title"].startswith("'=")
    assert not {"contact", "phone", "email"} & set(rows[0])


def test_robots_keep_to_the_vacancies(full: Web) -> None:
    """Cabinets, cases and checks of documents are nobody's search result."""
    told = full.visitor().get("/robots.txt").text
    assert "Allow: /jobs" in told
    assert "Disallow: /\n" in told


def test_a_copy_is_kept_by_what_changed(web: Web) -> None:
    """A snapshot once, then the changes after a mark; what was paused is told as removed."""
    world, guest = web.world, web.visitor()
    start = guest.get("/jobs/changes.json").get_json()
    while start["more"]:
        start = guest.get(start["next"].split("//", 1)[1].split("/", 1)[1]).get_json()
    mark = "/" + start["next"].split("//", 1)[1].split("/", 1)[1]
    number = world.a_vacancy().number
    world.do("mediation.pause_vacancy", number, "employer", data={"reason": "Демалыс"})
    news = guest.get(mark).get_json()
    assert [c["change"] for c in news["changes"] if c["number"] == number] == [
        "published", "removed",
    ]
    again = "/" + news["next"].split("//", 1)[1].split("/", 1)[1]
    assert guest.get(again).get_json()["changes"] == []
    assert guest.get("/jobs/changes.json?after=zz").status_code == 400
