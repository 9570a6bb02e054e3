"""What the pages of vacancies say beside the rows: choices with counts, wider searches, JobPosting.

Every choice is an address that can be shared. A search that finds nothing offers those that would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from console.data import vacancy_search
from console.data.actors import Place
from console.data.mediation import Vacancy
from console.data.occupation_words import beside, occupations_of
from console.data.vacancy_filters import NAMES, Filters
from console.web.forms_view import dictionaries
from console.web.paging import address
from console.web.running import read, running
from console.web.shell import language
from console.web.theme import grouped

FACET = 8
DICTIONARIES = {
    "region": "region", "regime": "work_regime", "occupation": "occupation",
    "education": "education_level",
}
#: facets in the order of the page
ORDER = ("region", "kato", "occupation", "pay", "regime", "experience", "education")
#: work schedules as schema.org names them; the rest are said in words
EMPLOYMENT = {"full_time": "FULL_TIME", "part_time": "PART_TIME", "temporary": "TEMPORARY",
              "internship": "INTERN"}


def titles() -> dict[str, str]:
    """Arguments of the search in words."""
    return {
        "regime": _("Work schedule"), "occupation": _("Occupation"), "region": _("Region"),
        "q": _("Words"), "place": _("Settlement"), "pay": _("Pay from"),
        "experience": _("My experience"), "education": _("Education"), "kato": _("Settlement"),
    }


def code_label(dictionary: str, code: str | None) -> str:
    """Words of a code in the reader's language; '' for none."""
    found = dictionaries()(dictionary) if code else None
    return found.label(str(code), language()) if found else code or ""


def counted(found: Mapping[str, Mapping[str, int]]) -> list[tuple[str, list[Any]]]:
    """(argument, [(code, words, count, address)]) for what is not chosen yet."""
    shown, names = [], _territories(found.get("kato", {}))
    for name in ORDER:
        chosen = request.args.get(name)
        if (chosen and name != "kato") or (name == "kato" and request.args.get("region") is None
                                           and found.get("region")):
            continue
        rows = [
            (code, _said(name, code, names), count, address(**{name: code}))
            for code, count in list(found.get(name, {}).items())[:FACET] if code != chosen
        ]
        if len(rows) > 1 or (rows and name not in ("pay", "experience")):
            shown.append((name, rows))
    return shown


def _territories(codes: Any) -> dict[str, str]:
    """Names of territories in the reader's language."""
    rows = read().execute(
        select(Place.code, Place.name_kk, Place.name_ru).where(Place.code.in_(list(codes)))
    ) if codes else ()
    return {r.code: r.name_ru if language() == "ru" else r.name_kk for r in rows}


def _said(name: str, value: str, names: Mapping[str, str]) -> str:
    if name in DICTIONARIES:
        return code_label(DICTIONARIES[name], value)
    if name == "kato":
        return names.get(value) or value
    if name == "pay" and value.isdigit():
        return str(_("from %(sum)s ₸", sum=grouped(int(value))))
    if name == "experience" and value.isdigit():
        years = int(value)
        return str(ngettext("%(num)s year", "%(num)s years", years) if years else _("none"))
    return value


def chosen() -> list[tuple[str, str, str]]:
    """What is chosen: (argument, words, the address without it)."""
    found = []
    names = _territories([request.args["kato"]] if request.args.get("kato") else [])
    for name in NAMES:
        value = request.args.get(name, "").strip()
        if value:
            found.append((name, _said(name, value, names), address(**{name: None})))
    return found


def meant() -> list[tuple[str, str]]:
    """Occupations the words may mean: (words, address of a search by the occupation)."""
    if request.args.get("occupation") or not request.args.get("q"):
        return []
    return [(code_label("occupation", code), address(q=None, occupation=code))
            for code in occupations_of(request.args["q"])]


def wider(asked: Filters) -> list[tuple[str, int, str]]:
    """Searches near an empty one that do find something: (words, count, address)."""
    tries: list[tuple[str, Filters, dict[str, Any]]] = []
    if asked.kato or asked.region or request.args.get("place"):
        words = request.args.get("q", "")
        tries.append((str(_("In the whole country")), replace(asked, kato="", region="",
                                                              words=words),
                      {"kato": None, "region": None, "place": None}))
    if asked.pay is not None:
        tries.append((str(_("With any pay")), replace(asked, pay=None), {"pay": None}))
    if asked.regime or asked.education or asked.experience is not None:
        tries.append((str(_("With any schedule, education and experience")),
                      replace(asked, regime="", education="", experience=None),
                      {"regime": None, "education": None, "experience": None}))
    code = asked.occupation or next(iter(occupations_of(request.args.get("q", ""))), "")
    for near in beside(code)[:2] if code else ():
        tries.append((code_label("occupation", near), Filters(occupation=near,
                                                              region=asked.region),
                      {n: None for n in NAMES if n != "region"} | {"occupation": near}))
    found = []
    for text, filters, changes in tries[:5]:
        number = vacancy_search.count(read(), filters)
        if number:
            found.append((text, number, address(**changes)))
    return found


def posting(job: Vacancy) -> dict[str, Any]:
    """What schema.org's JobPosting wants beside what the page shows anyway."""
    texts = (job.duties, job.qualification, job.conditions, job.additional)
    text = "\n".join(t for t in texts if t)
    return {
        "description": text or job.title, "employment": EMPLOYMENT.get(job.regime or "", "OTHER"),
        "months": int((job.experience_years or 0) * 12),
        "url": f"{running().settings.public_url.rstrip('/')}/jobs/{job.case_number}",
    }


def in_words(query: str) -> str:
    """A kept search in one line: the words and codes of its conditions."""
    given = dict(parse_qsl(query))
    names = _territories([given["kato"]] if given.get("kato") else [])
    said = [_said(name, given[name], names) for name in NAMES if given.get(name)]
    return ", ".join(said) or str(_("All vacancies"))
