"""What a plan could hold, from the card, the category and open vacancies (par. 48, 52).

Every proposal has its reason and the facts that decided it. It fills the form and decides nothing:
the specialist and the person agree what is written. How many days each takes is a dated value of
law.toml, "not from the Rules".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.calendar import Term, due
from console.data.actors import Card, Person
from console.data.mediation import Vacancy
from console.data.worktime import working_calendar
from console.declare import Label
from console.law import LawBook
from forms.dictionaries import lookup_shipped
from plugins.mediation.plans import revisions
from plugins.mediation.plans.entries import MEASURE, SCHEDULE

if TYPE_CHECKING:
    from console.act import Act

DAYS, YOUTH = "plan_proposed_days", "plan_youth_until_age"
#: bands of the category that speak of a longer search (par. 11)
LONG = ("medium", "long")
WEAK = ("none", "basic")
#: groups to whom a workplace of the measure is meant first (dictionary target_group)
PROTECTED = ("disability", "carers", "orphans", "single_many_children", "released", "pre_pension",
             "kandas", "demobilised")


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


@dataclass(frozen=True)
class Frame:
    """Where and when a plan is proposed: the law, the day, the zone, the region, the database."""

    session: Session
    law: LawBook
    on: date
    zone: ZoneInfo
    region: str | None

    def day(self, entry: str) -> date:
        """The day a proposed entry ends on, by its dated value."""
        amount = int(self.law.value_at(DAYS, self.on, self.region, entry=entry))
        start = datetime.combine(self.on, time(12), self.zone)
        return due(start, Term(amount, "working_day"), working_calendar(self.session),
                   self.zone).due_on


@dataclass(frozen=True)
class Proposed:
    """One proposal: the part of the form, its code or words, the day, and why."""

    part: str
    code: str
    on: date | None
    why: Label


@dataclass(frozen=True)
class Known:
    """The facts a proposal rests on; ``vacancies`` open ones of the occupation in the region."""

    occupation: str
    education: str
    experience: float | None
    category: str
    age: int | None
    group: str
    reason: str
    skills: str
    demand: str
    vacancies: int
    young: bool = False


def known_of(frame: Frame, person: Person, card: Card | None) -> Known:
    """The card, the category and the vacancies as they are."""
    on = frame.on
    youth = int(frame.law.value_at(YOUTH, on, frame.region))
    sections = (card.sections if card else None) or {}
    born, code = person.birth_date, (card.occupation if card else None) or ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day)) if born else None
    return Known(
        code, (card.education_level if card else None) or "",
        card.experience_years if card else None, (card.category if card else None) or "",
        age, *_words_of(sections),
        _open_vacancies(frame.session, code, card.region if card else None),
        age is not None and age < youth,
    )


def _words_of(sections: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Target group, reason of unemployment, search skills and demand, as the card has them."""
    said = sections.get
    return (str(said("target_group") or ""), str(said("unemployment_reason") or ""),
            str(said("job_search_skills") or ""), str(said("specialty_in_demand") or ""))


def _open_vacancies(session: Session, occupation: str, region: str | None) -> int:
    if not occupation:
        return 0
    query = select(Vacancy.id).where(Vacancy.published, Vacancy.occupation == occupation)
    if region:
        query = query.where(Vacancy.region == region)
    return session.scalar(select(func.count()).select_from(query.limit(1001).subquery())) or 0


def activities(known: Known) -> Iterator[tuple[str, Label]]:
    """Measures of section 2 that the facts speak for, each with why."""
    count = known.vacancies
    yield "orientation_market_information", _l(
        "Әр жаңа тіркелген жұмыссызға: еңбек нарығы мен мүмкіндіктер түсіндіріледі.",
        "Каждому вновь зарегистрированному: ситуация на рынке труда и возможности.",
        "For everybody newly registered: the labour market and what is possible.")
    yield "mediation_vacancy_information", _l(
        f"Өңірде осы кәсіп бойынша ашық бос орын: {count}.",
        f"Открытых вакансий по этой профессии в регионе: {count}.",
        f"Open vacancies of this occupation in the region: {count}.")
    yield "mediation_search_ele", _l(
        "Өзі іздейді: портал тегін және тіркеусіз ашық.",
        "Самостоятельный поиск: портал открыт и бесплатен.",
        "Own search: the portal is open and free.")
    if count:
        yield "mediation_interviews", _l(
            f"Ашық бос орын бар ({count}): жұмыс берушілермен кездесу мүмкін.",
            f"Есть открытые вакансии ({count}): возможны встречи с работодателями.",
            f"There are open vacancies ({count}): interviews are possible.")
    yield from _active(known)
    if known.reason in ("staff_reduction", "employer_liquidated"):
        yield "support_job_loss_payment", _l(
            "Жұмысынан айырылған: әлеуметтік төлемге құқығы тексеріледі.",
            "Потеря работы: проверяется право на социальную выплату.",
            "The job was lost: the right to a social payment is checked.")
    if known.group == "low_income":
        yield "support_tsa", _l(
            "Нысаналы топ: табысы аз отбасы.", "Целевая группа: малообеспеченные.",
            "Target group: low income.")
    if known.category in LONG or known.skills in WEAK:
        yield "skills_courses", _l(
            "Санаты немесе жұмыс іздеу дағдысы ұзақ іздеуді көрсетеді (11-тармақ).",
            "Категория или навыки поиска указывают на долгий поиск (пункт 11).",
            "The category or the search skills speak of a longer search (par. 11).")


