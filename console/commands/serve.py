"""``jumys serve``, ``worker`` and ``sweep``: the web with its background worker, or each alone."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import click

from console.commands.base import Instance, PlainCommand, WrongUsage, pass_instance

THREADS = 8
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@click.command("serve", cls=PlainCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=0, type=click.IntRange(0, 64),
              help="Web processes; 0: by the number of cores.")  # fmt: skip
@click.option("--no-worker", is_flag=True, help="Do not start the background worker.")
@pass_instance
def serve(instance: Instance, host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the console, with the background worker beside it."""
    with _everything_stays():
        if instance.migrated().demo and host not in LOOPBACK:
            raise WrongUsage("A demo instance listens on this machine only: use --host 127.0.0.1.")
        from console.app import create_app

        app = create_app()
    web = "waitress" if not hasattr(os, "fork") else "gunicorn"
    click.echo(f"Jumys is at http://{host}:{port} ({web}, {'demo' if instance.demo else 'live'}).",
               err=True)  # fmt: skip
    with _worker_beside(not no_worker):
        if web == "gunicorn":
            _gunicorn(app, host, port, workers or min(os.cpu_count() or 1, 4))
        else:
            from waitress import serve as waitress

            waitress(app, host=host, port=port, threads=THREADS)


@contextlib.contextmanager
def _everything_stays() -> Iterator[None]:
    """What a start loads is never garbage: looking for some takes a tenth of the start.

    Frozen, it is not looked at later either, so forked children go on sharing its memory.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def _worker_beside(wanted: bool) -> Iterator[None]:
    """The background worker as a process of its own, ended with this one."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "console.cli", "worker", "--parent", str(os.getpid())]
    child = subprocess.Popen(command)
    try:
        yield
    finally:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)
        if child.poll() is None:
            child.kill()


def _gunicorn(app: Any, host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    from console.web.running import running

    # Forked children share no connection: each opens its own.
    running(app).store.dispose()

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            chosen = {
                "bind": f"{host}:{port}", "workers": workers, "threads": THREADS,
                "worker_class": "gthread", "preload_app": True, "timeout": 120,
                "graceful_timeout": 10, "keepalive": 5, "loglevel": "warning",
                "accesslog": None, "proc_name": "jumys",
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    with contextlib.suppress(SystemExit):
        Server().run()


@click.command("worker", cls=PlainCommand)
@click.option("--parent", type=int, default=None, hidden=True)
@pass_instance
def worker(instance: Instance, parent: int | None) -> None:
    """Run the background worker: messages, lapsed duties, the seal of the journal, jobs."""
    from console.work.runner import Runner

    instance.migrated()
    runner = Runner(instance)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: runner.stop())
    if parent is not None:
        threading.Thread(target=_follow, args=(parent, runner), daemon=True).start()
    runner.run()


def _follow(parent: int, runner: Any) -> None:
    """End with the process that started us, however it ended."""
    while not runner.wait(2):
        if os.getppid() != parent:
            runner.stop()


@click.command("sweep", cls=PlainCommand)
@pass_instance
def sweep(instance: Instance) -> None:
    """Apply lapsed duties and send waiting messages once; prints what was done."""
    from console.work.outbox import Sender
    from console.work.sweeper import sweep as sweep_once

    instance.migrated()
    now = instance.now()
    swept = sweep_once(instance.process, now)
    sent = Sender(instance.store, instance.outside, instance.catalog).run(now)
    click.echo(swept.sentence())
    for outcome in swept.outcomes:
        click.echo(f"  {outcome.number}: {outcome.step} -> {outcome.state}")
    for failure in swept.failures:
        click.echo(f"  {failure}", err=True)
    click.echo(sent.sentence())
    if swept.failures:
        raise click.exceptions.Exit(1)
