"""Acts entered late: an event of before the previous working day says in writing why it comes now.

Whoever could move a receipt back in silence could hide a missed term. The reason stands in the
journal beside both times and is shown on the case.
"""

from __future__ import annotations

from console import calendar
from console.act import Act
from console.data.worktime import working_calendar
from console.errors import Invalid

LONGEST = 300
SAY_WHY = {
    "kk": "Әрекет алдыңғы жұмыс күнінен бұрын болған: неге кеш енгізілгенін жазыңыз.",
    "ru": "Действие было раньше предыдущего рабочего дня: напишите, почему вносится поздно.",
    "en": "The act happened before the previous working day: say why it is entered late.",
}


def check(act: Act, reason: str | None) -> None:
    """Keep the reason of a late entry on the act; Invalid where one is due and missing.

    ``reason`` None: nobody types here (a sweep, an import, an offline file with its own proof).
    """
    if reason is None or act.actor.system or act.occurred_at >= act.now:
        return
    if not is_late(act):
        return
    act.late_reason = reason.strip()[:LONGEST]
    if not act.late_reason:
        raise Invalid(fields={"late_reason": [SAY_WHY]})


def is_late(act: Act) -> bool:
    """Whether the event lies before the working day that precedes today, at the office's place."""
    week = working_calendar(act.session)
    today = act.now.astimezone(act.zone).date()
    try:
        passed = week.working_days_between(act.today, today)
    except calendar.CalendarError:
        return True
    return passed > (1 if week.is_working(today) else 0)
