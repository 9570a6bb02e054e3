"""To act for an organisation: key, letter, invitation; members, roles, one at a time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from console.data.access import Membership
from console.data.actors import Employer
from console.data.employment import EmployerClaim, EmployerInvitation
from console.data.journal import JournalLine
from console.fab import accounts
from console.outside.eds.demo import DemoPerson
from console.scope import SYSTEM
from console.web import letters
from tests.make import PIN, an_employer
from tests.people import a_bin, an_iin
from tests.test_web.conftest import PASSWORD, Browser, Web, text_of, web

assert web  # the fixture
SERIAL = iter(range(700, 900))


@pytest.fixture
def stranger(web: Web) -> tuple[Browser, str]:
    """Somebody with an account and no seat."""
    login = f"stranger{next(SERIAL)}"
    secret = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
    web.world.accounts[login] = accounts.create_account(
        web.store, login, first_name="Ерлан", last_name="Бөтен", password_hash=secret)
    return web.browser(login), login


def a_firm(web: Web) -> str:
    """A BIN the register of legal entities knows, in the first district."""
    bin_ = a_bin(next(SERIAL))
    web.world.outside.registers.know(  # type: ignore[attr-defined]
        bin_, "legal_entity", name=f"«Жаңа {bin_[-3:]}» ЖШС", address="Есік қ., Абай к., 1",
        kato="194020000", active=True)
    return bin_


def one(web: Web, query: Any) -> Any:
    """A row."""
    with web.store.session(SYSTEM) as session:
        return session.scalars(query).first()


def roles_of(web: Web, login: str) -> list[tuple[str, int | None]]:
    """Roles a login holds today."""
    return sorted((s.role, s.employer_id) for s in web.world.actor(login).seats)


def letter(web: Web, browser: Browser, bin_: str, monkeypatch: Any) -> tuple[str, str]:
    """Ask for a letter and have it printed; (claim, code on the paper)."""
    shown = browser.post("/employer/join/letter", {"bin": bin_})
    assert "Есік" in shown.text, text_of(shown.text)[:400]
    assert browser.post("/employer/join/letter", {"bin": bin_, "_go": "1"}).status_code == 302
    claim = one(web, select(EmployerClaim).where(EmployerClaim.bin == bin_))
    return claim.number, paper(web, claim.number, monkeypatch)


def paper(web: Web, number: str, monkeypatch: Any) -> str:
    """The center prints; the code as it stands on the paper."""
    seen: dict[str, Any] = {}

    def draw(_form: Any, data: Any, **_more: Any) -> bytes:
        seen.update(data)
        return b"%PDF-1.7"

    monkeypatch.setattr(letters, "render_pdf", draw)
    answer = web.browser("specialist").post(f"/employers/letters/{number}/print")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return str(seen["code"])


def test_the_letter_is_a_pdf_with_the_code(web: Web, stranger: Any) -> None:
    """The paper itself is drawn; no screen says the code."""
    bin_ = a_firm(web)
    stranger[0].post("/employer/join/letter", {"bin": bin_, "_go": "1"})
    number = one(web, select(EmployerClaim).where(EmployerClaim.bin == bin_)).number
    listed = web.browser("specialist").get("/employers/letters")
    assert f"/employers/letters/{number}/print" in listed.text
    pdf = web.browser("specialist").post(f"/employers/letters/{number}/print").data
    assert pdf.startswith(b"%PDF-")
    kept = one(web, select(EmployerClaim).where(EmployerClaim.number == number))
    assert kept.code_hash
    assert kept.code_hash.startswith(("scrypt:", "pbkdf2:"))


def test_a_code_from_the_letter_makes_the_first_owner(
    web: Web, stranger: Any, monkeypatch: Any
) -> None:
    """Par. 55: the register's organisation, a letter to its address, its code, a cabinet."""
    browser, login = stranger
    number, code = letter(web, browser, a_firm(web), monkeypatch)
    answer = browser.post("/employer/join/code", {"claim": number, "code": code.lower()})
    assert answer.location == "/employer"
    assert "Жаңа" in browser.get("/employer").text
    assert [r for r, _ in roles_of(web, login)] == ["employer"]
    again = browser.post("/employer/join/code", {"claim": number, "code": code})
    assert again.status_code == 404


