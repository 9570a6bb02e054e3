"""Effects of chapter 3: what the acts write, inside their transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.documents import Consent, Decision, RegisterAnswer
from console.data.outbox import Message
from plugins.unemployed_status.evaluation import KEPT
from plugins.unemployed_status.rules import authority_of, evaluate, iso, lives_in_village, proved

KIND = "unemployed_status"
#: cases of an episode that do not bar another one: nothing was registered
OVER = ("refusal_done",)


# ---- opening and the person's wish
def open_episode(act: Act) -> Episode | None:
    """The open episode of the person whose case caused this act."""
    cause = act.cause.subject if act.cause else None
    if cause is None or cause.person_id is None:
        return None
    return act.session.scalars(
        select(Episode).where(Episode.open_person_id == cause.person_id)
    ).one_or_none()


def should_open(act: Act) -> bool:
    """Par. 31: a jobseeker without a running or decided case of unemployed status."""
    episode = open_episode(act)
    if episode is None or act.session.get_one(Person, episode.person_id).state != "jobseeker":
        return False
    running = select(Case.id).where(
        Case.kind == KIND, Case.episode_id == episode.id, Case.state.not_in(OVER)
    )
    return act.session.scalar(running.limit(1)) is None


def open_case(act: Act) -> Case:
    """A case beside the one that caused it: same person, same episode."""
    episode = open_episode(act)
    if episode is None or act.cause is None:
        raise LookupError(f"{act.step.name}: nobody to open a case for")
    person = act.session.get_one(Person, episode.person_id)
    act.facts["cause"] = act.cause.facts.get("lapsed") or act.cause.step.name
    case = act.new_case(
        KIND, person=person, episode_id=episode.id, parent_id=act.cause.case.id
    )
    case.facts = {"cause": act.facts["cause"], "cause_case": act.cause.case.number}
    return case


def keep_wish(act: Act) -> None:
    """The person does not want the status; the wish may be withdrawn any day."""
    act.keep(wish={"at": act.occurred_at.isoformat(), "by": act.actor.name})


def forget_wish(act: Act) -> None:
    """The wish is withdrawn: the file goes on as if it had not been given."""
    act.keep(wish=None)


# ---- the authority's part
def send_file(act: Act) -> None:
    """Par. 31: from now on the case and the person are the local authority's to see as well."""
    authority = authority_of(act)
    if authority is None:
        raise LookupError(f"{act.step.name}: no local authority")
    for row in (act.case, act.person, act.episode, act.card()):
        row.authority_id = authority.id
    act.facts["grounds"] = [f.to_json() for f in evaluate(act)]


def keep_answers(act: Act) -> None:
    """Par. 32: a row per answer; the case keeps the last usable one of each register."""
    answers = act.evidence.result["answers"] if act.evidence else {}
    kept = dict(act.case.facts.get("registers", {}))
    for register, answer in answers.items():
        act.session.add(_answer_row(act, register, answer))
        if answer["status"] != "down" or register not in kept:
            kept[register] = _short(register, answer)
    findings = [*act.case.facts.get("findings", []), *_findings(act)]
    act.keep(registers=kept, findings=findings)
    if act.data.get("claims_measures") is not None:
        act.keep(claims_measures=act.data["claims_measures"])
    act.facts["findings"] = [f.to_json() for f in evaluate(act)]


def _short(register: str, answer: dict[str, Any]) -> dict[str, Any]:
    data = {k: v for k, v in answer["data"].items() if k in KEPT.get(register, ())}
    return {"status": answer["status"], "data": data, "source": answer["source"],
            "at": answer["at"], "differences": list(answer.get("differences", ()))}


def _findings(act: Act) -> list[dict[str, Any]]:
    at, by = act.occurred_at.isoformat(), act.actor.name
    return [{**row, "at": at, "by": by} for row in act.data.get("findings") or ()]


