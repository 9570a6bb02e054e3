"""``jumys import`` (items of a type from a workbook) and ``jumys dictionary`` (from CSV)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from console.commands.base import (
    Instance,
    OneSentence,
    PlainCommand,
    WrongUsage,
    pass_instance,
    progress,
)

KATO = ("kato", "kato_version", "level", "type_code", "name_ru", "name_kk")
RURAL = "2"


@click.command("import", cls=PlainCommand)
@click.argument("type_", metavar="TYPE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would happen; write nothing.")
@click.option("--as", "login", metavar="LOGIN", help="Act with the rights of this account.")
@pass_instance
def import_file(
    instance: Instance, type_: str, file: Path, dry_run: bool, login: str | None
) -> None:
    """Import items of a content type from FILE.xlsx; nothing if any row is wrong."""
    from console import steps
    from console.content_types import content_forms
    from console.exchange.columns import columns_of
    from console.exchange.importing import Import, wrong
    from console.exchange.reader import read_rows

    instance.migrated()
    known = {form.name: form for form in content_forms(instance.catalog.forms)}
    if type_ not in known:
        raise OneSentence(f"There is no type {type_!r}; known: {', '.join(sorted(known))}.")
    actor, scope = _who(instance, login, known[type_].action)
    content = file.read_bytes()
    with instance.store.session(scope) as session:
        columns = columns_of(known[type_], steps.lookup(session))
    work = Import(instance.process, known[type_], columns, actor, scope, instance.now(),
                  _visible(instance, type_, scope))
    rows = work.plan(read_rows(content, columns))
    _refuse(file, wrong(rows))
    if not dry_run:
        rows = [done for row in progress(rows, len(rows), "Importing")
                for done in work.carry_out([row], content)]
        _refuse(file, wrong(rows))
    counts = {name: sum(r.action == name for r in rows) for name in ("create", "edit", "unchanged")}
    told = ", ".join(f"{n} {name}" for name, n in counts.items())
    click.echo(f"{'Would be' if dry_run else 'Done'}: {told}.")


def _refuse(file: Path, rows: Iterable[Any]) -> None:
    count = 0
    for row in rows:
        count += 1
        for field, words in row.faults:
            click.echo(f"Row {row.row} {field}: {words.get('en', words)}", err=True)
    if count:
        raise OneSentence(f"{count} rows of {file.name} are wrong.")


def _who(instance: Instance, login: str | None, action: str) -> Any:
    """The actor and what he may see: an account, or whoever keeps the machine.

    The latter holds every role the action asks for, at the uppermost office.
    """
    from console.fab.accounts import find_account
    from console.scope import SYSTEM
    from console.security import Actor, Seat, scope_of_seats, seats_of

    if login is None:
        top = _uppermost(instance)
        seats = tuple(Seat(role, top) for role in sorted(instance.catalog.actions[action].roles))
        return Actor(None, "system", "Jumys", seats), SYSTEM
    account = find_account(instance.store, login)
    if account is None:
        raise OneSentence(f"There is no account {login!r}.")
    now = instance.now()
    with instance.store.session(SYSTEM) as session:
        here = now.astimezone(ZoneInfo(instance.settings.timezone)).date()
        seats = seats_of(session, account, here)
        scope = scope_of_seats(session, seats, instance.catalog, now)
    return Actor(account, login, login, seats), scope


def _uppermost(instance: Instance) -> int:
    from sqlalchemy import select

    from console.data.actors import Office
    from console.scope import SYSTEM

    with instance.store.session(SYSTEM) as session:
        found = session.scalar(
            select(Office.id).where(Office.parent_id.is_(None)).order_by(Office.id).limit(1))
    if found is None:
        raise OneSentence("There is no office yet: make the uppermost one first.")
    return found


def _visible(instance: Instance, type_: str, scope: Any) -> Any:
    from sqlalchemy import select

    from console import steps
    from console.data.content import ContentItem

    model: Any = steps.SUBJECTS.get(type_, ContentItem)

    def look(number: str) -> Any:
        with instance.store.session(scope) as session:
            return session.scalars(select(model).where(model.number == number)).one_or_none()

    return look


@click.group("dictionary")
def dictionary() -> None:
    """Classifiers and dictionaries."""


@dictionary.command("load", cls=PlainCommand)
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--version", default="", help="Version of the classifier; default: as in the file.")
@click.option("--from", "since", metavar="DATE", help="In force from this day.")
@pass_instance
def load(instance: Instance, name: str, file: Path, version: str, since: str | None) -> None:
    """Load the classifier NAME from FILE.csv: ``kato`` (places), or a dictionary's codes."""
    instance.migrated()
    try:
        valid_from = date.fromisoformat(since) if since else None
    except ValueError:
        raise WrongUsage(f"{since!r} is no date such as 2025-02-01.") from None
    rows = _read(file)
    if name == "kato":
        made, changed = _places(instance, rows, version, valid_from)
    else:
        made, changed = _entries(instance, name, rows)
    click.echo(f"{name}: {made} new, {changed} changed, {len(rows) - made - changed} as before.")


