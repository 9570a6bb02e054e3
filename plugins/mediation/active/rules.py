"""Grounds against acts on active measures (par. 44(3), 52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.content import ContentItem
from console.data.mediation import MeasureReferral, Plan, PlanItem
from console.declare import Ground
from plugins.mediation.active import places
from plugins.mediation.plans.monitoring import NO_DEFENCE
from plugins.mediation.plans.rules import NOT_UNEMPLOYED

if TYPE_CHECKING:
    from console.act import Act

NO_ENTRY = Ground("measure_not_in_plan", "52", {
    "kk": "Қол қойылған жоспарда бұл шара жоқ: жіберуге негіз жоқ.",
    "ru": "В подписанном плане этой меры нет: направлять не на что.",
    "en": "The signed plan has no such measure: there is nothing to direct to.",
}, field="measure")
OPEN_ALREADY = Ground("measure_open_already", "52", {
    "kk": "Бұл шара бойынша ашық іс бар.", "ru": "По этой мере уже есть открытое дело.",
    "en": "There is an open case of this measure.",
}, field="measure")
OTHER_MEASURE = Ground("offer_of_another_measure", "52", {
    "kk": "Таңдалған орын басқа шараға арналған.", "ru": "Выбранное место относится к другой мере.",
    "en": "The chosen place belongs to another measure.",
}, field="offer")
NO_PLACE = Ground("no_place_left", "52", {
    "kk": "Бұл шарада бос орын қалмаған.", "ru": "Свободных мест в этой мере не осталось.",
    "en": "No place of this measure is left.",
}, field="offer")
CLOSED = Ground("offer_closed", "52", {
    "kk": "Бұл орынға қабылдау аяқталған.", "ru": "Прием на это место завершен.",
    "en": "This place takes nobody any more.",
}, field="offer")
OUTSIDE = Ground("day_outside_measure", "52", {
    "kk": "Баратын күн шараның күндеріне сай емес.", "ru": "День явки вне дат меры.",
    "en": "The day lies outside the days of the measure.",
}, field="begin_on")
NO_REASON = Ground("no_reason_of_declining", "52", {
    "kk": "Бас тарту себебін жазыңыз.", "ru": "Укажите причину отказа.",
    "en": "State the reason of declining.",
}, field="reason")
BEFORE = Ground("before_the_telling", "44", {
    "kk": "Күн адамға айтылған немесе жіберілген күннен бұрын.",
    "ru": "Дата раньше дня, когда лицу сообщено или оно направлено.",
    "en": "The day is before the person was told or referred.",
})
MORE_DAYS = Ground("attended_more_than_planned", "51", {
    "kk": "Қатысқан күн жоспарланғаннан көп.", "ru": "Посещено больше дней, чем по графику.",
    "en": "More days attended than planned.",
}, field="days_attended")
NO_CAUSE = Ground("no_cause_of_missed_days", "51", {
    "kk": "Қатыспаған күндердің себебін көрсетіңіз.", "ru": "Укажите причину пропущенных дней.",
    "en": "State the cause of the days missed.",
}, field="cause")
NOT_VALID = Ground("cause_not_valid", "44", {
    "kk": "Бұл себеп дәлелді емес.", "ru": "Такая причина не уважительная.",
    "en": "This is no valid cause.",
}, field="cause")
NOT_YET = Ground("first_day_not_over", "44", {
    "kk": "Баратын күні мен мерзімі әлі өткен жоқ.",
    "ru": "День явки и срок еще не прошли.",
    "en": "The day to appear and the term are not over.",
}, field="noted_on")


def person_of(act: Act) -> Person:
    """Who is invited: the person of the case, or the number named, seen by the actor."""
    return act.person if act.subject is not None else act.find(Person, act.data["person"])


def plan_entry(act: Act, person: Person, measure: str) -> PlanItem | None:
    """A-75: the standing entry of group 3 the referral rests on."""
    return act.session.scalars(
        select(PlanItem).join(Plan, Plan.id == PlanItem.plan_id).join(Case, Case.id == Plan.case_id)
        .where(PlanItem.person_id == person.id, PlanItem.code == measure)
        .where(PlanItem.ended_revision.is_(None), PlanItem.state == "planned")
        .where(Case.closed_at.is_(None)).order_by(PlanItem.id.desc()).limit(1)
    ).first()


def in_plan(act: Act) -> Iterator[Ground]:
    """A-75: only somebody registered as unemployed, only to a measure of the signed plan."""
    person = person_of(act)
    if person.state != "unemployed":
        yield NOT_UNEMPLOYED.because(state=person.state)
    if plan_entry(act, person, act.data["measure"]) is None:
        yield NO_ENTRY.because(measure=act.data["measure"])


def once(act: Act) -> Iterator[Ground]:
    """One open case of a measure."""
    found = act.session.scalars(
        select(Case.number).join(MeasureReferral, MeasureReferral.case_id == Case.id)
        .where(MeasureReferral.person_id == person_of(act).id, Case.closed_at.is_(None))
        .where(MeasureReferral.measure == act.data["measure"]).limit(1)
    ).first()
    if found is not None:
        yield OPEN_ALREADY.because(case=found)


def place_fits(act: Act) -> Iterator[Ground]:
    """A place of this very measure that is open and not full, where one is named."""
    number = act.data.get("offer")
    if not number:
        return
    item = places.offer(act, number)
    measure = act.data.get("measure") or act.case.facts["measure"]
    if item.data["measure"] != measure:
        yield OTHER_MEASURE.because(offer=item.data["measure"], measure=measure)
    if not places.open_on(item, act.today):
        yield CLOSED.because(until=item.data["apply_until"])
    if places.left(act.session, item) < 1:
        yield NO_PLACE.because(places=item.data["places"])
    yield from _day_fits(act, item)


def _day_fits(act: Act, item: ContentItem) -> Iterator[Ground]:
    day = act.data.get("begin_on")
    if day and not item.data["starts_on"] <= day <= item.data["ends_on"]:
        yield OUTSIDE.because(starts=item.data["starts_on"], ends=item.data["ends_on"])


def reason_of_declining(act: Act) -> Iterator[Ground]:
    """A refusal is recorded with its reason; the Rules attach nothing to it."""
    if act.data["answer"] == "declines" and not act.data.get("reason"):
        yield NO_REASON


def row_of(act: Act) -> MeasureReferral:
    """The referral beside the case of the act."""
    return act.session.scalars(
        select(MeasureReferral).where(MeasureReferral.case_id == act.case.id)
    ).one()


def after_telling(act: Act) -> Iterator[Ground]:
    """Nobody comes before being told, begins before being referred, or ends before beginning."""
    row = row_of(act)
    for field, since in (("came_on", row.invited_on), ("started_on", row.referred_on),
                         ("noted_on", row.referred_on), ("ended_on", row.started_on),
                         ("stopped_on", row.started_on), ("from_on", row.started_on)):
        day = act.data.get(field)
        if day and since is not None and date.fromisoformat(day) < since:
            yield Ground(BEFORE.code, BEFORE.paragraph, BEFORE.text, field=field).because(
                since=since)


def days_add_up(act: Act) -> Iterator[Ground]:
    """Days attended are days planned; days missed have a cause."""
    planned, attended = act.data["days_planned"], act.data["days_attended"]
    if attended > planned:
        yield MORE_DAYS.because(planned=planned)
    if attended < planned and not act.data.get("cause"):
        yield NO_CAUSE.because(missed=planned - attended)


def valid_cause(act: Act) -> Iterator[Ground]:
    """Par. 44(3): an excuse is a valid cause."""
    if act.data["cause"] in NO_DEFENCE:
        yield NOT_VALID.because(cause=act.data["cause"])



def first_day_over(act: Act) -> Iterator[Ground]:
    """Par. 44(3): nobody is absent before the agreed day and the term are over."""
    row, until = row_of(act), act.case.facts.get("appear_until")
    last = max(x for x in (row.begin_on, date.fromisoformat(until) if until else None) if x)
    if act.today <= last:
        yield NOT_YET.because(until=last)