def _answer_row(act: Act, register: str, answer: dict[str, Any]) -> RegisterAnswer:
    consent = act.session.scalars(
        select(Consent)
        .where(Consent.iin == act.person.iin, Consent.withdrawn_at.is_(None))
        .order_by(Consent.id.desc())
    ).first()
    return RegisterAnswer(
        register=register, iin=act.person.iin, person_id=act.person.id, case_id=act.case.id,
        office_id=act.case.office_id, authority_id=act.case.authority_id,
        consent_id=consent.id if consent else None, purpose="32", status=answer["status"],
        source=answer["source"], asked_by=act.actor.account_id, asked_at=act.now,
        answer={"data": answer["data"], "differences": list(answer.get("differences", ()))},
        answered_at=None if answer["status"] == "down" else act.now,
    )


def register_unemployed(act: Act) -> None:
    """Par. 32: the person is unemployed from the day of the signature."""
    act.person.state = "unemployed"
    act.episode.unemployed_on = act.today
    act.facts.update(person_status="unemployed", findings=_all(act))
    act.keep(outcome="registered", decided_on=iso(act.today), notice_given=None, informed=None)
    mark(act, "unemployed")


def refuse_unemployed(act: Act) -> None:
    """Par. 34: every proved ground goes into the decision; the person stays a jobseeker."""
    act.facts.update(grounds=proved(evaluate(act)), findings=_all(act))
    act.keep(outcome="refused", decided_on=iso(act.today), notice_given=None, informed=None)


def _all(act: Act) -> list[dict[str, Any]]:
    return [f.to_json() for f in evaluate(act)]


def mark(act: Act, what: str) -> None:
    """A dated mark in the personal employment card, with the case it comes from."""
    card = act.card()
    card.marks = [*card.marks, {
        "mark": what, "on": iso(act.today), "source": act.case.number, "paragraph": act.step.law,
    }]
    card.updated_at = act.now


# ---- notice and informing
def keep_notice(act: Act) -> None:
    """Annex 4 or 5 was given today."""
    act.keep(notice_given=iso(act.today))


def keep_informed(act: Act) -> None:
    """Par. 35: who informed the person and how; the village's task is done with it."""
    act.keep(informed={
        "on": iso(act.today), "channel": act.data["channel"], "by": act.actor.name,
    })
    waiting = act.session.scalars(
        select(Message).where(Message.case_id == act.case.id, Message.channel == "assistant")
        .where(Message.state == "waiting")
    )
    for message in waiting:
        message.state, message.delivered_at = "delivered", act.occurred_at


def keep_relayed(act: Act) -> None:
    """The information went to the akim and the assistant; the person is not informed by that."""
    act.keep(relayed=iso(act.today))
    act.facts["village"] = lives_in_village(act)


def told_state(act: Act) -> str | None:
    """Where the case stands once annex 4 or 5 is given and the person informed."""
    facts, state = act.case.facts, act.case.state
    both = bool(facts.get("notice_given") and facts.get("informed"))
    if state in ("registered", "notified"):
        return "active" if both else "notified" if facts.get("notice_given") else None
    if state in ("refused", "refusal_notified"):
        return "refusal_done" if both else "refusal_notified" if facts.get("notice_given") else None
    return None


# ---- the end of the status
def status_case(cause: Act) -> Case | None:
    """The registered unemployed person's case, from another case of the same person."""
    if cause.subject is None or cause.subject.person_id is None:
        return None
    return cause.session.scalars(
        select(Case).where(Case.kind == KIND, Case.person_id == cause.subject.person_id)
        .where(Case.state.in_(("registered", "notified", "active")))
        .order_by(Case.id.desc())
    ).first()


def undecided_case(cause: Act) -> Case | None:
    """The case not decided yet of the person who was hired meanwhile."""
    if cause.subject is None or cause.subject.person_id is None:
        return None
    return cause.session.scalars(
        select(Case).where(Case.kind == KIND, Case.person_id == cause.subject.person_id)
        .where(Case.state.in_(("opened", "sent", "checked")))
    ).first()


