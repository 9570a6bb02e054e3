"""Erase my data: what a person placed goes, what the Rules keep stays, nobody else is touched."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from werkzeug.security import generate_password_hash

from console.data.actors import Employer
from console.data.content import Draft, Entry, StoredFile
from console.data.erasing import ERASED
from console.data.journal import JournalLine
from console.fab import accounts
from console.scope import SYSTEM
from console.work import sealer
from tests.people import an_iin
from tests.test_web.conftest import PASSWORD, Browser, Web, fields_of, text_of, token
from tests.test_web.test_resumes import RESUME

IIN, SURNAME, GIVEN = an_iin("1991-03-04", 778), "Қайырғалиева", "Зарина"
PHONE, MAIL = "+77017654321", "zarina.q@example.kz"
SKILLS = "Зергерлік өңдеу"
PAGE, SEARCH = "/cabinet/data/erase", "өзгешеіздеу"
CONFIRM = {"understood": "yes"}


def _made(web: Web, login: str, iin: str, surname: str, given: str) -> Browser:
    """Somebody signed in by certificate alone."""
    with web.store.write(SYSTEM) as session:
        web.world.member(session, login, "applicant", iin=iin)
    made = accounts.create_account(
        web.store, login, first_name=given, last_name=surname, email=f"{login}@example.kz",
        password_hash=generate_password_hash(PASSWORD, method="pbkdf2:sha256:1"),
    )
    assert made == web.world.accounts[login]
    return web.browser(login)


def _placed(web: Web, login: str, iin: str) -> tuple[Browser, str]:
    """... with a published resume that an employer may answer to, a search, a draft, an upload."""
    guest = _made(web, login, iin, SURNAME, GIVEN)
    form = fields_of({**RESUME, "skills": SKILLS}) | {"desired_profession": "5223"}
    assert guest.post("/cabinet/resume/new", {**form, "_confirmed": "1"}).status_code == 302
    told = {"visible": "yes", "mobile": PHONE, "email": MAIL}
    assert guest.post("/cabinet/resume/publish", told).status_code == 302
    resume = web.world.cases("resume")[-1].number
    asked = web.world.do("mediation.ask_contact", None, "employer",
                         data={"resume": resume, "purpose": "Зергер керек"})
    agreed = guest.post(f"/cabinet/contacts/{asked.number}/agree", {"pass_on": "yes"})
    assert agreed.status_code == 302
    kept = {"name": SEARCH, "query": f"q={SEARCH}", "frequency": "day", "channel": "email",
            "address": f"other.{MAIL}"}
    assert guest.post("/cabinet/searches/new", kept).status_code == 302
    account = web.world.accounts[login]
    with web.store.write(SYSTEM) as session:
        session.add(Draft(
            account_id=account, form="application", key="own", data={"surname": SURNAME},
            updated_at=web.world.now, expires_at=web.world.now.replace(year=2099)))
        session.add(StoredFile(
            number=f"F-{login}", name=f"{SURNAME}.pdf", mime="application/pdf", size=3,
            sha256="0" * 64, content=SURNAME.encode(), staged_by=account,
            created_at=web.world.now))
    return guest, asked.number


def _occurrences(web: Web, *words: str) -> list[str]:
    """Every column of every table of the database in which one of the words occurs."""
    found = []
    with web.store.engine.connect() as connection:
        tables = [r[0] for r in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        assert len(tables) > 60
        for name in tables:
            for column in connection.execute(text(f'PRAGMA table_info("{name}")')):
                for word in words:
                    # JSON columns hold letters as escapes
                    forms = {word, word.lower(), word.encode("unicode_escape").decode()}
                    for form in forms:
                        hit = connection.execute(text(
                            f'SELECT count(*) FROM "{name}" WHERE '
                            f'instr(CAST("{column[1]}" AS TEXT), :w) > 0'), {"w": form}).scalar()
                        if hit:
                            found.append(f"{name}.{column[1]}: {word}")
    return found


SAID = (IIN, SURNAME, GIVEN, PHONE, PHONE[2:], MAIL, SKILLS, SEARCH, "Зергерлік", "зергерлік")


@pytest.fixture(scope="module")
def erased(web: Web) -> dict[str, Any]:
    """A self-registered person who erased everything; what was seen on the way."""
    other = web.account_for("neighbour", web.world.a_registered_jobseeker().person)
    form = fields_of(RESUME) | {"desired_profession": "5223", "_confirmed": "1"}
    assert other.post("/cabinet/resume/new", form).status_code == 302
    guest, contact = _placed(web, "zarina", IIN)
    number = web.world.cases("contact")[-1].number
    person = web.world.person_of(number)
    sealer.seal(web.store)
    seen = {"contact": contact, "person": person, "before": _occurrences(web, *SAID),
            "employer": web.browser("employer").get(f"/employer/contacts/{contact}").text,
            "preview": text_of(guest.get(PAGE).text), "guest": guest,
            "unconfirmed": guest.post(PAGE, {}),
            "resumes": _rows(web, person.id)}
    seen["done"] = guest.post(PAGE, CONFIRM)
    sealer.seal(web.store)
    return seen


def _rows(web: Web, without: int) -> list[Any]:
    """Everything of everybody else in the tables an erasure writes to."""
    out: list[Any] = []
    with web.store.engine.connect() as connection:
        for name in ("person", "resume", "entry", "membership", "message", "draft"):
            column = "id" if name == "person" else "person_id"
            where = "" if name == "draft" else (
                f" WHERE {column} <> {without} AND {column} IS NOT NULL")
            if name == "draft":
                where = " WHERE account_id NOT IN (SELECT account_id FROM membership " \
                        f"WHERE person_id = {without})"
            out.append(list(connection.execute(text(f"SELECT * FROM {name}{where}"))))
    return out


def test_nothing_of_a_self_registered_person_is_left(web: Web, erased: dict[str, Any]) -> None:
    """Par. 64: neither name, IIN, telephone nor a word of the resume, in any column there is."""
    tables = {hit.split(".")[0] for hit in erased["before"]}
    assert {"person", "entry", "resume", "saved_search", "message", "membership", "ab_user",
            "draft", "stored_file"} <= tables
    assert erased["done"].status_code == 302
    assert _occurrences(web, *SAID) == []


def test_the_row_stays_under_its_number_alone(web: Web, erased: dict[str, Any]) -> None:
    """What others count on is there, empty, and names the erasure."""
    person = web.world.person(erased["person"].number)
    number = web.world.cases("erasure", person.id)[-1].number
    assert (person.full_name, person.iin, person.mobile) == (person.number, None, None)
    assert person.sources == {ERASED: number}
    assert web.world.case(erased["contact"]).facts == {ERASED: number}
    assert web.world.state(erased["contact"]) == "revoked"
    assert web.world.state(number) == "done"


def test_the_account_is_closed_and_its_session_ended(web: Web, erased: dict[str, Any]) -> None:
    """The browser that erased is a visitor now; the name signs in no more."""
    guest = erased["guest"]
    assert guest.get("/cabinet").status_code == 302
    assert "login" in guest.get("/cabinet/data").headers["Location"]
    page = web.visitor()
    form = page.get("/login/").text
    answer = page.post("/login/", {"username": "zarina", "password": PASSWORD,
                                   "csrf_token": token(form)})
    assert answer.status_code != 302 or "/login" in answer.headers["Location"]


def test_the_chain_of_the_journal_holds(web: Web, erased: dict[str, Any]) -> None:
    """Sealed before, erased, sealed after: every line is what it was and names a number."""
    checked, faults = sealer.verify(web.store)
    assert checked > 10 and faults == []
    with web.world.read() as session:
        lines = session.scalars(select(JournalLine).where(
            JournalLine.step == "mediation.erase_data",
            JournalLine.person_id == erased["person"].id)).all()
    assert [line.actor for line in lines] == [erased["person"].number]


def test_the_employer_keeps_the_line_and_reads_no_contact(
    web: Web, erased: dict[str, Any]
) -> None:
    """The request is listed as withdrawn; name and telephone are gone."""
    assert PHONE in erased["employer"] and SURNAME in erased["employer"]
    page = web.browser("employer").get(f"/employer/contacts/{erased['contact']}")
    assert page.status_code == 200
    assert PHONE not in page.text and SURNAME not in page.text
    assert "contact_revoked" in {m.notice for m in web.world.messages(erased["contact"])}


def test_the_preview_counts_what_goes(erased: dict[str, Any]) -> None:
    """Before: each kind with its number, that the account closes, and that nothing comes back."""
    for words in ("Resume", "Saved search", "Request for contact", "the account is closed",
                  "cannot be brought back", "Journal"):
        assert words in erased["preview"], words
    assert erased["unconfirmed"].status_code == 422


def test_nobody_elses_rows_are_touched(web: Web, erased: dict[str, Any]) -> None:
    """The neighbour's person, resume, forms, seats, messages and drafts are as they were."""
    assert _rows(web, erased["person"].id) == erased["resumes"]


