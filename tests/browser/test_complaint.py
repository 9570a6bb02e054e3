"""A complaint from the cabinet to the change it brought: person, authority, director, person.

The cabinet in a telephone's width; the center complained of sees nothing of the complaint.
"""

from __future__ import annotations

import pytest

from tests.browser.looks import fits
from tests.browser.telling import Story
from tests.browser.test_certificate import HOME, REFUSE, asks
from tests.browser.walk import Desk

pytestmark = pytest.mark.browser

WORDS = "Мен жұмыссызбын, қайта қараңыз."


def refused(story: Story) -> str:
    """A certificate asked for and refused by the director; number of the signed reply."""
    seeker, director = story.team("jobseeker"), story.team("director")
    number = asks(seeker)
    story.case["request"] = number
    return director.sign(number, REFUSE)


def test_the_person_chooses_what_and_whom(story: Story) -> None:
    """Par. 46: the decision from the list, no number typed; terms in plain words; shown back."""
    reply, seeker = refused(story), story.team("jobseeker")
    fits(seeker.go("/cabinet/complain/about").sees("Неге шағымданасыз?", reply))
    seeker.page.locator(f'main a[href*="{reply}"]').click()
    seeker.sees("5 жұмыс күні ішінде", "15 жұмыс күні ішінде", "Сотқа кез келген уақытта")
    assert seeker.page.locator('main [name="decision_number"]').count() == 0
    fits(seeker)
    seeker.fill({"addressee": "local_authority_head", "against": "center", "text": WORDS,
                 "outcome": "cancel_decision"}).send()
    fits(seeker.sees(WORDS))
    seeker.press('main button[name="_confirmed"]')
    story.case["complaint"] = seeker.path.split("/")[3].split("?")[0]
    fits(seeker.sees(story["complaint"], "дейін", "Шағымды қайтарып алу"))


def test_the_authority_answers_and_the_center_sees_nothing(story: Story) -> None:
    """Par. 46: hidden from the center; the officer prepares, the head signs, the dossier beside."""
    number = story["complaint"]
    for login in ("director", "specialist", "head2"):
        assert story.team(login).status(f"/complaints/{number}") == 404, login
    officer: Desk = story.team("officer").go("/complaints?open=open").sees(number)
    officer.go(f"/complaints/{number}").sees(WORDS, "Шешім құжаттарының жинағы")
    dossier = str(officer.page.locator('main a[href$="/dossier.zip"]').get_attribute("href"))
    assert officer.context.request.get(dossier).status == 200
    officer.step(number, "complaints.draft_answer", {
        "result": "granted", "paragraphs": "43", "answer": "Бас тарту негізсіз.",
    })
    answer = story.team("head").sign(number, "complaints.sign_answer")
    assert "Бас тарту негізсіз." in story.team("head").pdf(answer, story.papers)
    seeker = story.team("jobseeker").go(f"/cabinet/complaints/{number}")
    fits(seeker.sees("Шағым қанағаттандырылды", "әлі ештеңе өзгерген жоқ"))


def test_the_director_reverses_and_the_person_sees_the_change(story: Story) -> None:
    """Par. 46: the duty is the director's; the request is open again, before and after shown."""
    director = story.team("director").go("/complaints")
    link = director.page.locator('main a.who[href^="/complaints/Z-"]').first
    reversal = str(link.get_attribute("href")).rsplit("/", 1)[-1]
    assert story.team("head").status(f"/complaints/{reversal}") in (200, 404)
    director.sign(reversal, "complaints.issue_reversal")
    director.go(f"/complaints/{reversal}").sees("Не өзгерді", story["request"])
    seeker = story.team("jobseeker").go(f"/cabinet/complaints/{story['complaint']}")
    fits(seeker.sees("шешімнің күші жойылды", story["request"], "Беруден бас тартылды",
                     "Өтініш қабылданды"))
    seeker.go("/cabinet/notices").sees(story["request"])  # in the language the person chose
    fits(seeker.go(f"{HOME}/{story['request']}"))
    assert story.team.faults == []
