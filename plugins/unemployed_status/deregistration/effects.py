"""Effects of deregistration (par. 44, 45): the case, its evidence, the decision, the telling."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.case import Case
from console.data.documents import Decision
from console.data.obligations import Obligation
from plugins.unemployed_status.deregistration.evidence import ask_of, ledger_of
from plugins.unemployed_status.deregistration.grounds import ITEMS, TITLES
from plugins.unemployed_status.deregistration.rules import (
    conditions_of,
    open_episode,
    person_of,
)
from plugins.unemployed_status.effects import KIND, keep_informed
from plugins.unemployed_status.rules import authority_of, iso

LIMBS = {"three_refusals": "refusals", "no_timely_reply_to_offer": "silences"}
STATUS = ("registered", "notified", "active", "end_proposed")
OF_THE_UNEMPLOYED = ("D-20", "D-28")
#: how many open cases of a kind an act closes behind it
FOLLOWED = 5


def status_case_of(act: Act, person_id: int | None) -> Case | None:
    """The case of unemployed status that stands."""
    return act.session.scalars(
        select(Case).where(Case.kind == KIND, Case.person_id == person_id)
        .where(Case.state.in_(STATUS)).order_by(Case.id.desc())
    ).first()


def open_deregistration(act: Act) -> Case:
    """A case beside the status it may end, of the same registration."""
    person = person_of(act)
    episode, status = open_episode(act, person), status_case_of(act, person.id)
    case = act.new_case(
        "deregistration", person=person, episode_id=episode.id if episode else None,
        parent_id=status.id if status else None,
    )
    case.facts = {
        "ground": act.data["ground"], "about": act.data.get("about") or None,
        "known_on": act.data["known_on"], "source": act.data["source"], "evidence": [],
    }
    return case


def keep_evidence(act: Act) -> None:
    """One more record, with who made it and when; a record is never changed."""
    row = {k: v for k, v in act.data.items() if v not in (None, "", [])}
    if row["kind"] == "absence":
        row.setdefault("about", act.case.facts.get("about") or "")
    row.update(by=act.actor.name, on=iso(act.today))
    act.keep(evidence=[*act.case.facts.get("evidence", []), row])


def keep_statement(act: Act) -> None:
    """What the person says of the cause."""
    row = {"cause": act.data["cause"], "document": act.data.get("document") or "",
           "by": act.actor.name, "on": iso(act.today)}
    act.keep(statements=[*act.case.facts.get("statements", []), row])


def _weighing(act: Act) -> dict[str, Any]:
    return {
        "valid": act.data["valid"], "reason": act.data["reason"], "by": act.actor.name,
        "on": iso(act.today), "asked_on": act.data["asked_on"],
        "document": act.data.get("document") or "",
    }


def weigh(act: Act) -> None:
    """The center's specialist weighs the cause (par. 44(3), 44(4))."""
    act.keep(cause=_weighing(act))


def weigh_again(act: Act) -> None:
    """The authority weighs it again, by itself."""
    act.keep(again=_weighing(act))


def submit(act: Act) -> None:
    """Par. 44: the information as it went to the authority, with the offers it rests on."""
    authority, code = authority_of(act), act.case.facts["ground"]
    if authority is not None:
        act.case.authority_id = authority.id
    conditions = [c.to_json() for c in conditions_of(act, authority=False)]
    act.keep(conclusion=act.data["conclusion"], conditions=conditions, offers=counted(act, code))
    act.facts.update(ground=code, item=ITEMS[code])


def counted(act: Act, code: str) -> list[str]:
    """Numbers of the offers a case under par. 44(2) rests on."""
    limb = LIMBS.get(code)
    if limb is None:
        return []
    return [row.offer.number for row in getattr(ledger_of(ask_of(act)), limb)]


def dismiss(act: Act) -> None:
    """The center or the authority does not deregister: why."""
    act.keep(dropped={"reason": act.data["reason"], "by": act.actor.name, "on": iso(act.today)})


