"""Grounds of chapter 5: what refuses an act of mediation, each with its paragraph.

Every rule reads the act and yields grounds; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Employer, Person
from console.data.case import Episode
from console.data.mediation import Offer, Vacancy
from console.declare import Ground
from plugins.mediation import texts
from plugins.mediation.criteria import FAILED
from plugins.mediation.matching import explain

if TYPE_CHECKING:
    from console.act import Act

NOT_OWN_EMPLOYER = Ground("not_own_employer", "55", {
    "kk": "Кабинет арқылы тек өз бос орындарыңызды орналастыра аласыз.",
    "ru": "Через кабинет размещаются только собственные вакансии.",
    "en": "Through the cabinet only your own vacancies are placed.",
}, field="employer")
NO_EMPLOYER = Ground("no_employer", "54", {
    "kk": "Жұмыс берушінің БСН немесе ЖСН көрсетілмеген.",
    "ru": "Не указан БИН или ИИН работодателя.",
    "en": "The employer's BIN or IIN is not stated.",
}, field="employer")
DISCRIMINATION = Ground("discriminatory_requirement", "54", {
    "kk": "Бос орын талабы кемсітушілік болып табылады. Оны алып тастаңыз.",
    "ru": "Требование вакансии дискриминационное. Уберите его.",
    "en": "The vacancy holds a discriminatory requirement. Remove it.",
})
EXCLUDED_POST = Ground("perhaps_excluded_post", "53", {
    "kk": "Лауазым хабарлау міндеті жоқ лауазымға ұқсайды. Оны таңдаңыз немесе лауазым "
          "тексерілгенін белгілеңіз: орналастыруға тыйым жоқ.",
    "ru": "Должность похожа на ту, о которой сообщать не обязательно. Выберите ее или отметьте, "
          "что должность проверена: размещение не запрещено.",
    "en": "The post looks like one that need not be reported. Choose it or tick that the post "
          "was checked: placing it is not forbidden.",
}, field="excluded_post")
NOT_OPEN = Ground("vacancy_not_open", "63", {
    "kk": "Бос орын енді ашық емес.", "ru": "Вакансия больше не открыта.",
    "en": "The vacancy is no longer open.",
}, field="vacancy")
OFFERED_BEFORE = Ground("offered_before", "58", {
    "kk": "Бұл бос орын осы адамға бұрын ұсынылған.",
    "ru": "Эта вакансия уже предлагалась этому лицу.",
    "en": "This vacancy was offered to this person before.",
}, field="person")
NOT_SUITABLE = Ground("not_suitable_work", "2", {
    "kk": "Тексеру бойынша жұмыс лайықты емес, сондықтан лайықты жұмыс ретінде ұсынылмайды.",
    "ru": "По проверке работа не подходящая и как подходящая не предлагается.",
    "en": "By the checklist the work is not suitable and is not offered as suitable work.",
})
SAYS_OTHERWISE = Ground("data_say_otherwise", "57", {
    "kk": "Карта деректері басқаша көрсетеді. Негіздемесін жазыңыз.",
    "ru": "Данные карты говорят иное. Укажите обоснование.",
    "en": "The card says otherwise. State the reason.",
}, field="note")
NO_ASSISTANT = Ground("no_assistant", "58", {
    "kk": "Адам ауылдық жерде тіркелмеген: ассистент арнасы қолданылмайды.",
    "ru": "Лицо не относится к сельскому округу: канал ассистента неприменим.",
    "en": "The person belongs to no rural district: the assistant's channel does not apply.",
}, field="channel")
NOT_TOLD = Ground("not_told_in_person", "58", {
    "kk": "Ұсыныс адамның өзіне айтылғаннан кейін ғана жеткізілді деп жазылады.",
    "ru": "Вручение записывается только после того, как о предложении сообщено лично.",
    "en": "Delivery is recorded only once the person was told of the offer.",
}, field="told_in_person")
BACKDATED = Ground("backdated_by_oneself", "59", {
    "kk": "Бұрынғы күнмен жауапты тек орталық жазады.",
    "ru": "Ответ прошедшей датой записывает только центр.",
    "en": "Only the center records an answer of an earlier time.",
})
BEFORE_RECEIPT = Ground("before_receipt", "59", {
    "kk": "Жауап ұсыныс алынғаннан бұрын болуы мүмкін емес.",
    "ru": "Ответ не может быть раньше получения предложения.",
    "en": "The answer cannot be earlier than the receipt of the offer.",
})
CONDITIONS = Ground("conditions_do_not_suit", "60", {
    "kk": "Жұмыс жағдайы кандидатқа сәйкес келмейді: резюме жіберілмейді.",
    "ru": "Условия труда кандидату не подходят: резюме не направляется.",
    "en": "The working conditions do not suit the candidate: no résumé is sent.",
}, field="conditions_suit")
NO_REASON = Ground("no_reason_of_refusal", "62", {
    "kk": "Бас тартудың себебін жазыңыз.", "ru": "Укажите причину отказа.",
    "en": "State the reason of the refusal.",
}, field="reason")
NO_WAY = Ground("no_way_of_answer", "62", {
    "kk": "Жұмыс беруші қалай жауап бергенін көрсетіңіз.",
    "ru": "Укажите, каким способом ответил работодатель.",
    "en": "State in which way the employer answered.",
}, field="way")
NONE_OR_SOME = Ground("none_or_some", "56", {
    "kk": "Кандидаттарды таңдаңыз немесе табылмағанын белгілеңіз.",
    "ru": "Выберите кандидатов или отметьте, что их нет.",
    "en": "Choose candidates or tick that there are none.",
}, field="candidates")
SUITABILITY = {
    "fits_training": "training_and_qualification_level",
    "fits_experience": "experience_and_skills",
    "fits_regime": "working_time_regime",
    "fits_health": "health",
    "fits_transport": "transport",
}


def own_employer(act: Act) -> Iterator[Ground]:
    """Par. 55: a cabinet posts for its own employer alone."""
    named, own = act.data.get("employer"), act.seat and act.seat.employer_id
    if named and own:
        employer = act.session.get_one(Employer, own)
        if employer.bin != named:
            yield NOT_OWN_EMPLOYER


def employer_named(act: Act) -> Iterator[Ground]:
    """Par. 54: the written information comes from somebody."""
    if not act.data.get("employer"):
        yield NO_EMPLOYER


def no_discrimination(act: Act) -> Iterator[Ground]:
    """Reading R-discrimination: every discriminatory requirement, with the word that says so."""
    for hit in texts.discriminatory(act.data):
        yield Ground(DISCRIMINATION.code, DISCRIMINATION.paragraph, DISCRIMINATION.text,
                     field=hit.field).because(kind=hit.kind, name=hit.name, word=hit.word)


def excluded_confirmed(act: Act) -> Iterator[Ground]:
    """Par. 53: warn of a post that need not be reported; the employer confirms and may post."""
    if act.data.get("excluded_post") or act.data.get("excluded_checked"):
        return
    hit = texts.excluded_post(act.data)
    if hit:
        yield EXCLUDED_POST.because(post=hit.kind, word=hit.word)


def parties(act: Act) -> tuple[Vacancy, Person]:
    """The vacancy and the person an offer names, seen by the actor; NotFound otherwise."""
    return (act.find(Vacancy, act.data["vacancy"], "case_number"),
            act.find(Person, act.data["person"]))


def open_episode(session: Session, person: Person) -> Episode | None:
    """The person's present registration, if any."""
    return session.scalars(select(Episode).where(Episode.open_person_id == person.id)).first()


