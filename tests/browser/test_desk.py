"""The front desk and the State Corporation's operator: queue, refusals, registration, hand-over.

At a desk's width and at a telephone's; in Kazakh; on a morning when both offices are open.
"""

from __future__ import annotations

import re
from datetime import time

import pytest

from tests.browser.looks import narrow, wide
from tests.browser.site import Site
from tests.browser.telling import Story
from tests.browser.walk import Desk, Team
from tests.people import an_application

pytestmark = pytest.mark.browser

HALL = "/desk?hall=desk"
ACCEPT, REFUSE = '[name="_act"][value="accept"]', '[name="_act"][value="refuse"]'


@pytest.fixture(scope="module", autouse=True)
def open_hours(site: Site) -> None:
    """Both offices are open: the next working morning, unless it is one now."""
    now = site.now
    if not (site.calendar.is_working(now.date()) and time(9) <= now.time() < time(16)):
        site.next_working_day(10)


def fits(desk: Desk) -> None:
    """Nothing has to be scrolled sideways at 390 px."""
    wide(narrow(desk))


def ticket(desk: Desk, purpose: str = "apply") -> str:
    """Give a ticket; its number."""
    desk.go(HALL).page.select_option("#purpose", purpose)
    desk.press('form[action="/desk/ticket"] button')
    found = re.search(r"Талон №(\d+)", desk.text)
    assert found, desk.text[:500]
    return found[1]


def application_of(serial: int, today: str) -> dict[str, object]:
    """An application by hand, dated today; row 8 in full."""
    given = an_application(serial, on=today)
    given["address"] = {**given["address"], "kato": "194020100"}
    return given


def by_hand(desk: Desk, serial: int, **over: object) -> Desk:
    """The application page filled in by hand."""
    today = desk.site.now.date().isoformat()
    given = application_of(serial, today) | over
    return desk.go("/register/new?manual=1").fill(given)


def test_the_operator_passes_a_visitor_on(team: Team) -> None:
    """Annex 1 row 3 and par. 30: ticket, call, start, pass on; the wall shows numbers only."""
    operator, frontdesk = team("operator"), team("frontdesk")
    ticket(operator)
    fits(operator)
    operator.go(HALL)
    operator.page.fill("#window", "2")
    operator.press('form[action="/desk/next"] button')
    number = operator.page.locator('li:has(form[action$="/start"]) b').first.inner_text()
    called = f'li:has(b:text-is("{number}")) form[action$="/start"] button'
    operator.press(called).sees("Менің тереземде", "30-тармақ")
    fits(operator)
    mine = f'section:has(.ticket:text-is("{number}"))'
    operator.page.click(f'{mine} summary:has-text("Орталық қызметкеріне жіберу")')
    operator.press(f'{mine} form[action$="/pass"] button').sees("орталық қызметкеріне")
    frontdesk.go(HALL).sees("орталық қызметкеріне")
    for _ in range(9):  # whoever took a ticket earlier is called earlier
        if not frontdesk.page.locator(called).count():
            frontdesk.press('form[action="/desk/next"] button')
    frontdesk.go("/desk/screen?hall=desk").sees(number).lacks("Жұмыс іздеуші ретінде тіркелу")
    fits(frontdesk)
    frontdesk.go(HALL)
    frontdesk.press(called)
    frontdesk.press(f'{mine} form[action$="/end"] button', 422)
    frontdesk.page.select_option(f"{mine} select[name=outcome]", "advised")
    frontdesk.press(f'{mine} form[action$="/end"] button')
    assert not frontdesk.page.locator(mine).count()
    assert not operator.faults + frontdesk.faults


def test_who_leaves_is_noted(team: Team) -> None:
    """A visitor who went away: a reason, and out of the queue."""
    operator = team("operator")
    number = ticket(operator, "advice")
    operator.go(HALL).page.locator(f'summary:has-text("— {number}")').click()
    operator.press(f'li:has(b:text-is("{number}")) form[action$="/left"] button')
    assert not operator.page.locator(f'#queue b:text-is("{number}")').count()


def test_the_empty_first_page_says_all(team: Team) -> None:
    """Par. 10: IIN, consent and its way are named at once; the number has a hint."""
    frontdesk = team("frontdesk")
    frontdesk.go("/register/new").sees("12 цифр")
    frontdesk.press("#f-form .actions .btn-primary", 422)
    assert frontdesk.page.locator(".errsum li").count() == 3
    fits(frontdesk)


def test_the_operator_refuses_an_expired_set(team: Team) -> None:
    """Row 9: not accepted with an expired document, refused with a note that names it."""
    operator = team("operator")
    expired = [{"kind": "identity_document", "document_number": "012345678",
                "valid_until": "2020-01-01"}]
    by_hand(operator, 8101, documents=expired)
    operator.press(ACCEPT, 422).sees("мерзімі")
    fits(operator)
    operator.press(REFUSE).sees("Қабылданбаған")
    assert not operator.faults


def test_the_operators_set_comes_to_the_center(team: Team) -> None:
    """Par. 30: the operator accepts and does no more; the center's employee takes over."""
    operator, frontdesk = team("operator"), team("frontdesk")
    by_hand(operator, int(operator.site.now.timestamp()) % 9000)
    operator.press(ACCEPT)
    number = operator.path.split("/")[2].split("?")[0]
    assert operator.status(f"/cases/{number}/steps/registration.fill_card") == 403
    operator.go("/cases").sees(number)
    step = "registration.take_over_set"
    frontdesk.go(f"/cases/{number}").sees("Мемлекеттік корпорациядан")
    frontdesk.go(f"/cases/{number}/steps/{step}")
    fits(frontdesk)
    frontdesk.page.locator('main [name="documents"]').first.uncheck()
    frontdesk.press("#f-form .actions .btn-primary", 422).sees("30-тармақ")
    frontdesk.page.locator('main [name="documents"]').first.check()
    frontdesk.press("#f-form .actions .btn-primary")
    frontdesk.go(f"/cases/{number}/steps/registration.give_information")
    assert "enbek.kz" in frontdesk.page.input_value('main [name="told"]')
    frontdesk.page.locator('main [name="way"]').first.check()
    frontdesk.press("#f-form .actions .btn-primary")
    frontdesk.go(f"/cases/{number}/steps/registration.return_documents")
    frontdesk.press("#f-form .actions .btn-primary")
    assert not operator.faults + frontdesk.faults


def test_supervision_reads_the_figures(story: Story) -> None:
    """Median, 90th percentile and share with the number behind each, also on a telephone."""
    supervisor = story.team("supervisor")
    supervisor.go("/monitoring").sees("Кезек")
    supervisor.go("/desk/figures").sees("Күту, медиана, мин", "30 минут ішінде, %", "100")
    fits(supervisor)
    assert supervisor.status("/desk") == 403
