"""Many documents signed at once: each shown, each ticked, each its own act and result."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sqlalchemy import func, select

from console.data.actors import Person
from console.data.documents import Signature
from console.scope import SYSTEM
from tests.make import a_check, a_full_card
from tests.test_web.conftest import Browser, Web, text_of

STEP = "registration.register_jobseeker"


def to_register(web: Web, count: int = 1) -> list[str]:
    """Registrations that wait for the director's signature (par. 12)."""
    web.world._key("director")
    numbers = []
    for _n in range(count):
        application = web.world.an_application()
        number = web.world.do("registration.accept_application", data=application).number
        web.world.do("registration.fill_card", number, data=a_full_card(application))
        web.world.do("registration.propose_registration", number, data=a_check(application))
        numbers.append(number)
    return numbers


def reviewed(browser: Browser, numbers: list[str]) -> str:
    """The page with the prepared documents of these cases."""
    answer = browser.post("/sign/review", {"row": [f"{number} {STEP}" for number in numbers]})
    assert answer.status_code == 302, answer.text[:300]
    return str(browser.get(answer.headers["Location"]).text)


def ticks(page: str) -> list[str]:
    """The values of the boxes of a page."""
    return [unescape(v) for v in re.findall(r'name="row"[^>]*\svalue="([^"]+)"', page)]


def look(browser: Browser, page: str) -> None:
    """Look at every sheet the page shows."""
    for address in re.findall(r'src="(/documents/[^"]+\.svg)"', page):
        assert browser.get(address).status_code == 200


def sign(browser: Browser, rows: list[str], pin: str = "1234") -> Any:
    """Sign the ticked rows."""
    return browser.post("/sign/bulk", {"row": rows, "_pin": pin})


def test_documents_are_shown_ticked_and_signed_each_by_itself(web: Web) -> None:
    """Annex 3, par. 12: two documents, two acts, two lines of the result."""
    director, numbers = web.browser("director"), to_register(web, 2)
    page = reviewed(director, numbers)
    rows = ticks(page)
    assert len(rows) == 2 and "checked" not in page.split('name="row"')[1].split(">")[0]
    look(director, page)
    answer = sign(director, rows)
    assert answer.status_code == 200 and "Signed: 2 of 2" in text_of(answer.text)
    assert {web.world.state(number) for number in numbers} == {"registered"}


def test_what_was_not_shown_is_not_signed(web: Web) -> None:
    """A tick without a look at the sheet signs nothing; a look at an older paper does not count."""
    director, numbers = web.browser("director"), to_register(web, 2)
    page = reviewed(director, numbers)
    look(director, page)
    again = reviewed(director, numbers[:1])  # another paper of the first case: never looked at
    rows = [ticks(again)[0], ticks(page)[1]]
    answer = sign(director, rows)
    assert "Signed: 1 of 2" in text_of(answer.text)
    assert "not shown in full" in answer.text
    assert [web.world.state(number) for number in numbers] == ["to_register", "registered"]


def test_one_that_fails_holds_up_no_other_and_says_every_ground(web: Web) -> None:
    """The facts of the first changed after it was read: it is refused, the second is signed."""
    director, numbers = web.browser("director"), to_register(web, 2)
    page = reviewed(director, numbers)
    look(director, page)
    with web.store.write(SYSTEM) as session:
        person = session.get_one(Person, web.world.case(numbers[0]).person_id)
        person.surname = "Басқатегі"
    answer = sign(director, ticks(page))
    assert "Signed: 1 of 2" in text_of(answer.text) and "Prepare it again" in answer.text
    assert [web.world.state(number) for number in numbers] == ["to_register", "registered"]


def test_a_wrong_pin_stops_the_row_of_guesses(web: Web) -> None:
    """The first wrong PIN is one guess; the rest is not tried."""
    director, numbers = web.browser("director"), to_register(web, 3)
    page = reviewed(director, numbers)
    look(director, page)
    answer = sign(director, ticks(page), pin="0000")
    assert answer.text.count("Not tried: the PIN was wrong.") == 2
    assert {web.world.state(number) for number in numbers} == {"to_register"}