def test_whoever_comes_by_letter_later_is_a_recruiter(
    web: Web, stranger: Any, monkeypatch: Any
) -> None:
    """An organisation that has an owner gets no second one behind his back."""
    with web.store.session(SYSTEM) as session:
        bin_ = session.scalars(select(Employer.bin).order_by(Employer.id)).first()
    assert bin_ is not None
    web.world.outside.registers.know(  # type: ignore[attr-defined]
        bin_, "legal_entity", address="Есік қ.", kato="194020000", active=True)
    number, code = letter(web, stranger[0], bin_, monkeypatch)
    stranger[0].post("/employer/join/code", {"claim": number, "code": code})
    assert [r for r, _ in roles_of(web, stranger[1])] == ["employer_recruiter"]


def test_guessing_a_code_spends_the_letter(web: Web, stranger: Any, monkeypatch: Any) -> None:
    """Five wrong tries and even the right code is worth nothing (attack)."""
    browser, login = stranger
    number, code = letter(web, browser, a_firm(web), monkeypatch)
    for left in (4, 3, 2, 1, 0):
        answer = browser.post("/employer/join/code", {"claim": number, "code": "AAAAA-AAAAA"})
        assert answer.status_code == 422
        assert f"Tries left: {left}" in text_of(answer.text)
    assert browser.post("/employer/join/code", {"claim": number, "code": code}).status_code == 404
    assert roles_of(web, login) == []


def test_a_code_runs_out_and_printing_again_kills_the_earlier(
    web: Web, stranger: Any, monkeypatch: Any
) -> None:
    """The dated value is its life; the last printed letter alone counts."""
    browser, login = stranger
    number, first = letter(web, browser, a_firm(web), monkeypatch)
    second = paper(web, number, monkeypatch)
    assert browser.post("/employer/join/code",
                        {"claim": number, "code": first}).status_code == 422
    before = web.world.now
    web.world.at("2021-06-30 10:00")
    assert browser.post("/employer/join/code",
                        {"claim": number, "code": second}).status_code == 422
    web.world.now = before
    assert browser.post("/employer/join/code", {"claim": number, "code": second}).status_code == 302


def test_somebody_elses_claim_is_not_found(web: Web, stranger: Any, monkeypatch: Any) -> None:
    """The code serves the account that asked; another center prints nothing (attack)."""
    number, code = letter(web, stranger[0], a_firm(web), monkeypatch)
    other = web.browser("employer2")
    assert other.post("/employer/join/code", {"claim": number, "code": code}).status_code == 404
    foreign = web.browser("specialist2")
    assert foreign.post(f"/employers/letters/{number}/print").status_code == 404
    assert number not in foreign.get("/employers/letters").text


def test_an_unknown_or_dissolved_organisation_proves_nobody(web: Web, stranger: Any) -> None:
    """A wrong check digit and an organisation that is no more: 422, no claim."""
    gone = a_firm(web)
    web.world.outside.registers.know(gone, "legal_entity", active=False)  # type: ignore[attr-defined]
    for bin_ in ("123", "000000000001", gone, "' OR 1=1 --"):
        assert stranger[0].post("/employer/join/letter",
                                {"bin": bin_, "_go": "1"}).status_code == 422, bin_
    assert one(web, select(EmployerClaim).where(EmployerClaim.bin == gone)) is None


def key(web: Web, bin_: str, *, role: str = "head", iin: str = "") -> tuple[str, str]:
    """A demonstration key of an organisation: (login, IIN)."""
    serial = next(SERIAL)
    login, whose = f"org{serial}", iin or an_iin("1985-03-04", serial)
    assert web.world.outside.demo_ca is not None
    web.world.outside.demo_ca.issue(DemoPerson(
        login=login, iin=whose, surname="Бастық", name="Айдос", bin=bin_,
        organisation="«Кілт» ЖШС" if bin_ else "", roles=(role,)), PIN)
    return login, whose


