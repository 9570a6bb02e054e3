"""The assistant's telephone in a village without connection, at 390 px (par. 15-20)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.site import PASSWORD, Site
from tests.browser.walk import Desk
from tests.people import an_iin

pytestmark = pytest.mark.browser

DRAFTS, KEPT = "/village/drafts", "jumys-village"
PLACE = {"settlement": "Түрген а.", "street": "Абай", "house": "7", "kato": "194081100"}
#: everything a telephone could still hold of a draft, read from its stores
STORES = """async () => {
  const names = (await indexedDB.databases()).map((d) => d.name);
  const kept = [];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) kept.push(new URL(request.url).pathname);
  }
  return {names, kept, unsent: localStorage.getItem("jumys-unsent")};
}"""
CONTROLLED = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((go) => setTimeout(go, 50));
}"""
READABLE = """async (words) => {
  const open = indexedDB.open("jumys-village");
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = await new Promise((done) => {
    const request = db.transaction("drafts").objectStore("drafts").getAll();
    request.onsuccess = () => done(request.result);
  });
  const key = await new Promise((done) => {
    const request = db.transaction("key").objectStore("key").get("key");
    request.onsuccess = () => done(request.result.key);
  });
  db.close();
  const text = (row) => JSON.stringify(row)
    + new TextDecoder().decode(row.box ?? new Uint8Array());
  const plain = all.map(text).join("");
  const readable = words.filter((word) => plain.includes(word));
  return {readable, extractable: key.extractable, rows: all.length};
}"""


def applicant(serial: int, surname: str) -> dict[str, Any]:
    """What the assistant types for somebody who comes without connection."""
    return {
        "full_name": {"surname": surname, "given_name": "Гүлнар"},
        "iin": an_iin("1991-04-03", serial, woman=True), "consent_text": True,
        "mobile": "+7 701 234 56 78", "birth_date": "1991-04-03", "address": PLACE,
        "documents": [{"kind": "identity_document", "document_number": "045678901",
                       "valid_until": "2031-01-01"}],
    }


