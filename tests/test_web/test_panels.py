"""Panels and the cabinet's other cases: who reads what, and the person's own word (par. 44, 51)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.actors import Card
from console.data.journal import JournalLine
from console.scope import SYSTEM
from tests.test_web.conftest import Browser, Web, hidden, text_of

CH = "unemployed_status"
FITS = {f"fits_{p}": "yes" for p in ("training", "experience", "regime", "health", "transport")}
ADDRESS = {"region": "Алматы облысы", "settlement": "Есік", "street": "Достық", "house": "12"}


@pytest.fixture(scope="module")
def mine(web: Web) -> tuple[Browser, Any, str]:
    """An unemployed person with an account, one refused offer, and the case of the status."""
    w = web.world.at("2021-04-16 10:00")
    made = w.a_registered_jobseeker()
    status = w.at("2021-04-20 15:00").becomes_unemployed(made.person)
    w.at("2021-05-12 10:00")
    offer = w.do("mediation.offer_vacancy", data={
        "vacancy": w.a_vacancy().number, "person": made.person, "channel": "in_person", **FITS,
    }).number
    w.do("mediation.decline_offer", offer, channel="in_person", reason="Алыс")
    return web.account_for("bota", made.person), made, status


@pytest.fixture(scope="module")
def case(web: Web, mine: Any) -> str:
    """A deregistration case on the refused offer."""
    number = web.world.do(f"{CH}.note_ground", data={
        "person": mine[1].person, "ground": "three_refusals", "known_on": "2021-05-12",
        "source": "консоль",
    }).number
    return str(number)


@pytest.mark.parametrize(("login", "status"), [
    ("specialist", 200), ("director", 200), ("officer", 200), ("head", 200),
    ("assistant", 404), ("specialist2", 404), ("officer2", 404), ("employer", 403),
    ("quality", 404),
])
def test_who_may_open_a_panel(web: Web, mine: Any, login: str, status: int) -> None:
    """Staff of the center and its authority; a foreign office gets the answer of no such thing."""
    page = web.browser(login).get(f"/persons/{mine[1].person}/panels/refusal_ledger")
    assert page.status_code == status


def test_roles_without_the_panel_are_refused(web: Web, mine: Any) -> None:
    """Who sees the person but not the panel is told so; an unknown panel is not there."""
    assert web.browser("frontdesk").get(
        f"/persons/{mine[1].person}/panels/refusal_ledger").status_code in (403, 404)
    assert web.browser("specialist").get(
        f"/persons/{mine[1].person}/panels/nothing").status_code == 404
    assert web.browser("specialist").get(
        f"/persons/{mine[1].person}/panels/change_review").status_code == 404
    assert web.visitor().get(
        f"/persons/{mine[1].person}/panels/refusal_ledger").status_code == 302


def test_the_ledger_says_why_an_offer_counts(web: Web, mine: Any) -> None:
    """Par. 44(2): each offer, its points, receipt, answer, cause, and the count."""
    answer, sql = web.sql(web.browser("specialist"),
                          f"/persons/{mine[1].person}/panels/refusal_ledger")
    said = text_of(answer.text)
    assert "Refusals that count: 1, needed 3." in said
    assert "Counts: a suitable offer was refused." in said
    assert "told on a visit: 12.05.2021, specialist аты-жөні" in said
    assert "Алыс" in said
    assert len(sql) <= 12, len(sql)


def test_opening_a_panel_leaves_a_line_and_changes_nothing(web: Web, mine: Any) -> None:
    """The person can read who looked; nothing else is written."""
    with web.store.session(SYSTEM) as session:
        before = len(session.scalars(select(JournalLine.id)).all())
    web.browser("specialist").get(f"/persons/{mine[1].person}/panels/deregistration_grounds")
    with web.store.session(SYSTEM) as session:
        assert len(session.scalars(select(JournalLine.id)).all()) == before
    said = text_of(mine[0].get("/cabinet/access").text)
    assert "panel" in said or "table" in said


def test_all_grounds_are_shown_with_what_is_not_proved(web: Web, mine: Any) -> None:
    """Par. 44: seven items, eleven grounds, every condition, proved or not."""
    page = web.browser("officer").get(f"/persons/{mine[1].person}/panels/deregistration_grounds")
    said = text_of(page.text)
    assert all(f"44({n})" in said for n in range(1, 8))
    assert "3 needed, 1 count" in said
    assert "the court's act is in force" in said


def test_a_case_shows_its_own_ground_alone(web: Web, case: str) -> None:
    """On the case the specialist sees what his ground lacks, on the page of the step as well."""
    browser = web.browser("specialist")
    said = text_of(browser.get(f"/cases/{case}/panels/ground_examined").text)
    assert "44(2)" in said
    assert "44(1)" not in said
    assert "/panels/refusal_ledger" in browser.get(f"/cases/{case}").text
    page, sql = web.sql(browser, f"/cases/{case}/steps/{CH}.propose_deregistration")
    assert "3 needed, 1 count" in text_of(page.text)
    assert len(sql) <= 16, len(sql)


def test_the_proposal_is_refused_with_each_unproved_condition(web: Web, case: str) -> None:
    """Par. 44: 422, the paragraph, and what the specialist wrote is kept."""
    browser = web.browser("specialist")
    path = f"/cases/{case}/steps/{CH}.propose_deregistration"
    page = browser.get(path).text
    answer = browser.post(path, {"conclusion": "Екі жазба", "_key": hidden(page, "_key"),
                                 "_version": hidden(page, "_version")})
    assert answer.status_code == 422
    assert "Not proved: there are enough refusals that count." in text_of(answer.text)
    assert "Екі жазба" in answer.text


def test_the_person_reads_the_own_ledger_and_nobody_elses(web: Web, mine: Any, case: str) -> None:
    """The cabinet shows my offers; the grounds the center examines are not a panel of mine."""
    browser = mine[0]
    assert "Refusals that count: 1, needed 3." in text_of(
        browser.get("/cabinet/panels/refusal_ledger").text)
    assert browser.get("/cabinet/panels/deregistration_grounds").status_code == 404
    other = web.account_for("dana", web.world.a_registered_jobseeker().person)
    assert other.get(f"/cabinet/matters/{case}").status_code == 404
    assert web.browser("specialist").get("/cabinet/panels/refusal_ledger").status_code == 403


def test_the_person_explains_the_cause_in_the_cabinet(web: Web, mine: Any, case: str) -> None:
    """Par. 44: the case about me is shown, and my word is recorded in it."""
    browser = mine[0]
    page = browser.get(f"/cabinet/matters/{case}").text
    assert f"{CH}.state_cause" in page
    assert "refused three options of suitable work" in text_of(page)
    assert f"{CH}.propose_deregistration" not in page
    path = f"/cabinet/matters/{case}/{CH}.state_cause"
    form = browser.get(path).text
    sent = {"cause": "Автобус жүрмейді", "_key": hidden(form, "_key"),
            "_version": hidden(form, "_version")}
    assert "Автобус жүрмейді" in text_of(browser.post(path, sent).text)
    assert browser.post(path, {**sent, "_confirmed": "1"}).status_code == 302
    assert web.world.case(case).facts["statements"][0]["cause"] == "Автобус жүрмейді"
    assert browser.get(f"/cabinet/matters/{case}/{CH}.weigh_cause").status_code == 404


def test_a_change_is_reported_shown_and_taken_into_the_card(web: Web, mine: Any) -> None:
    """Par. 51: reported in the cabinet, card and report side by side, taken in by a specialist."""
    browser = mine[0]
    assert "/cabinet/changes/new" in browser.get("/cabinet/changes").text
    form = browser.get("/cabinet/changes/new").text
    data = {"change": "residence_changed", "changed_on": "2021-05-11", "details": "Көштім",
            "_key": hidden(form, "_key"), "_confirmed": "1"}
    missing = browser.post("/cabinet/changes/new", data)
    assert missing.status_code == 422
    data |= {f"new_address.{k}": v for k, v in ADDRESS.items()}
    sent = browser.post("/cabinet/changes/new", data)
    assert sent.status_code == 302, text_of(sent.text)
    [made] = web.world.cases("change", web.person(mine[1].person).id)
    assert "18.05.2021" in text_of(browser.get("/cabinet/changes").text)
    staff = web.browser("specialist")
    path = f"/cases/{made.number}/steps/{CH}.take_change"
    page = staff.get(path).text
    said = text_of(page)
    assert "Есік, Абай, 5" in said
    assert "Есік, Достық, 12" in said
    done = staff.post(path, {"compared": "yes", "_key": hidden(page, "_key"),
                             "_version": hidden(page, "_version")})
    assert done.status_code == 302
    row = web.person(mine[1].person)
    assert row.address["street"] == "Достық"
    with web.store.session(SYSTEM) as session:
        card = session.scalars(select(Card).where(Card.person_id == row.id)).one()
    assert card.marks[-1]["before"].endswith("Абай, 5")
    assert card.sections["changes"][-1]["case"] == made.number
    shown = text_of(staff.get(f"/persons/{row.number}").text)
    assert "Change taken into the card: change of residence" in shown


def test_the_wish_to_leave_is_offered_in_the_cabinet(web: Web, mine: Any) -> None:
    """Reading A-32: the person's own signature, with what follows from it."""
    browser, _made, status = mine
    assert f"{CH}.ask_end" in browser.get(f"/cabinet/matters/{status}").text
    page = browser.get(f"/cabinet/matters/{status}/{CH}.ask_end")
    assert page.status_code == 200
    assert "Until then you may withdraw the wish" in text_of(page.text)


@pytest.mark.parametrize("path", ["/cabinet/changes", "/cabinet/changes/new",
                                  "/cabinet/panels/refusal_ledger"])
def test_pages_of_the_cabinet_are_the_persons_alone(web: Web, path: str) -> None:
    """Staff and employers have no cabinet."""
    for login in ("specialist", "employer", "head"):
        assert web.browser(login).get(path).status_code == 403
    assert web.visitor().get(path).status_code == 302
