"""Self-service devices (par. 64): paired by a code, short sessions, nothing kept, no employees."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from console.data.self_service import Kiosk
from console.web import kiosk
from tests.test_web.conftest import PASSWORD, Browser, Web, text_of, token


def _row(web: Web) -> Kiosk:
    with web.world.read() as session:
        return session.scalars(select(Kiosk).order_by(Kiosk.id.desc())).first()  # type: ignore[return-value]


def _pair(web: Web, browser: Browser, code: str) -> object:
    page = browser.get("/kiosk/pair").text
    return browser.client.post("/kiosk/pair", data={"code": code, "csrf_token": token(page)})


@pytest.fixture
def device(web: Web) -> Browser:
    """A browser paired as a device, nobody signed in."""
    head = web.browser("director")
    assert head.post("/kiosks/new", {"name": "Залдағы терминал"}).status_code == 302
    code = _row(web).code
    assert code
    assert code in head.get("/kiosks").text
    browser = web.visitor()
    browser.client.set_cookie("lang", "en")
    assert _pair(web, browser, code).status_code == 302  # type: ignore[attr-defined]
    return browser


@pytest.fixture(scope="module")
def person(web: Web) -> str:
    """Login of a jobseeker."""
    web.account_for("aigul", web.world.a_registered_jobseeker().person)
    return "aigul"


def sign_in(browser: Browser, login: str) -> object:
    """Sign in on this browser."""
    page = browser.get("/login/").text
    return browser.client.post("/login/", data={
        "username": login, "password": PASSWORD, "csrf_token": token(page),
    })


def test_the_first_page_is_large_and_forgets(web: Web, device: Browser) -> None:
    """Tiles, an end without a script, no form remembered, no page kept."""
    page = device.get("/kiosk")
    assert page.status_code == 200
    assert 'class="kiosk"' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    jobs = device.get("/jobs").text
    assert "<form " in jobs
    assert len(re.findall(r"<form ", jobs)) == len(re.findall(r'<form autocomplete="off" ', jobs))
    assert 'class="kiosk"' not in web.visitor().get("/jobs").text


def test_a_session_ends_by_the_button_and_when_it_stands_idle(
    web: Web, device: Browser, person: str
) -> None:
    """After either the cabinet asks to sign in again."""
    sign_in(device, person)
    assert device.get("/cabinet").status_code == 200
    ended = device.get("/kiosk/end?idle=1&_l_=kk")
    assert '"cache"' in ended.headers["Clear-Site-Data"] and "Құрылғы бос тұрды" in ended.text
    assert device.get("/cabinet").status_code == 302
    sign_in(device, person)
    page = device.get("/cabinet").text
    ended = device.client.post("/kiosk/end?_l_=kk", data={"csrf_token": token(page)}).text
    assert "Аяқталды: бәрі өшірілді" in ended and "бос тұрды" not in ended
    assert device.get("/cabinet").status_code == 302


def test_the_next_person_begins_in_kazakh(web: Web, device: Browser, person: str) -> None:
    """The language and the theme that one person chose are wiped with the rest."""
    sign_in(device, person)
    device.get("/lang/ru?next=/cabinet")
    assert 'lang="ru"' in device.get("/kiosk/end").text
    assert 'lang="kk"' in device.get("/kiosk").text


def test_no_other_browser_is_wiped(web: Web) -> None:
    """A foreign page's link to the end of a device takes nothing from an assistant's phone."""
    phone = web.browser("assistant")
    answer = phone.get("/kiosk/end?idle=1")
    assert "Clear-Site-Data" not in answer.headers
    set_here = answer.headers.getlist("Set-Cookie")
    assert not [c for c in set_here if c.startswith(("lang=", "theme="))]
    assert phone.get("/village").status_code == 200


def test_a_silent_session_is_over(web: Web, device: Browser, person: str) -> None:
    """Fifteen minutes without a request end it on the server's side too."""
    sign_in(device, person)
    assert device.get("/cabinet").status_code == 200
    with device.client.session_transaction() as session:
        session[kiosk.SEEN] = int(datetime.now(UTC).timestamp()) - kiosk.SILENT - 1
    assert device.get("/cabinet").headers["Location"] == kiosk.END
    assert device.get("/cabinet").headers["Location"].startswith("/login/")


def test_no_employee_and_no_staff_page(web: Web, device: Browser) -> None:
    """A specialist who signs in is signed out at once; staff pages lead back."""
    assert device.get("/worklist").headers["Location"] == "/kiosk"
    sign_in(device, "specialist")
    assert device.get("/jobs").headers["Location"] == "/kiosk"
    assert device.get("/cabinet").headers["Location"].startswith("/login/")


def test_nothing_typed_is_kept(web: Web, device: Browser, person: str) -> None:
    """Drafts are neither offered nor taken."""
    sign_in(device, person)
    page = device.get("/cabinet/complain").text
    assert "data-autosave" not in page
    answer = device.client.post("/drafts/complaint/own", json={"text": "x"},
                                headers={"X-CSRFToken": token(page)})
    assert answer.status_code == 403


def test_a_session_of_a_device_is_good_there_alone(
    web: Web, device: Browser, person: str
) -> None:
    """The session's cookie carried to another browser is nobody; so it is once the mark ends."""
    sign_in(device, person)
    assert device.get("/cabinet").status_code == 200
    stolen = device.client.get_cookie("jumys")
    assert stolen is not None
    thief = web.visitor()
    thief.client.set_cookie("jumys", stolen.value)
    assert thief.get("/cabinet").status_code == 302
    web.browser("director").post(f"/kiosks/{_row(web).case_number}/end")
    assert device.get("/cabinet").status_code == 302


def test_a_stolen_mark_opens_nothing(web: Web, device: Browser) -> None:
    """Whoever takes the device's mark gets large pages and fewer rights, never a person's data."""
    mark = device.client.get_cookie("kiosk")
    assert mark is not None
    assert mark.http_only
    assert mark.same_site == "Strict"
    thief = web.visitor()
    thief.client.set_cookie("kiosk", mark.value)
    assert thief.get("/cabinet").status_code == 302
    assert thief.get("/kiosks").headers["Location"] == "/kiosk"
    for guess in ("x" * 43, mark.value[:-1], "ә" * 30, ""):
        other = web.visitor()
        other.client.set_cookie("kiosk", guess)
        assert other.get("/kiosk").headers["Location"] == "/kiosk/pair"


def test_a_code_serves_once_and_guesses_are_counted(web: Web, device: Browser) -> None:
    """The used code pairs nothing; after ten tries an hour nothing is looked up."""
    assert _row(web).code is None
    guest = web.visitor()
    codes = [_pair(web, guest, "AAAAA-AAAAA").status_code for _n in range(12)]  # type: ignore[attr-defined]
    assert codes[0] == 422
    assert codes[-1] == 429


def test_only_the_head_of_the_center_has_the_list(web: Web) -> None:
    """Specialists, people and another center's head do not end a device."""
    head = web.browser("director")
    head.post("/kiosks/new", {"name": "Екінші"})
    number = _row(web).case_number
    for login in ("specialist", "employer"):
        assert web.browser(login).get("/kiosks").status_code == 403
    assert "Екінші" not in web.browser("director2").get("/kiosks").text
    assert web.browser("director2").post(f"/kiosks/{number}/end").status_code == 404
    assert text_of(head.get("/kiosks").text).count("Екінші") == 1