def test_the_same_iin_registers_again(web: Web, erased: dict[str, Any]) -> None:
    """Whoever was erased is unknown: the IIN is free, and a new person is made of it."""
    again, _contact = _placed(web, "zarina2", IIN)
    assert again.get("/cabinet/data").status_code == 200
    assert web.world.person_of(web.world.cases("resume")[-1].number).id != erased["person"].id


@pytest.fixture(scope="module")
def dana(web: Web) -> Browser:
    """A registered jobseeker with a resume and limits at work."""
    made = web.world.a_registered_jobseeker()
    browser = web.account_for("dana", made.person)
    web.world.do("mediation.make_resume", None, "dana", data={**RESUME, "skills": "Құпия іс"})
    web.world.do("mediation.publish_resume", web.world.cases("resume")[-1].number, "dana",
                 data={"visible": True})
    web.world.do("mediation.save_search", None, "dana", name="Құпия іздеу", query="q=касса",
                 frequency="day", channel="email", address="secret.dana@example.kz")
    web.world.do("mediation.state_limits", None, "dana", data={"limits": ["heavy_lifting"]})
    return browser


def test_an_open_request_is_answered_first(web: Web, dana: Browser) -> None:
    """Par. 64: the employer who asked gets an answer; the page names the request."""
    resume = web.world.cases("resume")[-1].number
    asked = web.world.do("mediation.ask_contact", None, "employer2",
                         data={"resume": resume, "purpose": "Сатушы"})
    assert ("contact_waits", "64") in web.world.refused(
        "mediation.erase_data", None, "dana", understood=True)
    answer = dana.post(PAGE, CONFIRM)
    assert answer.status_code == 422
    assert f"/cabinet/contacts/{asked.number}" in dana.get(PAGE).text
    web.world.do("mediation.decline_contact", asked.number, "dana", data={"reason": "Құпия себеп"})


