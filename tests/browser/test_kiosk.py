"""A device of the self-service area: paired, used by a person, left idle, wiped (par. 64)."""

from __future__ import annotations

import re

import pytest

from tests.browser.looks import fits
from tests.browser.site import PASSWORD, Site
from tests.browser.walk import Desk, Team

pytestmark = pytest.mark.browser


def signs_in(device: Desk, login: str) -> None:
    """Sign in on the device."""
    device.go("/login/?next=/cabinet")
    device.page.fill("#username", login)
    device.page.fill("#password", PASSWORD)
    device.press("main form button")


def test_a_person_leaves_nothing_on_the_device(site: Site, team: Team) -> None:
    """The head enables it; sessions end by the button and, untouched, by themselves."""
    head = team("director2")
    head.go("/kiosks/new").fill({"name": "Залдағы терминал"}).send()
    shown = head.page.locator("main tbody b").first.inner_text()
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", shown)
    assert code is not None
    device = Desk(team.browser, site, "")
    try:
        device.go("/kiosk").fill({"code": code[0]}).press("main form .btn-primary")
        device.sees("Жұмыс іздеу", "Залдағы терминал")
        device.page.set_viewport_size({"width": 390, "height": 844})
        fits(device)
        signs_in(device, "jobseeker3")
        device.go("/lang/kk?next=/cabinet")
        assert device.page.locator('form:not([autocomplete="off"])').count() == 0
        device.press('header form[action="/kiosk/end"] button').sees("Аяқталды", "ештеңе қалмады")
        assert device.status("/cabinet") == 302
        signs_in(device, "jobseeker3")
        device.go("/lang/kk?next=/cabinet")
        device.page.clock.install()
        device.go("/cabinet")
        device.page.clock.fast_forward(121_000)
        device.page.wait_for_url("**/kiosk/end?idle=1")
        device.sees("бос тұрды")
        assert device.status("/cabinet") == 302
        device.page.go_back()
        device.lacks("Менің істерім")
        assert device.faults == []
    finally:
        device.close()
