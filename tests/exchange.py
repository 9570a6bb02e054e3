"""The Electronic Labour Exchange in situations: what it says, hears and shows."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from console.data.actors import Employer
from console.data.case import Case
from console.data.exchange_portal import Disclosure, ExchangeDifference, ExchangeItem
from console.outside.exchange_portal import SimulatedExchangePortal
from console.outside.simulate import Controls
from console.work import agencies, exchange_check, exchange_in
from console.work.outbox import Sender
from tests.make import ZONE, World

EMPLOYER = {"bin": "", "name": "«Дала» ЖШС", "kato": "194230100", "address": "", "phone": "",
            "email": ""}


COUNT = itertools.count()


@cache
def _folder() -> Path:
    """One folder for the exchanges of all worlds of the process."""
    folder = tempfile.mkdtemp(prefix="jumys-ele-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def portal(w: World) -> SimulatedExchangePortal:
    """The simulated exchange of this world alone; its conduct is ``w.outside.controls``."""
    found: Any = w.outside.exchange_portal
    if "exchange_folder" not in w.__dict__:
        w.__dict__["exchange_folder"] = folder = _folder() / f"{next(COUNT)}"
        controls = Controls()
        found = SimulatedExchangePortal(folder, controls)
        w.outside = replace(w.outside, exchange_portal=found, controls=controls)
    return found


def bin_of(w: World, login: str = "employer") -> str:
    """The BIN of a login's employer."""
    seat = next(s for s in w.actor(login).seats if s.employer_id)
    with w.read() as session:
        return session.get_one(Employer, seat.employer_id).bin


def an_employer_of(w: World, login: str = "employer", **over: str) -> dict[str, str]:
    """The employer as the exchange tells it."""
    return {**EMPLOYER, "bin": bin_of(w, login), **over}


def work(w: World) -> exchange_in.Taken:
    """A turn of the worker: outbox out, messages in, replies out, agencies."""
    exchange = portal(w)
    sender = Sender(w.store, w.outside, w.catalog)
    sender.run(w.now)
    done = exchange_in.turn(w.process, exchange, w.now)
    agencies.turn(w.store, w.now)
    sender.run(w.now)
    return done


def item_of(w: World, message_id: str) -> ExchangeItem:
    """A staged item."""
    with w.read() as session:
        return session.scalars(
            select(ExchangeItem).where(ExchangeItem.message_id == message_id)).one()


def turn(w: World, line: Mapping[str, Any]) -> None:
    """A line of a situation that is the worker's turn or the comparison."""
    portal(w)
    if "exchange" in line:
        w.outside.controls.set("exchange_portal", line["exchange"])
    if "forgets" in line:
        portal(w).forget(w.cases("vacancy")[-1].number)
    if line["step"] == "compare":
        work(w)
        exchange_check.compare(w.store, portal(w), w.now)
    else:
        work(w)


def said(
    w: World, line: Mapping[str, Any], data: Mapping[str, Any], case: str | None,
    says: Mapping[str, Any],
) -> Any:
    """Have the exchange say something, let the worker take it in, and see what became of it."""
    when = datetime.fromisoformat(line.get("said", line["at"])).replace(tzinfo=ZONE)
    message = portal(w).say(
        says["kind"], says["about"], says.get("revision", 1), when,
        message_id=f"{says['about']}-{says.get('revision', 1)}-{line.get('as', '')}",
        **_fields(w, says, dict(data)),
    )
    work(w)
    wanted = line.get("item", "taken")
    if wanted == "nowhere":  # the exchange said it, and could not be reached
        return SimpleNamespace(kind="", number="")
    item = item_of(w, message.id)
    assert item.state == wanted, f"{says['about']} is {item.state} {item.reasons}"
    kind = w.catalog.steps[line["step"]].on
    with w.read() as session:
        found = session.get(Case, item.case_id) if item.case_id else None
        if kind == "exchange_question" and item.state == "conflict":
            found = next(c for c in w.cases(kind) if c.facts["item"] == item.number)
    return SimpleNamespace(kind=kind, number=found.number if found else case or "")


def _fields(w: World, says: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    if says["kind"] == "vacancy":
        return {"state": says.get("state", "published"), "origin": None, "fields": data,
                "employer": an_employer_of(w, says.get("employer", "employer"))}
    if says["kind"] == "answer":
        return {"offer": says["offer"], "party": says["party"], "answer": says["answer"],
                "who": says["who"] if says["party"] == "person" else bin_of(
                    w, says.get("who", "employer")),
                "reason": says.get("reason", ""), "employed_on": says.get("employed_on")}
    return a_resume(**{k: v for k, v in says.items() if k not in ("kind", "about", "revision")})


def a_resume(**over: Any) -> dict[str, Any]:
    """A person who registered on the exchange."""
    return {
        "state": "active", "iin": "900512300017", "surname": "Сейтова", "given_name": "Айгүл",
        "mobile": "+77010000001", "email": "", "kato": "194230100", "occupation": "5223",
        "education_level": "general_secondary", "experience_years": 2, "wage_min": 120000,
        "regimes": ["full_time"], "relocation": False, "consent_version": "1",
        "consent_at": "2021-04-15T10:00:00+06:00", **over,
    }


def check(w: World, case: str, wanted: dict[str, Any], what: str) -> None:
    """``shown`` and ``told`` of an expectation."""
    if "shown" in wanted:
        rows = {row.about: row.state for row in portal(w).shown()}
        state, expected = rows.get(case, "nowhere"), wanted.pop("shown")
        assert state == expected, f"{what}: shown {state}"
    if "differs" in wanted:
        with w.read() as session:
            open_ones = session.scalars(
                select(ExchangeDifference.about).where(ExchangeDifference.ended_at.is_(None))
            ).all()
        assert (case in open_ones) is wanted.pop("differs"), f"{what}: {open_ones}"
    if "disclosed" in wanted:
        with w.read() as session:
            names = session.scalars(
                select(Disclosure.number).join(Case, Case.id == Disclosure.case_id)
                .where(Case.number == case)).all()
        heard = [m["data"]["state"] for m in portal(w).told("candidate") if m["about"] in names]
        assert heard == wanted.pop("disclosed"), f"{what}: {heard}"
    if "told" in wanted:
        heard = [m["data"].get("state") for m in portal(w).told()
                 if case in (m["about"], m["data"].get("offer"), m["data"].get("vacancy"))]
        missing = [one for one in wanted.pop("told") if one not in heard]
        assert not missing, f"{what}: the exchange heard {heard}"