def sign(browser: Browser, login: str, pin: str = PIN) -> Any:
    """Sign the challenge of the page."""
    page = browser.get("/employer/join").text
    hit = re.search(r'name="_token" value="([^"]+)"', page)
    assert hit
    return browser.post("/employer/join/key",
                        {"_token": hit[1], "_signer": login, "_pin": pin})


@pytest.mark.parametrize(("role", "expected"), [
    ("head", "employer"), ("employee", "employer_recruiter")])
def test_the_organisations_key_opens_its_cabinet(
    web: Web, stranger: Any, role: str, expected: str
) -> None:
    """The certificate's BIN decides; the head is an owner, an employee recruits (par. 55)."""
    bin_ = a_firm(web)
    login, _iin = key(web, bin_, role=role)
    answer = sign(stranger[0], login)
    assert answer.location == "/employer", text_of(answer.text)[:300]
    with web.store.session(SYSTEM) as session:
        row = session.scalars(select(Employer).where(Employer.bin == bin_)).one()
        assert row.office_id == web.world.offices["center"]
    assert (expected, row.id) in roles_of(web, stranger[1])
    told = one(web, select(JournalLine).where(JournalLine.step == "employer.enter")
               .order_by(JournalLine.id.desc()))
    assert told.why["bin"] == bin_


def test_a_personal_key_and_a_wrong_pin_open_nothing(web: Web, stranger: Any) -> None:
    """No BIN in the certificate, no cabinet; a challenge serves once (attack)."""
    login, _iin = key(web, a_firm(web))
    assert sign(stranger[0], login, pin="9999").status_code == 422
    page = stranger[0].get("/employer/join").text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    assert token
    sent = {"_token": token[1], "_signer": login, "_pin": PIN}
    assert stranger[0].post("/employer/join/key", sent).status_code == 302
    assert stranger[0].post("/employer/join/key", sent).status_code == 422
    forged = {**sent, "_token": token[1][:-4] + "AAAA"}
    assert stranger[0].post("/employer/join/key", forged).status_code == 422


def test_somebody_elses_key_is_not_mine(web: Web) -> None:
    """An account with an IIN is joined only by a key of that IIN (attack)."""
    login, _iin = key(web, a_firm(web))
    answer = sign(web.browser("employer"), login)
    assert answer.status_code == 422
    assert "somebody else" in text_of(answer.text)


def invited(web: Web, role: str, by: str = "employer", base: str = "/employer/members") -> str:
    """The link of a new invitation."""
    path = f"{base}/invite" if by == "employer" else base
    page = web.browser(by).post(path, {"role": role, "email": "hr@example.kz"}).text
    hit = re.search(r"/employer/invitation/[\w-]+", page)
    assert hit, text_of(page)[:300]
    return hit[0]


def test_an_invited_recruiter_posts_and_a_viewer_only_looks(web: Web, stranger: Any) -> None:
    """From the link to the cabinet; a viewer reads and may not act."""
    browser, login = stranger
    link = invited(web, "employer_viewer")
    assert "Accept" in browser.get(link).text
    assert browser.post(link).location == "/employer"
    assert browser.get("/employer").status_code == 200
    assert browser.get("/employer/vacancies/new").status_code == 403
    assert browser.get("/employer/import").status_code == 403
    assert browser.get("/employer/members").status_code == 403
    assert browser.post(link).status_code == 422
    member = one(web, select(Membership).where(
        Membership.account_id == web.world.accounts[login], Membership.role == "employer_viewer"))
    web.browser("employer").post(f"/employer/members/{member.id}", {"role": "employer_recruiter"})
    assert browser.get("/employer/vacancies/new").status_code == 200


