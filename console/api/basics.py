"""What every address of the interface does alike: bodies, arguments, pages, versions, refusals.

Arguments and members nobody declared are refused, never ignored: a misspelt filter must not
answer with the unfiltered list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request, session
from werkzeug.exceptions import BadRequest

from console import steps
from console.calendar import CalendarError
from console.errors import Conflict, Invalid, NotFound, Refusal, TooLarge
from console.law import LawError
from console.process import Outcome
from console.web import paging
from console.web.access import PUBLIC, access_of
from console.web.refusals import problem
from console.web.running import now, read, running, zone
from console.web.sanity import too_deep
from console.web.theme import words
from forms.messages import problem as fault

ROOT = "/api/v1"
BODY_LIMIT = 1024 * 1024
KEY = re.compile(r"[\x21-\x7e]{1,80}")
LARGEST_PAGE = 100
_EARLIEST = date(2000, 1, 1)
_BEARER = {"WWW-Authenticate": "Bearer"}


# ---- guarding and refusing


def init_guard(app: Flask) -> None:
    """Before the CSRF check: a caller without any identity is told to sign in, not to reload."""

    def identified() -> Any:
        if not request.path.startswith(f"{ROOT}/") or request.method == "OPTIONS":
            return None
        anonymous = "Authorization" not in request.headers and "_user_id" not in session
        blueprint = request.blueprint or ""
        if not anonymous or not blueprint.startswith("api_"):
            return None
        opened = access_of(app, request.endpoint or "") == PUBLIC
        return None if opened else problem(401, headers=_BEARER)

    app.before_request_funcs.setdefault(None, []).insert(0, identified)


def sign_in() -> Any:
    """401 with the way to identify oneself."""
    return abort(problem(401, headers=_BEARER))


def blueprint(name: str, prefix: str = ROOT) -> Blueprint:
    """A blueprint that refuses as problem+json, with every ground and its facts."""
    made = Blueprint(name, __name__, url_prefix=prefix or None)
    made.register_error_handler(Refusal, refusal)
    made.register_error_handler(LawError, _unlawful_day)
    made.register_error_handler(CalendarError, _unlawful_day)
    return made


def refusal(error: Refusal) -> Response:
    """A Refusal with its fields, its grounds and the facts that decided."""
    status, code = error.status, error.code
    if isinstance(error, Conflict) and "yours" in error.detail and "If-Match" in request.headers:
        status, code = 412, "stale"
    more: dict[str, Any] = {}
    if error.fields:
        more["fields"] = {path: [_said(w) for w in found] for path, found in error.fields.items()}
    if error.grounds:
        more["grounds"] = [
            {"code": ground.code, "paragraph": ground.paragraph, "text": words(ground.text),
             "field": ground.field, "facts": worded(steps.plain(ground.facts))}
            for ground in error.grounds
        ]
    if error.detail:
        more["facts"] = worded(steps.plain(error.detail))
    headers = {"Retry-After": "60"} if status in (429, 503) else {}
    return problem(status, words(error.title), code=code, headers=headers, **more)


def _unlawful_day(_error: Exception) -> Response:
    """A day on which no edition or calendar is in force."""
    return refusal(Invalid(fields={"occurred_at": [fault("date")]}))


def _said(text: Mapping[str, str]) -> dict[str, str]:
    return {"code": text.get("code", ""), "text": words(text)}


def worded(value: Any) -> Any:
    """Labels inside facts in the reader's language; everything else as it is."""
    if isinstance(value, Mapping):
        if set(value) == {"kk", "ru", "en"}:
            return words(value)
        return {key: worded(inner) for key, inner in value.items()}
    return [worded(inner) for inner in value] if isinstance(value, list) else value


def unknown(names: Sequence[str]) -> Invalid:
    """Members nobody declared."""
    return Invalid(fields={name: [fault("unknown")] for name in names})


# ---- what comes in


def body(*allowed: str, required: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON object of the request with no other members than ``allowed``.

    An absent body counts as an empty object. Refuses other types (415), sizes (413), depths and
    unreadable text (400), unknown and missing members (422).
    """
    request.max_content_length = BODY_LIMIT
    if (request.content_length or 0) > BODY_LIMIT:
        raise TooLarge()
    if request.mimetype != "application/json":
        if request.mimetype or request.get_data(cache=True):
            abort(415)
        found: Any = {}
    else:
        found = _json()
    if not isinstance(found, dict):
        abort(400)
    extra = sorted(set(found) - set(allowed))
    missing = [name for name in required if found.get(name) in (None, "")]
    if extra or missing:
        raise Invalid(fields={n: [fault("unknown")] for n in extra}
                      | {n: [fault("required")] for n in missing})
    return found


def _json() -> Any:
    try:
        found = request.get_json() if request.get_data(cache=True) else {}
    except (BadRequest, RecursionError, UnicodeError):
        abort(400)
    return abort(400) if too_deep(found) else found


def data_of(given: Mapping[str, Any], name: str = "data") -> dict[str, Any]:
    """The member that holds a form's values."""
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid(fields={name: [fault("type")]})
    return value


def text_of(given: Mapping[str, Any], name: str, limit: int) -> str | None:
    """A member that is a text, or None where it is not given."""
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Invalid(fields={name: [fault("type")]})
    if len(value) > limit:
        raise Invalid(fields={name: [fault("too_long", limit=limit)]})
    return value


def occurred_at(given: Mapping[str, Any]) -> datetime | None:
    """When the act happened: a day (noon of the office) or an instant; None for now."""
    text = text_of(given, "occurred_at", 40)
    if not text:
        return None
    wrong = Invalid(fields={"occurred_at": [fault("date")]})
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            if day == now().astimezone(zone()).date():
                return None
            moment = datetime.combine(day, time(12), zone())
        else:
            moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone())
        if moment.astimezone(zone()).date() < _EARLIEST:
            raise wrong
    except (ValueError, OverflowError) as error:
        raise wrong from error
    return moment


