"""The vacancy feed: test mode, all or none, sent again a no-op, each employer's own (par. 55)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.data.mediation import Vacancy
from console.scope import SYSTEM
from tests.make import a_vacancy_form
from tests.test_api.conftest import Api, api

assert api  # the fixture
PATH = "/vacancies/feed"


def item(number: str, **over: Any) -> dict[str, Any]:
    """A vacancy as an employer's system sends it."""
    return a_vacancy_form(external_id=number, appeared_on="2021-04-16", **over)


def send(api: Api, *items: Any, login: str = "employer", path: str = PATH) -> Any:
    """Send vacancies."""
    return api.program(login).post(path, {"vacancies": list(items)})


def known(api: Api, number: str) -> list[Vacancy]:
    """Vacancies of an own number."""
    with api.world.read(SYSTEM) as session:
        return list(session.scalars(select(Vacancy).where(Vacancy.external_id == number)))


def test_a_test_answers_alike_and_writes_nothing(api: Api) -> None:
    """?test=1: the same figures, then the real sending."""
    tested = send(api, item("F-1"), path=f"{PATH}?test=1").get_json()
    assert (tested["test"], tested["new"], tested["written"]) == (True, 1, False)
    assert known(api, "F-1") == []
    sent = send(api, item("F-1")).get_json()
    assert (sent["test"], sent["new"], sent["written"]) == (False, 1, True)
    [row] = known(api, "F-1")
    assert sent["numbers"] == [
        {"item": 1, "external_id": "F-1", "number": row.case_number}]


def test_sent_again_it_changes_nothing_and_a_change_amends(api: Api) -> None:
    """Idempotent by the employer's own number."""
    send(api, item("F-2"))
    assert send(api, item("F-2")).get_json()["unchanged"] == 1
    assert send(api, item("F-2", wage_level=151000)).get_json()["changed"] == 1
    assert [row.wage_min for row in known(api, "F-2")] == [151000]


def test_a_fault_keeps_all_out_and_names_item_and_field(api: Api) -> None:
    """422 as problem+json with every fault."""
    answer = send(api, item("F-3"), item("F-4", settlement=""), item("F-5", work_regime="x"))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert {(f["item"], f["field"]) for f in told["faults"]} == {(2, "settlement"),
                                                                (3, "work_regime")}
    assert (told["wrong"], told["written"]) == (2, False)
    assert known(api, "F-3") == []


def test_only_an_employers_own_token_feeds(api: Api) -> None:
    """Staff 403, nobody 401; another BIN in the data is refused (attack)."""
    assert send(api, item("F-6"), login="specialist").status_code == 403
    assert send(api, item("F-6"), login="").status_code == 401
    with api.world.read(SYSTEM) as session:
        from console.data.actors import Employer

        other = session.scalars(select(Employer.bin).order_by(Employer.id.desc())).first()
    answer = send(api, item("F-6", employer=other))
    assert answer.status_code == 422
    assert known(api, "F-6") == []


def test_a_feed_reaches_only_its_own_vacancies(api: Api) -> None:
    """The same own number of another employer makes a vacancy of its own (attack)."""
    send(api, item("F-7"))
    assert send(api, item("F-7", wage_level=170000), login="employer2").get_json()["new"] == 1
    assert sorted(row.wage_min or 0 for row in known(api, "F-7")) == [150000, 170000]


def test_shapes_nobody_declared_are_refused(api: Api) -> None:
    """Unknown members and arguments, no list, too many."""
    program = api.program("employer")
    assert program.post(PATH, {"vacancies": [], "x": 1}).status_code == 422
    assert program.post(PATH, {"vacancies": {}}).status_code == 422
    assert program.post(PATH, {"vacancies": [1]}).status_code == 422
    assert program.post(PATH, {}).status_code == 422
    assert program.post(f"{PATH}?tset=1", {"vacancies": []}).status_code == 400
    assert program.post(f"{PATH}?test=yes", {"vacancies": []}).status_code in (400, 422)
    assert program.post(PATH, {"vacancies": [{}] * 501}).status_code == 422
    assert program.post(PATH, {"vacancies": []}).get_json()["total"] == 0


def test_a_program_of_two_organisations_names_the_one_it_acts_for(api: Api) -> None:
    """X-Employer narrows the token to one; a BIN that is not its own changes nothing (attack)."""
    world = api.world
    with world.store.write(SYSTEM) as session:
        from console.data.actors import Employer

        held = {n: world.actor(n).seats[0].employer_id for n in ("employer", "employer2")}
        bins = {n: session.get_one(Employer, key).bin for n, key in held.items()}
        world.member(session, "quality", "employer_recruiter", employer_id=held["employer"])
        world.member(session, "quality", "employer_recruiter", employer_id=held["employer2"])
    program = api.program("quality")
    for number, name, header in (("O-1", "employer", ""), ("O-2", "employer2", bins["employer2"]),
                                 ("O-3", "employer", "999999999999")):
        sent = {"X_Employer": header} if header else {}
        answer = program.post(PATH, {"vacancies": [item(number)]}, **sent)
        assert answer.get_json()["new"] == 1, number
        assert [row.employer_id for row in known(api, number)] == [held[name]], number
