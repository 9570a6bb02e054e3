"""Files that a form of an act names: whose they may be, and the case they belong to afterwards.

A number typed into a form is only a claim. It must be a file that the actor has just uploaded, or
one that this case holds already; anything else (another case's, another account's, none) is
answered alike, so that numbers cannot be tried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from console.data.case import Case
from console.data.content import StoredFile
from console.errors import Invalid
from forms.model import Form

if TYPE_CHECKING:
    from console.act import Act

NOT_YOURS = {
    "kk": "Мұндай файлыңыз жоқ немесе ол басқа іске тіркелген. Файлды қайта тіркеңіз.",
    "ru": "У Вас нет такого файла, или он приложен к другому делу. Приложите файл заново.",
    "en": "You have no such file, or it belongs to another case. Attach the file again.",
}
_OWNERS = ("person_id", "employer_id", "office_id", "authority_id")


def named(form: Form | None, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path of the field, number) of every file a payload names, repeated parts included."""
    for section in form.sections if form else ():
        keys = [f.key for f in section.fields if f.type == "file"]
        if not keys:
            continue
        rows = data.get(section.key) or [] if section.repeat else [data]
        for at, row in enumerate(rows):
            if not isinstance(row, Mapping):
                continue
            head = f"{section.key}.{at}." if section.repeat else ""
            yield from ((f"{head}{k}", row[k]) for k in keys if isinstance(row.get(k), str))


def check(act: Act) -> None:
    """Invalid at every field that names a file which is not the actor's to enclose here."""
    asked = {path: number for path, number in _of(act) if number}
    if not asked:
        return
    mine = {row.number for row in _rows(act, asked) if _may_enclose(act, row)}
    wrong = {path: [NOT_YOURS] for path, number in asked.items() if number not in mine}
    if wrong:
        raise Invalid(fields=wrong)


def attach(act: Act) -> None:
    """Give the files of the act to its case, with the case's owners."""
    if not isinstance(act.subject, Case):
        return
    for row in _rows(act, dict(_of(act))):
        if row.case_id is None and _may_enclose(act, row):
            row.case_id = act.case.id
            for owner in _OWNERS:
                setattr(row, owner, getattr(act.case, owner))


def _of(act: Act) -> Iterator[tuple[str, str]]:
    return named(act.catalog.forms.get(act.step.form or ""), act.data)


def _rows(act: Act, asked: Mapping[str, str]) -> list[StoredFile]:
    numbers = [number for number in asked.values() if number]
    if not numbers:
        return []
    query = select(StoredFile).where(StoredFile.number.in_(numbers))
    if act.session.info.get("writes"):
        query = query.with_for_update()  # two acts at once must not both take it
    return list(act.session.scalars(query))


def _may_enclose(act: Act, row: StoredFile) -> bool:
    if row.case_id is not None:
        return isinstance(act.subject, Case) and row.case_id == act.subject.id
    return act.actor.system or row.staged_by == act.actor.account_id
