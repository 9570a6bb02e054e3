"""``jumys doctor``: looks at an installation and says what is wrong, one line a finding."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from console.commands import recounting
from console.commands.base import Instance, OneSentence, PlainCommand, pass_instance
from console.commands.findings import BAD, NOTE, OK, Finding

#: Two periods of the sweeper without a sign of life.
SILENT = 120.0


Check = Callable[[Instance], Iterator[Finding]]


@click.command("doctor", cls=PlainCommand)
@click.option("--recount", is_flag=True, help="Count everything anew from the rows and compare.")
@click.option("--repair", is_flag=True, help="With --recount: write the figures' counters anew.")
@pass_instance
def doctor(instance: Instance, recount: bool, repair: bool) -> None:
    """Check declarations, database, calendar, messages, counters and addresses; exit 1 if wrong."""
    instance.migrated()
    if repair and not recount:
        raise OneSentence("--repair goes with --recount.")
    if repair:
        click.echo(f"{NOTE:6} {'figures':14} {recounting.repair(instance)}")
    checks = [*CHECKS, *([_counters, recounting.figures] if recount else [])]
    wrong = 0
    for check in checks:
        for finding in check(instance):
            wrong += finding.level == BAD
            click.echo(f"{finding.level:6} {finding.place:14} {finding.sentence}")
    if wrong:
        raise OneSentence(f"{wrong} things are wrong.")


def _declarations(instance: Instance) -> Iterator[Finding]:
    catalog = instance.catalog
    yield Finding(OK, "plugins", f"{len(catalog.pm.get_plugins())} loaded, "
                                 f"{len(catalog.steps)} steps, {len(catalog.forms)} forms.")
    for name, where in sorted(catalog.inert().items()):
        yield Finding(NOTE, "inert step", f"{name} is named by {', '.join(where)}; "
                                          "no installed plugin declares it.")
    for name, number in sorted(catalog.unknown_paragraphs().items()):
        yield Finding(BAD, "paragraph", f"{name} cites {number!r}, which no chapter has.")


def _packages(_instance: Instance) -> Iterator[Finding]:
    """A distribution must not bring a package named like ours: imports would mix."""
    from importlib.metadata import packages_distributions

    found = packages_distributions()
    for name in ("console", "plugins", "forms", "reports"):
        owners = sorted(set(found.get(name, ())))
        if len(owners) > 1:
            yield Finding(BAD, "packages", f"{name} comes from {' and '.join(owners)}.")
    yield Finding(OK, "packages", "names of packages do not clash.")


def _database(instance: Instance) -> Iterator[Finding]:
    from console.migrate import drift

    differences = drift(instance.store)
    for difference in differences[:10]:
        yield Finding(BAD, "drift", f"{difference}"[:160])
    if not differences:
        yield Finding(OK, "drift", "the tables are as declared.")
    with instance.store.engine.connect() as connection:
        if instance.store.sqlite:
            wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            for pragma, value in wanted.items():
                held = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                level = OK if held == value else BAD
                yield Finding(level, "sqlite", f"{pragma} is {held}.")
        else:
            for name in ("fsync", "synchronous_commit"):
                held = connection.exec_driver_sql(f"SHOW {name}").scalar()
                yield Finding(OK if held != "off" else BAD, "postgresql", f"{name} is {held}.")


def _triggers(instance: Instance) -> Iterator[Finding]:
    from console.data.triggers import FROZEN

    sqlite = instance.store.sqlite
    query = ("SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite
             else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    with instance.store.engine.connect() as connection:
        have = {row[0] for row in connection.exec_driver_sql(query)}
    wanted = {f"tr_{table}_no_{what}" for table in FROZEN for what in ("update", "delete")}
    missing = sorted(
        (wanted | {"tr_journal_line_why", "tr_document_frozen", "tr_entry_data"}) - have)
    for name in missing:
        yield Finding(BAD, "trigger", f"{name} is missing: run 'jumys migrate'.")
    if not missing:
        yield Finding(OK, "trigger", "signed and journalled rows are protected.")


def _calendar(instance: Instance) -> Iterator[Finding]:
    from console.data.worktime import working_calendar
    from console.scope import SYSTEM

    today = instance.now().astimezone(ZoneInfo(instance.settings.timezone)).date()
    for scheme in ("5day", "6day"):
        try:
            with instance.store.session(SYSTEM) as session:
                held = working_calendar(session, scheme)
        except LookupError as error:
            yield Finding(BAD, "calendar", str(error))
            continue
        level = OK if held.first <= today and today.year < held.last.year else BAD
        yield Finding(level, "calendar", f"{scheme}: version {held.version}, {held.first} to "
                                         f"{held.last}.")


def _work(instance: Instance) -> Iterator[Finding]:
    from console.scope import SYSTEM
    from console.work.outbox import backlog, unsent_stages
    from console.work.sweeper import silent_for

    silent = silent_for(instance.store)
    if silent is None:
        yield Finding(NOTE, "sweeper", "it has never run: start 'jumys worker'.")
    else:
        yield Finding(NOTE if silent > SILENT else OK, "sweeper", f"last ran {silent:.0f} s ago.")
    with instance.store.session(SYSTEM) as session:
        waiting = backlog(session, instance.now())
        stages = unsent_stages(session)
    level = NOTE if waiting["late"] else OK
    yield Finding(level, "outbox", f"{waiting['late']} messages are late.")
    if waiting["failed"]:
        yield Finding(NOTE, "outbox", f"{waiting['failed']} messages were given up.")
    for (system, state), many in sorted(stages.items()):
        words = "wait to be sent" if state == "waiting" else "were given up"
        yield Finding(NOTE, "stages", f"{many} stage events for {system} {words}.")
    if not stages:
        yield Finding(OK, "stages", "every stage event has been received.")


def _addresses(instance: Instance) -> Iterator[Finding]:
    from console.app import create_app
    from console.config import ConfigError
    from console.wall import survey

    try:
        app = create_app({"instance": str(instance.settings.instance)})
    except ConfigError as error:
        yield Finding(BAD, "settings", str(error))
        return
    found = survey(app)
    for name in found.unguarded:
        yield Finding(BAD, "address", f"{name} says nowhere who may come in.")
    for name, why in sorted(found.public.items()):
        yield Finding(OK, "public", f"{name} ({why})")
    yield Finding(OK, "address", f"{len(found.guarded)} guarded, {len(found.public)} public.")


def _files(instance: Instance) -> Iterator[Finding]:
    for name in ("config.py", "secret_key", "jumys.db"):
        path = instance.settings.instance / name
        readable = path.exists() and path.stat().st_mode & 0o004 and hasattr(os, "getuid")
        if readable and name != "jumys.db":
            yield Finding(BAD, "files", f"{path} can be read by everybody on this machine.")


def _counters(instance: Instance) -> Iterator[Finding]:
    """Daily counters against the journal they were counted from."""
    counted, kept = recounted(instance), _kept(instance)
    for key in sorted(set(counted) | set(kept)):
        if counted.get(key, 0) != kept.get(key, 0):
            yield Finding(BAD, "counter", f"{key[2]} on {key[1]} at office {key[0]}: counted "
                                          f"{kept.get(key, 0)}, journal {counted.get(key, 0)}.")
    yield Finding(OK, "counter", f"{sum(counted.values())} acts recounted.")


def recounted(instance: Instance) -> dict[tuple[int, str, str], int]:
    """(office, day, step) -> acts, from the journal; days are those of the office's zone."""
    from sqlalchemy import select

    from console.data.actors import Office
    from console.data.journal import JournalLine
    from console.scope import SYSTEM

    found: dict[tuple[int, str, str], int] = {}
    with instance.store.session(SYSTEM) as session:
        zones = {key: ZoneInfo(zone) for key, zone in session.execute(
            select(Office.id, Office.zone))}
        lines = session.execute(
            select(JournalLine.office_id, JournalLine.occurred_at, JournalLine.step)
            .where(JournalLine.office_id.is_not(None))
            .execution_options(yield_per=5000)
        )
        for office, at, step in lines:
            key = (int(office or 0), _day(at, zones.get(int(office or 0))), step)
            found[key] = found.get(key, 0) + 1
    return found


def _day(at: datetime, zone: ZoneInfo | None) -> str:
    return at.astimezone(zone or ZoneInfo("Asia/Almaty")).date().isoformat()


def _kept(instance: Instance) -> dict[tuple[int, str, str], int]:
    from sqlalchemy import select

    from console.data.journal import Counter
    from console.scope import SYSTEM

    with instance.store.session(SYSTEM) as session:
        return {(office, day, key): value for office, day, key, value in session.execute(
            select(Counter.office_id, Counter.day, Counter.key, Counter.value)
            .where(Counter.measure == "steps"))}


def _closings(instance: Instance) -> Iterator[Finding]:
    """Closed months against their hashes and what was signed."""
    from console.commands.closings import faults

    found = list(faults(instance.store))
    for number, fault in found:
        yield Finding(BAD, "closing", f"{number}: {fault}.")
    if not found:
        yield Finding(OK, "closing", "closed months are as they were signed.")


CHECKS: tuple[Check, ...] = (
    _declarations, _packages, _files, _database, _triggers, _calendar, _work, _addresses,
    _closings,
)
