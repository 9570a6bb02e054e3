"""``jumys deadline``: what it prints, and how it fails."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from console.calendar import DayMark, WorkCalendar, replay, seeded_calendar
from console.commands.deadline import deadline


def run(*args: str, obj: object = None) -> Result:
    return CliRunner().invoke(deadline, list(args), obj=obj)


def term(start: str, days: int, *more: str) -> list[str]:
    return ["--from", start, "--days", str(days), "--unit", "working", *more]


@pytest.mark.parametrize(
    ("args", "printed"),
    [
        (term("2021-04-30", 2), "2021-05-05"),
        (term("2021-07-02", 1), "2021-07-03"),
        (term("2025-01-02", 1), "2025-01-05"),
        (term("2025-01-02", 1, "--week", "6"), "2025-01-04"),
        (term("2021-04-19T18:30:00+00:00", 1), "2021-04-21"),
        (term("2021-04-19T18:30:00Z", 1, "--region", "150000000"), "2021-04-20"),
        (term("2021-04-19T23:59", 1), "2021-04-20"),
        (["--from", "2021-04-01", "--days", "30", "--unit", "calendar"], "2021-05-01"),
    ],
)
def test_the_due_day_is_the_output(args: list[str], printed: str) -> None:
    """One line, one date; a time without a zone is the region's civil time."""
    result = run(*args)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{printed}\n", "")


def test_json_carries_a_receipt_that_replays() -> None:
    """The answer can be checked by whoever receives it."""
    answer = json.loads(run(*term("2021-04-30", 2, "--json")).stdout)
    assert (answer["due_date"], answer["week"], answer["unit"]) == ("2021-05-05", 5, "working")
    assert replay(answer["receipt"]).due_on == date(2021, 5, 5)


def test_the_count_is_told_on_request() -> None:
    """The due day first, then the sentences."""
    lines = run(*term("2021-04-30", 2, "--explain", "en")).stdout.splitlines()
    assert lines[0] == "2021-05-05"
    assert "Day 2: 05.05.2021, Wednesday." in lines


def test_a_batch_is_printed_with_its_due_days(tmp_path: Path) -> None:
    """Columns of the contract, the order of the file, both weeks."""
    file = tmp_path / "terms.csv"
    file.write_text(
        "start_date,working_days,week\n2021-12-31,1,5\n2025-01-02,1,6\n\n2021-04-30,2,5\n",
        encoding="utf-8-sig",
    )
    result = run("--batch", str(file))
    assert result.stdout == (
        "start_date,working_days,week,due_date\n"
        "2021-12-31,1,5,2022-01-05\n2025-01-02,1,6,2025-01-04\n2021-04-30,2,5,2021-05-05\n"
    )
    assert result.exit_code == 0


def test_an_empty_batch_prints_its_header(tmp_path: Path) -> None:
    """Nothing to count is no failure."""
    file = tmp_path / "terms.csv"
    file.write_text("week,start_date,working_days\n")
    assert run("--batch", str(file)).stdout == "start_date,working_days,week,due_date\n"


@pytest.mark.parametrize("as_object", [True, False])
def test_the_consoles_own_calendar_is_used_when_it_has_one(as_object: bool) -> None:
    """A region's extra day off moves its terms; a region without one keeps the seeded days."""
    name = {"kk": "к", "ru": "р", "en": "e"}
    marks = {date(2021, 4, 20): DayMark("extra_off", name, "№ 1")}
    own = WorkCalendar(9, "5day", marks, date(2021, 1, 1), date(2021, 12, 31))
    source = {"calendar_for": lambda scheme, region: own if region == "75" else None}
    obj = SimpleNamespace(**source) if as_object else source
    assert run(*term("2021-04-19", 1, "--region", "75"), obj=obj).stdout == "2021-04-21\n"
    assert run(*term("2021-04-19", 1, "--region", "71"), obj=obj).stdout == "2021-04-20\n"
    past = run(*term("2021-12-31", 1, "--region", "75"), obj=obj)
    assert (past.exit_code, "version 9" in past.stderr) == (1, True)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--from", "30.04.2021", "--days", "1", "--unit", "working"], 2),
        (["--from", "2021-02-29", "--days", "1", "--unit", "working"], 2),
        (["--from", "20210430", "--days", "1", "--unit", "working"], 2),
        (["--from", "2021-04-30", "--days", "-1", "--unit", "working"], 2),
        (["--from", "2021-04-30", "--days", "two", "--unit", "working"], 2),
        (["--from", "2021-04-30", "--days", "1", "--unit", "weeks"], 2),
        (["--from", "2021-04-30", "--days", "1"], 2),
        (["--from", "2021-04-30", "--unit", "working"], 2),
        (["--days", "1", "--unit", "working"], 2),
        ([], 2),
        (["--nonsense"], 2),
        (["extra"], 2),
        ([*term("2021-04-30", 1), "--week", "7"], 2),
        ([*term("2021-04-30", 1), "--region", "ab"], 2),
        ([*term("2021-04-30", 1), "--batch", "x.csv"], 2),
        (term("1999-01-01", 1), 1),
        (term("2100-12-31", 5), 1),
        (term("9999-12-31", 1), 1),
        (["--batch", "absent.csv"], 1),
    ],
)
def test_a_failure_is_one_sentence_on_stderr(args: list[str], code: int) -> None:
    """Exit 2 for wrong usage, 1 for what cannot be counted; stdout stays empty."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"start_date,working_days\n2021-04-30,1\n", "week"),
        (b"", "start_date"),
        (b"start_date,working_days,week\n2021-04-30,1,5\n2021-04-31,1,5\n", "Line 3"),
        (b"start_date,working_days,week\n2021-04-30,-1,5\n", "Line 2"),
        (b"start_date,working_days,week\n2021-04-30,1_0,5\n", "Line 2"),
        (b"start_date,working_days,week\n2021-04-30,1,7\n", "Line 2"),
        (b"start_date,working_days,week\n2021-04-30,1\n", "Line 2"),
        (b"start_date,working_days,week\n2021-04-30,1,5\n2100-12-31,9,5\n", "Line 3"),
        (b"start_date,working_days,week\n\xff\xfe,1,5\n", "UTF-8"),
    ],
)
def test_a_wrong_row_refuses_the_file_and_is_named(
    tmp_path: Path, content: bytes, named: str
) -> None:
    """No half answer: nothing is printed when one row cannot be counted."""
    file = tmp_path / "terms.csv"
    file.write_bytes(content)
    result = run("--batch", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert named in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_batch_counts_as_the_single_command_does(tmp_path: Path) -> None:
    """Two ways in, one calendar."""
    calendar = seeded_calendar("5day", 2020, 2023)
    starts = [date(2020 + n % 4, 1 + n % 12, 1 + n % 28) for n in range(0, 300, 7)]
    file = tmp_path / "terms.csv"
    lines = [f"{day},{n % 20},5" for n, day in enumerate(starts) if day.year < 2023]
    file.write_text("\n".join(["start_date,working_days,week", *lines]))
    for line in run("--batch", str(file)).stdout.splitlines()[1:]:
        start, days, _, end = line.split(",")
        assert calendar.add_working_days(date.fromisoformat(start), int(days)).isoformat() == end
