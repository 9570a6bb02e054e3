"""Monitoring: figures agree with the lists behind them and with the rows, under every scope."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from console.data.access import AccessLine
from console.data.obligations import Obligation
from reports.sheets import TOP
from tests.test_web.conftest import Web, text_of

WHY = "Monthly review of terms"
PAGES = ("/monitoring", "/monitoring/list?band=overdue", "/overdue", "/monitoring/silence",
         "/monitoring/silence?view=past", "/reports")


@pytest.fixture(scope="module")
def region(web: Web) -> Web:
    """Two centers in April 2021: one application left lying, people without suitable work."""
    world = web.world
    world.at("2021-04-05 11:00")
    world.a_registered_jobseeker()
    world.a_registered_jobseeker(second=True)
    world.do("registration.accept_application", data=world.an_application())
    world.at("2021-04-14 10:00").sweep()
    world.a_registered_jobseeker()
    case = world.cases("unemployed_status")[0]
    world.sign("unemployed_status.approve_draft", case.number, by="director")
    world.at("2021-04-14 15:00")
    return web


def behind(page: str, band: str) -> list[tuple[str, int]]:
    """(address, count) of the figures of a band in the tables of the monitoring page."""
    found = re.findall(r'href="(/monitoring/list\?[^"]*)">([\d\s\u00a0]+)</a>', page)
    links = [(url.replace("&amp;", "&"), int(re.sub(r"\D", "", n))) for url, n in found]
    return [(url, n) for url, n in links if f"band={band}&" in f"{url}&" and "deadline" in url]


@pytest.mark.parametrize("login", ["supervisor", "director", "head", "executive", "quality"])
@pytest.mark.parametrize("path", PAGES)
def test_those_who_watch_open_the_pages(region: Web, login: str, path: str) -> None:
    """Every watching role opens monitoring, lists, the silence journal and the reports."""
    assert region.browser(login).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/monitoring", "/reports", "/monitoring/list"])
def test_others_may_not_watch(region: Web, path: str) -> None:
    """An employer is refused, a visitor is sent to sign in; a specialist takes no reports."""
    allowed = path.startswith("/monitoring")
    assert region.browser("specialist").get(path).status_code == (200 if allowed else 403)
    assert region.browser("employer").get(path).status_code == 403
    assert region.visitor().get(path).status_code == 302


@pytest.mark.parametrize("path", [*PAGES, "/incoming"])
def test_a_page_takes_few_statements(region: Web, path: str) -> None:
    """At most twelve statements of reading a page."""
    login = "head" if path == "/incoming" else "supervisor"
    answer, statements = region.sql(region.browser(login), path)
    assert answer.status_code == 200
    assert len(statements) <= 12, "\n".join(statements)


@pytest.mark.parametrize("band", ["opened", "in_time", "open", "overdue", "very_late"])
def test_every_figure_leads_to_the_duties_it_counts(region: Web, band: str) -> None:
    """The number in the table is the number of rows of the list it links to."""
    browser = region.browser("supervisor")
    figures = behind(browser.get("/monitoring").text, band)
    if band in ("opened", "in_time", "overdue"):
        assert figures
    for url, count in figures:
        assert f"Found: {count}" in text_of(browser.get(url).text), url


def test_figures_agree_with_the_rows(region: Web) -> None:
    """The overdue duties of the page are those of the table of duties, nothing else."""
    with region.world.read() as session:
        late = session.scalar(
            select(func.count()).select_from(Obligation)
            .where(Obligation.state == "open", Obligation.kind == "duty")
            .where(Obligation.due_at < region.world.now)
            .where(~Obligation.responsible.in_(("person", "employer", "system")))
        )
    assert late
    shown = behind(region.browser("supervisor").get("/monitoring").text, "overdue")
    assert sum(n for _, n in shown) == late


def test_a_director_sees_the_own_center_only(region: Web) -> None:
    """What the other center owes does not count for this one."""
    own = sum(n for _, n in behind(region.browser("director").get("/monitoring").text, "opened"))
    other = sum(n for _, n in behind(region.browser("director2").get("/monitoring").text, "opened"))
    every = behind(region.browser("supervisor").get("/monitoring").text, "opened")
    authority = behind(region.browser("head").get("/monitoring").text, "opened")
    assert own and other and authority
    assert own + other + sum(n for _, n in authority) == sum(n for _, n in every)
    foreign = region.browser("director").get("/monitoring?office=center2").text
    assert sum(n for _, n in behind(foreign, "opened")) == own


def test_the_office_picker_narrows_to_a_branch(region: Web) -> None:
    """The district is the sum of its center and its authority."""
    browser = region.browser("supervisor")

    def total(office: str) -> int:
        page = browser.get(f"/monitoring?office={office}").text
        return sum(n for _, n in behind(page, "opened"))

    assert total("district") == total("center") + total("authority")
    assert total("district") + total("district2") == total("")


def test_the_consequence_of_each_term_is_printed(region: Web) -> None:
    """Beside each figure stands what the Rules say follows, or that they say nothing (par. 12)."""
    page = text_of(region.browser("supervisor").get("/monitoring").text)
    assert "The Rules state no consequence of a breach." in page
    assert "By itself follows:" in page


@pytest.mark.parametrize("query", [
    "p=dates&from=2021-04-30&to=2021-04-01", "p=dates&from=x&to=9999-99-99", "p=nothing",
    "p=year", "p=last_year", "p=quarter", "p=month", "p=last_month", "office=nowhere",
])
def test_odd_periods_never_break_the_page(region: Web, query: str) -> None:
    """A period turned round, a day that is none, an office of nobody: a page all the same."""
    assert region.browser("supervisor").get(f"/monitoring?{query}").status_code == 200


def test_overdue_is_shown_to_those_who_owe(region: Web) -> None:
    """The specialist sees the application of his center that lies too long (par. 12)."""
    page = text_of(region.browser("specialist").get("/overdue").text)
    assert "Register the applicant as a jobseeker" in page
    assert "w.d. overdue" in page
    other = text_of(region.browser("specialist2").get("/overdue").text)
    assert "Register the applicant as a jobseeker" not in other


def test_silence_is_listed_the_day_before_and_afterwards(region: Web) -> None:
    """Par. 24, 31: what ends tomorrow with an effect is listed, and what took effect with proof."""
    browser = region.browser("director")
    before = text_of(browser.get("/monitoring/silence").text)
    assert "Help choose suitable work" in before
    assert "Open a case of registration as unemployed" in before
    past = text_of(browser.get("/monitoring/silence?view=past").text)
    assert "Journal line" in past


def test_incoming_shows_what_centers_sent(region: Web) -> None:
    """Par. 31, 32: the case sent waits for the authority, and only for the one it was sent to."""
    sent = next(c for c in region.world.cases("unemployed_status") if c.state == "sent")
    assert sent.number in region.browser("officer").get("/incoming").text
    assert sent.number not in region.browser("officer2").get("/incoming").text
    assert region.browser("specialist").get("/incoming").status_code == 403


def test_the_export_is_an_act_with_its_line(region: Web) -> None:
    """The workbook agrees with the page, and who took what is in the access log."""
    browser = region.browser("supervisor")
    answer = browser.post("/reports/monitoring", {"p": "weeks", "office": "district",
                                                  "language": "en", "why": WHY})
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    sheet = book["Terms kept"]
    rows = [r for r in sheet.iter_rows(min_row=TOP + 1, values_only=True) if r[1]]
    page = browser.get("/monitoring?office=district").text
    assert sum(r[3] for r in rows) == sum(n for _, n in behind(page, "opened"))
    with region.world.read() as session:
        line = session.scalars(
            select(AccessLine).where(AccessLine.kind == "export").order_by(AccessLine.id.desc())
        ).first()
    assert line is not None
    assert (line.login, line.what) == ("supervisor", "report monitoring")
    assert "district" in line.purpose


def test_reading_exports_nothing(region: Web) -> None:
    """The export is a POST; unknown reports and other people's jobs do not exist."""
    browser = region.browser("supervisor")
    lines = region.world.count(AccessLine)
    assert browser.get("/reports/monitoring").status_code == 200
    assert region.world.count(AccessLine) == lines
    assert browser.post("/reports/nothing").status_code == 404
    assert browser.get("/reports/jobs/J-00000-00000").status_code == 404


