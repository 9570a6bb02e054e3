"""A region's own package: an outside plugin that uses every hook, and only what hooks offer.

It keeps a survey of those who were registered, shortens an office's term, sends thanks over its
own channel, and counts. Integrators may start from it; the tests of the hooks load it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from console.act import Act
from console.data.actors import Office, Person
from console.data.case import Case
from console.declare import (
    Action,
    CaseKind,
    Ground,
    Matcher,
    Measure,
    MenuItem,
    Notice,
    Panel,
    PanelAsk,
    PanelTable,
    Period,
    Reader,
    Report,
    Role,
    Stage,
    Step,
    Withheld,
)
from console.hookspecs import hookimpl
from console.law import DeadlineOverlay
from console.process import Event

HERE = Path(__file__).resolve().parent
ANALYST = frozenset({"region_analyst"})
NAME = {"kk": "Өңірлік сауалнама", "ru": "Опрос региона", "en": "Survey of the region"}
ONCE = Ground(
    "surveyed_already", "9",
    {"kk": "Бұл адамнан сұралған.", "ru": "Это лицо уже опрошено.",
     "en": "This person was asked already."},
)
#: what the listener heard and the channel sent, for the tests to see
HEARD: list[str] = []
SENT: list[str] = []


@hookimpl
def declare_laws() -> Path:
    """A dated value of the region and how it reads a paragraph."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Iterable[DeadlineOverlay]:
    """The region's centers give annex 4 or 5 within one working day, not two."""
    order = {"kk": "Өңір бұйрығы", "ru": "Приказ региона", "en": "Order of the region"}
    return [DeadlineOverlay("D-11", "19", 1, date(2021, 1, 1), order)]


@hookimpl
def declare_roles() -> Iterable[Role]:
    """Somebody who reads answers of the whole region."""
    title = {"kk": "Өңір талдаушысы", "ru": "Аналитик региона", "en": "Region's analyst"}
    return [Role("region_analyst", title, office_kinds=("region",), reads="tree")]


@hookimpl
def declare_actions() -> Iterable[Action]:
    """The specialist asks."""
    return [Action("region_example.record_answers", "9", NAME, frozenset({"center_specialist"}))]


def _open(act: Act) -> Case:
    return act.new_case("region_survey", person=act.find(Person, act.data["person"]))


def _keep(act: Act) -> None:
    from tests.region_example.tables import RegionNote

    act.session.add(RegionNote(case_id=act.case.id, score=act.data["score"]))


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """One kind of case with one step."""
    done = {"kk": "Жазылған", "ru": "Записано", "en": "Recorded"}
    return [
        CaseKind("region_survey", NAME, "X", {"recorded": done}, frozenset({"recorded"}), "9"),
        Step(
            "region_example.record_survey", "9", "region_survey", NAME,
            action="region_example.record_answers", form="region_survey", opens=_open,
            to="recorded", do=(_keep,), notices=("region_thanks",),
        ),
    ]


@hookimpl
def declare_forms() -> Path:
    """The survey's form."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """Thanks, also over the region's own channel."""
    return [Notice("region_thanks", "9", "person", HERE / "notices",
                   channels=("cabinet", "region_post"))]


@hookimpl
def declare_stages() -> Iterable[Stage]:
    """The monitoring system hears of each survey."""
    return [Stage("region_example.record_survey", "surveyed", "region_service", "23", NAME)]


