"""An employer asks for the contact behind a resume; the person agrees, declines or takes back.

Until the person agrees the employer sees nothing that says who it is, and the case is not the
employer's to see. An agreement opens the contact to this employer alone (par. 64).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.mediation import Vacancy
from console.data.self_service import Contact, Resume
from console.declare import Action, CaseKind, Ground, Notice, Step
from console.errors import NotFound
from plugins.mediation.notices import FOLDER
from plugins.mediation.rules import own_answer_now

if TYPE_CHECKING:
    from console.act import Act

ANSWER_BY = "I-21"

ASKED_BEFORE = Ground("contact_asked_before", "64", {
    "kk": "Бұл түйіндеме бойынша бұрын сұрағансыз. Жауапты күтіңіз; қайта сұрау мүмкін емес.",
    "ru": "По этому резюме вы уже спрашивали. Дождитесь ответа; повторный запрос невозможен.",
    "en": "You have asked about this resume. Wait for the answer; it is not asked twice.",
})
TOO_MANY = Ground("contacts_a_day", "64", {
    "kk": "Бүгінгі сұраулар саны таусылды. Ертең жалғастырыңыз.",
    "ru": "Запросы на сегодня исчерпаны. Продолжите завтра.",
    "en": "The requests of today are used up. Go on tomorrow.",
})
NOT_YOURS = Ground("vacancy_not_own", "64", {
    "kk": "Мұндай ашық бос орныңыз жоқ.", "ru": "Такой открытой вакансии у вас нет.",
    "en": "You have no such open vacancy.",
}, field="vacancy")

KIND = CaseKind(
    "contact", {"kk": "Байланыс сұрауы", "ru": "Запрос контакта", "en": "Request for contact"},
    "CT",
    {
        "asked": {"kk": "Сұралды", "ru": "Запрошен", "en": "Asked"},
        "agreed": {"kk": "Келісім берілді", "ru": "Согласие дано", "en": "Agreed"},
        "declined": {"kk": "Бас тартылды", "ru": "Отказано", "en": "Declined"},
        "revoked": {"kk": "Келісім қайтарып алынды", "ru": "Согласие отозвано",
                    "en": "Consent withdrawn"},
        "unanswered": {"kk": "Жауапсыз қалды", "ru": "Без ответа", "en": "Unanswered"},
    },
    frozenset({"declined", "revoked", "unanswered"}), law="64", listed=False, own=True,
)
ACTIONS = (
    Action("mediation.ask_contact", "64",
           {"kk": "Персонал іздеу және байланыс сұрау", "ru": "Искать персонал и просить контакт",
            "en": "Search for staff and ask for contact"},
           frozenset({"employer", "employer_recruiter"})),
    Action("mediation.answer_contact", "64",
           {"kk": "Байланыс сұрауына жауап беру", "ru": "Отвечать на запрос контакта",
            "en": "Answer a request for contact"}, frozenset({"jobseeker"})),
)


def _about(act: Act) -> dict[str, Any]:
    row = of(act)
    return {"company": row.employer_name, "purpose": row.purpose}


NOTICES = (
    Notice("contact_asked", "64", "person", FOLDER, _about),
    Notice("contact_agreed", "64", "employer", FOLDER, _about),
    Notice("contact_declined", "64", "employer", FOLDER, _about),
    Notice("contact_revoked", "64", "employer", FOLDER, _about),
)


def of(act: Act) -> Contact:
    """The request of the case."""
    return act.session.scalars(select(Contact).where(Contact.case_id == act.case.id)).one()


def _resume(act: Act) -> Resume:
    """The resume asked about; NotFound unless its person shows it now."""
    row = act.session.scalars(
        select(Resume).where(Resume.case_number == act.data["resume"], Resume.listed.is_(True))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _employer(act: Act) -> Employer:
    key = act.seat.employer_id if act.seat else None
    row = act.session.get(Employer, key) if key else None
    if row is None:
        raise NotFound()
    return row


def may_ask(act: Act) -> Iterator[Ground]:
    """Once a resume, and not more a day than the dated value allows."""
    resume, employer = _resume(act), _employer(act)
    earlier = act.session.scalar(
        select(Contact.case_number)
        .where(Contact.resume_id == resume.id, Contact.employer_id == employer.id)
    )
    if earlier is not None:
        yield ASKED_BEFORE.because(request=earlier)
    morning = datetime.combine(act.today, time(), act.zone)
    asked = act.session.scalar(
        select(func.count()).select_from(Contact)
        .where(Contact.employer_id == employer.id, Contact.asked_at >= morning)
    ) or 0
    most = int(act.value("contact_requests_a_day"))
    if asked >= most:
        yield TOO_MANY.because(most=most)
    number = act.data.get("vacancy")
    if number and act.session.scalar(
        select(Vacancy.id).where(Vacancy.case_number == number, Vacancy.published.is_(True))
        .where(Vacancy.employer_id == employer.id)
    ) is None:
        yield NOT_YOURS.because(vacancy=number)


def opened(act: Act) -> Case:
    """The case of the request. It is the person's: no employer before they answered."""
    person = act.session.get_one(Person, _resume(act).person_id)
    return act.new_case("contact", person=person, channel="cabinet")


