"""Resumes people place by themselves (par. 64): made, shown to employers by consent, withdrawn.

A resume begins hidden. Publishing takes a consent of its own, with its version and day; hiding,
the end of its validity and withdrawing take the resume off the search in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from console.data.actors import Card, Office, Person
from console.data.base import public_number
from console.data.case import Case
from console.data.self_service import Resume, resume_words
from console.declare import Action, CaseKind, Ground, Notice, Step
from plugins.mediation.notices import FOLDER
from plugins.mediation.rules import own_answer_now

if TYPE_CHECKING:
    from console.act import Act

VALID = "I-20"
JOBSEEKER = frozenset({"jobseeker"})
#: telephone and identity numbers, e-mail and messenger addresses in a free text
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\d[\s()+.-]*){7,}|t\.me/|wa\.me/|https?://", re.I)
TEXTS = ("specialty", "skills", "about")

HAS_ONE = Ground("resume_exists", "64", {
    "kk": "Түйіндемеңіз бар: оны өзгертіңіз немесе қайтарып алыңыз.",
    "ru": "Резюме уже есть: измените или отзовите его.",
    "en": "There is a resume of yours: change it or withdraw it.",
})
CONTACT_IN_TEXT = Ground("contact_in_text", "64", {
    "kk": "Мәтінде телефон, пошта немесе сілтеме бар. Оларды алып тастаңыз: жұмыс берушіге тек "
          "келісіміңізбен ашылады.",
    "ru": "В тексте есть телефон, почта или ссылка. Уберите их: работодателю они открываются "
          "только с вашего согласия.",
    "en": "The text holds a telephone, e-mail or link. Take it out: an employer is shown them "
          "only with your consent.",
})
NO_CONTACT = Ground("no_contact_known", "64", {
    "kk": "Телефоныңыз да, поштаңыз да белгісіз: келіссеңіз де жұмыс берушіге берілетін ештеңе "
          "жоқ. Біреуін жазыңыз.",
    "ru": "Ни телефон, ни почта не известны: передать работодателю нечего. Укажите что-то одно.",
    "en": "Neither telephone nor e-mail is known: there is nothing to pass on. Give one of them.",
}, field="mobile")

KIND = CaseKind(
    "resume", {"kk": "Түйіндеме", "ru": "Резюме", "en": "Resume"}, "RS",
    {
        "hidden": {"kk": "Жасырын", "ru": "Скрыто", "en": "Hidden"},
        "published": {"kk": "Жұмыс берушілерге көрінеді", "ru": "Видно работодателям",
                      "en": "Shown to employers"},
        "expired": {"kk": "Мерзімі өтті", "ru": "Срок истек", "en": "Expired"},
        "withdrawn": {"kk": "Қайтарып алынды", "ru": "Отозвано", "en": "Withdrawn"},
    },
    frozenset({"withdrawn"}), law="64", listed=False, own=True,
)
ACTIONS = (
    Action("mediation.make_resume", "64",
           {"kk": "Түйіндемесін өзі орналастыру", "ru": "Размещать свое резюме",
            "en": "Place one's own resume"}, JOBSEEKER | {"applicant"}),
    Action("mediation.keep_resume", "64",
           {"kk": "Түйіндемесін өзгерту, жариялау және қайтарып алу",
            "ru": "Изменять, публиковать и отзывать свое резюме",
            "en": "Change, publish and withdraw one's own resume"}, JOBSEEKER),
)
NOTICES = (Notice("resume_expired", "64", "person", FOLDER),)


# ---- whose it is
def place(act: Act) -> Office | None:
    """The center that serves the person; for one nobody knows yet, one of the region chosen."""
    known = known_person(act)
    if known is not None:
        return act.session.get(Office, known.office_id)
    centers = act.session.scalars(
        select(Office).where(Office.kind == "center", Office.state == "published")
        .order_by(Office.id)
    ).all()
    region = act.data.get("region")
    return next((o for o in centers if o.region == region), centers[0] if centers else None)


def known_person(act: Act) -> Person | None:
    """The person of the cabinet, or whom the certificate signed in with belongs to."""
    seat = act.seat
    if seat is None:
        return None
    if seat.person_id is not None:
        return act.session.get(Person, seat.person_id)
    return act.session.scalars(select(Person).where(Person.iin == seat.iin)).one_or_none()


def _owner(act: Act) -> Person:
    """The person; made from the certificate they signed in with when nobody knew them."""
    known, office = known_person(act), place(act)
    if known is not None:
        return known
    if act.seat is None or not act.seat.iin or office is None:
        raise LookupError(f"{act.step.name}: nobody to make a resume for")
    surname, _, given = act.actor.name.partition(" ")
    person = Person(
        number=public_number("N"), state="closed", version=1, iin=act.seat.iin, surname=surname,
        given_name=given, sort_name=act.actor.name, office_id=office.id, address={},
        sources={n: {"source": "register", "at": act.occurred_at.isoformat()}
                 for n in ("surname", "given_name")},
        language=act.actor.language, created_at=act.now,
    )
    act.session.add(person)
    act.session.flush()
    return person


def of(act: Act) -> Resume:
    """The resume of the case."""
    return act.session.scalars(select(Resume).where(Resume.case_id == act.case.id)).one()


def one_only(act: Act) -> Iterator[Ground]:
    """One resume at a time."""
    person = known_person(act)
    if person is None:
        return
    found = act.session.scalars(select(Resume).where(Resume.open_person_id == person.id)).first()
    if found is not None:
        yield HAS_ONE.because(resume=found.case_number)


def no_contact_in_text(act: Act) -> Iterator[Ground]:
    """What the masks hide does not stand in the free text either."""
    jobs = act.data.get("jobs") or ()
    places = [(key, act.data.get(key)) for key in TEXTS]
    places += [(f"jobs.{n}.{key}", job.get(key)) for n, job in enumerate(jobs)
               for key in ("organisation_name", "functional_duties")]
    for field, text in places:
        if text and _CONTACT.search(str(text)):
            yield Ground(CONTACT_IN_TEXT.code, "64", CONTACT_IN_TEXT.text, field)


# ---- what it says
def opened(act: Act) -> Case:
    """The case of the resume, at the center that serves the person."""
    return act.new_case("resume", person=_owner(act), channel="cabinet")


def write(act: Act) -> None:
    """The row beside the case, hidden."""
    person = act.person
    act.session.add(Resume(
        case_id=act.case.id, case_number=act.case.number, person_id=person.id,
        open_person_id=person.id, office_id=act.case.office_id, changed_at=act.now, listed=False,
        regimes=[], data={}, words="", relocation=False,
    ))
    act.session.flush()
    describe(act)


def describe(act: Act) -> None:
    """Copy what the form says to what it is found by and to what employers read."""
    row, data = of(act), act.data
    row.occupation = (data.get("desired_profession") or {}).get("code")
    row.region, row.relocation = data.get("region"), bool(data.get("relocation_consent"))
    row.regimes = list(data.get("work_regime") or ())
    row.education_level = data.get("education_level")
    row.experience_years = _number(data.get("experience_years"))
    row.wage_min, row.wage_max = data.get("desired_wage_min"), data.get("desired_wage_max")
    row.data, row.changed_at = dict(data), act.now
    row.words = resume_words(row)


def _number(value: Any) -> float | None:
    return float(value) if value is not None else None


def from_card(act: Act) -> Mapping[str, Any]:
    """What the form opens with: the resume as it is, else what the employment card says."""
    if isinstance(act.subject, Case):
        return act.entry("resume")
    person = known_person(act)
    card = act.session.scalars(
        select(Card).where(Card.person_id == person.id)
    ).first() if person is not None else None
    if card is None:
        return {}
    found = {
        "desired_profession": {"code": card.occupation, "text": ""} if card.occupation else None,
        "desired_wage_min": card.wage_min, "desired_wage_max": card.wage_max,
        "work_regime": list(card.regimes or ()), "region": card.region,
        "relocation_consent": card.relocation or None, "education_level": card.education_level,
        "experience_years": card.experience_years, "jobs": _jobs(card.sections or {}),
    }
    return {key: value for key, value in found.items() if value not in (None, [], "")}


def _jobs(sections: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = ("profession_position", "organisation_name", "employed_on", "dismissed_on",
             "functional_duties")
    rows = sections.get("work_history") or ()
    return [{k: row[k] for k in names if row.get(k)} for row in rows if row]


# ---- who may read it
def publish(act: Act) -> None:
    """Employers find it from now on, by this consent."""
    row, person = of(act), act.person
    # what the center knows stays; somebody it never saw says it here
    person.mobile = person.mobile or act.data.get("mobile")
    person.email = person.email or act.data.get("email")
    row.listed, row.listed_at = True, act.occurred_at
    row.consent_at, row.consent_version = act.occurred_at, _version(act)
    act.facts["consent_version"] = row.consent_version


def _version(act: Act) -> str:
    form = act.catalog.forms[act.step.form or ""]
    return f"{form.name} {form.version}"


def hide(act: Act) -> None:
    """Nobody finds it from now on; the consent ends with it."""
    row = of(act)
    row.listed, row.withdrawn_at = False, act.occurred_at


def withdraw(act: Act) -> None:
    """Off the search and emptied: what it said stays in the person's own entries alone."""
    hide(act)
    row = of(act)
    row.open_person_id, row.data, row.words = None, {}, ""


