"""Vacancies an employer's own system sends: the whole of it each time, or what changed.

``POST /api/v1/vacancies/feed``; with ``?test=1`` the same answers and nothing written. All or
none; recognised by the employer's own number, so that sending again changes nothing (par. 55).
"""

from __future__ import annotations

from typing import Any

from flask import Response, g

from console.api import basics
from console.api.feed_shapes import MOST
from console.data.actors import Employer
from console.errors import Forbidden, Invalid, Throttled
from console.exchange.vacancies import Result, VacancyImport
from console.exchange.vacancy_files import given
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web.access import roles
from console.web.refusals import problem
from console.web.running import now, running
from console.web.theme import words
from forms.messages import problem as fault

bp = basics.blueprint("api_feed")
#: requests an account may send in a minute
TRIES, MINUTE = 60, 60
#: keys left free for others: a feed is written within seconds
NEAR = 500


@bp.post("/vacancies/feed")
@roles("employer", "employer_recruiter")
def feed() -> Response:
    """Check every vacancy; write all of them when none has a fault and it is no test."""
    test = basics.one_of(basics.arguments("test"), "test", ("0", "1")) == "1"
    parts = running()
    counter = Throttle(parts.store, parts.settings.secret_key)
    if counter.hit("feed", str(g.actor.account_id), MINUTE) > TRIES:
        raise Throttled()
    items = basics.body("vacancies", required=("vacancies",))["vacancies"]
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise Invalid(fields={"vacancies": [fault("type")]})
    if len(items) > MOST:
        raise Invalid(fields={"vacancies": [fault("too_many", limit=MOST)]})
    result = _importer().run(given(items), write=not test, most_kept=MOST)
    if result.wrong:
        return problem(422, words(Invalid.default), code="rows", **_told(result, test))
    return basics.answer(_told(result, test))


def _importer() -> VacancyImport:
    key = next((s.employer_id for s in g.actor.seats if s.employer_id), None)
    with running().store.session(SYSTEM) as session:
        employer = session.get(Employer, key) if key else None
    if employer is None:
        raise Forbidden()
    return VacancyImport(running().process, g.actor, g.scope, now(), employer, NEAR)


def _told(result: Result, test: bool) -> dict[str, Any]:
    return {
        "test": test, "written": result.written, "total": result.total, "new": result.post,
        "changed": result.amend, "unchanged": result.same, "wrong": result.wrong,
        "faults": [{"item": f.row, "field": f.path, "text": words(f.text)}
                   for f in result.faults],
        "numbers": [{"item": row, "external_id": own, "number": number}
                    for row, own, number in result.numbers],
    }
