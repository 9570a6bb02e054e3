"""A change reported, a ground proved, the authority's signature, and what the person reads of it.

The cabinet in a telephone's width; the center, the authority's officer and its head at their desks.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import instance
from tests.browser.looks import narrow
from tests.browser.site import Site
from tests.browser.telling import Story
from tests.browser.walk import Desk, Team

pytestmark = pytest.mark.browser

CH = "unemployed_status"
NUMBER = r"[0-9A-Z]{5}-[0-9A-Z]{5}"


def found(desk: Desk, prefix: str) -> str:
    """The first public number of that kind on the page."""
    number = re.search(rf"{prefix}-{NUMBER}", desk.text)
    assert number, f"{desk.path} names no {prefix}- number: {desk.text[:2000]}"
    return number[0]


#: an instance of its own: who is deregistered here asks for a certificate elsewhere
site, team, story = instance("module")


def test_the_person_reports_a_change(story: Story) -> None:
    """Par. 51: written, shown back, sent; the list says by when it was due."""
    seeker, today = story.team("jobseeker2"), story.site.now.date()
    narrow(seeker.go("/cabinet").sees("Менің өзгерістерім"))
    narrow(seeker.go("/cabinet/changes"))
    narrow(seeker.go("/cabinet/changes/new").sees("Бес жұмыс күні"))
    seeker.fill({"change": "other_change_incl_pension", "changed_on": today.isoformat(),
                 "details": "Мобильді нөмірім ауысты"}).send()
    narrow(seeker.sees("Мобильді нөмірім ауысты"))
    seeker.send()
    narrow(seeker.sees("Хабарланды, тексеру керек"))
    story.case["change"] = found(seeker, "H")


def test_the_center_compares_and_takes_it_in(story: Story) -> None:
    """Par. 51: the card and the report side by side on the page of the act."""
    staff = story.team("specialist2")
    page = f"/cases/{story['change']}/steps/{CH}.take_change"
    staff.go(page).sees("Қазір картада", "Мобильді нөмірім ауысты")
    staff.send(422)
    staff.fill({"compared": True}).send()
    staff.sees("Картаға енгізілді")
    link = staff.page.locator('main a[href^="/persons/"]').first.get_attribute("href")
    story.case["person"] = str(link).split("/")[2]
    staff.go(f"/persons/{story['person']}").sees("Есептен шығару негізін тіркеу")
    assert story.team("specialist").status(f"/persons/{story['person']}") == 404


def test_nothing_is_sent_before_it_is_proved(story: Story) -> None:
    """Par. 44(5): 422 with what is not proved, the words kept; then the court's act, then sent."""
    staff, today = story.team("specialist2"), story.site.now.date().isoformat()
    staff.go(f"/persons/{story['person']}/acts/{CH}.note_ground")
    staff.fill({"ground": "imprisoned", "known_on": today, "source": "сот хаты"}).send()
    case = story.case["case"] = found(staff, "E")
    propose = f"/cases/{case}/steps/{CH}.propose_deregistration"
    staff.go(propose).sees("заңды күшіне енген")
    staff.fill({"conclusion": "Сот үкімі бар"}).send(422)
    staff.sees("Дәлелденбеген")
    assert staff.page.locator('[name="conclusion"]').input_value() == "Сот үкімі бар"
    staff.go(f"/cases/{case}/steps/{CH}.add_evidence")
    staff.fill({"kind": "court", "document": "№ 7 хат"})
    staff.fill({"court_measure": "imprisonment", "court": "Талғар аудандық соты",
                "act_number": "1-77", "act_on": today, "in_force_on": today}).send()
    staff.step(case, f"{CH}.propose_deregistration", {"conclusion": "Сот үкімі күшіне енді"})
    staff.go(f"/cases/{case}").sees("Ақпарат жергілікті органда", "Жұмыссызды есептен шығару")


def test_the_person_reads_the_ground_and_explains(story: Story) -> None:
    """Par. 44: the person sees what is examined and what the records say, and is heard."""
    seeker, case = story.team("jobseeker2"), story["case"]
    narrow(seeker.go(f"/cabinet/matters/{case}").sees("Талғар аудандық соты", "Себебін түсіндіру"))
    seeker.go(f"/cabinet/matters/{case}/{CH}.state_cause")
    narrow(seeker)
    seeker.fill({"cause": "Үкімге апелляция бердім"}).send()
    seeker.sees("Үкімге апелляция бердім")
    seeker.send()
    narrow(seeker.go("/cabinet/panels/refusal_ledger").sees("Ұсыныстар есебі"))
    assert story.team("jobseeker").status(f"/cabinet/matters/{case}") == 404


def test_only_the_head_signs_and_the_sheet_says_why(story: Story) -> None:
    """Par. 45: the officer reads, the head signs; ground, proof and the ways to complain."""
    case = story["case"]
    officer, head = story.team("officer2"), story.team("head2")
    officer.go(f"/cases/{case}/panels/ground_examined").sees("Талғар аудандық соты", "44(5)")
    assert officer.status(f"/sign/{case}/{CH}.deregister") == 403
    assert story.team("head").status(f"/sign/{case}/{CH}.deregister") == 404
    head.go("/sign").sees(case)
    document = story.case["decision"] = head.sign(case, f"{CH}.deregister")
    words = " ".join(head.pdf(document, story.papers).split())
    assert "44(5)" in words
    assert "Талғар аудандық соты" in words
    assert "46–47" in words
    head.go(f"/cases/{case}").sees("Есептен шығарылды, хабарлау керек")


def test_the_person_is_told_within_the_term(story: Story) -> None:
    """Par. 45: told by the center; the card is marked, the cabinet says it, the paper is there."""
    case, staff = story["case"], story.team("specialist2")
    staff.step(case, f"{CH}.inform_deregistered", {"channel": "mobile"})
    staff.go(f"/cases/{case}").sees("Есептен шығарылды, хабарланды")
    staff.go(f"/persons/{story['person']}").sees("бас бостандығынан айыру")
    seeker = story.team("jobseeker2")
    narrow(seeker.go("/cabinet").sees("есептен шығар"))
    narrow(seeker.go("/cabinet/notices").sees(case))
    narrow(seeker.go("/cabinet/documents").sees(story["decision"]))
    narrow(seeker.go("/cabinet/changes"))
    seeker.lacks("Өзгеріс туралы хабарлау")


def test_nobody_met_a_fault(story: Story, site: Site, team: Team) -> None:
    """No script error, no violation of the policy on any of these pages."""
    assert story.site is site
    assert team.faults == []
