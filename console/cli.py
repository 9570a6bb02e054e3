"""``jumys``: the console's command line. Every command exits 0 only on success."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

import click

from console.commands.base import Instance, OneSentence, WrongUsage, told

#: name -> where its click command is; imported when the command is called or its help is shown
COMMANDS = {
    "init": "console.commands.instance:init",
    "migrate": "console.commands.instance:migrate",
    "demo": "console.commands.demo:demo",
    "serve": "console.commands.serve:serve",
    "worker": "console.commands.serve:worker",
    "sweep": "console.commands.serve:sweep",
    "clock": "console.commands.demo:clock",
    "doctor": "console.commands.doctor:doctor",
    "steps": "console.commands.listing:steps",
    "forms": "console.commands.listing:forms",
    "rules": "console.commands.listing:rules",
    "deadline": "console.commands.deadline:deadline",
    "plugin": "console.commands.plugin:plugin",
    "audit": "console.commands.audit:audit",
    "verify": "console.commands.audit:verify",
    "backup": "console.commands.backup:backup",
    "restore": "console.commands.backup:restore",
    "import": "console.commands.load:import_file",
    "dictionary": "console.commands.load:dictionary",
    "report": "console.commands.report:report",
    "bench": "console.commands.report:bench",
}


class Jumys(click.Group):
    """The group: its own commands by name, then those that plugins declare."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of use, then the plugins' own."""
        return [*COMMANDS, *sorted(_declared(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        where = COMMANDS.get(cmd_name)
        if where is None:
            return _declared(ctx).get(cmd_name)
        module, _, name = where.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def _declared(ctx: click.Context) -> dict[str, click.Command]:
    """Commands of plugins; a broken plugin must not take the console's own commands away."""
    from console.errors import JumysError

    try:
        found = ctx.ensure_object(Instance).catalog.pm.hook.declare_commands()
    except (JumysError, ImportError) as error:
        logging.getLogger(__name__).debug("plugins are not loaded: %s", error)
        return {}
    return {str(c.name): c for result in found for c in result if c.name not in COMMANDS}


@click.group(cls=Jumys, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jumys-console", prog_name="jumys")
@click.pass_context
def group(ctx: click.Context) -> None:
    """The console of a public employment service (Order No. 259)."""
    ctx.ensure_object(Instance)


def main(args: list[str] | None = None) -> None:
    """Entry point: runs the command and exits; errors are one sentence on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run a command line and return its exit code."""
    from console.errors import JumysError, Refusal

    try:
        result = group.main(args=args, prog_name="jumys", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.Abort:
        return _fail("Stopped.", 130)
    except OneSentence as error:
        error.show()
        return int(error.exit_code)
    except click.UsageError as error:
        return _fail(told(click.ClickException(error.format_message())), WrongUsage.exit_code)
    except click.ClickException as error:
        return _fail(told(error), int(error.exit_code))
    except Refusal as error:
        grounds = "; ".join(g.text["en"] for g in error.grounds)
        return _fail(f"{told(error)} {grounds}".strip(), 1)
    except (JumysError, PermissionError) as error:
        return _fail(told(error), 1)


def _fail(sentence: str, code: int) -> int:
    click.echo(f"Error: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