def reachable(act: Act) -> Iterator[Ground]:
    """A resume nobody could answer through helps nobody."""
    known = act.person.mobile or act.person.email
    if not (known or act.data.get("mobile") or act.data.get("email")):
        yield NO_CONTACT


def _l(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


STEPS = (
    Step("mediation.make_resume", "64", "resume",
         _l("Түйіндеме жасау", "Составить резюме", "Make a resume"),
         action="mediation.make_resume", to="hidden", form="resume", opens=opened, place=place,
         rules=(own_answer_now, one_only, no_contact_in_text), do=(write,), default=from_card,
         asks_worklist=False),
    Step("mediation.amend_resume", "64", "resume",
         _l("Түйіндемені өзгерту", "Изменить резюме", "Change the resume"),
         action="mediation.keep_resume", frm=("hidden", "published", "expired"), form="resume",
         rules=(own_answer_now, no_contact_in_text), do=(describe,), default=from_card,
         asks_worklist=False),
    Step("mediation.publish_resume", "64", "resume",
         _l("Түйіндемені жариялау", "Опубликовать резюме", "Publish the resume"),
         action="mediation.keep_resume", frm=("hidden", "expired"), to="published",
         form="resume_consent", rules=(own_answer_now, reachable), do=(publish,),
         asks_worklist=False),
    Step("mediation.hide_resume", "64", "resume",
         _l("Түйіндемені жасыру", "Скрыть резюме", "Hide the resume"),
         action="mediation.keep_resume", frm=("published",), to="hidden", do=(hide,),
         cancels=(VALID,), asks_worklist=False),
    Step("mediation.withdraw_resume", "64", "resume",
         _l("Түйіндемені қайтарып алу", "Отозвать резюме", "Withdraw the resume"),
         action="mediation.keep_resume", frm=("hidden", "published", "expired"), to="withdrawn",
         do=(withdraw,), cancels=(VALID,), asks_worklist=False, danger=True,
         confirm=_l("Түйіндеме бірден алынады. Бұрын келісім берілген жұмыс берушілердің "
                    "байланысын бөлек қайтарып аласыз.",
                    "Резюме снимается сразу. Согласия, уже данные работодателям, отзываются "
                    "отдельно.",
                    "The resume is taken off at once. Consents already given to employers are "
                    "withdrawn apart.")),
    Step("mediation.expire_resume", "64", "resume",
         _l("Түйіндеменің мерзімі өтті", "Срок резюме истек", "The resume expired"),
         frm=("published",), to="expired", on_lapse=(VALID,), do=(hide,),
         notices=("resume_expired",)),
)