def _active(known: Known) -> Iterator[tuple[str, Label]]:
    """Active measures: only where the facts say that work alone may not be found soon."""
    if known.vacancies == 0 or known.demand == "not_in_demand":
        yield "almm_training", _l(
            "Мамандыққа сұраныс жоқ: бос орын табылмады.",
            "Специальность не востребована: вакансий нет.",
            "The specialty is not asked for: no vacancy was found.")
    if known.young and not known.experience:
        yield "almm_youth_practice", _l(
            f"Жасы {known.age}, еңбек өтілі жоқ.", f"Возраст {known.age}, стажа нет.",
            f"Aged {known.age}, without experience.")
    if known.group in PROTECTED:
        group = _label("target_group", known.group)
        yield "almm_social_workplace", _l(
            f"Нысаналы топ: {group['kk']}.", f"Целевая группа: {group['ru']}.",
            f"Target group: {group['en']}.")
    if known.category == "long":
        yield "almm_public_works", _l(
            "Санаты: ұзақ уақыт жұмыссыз қалуы ықтимал (11-тармақ).",
            "Категория: вероятна длительная безработица (пункт 11).",
            "The category: long unemployment is likely (par. 11).")


def _label(dictionary: str, code: str) -> Label:
    found = lookup_shipped(dictionary)
    return {lang: found.label(code, lang) if found else code for lang in ("kk", "ru", "en")}


MEETINGS = (
    ("first_meeting", _l("Орталыққа келу: бірінші нәтижелер", "Явка в центр: первые результаты",
                         "Come to the center: first results")),
    ("next_meeting", _l("Орталыққа келу: жоспардың орындалуы", "Явка в центр: выполнение плана",
                        "Come to the center: fulfilment of the plan")),
)


def propose(frame: Frame, known: Known) -> list[Proposed]:
    """Everything proposed, in the order of the form."""
    found = [Proposed("goal", known.occupation, None, _l(
        "Картадағы қалаған кәсібі.", "Желаемая профессия из карты.",
        "The desired occupation of the card."))]
    found += [Proposed(MEASURE, code, frame.day(code), why) for code, why in activities(known)]
    found += [
        Proposed(SCHEDULE, words["kk"], frame.day(entry), _l(
            "Өзара іс-әрекет графигі (9-қосымшаның 3-бөлімі); күнін адаммен келісіңіз.",
            "График взаимодействия (раздел 3 приложения 9); день согласуйте с человеком.",
            "The schedule of contact (section 3 of annex 9); agree the day with the person."))
        for entry, words in MEETINGS
    ]
    return found


def values(frame: Frame, known: Known) -> dict[str, Any]:
    """The proposal as the form of annex 9 opens with it."""
    found = propose(frame, known)
    occupation = _label("occupation", known.occupation)["kk"] if known.occupation else ""
    filled = {
        "goal": f"Жұмысқа орналасу: {occupation}" if occupation else "Жұмысқа орналасу",
        "education": _label("education_level", known.education)["kk"] if known.education else "",
        "specialty": occupation,
        "measures": [{"measure": p.code, "completion_date": p.on.isoformat()}
                     for p in found if p.part == MEASURE and p.on],
        "schedule": [{"schedule_date": p.on.isoformat(), "schedule_action": p.code,
                      "attendance": True} for p in found if p.part == SCHEDULE and p.on],
        "plan_valid_until": frame.day("valid").isoformat(),
    }
    return {k: v for k, v in filled.items() if v}


def to_start_from(act: Act) -> dict[str, Any]:
    """The draft as it is, else the proposal."""
    drawn = act.entry(revisions.FORM)
    if drawn:
        return {k: v for k, v in drawn.items() if k != "amendment_reason"}
    card = act.session.scalars(select(Card).where(Card.person_id == act.person.id)).first()
    frame = Frame(act.session, act.law, act.today, act.zone, act.office.region)
    return values(frame, known_of(frame, act.person, card))