def test_the_registration_stays_and_says_why(web: Web, dana: Browser) -> None:
    """Par. 14: the registration, its papers and the telephone stay while the person is served."""
    person = web.world.person_of(web.world.cases("resume")[-1].number)
    page = text_of(dana.get(PAGE).text)
    assert "Telephone and e-mail" in page and "Registration" in page
    secret = ("Құпия іс", "Құпия себеп", "heavy_lifting", "secret.dana@example.kz")
    assert len({hit.split(": ")[1] for hit in _occurrences(web, *secret)}) == len(secret)
    done = dana.post(PAGE, CONFIRM)
    assert done.status_code == 302, text_of(done.text)[:500]
    after = web.world.person(person.number)
    assert (after.iin, after.mobile, after.state) == (person.iin, person.mobile, "jobseeker")
    assert _occurrences(web, *secret) == []
    assert dana.get("/cabinet").status_code == 200
    with web.world.read() as session:
        filled = session.scalars(select(Entry).where(
            Entry.person_id == person.id, Entry.form == "application")).all()
    assert [row.data["iin"] for row in filled] == [person.iin]
    contact, resume = (web.world.cases(kind, person.id)[-1].number
                       for kind in ("contact", "resume"))
    for path in ("notices", "contacts", f"contacts/{contact}", "resume", "data", "data.zip"):
        assert dana.get(f"/cabinet/{path}").status_code == 200, path
    # the confirmation of an erasure is no consent that holds
    assert "erasure 1" not in dana.get("/cabinet/data").text
    for number in (contact, resume, web.world.cases("erasure", person.id)[-1].number):
        assert web.browser("specialist").get(f"/cases/{number}").status_code == 200
    assert web.world.refused("mediation.erase_data", None, "dana", understood=True) == [
        ("nothing_to_erase", "64")]


def test_the_page_is_the_persons_alone(web: Web, dana: Browser) -> None:
    """Within the budget of statements; staff and employers are refused, a visitor signs in."""
    answer, statements = web.sql(dana, PAGE)
    assert answer.status_code == 200
    assert len(statements) <= 12
    for other in ("employer", "specialist", "director", "admin"):
        if other in web.world.accounts:
            assert web.browser(other).get(PAGE).status_code == 403
            assert web.browser(other).post(PAGE, CONFIRM).status_code == 403
    assert web.visitor().get(PAGE).status_code == 302


