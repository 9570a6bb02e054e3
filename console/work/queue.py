"""The queue: huey in a file of its own by default, on PostgreSQL or Redis where configured.

``QUEUE_URL`` in config.py: empty (a file of the instance), ``postgresql://…`` or ``redis://…``.
The queue carries numbers only; every task reads what to do from the database, so that a lost or
repeated entry does no harm.
"""

from __future__ import annotations

from typing import Any

from huey import PostgresHuey, RedisHuey, SqliteHuey

from console.config import ConfigError, Settings

NAME = "jumys"
FILE = "jobs.db"


def make_queue(settings: Settings) -> Any:
    """The huey of an instance."""
    url = str(settings.extra.get("QUEUE_URL", ""))
    if not url:
        settings.instance.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(settings.instance / FILE), results=False)
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme == "postgresql":
        return PostgresHuey(NAME, dsn=url.replace("+psycopg", ""), results=False)
    if scheme in ("redis", "rediss"):
        return RedisHuey(NAME, url=url, results=False)
    raise ConfigError("QUEUE_URL must begin with postgresql:// or redis://.")
