"""Figures from the daily counters: the same as from the rows, for every cut and every reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from sqlalchemy import select, update

from console.data import counting
from console.data.actors import Office
from console.data.case import Episode
from console.data.counter_sums import grains_of, weights
from console.data.figures import (
    FigureTable,
    UnknownFigure,
    behind,
    days_of,
    dimension,
    figure,
    table,
)
from console.data.journal import Counter
from console.data.reporting import offices_below, spanned
from console.data.stays import Stay
from console.data.store import Store
from console.migrate import upgrade
from console.scope import SYSTEM
from tests.make import ZONE, Jobseeker, World
from tests.test_plugins.offers import FITS

APRIL = spanned(date(2021, 4, 1), date(2021, 4, 30), ZONE)
SPRING = spanned(date(2021, 4, 1), date(2021, 5, 31), ZONE)
MAY = spanned(date(2021, 5, 1), date(2021, 5, 31), ZONE)


def told(store: Store) -> tuple[World, list[Jobseeker]]:
    """Three registered in April, one moved to the other center, one left and came back."""
    w = World(store).at("2021-04-05 11:00")
    people = [w.a_registered_jobseeker(born="1990-05-12"),
              w.a_registered_jobseeker(born="2002-05-12"),
              w.a_registered_jobseeker(born="1970-05-12", second=True)]
    w.at("2021-04-20 10:00").do("registration.transfer_person", people[0].case, by="director",
                                center="center2", reason="Көшті")
    return w, people


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The story of ``told``, for tests that only look."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('figures')}/jumys.db")
    upgrade(store)
    w, people = told(store)
    more(w, people)
    yield w
    store.dispose()


def more(w: World, people: list[Jobseeker]) -> None:
    """The rest of April and May: a refusal, a status, an offer with its answer, an end."""
    application = w.an_application()
    number = w.do("registration.accept_application", data=application).number
    w.do("registration.propose_refusal", number, data={"findings": [
        {"ground": "data_unreliable", "reason": "Өтілі қайшы"},
        {"ground": "documents_unreliable", "document": "education_document", "reason": "Жалған"},
    ]})
    w.sign("registration.refuse_jobseeker", number)
    case = w.becomes_unemployed(people[1].person)
    w.at("2021-05-04 10:00")
    vacancy = w.a_vacancy(places=2).number
    offer = w.do("mediation.offer_vacancy", vacancy=vacancy, person=people[1].person,
                 channel="in_person", **FITS).number
    w.do("mediation.decline_offer", offer, channel="in_person", reason="Алыс")
    w.do("unemployed_status.propose_end", case, ground="moved", since="2021-05-03",
         basis="№ 1")
    w.at("2021-05-05 10:00").sign("unemployed_status.end_status", case, by="head")
    w.do("mediation.close_vacancy", vacancy, by="employer", cause="found_elsewhere")


def asked(
    w: World, name: str, by: Sequence[str] = (), period: object = APRIL, login: str = "system",
    code: str | None = None, live: bool = False,
) -> FigureTable:
    """A measure's table for a login's own offices, or a branch."""
    scope = w.scope(login)
    with w.read(scope) as session:
        offices = (offices_below(session, code) if scope.everything
                   else sorted({*scope.office, *scope.authority}))
        return table(session, w.catalog.measures[name], period, offices, by,  # type: ignore[arg-type]
                     live=live)


def proved(w: World) -> None:
    """Counters equal a full recount of the rows."""
    with w.read() as session:
        assert counting.differences(session, list(w.catalog.counts.values())) == []


def test_the_balance_holds_and_a_move_is_out_here_and_in_there(world: World) -> None:
    """Start + came - left = end by office; a transfer is no change of the region's stock."""
    rows = {row[0]: row[1:] for row in asked(world, "jobseeker.stock", ("office",)).rows}
    center, center2 = world.offices["center"], world.offices["center2"]
    assert rows == {center: (0, 2, 1, 1), center2: (0, 2, 0, 2)}
    assert asked(world, "jobseeker.stock").totals == (0, 4, 1, 3)
    assert asked(world, "jobseeker.stock", period=MAY).totals == (3, 0, 1, 2)
    assert asked(world, "unemployed.stock").totals == (0, 1, 0, 1)
    assert asked(world, "unemployed.left", ("ended_by",), MAY).rows == [("moved", 1)]