class Phone(Desk):
    """The assistant's telephone; ``away()`` cuts the connection, ``back()`` restores it."""

    def __init__(self, browser: Any, site: Site) -> None:
        super().__init__(browser, site, "assistant", "en")
        self.page.set_viewport_size({"width": 390, "height": 844})

    def sign_in(self) -> None:
        """Sign in again after the session has ended."""
        self.page.goto("/login/")
        self.page.fill("#username", self.login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_load_state()
        self.page.goto("/lang/en?next=/profile")

    def away(self) -> Phone:
        """No connection."""
        self.context.set_offline(True)
        return self

    def back(self) -> Phone:
        """Connection again."""
        self.context.set_offline(False)
        return self

    def write(self, values: dict[str, Any]) -> Phone:
        """Fill the application of the open draft."""
        day = date.today().isoformat()  # noqa: DTZ011 - the telephone's own day
        form = self.page.locator("#draft-application")
        for name, value in {**values, "consent_date": day, "application_date": day}.items():
            parts = value if isinstance(value, dict) else {"": value}
            for key, one in parts.items():
                control = f"{name}.{key}" if key else name
                if isinstance(one, list):
                    for row, fields in enumerate(one):
                        for field, text in fields.items():
                            self._type(form, f"{name}.{row}.{field}", text)
                    continue
                self._type(form, control, one)
        return self

    def _type(self, form: Any, name: str, value: Any) -> None:
        control = form.locator(f'[name="{name}"]').first
        tag = control.evaluate("e => e.type")
        if value is True:
            control.check()
        elif tag.startswith("select"):
            control.select_option(str(value))
        else:
            control.fill(str(value))

    def rows(self, state: str) -> Any:
        """Drafts of the list in a state."""
        return self.page.locator(f'[data-drafts] > li[data-is="{state}"]')


@pytest.fixture(scope="module")
def phone(browser: Any, site: Site) -> Iterator[Phone]:
    """One telephone for the module; its stores live as long."""
    made = Phone(browser, site)
    made.go(DRAFTS)
    # the worker has kept the page once it controls it
    made.page.evaluate(CONTROLLED)
    yield made
    made.close()


def test_the_page_opens_without_connection_and_loses_nothing(phone: Phone) -> None:
    """Par. 17: filled in offline, reloaded twice, every word is still there."""
    page = phone.away().page
    page.reload()
    expect(page.locator("[data-list] h1")).to_be_visible()
    page.click("[data-new]")
    phone.write(applicant(8711, "Әбенова"))
    expect(page.locator("[data-kept]")).to_be_visible()
    page.wait_for_timeout(600)
    page.reload()
    surname = page.locator('#draft-application [name="full_name.surname"]')
    expect(surname).to_have_value("Әбенова")
    expect(page.locator('#draft-application [name="documents.0.document_number"]')).to_have_value(
        "045678901")
    page.goto(DRAFTS)
    expect(phone.rows("draft")).to_have_count(1)
    expect(page.locator("[data-unsent]")).to_contain_text("1")


def test_what_the_phone_keeps_cannot_be_read(phone: Phone) -> None:
    """The drafts are encrypted with a key that cannot be taken out; only the shell is kept."""
    iin = applicant(8711, "Әбенова")["iin"]
    found = phone.page.evaluate(READABLE, ["Әбенова", iin, "045678901"])
    assert found == {"readable": [], "extractable": False, "rows": 1}
    kept = phone.page.evaluate(STORES)["kept"]
    assert DRAFTS in kept
    assert all(path == DRAFTS or path.startswith(("/static/", "/bootstrap/")) for path in kept)


def test_the_phone_says_what_is_missing(phone: Phone) -> None:
    """A mistyped IIN and an empty field keep a draft out of the queue, offline too."""
    page = phone.page
    page.locator("[data-drafts] [data-open]").click()
    iin = page.locator('#draft-application [name="iin"]')
    right = iin.input_value()
    iin.fill(right[:-1] + str((int(right[-1]) + 1) % 10))
    page.locator('#draft-application [name="mobile"]').fill("")
    page.click("[data-ready]")
    expect(page.locator("[data-faults] li")).to_have_count(2)
    iin.fill(right)
    page.locator('#draft-application [name="mobile"]').fill("+7 701 234 56 78")
    page.click("[data-ready]")
    expect(phone.rows("waiting")).to_have_count(1)


def test_it_is_sent_once_when_the_connection_returns(phone: Phone) -> None:
    """Par. 20: sent by itself, with both days; the phone forgets whom it was about."""
    page = phone.back().page
    expect(phone.rows("sent")).to_have_count(1, timeout=15_000)
    about = phone.rows("sent").locator("[data-about]").inner_text()
    number = page.locator("[data-go]").get_attribute("href").rsplit("/", 1)[1]
    assert number in about
    assert f"{date.today():%d.%m.%Y}" in about  # noqa: DTZ011 - the paper day
    expect(page.locator("[data-unsent]")).to_contain_text("0")
    assert "Әбенова" not in page.locator("[data-drafts]").inner_text()
    phone.go(f"/cases/{number}").sees("Әбенова", number)


def test_a_second_draft_of_the_same_person_is_a_conflict(phone: Phone) -> None:
    """Nothing is overwritten: the assistant reads both versions side by side."""
    page = phone.go(DRAFTS).page
    page.click("[data-new]")
    phone.write({**applicant(8711, "Әбенова"), "mobile": "+7 777 111 22 33"})
    page.click("[data-ready]")
    expect(phone.rows("conflict")).to_have_count(1)
    page.click('[data-drafts] > li[data-is="conflict"] [data-go]')
    page.wait_for_url("**/village/conflicts/*")
    phone.sees("+77771112233", "+77012345678")


def test_an_answer_that_was_lost_changes_nothing(phone: Phone) -> None:
    """The server answered and the phone never heard: the draft sent again is the same case."""
    page = phone.go(DRAFTS).page
    page.click("[data-new]")
    phone.write(applicant(8721, "Қожабекова"))

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{DRAFTS}", lose, times=1)
    page.click("[data-ready]")
    expect(phone.rows("waiting")).to_have_count(1)
    page.click("[data-send]")
    expect(phone.rows("sent")).to_have_count(2)
    words = phone.rows("sent").last.locator("[data-about]").inner_text()
    assert "Entered before" in words


def test_a_refusal_keeps_the_draft_with_its_grounds(phone: Phone) -> None:
    """Row 9: an expired identity card; the draft stays and may be changed."""
    page = phone.page
    page.click("[data-new]")
    person = applicant(8731, "Тілеуова")
    person["documents"][0]["valid_until"] = "2020-01-01"
    phone.write(person)
    page.click("[data-ready]")
    expect(phone.rows("refused")).to_have_count(1)
    assert "annex-1" in phone.rows("refused").locator("[data-why]").inner_text()
    phone.rows("refused").locator("[data-open]").click()
    page.locator('#draft-application [name="documents.0.valid_until"]').fill("2031-01-01")
    page.click("[data-ready]")
    expect(phone.rows("sent")).to_have_count(3)


def test_a_paper_card_is_entered_by_its_number(phone: Phone) -> None:
    """The QR's address opens the draft of that number; its day is asked."""
    number = str(uuid.uuid4())
    page = phone.go(f"/village/paper/{number}").page
    expect(page.locator("[data-number]")).to_have_text(number)
    expect(page.locator("#mode-2")).to_be_checked()
    expect(page.locator("#paper-on")).to_have_value("")
    phone.write(applicant(8741, "Сүлейменова"))
    page.fill("#paper-on", date.today().isoformat())  # noqa: DTZ011
    page.click("[data-ready]")
    expect(phone.rows("sent")).to_have_count(4)


def test_a_session_that_ended_keeps_the_drafts_shut(phone: Phone) -> None:
    """Nobody reads or sends them until the same person has signed in again; then they go."""
    page = phone.away().page
    page.click("[data-new]")
    phone.write(applicant(8761, "Дүйсенбаева"))
    page.click("[data-ready]")
    expect(phone.rows("waiting")).to_contain_text("Дүйсенбаева")
    phone.context.clear_cookies()
    phone.back()
    expect(page.locator("[data-note]")).to_be_visible()
    expect(phone.rows("waiting")).to_have_count(1)
    assert "Дүйсенбаева" not in page.locator("[data-drafts]").inner_text()
    phone.sign_in()
    phone.go(DRAFTS)
    expect(phone.rows("sent")).to_have_count(5)


def test_leaving_by_another_page_erases_them_too(phone: Phone) -> None:
    """The server has the browser clear its stores, wherever somebody logs out."""
    page = phone.page
    page.click("[data-new]")
    phone.write({"full_name": {"surname": "Ұмытбек", "given_name": "А"}})
    page.click("[data-back]")
    expect(page.locator("[data-unsent]")).to_contain_text("1")
    phone.go("/profile")
    page.click("header details.menu summary")
    page.click('header form[action="/logout/"] button')
    expect(page.locator("#confirm[open]")).to_be_visible()
    page.click("#confirm .btn-primary")
    page.wait_for_url(f"{phone.site.url}/")
    found = page.evaluate(STORES)
    assert found == {"names": [], "kept": [], "unsent": None}
    phone.sign_in()
    phone.go(DRAFTS)
    expect(page.locator("[data-none]")).to_be_visible()
    page.evaluate(CONTROLLED)


def test_signing_out_leaves_nothing(phone: Phone) -> None:
    """An unsent draft is asked about; then key, drafts and the kept page are gone."""
    page = phone.page
    page.click("[data-new]")
    phone.write({"full_name": {"surname": "Ұмытбек", "given_name": "А"}})
    page.click("[data-back]")
    expect(phone.rows("draft")).to_have_count(1)
    page.click("[data-leave] button")
    expect(page.locator("#ask")).to_be_visible()
    page.click('#ask button[value="yes"]')
    page.wait_for_url(f"{phone.site.url}/")
    found = page.evaluate(STORES)
    assert KEPT not in found["names"]
    assert found["kept"] == []
    assert found["unsent"] is None
    assert phone.status(DRAFTS) == 302


def test_nothing_broke_on_the_way(phone: Phone) -> None:
    """No script error, no violation of the policy."""
    assert not [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault
                and "ERR_FAILED" not in fault]
