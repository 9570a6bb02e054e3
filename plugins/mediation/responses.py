"""A person's own response to a published vacancy: consent given before anybody offers (par. 60).

It is an offer case that begins where consent stands already; from there the center sends the data
to the employer as after any consent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import Offer, Vacancy
from console.declare import Ground
from plugins.mediation import effects, matching
from plugins.mediation.rules import NOT_OPEN, OFFERED_BEFORE, open_episode

if TYPE_CHECKING:
    from console.act import Act

NOT_REGISTERED = Ground("responder_not_registered", "60", {
    "kk": "Консоль арқылы өтініш білдіру үшін алдымен орталықта тіркеліңіз. Жұмыс берушіге тікелей "
          "хабарласа аласыз.",
    "ru": "Чтобы откликнуться через консоль, сначала зарегистрируйтесь в центре. К работодателю "
          "можно обратиться напрямую.",
    "en": "To respond through the console register at the center first. You may contact the "
          "employer directly.",
})


def _parties(act: Act) -> tuple[Vacancy, Person]:
    person = act.session.get(Person, act.seat.person_id) if act.seat else None
    if person is None:
        raise LookupError(f"{act.step.name}: no person")
    return act.find(Vacancy, act.data["vacancy"], "case_number"), person


def may_respond(act: Act) -> Iterator[Ground]:
    """A registered person, an open vacancy, and no earlier offer or response."""
    vacancy, person = _parties(act)
    if person.state not in ("jobseeker", "unemployed"):
        yield NOT_REGISTERED.because(state=person.state)
    if not vacancy.published or vacancy.filled >= vacancy.places:
        yield NOT_OPEN.because(vacancy=vacancy.case_number)
    episode = open_episode(act.session, person)
    earlier = act.session.scalars(
        select(Offer).where(Offer.vacancy_id == vacancy.id, Offer.person_id == person.id)
        .where(Offer.episode_id == (episode.id if episode else None)).limit(1)
    ).first()
    if earlier is not None:
        yield OFFERED_BEFORE.because(offered=earlier.offered_at)


def open_response(act: Act) -> Case:
    """The case of the response, at the center that serves the person."""
    vacancy, person = _parties(act)
    episode = open_episode(act.session, person)
    parent = act.session.scalars(
        select(Case).where(Case.number == vacancy.case_number)
    ).first()
    return act.new_case(
        "offer", person=person, vacancy_id=vacancy.id, parent_id=parent.id if parent else None,
        episode_id=episode.id if episode else None, channel="ele_cabinet",
    )


def write_response(act: Act) -> None:
    """The row beside the case: the reasons as compared now, consent as of now."""
    case, vacancy = act.case, act.vacancy
    reasons = matching.explain(act.session, vacancy, act.person)
    act.session.add(Offer(
        case_id=case.id, vacancy_id=vacancy.id, person_id=act.person.id,
        episode_id=case.episode_id, employer_id=vacancy.employer_id, office_id=case.office_id,
        authority_id=case.authority_id, reasons=reasons.to_json(),
        score=matching.score(reasons, act.law, act.today), suitable=None,
        suitability={"reasons": reasons.private()},
        channel="ele_cabinet", offered_at=act.occurred_at, received_at=act.occurred_at,
        answer="accepted", answered_at=act.occurred_at, answer_reason=act.data.get("note", ""),
    ))
    act.session.flush()
    effects.tell_status(act)
    act.facts.update(answer="accepted", own_response=True)