def test_sending_the_ticks_twice_signs_once(web: Web) -> None:
    """A page sent again tells of the same acts."""
    director, numbers = web.browser("director"), to_register(web)
    page = reviewed(director, numbers)
    look(director, page)
    first, second = sign(director, ticks(page)), sign(director, ticks(page))
    assert "Signed: 1 of 1" in text_of(first.text) and "Signed: 1 of 1" in text_of(second.text)
    with web.store.session(SYSTEM) as session:
        count = session.scalar(select(func.count()).select_from(Signature).where(
            Signature.case_id == web.world.case(numbers[0]).id))
    assert count == 1


def test_what_the_rules_refuse_is_shown_with_its_grounds(web: Web) -> None:
    """Par. 34: a refusal without ground cannot be prepared; the page says so with paragraphs."""
    from tests.test_attacks.test_signing import checked

    web.world.at("2021-04-16 10:00")
    case, head = checked(web.world), web.browser("head")
    answer = head.post("/sign/review", {"row": [f"{case} unemployed_status.refuse_status"]})
    page = head.get(answer.headers["Location"]).text
    assert ticks(page) == [] and 'href="/law/34"' in page


def test_strangers_and_crowds_are_refused(web: Web) -> None:
    """Another district sees no case, a specialist may not sign, and twenty is the limit."""
    web.world.at("2021-04-16 10:00")
    [number] = to_register(web)
    row = f"{number} {STEP}"
    assert web.browser("director2").post("/sign/review", {"row": [row]}).status_code == 404
    assert web.browser("specialist").post("/sign/review", {"row": [row]}).status_code == 403
    page = reviewed(web.browser("director"), [number])
    [tick] = ticks(page)
    assert sign(web.browser("director2"), [tick]).status_code == 404
    assert web.browser("director2").get(f"/sign/bulk?row={tick.replace(' ', '+')}"
                                        ).status_code == 302
    many = [f"{number} {STEP} D-{n}" for n in range(21)]
    assert sign(web.browser("director"), many).status_code == 302
    assert web.browser("director").post("/sign/review", {"row": many}).status_code == 302
    assert web.world.state(number) == "to_register"


def test_twenty_documents_cost_few_statements(web: Web) -> None:
    """The page of twenty papers asks the database no more than twelve times."""
    web.world.at("2021-04-16 10:00")
    director, numbers = web.browser("director"), to_register(web, 6)
    answer = director.post("/sign/review", {"row": [f"{n} {STEP}" for n in numbers]})
    shown, statements = web.sql(director, answer.headers["Location"])
    assert shown.status_code == 200 and len(ticks(shown.text)) == 6
    assert len(statements) <= 12


def test_a_decision_that_could_be_corrected_does_not_wait(web: Web) -> None:
    """What a head may do to a decided case any day is no task of today."""
    from tests.test_attacks.test_signing import STEP as DECIDE
    from tests.test_attacks.test_signing import checked

    web.world.at("2021-04-16 10:00")
    case, head = checked(web.world), web.browser("head")
    assert case in head.get("/sign").text
    web.world.sign(DECIDE, case, by="head")
    assert case not in head.get("/sign").text


def test_the_worker_prepares_what_waits_and_the_papers_are_read_here(web: Web) -> None:
    """A job of one's own: its page, then the prepared papers, signed like any others."""
    from pathlib import Path

    from console.work.jobs import run
    from tests.test_work.test_jobs import work_of

    web.world.at("2021-04-16 10:00")
    director, [number] = web.browser("director"), to_register(web)
    answer = director.post("/sign/prepare")
    place = answer.headers["Location"]
    job = place.rsplit("/", 1)[-1]
    assert answer.status_code == 302 and "Look again" in director.get(place).text
    assert web.browser("director2").get(place).status_code == 404
    assert web.browser("head").get(place).status_code == 404
    run(web.store, job, work_of(web.world, Path("/nowhere")), lambda: web.world.now)
    assert "Prepared:" in text_of(director.get(place).text)
    page = director.get("/sign/bulk").text
    mine = [row for row in ticks(page) if row.startswith(number)]
    look(director, page)
    assert "Signed: 1 of 1" in text_of(sign(director, mine).text)
    assert web.world.state(number) == "registered"
