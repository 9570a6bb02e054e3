"""The portal entrance walked in a browser: a telephone, a key, a request, a signed result.

The tests are the chapters of one walk and run in their order, on an instance of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from console.demo.applicants import applicants
from tests.browser.looks import RULES
from tests.browser.site import PIN, ZONE, Site
from tests.browser.walk import Desk, Team

pytestmark = pytest.mark.browser

ANSWERS: dict[str, Any] = {
    "consent_text": True, "education_level": "technical_vocational",
    "identity_document_type": "id_card", "mobile_phone": "+7 701 234 56 78",
    "unemployment_reason": "contract_expired", "registration_purpose": "find_job",
    "unemployment_started_on": "2021-03-01",
    "desired_profession": {"code": "5223", "text": "Сатушы"},
    "desired_wage_min": 120000, "desired_wage_max": 200000, "work_regime": ["full_time"],
    "experience_total": 6,
}


class Walk:
    """The instance, the applicant's telephone and the offices' desks."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.site = Site(folder)
        self.who = applicants(259, datetime.now(ZONE).date())[0]
        home = {"kato": "194020100", "kk": "Есік қ.", "ru": "г.Есик"}
        self.site.configure({self.who.iin: {"address": home}})
        self.site.fill()
        self.site.next_working_day(9)
        self.site.start()
        self.team = Team(browser, self.site)
        self.phone = Desk(browser, self.site, "", "kk")
        self.phone.page.set_viewport_size({"width": 390, "height": 844})
        self.number = ""

    def sound(self, where: str) -> None:
        """No accessibility fault and no sideways scrolling, in both themes."""
        for theme in ("light", "dark"):
            self.phone.page.emulate_media(color_scheme=theme)
            found = Axe().run(self.phone.page, options={
                "runOnly": {"type": "tag", "values": RULES}}).response["violations"]
            faults = [f"{v['id']}: {[n['html'][:90] for n in v['nodes']][:2]}" for v in found]
            assert not faults, f"{where} {theme}: {faults}"
        wide = self.phone.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{where} is {wide} wide"


@pytest.fixture(scope="module")
def walk(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """One instance for the walk."""
    made = Walk(browser, tmp_path_factory.mktemp("portal") / "instance")
    yield made
    for desk in (*made.team.desks.values(), made.phone):
        desk.close()
    made.site.stop()


def test_a_visitor_finds_the_entrance_and_signs_in_with_a_key(walk: Walk) -> None:
    """Par. 25: from the front page to the challenge; the certificate says who comes."""
    phone = walk.phone.go("/")
    assert phone.page.locator('main a[href="/apply"]').count() == 1
    phone.go("/apply").sees("Онлайн тіркелу")
    walk.sound("start")
    phone.page.select_option("#_signer", "auth-applicant")
    phone.page.fill("#_pin", "0000")
    phone.press("[data-sign-submit]", 422)
    phone.sees("PIN қате")
    phone.page.select_option("#_signer", "auth-applicant")
    phone.page.fill("#_pin", PIN)
    phone.press("[data-sign-submit]")
    assert phone.path == "/apply/request"


def test_the_registers_fill_in_what_they_hold(walk: Walk) -> None:
    """Par. 10, 28: nothing is asked without consent; then name and address stand there."""
    phone = walk.phone
    walk.sound("consent")
    phone.send(422)
    phone.page.check("#consent")
    phone.send()
    phone.sees(walk.who.surname, walk.who.iin, "Есік қ.")
    assert phone.page.locator('main [name="full_name.surname"]').count() == 0
    walk.sound("request")


def test_every_remark_is_told_at_once(walk: Walk) -> None:
    """An empty request comes back with each missing field; what was typed stays."""
    phone = walk.phone
    phone.fill({"mobile_phone": "+7 701 234 56 78"}).send(422)
    assert phone.page.locator(".errsum li").count() >= 5
    assert phone.page.locator('main [name="mobile_phone"]').input_value().endswith("56 78")
    walk.sound("refused request")


def test_the_request_is_signed_and_accepted_at_once(walk: Walk) -> None:
    """Par. 26, 27: the sheet is frozen, signed, and the cabinet says number and date."""
    phone = walk.phone
    phone.fill(ANSWERS).send()
    assert re.match(r"/apply/sign/D-", phone.path)
    phone.sees("Сатушы", walk.who.iin)
    walk.sound("signature")
    phone.page.fill("#_pin", PIN)
    phone.press("[data-sign-submit]")
    assert phone.path == "/cabinet"
    found = re.search(r"R-\w{5}-\w{5}", phone.text)
    assert found, phone.text[:1500]
    walk.number = found[0]
    expected = walk.site.calendar.add_working_days(walk.site.now.date(), 1)
    phone.sees(f"{expected:%d.%m.%Y}")
    walk.sound("cabinet")
    phone.go("/apply").sees(walk.number)


def test_the_center_of_the_address_registers(walk: Walk) -> None:
    """Par. 27, 28: it lies among the portal's requests of this center, prefilled."""
    desk = walk.team("specialist").go("/worklist?view=portal")
    desk.sees(walk.who.surname)
    assert walk.team("specialist2").status(f"/cases/{walk.number}") == 404
    desk.go(f"/cases/{walk.number}/messages").sees("Мемлекеттік қызметтер мониторингі")
    desk.go(f"/cases/{walk.number}/steps/registration.fill_card")
    shown = desk.page.locator('main [name="desired_wage_min"]').input_value()
    assert "".join(shown.split()) == "120000"
    desk.send()
    desk.step(walk.number, "registration.propose_registration", {
        "data_reliable": True, "measures_explained": True, "portal_explained": True})
    walk.team("director").sign(walk.number, "registration.register_jobseeker")


def test_the_signed_result_is_in_the_cabinet(walk: Walk, tmp_path: Path) -> None:
    """Par. 29: annex 3 with the director's signature; anybody may check it by its code."""
    phone = walk.phone.go("/cabinet")
    phone.sees("Сіз")
    phone.go("/cabinet/notices").sees(walk.number)
    phone.go("/cabinet/documents")
    numbers = re.findall(r"/documents/(D-[\w-]+)\.pdf", phone.page.content())
    notices = [n for n in dict.fromkeys(numbers)
               if "ретінде тірке" in " ".join(phone.pdf(n, tmp_path).split())]
    assert notices
    walk.site.sweep()
    log = (walk.site.folder / "outside" / "monitoring.jsonl").read_text(encoding="utf-8")
    told = [line for line in log.splitlines() if walk.number in line]
    for stage in ("accepted", "in_work", "checked", "result", "given"):
        assert any(f'"stage": "{stage}"' in line for line in told), stage


def test_nobody_met_a_fault(walk: Walk) -> None:
    """No script error, no violation of the policy on any page of the walk."""
    assert not walk.team.faults
    assert not walk.phone.faults