def _read(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return [{k: (v or "").strip() for k, v in row.items() if k}
                    for row in csv.DictReader(stream)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise OneSentence(f"{file.name} is no CSV file in UTF-8: {error}.") from error


def _need(rows: list[dict[str, str]], columns: Iterable[str], name: str) -> None:
    absent = [c for c in columns if rows and c not in rows[0]]
    if absent or not rows:
        raise OneSentence(f"The file of {name} lacks {', '.join(absent) or 'rows'}.")


def parent_of(code: str, known: Mapping[str, Any]) -> str | None:
    """The nearest place above a KATO code: its district part, its region part."""
    for kept in (6, 4, 2):
        above = code[:kept].ljust(9, "0")
        if above != code and above in known:
            return above
    return None


def _places(
    instance: Instance, rows: list[dict[str, str]], version: str, valid_from: date | None
) -> tuple[int, int]:
    from sqlalchemy import select

    from console.data.actors import Place
    from console.scope import SYSTEM

    _need(rows, KATO, "kato")
    codes = {row["kato"]: row for row in rows}
    wrong = next((c for c in codes if len(c) != 9 or not c.isdigit()), None)
    if wrong is not None:
        raise OneSentence(f"{wrong!r} is no KATO code: it has nine digits.")
    made = changed = 0
    with instance.store.write(SYSTEM) as session:
        have = {p.code: p for p in session.scalars(select(Place))}
        for order, row in progress(enumerate(rows), len(rows), "Loading"):
            values = {
                "parent": parent_of(row["kato"], codes), "level": row["level"],
                "rural": row["type_code"] == RURAL and row["level"] == "settlement",
                "name_kk": row["name_kk"], "name_ru": row["name_ru"],
                "version": version or row["kato_version"], "order": order,
                **({"valid_from": valid_from} if valid_from else {}),
            }
            place = have.get(row["kato"])
            if place is None:
                session.add(Place(code=row["kato"], **values))
                made += 1
            elif any(getattr(place, k) != v for k, v in values.items()):
                for key, value in values.items():
                    setattr(place, key, value)
                changed += 1
    return made, changed


def _entries(
    instance: Instance, name: str, rows: list[dict[str, str]]
) -> tuple[int, int]:
    """Entries of a dictionary as content items: each through perform(), under its own code."""
    from sqlalchemy import select

    from console.data.content import ContentItem
    from console.scope import SYSTEM

    _need(rows, ("code", "label_kk", "label_ru", "label_en"), name)
    with instance.store.session(SYSTEM) as session:
        have = {i.code: i for i in session.scalars(
            select(ContentItem).where(ContentItem.type == "dictionary_entry"))}
    actor, scope = _who(instance, None, instance.catalog.forms["dictionary_entry"].action or "")
    made = changed = 0
    for row in progress(rows, len(rows), "Loading"):
        data = {"dictionary": name, "code": row["code"],
                **{f"label_{x}": row[f"label_{x}"] for x in ("kk", "ru", "en")}}
        item = have.get(f"{name}:{row['code']}")
        if item is not None and all(item.data.get(k) == v for k, v in data.items()):
            continue
        verb, number = ("edit", item.number) if item else ("create", None)
        done = instance.process.perform(f"content.{verb}_dictionary_entry", number, actor, data,
                                        now=instance.now(), scope=scope)
        if done.state == "draft":
            instance.process.perform("content.publish_dictionary_entry", done.number, actor, {},
                                     now=instance.now(), scope=scope)
        made, changed = made + (item is None), changed + (item is not None)
    return made, changed

