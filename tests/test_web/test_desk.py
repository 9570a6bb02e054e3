"""The queue, the wall screen and the figures: who runs them, what they show, what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.people import a_full_card
from tests.test_web.conftest import Web, fields_of, text_of

MOST = 12


@pytest.fixture(autouse=True)
def morning(web: Web) -> None:
    """A Friday in opening hours."""
    web.world.at("2021-04-16 10:00")


def give(web: Web, by: str, hall: str, purpose: str = "apply", **more: str) -> Any:
    """A ticket by the page; returns the answer."""
    return web.browser(by).post("/desk/ticket", {"hall": hall, "purpose": purpose, **more})


def number_of(page: str, verb: str) -> str:
    """Case number of the first form that posts ``verb``."""
    found = re.search(rf'/desk/([A-Z0-9-]+)/{verb}"', page)
    assert found, verb
    return found[1]


@pytest.mark.parametrize(("login", "status"), [
    ("frontdesk", 200), ("operator", 200), ("specialist", 200), ("director", 403),
    ("assistant", 403), ("officer", 403), ("supervisor", 403), ("admin", 403),
])
def test_who_runs_a_queue(web: Web, login: str, status: int) -> None:
    """The desks' own people, nobody else."""
    assert web.browser(login).get("/desk").status_code == status


@pytest.mark.parametrize(("login", "status"), [
    ("director", 200), ("supervisor", 200), ("executive", 200), ("specialist", 403),
    ("operator", 403), ("frontdesk", 403),
])
def test_who_sees_the_figures(web: Web, login: str, status: int) -> None:
    """Those who answer for the service."""
    assert web.browser(login).get("/desk/figures").status_code == status


def test_a_visitor_from_ticket_to_the_end(web: Web) -> None:
    """Ticket, call, start, end: the next desk sees every step, the norm of 30 minutes beside it."""
    desk = web.browser("specialist")
    assert give(web, "specialist", "center").status_code == 302
    page = desk.get("/desk?hall=center").text
    assert re.search(r"Ticket \d+\.", text_of(page))
    assert "0 of 30 min" in text_of(page)
    web.world.at("2021-04-16 10:31")
    assert "31 of 30 min" in text_of(desk.get("/desk?hall=center").text)
    assert desk.post("/desk/next", {"hall": "center", "window": "4"}).status_code == 302
    page = desk.get("/desk?hall=center").text
    assert "window 4" in text_of(page)
    number = number_of(page, "start")
    desk.post(f"/desk/{number}/start", {"hall": "center"})
    page = desk.get("/desk?hall=center").text
    assert "At my desk" in text_of(page)
    assert desk.post(f"/desk/{number}/end", {"hall": "center"}).status_code == 422
    assert desk.post(f"/desk/{number}/end", {"hall": "center", "outcome": "advised"}).status_code \
        == 302
    assert web.world.state(number) == "served"
    assert "served 1" in text_of(desk.get("/desk?hall=center").text)


def test_two_desks_never_call_the_same_ticket(web: Web) -> None:
    """Whoever is second gets the next ticket, then nobody."""
    give(web, "specialist", "center")
    give(web, "specialist", "center")
    for login in ("specialist", "colleague"):
        web.browser(login).post("/desk/next", {"hall": "center"})
    page = text_of(web.browser("specialist").get("/desk?hall=center").text)
    assert page.count("Call again") == 2
    page = web.browser("colleague").post(
        "/desk/next", {"hall": "center"}, follow_redirects=True
    ).text
    assert "Nobody waits" in text_of(page)


def test_the_operator_passes_on_to_the_centers_employee(web: Web) -> None:
    """Par. 30: who is passed on is not called by the operator again."""
    operator, frontdesk = web.browser("operator"), web.browser("frontdesk")
    give(web, "operator", "desk")
    operator.post("/desk/next", {"hall": "desk"})
    number = number_of(operator.get("/desk").text, "start")
    operator.post(f"/desk/{number}/start", {"hall": "desk"})
    assert operator.post(f"/desk/{number}/pass", {"hall": "desk", "reason": "register"}
                         ).status_code == 302
    operator.post("/desk/next", {"hall": "desk"})
    assert web.world.state(number) == "arrived"
    assert operator.post(f"/desk/{number}/call", {"hall": "desk"}).status_code == 422
    frontdesk.post("/desk/next", {"hall": "desk"})
    assert web.world.state(number) == "called"


def test_another_offices_queue_does_not_exist(web: Web) -> None:
    """Neither by its code nor by a ticket's number."""
    give(web, "operator", "desk")
    number = number_of(web.browser("operator").get("/desk?hall=desk").text, "left")
    stranger = web.browser("specialist2")
    assert stranger.get("/desk?hall=desk").status_code == 404
    assert stranger.get("/desk/screen?hall=center").status_code == 404
    assert stranger.post("/desk/ticket", {"hall": "center", "purpose": "apply"}).status_code == 404
    assert stranger.post(f"/desk/{number}/left", {"hall": "center2", "reason": "left"}
                         ).status_code == 404
    assert web.world.state(number) != "left"


