"""What a granted complaint obliges to: the duty, the reversing act, and what it changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office
from console.data.case import Case
from console.data.documents import Decision, Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.office_tree import nearest
from console.declare import Label, PanelAsk, PanelTable
from plugins.complaints.subjects import BODY_ROLES, complaint_of
from plugins.complaints.tables import Complaint

GRANTED = ("granted", "partly_granted")
REVERSED, OTHERWISE = "reversed", "otherwise"


def must_reverse(act: Act) -> bool:
    """A granted complaint of a known matter opens a duty; nothing is issued by itself."""
    if act.cause is None or act.cause.facts.get("result") not in GRANTED:
        return False
    return complaint_of(act.cause).decided_case_id is not None


def open_reversal(act: Act) -> Case:
    """The duty of the body that decided, or was silent, beside the complaint."""
    if act.cause is None:
        raise LookupError(f"{act.step.name}: no complaint")
    complaint = complaint_of(act.cause)
    about = act.session.get_one(Case, complaint.decided_case_id)
    center = act.session.get_one(Office, about.office_id)
    authority = nearest(act.session, center, "local_authority")
    case = act.new_case(
        "reversal", person=act.cause.person, parent_id=act.cause.case.id, office_id=center.id,
        authority_id=about.authority_id or (authority.id if authority else None),
        episode_id=about.episode_id, village_id=None,
    )
    number = _standing(act, complaint.decision_number)
    role = _decided_by(act, complaint, about, number)
    case.facts = {
        "reversed_number": number, "complaint": act.cause.case.number, "decided_by": role,
        "by_center": bool(role) and role not in BODY_ROLES, "about": about.number,
        **({"about_step": complaint.about_step} if complaint.about_step else {}),
        **({"about_deadline": complaint.about_deadline} if complaint.about_deadline else {}),
    }
    return case


def _standing(act: Act, number: str | None) -> str | None:
    """The decision as it was corrected last: the newest sheet is the one that stands."""
    found = number
    row = act.session.scalars(select(Decision).where(Decision.number == number)).one_or_none()
    while row is not None:
        found = row.number
        row = act.session.scalars(
            select(Decision).where(Decision.supersedes_id == row.id)
            .where(Decision.case_id == row.case_id, Decision.kind == "correction")
        ).first()
    return found


def _decided_by(act: Act, complaint: Complaint, about: Case, number: str | None) -> str:
    """The role that signed, did or owed what is complained of."""
    if complaint.about_deadline:
        owed = act.session.scalars(
            select(Obligation.responsible).where(Obligation.case_id == about.id)
            .where(Obligation.deadline == complaint.about_deadline)
        ).first()
        return "authority_head" if owed == "local_authority" else "center_director"
    if complaint.about_step is None:
        signed = act.session.scalars(
            select(Signature.role).join(Document).where(Document.number == number)
            .order_by(Signature.id.desc())
        ).first()
        if signed:
            return str(signed)
    step = complaint.about_step or act.session.scalars(
        select(Document.step).where(Document.number == number)
    ).first()
    did = act.session.scalars(
        select(JournalLine.role).where(JournalLine.case_id == about.id, JournalLine.step == step)
        .order_by(JournalLine.id.desc())
    ).first()
    return str(did or "")


def reversed_decision(act: Act) -> Decision | None:
    """The decision that the reversing act takes the place of; None for a notice without one."""
    return act.session.scalars(
        select(Decision).where(Decision.number == act.case.facts["reversed_number"])
    ).one_or_none()


def reversed_answer(cause: Act) -> Case | None:
    """The complaint whose answer was itself complained of and is reversed now."""
    row = cause.session.scalars(
        select(Decision).where(Decision.number == cause.facts.get("reversed_number"))
    ).one_or_none()
    case = cause.session.get(Case, row.case_id) if row is not None else None
    return case if case is not None and case.kind == "complaint" else None


def reverse(act: Act) -> None:
    """The reversing act names what it reverses; the chapter concerned follows by itself."""
    facts = act.case.facts
    act.facts.update(
        reversed_number=facts["reversed_number"],
        grounds=[{"paragraph": "46", "complaint": facts["complaint"]}],
    )
    _remedied(act, REVERSED)
    act.keep(before=_states(act))


def keep_otherwise(act: Act) -> None:
    """What was done instead of a reversal."""
    _remedied(act, OTHERWISE)
    act.keep(measures=act.data["measures"], document=act.data["document"])


def _remedied(act: Act, how: str) -> None:
    row = act.session.scalars(
        select(Complaint).where(Complaint.case_id == act.case.parent_id)
    ).one_or_none()
    if row is not None:
        row.remedy = how


# ---- what it changed
def _states(act: Act) -> dict[str, str]:
    """State of the person and of every case of theirs, by number; ``""`` is the person."""
    rows = act.session.execute(
        select(Case.number, Case.state).where(Case.person_id == act.case.person_id)
        .where(Case.kind.not_in(("reversal",)))
    )
    return {"": act.person.state, **{row.number: row.state for row in rows}}


def note_changes(act: Act) -> None:
    """Before and after, of everything that the reversal moved, as it stands now."""
    before, after = act.case.facts.get("before", {}), _states(act)
    kinds: dict[str, str] = {row.number: row.kind for row in act.session.execute(
        select(Case.number, Case.kind).where(Case.person_id == act.case.person_id)
    )}
    changes = [
        _change(act, number, kinds.get(number, ""), before.get(number), state)
        for number, state in sorted(after.items()) if before.get(number) != state
    ]
    act.keep(before=None, changes=changes)


def _change(act: Act, number: str, kind: str, old: str | None, new: str) -> dict[str, Any]:
    if not number:
        return {"number": "", "title": PERSON, "before": STATES.get(old or "", _plain(old)),
                "after": STATES.get(new, _plain(new))}
    states = act.catalog.kinds[kind].states
    return {"number": number, "title": dict(act.catalog.kinds[kind].title),
            "before": dict(states[old]) if old is not None and old in states else _plain(old),
            "after": dict(states[new]) if new in states else _plain(new)}


def _plain(code: str | None) -> Label:
    return dict.fromkeys(("kk", "ru", "en"), code or "—")


def in_words(act: Act) -> dict[str, str]:
    """The changes as a sentence for the notice."""
    language = act.person.language
    rows = act.case.facts.get("changes", ())
    said = [f"{row['title'][language]} {row['number']}".strip()
            + f": {row['before'][language]} → {row['after'][language]}." for row in rows]
    return {"decision": act.case.facts["reversed_number"],
            "changes": "\n".join(said) or NOTHING[language]}


PERSON: Label = {"kk": "Адам", "ru": "Лицо", "en": "The person"}
NOTHING: Label = {
    "kk": "Басқа істердің күйі өзгерген жоқ.", "ru": "Состояние других дел не изменилось.",
    "en": "The state of no other case changed.",
}
STATES: dict[str, Label] = {
    "applicant": {"kk": "Өтініш беруші", "ru": "Заявитель", "en": "Applicant"},
    "jobseeker": {"kk": "Жұмыс іздеп жүрген адам", "ru": "Лицо, ищущее работу",
                  "en": "Jobseeker"},
    "unemployed": {"kk": "Жұмыссыз", "ru": "Безработный", "en": "Unemployed"},
    "deregistered": {"kk": "Есептен шығарылған", "ru": "Снят с учета", "en": "Deregistered"},
    "closed": {"kk": "Есепте тұрмайды", "ru": "На учете не состоит", "en": "Not on the register"},
    "refused": {"kk": "Тіркеуден бас тартылған", "ru": "Отказано в регистрации",
                "en": "Registration refused"},
}


def changes_table(asked: PanelAsk) -> PanelTable:
    """Before and after, on the reversal itself and on the complaint that led to it."""
    case = asked.case
    if case is None:
        return PanelTable([])
    rows = [case] if case.kind == "reversal" else asked.session.scalars(
        select(Case).where(Case.parent_id == case.id, Case.kind == "reversal")
    ).all()
    found: list[tuple[Any, ...]] = []
    lead: list[Label] = []
    for one in rows:
        found += [
            (row["title"], row["number"], row["before"], row["after"])
            for row in one.facts.get("changes") or ()
        ]
        lead.append(_where_it_stands(one))
    return PanelTable(found, lead)


def _where_it_stands(case: Case) -> Label:
    number = case.facts.get("reversed_number") or case.facts.get("about") or ""
    if case.state == "issued":
        return {"kk": f"№ {number} шешімнің күші жойылды.", "ru": f"Решение № {number} отменено.",
                "en": f"Decision No. {number} was reversed."}
    if case.state == "satisfied":
        done = case.facts.get("measures", "")
        return {"kk": f"Шағым басқаша орындалды: {done}", "ru": f"Исполнено иначе: {done}",
                "en": f"Satisfied otherwise: {done}"}
    return {"kk": f"№ {number}: органның жою немесе түзету міндеті ашық, әлі ештеңе өзгерген жоқ.",
            "ru": f"№ {number}: обязанность органа отменить или исправить открыта, пока ничего не "
                  "изменилось.",
            "en": f"No. {number}: the body's duty to reverse or put right is open; nothing has "
                  "changed yet."}
