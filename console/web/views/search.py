"""The palette: cases by number, people and employers by name, paragraphs of the Rules."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import or_, select

from console.data.actors import Employer, Person
from console.data.case import Case
from console.web import casework
from console.web.access import signed_in
from console.web.audit import looked
from console.web.running import read, running
from console.web.shell import is_staff
from console.web.views.worklist import prefix
from forms.iin import validate_iin

bp = Blueprint("search", __name__)

EACH = 6
Hit = tuple[str, str, str, str]


@bp.get("/search")
@signed_in
def search() -> Any:
    """Hits of the palette; as a page without a script. An IIN is refused here: it is posted."""
    text = request.args.get("q", "").strip()[:100]
    hits: list[Hit] = []
    digits = text.replace(" ", "")
    number = len(digits) == 12 and validate_iin(digits).ok
    if len(text) > 1 and not number:
        hits = [*_paragraphs(text), *(_records(text) if is_staff() else [])]
    if request.headers.get("X-Fragment"):
        return render_template("ui/palette_hits.html", q=text, hits=hits)
    return render_template("pages/search/search.html", q=text, hits=hits, number=number)


def _records(text: str) -> list[Hit]:
    """Cases, people and employers in the reader's scope."""
    plain = text.removeprefix("№").strip().upper()
    cases = read().execute(
        select(Case.number, Case.kind, Case.state).where(Case.number.startswith(plain)).limit(EACH)
    ).all() if re.fullmatch(r"[0-9A-Z-]{2,24}", plain) else []
    people = read().execute(
        select(Person.id, Person.number, Person.surname, Person.given_name, Person.patronymic,
               Person.birth_date)
        .where(or_(*prefix(Person.sort_name, text))).order_by(Person.sort_name).limit(EACH)
    ).all()
    firms = read().execute(
        select(Employer.number, Employer.name).where(or_(*prefix(Employer.name, text)))
        .order_by(Employer.name).limit(EACH)
    ).all()
    if people:
        looked("search", "palette", ids=[p.id for p in people])
    found: list[Hit] = [
        (f"/cases/{c.number}", "folder", f"№ {c.number}",
         f"{casework.kind_title(c.kind)} · {casework.state_title(c.kind, c.state)}")
        for c in cases
    ]
    found += [
        (f"/persons/{p.number}", "user",
         " ".join(w for w in (p.surname, p.given_name, p.patronymic) if w),
         p.birth_date.strftime("%d.%m.%Y") if p.birth_date else "")
        for p in people
    ]
    found += [(f"/employers/{e.number}", "building", e.name, "") for e in firms]
    return found


def _paragraphs(text: str) -> list[Hit]:
    """The paragraph of that number."""
    plain = text.lower().removeprefix("п.").removeprefix("para.").strip()
    known = {p.number for p in running().catalog.law.paragraphs()}
    if plain not in known:
        return []
    return [(f"/law/{plain}", "school", _("para. %(p)s", p=plain), _("The Rules"))]
