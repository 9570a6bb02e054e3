"""What the steps of chapter 5 write, inside the act's transaction."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select
from sqlalchemy.orm import object_session

from console.calendar import Term, Unit, due
from console.data import vacancy_search
from console.data.actors import Employer, Person
from console.data.base import new_row, put
from console.data.case import Case, Episode
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.data.worktime import working_calendar
from console.errors import Invalid
from forms.dictionaries import lookup_shipped
from plugins.mediation import documents, matching, places, sanity, texts
from plugins.mediation.rules import open_episode, parties

if TYPE_CHECKING:
    from console.act import Act

#: channels that put the offer before the person at once (par. 58, R-informing-channel)
AT_ONCE = frozenset({"in_person", "ele_cabinet"})
#: cases that a placed jobseeker may leave open without holding the episode
LOOSE = ("offer", "registration", "register_query")
SUITABILITY = ("fits_training", "fits_experience", "fits_regime", "fits_health", "fits_transport")


# ---- vacancies (par. 53-55, 63)
def open_vacancy_case(act: Act) -> Case:
    """Par. 54, 55: the vacancy with its case, at the employer's office."""
    employer = _employer(act)
    office = act.office if act.seat is not None and act.seat.office_id else employer.office
    case = act.new_case("vacancy", office=office, employer_id=employer.id)
    vacancy = new_row(
        Vacancy, case_number=case.number, employer_id=employer.id, office_id=office.id,
        employer_name=employer.name, title="", source="ele_portal",
        appeared_on=date.fromisoformat(act.data["appeared_on"]),
        received_at=act.occurred_at, registered_at=act.occurred_at, published=False,
    )
    act.session.add(vacancy)
    act.session.flush()
    case.vacancy_id = vacancy.id
    return case


def _employer(act: Act) -> Employer:
    if act.seat is not None and act.seat.employer_id:
        return act.session.get_one(Employer, act.seat.employer_id)
    return act.find(Employer, act.data["employer"], "bin")


def publish(act: Act) -> None:
    """Par. 54, 55: placed at once, with free access, and findable."""
    vacancy, own = act.vacancy, act.seat is not None and act.seat.employer_id
    received = act.data.get("received_on")
    put(
        vacancy, source="ele_portal" if own else "written", published=True,
        published_at=act.occurred_at,
        received_at=act.occurred_at if own or not received else moment(act, received, time(12)),
    )
    if own and act.actor.account_id is None:
        # brought from the exchange: reported there, but registered here when it arrived
        vacancy.registered_at = act.facts["registered_at"] = act.now
    describe(act)


def describe(act: Act) -> None:
    """Title in words, hints on pay, and the search kept up to date."""
    vacancy = act.vacancy
    put(vacancy, kato=_workplace(act, vacancy), digest=act.digest)
    if not vacancy.title and vacancy.occupation:
        occupations = lookup_shipped("occupation")
        vacancy.title = occupations.label(vacancy.occupation, "kk") if occupations else ""
    if not vacancy.title:
        raise Invalid(fields={"profession_position": [Invalid.default]})
    hints = texts.wage_hints(act.law, act.today, vacancy.wage_min, vacancy.wage_max)
    act.facts["hints"] = [dict(h) for h in (*hints, *sanity.hints(act))]
    vacancy_search.index(act.session, vacancy)


def _workplace(act: Act, vacancy: Vacancy) -> str | None:
    """The KATO code of the workplace; many rows of one file name the same few places."""
    known: dict[tuple[str | None, str], str | None] = act.session.info.get("places", {})
    key = (vacancy.region, vacancy.settlement)
    if key not in known:
        known[key] = places.kato_of(act.session, *key)
    return known[key]


def pause(act: Act) -> None:
    """A-42: taken off the public page with a reason, to return later."""
    act.vacancy.published = False
    act.keep(pause_reason=act.data["reason"])
    vacancy_search.index(act.session, act.vacancy)


def resume(act: Act) -> None:
    """Back on the public page."""
    act.vacancy.published = True
    vacancy_search.index(act.session, act.vacancy)


def close(act: Act) -> None:
    """Closed by hand: unpublished, never destroyed (A-51)."""
    _take_down(act, act.data["cause"])
    act.keep(close_cause=act.data["cause"], close_reason=act.data.get("reason"))


def fill(act: Act) -> None:
    """Par. 63: filled by confirmed hiring, removed from the public page automatically."""
    _take_down(act, "filled")


