"""``jumys deadline``: the due day of one term, or of a file of terms.

Counts by the calendar the console holds when it is given one (``calendar_for(scheme, region)``
on the context object), else by the official days off it was seeded with.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple, cast

import click

from console.calendar import (
    CalendarError,
    CalendarRangeError,
    Scheme,
    Term,
    Unit,
    WorkCalendar,
    due,
    explain,
    local_date,
    seeded_calendar,
    zone_of_region,
)
from console.calendar.seed import FIRST_YEAR, LAST_YEAR

CalendarFor = Callable[[Scheme, str | None], WorkCalendar | None]

SCHEMES: dict[str, Scheme] = {"5": "5day", "6": "6day"}
UNITS: dict[str, Unit] = {"working": "working_day", "calendar": "calendar_day"}
COLUMNS = ("start_date", "working_days", "week")
# Fewer than any year has (the fewest is about 240): so the years seeded are always enough.
WORKING_DAYS_A_YEAR = 200
BAR_FROM_ROWS = 100_000
MAX_DAYS = 1_000_000


class OneSentence(click.ClickException):
    """A failure told in one sentence on stderr: exit 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence alone, without usage lines."""
        click.echo(f"Error: {self.format_message()}", file=file or sys.stderr)


class WrongUsage(OneSentence):
    """The command was called wrongly: exit 2."""

    exit_code = 2


class PlainCommand(click.Command):
    """A command whose usage errors are one sentence too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, turning click's usage block into its one sentence."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise WrongUsage(f"There is no option {error.option_name}.") from error
        except click.UsageError as error:
            raise WrongUsage(" ".join(error.format_message().split())) from error


class Row(NamedTuple):
    """One line of a batch."""

    line: int
    start: date
    days: int
    week: str


@click.command("deadline", cls=PlainCommand)
@click.option("--from", "start", metavar="DATE|DATETIME", help="The event, e.g. 2021-04-30.")
@click.option("--days", type=click.IntRange(0, MAX_DAYS), help="Length of the term.")
@click.option("--unit", type=click.Choice(sorted(UNITS)), help="What is counted.")
@click.option("--week", type=click.Choice(["5", "6"]), default="5", show_default=True,
              help="Days of the working week.")  # fmt: skip
@click.option("--region", metavar="CODE", help="KATO code: its calendar and time zone.")
@click.option("--json", "as_json", is_flag=True, help="The due day with its full receipt.")
@click.option("--explain", "lang", type=click.Choice(["kk", "ru", "en"]),
              help="Tell each day counted and skipped.")  # fmt: skip
@click.option("--batch", metavar="FILE.csv",
              help="Rows start_date,working_days,week; prints them with due_date.")  # fmt: skip
@click.pass_context
def deadline(
    ctx: click.Context,
    start: str | None,
    days: int | None,
    unit: str | None,
    week: str,
    region: str | None,
    as_json: bool,
    lang: str | None,
    batch: str | None,
) -> None:
    """Print the day a term ends on. The event's own day is day 0."""
    if region and not (region.isascii() and region.isdigit() and len(region) <= 9):
        raise WrongUsage(f"{region!r} is no KATO code: it has up to nine digits.")
    try:
        if batch is not None:
            if start is not None or days is not None or unit is not None or as_json or lang:
                raise WrongUsage("--batch takes its terms from the file alone.")
            _print_batch(Path(batch), region, _calendar_for(ctx))
            return
        for option, value in (("--from", start), ("--days", days), ("--unit", unit)):
            if value is None:
                raise WrongUsage(f"{option} is missing (or give --batch FILE.csv).")
        assert start is not None and days is not None and unit is not None
        _print_one(ctx, start, Term(days, UNITS[unit]), week, region, as_json, lang)
    except CalendarError as error:
        raise OneSentence(str(error)) from error