def test_a_director_sees_the_sum_of_her_own_office(world: World) -> None:
    """The supervisor's total is the sum of the directors' totals, and nobody's is more."""
    shown = [asked(world, "jobseeker.stock", login=login).totals
             for login in ("director", "director2", "supervisor")]
    assert shown[0] == (0, 2, 1, 1)
    assert tuple(map(sum, zip(*shown[:2], strict=True))) == shown[2]
    with world.read(world.scope("director")) as session:
        stranger = table(session, world.catalog.measures["jobseeker.stock"], APRIL,
                         [world.offices["center2"]])
    assert (stranger.totals, stranger.source) == ((0, 0, 0, 0), "rows")


def test_every_measure_reads_the_same_from_counters_and_from_rows(world: World) -> None:
    """In each dimension, for the region, a district and each reader."""
    check_same_twice(world)


@pytest.mark.every_store
def test_counters_and_rows_agree_on_every_database(store: Store) -> None:
    """The same on PostgreSQL; the counters equal a recount there too."""
    w, _people = told(store)
    check_same_twice(w)
    proved(w)


def check_same_twice(world: World) -> None:
    """Each measure in each cut, from the counters and from the rows."""
    for measure in world.catalog.measures.values():
        if not measure.figures:
            continue
        for by in ((), ("office",), *((d.key,) for d in measure.dimensions)):
            for login, code in (("system", None), ("system", "district2"), ("director", None)):
                fast = asked(world, measure.name, by, SPRING, login, code)
                slow = asked(world, measure.name, by, SPRING, login, code, live=True)
                assert (fast.rows, fast.totals) == (slow.rows, slow.totals), (measure.name, by)
                assert (fast.source, slow.source) == ("counters", "rows")


def test_each_event_of_the_story_is_counted_once(world: World) -> None:
    """Par. 8, 32, 45, 54, 56: refusal by two grounds, status, vacancy of two places, offer."""
    refused = asked(world, "registration.refusals", ("ground",), SPRING)
    assert (refused.rows, refused.totals) == (
        [("data_unreliable", 1), ("documents_unreliable", 1)], (1,))
    assert asked(world, "unemployed.decisions", period=SPRING).totals == (1, 0, 0, 0.0)
    assert asked(world, "unemployed.closures", ("ground",), SPRING).rows == [("moved", 1)]
    assert asked(world, "vacancy.flow", ("pay",), SPRING).rows[0][1:] == (1, 2, 0, 1)
    assert asked(world, "vacancy.withdrawn", ("cause",), SPRING).rows == [("found_elsewhere", 1)]
    assert asked(world, "offer.flow", period=SPRING).totals == (1, 0, 1, 0, 0, 0, 0, 0)


def test_every_cell_leads_to_its_rows(world: World) -> None:
    """The list behind a cell has as many rows as the cell says, each with its case."""
    scope = world.scope("supervisor")
    offices = sorted(scope.office)
    with world.read(scope) as session:
        for measure in world.catalog.measures.values():
            for cut in measure.dimensions:
                shown = table(session, measure, SPRING, offices, (cut.key,))
                for row in shown.rows:
                    for one, n in zip(measure.figures, row[1:], strict=True):
                        if one.count is None or one.count.amount:
                            continue
                        found = session.execute(behind(
                            session, measure, one.key, SPRING, offices, {cut.key: row[0]},
                        ).query).all()
                        assert len(found) == n, (measure.name, cut.key, row)
                        assert all(f.case_id for f in found)


def test_the_counters_equal_a_recount_of_the_rows(world: World) -> None:
    """What every act added and took away comes to what the rows say."""
    proved(world)
    with world.read() as session:
        assert session.scalars(select(Counter).where(Counter.measure != "steps")).first()


def test_a_reversed_leaving_is_not_counted(store: Store) -> None:
    """A correction takes the count back from the day it stood on; the balance holds again."""
    w, people = told(store)
    closed = {"closed_on": date(2021, 5, 3), "open_person_id": None, "outcome": "placed"}
    for values, totals in ((closed, (3, 0, 1, 2)),
                           ({"closed_on": None, "outcome": None}, (3, 0, 0, 3))):
        with w.store.write(SYSTEM) as session:
            counting.watch(session, w.catalog.counts)
            row = session.scalars(select(Episode).where(
                Episode.person_id == w.person(people[1].person).id)).one()
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()
            from console.data.stays import settle

            settle(session, date(2021, 5, 3))
        assert asked(w, "jobseeker.stock", period=MAY).totals == totals
        proved(w)