def place(act: Act) -> None:
    """Work was found before any decision: what par. 31 rests on is gone, the episode closes."""
    act.keep(placed={"on": iso(act.today), "offer": act.cause.case.number if act.cause else ""})
    if act.person.state != "jobseeker":
        return
    episode = act.episode
    episode.open_person_id, episode.closed_on, episode.outcome = None, act.today, "placed"
    act.person.state = "closed"
    mark(act, "placed")


def note_employment(act: Act) -> None:
    """Hiring proposes the end of the status; only a signed decision ends it."""
    offer = act.cause.case.number if act.cause else ""
    act.keep(end={"ground": "employed", "since": iso(act.today), "basis": f"№ {offer}"})


def propose_end(act: Act) -> None:
    """A closure outside par. 44 is proposed with its basis."""
    act.keep(end={"ground": act.data["ground"], "since": act.data["since"],
                  "basis": act.data["basis"]})


def drop_end(act: Act) -> None:
    """The authority does not end the status: the proposal is taken off."""
    act.keep(end=None)


def resumed_state(act: Act) -> str:
    """Where the case stood before the end was proposed."""
    facts = act.case.facts
    if not facts.get("notice_given"):
        return "registered"
    return "active" if facts.get("informed") else "notified"


def end_status(act: Act) -> None:
    """Reading A-32: the episode and the person's record close with the signed decision."""
    ground = act.case.facts["end"]["ground"]
    episode, person, card = act.episode, act.person, act.card()
    episode.closed_on, episode.open_person_id, episode.outcome = act.today, None, ground
    person.state, card.searching = "closed", False
    act.facts.update(grounds=[{**act.case.facts["end"], "paragraph": "45"}], ground=ground)
    mark(act, f"status_ended:{ground}")


def person_is_told(act: Act) -> bool:
    """Everybody is told of the end of a status but the dead."""
    return bool(act.case.facts["end"]["ground"] != "death")


# ---- a reversing act of the authority (par. 46)
def reversed_case(cause: Act) -> Case | None:
    """The case of the decision that the causing act reversed, if it is one of ours."""
    number = cause.facts.get("reversed_number")
    row = cause.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    case = cause.session.get(Case, row.case_id) if row else None
    if case is not None and case.kind == "deregistration" and case.parent_id is not None:
        case = cause.session.get(Case, case.parent_id)
    return case if case is not None and case.kind == KIND else None


#: decisions that end a status
ENDING = ("status_end", "deregistration")


def _what_was_reversed(act: Act) -> str:
    """Kind of the decision reversed, as it was before its corrections."""
    number = act.cause.facts.get("reversed_number") if act.cause else None
    row = act.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    while row is not None and row.kind == "correction" and row.supersedes_id is not None:
        row = act.session.get(Decision, row.supersedes_id)
    return row.kind if row is not None else ""


def reopened_state(act: Act) -> str:
    """An ended status is restored; a refused one is to be decided anew."""
    return "active" if act.case.state == "ended" else "checked"


def restore(act: Act) -> None:
    """Reversal of an end restores episode and status; that of a refusal reopens the decision."""
    act.keep(end=None, reversed_by=act.cause.case.number if act.cause else "")
    if act.case.state != "ended":
        act.keep(outcome=None, notice_given=None, informed=None)
        return
    episode, person = act.episode, act.person
    episode.closed_on, episode.open_person_id, episode.outcome = None, person.id, None
    person.state, act.card().searching = "unemployed", True
    mark(act, "status_restored")


def not_replaced(act: Act) -> bool:
    """A status is restored only while the person has no other open episode.

    Reversing the registration of somebody whose status has ended since restores nothing.
    """
    if act.case.state == "ended" and _what_was_reversed(act) not in ENDING:
        return False
    other = act.session.scalars(
        select(Episode).where(Episode.open_person_id == act.case.person_id)
    ).one_or_none()
    return other is None or other.id == act.case.episode_id
