"""A plan signed by both, amended, a meeting missed for a cause: the cabinet and the center's desk.

Par. 37, 48 to 51, annex 9; the cabinet in a telephone's width.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import instance
from tests.browser.looks import narrow
from tests.browser.site import PIN, Site
from tests.browser.telling import Story
from tests.browser.walk import Team

pytestmark = pytest.mark.browser

CH = "mediation"


#: an instance of its own: its clock runs on past a day of the plan
site, team, story = instance("module")


def signs(story: Story) -> None:
    """The person signs in the cabinet, then whoever drew the plan up."""
    seeker = story.team("jobseeker2")
    narrow(seeker.go("/cabinet/plan/sign"))
    seeker.press('main button[name="_prepare"]')
    seeker.page.fill("#_pin", PIN)
    seeker.press("[data-sign-submit]")
    story.case["paper"] = story.team("specialist2").sign(
        story["plan"], f"{CH}.sign_plan_specialist")


def test_the_plan_is_read_and_signed_by_both(story: Story) -> None:
    """Par. 49: what waits is shown with all it says; signed, its days become duties."""
    seeker = story.team("jobseeker2")
    narrow(seeker.go("/cabinet/plan").sees("Жоспар қол қоюды күтуде", "Онда не жазылған"))
    mine = re.search(r"P-\w{5}-\w{5}", seeker.go("/cabinet").text)
    assert mine, seeker.text[:1500]
    story.case["plan"] = mine[0]
    desk = story.team("specialist2").go(f"/cases/{mine[0]}").sees("Жасалған")
    signs(story)
    narrow(seeker.go("/cabinet/plan").sees("Не істеу керек", "Орындалғаны"))
    desk.go(f"/cases/{mine[0]}").sees("Қолданыста", "Жоспардың данасын беру")


def test_the_old_plan_stands_until_the_amendment_is_signed(story: Story) -> None:
    """R-plan-revisions: the difference is shown before signing; a meeting comes two days on."""
    desk, seeker, day = story.team("specialist2"), story.team("jobseeker2"), story.later(2)
    story.case["day"] = day.strftime("%d.%m.%Y")
    amend = f"/cases/{story['plan']}/steps/{CH}.amend_plan"
    desk.go(amend).sees("Ұсыныс және оның негізі")
    desk.fill({"schedule": [{"schedule_date": day.isoformat(),
                             "schedule_action": "Орталыққа құжаттармен келу"}]})
    desk.page.locator('main [name="schedule.0.attendance"][value="yes"]').first.check()
    desk.send(422).sees("Жоспар неге өзгертілетінін жазыңыз")
    desk.fill({"amendment_reason": "Кездесу ертерек керек"}).send()
    seeker.go("/cabinet/plan").sees("Өзгеріс қолыңызды күтуде", "Кездесу ертерек керек")
    narrow(seeker.sees("Не өзгереді", "Орталыққа құжаттармен келу"))
    signs(story)
    narrow(seeker.go("/cabinet/plan/revisions/1").sees("1-нұсқа"))
    narrow(seeker.go("/cabinet").sees(story["day"]))
    words = " ".join(desk.pdf(story["paper"], story.papers).split())
    assert "Орталыққа құжаттармен келу" in words
    assert "ІС-ӘРЕКЕТ ЖОСПАРЫ" in words


def test_a_meeting_missed_for_a_cause_counts_for_nothing(story: Story, site: Site) -> None:
    """Par. 37, 51: the day passes, the person says why, the specialist records a valid cause."""
    desk, seeker = story.team("specialist2"), story.team("jobseeker2")
    site.past(story["day"])
    site.sweep()
    desk.go("/plans?view=over").sees(story["day"], "Орталыққа құжаттармен келу")
    iso = "-".join(reversed(story["day"].split(".")))
    narrow(seeker.go(f"/cabinet/plan/explain?on={iso}"))
    seeker.fill({"cause_told": "Ауырып қалдым, анықтамам бар"}).send()
    narrow(seeker.sees("Ауырып қалдым"))
    seeker.send()
    seeker.sees("Орталыққа хабарладыңыз")
    desk.go("/worklist?kind=plan").sees(story["plan"])
    desk.go(f"/cases/{story['plan']}/steps/{CH}.monitor_plan")
    desk.fill({"entry_on": iso, "result": "excused"})
    desk.fill({"cause": "illness"}).send()
    narrow(seeker.go("/cabinet/plan").sees("Дәлелді себеппен орындалмады"))
    assert story.team("specialist").status(f"/cases/{story['plan']}") == 404


def test_nobody_met_a_fault(story: Story, site: Site, team: Team) -> None:
    """No script error, no violation of the policy on any of these pages."""
    assert story.site is site
    assert team.faults == []
