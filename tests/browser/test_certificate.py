"""The certificate from the cabinet to the stranger who checks it: jobseeker, director, anybody.

In a telephone's width in the cabinet; both answers: annex 8, and the refusal with its reason.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.looks import NARROW, fits
from tests.browser.site import PIN, Site
from tests.browser.telling import Story
from tests.browser.walk import Desk, Team

pytestmark = pytest.mark.browser

HOME = "/cabinet/certificates"
ISSUE, REFUSE = "unemployed_status.issue_certificate", "unemployed_status.refuse_certificate"


def asks(desk: Desk) -> str:
    """The request is written, read as annex 7 and signed with the PIN; its number."""
    desk.page.set_viewport_size(NARROW)
    desk.go("/cabinet").sees("Анықтама")
    desk.go(f"{HOME}/new")
    fits(desk)
    desk.fill({"phone": "+7 701 234 56 78", "consent_text": True}).send()
    number = desk.path.split("/")[3]
    assert desk.page.locator("main img.sheet").count() == 1
    fits(desk)
    desk.page.fill("#_pin", "000000")
    desk.press("[data-sign-submit]", 422)
    desk.page.fill("#_pin", PIN)
    desk.press("[data-sign-submit]").sees("Өтініш қабылданды")
    assert desk.path == f"{HOME}/{number}"
    fits(desk)
    return number


def test_the_unemployed_person_gets_annex_8(story: Story) -> None:
    """Par. 38, 41 to 43: signed with the PIN, to sign at the director's, the PDF in the cabinet."""
    seeker, director = story.team("jobseeker2"), story.team("director2")
    number = story.case["certificate"] = asks(seeker)
    director.go("/sign").sees(number)
    document = director.sign(number, ISSUE)
    words = " ".join(director.pdf(document, story.papers).split())
    assert "Жұмыссыз ретінде тіркеу туралы анықтама" in words
    seeker.go(f"{HOME}/{number}").sees("дейін жарамды", document)
    fits(seeker)
    seeker.go(HOME).sees(document)
    fits(seeker)
    assert words == " ".join(seeker.pdf(document, story.papers).split())
    story.case["annex 8"] = document


def test_anybody_checks_it_by_its_code(story: Story) -> None:
    """The code of the paper: genuine, on the register today; a wrong one is unknown."""
    seeker, visitor = story.team("jobseeker2"), story.team("")
    link = seeker.go(f"{HOME}/{story['certificate']}").page.locator('main a[href^="/verify/"]')
    address = str(link.first.get_attribute("href"))
    visitor.page.set_viewport_size(NARROW)
    visitor.go(address).sees("Құжат түпнұсқа", story["annex 8"], "Иә")
    fits(visitor)
    assert not re.search(r"\b\d{12}\b", visitor.text), "an IIN is on the page of strangers"
    assert visitor.status(address[:-3] + "000") == 404
    story.team("", "ru").go(address).sees("Документ подлинный")


def test_a_jobseeker_is_refused_with_the_reason(story: Story) -> None:
    """Annex 6, row 9: the director cannot issue, signs the reply; it names the way to complain."""
    seeker, director = story.team("jobseeker"), story.team("director")
    seeker.go(f"{HOME}/new").sees("тіркеуде емессіз")
    number = asks(seeker)
    director.go(f"/sign/{number}/{ISSUE}").sees("тіркеуде болмаған")
    document = director.sign(number, REFUSE)
    assert "тіркеуде емессіз" in " ".join(director.pdf(document, story.papers).split())
    seeker.go(f"{HOME}/{number}").sees("бас тарт")
    fits(seeker)
    assert seeker.page.locator(f'main a[href="/cabinet/complain?about={document}"]').count() == 1
    seeker.go("/cabinet/notices").sees(document)  # in the language the person chose


def test_nobody_met_a_fault(story: Story, site: Site, team: Team) -> None:
    """No script error, no violation of the policy on any of these pages."""
    assert story.site is site
    assert team.faults == []