def idempotency_key() -> str | None:
    """``Idempotency-Key``: a repetition gets the first result."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        abort(400)
    return key


def seen_version(*, required: bool = False) -> int | None:
    """The version in ``If-Match``; 428 where it is required and missing, ``*`` means any."""
    text = request.headers.get("If-Match", "").strip()
    if not text:
        return abort(428) if required else None
    if text == "*":
        return None
    hit = re.fullmatch(r'"(?:gz-)?(\d{1,9})"', text)
    if hit is None:
        abort(400)
    return int(hit[1])


def arguments(*allowed: str) -> dict[str, str]:
    """The query arguments, each once; anything undeclared is a 400."""
    for name in request.args:
        if name not in (*allowed, "_l_") or len(request.args.getlist(name)) > 1:
            abort(_bad_argument(name))
    return {name: request.args[name] for name in allowed if name in request.args}


def _bad_argument(name: str) -> Response:
    return problem(400, code="bad_argument", argument=name[:60])


def bad(name: str) -> Any:
    """Refuse the value of a query argument."""
    return abort(_bad_argument(name))


def one_of(given: Mapping[str, str], name: str, choices: Any) -> str | None:
    """A code among ``choices``, or None where it is not given."""
    value = given.get(name)
    return value if value is None or value in choices else bad(name)


def whole(given: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """A whole number within limits, or None where it is not given."""
    value = given.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        bad(name)
    return int(value) if low <= int(value) <= high else bad(name)


# ---- what goes out


def answer(
    data: Any, status: int = 200, *, version: int | None = None, location: str = ""
) -> Response:
    """JSON, with the version as ETag and the address of what was made."""
    response: Response = jsonify(data)
    response.status_code = status
    if version is not None:
        response.set_etag(str(version))
    if location:
        response.headers["Location"] = location
    return response


def listed(
    query: Any, keys: Sequence[Any], kinds: Sequence[type], key_of: Callable[[Any], Any],
    row: Callable[[Any], Any] | None, given: Mapping[str, str], *, descending: bool = False,
    count: Any = None, rows_to: Callable[[Sequence[Any]], Any] | None = None,
) -> tuple[Response, Sequence[Any]]:
    """A keyset page as JSON, and its rows for the access log.

    ``kinds`` are the types of the key's parts: another key than ours is a bad request.
    ``row`` makes one item of the answer, ``rows_to`` all of them at once.
    """
    size = whole(given, "limit", 1, LARGEST_PAGE) or paging.SIZE
    after = given.get("after")
    if after is not None:
        values = paging.unpacked(after, len(keys)) if after else bad("after")
        if any(type(v) is not kind for v, kind in zip(values, kinds, strict=True)):
            bad("after")
    found = paging.page(read(), query, keys, key_of, descending=descending, size=size)
    shown = rows_to(found.rows) if rows_to else [row(r) for r in found.rows] if row else []
    out: dict[str, Any] = {"items": shown, "next": found.next or None}
    if count is not None:
        total = paging.capped(read(), count)
        out |= {"count": min(total, paging.CAP - 1), "more_than_count": total >= paging.CAP}
    response = answer(out)
    if found.next:
        response.headers["Link"] = f'<{found.next}>; rel="next"'
    return response, found.rows


def done(outcome: Outcome, address: str, *, opened: bool = False) -> Response:
    """What an act did and set in motion: 201 where it opened something, 200 elsewhere."""
    law = running().catalog.law
    out = {
        "step": outcome.step, "number": outcome.number, "kind": outcome.kind,
        "state": outcome.state, "version": outcome.version, "repeated": outcome.repeated,
        "started": [{**s, "title": words(law.deadline(s["deadline"]).title)}
                    for s in outcome.started],
        "stopped": list(outcome.stopped), "documents": list(outcome.documents),
        "opened": list(outcome.opened), "href": address,
    }
    made = opened and not outcome.repeated
    return answer(out, 201 if made else 200, version=outcome.version,
                  location=address if made else "")


def iso(moment: Any) -> str | None:
    """A day or an instant as ISO text."""
    return moment.isoformat() if moment is not None else None


def number_of(value: str) -> str:
    """A public number out of an address; NotFound for what no row can have."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", value):
        raise NotFound()
    return value