def _take_down(act: Act, reason: str) -> None:
    vacancy = act.vacancy
    vacancy.published, vacancy.closed_at, vacancy.close_reason = False, act.occurred_at, reason
    vacancy_search.index(act.session, vacancy)


def all_filled(act: Act) -> bool:
    """A-51: all places of the vacancy are filled."""
    return act.vacancy.filled >= act.vacancy.places


def vacancy_case(act: Act) -> Case | None:
    """The vacancy's own case, from an offer of it."""
    return act.session.scalars(
        select(Case).where(Case.vacancy_id == act.case.vacancy_id, Case.kind == "vacancy")
    ).first()


# ---- selection and offers (par. 56-59)
def keep_selection(act: Act) -> None:
    """Par. 56: who was selected and with which score; without any, D-24 has no object."""
    chosen = []
    for row in act.data.get("candidates") or ():
        person = act.find(Person, row["person"])
        reasons = matching.explain(act.session, act.vacancy, person)
        chosen.append({"person": person.number,
                       "score": matching.score(reasons, act.law, act.today)})
    act.keep(selected=chosen, selected_at=act.occurred_at.isoformat())
    act.facts["selected"] = len(chosen)
    if not chosen:
        for duty in act.open_obligations("D-24"):
            duty.state, duty.stopped_at = "cancelled", act.now


def not_selected_yet(case: Case) -> bool:
    """Par. 56: selecting is asked once; a later selection is nobody's duty."""
    return "selected_at" not in case.facts


def someone_to_tell(case: Case) -> bool:
    """Par. 58: somebody was selected and the term of informing still runs."""
    session = object_session(case)
    return session is not None and bool(case.facts.get("selected")) and session.scalar(
        select(Obligation.id).where(
            Obligation.case_id == case.id, Obligation.deadline == "D-24",
            Obligation.state == "open").limit(1)
    ) is not None


def open_offer(act: Act) -> Case:
    """Par. 58: one vacancy for one person. The employer sees nothing of it before par. 60."""
    vacancy, person = parties(act)
    episode = open_episode(act.session, person)
    parent = act.session.scalars(
        select(Case).where(Case.number == vacancy.case_number)
    ).first()
    return act.new_case(
        "offer", person=person, vacancy_id=vacancy.id, parent_id=parent.id if parent else None,
        episode_id=episode.id if episode else None, channel=act.data["channel"],
    )


def write_offer(act: Act) -> None:
    """The offer with the reasons shown, its score and the checklist of par. 2(9)."""
    case, vacancy = act.case, act.vacancy
    reasons = matching.explain(act.session, vacancy, act.person)
    answers = {name: act.data.get(name, "unknown") for name in SUITABILITY}
    confirmed = all(answers[n] == "yes" for n in SUITABILITY[:3])
    act.session.add(Offer(
        case_id=case.id, vacancy_id=vacancy.id, person_id=act.person.id,
        episode_id=case.episode_id, employer_id=vacancy.employer_id, office_id=case.office_id,
        authority_id=case.authority_id, reasons=reasons.to_json(),
        score=matching.score(reasons, act.law, act.today),
        suitable=True if confirmed else None,
        suitability={**answers, "note": act.data.get("note", ""), "by": act.actor.name,
                     "reasons": reasons.private()},
        channel=act.data["channel"], offered_at=act.occurred_at,
    ))
    act.session.flush()


def received_at_once(act: Act) -> bool:
    """Visit and cabinet reach the person at once; a call does when the person was told."""
    channel = act.data.get("channel")
    return channel in AT_ONCE or (channel == "mobile" and act.data.get("reached") is True)


def mark_received(act: Act) -> None:
    """Par. 59: receipt, from which the person's own term runs."""
    act.offer.received_at = act.occurred_at
    tell_status(act)


def tell_status(act: Act) -> None:
    """The word the terms of par. 59 and 61 distinguish people by."""
    state = act.person.state
    known = state in ("jobseeker", "unemployed")
    act.facts["person_status"] = state if known else "other_applicant"


def accept(act: Act) -> None:
    """Par. 59: consent."""
    _answer(act, "accepted")


def decline(act: Act) -> None:
    """Par. 59: refusal; it counts under par. 44(2) only with a confirmed suitability."""
    _answer(act, "declined")
    act.facts["suitable"] = bool(act.offer.suitable)


def unanswered(act: Act) -> None:
    """A-65: silence, as of the end of the term."""
    offer = act.offer
    offer.answer, offer.answered_at = "unanswered", None
    tell_status(act)
    act.facts["suitable"] = bool(offer.suitable)


