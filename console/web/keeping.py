"""What the reader may not see of a case they may read: forms kept from whom a complaint names.

One question of ``console.withheld`` for pages, files and the API.
"""

from __future__ import annotations

from datetime import date

from flask import g
from sqlalchemy import select

from console import withheld
from console.data.case import Case
from console.data.content import StoredFile
from console.data.documents import Document
from console.declare import Withheld
from console.errors import Forbidden
from console.scope import SYSTEM
from console.web.running import now, read, running, zone


def kept_forms(case: Case) -> dict[str, Withheld]:
    """Forms of the case kept from the reader now, each with why."""
    catalog = running().catalog
    if g.actor is None or all(one.kind != case.kind for one in catalog.withheld.values()):
        return {}
    with running().store.session(SYSTEM) as session:
        return withheld.kept_forms(session, catalog, case, g.actor, _today())


def open_entry(case: Case, form: str) -> None:
    """Forbidden, with the reason, where the form is kept from the reader."""
    kept = kept_forms(case).get(form)
    if kept is not None:
        raise Forbidden(kept.text, detail={"kept": kept.name, "paragraph": kept.law})


def open_document(row: Document) -> None:
    """Forbidden for a draft sheet of a form that is kept; what was signed is for its readers."""
    if row.state == "prepared" and running().catalog.withheld:
        case = read().scalar(select(Case).where(Case.id == row.case_id))
        if case is not None:
            open_entry(case, row.form)


def open_file(row: StoredFile) -> None:
    """Forbidden where the file was enclosed with a form that is kept from the reader."""
    catalog = running().catalog
    if row.case_id is None or g.actor is None or not catalog.withheld:
        return
    with running().store.session(SYSTEM) as session:
        case = session.get_one(Case, row.case_id)
        if withheld.kept_file(session, catalog, row.number, case, g.actor, _today()):
            raise Forbidden(next(iter(catalog.withheld.values())).text)




def _today() -> date:
    return now().astimezone(zone()).date()
