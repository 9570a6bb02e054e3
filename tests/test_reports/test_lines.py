"""The monthly form and the EU indicators: each line is a figure of a measure, or entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from console.data.reporting import judged_at, spanned
from console.data.store import Store
from console.migrate import upgrade
from plugins.general.lines import layout
from tests.make import ZONE, World
from tests.test_reports.test_figures import more, told

SPRING = spanned(date(2021, 4, 1), date(2021, 5, 31), ZONE)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The story of the figures, and a labour force entered for the region."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('lines')}/jumys.db")
    upgrade(store)
    w, people = told(store)
    more(w, people)
    for day, persons in (("2021-01-01", 400), ("2021-05-01", 200), ("2021-07-01", 1)):
        item = w.do("content.create_labour_force", by="admin", place="region",
                    persons=persons, source="бюро", data={"from": day}).number
        w.do("content.publish_labour_force", item, by="admin")
    yield w
    store.dispose()


def values(w: World, name: str, login: str = "supervisor") -> dict[str, Any]:
    """Line number -> value."""
    scope = w.scope(login)
    with w.read(scope) as session:
        judged_at(session, w.catalog, w.now, ZONE)
        rows = w.catalog.measures[name].query(session, SPRING, sorted(scope.office))
        return {row[0]: row[2] for row in rows}


def test_the_monthly_form_balances(world: World) -> None:
    """Start + came - left = end, women and villages among them; one of 200 is 0.5 per cent."""
    found = values(world, "general.monthly_form")
    assert found["2"] + found["3"] - found["4"] == found["5"] == 2
    assert (found["1"], found["3"], found["3.3"]) == (4, 4, 0)
    assert found["3.4"] == found["4.5"] == 1
    assert 0 <= found["3.1"] <= found["3"]
    assert (found["6"], found["11"], found["12"]) == (0, 200, 0.0)
    assert (found["7"], found["9"], found["10"]) == (2, 0, 0)


def test_a_region_without_a_labour_force_has_no_share(world: World) -> None:
    """What nobody entered is not nought: the cell stays empty."""
    found = values(world, "general.monthly_form", "director")
    assert (found["11"], found["12"]) == (None, None)


def test_the_indicators_are_shares_of_what_they_say(world: World) -> None:
    """EU PES: nobody was unemployed at the start, so 1a and 1b have no value; 3a is 0 of 1."""
    found = values(world, "general.pes")
    assert (found["1a"], found["1b"], found["3a"]) == (None, None, 0.0)
    assert found["2b"] is not None


@pytest.mark.parametrize("name", ["monthly", "pes"])
def test_every_line_points_at_a_figure_that_is_there(world: World, name: str) -> None:
    """Measures, figures, cuts and their values exist in the installed chapters."""
    for line in layout(name):
        for one in (*line.get("of", ()), *line.get("per", ())):
            measure = world.catalog.measures[one["measure"]]
            assert one["figure"] in {f.key for f in measure.figures}
            assert set(one.get("where", {})) <= {d.key for d in measure.dimensions}