def test_an_invitation_runs_out_and_is_taken_back(web: Web, stranger: Any) -> None:
    """Late, withdrawn and invented links say the same (attack)."""
    link = invited(web, "employer_recruiter")
    number = one(web, select(EmployerInvitation).order_by(EmployerInvitation.id.desc())).number
    other = web.browser("employer2").post(f"/employer/members/invitations/{number}/withdraw")
    assert other.status_code == 404
    web.browser("employer").post(f"/employer/members/invitations/{number}/withdraw")
    late = invited(web, "employer_recruiter")
    before = web.world.now
    web.world.at("2021-06-30 10:00")
    told = {stranger[0].post(path).status_code for path in (link, late, "/employer/invitation/x")}
    web.world.now = before
    assert told == {422}
    assert roles_of(web, stranger[1]) == []


def test_a_removed_member_is_out_at_once(web: Web, stranger: Any) -> None:
    """The next request of the removed finds no cabinet; sessions end (attack)."""
    browser, login = stranger
    browser.post(invited(web, "employer_recruiter"))
    assert browser.get("/employer").status_code == 200
    member = one(web, select(Membership).where(
        Membership.account_id == web.world.accounts[login]))
    assert web.browser("employer2").post(f"/employer/members/{member.id}").status_code == 404
    assert web.browser("employer").post(f"/employer/members/{member.id}").status_code == 302
    assert browser.get("/employer").status_code in (302, 403)
    assert roles_of(web, login) == []


def test_the_last_owner_stays(web: Web) -> None:
    """Neither removed nor made a viewer while nobody else owns the cabinet."""
    own = one(web, select(Membership).where(
        Membership.account_id == web.world.accounts["employer"], Membership.role == "employer"))
    for role in ("", "employer_viewer"):
        answer = web.browser("employer").post(f"/employer/members/{own.id}", {"role": role})
        assert answer.status_code == 409
        assert "last owner" in text_of(answer.text)
    assert web.browser("employer").post(
        f"/employer/members/{own.id}", {"role": "administrator"}).status_code == 404


def test_the_center_invites_the_first_owner(web: Web, stranger: Any) -> None:
    """Of an employer of its own office; another center's specialist finds no such employer."""
    with web.store.write(SYSTEM) as session:
        firm = an_employer(next(SERIAL), web.world.offices["center"], "fresh")
        session.add(firm)
        session.flush()
        number = firm.number
    base = f"/employers/{number}/members"
    assert web.browser("specialist2").post(base, {"role": "employer"}).status_code == 404
    link = invited(web, "employer", by="specialist", base=base)
    assert stranger[0].post(link).location == "/employer"
    assert [r for r, _ in roles_of(web, stranger[1])] == ["employer"]


def test_one_person_in_two_organisations_sees_one_at_a_time(web: Web, stranger: Any) -> None:
    """Switching shows the other organisation's vacancies and hides the first one's."""
    browser, login = stranger
    with web.store.write(SYSTEM) as session:
        for name in ("employer", "employer2"):
            held = web.world.actor(name).seats[0].employer_id
            web.world.member(session, login, "employer_recruiter", employer_id=held)
    first = web.world.a_vacancy(by="employer", settlement="Есік-бір").number
    second = web.world.a_vacancy(by="employer2", settlement="Талғар-екі").number
    assert browser.get(f"/employer/vacancies/{first}").status_code == 200
    assert browser.get(f"/employer/vacancies/{second}").status_code == 404
    assert "Талғар-екі" not in browser.get("/employer").text
    with web.store.session(SYSTEM) as session:
        held = web.world.actor("employer2").seats[0].employer_id
        number = session.get_one(Employer, held).number
    assert "My organisations" in browser.get("/employer/switch").text
    assert browser.post("/employer/switch", {"employer": "K-NOBODY"}).status_code == 404
    assert browser.post("/employer/switch", {"employer": number}).status_code == 302
    assert browser.get(f"/employer/vacancies/{first}").status_code == 404
    assert browser.get(f"/employer/vacancies/{second}").status_code == 200


def test_staff_do_not_join_organisations(web: Web) -> None:
    """Whoever serves employers does not act for one with the same account (F-158)."""
    browser = web.browser("specialist")
    assert browser.post("/employer/join/letter", {"bin": a_firm(web)}).status_code == 404
    assert browser.post(invited(web, "employer_recruiter")).status_code == 404
