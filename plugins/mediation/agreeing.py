"""What the parties agree on around an offer: consent, the time of the interview, limits at work.

Par. 60 lets data pass only with consent: it is kept with the answer, shown, and may be withdrawn;
then nothing more is sent, and what was sent stays listed for the person.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from console.data.actors import Person
from console.data.base import public_number
from console.data.case import Case
from console.data.documents import Consent
from console.declare import CaseKind, Ground, Issue, Step
from plugins.mediation import documents, effects, rules
from plugins.mediation.limits import KIND, STATED

if TYPE_CHECKING:
    from console.act import Act

PURPOSE = "referral"
#: offers that end with the registration; an answered or finished one stays as it is
OPEN = ("on_the_way", "offered", "accepted", "sent", "interview")
REGISTERED = ("jobseeker", "unemployed")
#: offers withdrawn in one stroke; the sweep of their own terms ends any further
MOST_AT_ONCE = 5
MOST_OPTIONS = 3

NO_CONSENT = Ground("no_consent_to_pass_data", "60", {
    "kk": "Адам деректерін беруге келісімін кері алды: ештеңе жіберілмейді.",
    "ru": "Лицо отозвало согласие на передачу данных: ничего не направляется.",
    "en": "The person withdrew the consent to pass data on: nothing is sent.",
})
NO_SUCH_TIME = Ground("no_such_time", "60", {
    "kk": "Мұндай уақыт ұсынылмаған.", "ru": "Такое время не предлагалось.",
    "en": "No such time was offered.",
}, field="option")
TIME_PAST = Ground("time_is_past", "60", {
    "kk": "Әңгімелесу уақыты өтіп кеткен.", "ru": "Время собеседования уже прошло.",
    "en": "The time of the interview is past.",
}, field="options")
TIMES_COUNT = Ground("one_to_three_times", "60", {
    "kk": "Бірден үшке дейін уақыт ұсыныңыз.",
    "ru": "Предложите от одного до трех вариантов времени.",
    "en": "Offer one to three times.",
}, field="options")
LIMITS_STAND = Ground("limits_stand_already", "2", {
    "kk": "Шектеулер бұрын айтылған: оларды өзгертіңіз.",
    "ru": "Ограничения уже указаны: измените их.", "en": "Limits were stated before: change them.",
}, field="limits")


# ---- consent (par. 60)
def keep_consent(act: Act) -> None:
    """Par. 60: agreeing to the vacancy is consent to pass one's data to this employer."""
    person = act.person
    row = Consent(
        number=public_number("K"), person_id=person.id, office_id=act.case.office_id,
        iin=person.iin or "", purpose=PURPOSE,
        text_version=act.catalog.forms["offer_reply"].version,
        channel=(act.data.get("channel") or act.case.channel or "")[:20],
        given_at=act.occurred_at, recorded_by=act.actor.account_id,
    )
    act.session.add(row)
    act.session.flush()
    act.keep(consent=row.number)


def consent_stands(act: Act) -> Iterator[Ground]:
    """Nothing is sent on a consent that was withdrawn."""
    row = _consent(act)
    if row is not None and row.withdrawn_at is not None:
        yield NO_CONSENT.because(withdrawn=row.withdrawn_at)


def _consent(act: Act) -> Consent | None:
    return act.session.scalars(
        select(Consent).where(Consent.number == act.case.facts.get("consent", ""))
    ).one_or_none()


def list_sent(act: Act) -> None:
    """What went to whom and when, for the person to read; the data themselves stand beside."""
    resume = act.case.facts.get("resume") or {}
    line = {"to": act.vacancy.employer_name, "at": act.occurred_at.isoformat(),
            "what": sorted(k for k, v in resume.items() if v)}
    act.keep(sent=[*act.case.facts.get("sent", ()), line])


def revoke(act: Act) -> None:
    """The consent ends now: the employer reads the data no more, the offer ends without blame."""
    row = _consent(act)
    if row is not None:
        row.withdrawn_at = act.occurred_at
    act.keep(resume={}, withdrawn="consent_withdrawn",
             consent_withdrawn=act.occurred_at.isoformat())
    act.offer.employer_reason = act.data.get("reason", "") or ""
    effects.tell_status(act)
    act.facts["cause"] = "consent_withdrawn"


# ---- the time of the interview (par. 60)
def options_ahead(act: Act) -> Iterator[Ground]:
    """One to three times, none of them past."""
    given = act.data.get("options") or ()
    if not 1 <= len(given) <= MOST_OPTIONS:
        yield TIMES_COUNT.because(given=len(given))
    for row in given:
        if _moment(act, row) < act.now:
            yield TIME_PAST.because(day=row["interview_on"], time=row["interview_time"])