def test_the_wall_shows_numbers_only(web: Web) -> None:
    """No purpose, no card, no name: a ticket and its window."""
    person = web.world.a_person(born="1986-03-04")
    give(web, "specialist", "center", "result", person=person.number)
    assert web.browser("director").get("/desk/screen?hall=center").status_code == 403
    page = web.browser("specialist").get("/desk/screen?hall=center").text
    for secret in (person.surname, person.number, person.iin or "-", "certificate"):
        assert secret not in page


def test_no_ticket_after_hours(web: Web) -> None:
    """Row 7: the refusal names the hours."""
    web.world.at("2021-04-16 19:00")
    answer = give(web, "specialist", "center")
    assert answer.status_code == 422
    assert "09:00–18:30" in answer.text


def test_an_unknown_card_gives_no_ticket(web: Web) -> None:
    """A card of another center is as unknown as one that does not exist."""
    other = web.world.a_person(second=True, born="1985-03-04")
    assert give(web, "specialist", "center", person=other.number).status_code == 404
    assert give(web, "specialist", "center", person="N-NOBODY").status_code == 404


def test_the_pages_read_little(web: Web) -> None:
    """A dozen statements however long the queue."""
    for _ in range(15):
        give(web, "specialist", "center")
    for login, path in (("specialist", "/desk?hall=center"), ("supervisor", "/desk/figures")):
        answer, statements = web.sql(web.browser(login), path)
        assert answer.status_code == 200
        assert len(statements) <= MOST, statements


def test_figures_give_the_number_behind_each(web: Web) -> None:
    """Median, 90th percentile and share, by office and day."""
    page = text_of(web.browser("supervisor").get("/desk/figures").text)
    assert "16.04.2021" in page
    assert "Wait, 90th percentile, min" in page


CONSENT = {"consent_given": True, "consent_channel": "paper", "consent_on": "2021-04-16"}


def a_silent_question(web: Web, by: str = "specialist", **known: str) -> tuple[str, str]:
    """An application accepted while the register of persons was silent: query, application."""
    w = web.world
    application = w.an_application()
    if known:
        w.outside.registers.know(application["iin"], "person", **known)  # type: ignore[attr-defined]
    w.outside.controls.set("registers.person", "down")
    query = w.ask(application["iin"], by, **CONSENT).number
    w.outside.controls.set("registers.person", "up")
    return query, w.do("registration.accept_application", by=by, data=application).number


@pytest.mark.parametrize(("login", "status"), [
    ("specialist", 200), ("frontdesk", 200), ("officer", 200), ("operator", 403),
    ("director", 403), ("supervisor", 403), ("admin", 403),
])
def test_who_sees_what_waits_for_registers(web: Web, login: str, status: int) -> None:
    """Those who may ask them."""
    assert web.browser(login).get("/lookups").status_code == status


def test_a_late_answer_stands_beside_what_was_entered(web: Web) -> None:
    """Par. 10, 28: asked again from the list; the difference is shown and decided, not taken."""
    query, application = a_silent_question(web, surname="Басқаев", sex="f")
    desk = web.browser("specialist")
    assert query in desk.get("/lookups").text
    assert "Registers to ask again" in text_of(desk.get("/worklist").text)
    answer = desk.post(f"/lookups/{query}/ask", follow_redirects=True)
    assert answer.request.path == f"/lookups/{query}"
    page = text_of(answer.text)
    assert "Басқаев" in page
    assert "differs" in page
    assert web.world.person_of(application).surname != "Басқаев"
    step = desk.get(f"/cases/{application}/steps/registration.settle_mismatch").text
    assert 'value="Басқаев"' in step
    assert query not in desk.get("/lookups").text


def test_a_question_of_another_center_is_unknown(web: Web) -> None:
    """Neither listed nor opened nor asked by strangers."""
    query, _ = a_silent_question(web)
    stranger = web.browser("specialist2")
    assert query not in stranger.get("/lookups").text
    assert stranger.get(f"/lookups/{query}").status_code == 404
    assert stranger.post(f"/lookups/{query}/ask").status_code == 404


def test_the_reminder_is_in_no_figure_of_breaches(web: Web) -> None:
    """I-01 is the service's own: late, it is no duty of the Rules that was missed."""
    from console.data.monitoring import within
    from console.data.obligations import Obligation

    a_silent_question(web)
    with web.world.read() as session:
        own = session.query(Obligation).filter(Obligation.deadline == "I-01").all()
        counted = session.query(Obligation).filter(within(None, None, others=None)).all()
    assert own
    assert all(row.internal for row in own)
    assert "I-01" not in {row.deadline for row in counted}


