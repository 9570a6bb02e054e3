"""The cabinet: consents with words and days, my data to take along, pages small enough."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from tests.test_web.conftest import Browser, Web, fields_of, text_of
from tests.test_web.test_resumes import RESUME

PAGES = ("", "/offers", "/plan", "/notices", "/documents", "/access", "/changes", "/complain",
         "/resume", "/resume/new", "/contacts", "/searches", "/searches/new", "/data",
         "/certificates")
#: what a page may weigh when nothing is kept yet: itself, style sheets and scripts, compressed
COLD = 60 * 1024


@pytest.fixture(scope="module")
def me(web: Web) -> Browser:
    """A jobseeker with a published resume."""
    browser = web.account_for("aigul", web.world.a_registered_jobseeker().person)
    form = fields_of(RESUME) | {"desired_profession": "5223", "_confirmed": "1"}
    assert browser.post("/cabinet/resume/new", form).status_code == 302
    assert browser.post("/cabinet/resume/publish", {"visible": "yes"}).status_code == 302
    return browser


@pytest.fixture(scope="module")
def shared(web: Web) -> int:
    """Bytes of the assets every page asks for, compressed."""
    browser = web.visitor()
    page = browser.get("/jobs").text
    found = set(re.findall(r'(?:src|href)="(/(?:static|bootstrap)/[^"#]+)', page))
    assert len(found) >= 3
    weight = 0
    for url in found:
        answer = browser.get(url.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"})
        weight += len(answer.data)
        answer.close()
    return weight


@pytest.mark.parametrize("path", [*(f"/cabinet{p}" for p in PAGES), "/jobs", "/", "/kiosk/pair"])
def test_a_slow_phone_reads_every_page(web: Web, me: Browser, shared: int, path: str) -> None:
    """At most 60 KB cold, within the budget of statements, without a script to work."""
    answer = me.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert len(answer.data) + shared <= COLD
    _page, statements = web.sql(me, path)
    assert len(statements) <= 12


def test_the_status_names_its_paragraph(me: Browser) -> None:
    """Where I stand in one sentence, with the paragraph; resume, searches and data are at hand."""
    page = me.get("/cabinet")
    heading = page.text.split("<h1>")[1].split("</h1>")[0]
    assert "registered as a jobseeker" in heading
    assert 'href="/law/' in heading
    for link in ("/cabinet/resume", "/cabinet/searches", "/cabinet/data", "/cabinet/complain"):
        assert f'href="{link}"' in page.text
    assert "dispute_category" in page.text


def test_consents_stand_with_words_version_and_day(me: Browser) -> None:
    """The consent of the application and that of the resume; one taken back ends at once."""
    page = me.get("/cabinet/data")
    assert "resume_consent 1" in page.text
    assert "application" in page.text
    assert 'href="/cabinet/resume"' in page.text
    assert "holds" in text_of(page.text)
    me.post("/cabinet/resume/hide")
    assert "ended" in text_of(me.get("/cabinet/data").text)
    me.post("/cabinet/resume/publish", {"visible": "yes"})


def test_all_my_data_in_one_file_and_nobody_elses(web: Web, me: Browser) -> None:
    """JSON with every table of mine, the card and the papers; no word that opens something."""
    other = web.world.a_registered_jobseeker()
    answer = me.get("/cabinet/data.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        names = file.namelist()
        text = file.read("data.json").decode()
        assert file.read("card.pdf").startswith(b"%PDF")
    data = json.loads(text)
    assert {"person", "case", "entry", "resume", "employment_card"} <= set(data)
    assert any(n.startswith("papers/jobseeker_notice-") for n in names)
    assert "stop_token" not in text
    assert other.person not in text
    assert str(web.person(other.person).iin) not in text


def test_archives_are_counted(web: Web, me: Browser) -> None:
    """A stolen session does not pump the register."""
    codes = [me.get("/cabinet/data.zip").status_code for _n in range(8)]
    assert codes[-1] == 429
    assert web.browser("employer").get("/cabinet/data.zip").status_code == 403
    assert web.visitor().get("/cabinet/data.zip").status_code == 302