def _moment(act: Act, row: dict[str, Any]) -> Any:
    return effects.moment(act, row["interview_on"], time.fromisoformat(row["interview_time"]))


def keep_options(act: Act) -> None:
    """The times stand on the case until the person chooses or asks for others."""
    act.keep(times=[dict(row) for row in act.data["options"]], times_place=act.data["place"],
             times_wish="", time_agreed="")


def chosen(act: Act) -> dict[str, Any] | None:
    """The time chosen: date, clock and place; None when it was not offered."""
    given, number = act.case.facts.get("times") or (), int(act.data["option"])
    if number > len(given):
        return None
    return {**given[number - 1], "place": act.case.facts.get("times_place", "")}


def option_offered(act: Act) -> Iterator[Ground]:
    """Only a time that was offered, and is still to come, is agreed on."""
    row = chosen(act)
    if row is None or not times_wait(act.case):
        yield NO_SUCH_TIME
    elif _moment(act, row) < act.now:
        yield TIME_PAST.because(day=row["interview_on"], time=row["interview_time"])


def agree_time(act: Act) -> None:
    """Both sides agreed: the interview stands, and the person knows it from today."""
    row = chosen(act)
    assert row is not None
    act.facts.update(interview_informed_on=act.today.isoformat())
    offer = act.offer
    offer.interview_at, offer.interview_place = _moment(act, row), row["place"]
    offer.referred_at = act.occurred_at
    effects.tell_status(act)
    act.keep(time_agreed=act.data["option"],
             interview_uid=act.case.facts.get("interview_uid") or secrets.token_hex(8),
             interview_within_term=effects.within_term(
                 act, act.today, date.fromisoformat(row["interview_on"])))


def slip(act: Act) -> dict[str, Any]:
    """The referral slip for the time chosen."""
    row = chosen(act) or {}
    return documents.slip(act, row.get("interview_on", ""), row.get("interview_time", ""),
                          row.get("place", ""))


def ask_other_times(act: Act) -> None:
    """The times offered do not suit: what would is told to the employer."""
    act.keep(times=[], times_wish=act.data["wish"])


def times_wait(case: Case) -> bool:
    """Whether times stand to choose from."""
    facts = case.facts or {}
    return bool(facts.get("times")) and not facts.get("time_agreed")


# ---- after the registration (par. 60)
def next_open_offer(act: Act) -> Case | None:
    """An offer still open of the person whose registration ended."""
    depth, cause = 0, act
    while cause is not None and cause.step.name == "mediation.withdraw_at_end":
        depth, cause = depth + 1, cause.cause  # type: ignore[assignment]
    if act.case.person_id is None or depth >= MOST_AT_ONCE:
        return None
    return act.session.scalars(
        select(Case).where(Case.person_id == act.case.person_id, Case.kind == "offer")
        .where(Case.state.in_(OPEN)).order_by(Case.id).limit(1)
    ).first()


def registration_over(act: Act) -> bool:
    """The person is neither a jobseeker nor unemployed any more."""
    return act.person.state not in REGISTERED


def withdraw_at_end(act: Act) -> None:
    """The offer ends with the registration; nobody is at fault and nothing is counted."""
    act.keep(withdrawn="registration_ended", resume=act.case.facts.get("resume") or {})
    effects.tell_status(act)
    act.facts["cause"] = "registration_ended"


# ---- limits at work (par. 2(9))
def limits_person(act: Act) -> Person:
    """Whose limits: the person of the cabinet, or the one the center names."""
    seat = act.seat
    if seat is not None and seat.person_id:
        return act.session.get_one(Person, seat.person_id)
    return act.find(Person, act.data.get("person", ""))


def no_limits_yet(act: Act) -> Iterator[Ground]:
    """One statement stands at a time."""
    person = limits_person(act)
    standing = act.session.scalar(
        select(Case.number).where(Case.kind == KIND, Case.state == STATED)
        .where(Case.person_id == person.id).limit(1)
    )
    if standing is not None:
        yield LIMITS_STAND.because(case=standing)


def open_limits(act: Act) -> Case:
    """The statement is the person's and the center's: no employer, no village reads it."""
    return act.new_case(KIND, person=limits_person(act), village_id=None, authority_id=None)


def keep_limits(act: Act) -> None:
    """What the person said; matching reads it from now on."""
    act.keep(limits=sorted(act.data["limits"]))


def forget_limits(act: Act) -> None:
    """The statement ends; matching reads nothing of it."""
    act.keep(limits=[])


