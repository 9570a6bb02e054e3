"""Every hook does what plugins/README.md says, shown by the region's example package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from console.catalog import Catalog, load_catalog
from console.cli import group
from console.commands.base import Instance
from console.data.actors import Person
from console.data.outbox import Message
from console.data.store import Store
from console.declare import Action, Notice, Panel, PanelAsk, Period, Step, Withheld
from console.errors import DeclarationError, Grounds
from console.hookspecs import Hooks, hookimpl
from console.migrate import upgrade
from console.plugins import CHAPTERS, manager
from console.withheld import kept_forms
from console.work.outbox import Sender
from tests import region_example
from tests.make import ZONE, World
from tests.regional import region_installed

README = Path(__file__).resolve().parent.parent / "plugins" / "README.md"
HOOKS = sorted(name for name in vars(Hooks) if not name.startswith("_"))
SURVEY = "region_example.record_survey"


@pytest.fixture(scope="module")
def region() -> Iterator[Catalog]:
    """The shipped chapters with the region's package; its table is gone afterwards."""
    with region_installed() as catalog:
        yield catalog


@pytest.fixture
def there(store: Store, region: Catalog) -> World:
    """The world of the tests in the region, its table migrated."""
    upgrade(store, list(manager(extra=[region_example]).hook.declare_migrations()))
    region_example.HEARD.clear()
    region_example.SENT.clear()
    return World(store, region)


def ask(there: World, score: int = 5) -> Any:
    """Register somebody and record a survey of them."""
    person = there.a_registered_jobseeker().person
    return person, there.do(SURVEY, data={"person": person, "score": score})


def refusal(plugin: Any) -> str:
    """The one sentence the catalog is refused with when ``plugin`` is loaded."""
    with pytest.raises(DeclarationError) as error:
        load_catalog(extra=[plugin])
    return str(error.value).strip()


# ---- the hooks themselves
def test_every_hook_has_docstring_heading_and_test() -> None:
    """A hook without its words, its chapter in the README or its test does not exist."""
    headings = set(re.findall(r"^### `(\w+)`", README.read_text(encoding="utf-8"), re.M))
    assert headings == set(HOOKS)
    for name in HOOKS:
        assert getattr(Hooks, name).__doc__, name
        assert f"test_hook_{name}" in globals(), name
        assert hasattr(region_example, name), name


def test_a_misspelt_hook_stops_the_start() -> None:
    """A plugin that would never be asked is found out at once."""

    class Misspelt:
        @hookimpl
        def declare_step(self) -> list[Step]:
            """Not a hook."""
            return []

    told = refusal(Misspelt())
    assert "declare_step" in told
    assert "\n" not in told


def test_a_hook_with_an_unknown_argument_stops_the_start() -> None:
    """The same for an argument the hook does not have."""

    class Wrong:
        @hookimpl
        def before_step(self, deed: Any) -> list[Any]:
            """The argument is called act."""
            return []

    told = refusal(Wrong())
    assert "before_step" in told
    assert "\n" not in told


@pytest.mark.parametrize("chapter", CHAPTERS[1:])
def test_any_chapter_can_be_left_out(chapter: str) -> None:
    """Without one chapter the others start, and its steps named elsewhere are inert."""
    catalog = load_catalog(without=[chapter])
    assert not [name for name in catalog.steps if name.startswith(f"{chapter}.")]
    assert catalog.steps


def test_a_name_declared_twice_stops_the_start() -> None:
    """Two plugins cannot mean different things by one name."""

    class Twice:
        @hookimpl
        def declare_actions(self) -> list[Action]:
            """A right of chapter 2 once more."""
            return [replace(load_catalog().actions["registration.hand_over"])]

    told = refusal(Twice())
    assert "declared twice" in told
    assert "\n" not in told


def test_an_unknown_name_stops_the_start() -> None:
    """A step that points at nothing is refused with its name."""

    class Lost:
        @hookimpl
        def declare_steps(self) -> list[Step]:
            """On a kind nobody declared."""
            title = {"kk": "к", "ru": "р", "en": "e"}
            return [Step("x.lose", "9", "lost_kind", title, action="registration.propose",
                         frm=("nowhere",))]

    told = refusal(Lost())
    assert "lost_kind" in told
    assert "\n" not in told