def test_nobody_erases_for_another(web: Web, dana: Browser) -> None:
    """By the interface too: staff and employers are refused, and no payload names a person."""
    act = "/api/v1/steps/mediation.erase_data"
    before = web.world.cases("erasure")
    for other in ("employer", "specialist", "director"):
        answer = web.browser(other).post_json(act, {"understood": True})
        assert answer.status_code in (403, 404), (other, answer.text[:200])
    victim = web.person_of_resume(web.world.cases("resume")[0].number)
    body = {"understood": True, "person": victim.number, "person_id": victim.id}
    assert dana.post_json(act, body).status_code in (409, 422)
    assert len(web.world.cases("erasure")) == len(before)
    assert web.world.person(victim.number).surname == victim.surname


def test_the_journal_keeps_no_hash_to_guess_by(web: Web, erased: dict[str, Any]) -> None:
    """A telephone cannot be tried out against the journal: the digest of an own act is short."""
    with web.world.read() as session:
        lines = session.scalars(select(JournalLine).where(
            JournalLine.step == "mediation.publish_resume")).all()
    assert lines and {len(line.why["digest"]) for line in lines} == {4}


def test_an_entry_is_emptied_by_its_own_persons_erasure_alone(
    web: Web, erased: dict[str, Any], dana: Browser
) -> None:
    """Par. 64: raw SQL with all rights writes nothing else over what was filled in."""
    other = web.world.cases("erasure", erased["person"].id)[-1].number
    with web.store.engine.connect() as connection:
        row = connection.execute(text(
            "SELECT id, person_id FROM entry WHERE form = 'application' AND person_id IS NOT NULL"
        )).first()
    assert row is not None
    for data in ("'{}'", "'{\"a\": 1}'", f"'{{\"erased\": \"{other}\"}}'",
                 "'{\"erased\": null}'", "'{\"erased\": \"ER-1\", \"a\": 1}'"):
        with pytest.raises(DatabaseError), web.store.engine.begin() as connection:
            connection.execute(text(f"UPDATE entry SET data = {data} WHERE id = {row.id}"))
    with pytest.raises(DatabaseError), web.store.engine.begin() as connection:
        connection.execute(text(
            f"UPDATE entry SET person_id = {erased['person'].id} WHERE id = {row.id}"))


def test_an_account_with_another_seat_stays(web: Web) -> None:
    """A recruiter who also placed a resume loses the person, not the employer's seat and drafts."""
    iin = an_iin("1993-03-04", 781)
    with web.store.write(SYSTEM) as session:
        web.world.member(session, "aslan", "applicant", iin=iin)
        boss = session.scalars(select(Employer)).first()
        assert boss is not None
        web.world.member(session, "aslan", "employer_recruiter", employer_id=boss.id)
    accounts.create_account(
        web.store, "aslan", first_name="Аслан", last_name="Құрманов",
        password_hash=generate_password_hash(PASSWORD, method="pbkdf2:sha256:1"))
    both, account = web.browser("aslan"), web.world.accounts["aslan"]
    form = fields_of(RESUME) | {"desired_profession": "5223", "_confirmed": "1"}
    assert both.post("/cabinet/resume/new", form).status_code == 302
    with web.store.write(SYSTEM) as session:
        session.add_all(Draft(
            account_id=account, form=name, key="own", data={}, updated_at=web.world.now,
            expires_at=web.world.now.replace(year=2099)) for name in ("resume", "vacancy"))
    assert "the account is closed" not in text_of(both.get(PAGE).text)
    assert both.post(PAGE, CONFIRM).status_code == 302
    with web.world.read() as session:
        left = session.scalars(select(Draft.form).where(Draft.account_id == account)).all()
    assert left == ["vacancy"]
    assert both.get("/employer").status_code == 200
    assert both.get("/cabinet/data").status_code == 403
    assert [h for h in _occurrences(web, iin, "Құрманов") if not h.startswith("ab_user")] == []


def test_an_account_without_a_person_is_closed_too(web: Web) -> None:
    """Signed in by certificate, nothing placed: the account and its draft go."""
    iin, name = an_iin("1992-03-04", 779), "Бейсембинова"
    guest = _made(web, "botagoz", iin, name, "Ботагөз")
    with web.store.write(SYSTEM) as session:
        session.add(Draft(
            account_id=web.world.accounts["botagoz"], form="jobseeker_data", key="own",
            data={"surname": name}, updated_at=web.world.now,
            expires_at=web.world.now.replace(year=2099)))
    assert guest.get(PAGE).status_code == 200
    assert guest.post(PAGE, CONFIRM).status_code == 302
    assert guest.get("/cabinet/resume").status_code == 302
    assert _occurrences(web, iin, name) == []
