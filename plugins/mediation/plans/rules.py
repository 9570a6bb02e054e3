"""Grounds against acts of the plan (par. 48, 49, annex 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.mediation import Plan
from console.declare import Ground
from plugins.mediation.plans import revisions
from plugins.mediation.plans.entries import Line, differences, lines, settle

if TYPE_CHECKING:
    from console.act import Act

NOT_UNEMPLOYED = Ground("plan_for_unemployed_only", "48", {
    "kk": "Жеке жоспар жұмыссыз ретінде тіркелген адам үшін жасалады.",
    "ru": "План составляется для зарегистрированного безработного.",
    "en": "The plan is drawn up for a person registered as unemployed.",
})
EMPTY_PLAN = Ground("plan_without_activities", "48", {
    "kk": "Жоспарда бірде-бір іс-шара жоқ.", "ru": "В плане нет ни одного мероприятия.",
    "en": "The plan holds no activity.",
}, field="measures")
OUTSIDE_PLAN = Ground("date_after_plan", "annex-9", {
    "kk": "Іс-шара күні жоспардың қолданылу мерзімінен кейін.",
    "ru": "Дата мероприятия позже срока действия плана.",
    "en": "A date of the plan lies after the plan's validity.",
})
PAST_DAY = Ground("date_before_drawing", "annex-9", {
    "kk": "Өткен күнге міндет жазылмайды: күні жоспар жасалған күннен бұрын.",
    "ru": "Обязанность на прошедший день не записывается: дата раньше дня составления.",
    "en": "No duty is written for a past day: the date is before the plan is drawn up.",
})
TWICE = Ground("activity_twice", "annex-9", {
    "kk": "Бұл іс-шара бұрын енгізілген: әр іс-шараның аяқталу күні біреу.",
    "ru": "Это мероприятие уже внесено: у каждого мероприятия одна дата завершения.",
    "en": "This activity is entered already: each activity has one completion date.",
})
NOT_AUTHOR = Ground("not_drawn_up_by_you", "49", {
    "kk": "Жоспарға оны жасаған маман қол қояды.",
    "ru": "План подписывает составивший его работник.",
    "en": "The plan is signed by the employee who drew it up.",
})
STILL_VALID = Ground("plan_still_valid", "annex-9", {
    "kk": "Жоспардың қолданылу мерзімі әлі аяқталған жоқ.",
    "ru": "Срок действия плана еще не истек.", "en": "The plan is still valid.",
})
NO_REASON = Ground("amendment_without_reason", "49", {
    "kk": "Жоспар неге өзгертілетінін жазыңыз: қол қоятын адам оны көреді.",
    "ru": "Укажите, почему план меняется: это увидит тот, кто его подписывает.",
    "en": "State why the plan is amended: whoever signs it sees the reason.",
}, field="amendment_reason")
NOTHING_NEW = Ground("nothing_amended", "49", {
    "kk": "Қолданыстағы жоспардан айырмашылық жоқ: қол қоятын ештеңе жоқ.",
    "ru": "Отличий от действующего плана нет: подписывать нечего.",
    "en": "Nothing differs from the plan in force: there is nothing to sign.",
})
EARLY_SIGNATURE = Ground("signed_before_drawing", "49", {
    "kk": "Қол қойылған күн жоспар жасалған күннен бұрын.",
    "ru": "Дата подписи раньше дня составления плана.",
    "en": "The day of the signature is before the plan was drawn up.",
})
COPY_ALREADY = Ground("copy_already_given", "49", {
    "kk": "Бұл жоспардың данасы берілген.", "ru": "Экземпляр этого плана уже выдан.",
    "en": "The copy of this plan was given already.",
})


def for_unemployed(act: Act) -> Iterator[Ground]:
    """A-37: only for the unemployed."""
    if act.person.state != "unemployed":
        yield NOT_UNEMPLOYED.because(state=act.person.state)


def _standing(act: Act) -> list[Line]:
    plan = act.session.scalars(select(Plan).where(Plan.case_id == act.case.id)).first()
    if plan is None:
        return []
    return [revisions.line_of(r)
            for r in revisions.standing(revisions.rows_of(act.session, plan))]


def complete(act: Act) -> Iterator[Ground]:
    """Annex 9: at least one activity, each once with its own date, every date within the plan."""
    measures, schedule = act.data.get("measures") or (), act.data.get("schedule") or ()
    if not measures:
        yield EMPTY_PLAN
    seen: set[str] = set()
    for place, row in enumerate(measures):
        if row["measure"] in seen:
            yield _at(TWICE, f"measures.{place}").because(measure=row["measure"])
        seen.add(row["measure"])
    until = date.fromisoformat(act.data["plan_valid_until"])
    rows = [("measures", i, r["completion_date"]) for i, r in enumerate(measures)]
    rows += [("schedule", i, r["schedule_date"]) for i, r in enumerate(schedule)]
    # an entry that stands already may be behind us; a new one may not
    fresh = {line.on for line in settle(_standing(act), lines(act.data)).added}
    for section, number, day in rows:
        on = date.fromisoformat(day)
        if on > until:
            yield _at(OUTSIDE_PLAN, f"{section}.{number}").because(date=day, until=until)
        elif on < act.today and on in fresh:
            yield _at(PAST_DAY, f"{section}.{number}").because(date=day)


def _at(ground: Ground, field: str) -> Ground:
    return Ground(ground.code, ground.paragraph, ground.text, field=field)


def amended(act: Act) -> Iterator[Ground]:
    """An amendment says why, and changes something."""
    if not act.data.get("amendment_reason"):
        yield NO_REASON
    before = revisions.data_of(act.session, act.case, act.plan.revision)
    if not differences(before, act.data):
        yield NOTHING_NEW


def author_signs(act: Act) -> Iterator[Ground]:
    """Par. 49: the employee who drew up the plan signs it."""
    author = act.case.facts.get("drawn_by_account")
    if author is not None and author != act.actor.account_id:
        yield NOT_AUTHOR.because(author=act.case.facts.get("drawn_by"))


def signed_after_drawing(act: Act) -> Iterator[Ground]:
    """Nobody signs what is not written yet."""
    drawn = datetime.fromisoformat(revisions.last(act.case)["drawn_at"])
    day = drawn.astimezone(act.zone).date()
    for field in ("person_signed_on", "specialist_signed_on"):
        if date.fromisoformat(act.data[field]) < day:
            yield _at(EARLY_SIGNATURE, field).because(drawn=day)


def copy_once(act: Act) -> Iterator[Ground]:
    """Par. 49: one copy of what was signed."""
    given = act.plan.copy_given_at
    if given is not None:
        yield COPY_ALREADY.because(given=given)


def over(act: Act) -> Iterator[Ground]:
    """Annex 9: the plan is in force until its own date."""
    until = act.plan.valid_until
    if until is not None and act.today <= until:
        yield STILL_VALID.because(until=until)
