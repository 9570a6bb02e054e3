"""A person and what is open about them move to the center of their residence (par. 4, 27).

Closed cases stay where they were decided; the new center may read them by a dated, reasoned grant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from console.act import Act
from console.data.access import AccessGrant
from console.data.actors import Office
from console.data.case import Case, Episode
from console.data.mediation import MeasureReferral, Offer, Plan, PlanItem
from console.data.obligations import Obligation
from console.data.self_service import Contact, Resume
from console.declare import Ground
from console.errors import NotFound
from plugins.registration.places import CENTER, village_of

NOT_A_CENTER = Ground(
    "not_a_center", "4",
    {"kk": "көрсетілген орган жұмыспен қамту орталығы емес",
     "ru": "указанный орган не является центром занятости",
     "en": "the office named is not an employment center"},
    "center",
)
SAME_CENTER = Ground(
    "same_center", "4",
    {"kk": "адам осы орталықта қызмет алып жүр", "ru": "лицо уже обслуживается этим центром",
     "en": "this center serves the person already"},
    "center",
)


def _target(act: Act) -> Office | None:
    try:
        found = act.find(Office, act.data["center"], column="code")
    except NotFound:
        return None
    return found if found.kind == CENTER else None


def to_another_center(act: Act) -> Iterable[Ground]:
    """The target is a center, and another one."""
    target = _target(act)
    if target is None:
        yield NOT_A_CENTER.because(center=act.data["center"])
    elif target.id == act.person.office_id:
        yield SAME_CENTER


def move(act: Act) -> None:
    """Person, card, open episode, open cases with their duties, offers and plan."""
    target, person = _target(act), act.person
    if target is None:
        return
    owners = _owners(act, target)
    act.facts["moved_from"] = act.session.get_one(Office, person.office_id).code
    act.facts["moved_to"] = target.code
    if act.data.get("address"):
        person.address = dict(act.data["address"])
        person.kato = act.data["address"].get("kato") or person.kato
    for row in (person, act.card(), *_open_rows(act)):
        for column, value in owners.items():
            if hasattr(row, column):
                setattr(row, column, value)
    _let_read_the_past(act, target)


def _let_read_the_past(act: Act, target: Office) -> None:
    """The new center reads what centers closed, and the papers of the cases it takes over.

    They stay where they were made; a center left behind reads them no longer. Case by case: what
    is opened later, as a complaint kept from the center, is not among them.
    """
    rows = act.session.execute(
        select(Case.id, Case.kind, Case.office_id, Case.closed_at)
        .join(Office, Office.id == Case.office_id)
        .where(Case.person_id == act.person.id, Office.kind == CENTER)
    ).all()
    earlier = act.session.scalars(
        select(AccessGrant).join(Office, Office.id == AccessGrant.office_id)
        .where(Office.kind == CENTER, AccessGrant.valid_to.is_(None)).where(or_(
            AccessGrant.person_id == act.person.id,
            AccessGrant.case_id.in_([row.id for row in rows]),
        ))
    )
    for grant in earlier:
        grant.valid_to = act.now
    act.session.add_all(
        AccessGrant(office_id=target.id, case_id=row.id, reason=act.data["reason"][:300],
                    valid_from=act.now, valid_to=None)
        for row in rows
        if (row.office_id != target.id if row.closed_at else not _stays(act, row.kind))
    )


def _owners(act: Act, center: Office) -> dict[str, int | None]:
    """Who the rows belong to from now on; an authority only where one had them before."""
    person = act.person
    kato = (act.data.get("address") or {}).get("kato") or person.kato
    village = village_of(act.session, center, kato) if person.rural else None
    authority = None
    if person.authority_id is not None:
        authority = act.session.scalars(
            select(Office.id)
            .where(Office.kind == "local_authority", Office.parent_id == center.parent_id)
        ).first()
    return {
        "office_id": center.id, "authority_id": authority,
        "village_id": village.id if village else None,
    }


def _stays(act: Act, kind: str) -> bool:
    """Whether a kind of case remains with the body it was addressed to (par. 46)."""
    declared = act.catalog.kinds.get(kind)
    return declared is not None and declared.stays


def _open_rows(act: Act) -> list[Any]:
    """Rows of the person that are still open, each kind by its own sign of being open."""
    session, key = act.session, act.person.id
    found = session.scalars(select(Case).where(Case.person_id == key, Case.closed_at.is_(None)))
    cases = [case for case in found if not _stays(act, case.kind)]
    ids = [case.id for case in cases]
    plans = session.scalars(select(Plan).where(Plan.case_id.in_(ids))).all()
    return [
        *cases, *plans,
        *session.scalars(select(Episode).where(Episode.open_person_id == key)),
        *session.scalars(
            select(Obligation).where(Obligation.case_id.in_(ids), Obligation.state == "open")
        ),
        *session.scalars(select(Offer).where(Offer.case_id.in_(ids))),
        *session.scalars(select(Resume).where(Resume.case_id.in_(ids))),
        *session.scalars(select(Contact).where(Contact.case_id.in_(ids))),
        *session.scalars(select(MeasureReferral).where(MeasureReferral.case_id.in_(ids))),
        *session.scalars(select(PlanItem).where(PlanItem.plan_id.in_([p.id for p in plans]))),
    ]
