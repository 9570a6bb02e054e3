"""``jumys report`` and ``jumys bench``: workbooks from the command line, and benchmarks."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from console.commands.base import Instance, OneSentence, PlainCommand, WrongUsage, pass_instance
from console.config import HOME


@click.command("report", cls=PlainCommand)
@click.argument("name")
@click.option("--from", "start", required=True, metavar="DATE", help="First day.")
@click.option("--to", "end", required=True, metavar="DATE", help="Last day, included.")
@click.option("--office", "code", help="Code of an office; with all below it.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@pass_instance
def report(
    instance: Instance, name: str, start: str, end: str, code: str | None, out: Path
) -> None:
    """Write the workbook NAME for a span of days."""
    if find_spec("reports.command") is None:
        raise OneSentence("This installation has no package that writes reports.")
    writer: Any = import_module("reports.command")
    zone, first, last = ZoneInfo(instance.settings.timezone), _day(start), _day(end)
    instance.migrated()
    from console.scope import SYSTEM

    with instance.store.session(SYSTEM) as session:
        try:
            made = writer.run(session, instance.catalog, name, first, last, out,
                              now=instance.now(), zone=zone, office=code, exporter="jumys report")
        except writer.ReportError as error:
            raise OneSentence(str(error)) from error
    click.echo(f"Wrote {made.name} ({made.rows} rows).")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text!r} is no date such as 2021-04-30.") from None


@click.command("bench", cls=PlainCommand)
@click.argument("name")
@click.option("--persons", type=click.IntRange(1), help="Size of the data.")
@click.argument("rest", nargs=-1)
def bench(name: str, persons: int | None, rest: tuple[str, ...]) -> None:
    """Run the benchmark NAME; it prints one JSON line per figure."""
    place = HOME / "bench" / f"{name}.py"
    if not name.isidentifier() or not place.is_file():
        known = sorted(p.stem for p in (HOME / "bench").glob("[a-z]*.py"))
        raise OneSentence(f"There is no benchmark {name!r}; known: {', '.join(known) or 'none'}.")
    more = ["--persons", str(persons)] if persons else []
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *more, *rest], cwd=HOME, check=False
    )
    if done.returncode:
        raise OneSentence(f"The benchmark {name} failed.")
