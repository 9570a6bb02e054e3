"""From a submitted form to perform() and back to the page.

A form posts its fields under the form's field keys; repeated sections as ``section.0.field``.
Hidden fields: ``_key`` (idempotency), ``_version`` (the version the reader saw),
``_occurred`` (a date or a minute, when the act happened earlier).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from flask import g, request

from console.errors import Forbidden, Invalid
from console.process import Outcome
from console.throttle import Throttle
from console.web.running import now, running, zone
from forms.model import Form

if TYPE_CHECKING:
    from console.outside import Outside
    from console.signing import SigningDesk

RESERVED = (
    "csrf_token", "_key", "_version", "_occurred", "_late_reason", "_document", "_pin", "_cms",
    "_code",
)


def payload_of(form: Form | None, values: Any) -> dict[str, Any]:
    """The posted fields as the form's own shape: lists for repeats and multiple choices."""
    flat = {key: values.getlist(key) for key in values if key not in RESERVED}
    out: dict[str, Any] = {}
    many = {f.key for s in (form.sections if form else ()) for f in s.fields if f.type == "choices"}
    for key, found in flat.items():
        parts = key.split(".")
        value: Any = found if parts[-1] in many else found[-1]
        _put(out, parts, value)
    return {key: _listed(value) for key, value in out.items()}


def _put(target: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        target = target.setdefault(part, {})
        if not isinstance(target, dict):
            return
    target[parts[-1]] = value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isascii() and key.isdigit() and len(key) < 5 for key in inner):
        rows = [inner[key] for key in sorted(inner, key=int)]
        return [row for row in rows if not isinstance(row, dict) or any(row.values())]
    return inner


def occurred_at() -> datetime | None:
    """When the act happened: a day (noon in the office's zone) or a minute, if the form says so."""
    text = request.form.get("_occurred", "").strip()
    if not text:
        return None
    try:
        if "T" in text:  # a control of type datetime-local
            return _minute(text)
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            fields={
                "_occurred": [
                    {
                        "kk": "Күн дұрыс емес.",
                        "ru": "Неверная дата.",
                        "en": "Not a date.",
                    }
                ]
            }
        ) from error
    if day == now().astimezone(zone()).date():
        return None
    return datetime.combine(day, time(12), zone())


def _minute(text: str) -> datetime | None:
    """A minute in the office's zone; None for the present one. ValueError for no minute."""
    found = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=zone())
    present = now().astimezone(zone()).replace(second=0, microsecond=0)
    return None if found == present else found


def version() -> int | None:
    """The version the reader saw, if the form carries it."""
    text = request.form.get("_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def act(step: str, case: str | None, data: Mapping[str, Any], **more: Any) -> Outcome:
    """perform() for the signed-in actor, with the posted key, version and date."""
    if g.actor is None:
        raise Forbidden()
    return running().process.perform(
        step,
        case,
        g.actor,
        data,
        occurred_at(),
        now(),
        scope=g.scope,
        key=request.form.get("_key") or request.headers.get("Idempotency-Key"),
        version=version(),
        late_reason=request.form.get("_late_reason", ""),
        **more,
    )


def outside() -> Outside:
    """The adapters of this instance."""
    return running().outside


def desk() -> SigningDesk:
    """The signing desk of this instance."""
    from console.signing import SigningDesk  # here: cryptography is for the first who signs

    parts = running()
    return SigningDesk(
        parts.process, parts.outside, parts.settings.public_url, parts.demo,
        Throttle(parts.store, parts.settings.secret_key), sms_signing(),
        parts.settings.secret_key,
    )


def sms_signing() -> bool:
    """Whether a code sent by SMS may sign (``SMS_SIGNING`` in config.py; off by default)."""
    return running().settings.extra.get("SMS_SIGNING") is True
