"""The Electronic Labour Exchange in chapter 5: what it is told, and what only a person decides.

Stages are messages to the exchange written by the act itself (par. 54, 55, 58, 60, 63). What comes
from it is done as acts of the employer or the person who spoke there; where both sides differ, a
specialist decides. Private agencies under contract receive résumés by the same door (annex 1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.actors import Office, Person
from console.data.base import public_number
from console.data.case import Case
from console.data.documents import Consent
from console.data.exchange_portal import ExchangeItem
from console.declare import CaseKind, Ground, Label, Stage, Step

if TYPE_CHECKING:
    from console.act import Act

PORTAL = ("ele_portal",)
#: consent of annex 1.1 for private agencies, its purpose and the version of the form's text
AGENCIES, CONSENT_TEXT = "private_agencies", "1"
QUESTION = CaseKind(
    "exchange_question",
    {"kk": "Еңбек биржасымен айырмашылық", "ru": "Расхождение с биржей труда",
     "en": "Difference from the exchange"}, "XQ",
    {"open": {"kk": "Шешілмеген", "ru": "Не решено", "en": "Open"},
     "settled": {"kk": "Шешілді", "ru": "Решено", "en": "Settled"}},
    frozenset({"settled"}), law="55",
)
AGREEMENT = CaseKind(
    "agency_consent",
    {"kk": "Жекеше агенттіктерге келісім", "ru": "Согласие для частных агентств",
     "en": "Consent for private agencies"}, "XA",
    {"given": {"kk": "Қолданыста", "ru": "Действует", "en": "In force"},
     "withdrawn": {"kk": "Қайтарып алынды", "ru": "Отозвано", "en": "Withdrawn"}},
    frozenset({"withdrawn"}), law="annex-1.1",
)
NOTHING_TO_ASK = Ground("no_open_difference", "55", {
    "kk": "Бұл мәлімет бойынша шешілмеген айырмашылық жоқ.",
    "ru": "По этим сведениям нет нерешенного расхождения.",
    "en": "There is no undecided difference about this item.",
}, field="item")
NOT_AGREED = Ground("consent_not_given", "annex-1.1", {
    "kk": "Келісім берілмесе, түйіндеме агенттіктерге жіберілмейді.",
    "ru": "Без согласия резюме агентствам не передается.",
    "en": "Without consent no résumé goes to agencies.",
}, field="agreed")
AGREED_BEFORE = Ground("consent_given_before", "annex-1.1", {
    "kk": "Мұндай келісім қолданыста.", "ru": "Такое согласие уже действует.",
    "en": "Such a consent is in force already.",
})


# ---- what the exchange is told
def _told(step: str, service: str, code: str, law: str, title: Label, **more: object) -> Stage:
    return Stage(f"mediation.{step}", code, service, law, title, to=PORTAL, dated=False, **more)  # type: ignore[arg-type]


def _by_cabinet(act: Act) -> bool:
    """Par. 58(2): the offer went to the person's cabinet on the exchange."""
    return act.case.channel == "ele_cabinet" and act.step.name != "mediation.respond_vacancy"


SHOWN = {"kk": "Бос орын жарияланды", "ru": "Вакансия опубликована", "en": "Vacancy published"}
CHANGED = {"kk": "Бос орын өзгерді", "ru": "Вакансия изменена", "en": "Vacancy changed"}
REMOVED = {"kk": "Бос орын алынды", "ru": "Вакансия снята", "en": "Vacancy removed"}
SENT = {"kk": "Кандидат жіберілді", "ru": "Кандидат направлен", "en": "Candidate sent"}
OVER = {"kk": "Кандидат қайтарып алынды", "ru": "Кандидат отозван", "en": "Candidate withdrawn"}
OFFERED = {"kk": "Жұмыс ұсынылды", "ru": "Работа предложена", "en": "Work offered"}
ANSWERED = {"kk": "Ұсыныс жабылды", "ru": "Предложение закрыто", "en": "Offer closed"}

STAGES = (
    _told("post_vacancy", "vacancy", "vacancy_published", "55", SHOWN),
    _told("register_vacancy", "vacancy", "vacancy_published", "54", SHOWN),
    _told("amend_vacancy", "vacancy", "vacancy_changed", "54", CHANGED),
    _told("pause_vacancy", "vacancy", "vacancy_changed", "55", CHANGED),
    _told("expire_vacancy", "vacancy", "vacancy_changed", "54", CHANGED),
    _told("resume_vacancy", "vacancy", "vacancy_changed", "55", CHANGED),
    _told("tell_exchange", "vacancy", "vacancy_changed", "54", CHANGED),
    _told("close_vacancy", "vacancy", "vacancy_removed", "63", REMOVED),
    _told("fill_vacancy", "vacancy", "vacancy_removed", "63", REMOVED),
    _told("send_resume", "candidate", "candidate_sent", "60", SENT),
    _told("withdraw_offer", "candidate", "candidate_withdrawn", "60", OVER,
          when=lambda act: act.offer.resume_sent_at is not None),
    _told("offer_vacancy", "offer", "offer_made", "58", OFFERED, when=_by_cabinet),
    *(_told(step, "offer", "offer_closed", "59", ANSWERED, when=_by_cabinet)
      for step in ("accept_offer", "decline_offer", "offer_unanswered", "withdraw_offer")),
)


# ---- what only a person decides
def _undecided(act: Act) -> ExchangeItem:
    return act.find(ExchangeItem, act.data["item"])