def _print_one(
    ctx: click.Context,
    start: str,
    term: Term,
    week: str,
    region: str | None,
    as_json: bool,
    lang: str | None,
) -> None:
    zone = zone_of_region(region)
    event = _moment(start)
    if event.tzinfo is None:
        # Without a zone it is civil time of the region, as on the paper it was read from.
        event = event.replace(tzinfo=zone)
    day, amount = local_date(event, zone), term.amount
    assert isinstance(amount, int)
    calendar = _pick(_calendar_for(ctx), SCHEMES[week], region, day, day, amount)
    result = due(event, term, calendar, zone)
    if as_json:
        answer = {
            "start_date": day.isoformat(),
            "days": amount,
            "unit": "working" if term.unit == "working_day" else "calendar",
            "week": int(week),
            "region": region,
            "due_date": result.due_on.isoformat(),
            "due_at": result.due_at_utc.isoformat(),
            "calendar_version": calendar.version,
            "receipt": result.receipt,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(result.due_on.isoformat())
    for sentence in explain(result.receipt, lang) if lang else ():
        click.echo(sentence)


def _moment(text: str) -> datetime:
    """A date (its first moment) or a date and time, with or without a zone."""
    try:
        if len(text) <= len("2021-04-30"):
            return datetime.combine(_date(text), time())
        return datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            f"{text!r} is no date or moment such as 2021-04-30 or 2021-04-30T17:05."
        ) from None


def _date(text: str) -> date:
    """A civil date written in full; the other ISO forms are too easy to mistype."""
    if len(text) != len("2021-04-30") or text[4] != "-":
        raise ValueError(text)
    return date.fromisoformat(text)


def _calendar_for(ctx: click.Context) -> CalendarFor | None:
    """The console's own source of calendars, when the command runs inside one."""
    held = ctx.obj
    found = held.get("calendar_for") if isinstance(held, Mapping) else None
    found = found or getattr(held, "calendar_for", None)
    return cast(CalendarFor, found) if callable(found) else None


def _pick(
    source: CalendarFor | None, scheme: Scheme, region: str | None, first: date, last: date, n: int
) -> WorkCalendar:
    """The console's calendar for scheme and region, else the seeded one over the years needed."""
    calendar = source(scheme, region) if source else None
    if calendar is not None:
        return calendar
    end = last.year + n // WORKING_DAYS_A_YEAR + 1
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise CalendarRangeError(
            f"{first if first.year < FIRST_YEAR else last} cannot be counted from: official days "
            f"off are known for {FIRST_YEAR} to {LAST_YEAR}."
        )
    return seeded_calendar(scheme, first.year, min(end, LAST_YEAR))


def _print_batch(path: Path, region: str | None, source: CalendarFor | None) -> None:
    rows = _read(path)
    calendars: dict[str, WorkCalendar] = {}
    for week, scheme in SCHEMES.items():
        mine = [row for row in rows if row.week == week]
        if mine:
            first, last = min(row.start for row in mine), max(row.start for row in mine)
            longest = max(row.days for row in mine)
            calendars[week] = _pick(source, scheme, region, first, last, longest)
    # Count everything before printing: a file with one wrong row gives no half answer.
    hidden = len(rows) < BAR_FROM_ROWS or not sys.stderr.isatty()
    answers = []
    with click.progressbar(rows, label="Counting", file=sys.stderr, hidden=hidden) as counted:
        for row in counted:
            try:
                end = calendars[row.week].add_working_days(row.start, row.days)
            except CalendarError as error:
                raise OneSentence(f"Line {row.line} of {path.name}: {error}") from error
            answers.append((row.start.isoformat(), row.days, row.week, end.isoformat()))
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([*COLUMNS, "due_date"])
    out.writerows(answers)
    click.echo(text.getvalue(), nl=False)


def _read(path: Path) -> list[Row]:
    """All rows of a batch file; the first wrong one refuses the file, naming its line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            absent = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if absent:
                raise OneSentence(f"{path.name} lacks the column {', '.join(absent)}.")
            return [_row(path, reader.line_num, raw) for raw in reader]
    except OSError as error:
        raise OneSentence(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise OneSentence(f"{path.name} is no CSV file in UTF-8: {error}.") from error


def _row(path: Path, line: int, raw: Mapping[str, str | None]) -> Row:
    start, days, week = ((raw[name] or "").strip() for name in COLUMNS)
    try:
        row = Row(line, _date(start), _number(days), week)
    except ValueError:
        row = None
    if row is None or row.days > MAX_DAYS or week not in SCHEMES:
        raise OneSentence(
            f"Line {line} of {path.name} is wrong: it needs a date such as 2021-04-30, a number "
            "of days and a week of 5 or 6."
        )
    return row


def _number(text: str) -> int:
    """Plain digits only: ``1_0`` or ``+1`` in a file is a slip of the hand."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
