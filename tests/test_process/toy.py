"""A chapter of three steps: enough to show every promise of perform()."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from console.act import Act
from console.catalog import Catalog, load_catalog
from console.data.access import Membership
from console.data.actors import Office
from console.data.case import Case
from console.data.store import Store
from console.declare import Action, CaseKind, Ground, Step
from console.hookspecs import hookimpl
from console.process import Process
from console.scope import SYSTEM, Scope
from console.security import Actor, scope_of_seats, seats_of

FRIDAY = datetime(2021, 4, 16, 5, 0, tzinfo=UTC)
CHAPTERS = ("registration", "unemployed_status", "complaints", "mediation")


def L(text: str) -> dict[str, str]:  # noqa: N802 - reads as a label
    """The same word in three languages."""
    return {"kk": text, "ru": text, "en": text}


TOO_YOUNG = Ground("too_young", "2", L("too young"))
NO_PAPER = Ground("no_paper", "3", L("no paper"))

DEADLINES = """
chapter = "toy"
[[deadline]]
id = "T-01"
paragraph = "2"
title = {kk = "k", ru = "r", en = "answer"}
consequence = {kk = "k", ru = "r", en = "closed as silent"}
responsible = "center"
kind = "duty"
starts_on = ["toy.open"]
stops_on = ["toy.answer"]
starts_from = "occurred"
scheme = "5day"
[[deadline.value]]
from = 2018-01-01
edition = "2021-03"
amount = 2
unit = "working_day"
source = {kk = "k", ru = "r", en = "par. 2"}
"""


class Toy:
    """The plugin. ``heard`` collects what listeners were told."""

    __name__ = "toy"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "deadlines.toml"
        self.path.write_text(DEADLINES, encoding="utf-8")
        self.heard: list[Any] = []
        self.deaf = False

    @hookimpl
    def declare_deadlines(self) -> Path:
        return self.path

    @hookimpl
    def declare_actions(self) -> list[Action]:
        return [Action("toy.act", "2", L("act"), frozenset({"center_specialist"}))]

    @hookimpl
    def declare_steps(self) -> list[Any]:
        states = {s: L(s) for s in ("open", "answered", "silent", "noted")}
        return [
            CaseKind("toy", L("toy"), "T", states, frozenset({"answered", "silent"})),
            CaseKind("echo", L("echo"), "E", {"noted": L("noted")}, frozenset({"noted"})),
            Step("toy.open", "2", "toy", L("open"), "toy.act", to="open", opens=_open,
                 rules=[_old_enough, _has_paper]),
            Step("toy.answer", "2", "toy", L("answer"), "toy.act", ("open",), "answered"),
            Step("toy.silence", "3", "toy", L("silence"), frm=("open",), to="silent",
                 on_lapse=["T-01"]),
            Step("toy.echo", "3", "echo", L("echo"), to="noted", after=["toy.answer"],
                 opens=lambda act: act.new_case("echo", parent_id=act.cause.case.id)),
        ]

    @hookimpl
    def after_step(self, event: Any) -> None:
        if self.deaf:
            raise RuntimeError("listener is down")
        self.heard.append(event.step)


def _open(act: Act) -> Case:
    return act.new_case("toy")


def _old_enough(act: Act) -> list[Ground]:
    return [TOO_YOUNG.because(age=act.data["age"])] if act.data["age"] < 16 else []


def _has_paper(act: Act) -> list[Ground]:
    return [] if act.data.get("paper") else [NO_PAPER]


class Desk:
    """A store with two centers, a specialist in each, and the toy chapter."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.toy = store, Toy(folder)
        self.catalog: Catalog = load_catalog(without=CHAPTERS, extra=[self.toy])
        self.process = Process(store, self.catalog)
        with store.write(SYSTEM) as session:
            for number in (1, 2):
                session.add(Office(
                    id=number, number=f"OF-{number}", state="published", code=f"c{number}",
                    kind="center", path=f"/{number}/", name_kk=f"Орталық {number}", version=1,
                ))
            session.flush()
            for number in (1, 2):
                session.add(Membership(
                    account_id=number, role="center_specialist", office_id=number,
                    valid_from=date(2020, 1, 1),
                ))

    def actor(self, number: int) -> tuple[Actor, Scope]:
        """The specialist of a center and what she may see."""
        with self.store.session(SYSTEM) as session:
            seats = seats_of(session, number, FRIDAY.date())
            scope = scope_of_seats(session, seats, self.catalog, FRIDAY)
        return Actor(number, f"spec{number}", f"Specialist {number}", seats), scope

    def do(self, step: str, case: str | None = None, by: int = 1, **more: Any) -> Any:
        """perform() as a specialist; data defaults to an acceptable case."""
        actor, scope = self.actor(by)
        data = more.pop("data", {"age": 30, "paper": True})
        now = more.pop("now", FRIDAY)
        return self.process.perform(step, case, actor, data, now=now, scope=scope, **more)

    def count(self, model: Any) -> int:
        """All rows of a table."""
        with self.store.session(SYSTEM) as session:
            return session.query(model).count()
