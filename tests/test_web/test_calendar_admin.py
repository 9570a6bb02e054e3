"""The working calendar is changed by an act: prepared, looked at, applied once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.case import Case
from console.data.obligations import CalendarVersion, Obligation, ObligationChange
from tests.test_web.conftest import Web, text_of

NEW = "/admin/calendar/new"


def change(web: Web, *days: tuple[str, str], **over: Any) -> Any:
    """Post a change of days (date, kind); the answer."""
    data = {"basis": "№ 123 қаулы", "scheme": "both", "_key": over.pop("key", "")}
    for row, (day, kind) in enumerate(days):
        data |= {f"days.{row}.date": day, f"days.{row}.kind": kind,
                 f"days.{row}.name_kk": "Қосымша демалыс", f"days.{row}.name_ru": "Доп. выходной"}
    return web.browser("admin").post(NEW, data | over)


def duty(web: Web, case: str, deadline: str) -> Obligation:
    """A clock of a case."""
    with web.world.read() as session:
        return session.scalars(
            select(Obligation).join(Case, Case.id == Obligation.case_id)
            .where(Case.number == case, Obligation.deadline == deadline)
        ).one()


@pytest.mark.parametrize("path", ["/admin/calendar", "/admin/calendar?year=1&scheme=6day", NEW])
def test_the_administrator_alone_keeps_the_calendar(web: Web, path: str) -> None:
    """Year view and form open to the administrator, to nobody else."""
    assert web.browser("admin").get(path).status_code == 200
    assert web.browser("integrator").get(path).status_code == 403
    assert web.browser("director").get(path).status_code == 403


def test_a_late_holiday_moves_open_terms_with_their_proof(web: Web) -> None:
    """Par. 12: a day off proclaimed later moves the open term; old and new date stay on record."""
    web.world.at("2021-05-03 10:00").at("2021-05-17 10:00")
    case = web.world.do("registration.accept_application", data=web.world.an_application()).number
    before = duty(web, case, "D-02")
    assert before.due_on.isoformat() == "2021-05-18"
    answer = change(web, ("2021-05-18", "extra_off"))
    assert answer.status_code == 302
    address = answer.headers["Location"]
    page = text_of(web.browser("admin").get(address).text)
    assert "18.05.2021" in page and "19.05.2021" in page
    assert duty(web, case, "D-02").due_on == before.due_on  # looking changes nothing
    assert web.browser("admin").post(f"{address}/apply").status_code == 302
    after = duty(web, case, "D-02")
    assert after.due_on.isoformat() == "2021-05-19"
    assert after.receipt["calendar_version"] == after.calendar_version
    with web.world.read() as session:
        kept = session.scalars(
            select(ObligationChange).where(ObligationChange.obligation_id == after.id)
        ).one()
        assert (kept.old_due_on, kept.new_due_on) == (before.due_on, after.due_on)
        newest = session.scalars(
            select(CalendarVersion).order_by(CalendarVersion.id.desc())
        ).first()
        assert newest is not None and newest.basis == "№ 123 қаулы"
        row = session.scalars(select(Case).where(Case.number == case)).one()
    assert row.due_at is not None and row.due_at <= after.due_at
    assert row.due_at > before.due_at


def test_a_persons_term_is_never_shortened(web: Web) -> None:
    """A day that works after all would shorten an employer's term: it is told apart and kept."""
    web.world.at("2021-06-04 10:00")  # a Friday
    vacancy = web.world.a_vacancy()
    with web.world.store.write(__import__("console.scope", fromlist=["SYSTEM"]).SYSTEM) as session:
        row = session.scalars(
            select(Obligation).where(Obligation.state == "open", Obligation.internal.is_(False))
            .order_by(Obligation.id.desc())
        ).first()
        assert row is not None
        row.responsible = "employer"
        key, old = row.id, row.due_on
    assert vacancy.number
    address = change(web, ("2021-06-05", "weekend_workday"), scheme="5day").headers["Location"]
    page = text_of(web.browser("admin").get(address).text)
    assert "Terms of people that would become shorter" in page
    web.browser("admin").post(f"{address}/apply")
    with web.world.read() as session:
        assert session.get_one(Obligation, key).due_on == old


def test_what_was_looked_at_is_what_is_applied(web: Web) -> None:
    """A change prepared on an older version of the calendar is refused; withdrawn ones too."""
    first = change(web, ("2021-09-14", "extra_off")).headers["Location"]
    second = change(web, ("2021-09-15", "extra_off")).headers["Location"]
    third = change(web, ("2021-09-16", "extra_off")).headers["Location"]
    admin = web.browser("admin")
    assert admin.post(f"{third}/withdraw").status_code == 302
    assert admin.post(f"{third}/apply").status_code == 409
    assert admin.post(f"{first}/apply").status_code == 302
    answer = admin.post(f"{second}/apply")
    assert answer.status_code == 422
    assert "prepare the change again" in text_of(answer.text)
    assert admin.post(f"{first}/apply").status_code == 409


@pytest.mark.parametrize(("days", "words"), [
    ((("2021-11-10", "extra_off"), ("2021-11-10", "holiday")), "given twice"),
    ((("2099-01-05", "holiday"),), "outside the calendar"),
    ((("2021-11-10", "ordinary"),), "already says so"),
])
def test_a_senseless_change_is_refused_with_its_reason(
    web: Web, days: tuple[tuple[str, str], ...], words: str
) -> None:
    """422, the reason, and what was typed stays."""
    answer = change(web, *days)
    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert "№ 123 қаулы" in answer.text


def test_others_neither_prepare_nor_apply(web: Web) -> None:
    """A director's POST is refused, an unknown change does not exist."""
    assert web.browser("director").post(NEW, {}).status_code == 403
    assert web.browser("admin").get("/admin/calendar/L-00000-00000").status_code == 404
    assert web.browser("admin").post("/admin/calendar/L-00000-00000/apply").status_code == 404
