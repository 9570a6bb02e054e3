"""Questions to state registers that wait for an answer, and the answers beside what was stated.

A register that was silent is asked again; what it then holds is shown, and taken over by nobody but
a person (par. 10, 28, 32).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from console.data.actors import Person
from console.data.case import Case
from console.data.documents import RegisterAnswer
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound
from console.web import casework, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.forms_view import refused
from console.web.intake import beside
from console.web.running import read, running
from console.web.stepping import ASKING
from console.web.theme import moment, words

bp = Blueprint("lookups", __name__)
bp.app_template_global("beside")(beside)

ASKERS = ("center_specialist", "center_frontdesk", "authority_officer")
SETTLE = "registration.settle_mismatch"
SHOWN = 100


@dataclass
class Waiting:
    """A case that waits for registers: which are silent, since when, and how to ask again."""

    row: Any
    step: str
    since: Any
    registers: list[str] = field(default_factory=list)


def _again() -> list[Step]:
    """Steps that ask registers about a case that exists, of those the reader may take."""
    catalog = running().catalog
    found = [catalog.steps[name] for name in ASKING if name in catalog.steps]
    return [s for s in found if s.frm and catalog.action(s).roles & g.actor.roles]


def register_title(code: str) -> str:
    """A register in words."""
    titles: dict[str, str] = {
        "person": _("Register of persons"), "address": _("Register of addresses"),
        "employment": _("Employment contracts"), "contributions": _("Contributions"),
        "entrepreneur": _("Register of entrepreneurs"), "pension": _("Pensions"),
        "student": _("Students"), "conviction": _("Convictions"),
    }
    return titles.get(code, code)


@bp.get("/lookups")
@roles(*ASKERS)
def waiting() -> str:
    """Who waits for a silent register, the longest first."""
    found = _waiting()
    looked("list", "look-ups", ids=[w.row.id for w in found])
    return render_template(
        "pages/lookups/list.html", found=found, work=casework, register=register_title,
    )


def _waiting() -> list[Waiting]:
    steps = _again()
    asked = or_(*((Case.kind == s.on) & Case.state.in_(s.frm) for s in steps))
    if not steps:
        return []
    newest = (
        select(func.max(RegisterAnswer.id)).join(Case, Case.id == RegisterAnswer.case_id)
        .where(Case.closed_at.is_(None), asked)
        .group_by(RegisterAnswer.case_id, RegisterAnswer.register)
    )
    rows = read().execute(
        select(Case.id, Case.number, Case.kind, Case.state, Case.due_at, Case.opened_at,
               Person.surname, Person.given_name, Person.patronymic, Person.iin,
               RegisterAnswer.register, RegisterAnswer.asked_at)
        .join(RegisterAnswer, RegisterAnswer.case_id == Case.id)
        .outerjoin(Person, Person.id == Case.person_id)
        .where(RegisterAnswer.id.in_(newest), RegisterAnswer.status == "down")
        .order_by(Case.opened_at, Case.id).limit(SHOWN)
    ).all()
    by_kind = {s.on: s.name for s in steps}
    found: dict[int, Waiting] = {}
    for row in rows:
        kept = found.setdefault(row.id, Waiting(row, by_kind[row.kind], row.asked_at))
        kept.registers.append(row.register)
    return list(found.values())


@bp.post("/lookups/<number>/ask")
@roles(*ASKERS)
def ask(number: str) -> Any:
    """Ask again what was asked; a step that needs more than that has its own page."""
    case = casework.load_case(number)
    step = next((s for s in _again() if s.on == case.kind), None)
    if step is None:
        raise Forbidden()
    if case.kind != "register_query":
        return redirect(f"/cases/{number}/steps/{step.name}")
    try:
        outcome = stepping.perform(step, case, stepping.default_values(step, case))
    except (Invalid, Grounds, Conflict) as error:
        told = refused(error)
        flash(" ".join([told.title, *(row["text"] for row in told.grounds)]), "warning")
        return redirect(url_for("lookups.waiting"))
    down = outcome.state == "down"
    flash(_("The register is still silent.") if down else _("The register has answered."),
          "info" if down else "success")
    return redirect(url_for("lookups.waiting") if down
                    else url_for("lookups.answer", number=number))


@bp.get("/lookups/<number>")
@roles(*ASKERS)
def answer(number: str) -> str:
    """What the registers answered beside what is entered about the person."""
    case = casework.load_case(number)
    rows = read().scalars(
        select(RegisterAnswer).where(RegisterAnswer.case_id == case.id)
        .order_by(RegisterAnswer.id)
    ).all()
    if not rows:
        raise NotFound()
    newest = {row.register: row for row in rows}
    person = read().scalars(
        select(Person).where(Person.iin == rows[-1].iin)
    ).one_or_none()
    looked("view", f"register answers {number}", person_id=person.id if person else None)
    application = read().scalars(
        select(Case).where(Case.person_id == person.id, Case.kind == "registration")
        .where(Case.closed_at.is_(None)).order_by(Case.id.desc()).limit(1)
    ).first() if person else None
    return render_template(
        "pages/lookups/answer.html", case=case, answers=list(newest.values()), person=person,
        pairs=_pairs(person, newest.get("person")), application=application,
        settle=SETTLE if application is not None and application.facts.get("differs") else "",
        register=register_title, work=casework,
    )


@dataclass(frozen=True)
class Pair:
    """One datum: what is entered and what the register holds."""

    label: str
    entered: str
    held: str
    differs: bool


#: field of the register -> column of the person, in the order of a document
COLUMNS = (("surname", "surname"), ("name", "given_name"), ("patronymic", "patronymic"),
           ("birth_date", "birth_date"), ("sex", "sex"), ("citizenship", "citizenship"))


def _pairs(person: Person | None, answer: RegisterAnswer | None) -> list[Pair]:
    if answer is None or answer.status != "ok":
        return []
    labels = {c.code: words(c.label) for f in running().catalog.forms["mismatch_decision"].fields()
              if f.key == "field" for c in f.choices}
    found = []
    for name, column in COLUMNS:
        held = str(answer.answer.get(name) or "")
        entered: Any = getattr(person, column, None) or ""
        differs = bool(held and entered) and held.casefold() != str(entered).casefold()
        shown = moment(entered) if hasattr(entered, "strftime") else str(entered)
        found.append(Pair(labels.get(column, column), shown, _plain(held), differs))
    return found


def _plain(text: str) -> str:
    """An ISO day as people write it."""
    parts = text.split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 and parts[0].isdigit() else text