def test_the_list_of_questions_reads_little(web: Web) -> None:
    """A dozen statements."""
    answer, statements = web.sql(web.browser("specialist"), "/lookups")
    assert answer.status_code == 200
    assert len(statements) <= MOST, statements


def test_invented_people_live_in_the_demonstration(web: Web) -> None:
    """The simulated address register knows the settlements of the demonstration region."""
    from console.data.actors import Place
    from console.outside.registers.model import RegisterQuery
    from console.scope import SYSTEM
    from console.web.running import KEY, Running

    with web.store.write(SYSTEM) as session:
        session.add(Place(code="194081100", parent=None, level="settlement", rural=True,
                          name_kk="Түрген а.", name_ru="с.Тургень", version="demo",
                          valid_from=None, valid_to=None, order=1))
    parts = web.app.extensions[KEY]
    made = Running(parts.settings, parts.store, parts.catalog, demo=True)
    answer = made.outside.registers.ask(RegisterQuery("address", "900512300123", "K", "par. 10"))
    assert answer.data["kato"] == "194081100"


def test_what_changed_stands_beside_what_was(web: Web) -> None:
    """Par. 22: the page of a repeated application shows both values and asks to confirm."""
    w, desk = web.world, web.browser("specialist")
    application = w.an_application()
    first = w.do("registration.accept_application", data=application).number
    w.do("registration.fill_card", first, data=a_full_card(application))
    w.do("registration.propose_refusal", first,
         findings=[{"ground": "documents_unreliable", "reason": "Анықтама жалған"}])
    w.sign("registration.refuse_jobseeker", first)
    assert "changes_shown" not in desk.get("/register/new?manual=1").text
    again = {**application, "mobile": "+7 705 000 11 22"}
    answer = desk.post("/register/new", {**fields_of(again), "_act": "accept"})
    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert "Before" in shown
    assert "+77012345678" in shown
    assert "+77050001122" in shown
    assert 'name="changes_shown"' in answer.text
    answer = desk.post("/register/new", {**fields_of(again), "_act": "accept",
                                         "changes_shown": "yes"})
    assert answer.status_code == 302
    number = answer.location.split("/")[2]
    card = a_full_card(again, computer_skills="confident")
    answer = desk.post(f"/cases/{number}/steps/registration.fill_card", fields_of(card))
    assert answer.status_code == 422
    assert "Computer skills" in text_of(answer.text)


def test_an_empty_first_page_names_everything_missing(web: Web) -> None:
    """The question to the registers: the IIN, the consent, its way and its day, all at once."""
    answer = web.browser("frontdesk").post("/register/ask", {})
    assert answer.status_code == 422
    for control in ("f-iin", "f-consent_given", "f-consent_channel", "f-consent_on"):
        assert f'href="#{control}"' in answer.text, control
    assert "12 digits" in text_of(answer.text)


def test_a_blank_of_the_form_has_a_name_on_the_screen(web: Web) -> None:
    """Annex 1.1 prints two dates as mere blanks; the screen says which day is meant."""
    web.browser("frontdesk").client.set_cookie("lang", "kk")
    page = text_of(web.browser("frontdesk").get("/register/new?manual=1").text)
    web.browser("frontdesk").client.set_cookie("lang", "en")
    assert "Келісім берілген күн" in page
    assert "Өтініш берілген күн" in page
    assert "20___" not in page


def test_the_case_shows_what_passed_from_hand_to_hand(web: Web) -> None:
    """Par. 5, 6, 9, 30: representative, documents, information; not to a desk that only took in."""
    w = web.world
    number = w.do("registration.accept_application", by="operator", data=w.an_application(
        born="2005-09-01", represented=True, representative_relation="parent",
        documents=[{"kind": "identity_document"}, {"kind": "legal_representative_application"}],
        representative_name={"surname": "Өкілова", "given_name": "Сәуле"},
        representative_document="жеке куәлік 045678901", representative_consent=True,
        representative_phone="+7 702 111 22 33",
    )).number
    w.do("registration.return_documents", number, returned=["identity_document"],
         returned_to="Өкілова", way="representative")
    w.do("registration.give_information", number, topics=["exchange"], told="enbek.kz",
         way="spoken")
    shown = text_of(web.browser("specialist").get(f"/cases/{number}").text)
    for words in ("From hand to hand", "Өкілова Сәуле", "16.04.2021, specialist", "Explained:",
                  "The set lies at the State Corporation"):
        assert words in shown, words
    page = web.browser("operator").get(f"/cases/{number}")
    assert page.status_code == 200
    assert "From hand to hand" not in page.text
