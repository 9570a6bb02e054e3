"""Searches people keep, with news of new vacancies (par. 64).

News go to an address the person is known by, or to one they confirmed by a code; each carries a
word that stops the search without signing in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from console.data.actors import Person
from console.data.base import public_number
from console.data.case import Case
from console.data.outbox import Message
from console.data.self_service import SavedSearch
from console.declare import Action, CaseKind, Ground, Notice, Step
from plugins.mediation.notices import FOLDER
from plugins.mediation.rules import own_answer_now

if TYPE_CHECKING:
    from console.act import Act

MOST = 10
CODE_LIVES = timedelta(minutes=60)
#: codes sent for one search
CODES = 5
_ADDRESS = {"email": re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}"),
            "sms": re.compile(r"\+7\d{10}")}

TOO_MANY = Ground("searches_kept", "64", {
    "kk": "Сақталған іздеулер саны шекке жетті. Біреуін жойыңыз.",
    "ru": "Сохраненных поисков уже предельно много. Удалите один.",
    "en": "The most searches are kept. Delete one.",
})
NO_ADDRESS = Ground("search_without_address", "64", {
    "kk": "Таңдалған тәсілге сай мекенжай жазыңыз: пошта немесе +7 және 10 цифр.",
    "ru": "Укажите адрес для выбранного способа: почту или +7 и 10 цифр.",
    "en": "Give an address that fits the way chosen: an e-mail, or +7 and 10 digits.",
}, field="address")
WRONG_CODE = Ground("wrong_search_code", "64", {
    "kk": "Код қате немесе ескірген.", "ru": "Код неверен или устарел.",
    "en": "The code is wrong or too old.",
}, field="code")
CODES_SENT = Ground("search_codes_sent", "64", {
    "kk": "Бұл іздеу үшін кодтар бірнеше рет жіберілді. Іздеуді жойып, қайта сақтаңыз.",
    "ru": "Для этого поиска коды уже отправлялись несколько раз. Удалите поиск и сохраните снова.",
    "en": "Codes were sent for this search several times. Delete it and keep it anew.",
})

KIND = CaseKind(
    "saved_search", {"kk": "Сақталған іздеу", "ru": "Сохраненный поиск", "en": "Saved search"},
    "SS",
    {
        "unconfirmed": {"kk": "Мекенжай расталмаған", "ru": "Адрес не подтвержден",
                        "en": "Address not confirmed"},
        "active": {"kk": "Хабарлайды", "ru": "Сообщает", "en": "Tells of news"},
        "paused": {"kk": "Тоқтатыла тұрды", "ru": "Приостановлен", "en": "Paused"},
        "ended": {"kk": "Жойылды", "ru": "Удален", "en": "Deleted"},
    },
    frozenset({"ended"}), law="64", listed=False, own=True,
)
ACTIONS = (
    Action("mediation.keep_search", "64",
           {"kk": "Іздеулерді сақтау", "ru": "Сохранять поиски", "en": "Keep searches"},
           frozenset({"jobseeker"})),
)
#: sent by the worker and by ``send_code``; no step sends them to all channels of the person
NOTICES = (
    Notice("search_found", "64", "person", FOLDER, channels=()),
    Notice("search_code", "64", "person", FOLDER, channels=()),
)


def of(act: Act) -> SavedSearch:
    """The search of the case."""
    return act.session.scalars(
        select(SavedSearch).where(SavedSearch.case_id == act.case.id)
    ).one()


def _person(act: Act) -> Person:
    key = act.seat.person_id if act.seat else None
    row = act.session.get(Person, key) if key else None
    if row is None:
        raise LookupError(f"{act.step.name}: no person")
    return row


def _address(act: Act, person: Person) -> tuple[str, bool]:
    """Where news go, and whether the person is known by it."""
    own = {"email": person.email, "sms": person.mobile}[act.data["channel"]] or ""
    given = str(act.data.get("address") or "").strip() or own
    return given, bool(own) and given == own


def few(act: Act) -> Iterator[Ground]:
    """A person keeps a limited number."""
    kept = act.session.scalar(
        select(func.count()).select_from(SavedSearch)
        .join(Case, Case.id == SavedSearch.case_id)
        .where(SavedSearch.person_id == _person(act).id, Case.closed_at.is_(None))
    ) or 0
    if kept >= MOST:
        yield TOO_MANY.because(most=MOST)


def address_fits(act: Act) -> Iterator[Ground]:
    """An address of the kind chosen."""
    address, _own = _address(act, _person(act))
    if not _ADDRESS[act.data["channel"]].fullmatch(address):
        yield NO_ADDRESS


def code_fits(act: Act) -> Iterator[Ground]:
    """The code sent to the address, in time."""
    row = of(act)
    fits = row.code_hash is not None and secrets.compare_digest(
        row.code_hash, _hash(row, act.data["code"])
    )
    if not fits or row.code_until is None or row.code_until < act.now:
        yield WRONG_CODE


def few_codes(act: Act) -> Iterator[Ground]:
    """Nobody's address is written to without end."""
    sent = act.session.scalar(
        select(func.count()).select_from(Message)
        .where(Message.case_id == act.case.id, Message.notice == "search_code")
    ) or 0
    if sent >= CODES:
        yield CODES_SENT


