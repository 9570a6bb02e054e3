"""A person places a resume; an employer finds it masked, asks, and sees what the person agrees to.

In a telephone's width at the person's side; each page looked over by axe (par. 64).
"""

from __future__ import annotations

import pytest

from tests.browser.looks import NARROW, fits
from tests.browser.site import Site
from tests.browser.walk import Team

pytestmark = pytest.mark.browser

MASKED = ("+7", "@")


def test_from_the_resume_to_the_contact(site: Site, team: Team) -> None:
    """Par. 64: made from the card, shown by consent, asked for, agreed to, taken back."""
    seeker, boss, other = team("jobseeker2"), team("employer2"), team("employer")
    seeker.page.set_viewport_size(NARROW)
    seeker.go("/cabinet/resume/new")
    seeker.fill({"desired_profession": {"code": "5223", "text": "Сатушы"},
                 "work_regime": "full_time", "education_level": "general_secondary",
                 "skills": "Касса"})
    seeker.send().press('main [name="_confirmed"]').sees("Оны сізден басқа ешкім көрмейді")
    fits(seeker)
    boss.go("/employer/resumes?occupation=5223").lacks("Касса")
    seeker.go("/cabinet/resume/publish")
    fits(seeker)
    seeker.fill({"visible": True}).send().sees("Жұмыс берушілерге көрінеді")
    boss.page.set_viewport_size(NARROW)
    boss.go("/employer/resumes?occupation=5223")
    fits(boss)
    boss.page.locator("main article.job a").first.click()
    boss.page.wait_for_load_state()
    boss.sees("Касса").lacks(*MASKED)
    fits(boss)
    boss.press('main a[href$="/ask"]').fill({"purpose": "Дүкенге сатушы керек, 250 мың"}).send()
    boss.page.locator("main a.who").first.click()
    boss.page.wait_for_load_state()
    boss.lacks(*MASKED)
    number = boss.path.rsplit("/", 1)[-1]
    seeker.go("/cabinet").sees("Жұмыс беруші байланысыңызды сұрайды")
    seeker.go(f"/cabinet/contacts/{number}").sees("250 мың")
    fits(seeker)
    seeker.go(f"/cabinet/contacts/{number}/agree").fill({"pass_on": True}).send()
    boss.go(f"/employer/contacts/{number}").sees("+7")
    fits(boss)
    assert other.status(f"/employer/contacts/{number}") == 404
    seeker.go("/cabinet/data").sees("Келісім")
    fits(seeker)
    seeker.go(f"/cabinet/contacts/{number}/revoke").send()
    boss.go(f"/employer/contacts/{number}").lacks(*MASKED)
    seeker.go("/cabinet/resume/withdraw").send().sees("Түйіндеме әлі жоқ")
    assert team.faults == []
