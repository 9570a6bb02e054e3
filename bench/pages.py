"""Pages of the present demonstration: statements, walks over large tables, processor time.

Prints one JSON line per page: name, value (median processor ms in process), unit, rows (persons),
statements, walks, ratio (median of the page over the median of /healthz in the same run),
baseline. Works on the instance that ``JUMYS_INSTANCE`` names, filled by ``jumys demo``:

    python -m bench.pages [--repeats N]

It asks as the demo's specialist and as a visitor, so it writes one audit line for a card it opens
and nothing else. ``walks`` counts steps of the plans that read a table of more than a thousand
rows from end to end without an index that orders it and a LIMIT that ends it.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, inspect, select, text

from console.app import create_app
from console.data.actors import Person
from console.scope import SYSTEM
from console.web.running import KEY

PAGES = (
    ("specialist", "/worklist"), ("specialist", "/worklist?v=overdue"), ("specialist", "/cases"),
    ("specialist", "/persons"), ("specialist", "/persons?q={name}"), ("specialist", "{case}"),
    (None, "/jobs"),
)
LARGE = 1_000
PASSWORD = "demo-password"  # noqa: S105 - of the demonstration, printed by the command itself


def signed_in(app: Flask, login: str) -> FlaskClient:
    """A client with the session of a demo login."""
    client = app.test_client()
    page = client.get("/login/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    answer = client.post("/login/", data={
        "username": login, "password": PASSWORD, "csrf_token": token[1] if token else "",
    })
    if answer.status_code != 302:
        raise SystemExit(f"{login} cannot sign in: fill the instance with 'jumys demo' first.")
    return client


def large_tables(engine: Engine) -> list[str]:
    """Tables of more than ``LARGE`` rows."""
    with engine.connect() as connection:
        return [
            name for name in inspect(engine).get_table_names()
            if connection.scalar(
                select(func.count()).select_from(
                    select(text("1")).select_from(text(f'"{name}"')).limit(LARGE + 1).subquery()
                )
            ) > LARGE  # type: ignore[operator]
        ]


def walks(engine: Engine, seen: list[tuple[str, Any]], tables: list[str]) -> int:
    """Steps of the plans that walk a large table; SQLite only, 0 elsewhere."""
    if engine.dialect.name != "sqlite":
        return 0
    names = "|".join(re.escape(n) for n in tables)
    whole = re.compile(rf'^SCAN "?({names})"?( |$)', re.IGNORECASE)
    found = 0
    with engine.connect() as connection:
        for statement, parameters in seen:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for row in plan:
                step = str(row[3])
                ended = "USING" in step and "LIMIT" in statement.upper()
                found += bool(whole.match(step)) and not ended
    return found


def measure(
    client: FlaskClient, engine: Engine, path: str, repeats: int
) -> tuple[float, list[Any]]:
    """(median ms, SELECT statements of one request)."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _k: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append((statement, parameters))

    client.get(path)  # the first request of a process also fills caches
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        client.get(path)
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times), seen


def main() -> None:
    """Measure each page and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    app = create_app()
    store = app.extensions[KEY].store
    with store.session(SYSTEM) as session:
        persons = session.scalar(select(func.count()).select_from(Person)) or 0
        name = session.scalar(select(Person.surname).order_by(Person.id.desc()).limit(1)) or ""
    clients = {login: signed_in(app, login) if login else app.test_client()
               for login, _path in PAGES}
    tables = large_tables(store.engine)
    floor, _ = measure(app.test_client(), store.engine, "/healthz", repeats)
    listed = clients["specialist"].get("/cases").text
    case = re.search(r'href="(/cases/[A-Z]-[^"?]+)"', listed)
    for login, path in PAGES:
        page = path.format(name=name, case=case[1] if case else "/cases")
        median, seen = measure(clients[login], store.engine, page, repeats)
        print(json.dumps({
            "name": path, "value": round(median, 1), "unit": "ms", "rows": persons,
            "statements": len(seen), "walks": walks(store.engine, seen, tables),
            "ratio": round(median / floor, 1), "baseline": f"/healthz, {floor:.1f} ms",
        }), flush=True)


if __name__ == "__main__":
    main()
