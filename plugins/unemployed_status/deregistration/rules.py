"""Rules of deregistration: Act -> grounds against it (par. 44, 45, 51)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from console.act import Act
from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.mediation import Plan, PlanItem
from console.declare import Ground
from plugins.unemployed_status.deregistration import words
from plugins.unemployed_status.deregistration.called import in_schedule, plan_days
from plugins.unemployed_status.deregistration.evidence import ask_of, known_of
from plugins.unemployed_status.deregistration.grounds import (
    ITEMS,
    TITLES,
    WEIGHED,
    Condition,
    evaluate,
)

CLOSED = ("dismissed", "rejected", "informed", "reversed")

NOT_UNEMPLOYED = Ground("not_unemployed", "44", {
    "kk": "Адам қазір жұмыссыз ретінде тіркеуде тұрған жоқ.",
    "ru": "Лицо сейчас не состоит на учете как безработное.",
    "en": "The person is not registered as unemployed now.",
})
ALREADY_OPEN = Ground("ground_already_examined", "44", {
    "kk": "Бұл негіз осы адам бойынша қаралып жатыр.",
    "ru": "Это основание по этому лицу уже рассматривается.",
    "en": "This ground is being examined for this person already.",
}, field="ground")
OTHER_PROPOSED = Ground("another_ground_proposed", "44", {
    "kk": "Осы адам бойынша басқа іс жергілікті органда: алдымен соның шешімін күтіңіз.",
    "ru": "По этому лицу другое дело уже у местного органа: дождитесь его решения.",
    "en": "Another case of this person is before the local authority: wait for its decision.",
})
UNKNOWN_CALL = Ground("no_such_call", "44", {
    "kk": "Бұл адамның мұндай нөмірлі ұсынысы немесе шақыруы жоқ.",
    "ru": "У этого лица нет предложения или вызова с таким номером.",
    "en": "This person has no offer or summons of that number.",
}, field="about")
NOT_WEIGHED = Ground("cause_is_no_defence", "44", {
    "kk": "44-тармақтың бұл негізінде дәлелді себеп ескерілмейді: бағаланатын себеп жоқ.",
    "ru": "Для этого основания пункта 44 уважительность причины не учитывается.",
    "en": "For this ground of paragraph 44 a valid cause is no defence: there is none to weigh.",
})
NOT_AFTER = Ground("not_told_before", "44", {
    "kk": "Адамға айтылған күн шақырылған күннен кейін бола алмайды.",
    "ru": "Лицу сообщили позже дня, на который его вызвали.",
    "en": "The person was told after the day of the summons.",
}, field="informed_on")
DAY_OUTSIDE = Ground("day_outside_term", "44", {
    "kk": "Келісілген күн 44-тармақтың мерзімінен кейін: мерзім ішіндегі күнді белгілеңіз.",
    "ru": "Согласованный день за пределами срока пункта 44: назначьте день внутри срока.",
    "en": "The agreed day is past the term of paragraph 44: set a day within it.",
}, field="day_on")
NO_ENTRY = Ground("no_entry_in_signed_plan", "37", {
    "kk": "Адам қол қойған жоспардың 3-бөлімінде бұл күнге келу немесе хабарлау жазылмаған.",
    "ru": "В разделе 3 подписанного лицом плана на этот день нет явки или уведомления.",
    "en": "Section 3 of the plan the person signed has no attendance or notice on that day.",
}, field="entry_on")
NO_MEASURE = Ground("no_measure_in_signed_plan", "52", {
    "kk": "Адам қол қойған жоспарда белсенді шара жоқ: шақыруға негіз жоқ.",
    "ru": "В подписанном лицом плане нет активной меры: приглашать не на что.",
    "en": "The plan the person signed has no active measure to invite to.",
}, field="purpose")
NO_ADDRESS = Ground("new_address_missing", "51", {
    "kk": "Тұрғылықты жері ауысқан болса, жаңа мекенжайды көрсетіңіз.",
    "ru": "При перемене места жительства укажите новый адрес.",
    "en": "When the residence changed, give the new address.",
}, field="new_address")
BEFORE_STATUS = Ground("before_registration", "51", {
    "kk": "Өзгеріс жұмыссыз ретінде тіркелгенге дейін болған: 51-тармақтың мерзімі жүрмейді.",
    "ru": "Изменение было до регистрации безработным: срок пункта 51 к нему не относится.",
    "en": "The change was before the registration as unemployed: paragraph 51 has no term for it.",
}, field="changed_on")


def person_of(act: Act) -> Person:
    """The person of the case, of the cabinet, or named by number with the actor's own eyes."""
    if isinstance(act.subject, Case):
        return act.person
    if act.seat is not None and act.seat.person_id is not None:
        return act.session.get_one(Person, act.seat.person_id)
    return act.find(Person, str(act.data.get("person") or ""))


def open_episode(act: Act, person: Person) -> Episode | None:
    """The person's present registration."""
    return act.session.scalars(
        select(Episode).where(Episode.open_person_id == person.id)
    ).one_or_none()


def unemployed_now(act: Act) -> Iterator[Ground]:
    """Par. 44, 51: only somebody registered as unemployed."""
    person = person_of(act)
    if person.state != "unemployed" or open_episode(act, person) is None:
        yield NOT_UNEMPLOYED.because(state=person.state)


