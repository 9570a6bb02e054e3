"""Somebody applies again (par. 22): earlier data are reused and verified, changes are shown.

A change of what was known is taken only after it stood beside the earlier value and was confirmed.
What an office may not see of a person is not shown to it: the center that takes the person over
sees it on the card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Person
from console.data.content import Entry
from console.declare import Ground, Label
from console.errors import NotFound
from forms.dictionaries import lookup_shipped
from forms.model import Field, Form

CHANGES_UNCONFIRMED = Ground(
    "changes_unconfirmed", "22",
    {"kk": "бұрынғы деректер өзгеріп тұр: салыстырып, растаңыз",
     "ru": "прежние данные меняются: сравните и подтвердите",
     "en": "earlier data change: compare and confirm"},
    "changes_shown",
)
EARLIER_UNVERIFIED = Ground(
    "earlier_unverified", "22",
    {"kk": "бұрын берілген деректердің дәйектілігі тексерілмеген",
     "ru": "достоверность ранее представленных данных не проверена",
     "en": "the data given earlier were not verified"},
    "earlier_verified",
)
YES_NO: Mapping[bool, Label] = {
    True: {"kk": "иә", "ru": "да", "en": "yes"}, False: {"kk": "жоқ", "ru": "нет", "en": "no"},
}
CARD = ("jobseeker_data", "portal_request")
#: what the application restates about somebody known -> how the person's row says it
KNOWN = ("full_name", "birth_date", "sex", "citizenship", "address", "mobile")


def earlier_card(act: Act) -> dict[str, Any]:
    """The newest card data of another case of the person; {} for somebody new."""
    row = act.session.scalars(
        select(Entry).where(Entry.person_id == act.person.id, Entry.form.in_(CARD))
        .where(Entry.subject_id != act.case.id).order_by(Entry.id.desc()).limit(1)
    ).first()
    return dict(row.data) if row is not None else {}


def changes(form: Form, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Fields both hold or one lost, with label, old and new in words; blanks filled are none."""
    found = []
    for section in form.sections:
        if section.repeat:
            before, after = old.get(section.key) or [], new.get(section.key) or []
            if before and before != after:
                found.append({"field": dict(section.title), "old": _rows(section.fields, before),
                              "new": _rows(section.fields, after)})
            continue
        for spec in section.fields:
            before, after = old.get(spec.key), new.get(spec.key)
            if spec.is_input and before not in (None, "", []) and before != after:
                found.append({"field": dict(spec.label), "old": said(spec, before),
                              "new": said(spec, after)})
    return found


def _rows(fields: Iterable[Field], rows: list[Any]) -> str:
    known = list(fields)
    return "; ".join(
        ", ".join(_plain(said(f, row[f.key])) for f in known if row.get(f.key)) for row in rows
    )


def _plain(value: Any) -> str:
    return str(value["kk"]) if isinstance(value, Mapping) else str(value)


def said(spec: Field, value: Any) -> Any:
    """A value in words: a label in three languages where it is a code, else text."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return dict(YES_NO[value])
    if isinstance(value, list):
        return ", ".join(_plain(said(spec, v)) for v in value)
    if isinstance(value, Mapping):
        return " ".join(str(v) for v in value.values() if v)
    return _word(spec, value)


def _word(spec: Field, value: Any) -> Any:
    own = next((c.label for c in spec.choices if c.code == value), None)
    listed = lookup_shipped(spec.dictionary) if spec.dictionary else None
    label = own or (listed.codes().get(str(value)) if listed else None)
    return dict(label) if label else str(value)


# ---- rules
def _confirmed(act: Act, found: list[dict[str, Any]]) -> Iterable[Ground]:
    if found and not act.data.get("changes_shown"):
        yield CHANGES_UNCONFIRMED.because(**{f"change_{n}": c for n, c in enumerate(found)})


def card_changes_shown(act: Act) -> Iterable[Ground]:
    """Par. 22: the first card of a new case is compared with the person's earlier one."""
    if act.entry("jobseeker_data"):
        return ()
    form = act.catalog.forms["jobseeker_data"]
    return _confirmed(act, changes(form, earlier_card(act), act.data))


def identity_changes(act: Act) -> list[dict[str, Any]]:
    """What the application says otherwise than known, where the actor may know it."""
    person = act.session.scalars(
        select(Person).where(Person.iin == act.data.get("iin"))
    ).one_or_none()
    if person is None:
        return []
    try:
        act.find(Person, person.number)
    except NotFound:
        return []
    known = _known(person)
    fields = {f.key: f for f in act.catalog.forms["application"].fields()}
    return [
        {"field": dict(fields[k].label), "old": said(fields[k], known[k]),
         "new": said(fields[k], act.data[k])}
        for k in KNOWN
        if known.get(k) and act.data.get(k) and not _alike(known[k], act.data[k])
    ]


def _known(person: Person) -> dict[str, Any]:
    name = {k: getattr(person, k) for k in ("surname", "given_name", "patronymic")}
    return {
        "full_name": {k: v for k, v in name.items() if v}, "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "citizenship": person.citizenship, "address": dict(person.address),
        "mobile": person.mobile,
    }


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(str(old[k]).casefold() == str(new.get(k, "")).casefold()
                   for k in old if old[k])
    return "".join(str(old).split()).casefold() == "".join(str(new).split()).casefold()


def identity_changes_shown(act: Act) -> Iterable[Ground]:
    """Par. 22: a new name, address or telephone of somebody known stands beside the old one."""
    return _confirmed(act, identity_changes(act))


def earlier_verified(act: Act) -> Iterable[Ground]:
    """Par. 22: what was given earlier is verified before the person is registered again."""
    if earlier_card(act) and not act.data.get("earlier_verified"):
        yield EARLIER_UNVERIFIED


# ---- effects
def keep_card_changes(act: Act) -> None:
    """The changes taken stay in the case and its journal, old beside new."""
    if act.entry("jobseeker_data"):
        return
    found = changes(act.catalog.forms["jobseeker_data"], earlier_card(act), act.data)
    if found:
        act.keep(changes=found)
        act.facts["changed"] = [c["field"] for c in found]
