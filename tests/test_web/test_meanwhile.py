"""Others at the same case: who has it open, and both versions when somebody was faster."""

from __future__ import annotations

from datetime import timedelta

from tests.people import a_full_card
from tests.test_web.conftest import Web, fields_of, hidden, text_of


def test_who_else_has_the_case_open_is_said_for_two_minutes(web: Web) -> None:
    """A note by the access log: of colleagues alone, never of oneself, never of later."""
    w = web.world
    number = w.do("registration.accept_application", data=w.an_application()).number
    desk, other = web.browser("specialist"), web.browser("colleague")
    assert "Has this case open too" not in desk.get(f"/cases/{number}").text
    assert "Has this case open too" not in desk.get(f"/cases/{number}").text
    page, statements = web.sql(other, f"/cases/{number}")
    assert "Has this case open too: Demo Specialist" in text_of(page.text)
    assert len(statements) <= 12, "\n".join(statements)
    saved = w.now
    try:
        w.now = saved + timedelta(minutes=3)
        assert "Has this case open too" not in other.get(f"/cases/{number}").text
    finally:
        w.now = saved


def test_both_versions_stand_side_by_side(web: Web) -> None:
    """409: what was typed, what stands there now, by whom; sending again is a choice."""
    w = web.world
    application = w.an_application()
    number = w.do("registration.accept_application", data=application).number
    path, desk = f"/cases/{number}/steps/registration.fill_card", web.browser("specialist")
    page = desk.get(path).text
    first = a_full_card(application)
    w.do("registration.fill_card", number, by="colleague", data=first)
    mine = fields_of(first) | {
        "_key": hidden(page, "_key"), "_version": hidden(page, "_version"),
        "mobile_phone": "+77019998877",
    }
    clash = desk.post(path, mine)
    said = text_of(clash.text)
    assert clash.status_code == 409
    assert "Somebody changed the case while you were typing" in said
    assert "colleague аты-жөні" in said and "+77019998877" in said
    assert "What you entered (version 1)" in said and "What stands there now (version 2)" in said
    again = mine | {"_key": hidden(clash.text, "_key"), "_version": hidden(clash.text, "_version")}
    assert desk.post(path, again).status_code == 302