def undecided(act: Act) -> Iterator[Ground]:
    """A question is asked once, about an item both sides differ on."""
    if _undecided(act).state != "conflict" or _asked(act) is not None:
        yield NOTHING_TO_ASK


def _asked(act: Act) -> Case | None:
    number = act.data["item"]
    open_ones = act.session.scalars(
        select(Case).where(Case.kind == QUESTION.code, Case.closed_at.is_(None)))
    return next((c for c in open_ones if c.facts.get("item") == number), None)


def open_question(act: Act) -> Case:
    """The question, at the office the thing belongs to."""
    item = _undecided(act)
    about = act.session.get(Case, item.case_id) if item.case_id else None
    return act.new_case(
        QUESTION.code, parent_id=about.id if about else None,
        employer_id=None, facts={
            "item": item.number, "about": item.about, "what": item.kind,
            "case": about.number if about else "", "reasons": item.reasons,
        },
    )


def items_office(act: Act) -> Office | None:
    """The office of the thing both sides differ on."""
    item = _undecided(act)
    return act.session.get(Office, item.office_id) if item.office_id else None


def settle(act: Act) -> None:
    """Theirs is done at the worker's next turn, as an act of whoever said it; ours stays."""
    item = act.session.scalars(
        select(ExchangeItem).where(ExchangeItem.number == act.case.facts["item"])).one()
    item.state = "accepted" if act.data["decision"] == "theirs" else "kept"
    item.settled_at = act.now
    act.keep(decision=act.data["decision"], reason=act.data["reason"])
    act.facts["decision"] = act.data["decision"]


def _again(act: Act) -> None:
    """Nothing here changes: the new version tells the exchange the present state."""
    act.facts["told_again"] = True


# ---- private agencies
def _whose(act: Act) -> Person:
    if act.seat is not None and act.seat.person_id is not None:
        return act.session.get_one(Person, act.seat.person_id)
    return act.find(Person, act.data.get("person") or "")


def consent_new(act: Act) -> Iterator[Ground]:
    """The consent is said, and said once."""
    if act.data.get("agreed") is not True:
        yield NOT_AGREED
    if act.session.scalars(
        select(Case.id).where(Case.kind == AGREEMENT.code, Case.person_id == _whose(act).id)
        .where(Case.closed_at.is_(None)).limit(1)
    ).first() is not None:
        yield AGREED_BEFORE


def open_agreement(act: Act) -> Case:
    """The consent's case, at the center that serves the person."""
    return act.new_case(AGREEMENT.code, person=_whose(act))


def keep_consent(act: Act) -> None:
    """The consent beside the others of the person: text, channel, moment."""
    person = act.person
    own = act.seat is not None and act.seat.person_id is not None
    row = Consent(
        number=public_number("K"), person_id=person.id, office_id=person.office_id,
        iin=person.iin or "", purpose=AGENCIES, text_version=CONSENT_TEXT,
        channel="ele_cabinet" if own else "in_person", given_at=act.occurred_at,
        recorded_by=act.actor.account_id, withdrawn_at=None,
    )
    act.session.add(row)
    act.session.flush()
    act.keep(consent=row.number)


def withdraw_consent(act: Act) -> None:
    """From this moment nothing leaves; what left is called back by the worker."""
    row = act.session.scalars(
        select(Consent).where(Consent.number == act.case.facts["consent"])).one()
    row.withdrawn_at = act.occurred_at


STEPS: tuple[CaseKind | Step, ...] = (
    QUESTION, AGREEMENT,
    Step(
        "mediation.tell_exchange", "54", "vacancy",
        {"kk": "Биржаға қайта хабарлау", "ru": "Сообщить бирже еще раз",
         "en": "Tell the exchange again"},
        action="mediation.manage_vacancy", frm=("published", "paused", "filled", "closed"),
        do=(_again,), asks_worklist=False,
    ),
    Step(
        "mediation.ask_about_exchange", "55", QUESTION.code,
        {"kk": "Биржамен айырмашылықты шешуге беру", "ru": "Передать расхождение на решение",
         "en": "Put a difference from the exchange to a person"},
        action="mediation.settle_exchange", to="open", form="exchange_question",
        opens=open_question, rules=(undecided,), asks_worklist=False,
        place=items_office,
    ),
    Step(
        "mediation.settle_exchange", "55", QUESTION.code,
        {"kk": "Биржамен айырмашылықты шешу", "ru": "Решить расхождение с биржей",
         "en": "Settle the difference from the exchange"},
        action="mediation.settle_exchange", frm=("open",), to="settled",
        form="exchange_decision", do=(settle,),
    ),
    Step(
        "mediation.agree_to_agencies", "annex-1.1", AGREEMENT.code,
        {"kk": "Жекеше агенттіктерге келісім беру", "ru": "Дать согласие для частных агентств",
         "en": "Consent to private agencies"},
        action="mediation.consent_to_agencies", to="given", form="agency_consent",
        opens=open_agreement, rules=(consent_new,), do=(keep_consent,), asks_worklist=False,
        for_person=("jobseeker", "unemployed"),
    ),
    Step(
        "mediation.withdraw_from_agencies", "annex-1.1", AGREEMENT.code,
        {"kk": "Агенттіктерге келісімді қайтарып алу", "ru": "Отозвать согласие для агентств",
         "en": "Withdraw the consent to agencies"},
        action="mediation.consent_to_agencies", frm=("given",), to="withdrawn",
        form="agency_withdrawal", do=(withdraw_consent,), asks_worklist=False,
    ),
)
