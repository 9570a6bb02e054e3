"""``jumys init`` and ``jumys migrate``: an instance's folder, key and database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from console.commands.base import Instance, OneSentence, PlainCommand, pass_instance

CONFIG = '''"""Settings of this installation; config.example.py tells them all."""

PUBLIC_URL = "{url}"
SECRET_KEY = "{key}"
DATABASE_URL = "{database}"
'''


@click.command("init", cls=PlainCommand)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--database", default="", help="SQLAlchemy URL; default: SQLite in the folder.")
@click.option("--url", default="http://127.0.0.1:8080", show_default=True,
              help="The address people will type.")  # fmt: skip
@pass_instance
def init(instance: Instance, folder: Path | None, database: str, url: str) -> None:
    """Make an instance: its folder, config.py with a new SECRET_KEY, a place for plugins."""
    place = (folder or instance.settings.instance).resolve()
    config = place / "config.py"
    if config.exists():
        raise OneSentence(f"{config} exists already; nothing was changed.")
    for name in ("plugins", "uploads", "outside"):
        (place / name).mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(
        url=url, key=secrets.token_urlsafe(48),
        database=database or f"sqlite:///{place / 'jumys.db'}",
    )
    handle = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    click.echo(f"Made {config}. Next: JUMYS_INSTANCE={place} jumys migrate")


@click.command("migrate", cls=PlainCommand)
@pass_instance
def migrate(instance: Instance) -> None:
    """Bring the database to the newest version: tables, triggers, calendar, roles."""
    from sqlalchemy.exc import SQLAlchemyError

    from console.fab.builder import sync
    from console.migrate import upgrade

    catalog = instance.catalog  # a wrong declaration stops before the database is touched
    try:
        upgrade(instance.store)
    except SQLAlchemyError as error:
        raise OneSentence(f"The database refused: {getattr(error, 'orig', error)}.") from error
    made = sync(instance.store, catalog)
    click.echo(f"The database is up to date; {len(made)} roles added.")
