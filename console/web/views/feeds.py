"""Published vacancies for other programs: RSS, JSON feed, sitemap, open data.

The same rows and the same filters as the public search (par. 54, 55): nothing here that the page
of a vacancy does not show to everybody. A vacancy taken off the list (par. 63) is off all of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, jsonify, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import select

from console.data import vacancy_search
from console.data.journal import JournalLine
from console.data.mediation import Vacancy
from console.errors import NotFound
from console.scope import SYSTEM
from console.web.access import public
from console.web.jobpages import code_label
from console.web.paging import packed, unpacked
from console.web.running import read, running
from console.web.shell import language
from console.web.views.front import search_filters

bp = Blueprint("feeds", __name__)

NEWEST = 50
#: addresses in one file of the sitemap; the protocol allows 50,000
PART = 40_000
BATCH = 1_000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
ROBOTS = (
    "User-agent: *\nAllow: /$\nAllow: /jobs\nAllow: /static/\nDisallow: /\n"
    "Sitemap: {0}/sitemap.xml\n"
)
#: columns of the open data; the words of the header stay the same in every language
COLUMNS = (
    "number", "title", "employer_name", "occupation", "region", "settlement", "wage_min",
    "wage_max", "regime", "education_level", "experience_years", "places", "published_at",
)
#: acts that change what the public sees of a vacancy
CHANGES = {
    "mediation.post_vacancy": "published", "mediation.register_vacancy": "published",
    "mediation.resume_vacancy": "published", "mediation.amend_vacancy": "changed",
    "mediation.pause_vacancy": "removed", "mediation.close_vacancy": "removed",
    "mediation.fill_vacancy": "removed",
}
#: a cell that a spreadsheet would read as a formula is written as text
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _site() -> str:
    return running().settings.public_url.rstrip("/")


def _pay(row: Any) -> str:
    low, high = row.wage_min, row.wage_max
    if not (low or high):
        return ""
    return f"{low or high}-{high} KZT" if low and high and low != high else f"{low or high} KZT"


def _place(row: Any) -> str:
    return ", ".join(p for p in (row.settlement, code_label("region", row.region)) if p)


def _summary(row: Any) -> str:
    return ". ".join(p for p in (row.employer, _place(row), _pay(row)) if p)


def _title() -> str:
    return str(_("Vacancies portal"))


def _newest() -> tuple[Any, ...]:
    return vacancy_search.search(read(), search_filters(), limit=NEWEST).rows


def _xml(root: ET.Element, kind: str) -> Response:
    text = b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8")
    return Response(text, content_type=f"{kind}; charset=utf-8")


@bp.get("/jobs/feed.xml")
@public
def rss() -> Response:
    """The newest vacancies of a search as RSS 2.0."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    query = request.query_string.decode("ascii", "ignore")
    for name, text in (("title", _title()), ("link", f"{_site()}/jobs" + f"?{query}" * bool(query)),
                       ("description", _title()), ("language", language())):
        ET.SubElement(channel, name).text = text
    for row in _newest():
        item = ET.SubElement(channel, "item")
        link = f"{_site()}/jobs/{row.number}"
        for name, text in (("title", row.title), ("link", link), ("guid", link),
                           ("description", _summary(row)),
                           ("pubDate", format_datetime(row.published_at.astimezone(UTC)))):
            ET.SubElement(item, name).text = text
    return _xml(root, "application/rss+xml")


@bp.get("/jobs/feed.json")
@public
def json_feed() -> Response:
    """The same as a JSON Feed 1.1."""
    answer = jsonify({
        "version": "https://jsonfeed.org/version/1.1", "title": _title(), "language": language(),
        "home_page_url": f"{_site()}/jobs", "feed_url": f"{_site()}/jobs/feed.json",
        "items": [
            {"id": f"{_site()}/jobs/{row.number}", "url": f"{_site()}/jobs/{row.number}",
             "title": row.title, "content_text": _summary(row), "language": "kk",
             "date_published": row.published_at.astimezone(UTC).isoformat()}
            for row in _newest()
        ],
    })
    answer.content_type = "application/feed+json; charset=utf-8"
    return answer


@bp.get("/jobs/changes.json")
@public
def changes() -> Response:
    """What happened to vacancies since a mark, oldest first: published, changed, removed.

    Whoever keeps a copy takes a snapshot (open-data.csv) once and then only what changed; ``next``
    is asked again later when it brings nothing. A vacancy off the list (par. 63) is told of here.
    """
    text = request.args.get("after", "")
    after = unpacked(text, 1)[0] if text else 0
    if type(after) is not int:
        abort(400)
    with running().store.session(SYSTEM) as session:
        rows = session.execute(
            select(JournalLine.id, JournalLine.step, JournalLine.subject_number, JournalLine.at,
                   JournalLine.to_state)
            .where(JournalLine.step.in_(CHANGES), JournalLine.id > after)
            .order_by(JournalLine.id).limit(BATCH)
        ).all()
    mark = packed((rows[-1].id if rows else after,))
    return jsonify({
        "changes": [
            {"number": row.subject_number, "at": row.at.astimezone(UTC).isoformat(),
             "change": CHANGES[row.step] if row.to_state == "published" else "removed",
             "url": f"{_site()}/jobs/{row.subject_number}"}
            for row in rows
        ],
        "next": f"{_site()}/jobs/changes.json?after={mark}", "more": len(rows) == BATCH,
    })


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Search engines are welcome at the vacancies and nowhere else."""
    return Response(ROBOTS.format(_site()), content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Index of the sitemap's parts; a part is a span of keys, so none is ever counted through."""
    newest = read().scalar(
        select(Vacancy.id).where(Vacancy.published.is_(True)).order_by(Vacancy.id.desc()).limit(1)
    )
    root = ET.Element("sitemapindex", xmlns=SITEMAP)
    for part in range((newest or 0) // PART + 1):
        one = ET.SubElement(root, "sitemap")
        ET.SubElement(one, "loc").text = f"{_site()}/sitemap-{part}.xml"
    return _xml(root, "application/xml")


@bp.get("/sitemap-<int:part>.xml")
@public
def sitemap_part(part: int) -> Response:
    """Addresses of the published vacancies of one span of keys."""
    if part > 10_000:
        abort(404)
    rows = read().execute(
        select(Vacancy.case_number, Vacancy.published_at)
        .where(Vacancy.published.is_(True), Vacancy.id.between(part * PART, (part + 1) * PART - 1))
        .order_by(Vacancy.id)
    ).all()
    if not rows and part:
        raise NotFound()
    root = ET.Element("urlset", xmlns=SITEMAP)
    if not part:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = f"{_site()}/jobs"
    for row in rows:
        one = ET.SubElement(root, "url")
        ET.SubElement(one, "loc").text = f"{_site()}/jobs/{row.case_number}"
        ET.SubElement(one, "lastmod").text = row.published_at.date().isoformat()
    return _xml(root, "application/xml")


@bp.get("/jobs/open-data.csv")
@public
def open_data() -> Response:
    """Every published vacancy as CSV, in batches: memory does not grow with their number."""
    return Response(
        stream_with_context(_lines()), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="vacancies.csv"'},
    )


def _lines() -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    after = 0
    names = ("case_number", *COLUMNS[1:])
    while True:
        rows = read().execute(
            select(Vacancy.id, *(getattr(Vacancy, name) for name in names))
            .where(Vacancy.published.is_(True), Vacancy.id > after)
            .order_by(Vacancy.id).limit(BATCH)
        ).all()
        for row in rows:
            writer.writerow([_cell(value) for value in row[1:]])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
