"""Forms of a case that its procedure keeps from somebody who may otherwise read the case.

A chapter declares them (``declare_withheld``); every page, file and answer of the API that shows
what was filled in asks here first. The act that opens them stands in the journal.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.data.case import Case
from console.data.content import Entry
from console.declare import Reader, Withheld
from console.enclosures import named
from console.security import Actor


def kept_forms(
    session: Session, catalog: Catalog, case: Case, actor: Actor, day: date
) -> dict[str, Withheld]:
    """Form -> why it is kept from the actor. ``session`` reads everything (the console's own)."""
    reader = Reader(actor.account_id, actor.name, actor.roles,
                    frozenset(s.office_id for s in actor.seats if s.office_id is not None))
    return {
        form: one for one in catalog.withheld.values()
        if one.kind == case.kind and one.holds(session, case, reader, day) for form in one.forms
    }


def kept_file(
    session: Session, catalog: Catalog, number: str, case: Case, actor: Actor, day: date
) -> bool:
    """Whether the file was enclosed with a form that is kept from the actor."""
    kept = kept_forms(session, catalog, case, actor, day)
    if not kept:
        return False
    rows = session.execute(
        select(Entry.form, Entry.data).where(Entry.subject_kind == "case")
        .where(Entry.subject_id == case.id, Entry.form.in_(kept))
    )
    return any(
        number in dict(named(catalog.forms.get(row.form), row.data)).values() for row in rows
    )
