"""A vacancy is shown for a time and confirmed anew with one click (practice, not from the Rules).

The last day is the earlier of the employer's own last day for responses and a dated value of
working days. Unconfirmed it is taken off the public page, never closed: the employer resumes it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from console.data import vacancy_search
from console.data.worktime import working_calendar
from console.declare import Step

if TYPE_CHECKING:
    from console.act import Act

CLOCK = "I-22"
NOT_CONFIRMED = {
    "kk": "Бос орын мерзімінде расталмады.", "ru": "Вакансия не подтверждена в срок.",
    "en": "The vacancy was not confirmed in time.",
}


def show_until(act: Act) -> None:
    """The last day the vacancy is shown without a word of the employer."""
    vacancy = act.vacancy
    days = int(act.value("vacancy_confirm_days"))
    last: date = working_calendar(act.session).add_working_days(act.today, days)
    own = vacancy.closes_on
    if own is not None and act.today <= own < last:
        last = own
    vacancy.confirm_by, act.facts[CLOCK] = last, last


def expire(act: Act) -> None:
    """Off the public page as of the end of its last day; nothing is lost."""
    act.vacancy.published = False
    act.keep(pause_reason=NOT_CONFIRMED[str(act.employer.language)])
    vacancy_search.index(act.session, act.vacancy)


STEPS = (
    Step(
        "mediation.confirm_vacancy", "54", "vacancy",
        {"kk": "Бос орын әлі бар екенін растау", "ru": "Подтвердить, что вакансия открыта",
         "en": "Confirm that the vacancy is open"},
        action="mediation.manage_vacancy", frm=("published",), do=(show_until,),
        asks_worklist=False,
    ),
    Step(
        "mediation.expire_vacancy", "54", "vacancy",
        {"kk": "Расталмаған бос орынды тоқтата тұру",
         "ru": "Приостановить неподтвержденную вакансию",
         "en": "Pause the vacancy nobody confirmed"},
        frm=("published",), to="paused", on_lapse=(CLOCK,), do=(expire,), cancels=(CLOCK,),
        notices=("vacancy_expired",),
    ),
)