def deregister(act: Act) -> None:
    """Par. 45, reading A-34: the signature is the deregistration; the card is marked."""
    code = act.case.facts["ground"]
    conditions = [c.to_json() for c in conditions_of(act, authority=True)]
    episode, person, card = act.episode, act.person, act.card()
    episode.closed_on, episode.open_person_id, episode.outcome = act.today, None, code
    person.state, card.searching = "deregistered", False
    act.facts.update(
        ground=code, item=ITEMS[code],
        grounds=[{"code": code, "paragraph": "44", "item": ITEMS[code],
                  "text": dict(TITLES[code]), "evidence": conditions}],
    )
    act.keep(decided_on=iso(act.today), conditions=conditions, informed=None)
    mark(act, "deregistered", code)


def mark(act: Act, what: str, code: str) -> None:
    """Par. 45: a dated mark in the personal employment card, with the ground in words."""
    card = act.card()
    card.marks = [*card.marks, {
        "mark": what, "on": iso(act.today), "source": act.case.number, "case": act.case.number,
        "paragraph": act.step.law, "text": dict(TITLES[code]), "item": ITEMS[code],
    }]
    card.updated_at = act.now


def told(act: Act) -> None:
    """Par. 45: who told the person and how; the specialist's entry goes into the card."""
    keep_informed(act)
    mark(act, "deregistration_told", act.case.facts["ground"])


def relayed(act: Act) -> None:
    """The notice went to the akim and the assistant; the person is not informed by that."""
    act.keep(relayed=iso(act.today))


# ---- what the end of a status makes pointless
def end_duties(act: Act) -> None:
    """Terms that bind the unemployed alone (par. 51, 61) end with the status, unmet or not."""
    rows = act.session.scalars(
        select(Obligation).where(Obligation.person_id == act.case.person_id)
        .where(Obligation.state == "open", Obligation.deadline.in_(OF_THE_UNEMPLOYED))
    )
    for row in rows:
        row.state, row.stopped_at = "cancelled", act.now


def open_summons(cause: Act) -> Case | None:
    """A summons that still waits for the person whose status ended."""
    return _first_open(cause, "summons", ("called", "missed"))


def open_ground(cause: Act) -> Case | None:
    """Another ground that was being examined."""
    return _first_open(cause, "deregistration", ("noted",))


def _first_open(cause: Act, kind: str, states: tuple[str, ...]) -> Case | None:
    rows = cause.session.scalars(
        select(Case).where(Case.person_id == cause.case.person_id, Case.kind == kind)
        .where(Case.state.in_(states)).order_by(Case.id).limit(FOLLOWED + 1)
    ).all()
    # each closes in the act that closed the one before; more than that are closed by hand
    return rows[0] if 0 < len(rows) <= FOLLOWED else None


# ---- what follows in the case of the status
def ended_case(cause: Act) -> Case | None:
    """The status that the deregistration ends."""
    return status_case_of(cause, cause.case.person_id)


def end_status_too(act: Act) -> None:
    """The case of the status closes with the decision taken in the other case."""
    if act.cause is None:
        raise LookupError(f"{act.step.name}: no deregistration")
    act.keep(end={
        "ground": act.cause.case.facts["ground"], "since": iso(act.today),
        "basis": f"№ {act.cause.case.number}", "deregistration": act.cause.case.number,
    })


def reversed_deregistration(cause: Act) -> Case | None:
    """The deregistration whose decision the causing act reversed."""
    number = cause.facts.get("reversed_number")
    row = cause.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    case = cause.session.get(Case, row.case_id) if row is not None else None
    return case if case is not None and case.kind == "deregistration" else None


def note_reversal(act: Act) -> None:
    """The decision does not stand: its offers are not used again."""
    act.keep(reversed_by=act.cause.case.number if act.cause else "")
