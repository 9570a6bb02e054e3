"""Effects of chapter 4: the complaint's row, access for the addressee, answer, end."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from console.act import Act
from console.data.access import AccessGrant
from console.data.actors import Person
from console.data.case import Case
from console.data.office_tree import nearest
from console.declare import Label
from plugins.complaints import conflicts
from plugins.complaints.subjects import (
    BODIES,
    About,
    about_of,
    body_of,
    complainant,
    complaint_of,
    earlier_of,
)
from plugins.complaints.tables import Complaint

AGAINST_CENTER = ("center", "center_official")
NOBODY_ELSE: Label = {
    "kk": "Органда басқа адам жоқ: шешімге қатысқан адам жауап берді",
    "ru": "В органе нет другого лица: ответило участвовавшее в решении",
    "en": "The body has nobody else: whoever took part in the decision answered",
}


# ---- intake
def open_complaint(act: Act) -> Case:
    """The case at the body addressed. The center sees it unless the center is complained of."""
    person = complainant(act)
    body = body_of(act, person) if person else None
    if person is None or body is None:
        raise LookupError(f"{act.step.name}: rules let an unknown person or body through")
    hidden = act.data["against"] in AGAINST_CENTER
    return act.new_case(
        "complaint", person=person, authority_id=body.id, village_id=None,
        office_id=body.id if hidden else person.office_id, channel=_channel(act),
    )


def open_anonymous(act: Act) -> Case:
    """A complaint without a person, at the body addressed."""
    body = nearest(act.session, act.office, BODIES[act.data["addressee"]])
    if body is None:
        raise LookupError(f"{act.step.name}: rules let an unknown body through")
    hidden = act.data["against"] in AGAINST_CENTER
    return act.new_case("complaint", authority_id=body.id, channel=_channel(act),
                        office_id=body.id if hidden else act.office.id)


def _channel(act: Act) -> str:
    return "center" if act.seat and act.seat.office_id else "cabinet"


def keep_complaint(act: Act) -> None:
    """The row of the complaint, linked to what it is about where that is known."""
    case, person = act.case, act.person
    about = about_of(act, person)
    earlier = earlier_of(act, person, about)
    row = _row(act, about, person)
    row.earlier_case_id = earlier.case_id if earlier else None
    act.session.add(row)
    act.session.flush()
    if about.case is not None:
        case.parent_id = about.case.id
    _note_matter(act, about, earlier)
    if conflicts.tied_body(act, row):
        act.keep(conflict=True)
    act.facts.update(addressee=row.addressee, decision_found=about.case is not None)
    _grant(act, person.authority_id)


def keep_anonymous(act: Act) -> None:
    """The row of a complaint nobody signed; no answer is owed, it is still looked at."""
    act.session.add(_row(act, About(), None))


def _row(act: Act, about: About, person: Person | None) -> Complaint:
    case, data, letter = act.case, act.data, act.data.get("lodged_on")
    by_clerk = act.seat is not None and act.seat.office_id is not None
    return Complaint(
        case_id=case.id, person_id=person.id if person else None, office_id=case.office_id,
        authority_id=case.authority_id, addressee=data["addressee"], subject=data["subject"],
        against=data["against"], decision_number=about.number, decision_kind=about.kind,
        decided_case_id=about.case.id if about.case else None, about_step=about.step,
        about_deadline=about.deadline,
        way=data.get("way") or ("visit" if by_clerk else "cabinet"),
        letter_date=date.fromisoformat(letter) if letter else None, lodged_on=act.today,
        lodged_by=act.actor.account_id if by_clerk else None,
    )


def _note_matter(act: Act, about: About, earlier: Complaint | None) -> None:
    """What lists and the answer's draft need of it without the chapter's own table."""
    facts: dict[str, str] = {}
    if act.data.get("against_name"):
        facts["against_name"] = conflicts.folded(str(act.data["against_name"]))
    if about.case is not None and about.number:
        facts["decision"] = about.number
    if about.step:
        facts["about_step"] = about.step
    if about.deadline:
        facts["about_deadline"] = about.deadline
    if earlier is not None:
        facts["earlier"] = act.session.get_one(Case, earlier.case_id).number
    act.keep(**facts)


def _grant(act: Act, already: int | None) -> None:
    """The body addressed sees the person's file until it has answered (par. 46, 47)."""
    case = act.case
    if case.authority_id == already:
        return
    act.session.add(AccessGrant(
        office_id=case.authority_id, account_id=None, person_id=case.person_id, case_id=None,
        reason=f"№ {case.number} шағым", valid_from=act.occurred_at, valid_to=None,
    ))


