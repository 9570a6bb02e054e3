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
from console.data.vacancy_filters import Filters, filters_of, kept_query
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.web import jobpages, stepping
from console.web.access import public, roles
from console.web.forms_view import dictionaries, form_key, posted, refused
from console.web.paging import address, packed, unpacked
from console.web.running import read, running
from console.web.shell import home_url, is_staff, language
from console.web.theme import words

bp = Blueprint("front", __name__)
NEWEST = 5
#: years of experience a visitor may say; the words are in the template
EXPERIENCE = ("0", "1", "3", "5", "10")

bp.app_template_global("code_label")(jobpages.code_label)
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
    """Published vacancies with filters and their counts: newest first, or best paid first."""
    asked, by_pay = search_filters(), request.args.get("sort") == "pay"
    found = vacancy_search.search(read(), asked, after=_after(by_pay), by_pay=by_pay)
    return render_template(
        "pages/public/jobs.html", found=found, address=address, args=request.args,
        next=address(after=packed(found.after)) if found.after else "",
        first=address(after=None) if request.args.get("after") else "",
        facets=jobpages.counted(found.facets), chosen=jobpages.chosen(), experience=EXPERIENCE,
        regions=code_choices("region"), educations=code_choices("education_level"),
        by_pay=by_pay, wider=jobpages.wider(asked) if not found.count else [],
        meant=jobpages.meant(), titles=jobpages.titles(), query=kept_query(request.args),
        may_keep=g.actor is not None and "jobseeker" in g.actor.roles,
    )


def _after(by_pay: bool) -> Any:
    text = request.args.get("after", "")
    if not text:
        return None
    after = tuple(unpacked(text, 2))
    first = type(after[0]) is int if by_pay else hasattr(after[0], "tzinfo")
    if not first or type(after[1]) is not int:
        abort(400)
    return after


def search_filters() -> Filters:
    """The filters that the address of a search carries."""
    return filters_of(request.args)


def code_choices(dictionary: str) -> list[tuple[str, str]]:
    """(code, words) of a dictionary in the reader's language."""
    found = dictionaries()(dictionary)
    return [(c.code, words(c.label)) for c in found.choices()] if found else []


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
        related=vacancy_search.related(read(), row), posting=jobpages.posting(row),
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
