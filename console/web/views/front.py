"""Open to everybody: what this is, the search of vacancies, one vacancy.

A search is its own address: it can be shared, read back, and works without a script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from sqlalchemy import select

from console.data import vacancy_search
from console.data.case import Case
from console.data.content import ContentItem
from console.data.mediation import Offer, Vacancy
from console.data.vacancy_search import Filters
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.web import stepping
from console.web.access import public, roles
from console.web.forms_view import dictionaries, form_key, posted, refused
from console.web.paging import address, packed, unpacked
from console.web.running import read, running
from console.web.shell import home_url, is_staff, language
from console.web.theme import words

bp = Blueprint("front", __name__)
NEWEST = 5
FACET = 8
#: years of experience a visitor may say; the words are in the template
EXPERIENCE = ("0", "1", "3", "5", "10")


def code_label(dictionary: str, code: str | None) -> str:
    """Words of a code in the reader's language; '' for none."""
    found = dictionaries()(dictionary) if code else None
    return found.label(str(code), language()) if found else code or ""


bp.app_template_global("code_label")(code_label)
bp.app_template_global("new_key")(form_key)


@bp.get("/")
@public
def home() -> Any:
    """What this is, for visitors; those who work here go to their own first page."""
    if g.actor is not None and is_staff():
        return redirect(home_url())
    found = vacancy_search.search(read(), Filters(), limit=NEWEST)
    news = read().execute(
        select(ContentItem.data, ContentItem.changed_at)
        .where(ContentItem.type == "announcement", ContentItem.state == "published")
        .order_by(ContentItem.id.desc()).limit(3)
    ).all()
    act = running().catalog.law.act
    return render_template(
        "pages/public/home.html", found=found, act=act,
        news=[(_text(n.data, "title"), _text(n.data, "body"), n.changed_at) for n in news],
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    return str(data.get(f"{key}_{language()}") or data.get(f"{key}_kk") or "")


@bp.get("/jobs")
@public
def jobs() -> str:
    """Published vacancies, newest first, with filters and their counts."""
    asked = search_filters()
    after: Any = request.args.get("after", "")
    if after:
        after = tuple(unpacked(after, 2))
        if not hasattr(after[0], "tzinfo") or not isinstance(after[1], int):
            abort(400)
    found = vacancy_search.search(read(), asked, after=after or None)
    return render_template(
        "pages/public/jobs.html", found=found, address=address, args=request.args,
        next=address(after=packed(found.after)) if found.after else "",
        first=address(after=None) if after else "", facets=_facets(found.facets),
        chosen=_chosen(), experience=EXPERIENCE, regions=_choices("region"),
    )


def search_filters() -> Filters:
    """The filters that the address of a search carries."""
    args = request.args
    text = " ".join(t for t in (args.get("q", ""), args.get("place", "")) if t.strip())
    return Filters(
        words=text[:200], region=_code("region"), occupation=_code("occupation"),
        pay=_number(args.get("pay", "")), regime=_code("regime"),
        experience=_number(args.get("experience", "")),
    )


def _code(name: str) -> str:
    value = request.args.get(name, "")
    return value if value.isascii() and len(value) <= 40 else ""


def _number(text: str) -> int | None:
    digits = "".join(c for c in text if c.isdigit() and c.isascii())
    return int(digits) if digits and len(digits) <= 9 else None


def _choices(dictionary: str) -> list[tuple[str, str]]:
    found = dictionaries()(dictionary)
    return [(c.code, words(c.label)) for c in found.choices()] if found else []


DICTIONARIES = {"regime": "work_regime", "occupation": "occupation", "region": "region"}


def _facets(counted: Mapping[str, Mapping[str, int]]) -> list[tuple[str, list[Any]]]:
    """(argument, [(code, words, count, address)]) for what is not chosen yet."""
    shown = []
    for name, dictionary in DICTIONARIES.items():
        if request.args.get(name):
            continue
        rows = [
            (code, code_label(dictionary, code), count, address(**{name: code}))
            for code, count in list(counted[name].items())[:FACET]
        ]
        if rows:
            shown.append((name, rows))
    return shown


def _chosen() -> list[tuple[str, str]]:
    """What is chosen, in words, each with the address without it."""
    found = []
    for name in ("q", "place", "region", "regime", "occupation", "pay", "experience"):
        value = request.args.get(name, "").strip()
        if value:
            text = code_label(DICTIONARIES[name], value) if name in DICTIONARIES else value
            found.append((name, text, address(**{name: None})))
    return found  # type: ignore[return-value]


@bp.get("/jobs/<number>")
@public
def job(number: str) -> Any:
    """One published vacancy."""
    return _job(number)


@bp.post("/jobs/<number>/respond")
@roles("jobseeker")
def respond(number: str) -> Any:
    """The reader's own consent to this work; the center sends the data on (par. 60)."""
    step = stepping.step_of("mediation.respond_vacancy")
    form = running().catalog.forms[step.form or ""]
    try:
        outcome = stepping.perform(step, None, {**posted(form), "vacancy": number})
    except (Invalid, Grounds, Conflict) as error:
        return _job(number, refused(error)), error.status
    stepping.tell(outcome)
    return redirect(f"/cabinet/offers/{outcome.number}")


def _job(number: str, refusal: Any = None) -> str:
    row = read().scalars(
        select(Vacancy).where(Vacancy.case_number == number, Vacancy.published.is_(True))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return render_template(
        "pages/public/job.html", job=row, answer=_own_offer(row.id), refusal=refusal,
        jobseeker=g.actor is not None and "jobseeker" in g.actor.roles,
    )


def _own_offer(vacancy_id: int) -> str:
    """Number of the reader's own offer of this vacancy, '' when there is none."""
    if g.actor is None or "jobseeker" not in g.actor.roles:
        return ""
    found = read().execute(
        select(Case.number).join(Offer, Offer.case_id == Case.id)
        .where(Offer.vacancy_id == vacancy_id).order_by(Offer.id.desc()).limit(1)
    ).scalar()
    return found or ""