def _hash(row: SavedSearch, code: str) -> str:
    typed = str(code).strip().upper()
    return hashlib.sha256(f"{row.stop_token}:{row.address}:{typed}".encode()).hexdigest()


def opened(act: Act) -> Case:
    """The case of the search."""
    return act.new_case("saved_search", person=_person(act), channel="cabinet")


def write(act: Act) -> None:
    """The row beside the case; only vacancies published from now on are new to it."""
    act.session.add(SavedSearch(
        case_id=act.case.id, case_number=act.case.number, person_id=act.person.id,
        name=act.data["name"], query=act.data.get("query") or "", frequency="day",
        channel="email", address="", stop_token=secrets.token_urlsafe(24), since=act.occurred_at,
    ))
    act.session.flush()
    settle(act)


def settle(act: Act) -> None:
    """How and where to tell; an address nobody knew waits for its code."""
    row, data = of(act), act.data
    address, own = _address(act, act.person)
    confirmed = own or (address == row.address and row.code_hash is None)
    row.name, row.frequency, row.channel = data["name"], data["frequency"], data["channel"]
    row.address = address
    act.facts["confirmed"] = confirmed
    if confirmed:
        row.code_hash, row.code_until, row.next_at = None, None, act.occurred_at
    else:
        row.next_at = None
        send_code(act)


def send_code(act: Act) -> None:
    """A fresh code to the address; the earlier one ends."""
    row, code = of(act), public_number("", 8)
    row.code_hash, row.code_until = _hash(row, code), act.now + CODE_LIVES
    language = act.person.language
    text = (FOLDER / f"search_code.{language}.txt").read_text(encoding="utf-8")
    subject, _, body = text.partition("\n")
    sent = act.session.scalar(
        select(func.count()).select_from(Message)
        .where(Message.case_id == act.case.id, Message.notice == "search_code")
    ) or 0
    act.session.add(Message(
        event=f"search:{row.case_number}:code:{sent}", notice="search_code", paragraph="64",
        channel=row.channel, recipient=row.address, language=language, subject=subject.strip(),
        body=body.strip().format(code=code, name=row.name), payload={}, case_id=act.case.id,
        person_id=row.person_id, state="waiting", attempts=0, next_try_at=act.now,
        created_at=act.now,
    ))


def state_of(act: Act) -> str:
    """Where it stands after its address was said."""
    return "active" if act.facts.get("confirmed") else "unconfirmed"


def confirm(act: Act) -> None:
    """The address is the person's; news begin."""
    row = of(act)
    row.code_hash, row.code_until = None, None
    row.since, row.next_at = act.occurred_at, act.occurred_at


def rest(act: Act) -> None:
    """Nothing is sent."""
    of(act).next_at = None


def go_on(act: Act) -> None:
    """News begin again, of what is published from now on."""
    row = of(act)
    row.since, row.next_at = act.occurred_at, act.occurred_at


def end(act: Act) -> None:
    """Deleted: nothing is sent, and no address or condition is kept."""
    row = of(act)
    row.next_at, row.code_hash, row.address, row.query, row.name = None, None, "", "", "—"
    # the word in old messages opens nothing any more
    row.stop_token = secrets.token_urlsafe(24)


def current(act: Act) -> dict[str, Any]:
    """What the form of a change opens with."""
    if not isinstance(act.subject, Case):
        return {"frequency": "day", "channel": "email"}
    row = of(act)
    return {"name": row.name, "query": row.query, "frequency": row.frequency,
            "channel": row.channel, "address": row.address}


def _l(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


def _step(verb: str, title: dict[str, str], **parts: Any) -> Step:
    parts = {"action": "mediation.keep_search", "asks_worklist": False, **parts}
    return Step(f"mediation.{verb}", "64", "saved_search", title, **parts)


STEPS = (
    _step("save_search", _l("Іздеуді сақтау", "Сохранить поиск", "Keep the search"),
          to=state_of, form="saved_search", opens=opened,
          rules=(own_answer_now, few, address_fits), do=(write,), default=current),
    _step("change_search", _l("Іздеуді өзгерту", "Изменить поиск", "Change the search"),
          frm=("unconfirmed", "active", "paused"), to=state_of, form="saved_search",
          rules=(own_answer_now, address_fits), do=(settle,), default=current),
    _step("confirm_search", _l("Мекенжайды растау", "Подтвердить адрес", "Confirm the address"),
          frm=("unconfirmed",), to="active", form="search_code",
          rules=(own_answer_now, code_fits), do=(confirm,)),
    _step("send_search_code", _l("Кодты қайта жіберу", "Отправить код еще раз",
                                 "Send the code again"),
          frm=("unconfirmed",), rules=(own_answer_now, few_codes), do=(send_code,)),
    _step("pause_search", _l("Тоқтата тұру", "Приостановить", "Pause"),
          frm=("active",), to="paused", rules=(own_answer_now,), do=(rest,)),
    _step("continue_search", _l("Жалғастыру", "Возобновить", "Go on"),
          frm=("paused",), to="active", rules=(own_answer_now,), do=(go_on,)),
    _step("end_search", _l("Жою", "Удалить", "Delete"),
          frm=("unconfirmed", "active", "paused"), to="ended", rules=(own_answer_now,),
          do=(end,), danger=True),
)
