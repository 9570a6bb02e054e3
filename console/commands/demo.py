"""``jumys demo`` and ``jumys clock``: the demonstration region and its movable clock."""

from __future__ import annotations

import re

import click

from console.commands.base import Instance, OneSentence, PlainCommand, WrongUsage, pass_instance
from console.commands.base import stepwise as bar

MINUTE, HOUR, DAY = 60, 3600, 86400
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}


@click.command("demo", cls=PlainCommand)
@click.option("--persons", default=2000, show_default=True, type=click.IntRange(0, 1_000_000),
              help="How many invented people.")  # fmt: skip
@click.option("--seed", default=259, show_default=True, help="Same seed, same people.")
@pass_instance
def demo(instance: Instance, persons: int, seed: int) -> None:
    """Fill an empty database with an invented region; a filled one is left as it is."""
    from console.config import LOOPBACK
    from console.demo.fill import Plan, fill
    from console.fab.builder import sync
    from console.migrate import upgrade

    settings = instance.settings
    if settings.mode == "production":
        raise OneSentence("MODE is production: a production instance takes no demo data.")
    from urllib.parse import urlsplit

    if (urlsplit(settings.public_url).hostname or "") not in LOOPBACK:
        raise OneSentence("PUBLIC_URL is no address of this machine: no demo data here.")
    catalog = instance.catalog
    upgrade(instance.store)
    plan = Plan(persons, seed, settings.instance, settings.public_url)
    made = fill(instance.store, catalog, plan, bar("Filling the demo region"))
    if not made:
        click.echo("The demo region is there already.")
        return
    sync(instance.store, catalog)
    click.echo("The demo region is ready: sign in as specialist, director … with demo-password; "
               "keys open with the PIN 123456.")


@click.command("clock", cls=PlainCommand)
@click.option("--advance", metavar="3d|2h|30m", help="Move the demo clock on.")
@click.option("--reset", is_flag=True, help="Back to real time.")
@pass_instance
def clock(instance: Instance, advance: str | None, reset: bool) -> None:
    """Show or move the clock of a demo instance; production instances refuse."""
    if advance and reset:
        raise WrongUsage("Give --advance or --reset, not both.")
    held = instance.migrated().clock
    if advance or reset:
        held.advance(None if reset else _seconds(advance or ""))
    offset = held.offset()
    click.echo(f"{held.now().isoformat(timespec='seconds')} (offset {offset} s)")


def _seconds(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if not found:
        raise WrongUsage(f"{text!r} is no span such as 3d, 2h or 30m.")
    return int(found.group(1)) * UNITS[found.group(2)]
