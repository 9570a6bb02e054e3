"""What a search of vacancies asks, as its address says it: for pages, feeds and the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

#: arguments of a search in the order a kept one is written; ``sort`` and pages are not conditions
NAMES = ("q", "place", "region", "kato", "occupation", "pay", "regime", "experience", "education")
MOST = 400


@dataclass(frozen=True)
class Filters:
    """What a visitor asks: words, KATO codes, occupation, pay, regime, experience, education.

    ``pay``: at least so much a month, in tenge. ``experience``: years the visitor has.
    ``region`` is where the vacancy's region lies within, ``kato`` where its workplace does.
    """

    words: str = ""
    region: str = ""
    occupation: str = ""
    pay: int | None = None
    regime: str = ""
    experience: float | None = None
    education: str = ""
    kato: str = ""


def filters_of(args: Mapping[str, str]) -> Filters:
    """The filters that the arguments of a search's address carry; odd values are left out."""
    text = " ".join(t for t in (args.get("q", ""), args.get("place", "")) if t.strip())
    return Filters(
        words=text[:200], region=_code(args, "region"), occupation=_code(args, "occupation"),
        pay=number_of(args.get("pay", "")), regime=_code(args, "regime"),
        experience=number_of(args.get("experience", "")), education=_code(args, "education"),
        kato=_code(args, "kato"),
    )


def kept_query(args: Mapping[str, str]) -> str:
    """The conditions alone, in one order: two addresses of one search are kept as one."""
    pairs = [(name, args[name].strip()) for name in NAMES if args.get(name, "").strip()]
    text = urlencode(pairs)
    return text if len(text) <= MOST else urlencode([(n, v[:40]) for n, v in pairs])[:MOST]


def filters_of_query(query: str) -> Filters:
    """The filters of a kept query."""
    return filters_of(dict(parse_qsl(query)))


def _code(args: Mapping[str, str], name: str) -> str:
    value = args.get(name, "")
    return value if value.isascii() and len(value) <= 40 else ""


def number_of(text: str) -> int | None:
    """The number somebody typed, spaces and signs aside; None for none."""
    digits = "".join(c for c in text if c.isdigit() and c.isascii())
    return int(digits) if digits and len(digits) <= 9 else None