def _end_grant(act: Act) -> None:
    rows = act.session.scalars(
        select(AccessGrant).where(AccessGrant.office_id == act.case.authority_id)
        .where(AccessGrant.person_id == act.case.person_id, AccessGrant.valid_to.is_(None))
        .where(AccessGrant.reason == f"№ {act.case.number} шағым")
    )
    for row in rows:
        row.valid_to = act.now


# ---- who answers
def take_over(act: Act) -> None:
    """The complaint is this official's from now on."""
    act.case.assignee = act.actor.account_id
    act.keep(taken_by=act.actor.name)


def step_aside(act: Act) -> None:
    """Whoever says they cannot consider it answers no more; the clock does not wait."""
    case = act.case
    aside = {**case.facts.get("aside", {}), str(act.actor.account_id): act.actor.name}
    if case.assignee == act.actor.account_id:
        case.assignee = None
    act.keep(aside=aside, taken_by=None, conflict=True)


def ask_explanation(act: Act) -> None:
    """The question to those who decided; the words of the complaint only where it needs them."""
    act.keep(explanation={
        "question": act.data["question"], "asked_by": act.actor.name,
        "asked_on": act.today.isoformat(), "shows_text": bool(act.data["shows_text"]),
    })
    if act.data["shows_text"]:
        act.facts["opened"] = SHOWN


SHOWN: Label = {
    "kk": "Шағымның мәтіні шешім қабылдағандарға ашылды",
    "ru": "Текст жалобы открыт тем, кто принимал решение",
    "en": "The words of the complaint were opened to those who decided",
}


def keep_explanation(act: Act) -> None:
    """What was explained, by whom."""
    given = {"by": act.data.get("given_by") or act.actor.name, "text": act.data["text"],
             "on": act.today.isoformat()}
    act.keep(explanation={**act.case.facts["explanation"], "given": given})


def keep_draft(act: Act) -> None:
    """The draft is its form's entry; its preparer is noted."""
    act.case.assignee = act.actor.account_id
    act.keep(result=act.data["result"], prepared_by=act.actor.name)
    _note_conflict(act)


def _note_conflict(act: Act) -> None:
    """That whoever took part answers, because the body has nobody else, is written down."""
    if conflicts.conflict_of(act.session, act.case, conflicts.actor_of(act)):
        act.keep(conflict=True, nobody_else=True)
        act.facts["nobody_else"] = NOBODY_ELSE


# ---- the answer and other ends
def keep_answer(act: Act) -> None:
    """The answer is given: result and day on the complaint, the body's extra access ends."""
    row = complaint_of(act)
    row.result, row.answered_on = act.case.facts["result"], act.today
    act.facts.update(result=row.result, addressee=row.addressee)
    _note_conflict(act)
    _end_grant(act)


def keep_correction(act: Act) -> None:
    """What was corrected and why; the earlier answer stays as it was signed."""
    act.facts.update(corrects=act.data["correction"], reason=act.data["reason"])


def keep_passed_on(act: Act) -> None:
    """Not a matter of the Rules: the complaint went to the competent body."""
    row = complaint_of(act)
    row.result, row.answered_on = "redirected", act.today
    act.keep(result="redirected", passed_to=act.data["to_whom"], reason=act.data["reason"])
    _end_grant(act)


def withdraw(act: Act) -> None:
    """The person takes the complaint back: nobody owes an answer any more."""
    row = complaint_of(act)
    row.result, row.answered_on = "withdrawn", act.today
    act.keep(result="withdrawn", withdrawn_on=act.today.isoformat())
    _end_grant(act)


def keep_looked(act: Act) -> None:
    """What was found; nobody is answered, for nobody signed."""
    row = complaint_of(act)
    row.result, row.answered_on = "looked_at", act.today
    act.keep(result="looked_at", prepared_by=act.actor.name)
    act.facts["no_answer"] = {
        "kk": "Шағымда аты-жөні жоқ, сондықтан жауап берілмейді",
        "ru": "Жалоба без имени, поэтому ответ не дается",
        "en": "Nobody signed the complaint, so no answer is owed",
    }


# ---- an answer that another body found wrong
def reopen_answer(act: Act) -> None:
    """A reversed answer leaves the complaint to be answered anew, with its own term."""
    row = complaint_of(act)
    act.keep(result=None, reversed_by=act.cause.case.number if act.cause else "")
    row.result = row.answered_on = None
    act.facts["addressee"] = row.addressee


def expect_words(act: Act) -> dict[str, str]:
    """The draft opens with the earlier complaint of the same matter, if there is one."""
    earlier = act.case.facts.get("earlier")
    kept = conflicts.kept_from(act.session, act.case, conflicts.actor_of(act), act.today)
    draft = {} if kept else act.entry("complaint_draft")
    return {**({"earlier": earlier} if earlier else {}), **draft}