def write(act: Act) -> None:
    """The row beside the case."""
    employer = _employer(act)
    act.session.add(Contact(
        case_id=act.case.id, case_number=act.case.number, resume_id=_resume(act).id,
        person_id=act.person.id, employer_id=employer.id, employer_name=employer.name,
        office_id=act.case.office_id, purpose=act.data["purpose"],
        vacancy_number=act.data.get("vacancy") or None, asked_at=act.occurred_at,
    ))
    act.session.flush()


def _answered(act: Act, answer: str) -> Contact:
    row = of(act)
    row.answer, row.answered_at = answer, act.occurred_at
    act.case.employer_id = row.employer_id
    act.facts["answer"] = answer
    return row


def agree(act: Act) -> None:
    """The contact is open to this employer from now on."""
    form = act.catalog.forms[act.step.form or ""]
    row = _answered(act, "agreed")
    row.consent_version = f"{form.name} {form.version}"
    act.facts["consent_version"] = row.consent_version


def decline(act: Act) -> None:
    """Nothing is shown; the reason is told where the person gave one."""
    _answered(act, "declined")
    act.keep(reason=act.data.get("reason") or "")


def revoke(act: Act) -> None:
    """The contact closes at once."""
    _answered(act, "revoked")


def unanswered(act: Act) -> None:
    """Silence is no consent."""
    row = of(act)
    row.answer, row.answered_at = "unanswered", act.occurred_at


def _l(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


STEPS = (
    Step("mediation.ask_contact", "64", "contact",
         _l("Байланыс деректерін сұрау", "Запросить контакт", "Ask for the contact"),
         action="mediation.ask_contact", to="asked", form="contact_request", opens=opened,
         rules=(own_answer_now, may_ask), do=(write,), notices=("contact_asked",),
         asks_worklist=False),
    Step("mediation.agree_contact", "64", "contact",
         _l("Келісу және байланысты беру", "Согласиться и передать контакт",
            "Agree and pass on the contact"),
         action="mediation.answer_contact", frm=("asked",), to="agreed", form="contact_consent",
         rules=(own_answer_now,), do=(agree,), cancels=(ANSWER_BY,), notices=("contact_agreed",),
         asks_worklist=False),
    Step("mediation.decline_contact", "64", "contact",
         _l("Бас тарту", "Отказать", "Decline"),
         action="mediation.answer_contact", frm=("asked",), to="declined", form="contact_refusal",
         rules=(own_answer_now,), do=(decline,), cancels=(ANSWER_BY,),
         notices=("contact_declined",), asks_worklist=False),
    Step("mediation.revoke_contact", "64", "contact",
         _l("Келісімді қайтарып алу", "Отозвать согласие", "Withdraw the consent"),
         action="mediation.answer_contact", frm=("agreed",), to="revoked",
         rules=(own_answer_now,), do=(revoke,), notices=("contact_revoked",),
         asks_worklist=False, danger=True),
    Step("mediation.contact_unanswered", "64", "contact",
         _l("Сұрау жауапсыз қалды", "Запрос остался без ответа", "The request is unanswered"),
         frm=("asked",), to="unanswered", on_lapse=(ANSWER_BY,), do=(unanswered,)),
)