def _open_cases(act: Act, person: Person) -> list[Case]:
    return list(act.session.scalars(
        select(Case).where(Case.person_id == person.id, Case.kind == "deregistration")
        .where(Case.closed_at.is_(None)).order_by(Case.id)
    ))


def examined_once(act: Act) -> Iterator[Ground]:
    """One open case a ground and a call."""
    wanted = (act.data["ground"], act.data.get("about") or None)
    for case in _open_cases(act, person_of(act)):
        if (case.facts["ground"], case.facts.get("about")) == wanted:
            yield ALREADY_OPEN.because(case=case.number)


def call_is_theirs(act: Act) -> Iterator[Ground]:
    """The offer, summons, invitation or missed day of the plan named is one of this person."""
    about = act.data.get("about")
    if not about:
        return
    found = act.session.scalars(
        select(Case.id).where(Case.number == about, Case.person_id == person_of(act).id)
        .where(Case.kind.in_(("offer", "summons", "measure", "plan")))
    ).first()
    if found is None and about not in plan_days(act.session, person_of(act)):
        yield UNKNOWN_CALL.because(about=about)


def no_other_proposal(act: Act) -> Iterator[Ground]:
    """The authority decides one case of a person at a time."""
    for case in _open_cases(act, act.person):
        if case.id != act.case.id and case.state == "proposed":
            yield OTHER_PROPOSED.because(case=case.number)


def cause_counts(act: Act) -> Iterator[Ground]:
    """Only par. 44(3) and 44(4) know valid causes."""
    if act.case.facts["ground"] not in WEIGHED:
        yield NOT_WEIGHED


def ground_proved(act: Act) -> Iterator[Ground]:
    """Par. 44: every condition of the ground that the records do not prove."""
    yield from _unproved(act, authority=False)


def ground_proved_to_authority(act: Act) -> Iterator[Ground]:
    """Par. 44, 45: the same once more on the day of the decision, the cause weighed again."""
    yield from _unproved(act, authority=True)


def conditions_of(act: Act, *, authority: bool) -> list[Condition]:
    """The conditions of the case's ground as the records stand."""
    return evaluate(known_of(ask_of(act, authority=authority)), act.case.facts["ground"])


def _unproved(act: Act, *, authority: bool) -> Iterator[Ground]:
    code = act.case.facts["ground"]
    for condition in conditions_of(act, authority=authority):
        if condition.met:
            continue
        text = {lang: f"{words.NOT_PROVED[lang]}: {condition.text[lang]}."
                for lang in words.LANGUAGES}
        yield Ground(condition.code, "44", text).because(
            item=ITEMS[code], ground=dict(TITLES[code]), said=dict(condition.said)
        )


# ---- summonses
def told_in_time(act: Act) -> Iterator[Ground]:
    """Nobody is called to a day before being told of it."""
    day = act.data.get("day_on") or act.data.get("entry_on")
    if day and date.fromisoformat(act.data["informed_on"]) > date.fromisoformat(day):
        yield NOT_AFTER.because(day=day)


def day_within_term(act: Act) -> Iterator[Ground]:
    """Par. 44(3): the agreed day lies within the term that runs from the telling."""
    from plugins.unemployed_status.deregistration.summons import last_day

    day = act.data.get("day_on")
    if act.data["purpose"] != "schedule" and day and date.fromisoformat(day) > last_day(act):
        yield DAY_OUTSIDE.because(day=day, until=last_day(act))


def plan_items(act: Act, person: Person) -> list[tuple[PlanItem, Plan]]:
    """Entries of the person's plan that stand."""
    rows = act.session.execute(
        select(PlanItem, Plan).join(Plan, Plan.id == PlanItem.plan_id)
        .where(PlanItem.person_id == person.id, PlanItem.state != "cancelled")
        .where(PlanItem.ended_revision.is_(None)).order_by(PlanItem.id)
    )
    return [(item, plan) for item, plan in rows]


def entry_of(act: Act) -> PlanItem | None:
    """Reading A-22: the entry of section 3 on the day named, in a plan the person signed."""
    wanted = act.data.get("entry_on")
    return next((
        item for item, plan in plan_items(act, person_of(act))
        if wanted == item.on.isoformat() and in_schedule(item, plan, act.zone)
    ), None)


def rests_on_plan(act: Act) -> Iterator[Ground]:
    """Par. 37, 52: a day of the schedule, or an active measure, of a signed plan."""
    purpose = act.data["purpose"]
    if purpose == "schedule" and entry_of(act) is None:
        yield NO_ENTRY.because(day=act.data.get("entry_on"))
    if purpose == "measures" and not any(
        item.code.startswith("almm_") for item, _ in plan_items(act, person_of(act))
    ):
        yield NO_MEASURE


# ---- changes
def address_given(act: Act) -> Iterator[Ground]:
    """Par. 51(1): where the person lives now."""
    change = act.data.get("change") or act.case.facts["change"]
    if change == "residence_changed" and not act.data.get("new_address"):
        yield NO_ADDRESS


def changed_while_unemployed(act: Act) -> Iterator[Ground]:
    """Par. 51 binds the registered unemployed: the change is not older than the registration."""
    episode = open_episode(act, person_of(act))
    since = episode.unemployed_on if episode else None
    if since is not None and date.fromisoformat(act.data["changed_on"]) < since:
        yield BEFORE_STATUS.because(registered_on=since)