LIMITS = CaseKind(
    KIND, {"kk": "Жұмыстағы шектеулер", "ru": "Ограничения в работе", "en": "Limits at work"}, "L",
    {STATED: {"kk": "Айтылған", "ru": "Указаны", "en": "Stated"},
     "withdrawn": {"kk": "Кері алынған", "ru": "Отозваны", "en": "Withdrawn"}},
    frozenset({"withdrawn"}), law="2", listed=False, own=True,
)
_AT = ("sent", "interview")
REVOKE = {"kk": "Деректерді беруге келісімді кері алу",
          "ru": "Отозвать согласие на передачу данных",
          "en": "Withdraw the consent to pass data on"}
REVOKED = {
    "kk": "Ұсыныс аяқталады. Жұмыс беруші деректеріңізді бұдан былай көрмейді.",
    "ru": "Предложение завершится. Работодатель больше не увидит ваших данных.",
    "en": "The offer ends. The employer sees your data no more.",
}
STEPS: tuple[CaseKind | Step, ...] = (
    LIMITS,
    Step(
        "mediation.propose_times", "60", "offer",
        {"kk": "Әңгімелесу уақытын ұсыну", "ru": "Предложить время собеседования",
         "en": "Offer times for the interview"},
        action="mediation.propose_times", frm=_AT, form="interview_options",
        rules=(rules.own_answer_now, options_ahead), do=(keep_options,),
        notices=("interview_times",), asks_worklist=False,
    ),
    Step(
        "mediation.agree_time", "60", "offer",
        {"kk": "Әңгімелесу уақытына келісу", "ru": "Согласиться на время собеседования",
         "en": "Agree to a time of the interview"},
        action="mediation.answer_times", frm=_AT, to="interview", form="interview_choice",
        rules=(rules.own_answer_now, option_offered), do=(agree_time,),
        issues=(Issue("referral_slip", slip),),
        notices=("interview_arranged", "interview_agreed"), offered=times_wait,
        asks_worklist=False,
    ),
    Step(
        "mediation.ask_other_times", "60", "offer",
        {"kk": "Басқа уақыт сұрау", "ru": "Попросить другое время", "en": "Ask for other times"},
        action="mediation.answer_times", frm=_AT, form="interview_decline",
        rules=(rules.own_answer_now,), do=(ask_other_times,), notices=("interview_other_times",),
        offered=times_wait, asks_worklist=False,
    ),
    Step(
        "mediation.revoke_consent", "60", "offer", REVOKE, action="mediation.revoke_consent",
        frm=("accepted",), to="withdrawn", form="consent_revocation",
        rules=(rules.own_answer_now,), do=(revoke,), cancels=("D-27",), asks_worklist=False,
        danger=True, confirm=REVOKED,
    ),
    Step(
        "mediation.recall_consent", "60", "offer", REVOKE, action="mediation.revoke_consent",
        frm=_AT, to="withdrawn", form="consent_revocation", rules=(rules.own_answer_now,),
        do=(revoke,), cancels=("D-28", "D-29"), notices=("consent_withdrawn",),
        asks_worklist=False, danger=True, confirm=REVOKED,
    ),
    Step(
        "mediation.withdraw_at_end", "60", "offer",
        {"kk": "Тіркеу аяқталғанда ұсынысты қайтару",
         "ru": "Отзыв предложения с концом регистрации",
         "en": "Withdrawal of the offer as the registration ends"},
        frm=OPEN, to="withdrawn", target=next_open_offer, when=registration_over,
        after=("unemployed_status.deregister", "unemployed_status.end_status",
               "mediation.confirm_hiring", "mediation.withdraw_at_end"),
        do=(withdraw_at_end,), cancels=("D-24", "D-25", "D-26", "D-27", "D-28", "D-29"),
        notices=("offer_withdrawn",),
    ),
    Step(
        "mediation.state_limits", "2", KIND,
        {"kk": "Жұмыстағы шектеулерді айту", "ru": "Указать ограничения в работе",
         "en": "State limits at work"},
        action="mediation.state_limits", to=STATED, form="work_limits", opens=open_limits,
        rules=(no_limits_yet,), do=(keep_limits,), for_person=REGISTERED, asks_worklist=False,
    ),
    Step(
        "mediation.change_limits", "2", KIND,
        {"kk": "Шектеулерді өзгерту", "ru": "Изменить ограничения", "en": "Change the limits"},
        action="mediation.state_limits", frm=(STATED,), form="work_limits", do=(keep_limits,),
        default=lambda act: act.entry("work_limits"), asks_worklist=False,
    ),
    Step(
        "mediation.withdraw_limits", "2", KIND,
        {"kk": "Шектеулерді кері алу", "ru": "Отозвать ограничения", "en": "Withdraw the limits"},
        action="mediation.state_limits", frm=(STATED,), to="withdrawn", do=(forget_limits,),
        asks_worklist=False,
    ),
)
