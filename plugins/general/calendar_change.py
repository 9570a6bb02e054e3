"""The working calendar changes by an act: proposed with its basis, looked at, applied once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from console.act import Act
from console.data import recalculation
from console.data.base import public_number
from console.data.content import ContentItem
from console.data.worktime import working_calendar
from console.declare import CaseKind, Ground, Step

KIND = "content/calendar_change"
SCHEMES = ("5day", "6day")

CHANGE = CaseKind(
    KIND,
    {"kk": "Күнтізбені өзгерту", "ru": "Изменение календаря", "en": "Change of the calendar"},
    "L",
    {
        "drafted": {"kk": "Дайындалған", "ru": "Подготовлено", "en": "Prepared"},
        "applied": {"kk": "Қолданылған", "ru": "Применено", "en": "Applied"},
        "withdrawn": {"kk": "Қайтарып алынған", "ru": "Отозвано", "en": "Withdrawn"},
    },
    frozenset({"applied", "withdrawn"}),
)
OUTSIDE = Ground(
    "outside_calendar", "",
    {"kk": "Бұл күн енгізілген күнтізбеден тыс.", "ru": "День вне введенного календаря.",
     "en": "The day lies outside the calendar."},
    field="days",
)
TWICE = Ground(
    "day_twice", "",
    {"kk": "Бір күн екі рет көрсетілген.", "ru": "День указан дважды.",
     "en": "The day is given twice."},
    field="days",
)
NOTHING = Ground(
    "nothing_changes", "",
    {"kk": "Күнтізбеде бәрі солай тұр.", "ru": "В календаре уже так.",
     "en": "The calendar already says so."},
    field="days",
)
MOVED_ON = Ground(
    "calendar_moved_on", "",
    {"kk": "Дайындалғаннан бері күнтізбе өзгерді: өзгерісті қайта дайындаңыз.",
     "ru": "Календарь изменился после подготовки: подготовьте изменение заново.",
     "en": "The calendar has changed since this was prepared: prepare the change again."},
)


def schemes(data: Any) -> tuple[str, ...]:
    """Schemes of the working week the change is for."""
    return SCHEMES if data["scheme"] == "both" else (data["scheme"],)


def _day(row: Any) -> date:
    return row["date"] if isinstance(row["date"], date) else date.fromisoformat(row["date"])


def sound(act: Act) -> Iterable[Ground]:
    """Days within the calendar, each once, and something that changes."""
    seen: set[date] = set()
    rows = [(_day(row), row["kind"]) for row in act.data.get("days") or ()]
    for on, _kind in rows:
        if on in seen:
            yield TWICE.because(day=on)
        seen.add(on)
    same = True
    for scheme in schemes(act.data):
        calendar = working_calendar(act.session, scheme)
        for on, kind in rows:
            if not calendar.first <= on <= calendar.last:
                yield OUTSIDE.because(day=on)
                return
            mark = calendar.mark(on)
            same = same and (mark.kind if mark else recalculation.ORDINARY) == kind
    if same:
        yield NOTHING


def unmoved(act: Act) -> Iterable[Ground]:
    """What was looked at is what is applied: the calendar is still the same version."""
    for scheme, version in act.subject.data["base"].items():
        if working_calendar(act.session, scheme).version != version:
            yield MOVED_ON


def opens(act: Act) -> ContentItem:
    """The prepared change, with the versions it starts from."""
    base = {s: working_calendar(act.session, s).version for s in schemes(act.data)}
    days = [{**row, "date": _day(row).isoformat()} for row in act.data.get("days") or ()]
    return ContentItem(
        number=public_number("L"), state="drafted", version=1, type="calendar_change", code=None,
        sort="", office_id=None, changed_at=act.now,
        data={"basis": act.data["basis"], "scheme": act.data["scheme"], "days": days,
              "base": base},
    )


def apply(act: Act) -> None:
    """A new version of each calendar; open duties are counted anew, people's never shortened."""
    data = act.subject.data
    days = [{**row, "basis": data["basis"]} for row in data["days"]]
    told: dict[str, Any] = {}
    for scheme in schemes(data):
        version, moved = recalculation.apply(
            act.session, scheme, days, basis=data["basis"], now=act.now,
            by=act.actor.account_id,
        )
        kept = [m for m in moved if m.kept]
        told[scheme] = {"version": version.number, "moved": len(moved) - len(kept),
                        "kept": len(kept)}
    act.subject.data = {**data, "applied": told}
    act.facts.update(calendar=told)


STEPS = (
    Step(
        "general.propose_calendar_day", "", KIND,
        {"kk": "Күнтізбе өзгерісін дайындау", "ru": "Подготовить изменение календаря",
         "en": "Prepare a change of the calendar"},
        "general.manage_calendar", to="drafted", form="calendar_change", opens=opens,
        rules=(sound,), asks_worklist=False,
    ),
    Step(
        "general.apply_calendar", "", KIND,
        {"kk": "Күнтізбе өзгерісін қолдану", "ru": "Применить изменение календаря",
         "en": "Apply the change of the calendar"},
        "general.manage_calendar", ("drafted",), "applied", rules=(unmoved,), do=(apply,),
        asks_worklist=False,
    ),
    Step(
        "general.withdraw_calendar", "", KIND,
        {"kk": "Күнтізбе өзгерісін қайтарып алу", "ru": "Отозвать изменение календаря",
         "en": "Withdraw the change of the calendar"},
        "general.manage_calendar", ("drafted",), "withdrawn", asks_worklist=False, danger=True,
    ),
)