def test_much_to_count_goes_to_the_worker(region: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit a job is started; its page offers the file once the worker has made it."""
    from console.web import exporting
    from console.web.running import KEY
    from console.work import jobs
    from console.work.jobs import Work

    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    browser = region.browser("director")
    answer = browser.post("/reports/registrations", {"p": "year", "language": "ru", "why": WHY})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert "The worker is counting" in text_of(browser.get(address).text)
    assert browser.get(f"{address}/file").status_code == 404
    parts = region.app.extensions[KEY]

    def make(row: object) -> Work:
        return Work(row.number, row.params, row.account_id, region.store, parts.catalog,  # type: ignore[attr-defined]
                    parts.process, parts.outside, parts.settings.instance, region.world.now)

    assert jobs.run(region.store, address.rpartition("/")[2], make,
                    lambda: region.world.now) == "done"
    assert load_workbook(BytesIO(browser.get(f"{address}/file").data)).sheetnames
    assert region.browser("director2").get(address).status_code == 404


def test_the_page_of_figures_is_light(region: Web) -> None:
    """Noughts carry no markup, the usual consequence is said once: under 45 KB before packing."""
    answer = region.browser("supervisor").get("/monitoring?p=year")
    assert answer.status_code == 200
    assert len(answer.data) < 45_000, len(answer.data)
    usual = "The Rules state no consequence of a breach."
    assert answer.text.count(usual) == 1, answer.text.count(usual)
