"""Counts beside a search: how many matches each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from console.data.vacancy_filters import Filters

#: lower bounds of pay, tenge a month, and years of experience a visitor may have
PAY = (100_000, 150_000, 200_000, 300_000, 500_000)
YEARS = (0, 1, 3, 5, 10)
SHOWN = 40
#: significant digits of a KATO code by level: region, district, rural district, settlement
LEVELS = (2, 4, 6, 9)


def facets(rows: Sequence[Any], filters: Filters) -> dict[str, dict[str, int]]:
    """By argument of the search: code -> matches. Places one level below the one chosen."""
    return {
        "region": _counted(row.region for row in rows),
        "regime": _counted(row.regime for row in rows),
        "occupation": _counted(row.occupation for row in rows),
        "education": _counted(row.education_level for row in rows),
        "kato": _places(rows, filters.kato or filters.region),
        "pay": {str(low): n for low in PAY if (n := sum(_pay(row) >= low for row in rows))},
        "experience": {
            str(years): n for years in YEARS
            if (n := sum((row.experience_years or 0) <= years for row in rows))
        },
    }


def _counted(values: Iterable[Any]) -> dict[str, int]:
    return dict(Counter(value for value in values if value).most_common(SHOWN))


def _pay(row: Any) -> int:
    return int(row.wage_max or row.wage_min or 0)


def _places(rows: Sequence[Any], chosen: str) -> dict[str, int]:
    """Territories one level below the chosen one, by the codes of the workplaces."""
    head = significant(chosen)
    length = next((n for n in LEVELS if n > len(head)), 0) if head else LEVELS[1]
    if not length:
        return {}
    codes = (row.kato for row in rows if row.kato and row.kato.startswith(head))
    return _counted(code[:length].ljust(9, "0") for code in codes)


def significant(code: str) -> str:
    """The head of a KATO code that says where it is, at the length of its level."""
    bare = code.rstrip("0")
    if not bare:
        return ""
    return code[: next((n for n in LEVELS if n >= len(bare)), 9)]
