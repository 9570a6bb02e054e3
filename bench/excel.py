"""A register of 100,000 x 20 as a workbook, beside openpyxl's write_only in the same run.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline. Over prepared rows:
``python -m bench.excel [--rows N]``. Memory is what a writer added over what was idle before it,
measured in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from reports import stream

KINDS = ("text",) * 10 + ("int",) * 5 + ("number",) * 2 + ("date",) * 2 + ("datetime",)
BATCH = 2_000
WORDS = ("Айгүл", "Серікқызы", "Еңбекшіқазақ ауданы", "сатушы & кассир", "5223", "тіркелген")


def rows(count: int) -> Iterator[list[tuple[Any, ...]]]:
    """Batches of made rows, the same every time."""
    chance = random.Random(259)
    first = date(2021, 1, 1)
    for start in range(0, count, BATCH):
        yield [
            (
                *(f"{chance.choice(WORDS)} {n}" for _ in range(10)),
                *(chance.randrange(10**6) for _ in range(5)),
                chance.random() * 100, chance.random(),
                first + timedelta(days=n % 900), None if n % 3 else first,
                datetime(2021, 4, 16, n % 24, n % 60),  # noqa: DTZ001
            )
            for n in range(start, min(start + BATCH, count))
        ]


def streamed(batches: list[list[tuple[Any, ...]]], target: Path) -> None:
    """Our writer."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(KINDS))  # type: ignore[union-attr]
    stream.sample_row(sheet, 2, KINDS)  # type: ignore[arg-type]
    stream.write(book, sheet, KINDS, batches, target)  # type: ignore[arg-type]


def write_only(batches: list[list[tuple[Any, ...]]], target: Path) -> None:
    """openpyxl's writer for long sheets, with the same formats."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(KINDS))
    for batch in batches:
        for row in batch:
            cells = []
            for kind, value in zip(KINDS, row, strict=True):
                cell = WriteOnlyCell(sheet, value)
                if kind in stream.FORMATS:
                    cell.number_format = stream.FORMATS[kind]
                cells.append(cell)
            sheet.append(cells)
    book.save(target)


def plain_write_only(batches: list[list[tuple[Any, ...]]], target: Path) -> None:
    """The same without any format: the least openpyxl can do."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for batch in batches:
        for row in batch:
            sheet.append(row)
    book.save(target)


def rust(records: list[dict[str, Any]], target: Path) -> None:
    """rustpy-xlsxwriter: a writer in Rust; its records are dicts."""
    importlib.import_module("rustpy_xlsxwriter").write_worksheet(records, str(target))


def prepared(writer: Callable[..., None], count: int) -> list[Any]:
    """The rows as the writer wants them; making them is not measured."""
    batches = list(rows(count))
    if writer is not rust:
        return batches
    names = [f"c{n}" for n in range(len(KINDS))]
    return [dict(zip(names, row, strict=True)) for batch in batches for row in batch]


def differing(count: int) -> int:
    """Cells that openpyxl reads back otherwise than they were given, over all rows."""
    batches = list(rows(count))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        streamed(batches, target)
        sheet = load_workbook(target, read_only=True).worksheets[0]
        found = sheet.iter_rows(min_row=2, values_only=True)
        return sum(
            not _same(one, other)
            for row, back in zip((r for b in batches for r in b), found, strict=True)
            for one, other in zip(row, back, strict=True)
        )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, datetime):
        return isinstance(other, datetime) and abs((one - other).total_seconds()) < 1
    if isinstance(one, date):
        return isinstance(other, datetime) and other.date() == one
    if isinstance(one, float):
        return isinstance(other, int | float) and math.isclose(one, other)
    return bool(one == other)


def _measured(writer: Callable[..., None], count: int, out: Connection) -> None:
    batches = prepared(writer, count)
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        writer(batches, Path(folder) / "out.xlsx")
        spent = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    out.send((spent, peak / 1024))


def measured(writer: Callable[..., None], count: int) -> tuple[float, float]:
    """(processor seconds, MiB added) of a writer in a fresh process."""
    here, there = multiprocessing.Pipe()
    one = multiprocessing.get_context("spawn").Process(
        target=_measured, args=(writer, count, there))
    one.start()
    spent, peak = here.recv()
    one.join()
    return spent, peak


def main() -> None:
    """Measure the writers one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    ours, added = measured(streamed, count)
    for name, writer in (("write_only", write_only), ("write_only, no formats", plain_write_only)):
        theirs, _ = measured(writer, count)
        print(json.dumps({
            "name": "register_workbook", "value": round(ours, 2), "unit": "s", "rows": count,
            "ratio": round(theirs / ours, 2), "baseline": f"openpyxl {name}, {theirs:.2f} s",
        }), flush=True)
    if importlib.util.find_spec("rustpy_xlsxwriter") is None:
        print("rustpy-xlsxwriter is not installed here", flush=True)
    else:
        theirs, _ = measured(rust, count)
        print(json.dumps({
            "name": "register_workbook_rust", "value": round(ours, 2), "unit": "s", "rows": count,
            "ratio": round(ours / theirs, 2), "baseline": f"rustpy-xlsxwriter, {theirs:.2f} s",
        }), flush=True)
    print(json.dumps({"name": "register_cells_differing", "value": differing(count),
                      "unit": "cells", "rows": count, "ratio": None,
                      "baseline": "read back by openpyxl"}), flush=True)
    print(json.dumps({"name": "register_memory", "value": round(added, 1), "unit": "MiB",
                      "rows": count, "ratio": None, "baseline": "idle before"}), flush=True)


if __name__ == "__main__":
    main()