def open_vacancy(act: Act) -> Iterator[Ground]:
    """Par. 63: nothing is offered or accepted on a vacancy that is filled or closed."""
    vacancy = act.vacancy if act.subject is not None else parties(act)[0]
    if not vacancy.published or vacancy.filled >= vacancy.places:
        yield NOT_OPEN.because(vacancy=vacancy.case_number)


def offered_once(act: Act) -> Iterator[Ground]:
    """A-29: one vacancy counts once for a person within a registration."""
    vacancy, person = parties(act)
    episode = open_episode(act.session, person)
    earlier = act.session.scalars(
        select(Offer).where(Offer.vacancy_id == vacancy.id, Offer.person_id == person.id)
        .where(Offer.episode_id == (episode.id if episode else None)).limit(1)
    ).first()
    if earlier is not None:
        yield OFFERED_BEFORE.because(offered=earlier.offered_at)


def suitable_work(act: Act) -> Iterator[Ground]:
    """Par. 2(9): the checklist; where it contradicts the card, the specialist says why."""
    vacancy, person = parties(act)
    reasons = explain(act.session, vacancy, person)
    for field, criterion in SUITABILITY.items():
        answer = act.data.get(field)
        if answer == "no":
            yield Ground(NOT_SUITABLE.code, NOT_SUITABLE.paragraph, NOT_SUITABLE.text,
                         field=field).because(item=field)
        if answer == "yes" and criterion and not act.data.get("note"):
            reason = reasons.get(criterion)
            if reason.result == FAILED:
                yield SAYS_OTHERWISE.because(criterion=criterion, text=dict(reason.text))


def assistant_reachable(act: Act) -> Iterator[Ground]:
    """Par. 58: the assistant serves rural districts."""
    if act.data["channel"] == "assistant" and parties(act)[1].village_id is None:
        yield NO_ASSISTANT


def told(act: Act) -> Iterator[Ground]:
    """Par. 59: the term runs from receipt, so receipt is a fact, not a guess."""
    if act.data.get("told_in_person") is not True:
        yield NOT_TOLD


def own_answer_now(act: Act) -> Iterator[Ground]:
    """People outside offices answer now; only the center records what was said earlier.

    What the exchange brings was said when its signature says, however late it arrives.
    """
    outside = act.seat is not None and act.seat.office_id is None
    if outside and act.actor.account_id is not None and act.occurred_at < act.now:
        yield BACKDATED


def after_receipt(act: Act) -> Iterator[Ground]:
    """Par. 59: the answer follows the receipt."""
    received = act.offer.received_at
    if received is not None and act.occurred_at < received:
        yield BEFORE_RECEIPT.because(received=received)


def conditions_suit(act: Act) -> Iterator[Ground]:
    """Par. 60: the résumé leaves when the conditions suit the candidate."""
    if act.data.get("conditions_suit") is not True:
        yield CONDITIONS


def way_stated(act: Act) -> Iterator[Ground]:
    """Par. 62: in writing or through the cabinet; the center says which."""
    if act.seat is not None and act.seat.office_id is not None and not act.data.get("way"):
        yield NO_WAY


def reason_stated(act: Act) -> Iterator[Ground]:
    """Practice: a refusal to hire says why."""
    if not act.data.get("reason"):
        yield NO_REASON


def none_or_some(act: Act) -> Iterator[Ground]:
    """Par. 56: a selection ends with candidates or with the finding that there are none."""
    if bool(act.data.get("none_found")) == bool(act.data.get("candidates")):
        yield NONE_OR_SOME