# ---- each hook
def test_hook_declare_laws(region: Catalog) -> None:
    """A region adds a value and a reading; no paragraph of the Rules changes."""
    assert region.law.value_at("region_example_best_score", date(2021, 4, 16)) == 5
    assert "X-region" in {r.id for r in region.law.readings_of("9")}
    assert len(region.law.paragraphs()) == len(load_catalog().law.paragraphs())


def test_hook_declare_deadlines(region: Catalog) -> None:
    """A region shortens its offices' term; the rest of the country keeps the Rules' own."""
    deadline = region.law.deadline("D-11")
    assert deadline.value_at(date(2021, 4, 16), "190000000").amount == 1
    assert deadline.value_at(date(2021, 4, 16), "750000000").amount == 2


def test_hook_declare_roles(region: Catalog) -> None:
    """A role of the region reads its subtree and writes nothing."""
    assert region.roles["region_analyst"].reads == "tree"


def test_hook_declare_actions(region: Catalog) -> None:
    """A right names the roles that have it and the paragraph."""
    assert region.actions["region_example.record_answers"].law == "9"


def test_hook_declare_steps(there: World) -> None:
    """A step of the region moves a case of the region through the one write path."""
    person, outcome = ask(there)
    assert (outcome.kind, outcome.state) == ("region_survey", "recorded")
    assert outcome.number.startswith("X-")
    assert there.person_of(outcome.number).number == person


def test_hook_declare_forms(region: Catalog) -> None:
    """A form of the region lies beside the annexes."""
    assert [f.key for f in region.forms["region_survey"].fields()] == ["person", "score"]


def test_hook_declare_notices(there: World) -> None:
    """A notice is written in the person's language by the act that sends it."""
    _, outcome = ask(there)
    [message] = [m for m in there.messages(outcome.number) if m.channel == "cabinet"]
    assert (message.notice, message.subject) == ("region_thanks", "Рақмет")

    class Silent:
        @hookimpl
        def declare_notices(self) -> list[Notice]:
            """Without texts."""
            return [Notice("no_texts", "9", "person", Path("/nowhere"))]

    told = refusal(Silent())
    assert "no text" in told
    assert "\n" not in told


def test_hook_declare_measures(there: World) -> None:
    """A figure is a query over the reader's session, in the order of its columns."""
    ask(there)
    measure = there.catalog.measures["region_example.surveys"]
    period = Period(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC))
    with there.read() as session:
        rows = list(measure.query(session, period, list(there.offices.values())))
    assert rows == [("center", 1)]


def test_hook_declare_reports(region: Catalog) -> None:
    """A workbook names its arrangement and its readers."""
    report = region.reports["region_survey"]
    assert report.path.is_file()
    assert report.roles == {"region_analyst"}


def test_hook_declare_panels(there: World) -> None:
    """A table about one person, in the order of its columns; unknown names stop the start."""
    person, _ = ask(there, score=4)
    ask(there, score=2)
    panel = there.catalog.panels["region_scores"]
    with there.read() as session:
        who = session.scalars(select(Person).where(Person.number == person)).one()
        table = panel.query(
            PanelAsk(session, there.catalog.law, who, None, there.now, ZONE, None)
        )
    assert [row[1] for row in table.rows] == [4]

    class Lost:
        @hookimpl
        def declare_panels(self) -> list[Panel]:
            """For a role nobody declared."""
            return [replace(panel, name="lost", roles=frozenset({"nobody"}))]

    told = refusal(Lost())
    assert "nobody" in told
    assert "\n" not in told


def test_hook_declare_withheld(there: World) -> None:
    """A form is kept from whom the chapter says, open to all others; unknown forms stop."""
    _, outcome = ask(there)
    case = there.case(outcome.number)
    with there.read() as session:
        kept = {
            login: set(kept_forms(session, there.catalog, case, there.actor(login),
                                  there.now.date()))
            for login in ("head", "specialist")
        }
    assert kept == {"head": {"region_survey"}, "specialist": set()}
    one = there.catalog.withheld["region_answers"]

    class Lost:
        @hookimpl
        def declare_withheld(self) -> list[Withheld]:
            """A form nobody declared."""
            return [replace(one, name="lost", forms=frozenset({"no_form"}))]

    assert "no_form" in refusal(Lost())


