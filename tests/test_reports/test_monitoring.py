"""Monitoring measures: each duty by week and by days left, how long it took, who has to cope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from console.data import quality
from console.data.actors import Card, Person
from console.data.reporting import judged_at, spanned
from console.data.store import Store
from console.migrate import upgrade
from console.scope import SYSTEM
from tests.make import ZONE, World

APRIL = spanned(date(2021, 4, 1), date(2021, 4, 30), ZONE)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two registered on Monday the 5th, an application of the 12th left lying, one of the 15th."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('monitoring')}/jumys.db")
    upgrade(store)
    w = World(store).at("2021-04-05 11:00")
    w.a_registered_jobseeker()
    other = w.a_registered_jobseeker(second=True)
    w.at("2021-04-12 10:00").do("registration.accept_application", data=w.an_application())
    w.at("2021-04-15 10:00").sweep()
    w.do("registration.accept_application", data=w.an_application())
    with store.write(SYSTEM) as session:
        person = w.person(other.person).id
        session.execute(update(Person).where(Person.id == person).values(sex="f", email=None))
        session.execute(update(Card).where(Card.person_id == person).values(occupation=None))
    yield w
    store.dispose()


def rows(w: World, name: str, login: str = "supervisor") -> list[tuple[Any, ...]]:
    """A measure as a login's scope shows it, judged now."""
    scope = w.scope(login)
    with w.read(scope) as session:
        judged_at(session, w.catalog, w.now, ZONE)
        offices = sorted({*scope.office, *scope.authority})
        return [tuple(r) for r in w.catalog.measures[name].query(session, APRIL, offices)]


def test_duties_stand_in_the_week_they_began(world: World) -> None:
    """Par. 8, 12: week, office, term; each duty once, their sum is that of the whole table."""
    found = rows(world, "general.weekly")
    by_week = {(r[0], r[2]): r[4:7] for r in found if r[1] == world.offices["center"]}
    assert by_week[date(2021, 4, 5), "D-01"] == (1, 1, 0)
    assert by_week[date(2021, 4, 12), "D-01"] == (2, 0, 0)
    whole = rows(world, "general.duties")
    for at in range(6):
        assert sum(r[4 + at] for r in found) == sum(r[3 + at] for r in whole)


def test_open_duties_fall_into_one_band_each(world: World) -> None:
    """Very late, late, today, in two, in five days, later: together all that are open."""
    found = rows(world, "general.days_left")
    whole = rows(world, "general.duties")
    assert sum(sum(r[2:]) for r in found) == sum(r[6] for r in whole)
    assert sum(r[2] + r[3] for r in found) == sum(r[7] for r in whole) > 0


def test_a_forecast_says_how_many_duties_and_staff_a_day_has(world: World) -> None:
    """What is overdue stands on today's line; each office counts its own seats."""
    found = [r for r in rows(world, "general.forecast") if r[0] == world.offices["center"]]
    assert found[0][1] == date(2021, 4, 15)
    assert all(r[3] == 4 and r[4] == round(r[2] / 4, 1) for r in found)
    assert [r[1] for r in found] == sorted(r[1] for r in found)


def test_times_taken_are_by_nearest_rank(world: World) -> None:
    """Registered in the hour: the median of the terms met is nought."""
    met = {r[1]: r[2:] for r in rows(world, "general.lead_times", "director")}
    assert met["D-01"] == (1, 0.0, 0.0)


def test_silence_with_an_effect_is_counted_where_it_fell(world: World) -> None:
    """Par. 24, 30: an expiry that opened a case by itself."""
    found = rows(world, "general.silence")
    assert found == [(world.offices["center"], "D-08", 1), (world.offices["center2"], "D-08", 1)]
    assert {r[1] for r in found} <= set(world.catalog.lapses)


def test_records_to_mend_are_counted_and_listed(world: World) -> None:
    """Missing and contradictory data by office; the list behind has as many people."""
    scope = world.scope("supervisor")
    with world.read(scope) as session:
        counted = quality.counted(session, sorted(scope.office), world.now)
        told = {(o, c.key): n for o, c, n in counted}
        assert told[world.offices["center2"], "no_occupation"] == 1
        assert told[world.offices["center2"], "other_sex"] == 1
        for office, check, n in counted:
            listed = session.execute(quality.listed(check, [office], world.now)).all()
            assert len(listed) == n
    assert rows(world, "general.quality", "director") == []
    with pytest.raises(LookupError):
        quality.check("nothing")


def test_limits_of_an_office_stand_apart(world: World) -> None:
    """No internal limit is among the terms of the Rules, nor the other way round."""
    assert rows(world, "general.internal") == []
