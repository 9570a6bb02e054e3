"""An employer from an invitation to a hire; a second employer who sees nothing of the first."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import instance
from tests.browser.looks import narrow, readable, wide
from tests.browser.telling import Story
from tests.browser.walk import Desk

pytestmark = pytest.mark.browser

#: its own: a candidate waits only while no other walk lets the days of par. 62 pass
site, team, story = instance("module")

VACANCY = {
    "contact": "Айгүл, +7 701 000 00 00", "profession_position": {"code": "5223", "text": "Сатушы"},
    "employment_region": "190000000", "settlement": "Есік-базар", "places": 1,
    "job_duties": "Сатып алушыларға қызмет көрсету", "working_conditions": "Қалыпты",
    "work_regime": "full_time", "wage_level": 160000,
}


def fits(desk: Desk) -> None:
    """At 390 px nothing is scrolled sideways; axe finds nothing."""
    wide(readable(narrow(desk)))


def test_an_owner_invites_a_recruiter(story: Story) -> None:
    """The link is shown once; whoever opens it acts for the organisation from then on."""
    owner, recruit = story.team("employer"), story.team("jobseeker2")
    owner.go("/employer/members")
    fits(owner)
    owner.fill({"email": "", "role": "employer_recruiter"}).press(
        'form[action$="/invite"] .btn-primary')
    link = re.search(r"/employer/invitation/[\w-]+", owner.text)
    assert link
    recruit.go(link[0])
    fits(recruit)
    recruit.press("main .btn-primary").sees("атынан әрекет етесіз")
    assert recruit.path == "/employer"
    fits(recruit)
    assert recruit.status("/employer/members") == 403


def test_the_recruiter_posts_a_vacancy(story: Story) -> None:
    """A discriminatory word is refused with the word; without it the vacancy is public."""
    recruit = story.team("jobseeker2")
    recruit.go("/employer/vacancies/new").fill(
        {**VACANCY, "additional_information": "Тек ерлер үшін"}).send(422)
    recruit.sees("Тек ерлер")
    fits(recruit)
    recruit.fill({"additional_information": ""}).send()
    recruit.send().sees("Есік-базар", "Жарияланған")
    story.case["posted vacancy"] = recruit.path.rsplit("/", 1)[1]
    fits(recruit)
    story.team("").go(f"/jobs/{story['posted vacancy']}").sees("Сатушы")


def test_a_candidate_is_hired(story: Story) -> None:
    """The one who waits longest is hired; the answer is kept with who gave it (par. 62, 63)."""
    recruit = story.team("jobseeker2")
    recruit.go("/employer/candidates?state=waiting")
    fits(recruit)
    first = recruit.page.locator('main a.who[href^="/employer/candidates/"]').first
    address = str(first.get_attribute("href"))
    recruit.go(address)
    fits(recruit)
    recruit.go(f"{address}/hire").send()
    recruit.go("/employer/candidates?state=hired")
    assert recruit.page.locator(f'main a[href="{address}"]').count() == 1
    story.case["hired candidate"] = address


def test_a_second_employer_sees_nothing_of_the_first(story: Story) -> None:
    """Vacancy, candidate, changes, members, files: not found, not named."""
    other, number = story.team("employer2"), story["posted vacancy"]
    for path in (f"/employer/vacancies/{number}", story["hired candidate"],
                 f"/employer/vacancies/{number}/close", f"/employer/vacancies/new?copy={number}"):
        assert other.status(path) == 404, path
    other.go("/employer").lacks("Есік-базар")
    other.go("/employer/candidates").lacks(story["hired candidate"].rsplit("/", 1)[1])


def test_the_key_of_an_organisation_and_the_letter_have_their_page(story: Story) -> None:
    """Without signing in: the key; signed in: the letter as well, in Russian too."""
    visitor, recruit = story.team(""), story.team("jobseeker2")
    visitor.go("/employer/join").sees("Ұйымның кілтімен")
    fits(visitor)
    recruit.go("/employer/join").sees("Коды бар хат арқылы")
    fits(recruit)
    recruit.go("/employer/import").sees("Файлдан бос орындар")
    fits(recruit)
    story.team("specialist").go("/employers/letters").sees("Жұмыс берушілерге хаттар")