def offer_alive(act: Act) -> bool:
    """Silence on a vacancy that closed meanwhile is nobody's refusal."""
    return bool(act.vacancy.published)


def _answer(act: Act, answer: str) -> None:
    offer = act.offer
    offer.answer, offer.answered_at = answer, act.occurred_at
    offer.answer_reason = act.data.get("reason", "")
    tell_status(act)
    act.facts["answer"] = answer


def withdraw(act: Act) -> None:
    """The offer ends without fault of the person; nothing is counted against anybody."""
    offer = act.offer
    offer.employer_reason = act.data["reason"]
    act.keep(withdrawn=act.data["cause"])
    tell_status(act)
    act.facts["cause"] = act.data["cause"]


# ---- referral and hiring (par. 60-63)
def send_resume(act: Act) -> None:
    """Par. 60: from now on the employer sees the offer and what he needs of the candidate."""
    case, offer = act.case, act.offer
    case.employer_id = offer.employer_id
    offer.resume_sent_at = offer.referred_at = act.occurred_at
    act.keep(resume=documents.resume(act), way=act.data["way"])
    tell_status(act)


def arrange_interview(act: Act) -> None:
    """Par. 60, 61: time and place, and the day the candidate was told."""
    offer = act.offer
    clock = time.fromisoformat(act.data["interview_time"])
    offer.interview_at = moment(act, act.data["interview_on"], clock)
    offer.interview_place = act.data["place"]
    offer.referred_at = moment(act, act.data["interview_informed_on"], time(12))
    tell_status(act)
    act.keep(interview_within_term=within_term(
        act, date.fromisoformat(act.data["interview_informed_on"]),
        date.fromisoformat(act.data["interview_on"])))


def within_term(act: Act, informed_on: date, agreed_on: date) -> bool:
    """Whether the agreed day lies within the term of par. 61; if not, keeping it is enough."""
    value = act.law.deadline("D-28").value_at(act.today, act.office.region)
    informed = moment(act, informed_on, time(12))
    unit = cast(Unit, value.unit)
    last = due(informed, Term(value.amount or 0, unit), working_calendar(act.session), act.zone,
               hours=None, after_hours_rolls=False).due_on
    return agreed_on <= last


def attend(act: Act) -> None:
    """Par. 61: the person came to the employer."""
    act.keep(attended_at=act.occurred_at.isoformat())


def hire(act: Act) -> None:
    """Par. 62, 63: the employer confirms. A jobseeker's episode ends as placed."""
    _employer_answer(act, "hired")
    act.vacancy.filled += 1
    act.card().searching = False
    day = act.data.get("employed_on") or act.today.isoformat()
    act.keep(employed_on=day)
    act.facts["employed_on"] = day
    tell_status(act)
    if act.person.state == "jobseeker":
        _place(act)


def _place(act: Act) -> None:
    """A-32: mediation closes a jobseeker as placed; an unemployed status only a decision ends."""
    if act.case.episode_id is None:
        return
    other = act.session.scalars(
        select(Case.id).where(Case.episode_id == act.case.episode_id, Case.closed_at.is_(None))
        .where(Case.kind.not_in(LOOSE)).limit(1)
    ).first()
    if other is not None:
        return
    episode = act.session.get_one(Episode, act.case.episode_id)
    episode.open_person_id, episode.closed_on, episode.outcome = None, act.today, "placed"
    act.person.state = "closed"
    card = act.card()
    card.marks = [*card.marks, {"mark": "placed", "on": act.today.isoformat(),
                                "source": act.case.number}]


def refuse(act: Act) -> None:
    """Par. 62: the employer refuses, in time or late."""
    _employer_answer(act, "refused")
    tell_status(act)


def silence(act: Act) -> None:
    """Par. 62, second part: no notice of hiring within the term counts as refusal."""
    _employer_answer(act, "deemed")
    tell_status(act)


def _employer_answer(act: Act, answer: str) -> None:
    offer = act.offer
    offer.employer_answer, offer.employer_answered_at = answer, act.occurred_at
    offer.employer_reason = act.data.get("reason", "") or ""
    act.facts["employer_answer"] = answer


def moment(act: Act, day: Any, clock: time) -> datetime:
    """A civil day and time at the office's place."""
    when = day if isinstance(day, date) else date.fromisoformat(str(day))
    return datetime.combine(when, clock, act.zone)