def test_hook_declare_menu(region: Catalog) -> None:
    """A line of the sidebar; nobody ever has more than seven."""
    assert "region_reports" in {m.key for m in region.menu}
    for role in region.roles:
        assert len([m for m in region.menu if role in m.roles]) <= 7, role


def test_hook_declare_tables(there: World) -> None:
    """Rows of the region's own table are written by its own step."""
    from tests.region_example.tables import RegionNote

    _, outcome = ask(there, score=4)
    with there.read() as session:
        note = session.scalars(select(RegionNote)).one()
    assert (note.score, note.case_id) == (4, there.case(outcome.number).id)


def test_hook_declare_migrations(there: World) -> None:
    """The branch of the region stands beside those of the console and of the chapters."""
    tables = inspect(there.store.engine).get_table_names()
    assert {"region_note", "case", "complaint"} <= set(tables)


def test_hook_declare_stages(there: World) -> None:
    """A survey leaves a stage event in its transaction; the monitoring system hears it once."""
    _, outcome = ask(there)
    [message] = there.messages(outcome.number, "stage")
    assert (message.channel, message.state, message.paragraph) == ("monitoring", "waiting", "23")
    assert (message.payload["stage"], message.payload["office"]) == ("surveyed", "center")
    Sender(there.store, there.outside, there.catalog).run(there.now)
    heard = [e for e in there.outside.monitoring.told()  # type: ignore[attr-defined]
             if e["event"]["number"] == outcome.number]
    assert [e["event"]["title"]["en"] for e in heard] == ["Survey of the region"]


def test_hook_declare_channels(there: World) -> None:
    """A message of a notice that names the channel goes out through it."""
    _, outcome = ask(there)
    Sender(there.store, there.outside, there.catalog).run(there.now)
    assert [m.body for m in there.messages(outcome.number)
                                   if m.channel == "region_post"] == region_example.SENT
    assert len(region_example.SENT) == 1


def test_hook_declare_commands(region: Catalog) -> None:
    """A command of the region stands in ``jumys``."""
    instance = Instance()
    instance.__dict__["catalog"] = region
    result = CliRunner().invoke(group, ["region-hello"], obj=instance)
    assert (result.exit_code, result.output.strip()) == (0, "region_example is installed")
    assert isinstance(region_example.hello, click.Command)


def test_hook_before_step(there: World) -> None:
    """A ground of the region refuses its own step, shown like any other; nothing is written."""
    person, _ = ask(there)
    with pytest.raises(Grounds) as refusal:
        there.do(SURVEY, data={"person": person, "score": 1})
    assert [g.code for g in refusal.value.grounds] == ["surveyed_already"]
    assert len(there.cases("region_survey")) == 1


def test_hook_after_step(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener hears of committed acts; when it fails the act stands and it is told again."""
    ask(there)
    assert region_example.HEARD[-1] == SURVEY

    class Failing:
        @hookimpl
        def after_step(self, event: Any) -> None:
            """Always fails."""
            raise ValueError(event.step)

    there.catalog.pm.register(Failing(), name="failing")
    try:
        _, outcome = ask(there)
    finally:
        there.catalog.pm.unregister(name="failing")
    assert there.state(outcome.number) == "recorded"
    with there.read() as session:
        waiting = session.scalars(select(Message).where(Message.channel == "listener")).all()
    assert {m.recipient for m in waiting} == {"failing"}
    assert SURVEY in {m.payload["step"] for m in waiting}


def test_hook_choose_office(there: World) -> None:
    """The region's answer comes before the chapter's own, which is by territory."""
    border = there.an_application()
    border["address"]["kato"] = "194239900"
    number = there.do("registration.accept_application", by="operator", data=border).number
    assert there.case(number).office_id == there.offices["center2"]
    usual = there.do("registration.accept_application", by="operator",
                     data=there.an_application()).number
    assert there.case(usual).office_id == there.offices["center"]


def test_hook_choose_matcher(region: Catalog) -> None:
    """The region's matcher is asked before the chapter's own."""
    assert isinstance(region.pm.hook.choose_matcher(), region_example.ByName)
    assert load_catalog().pm.hook.choose_matcher().__name__ == "plugins.mediation.matching"
