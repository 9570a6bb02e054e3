"""Notices of chapter 5 and the values they print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.declare import Notice
from plugins.mediation import links
from plugins.mediation.active import notices as active
from plugins.mediation.plans import notices as plans

if TYPE_CHECKING:
    from console.act import Act

FOLDER = Path(__file__).resolve().parent / "notices"
DAY, CLOCK = "%d.%m.%Y", "%H:%M"


def _vacancy(act: Act) -> dict[str, Any]:
    vacancy = act.vacancy
    low, high = vacancy.wage_min, vacancy.wage_max
    pay = f"{low:,}".replace(",", "\u00a0") if low else ""
    if high:
        pay = f"{pay}-{high:,}".replace(",", "\u00a0")
    return {"title": vacancy.title, "vacancy": vacancy.case_number, "pay": pay,
            "settlement": vacancy.settlement, "company": vacancy.employer_name}


def _interview(act: Act) -> dict[str, Any]:
    moment = act.offer.interview_at
    local = moment.astimezone(act.zone) if moment else None
    return {**_vacancy(act), "place": act.offer.interview_place,
            "day": local.strftime(DAY) if local else "",
            "time": local.strftime(CLOCK) if local else ""}


def _times(act: Act) -> dict[str, Any]:
    facts = act.case.facts or {}
    times = "; ".join(
        f"{n}) {date.fromisoformat(row['interview_on']).strftime(DAY)} {row['interview_time']}"
        for n, row in enumerate(facts.get("times") or (), 1)
    )
    return {**_vacancy(act), "times": times, "place": facts.get("times_place", ""),
            "wish": facts.get("times_wish", "")}


NOTICES = (
    Notice("vacancy_published", "54", "employer", FOLDER, _vacancy),
    Notice("employer_invitation", "55", "employer", FOLDER, channels=("email",)),
    Notice("vacancies_imported", "54", "employer", FOLDER),
    Notice("vacancy_expired", "54", "employer", FOLDER, _vacancy),
    Notice("vacancy_filled", "63", "employer", FOLDER, _vacancy),
    Notice("job_offer", "58", "person", FOLDER, _vacancy, relay=True),
    Notice("offer_link", "58", "person", FOLDER, links.address, channels=("sms", "email")),
    Notice("offer_unanswered", "59", "person", FOLDER, _vacancy, relay=True),
    Notice("offer_withdrawn", "60", "person", FOLDER, _vacancy, relay=True),
    Notice("resume_sent", "60", "employer", FOLDER, _vacancy),
    Notice("interview_arranged", "60", "person", FOLDER, _interview, relay=True),
    Notice("interview_times", "60", "person", FOLDER, _times, relay=True),
    Notice("interview_agreed", "60", "employer", FOLDER, _interview),
    Notice("interview_other_times", "60", "employer", FOLDER, _times),
    Notice("consent_withdrawn", "60", "employer", FOLDER, _vacancy),
    Notice("hiring_confirmed", "62", "person", FOLDER, _vacancy),
    Notice("employer_refused", "62", "person", FOLDER, _vacancy),
    Notice("deemed_refusal", "62", "person", FOLDER, _vacancy),
    Notice("deemed_refusal_employer", "62", "employer", FOLDER, _vacancy),
    *plans.NOTICES, *active.NOTICES,
)