def test_an_office_that_moved_districts_takes_its_figures_along(store: Store) -> None:
    """The tree of today is used for every period; closed figures keep what was signed."""
    w, _people = told(store)
    before = asked(w, "jobseeker.stock", code="district2").totals
    with w.store.write(SYSTEM) as session:
        counting.watch(session, w.catalog.counts)
        office = session.get_one(Office, w.offices["center"])
        office.parent_id = w.offices["district2"]
        office.path = f"/{w.offices['region']}/{w.offices['district2']}/{office.id}/"
    assert asked(w, "jobseeker.stock", code="district").totals == (0, 0, 0, 0)
    moved = asked(w, "jobseeker.stock", code="district2").totals
    assert (before, moved) == ((0, 2, 0, 2), (0, 4, 1, 3))
    proved(w)


def test_a_counter_that_was_tampered_with_is_found_and_rebuilt(store: Store) -> None:
    """doctor --recount --repair: the rows win over the counters."""
    w, _people = told(store)
    counts = list(w.catalog.counts.values())
    with w.store.write(SYSTEM) as session:
        session.execute(update(Counter).where(Counter.measure == "jobseeker.came",
                                              Counter.key == "sex=m").values(value=9))
        assert counting.differences(session, counts)
        counting.rebuild(session, counts)
    proved(w)


def test_the_duration_of_a_stock_grows_with_the_day(world: World) -> None:
    """Months are calendar months from the day of registration to the day of the stock."""
    cut = asked(world, "jobseeker.stock", ("duration",), period=spanned(
        date(2021, 6, 1), date(2021, 6, 30), ZONE))
    assert {row[0]: row[4] for row in cut.rows if row[4]} == {"1-2": 2}
    assert {row[0]: row[1] for row in cut.rows if row[1]} == {"1-2": 2}


def test_an_authority_counts_the_rows_it_may_see(world: World) -> None:
    """Par. 31: a head's figures are of the people handed to the authority, from the rows."""
    found = asked(world, "unemployed.came", period=SPRING, login="head")
    assert (found.totals, found.source) == ((1,), "rows")
    assert asked(world, "unemployed.came", period=SPRING, login="head2").totals == (0,)


def test_a_cut_over_part_of_a_month_is_counted_from_the_rows(world: World) -> None:
    """Cuts are kept by month; totals of any days still come from the counters."""
    days = spanned(date(2021, 4, 3), date(2021, 4, 19), ZONE)
    assert asked(world, "jobseeker.stock", ("sex",), days).source == "rows"
    whole = asked(world, "jobseeker.stock", ("office",), days)
    assert whole.source == "counters"
    assert whole.rows == asked(world, "jobseeker.stock", ("office",), days, live=True).rows


def test_an_unknown_cut_or_figure_is_a_clear_answer(world: World) -> None:
    """One sentence names what the measure does not have."""
    measure = world.catalog.measures["jobseeker.stock"]
    with pytest.raises(UnknownFigure, match="cannot be cut by 'colour'"):
        dimension(measure, "colour")
    with pytest.raises(UnknownFigure, match="no figure 'x'"):
        figure(measure, "x")


def test_a_span_is_the_fewest_years_months_and_days() -> None:
    """2020-12-30 to 2022-02-02 is two days, a year, a month and two days."""
    assert grains_of(date(2020, 12, 30), date(2022, 2, 2)) == [
        "2020-12-30", "2020-12-31", "2021", "2022-01", "2022-02-01", "2022-02-02"]
    assert days_of(APRIL).last == date(2021, 4, 30)


def test_a_whole_branch_is_read_at_its_top(world: World) -> None:
    """Offices of a whole branch come to one counter; any choice of them to the right sum."""
    with world.read() as session:
        assert weights(session, offices_below(session, None)) == {world.offices["region"]: 1}
        assert weights(session, [world.offices["center"]]) == {world.offices["center"]: 1}


def test_stays_keep_what_the_person_was_on_the_first_day(world: World) -> None:
    """The profile moves along with a transfer."""
    with world.read() as session:
        rows = session.scalars(select(Stay).order_by(Stay.id)).all()
    assert [(r.age_group, r.begun_by, r.ended_by) for r in rows][:4] == [
        ("29-34", "registered", "transfer"), ("18-24", "registered", "moved"),
        ("45-54", "registered", None), ("29-34", "transfer", None)]
