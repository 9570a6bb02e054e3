"""The employment card to take away: PDF and workbook, for whoever may read it, each one logged."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, g, send_file
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Card, Office, Person
from console.errors import NotFound
from console.web import casework
from console.web.access import roles, signed_in
from console.web.audit import looked
from console.web.cardfile import CardFile, of
from console.web.outsiders import own_person
from console.web.running import now, read, zone
from console.web.shell import language
from console.web.theme import moment, words
from console.web.views.persons import state_words

bp = Blueprint("card_files", __name__)
TYPES = {
    "pdf": ("application/pdf", "card in PDF"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             "card in Excel"),
}


@bp.get("/persons/<number>/card.<kind>")
@signed_in
def of_person(number: str, kind: str) -> Any:
    """The card of a person in the scope of an office."""
    casework.require_staff()
    row = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    if row is None:
        raise NotFound()
    return _file(row, kind)


@bp.get("/cabinet/card.<kind>")
@roles("jobseeker")
def own(kind: str) -> Any:
    """My own card."""
    return _file(own_person(), kind)


def _file(person: Person, kind: str) -> Any:
    if kind not in TYPES:
        abort(404)
    mime, what = TYPES[kind]
    card = _card(person)
    looked("export", f"{what} {person.number}", person_id=person.id)
    return send_file(BytesIO(_written(card, kind, person)), mimetype=mime, as_attachment=True,
                     download_name=f"card-{person.number}.{kind}", max_age=0)


def _card(person: Person) -> CardFile:
    found = read().execute(
        select(Card, Office.name_kk, Office.name_ru, Office.name_en)
        .select_from(Person).outerjoin(Card, Card.person_id == Person.id)
        .outerjoin(Office, Office.id == Person.office_id).where(Person.id == person.id)
    ).one()
    office = words(dict(zip(("kk", "ru", "en"), found[1:], strict=True)))
    return of(person, found[0], state=state_words(person.state), office=office)


def card_bytes(person: Person) -> bytes:
    """The card of a person the reader may read, as PDF."""
    return _written(_card(person), "pdf", person)


def _written(card: CardFile, kind: str, person: Person) -> bytes:
    taken = _("Taken by %(who)s, %(when)s", who=g.actor.name, when=moment(now()))
    if kind == "xlsx":
        from console.exchange.cardbook import card_book

        return card_book(card.title, card.facts, card.parts, card.tables, taken)
    from forms.cardsheet import render_card

    return render_card(
        card.title, f"{person.full_name}. {taken}", card.facts, card.parts, card.tables,
        lang=language(), made_on=now().astimezone(zone()).date(),
    )