def surveys(
    session: Session, period: Period, office_ids: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Surveys recorded in the period, by office."""
    query = (
        select(Office.code, func.count())
        .join(Case, Case.office_id == Office.id)
        .where(Case.kind == "region_survey", Case.office_id.in_(office_ids))
        .where(Case.opened_at >= period.start, Case.opened_at < period.end)
        .group_by(Office.code)
    )
    return [tuple(row) for row in session.execute(query)]


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """How many were asked."""
    columns = (("office", {"kk": "Орган", "ru": "Орган", "en": "Office"}, "text"),
               ("count", {"kk": "Саны", "ru": "Количество", "en": "Number"}, "int"))
    return [Measure("region_example.surveys", "9", NAME, NAME, columns, surveys)]


@hookimpl
def declare_reports() -> Iterable[Report]:
    """A workbook of one sheet."""
    return [Report("region_survey", NAME, HERE / "report.toml", ANALYST)]


def scores(asked: PanelAsk) -> PanelTable:
    """Every answer of one person."""
    from tests.region_example.tables import RegionNote

    rows = asked.session.execute(
        select(Case.opened_at, RegionNote.score).join(RegionNote, RegionNote.case_id == Case.id)
        .where(Case.person_id == asked.person.id).order_by(Case.id)
    )
    return PanelTable([tuple(row) for row in rows], (NAME,))


@hookimpl
def declare_panels() -> Iterable[Panel]:
    """A person's answers, for whoever asks and for the person."""
    columns = (("asked", {"kk": "Уақыты", "ru": "Время", "en": "Time"}),
               ("score", {"kk": "Баға", "ru": "Оценка", "en": "Score"}))
    return [Panel("region_scores", "9", NAME, frozenset({"center_specialist", "jobseeker"}),
                  columns, scores, kinds=("person", "region_survey"))]


def _is_a_head(_session: Session, _case: Case, actor: Reader, _day: date) -> bool:
    return "authority_head" in actor.roles


@hookimpl
def declare_withheld() -> Iterable[Withheld]:
    """Answers are kept from heads of authorities: people answer freely."""
    return [Withheld("region_answers", "9", "region_survey", frozenset({"region_survey"}), NAME,
                     _is_a_head)]


@hookimpl
def declare_menu() -> Iterable[MenuItem]:
    """A line in the analyst's sidebar."""
    return [MenuItem("region_reports", NAME, "/reports", "chart-bar", ANALYST, 10)]


@hookimpl
def declare_tables() -> object:
    """The region's own table."""
    from tests.region_example import tables

    return tables


@hookimpl
def declare_migrations() -> Path:
    """The branch that makes it."""
    return HERE / "migrations" / "versions"


@hookimpl
def declare_channels() -> dict[str, Any]:
    """Letters printed by the region's post."""

    def post(message: Any) -> str:
        SENT.append(message.body)
        return f"post-{len(SENT)}"

    return {"region_post": post}


@click.command("region-hello")
def hello() -> None:
    """Say that the region's package is installed."""
    click.echo("region_example is installed")


@hookimpl
def declare_commands() -> Iterable[click.Command]:
    """``jumys region-hello``."""
    return [hello]


@hookimpl
def before_step(act: Act) -> Iterator[Ground]:
    """Nobody is asked twice. Only the region's own step is looked at."""
    if act.step.name != "region_example.record_survey" or act.subject is not None:
        return
    person = act.find(Person, act.data["person"])
    asked = act.session.scalar(
        select(func.count()).select_from(Case)
        .where(Case.kind == "region_survey", Case.person_id == person.id)
    )
    if asked:
        yield ONCE.because(person=person.number)


@hookimpl
def after_step(event: Event) -> None:
    """Hear of every act, after it was committed."""
    HEARD.append(event.step)


@hookimpl(tryfirst=True)
def choose_office(person: Person, region: str | None) -> Office | None:
    """People of the border village are served by the second district's center."""
    session = object_session(person)
    if session is None or person.kato != "194239900":
        return None
    return session.scalars(select(Office).where(Office.code == "center2")).first()


class ByName:
    """A matcher that knows one thing: everybody fits, in the order of their numbers."""

    def candidates(
        self, session: Session, vacancy: Any, law: Any, on: date, limit: int = 50,
        after: tuple[float, int] | None = None,
    ) -> list[Any]:
        """People of the session's scope."""
        return list(session.scalars(select(Person).order_by(Person.number).limit(limit)))

    def vacancies_for(
        self, session: Session, person: Person, law: Any, on: date, limit: int = 50,
        after: tuple[float, int] | None = None,
    ) -> list[Any]:
        """Nothing is proposed to anybody."""
        return []

    def explain(self, session: Session, vacancy: Any, person: Person) -> Any:
        """No criterion at all."""
        return ()

    def score(self, reasons: Any, law: Any, on: date) -> float:
        """Always full."""
        return 100.0


@hookimpl
def choose_matcher() -> Matcher:
    """The region ranks in its own way."""
    return ByName()
