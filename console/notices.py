"""Notices: one declaration, three texts, a row per recipient and channel in the outbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.data.outbox import Message
from console.declare import Notice

if TYPE_CHECKING:
    from console.act import Act
    from console.data.actors import Employer, Person

DATE = "%d.%m.%Y"


def send(act: Act, name: str, line_id: int) -> list[Message]:
    """Write the outbox rows of a notice, in the act's own transaction. Returns them flushed."""
    notice = act.catalog.notices[name]
    receiver: Any = getattr(act, notice.to) if notice.to in ("person", "employer") else None
    if receiver is None:
        return []
    language = str(receiver.language)
    subject, body = text(notice, language, values(act, notice))
    rows = [
        _row(act, notice, line_id, channel, address, subject, body, language)
        for channel, address in _ways(act, notice, receiver)
    ]
    act.session.add_all(rows)
    act.session.flush()
    return rows


def _ways(act: Act, notice: Notice, receiver: Person | Employer) -> list[tuple[str, str]]:
    """Channels of this notice for this receiver: the cabinet always, the rest as far as known."""
    ways = [("cabinet", receiver.number)]
    if "email" in notice.channels and receiver.email:
        ways.append(("email", receiver.email))
    mobile = getattr(receiver, "mobile", None) or getattr(receiver, "phone", None)
    if "sms" in notice.channels and mobile:
        ways.append(("sms", mobile))
    if "sms" in notice.channels and notice.to == "person":
        # a minor's legal representative (par. 6) is told as well
        phones = act.case.facts.get("also_tell", ())
        ways += [("sms", phone) for phone in phones if ("sms", phone) not in ways]
    if notice.relay and getattr(receiver, "rural", False) and act.subject.village_id:
        ways.append(("assistant", str(act.subject.village_id)))
    own = [name for name in notice.channels if name in act.catalog.channels]
    return ways + [(name, receiver.number) for name in own]


def _row(
    act: Act, notice: Notice, line_id: int, channel: str, address: str,
    subject: str, body: str, language: str,
) -> Message:
    case = act.case
    cabinet = channel == "cabinet"
    return Message(
        event=f"{line_id}:{notice.name}", notice=notice.name, paragraph=notice.law,
        channel=channel, recipient=address, language=language, subject=subject, body=body,
        payload={}, case_id=case.id,
        person_id=case.person_id if notice.to == "person" else None,
        employer_id=case.employer_id if notice.to == "employer" else None,
        office_id=case.office_id,
        village_id=case.village_id if channel == "assistant" else None,
        state="delivered" if cabinet else "waiting", attempts=0,
        next_try_at=None if cabinet or channel == "assistant" else act.now,
        created_at=act.now, delivered_at=act.now if cabinet else None,
    )


def values(act: Act, notice: Notice) -> dict[str, Any]:
    """What every notice may say, with what its own declaration adds."""
    case = act.case
    common = {
        "number": case.number,
        "date": act.today.strftime(DATE),
        "office": act.office.name(_language(act, notice)),
        "name": act.person.full_name if case.person_id else "",
        "employer": act.employer.name if case.employer_id else "",
        "paragraph": notice.law,
    }
    return {**common, **(notice.data(act) if notice.data else {})}


def _language(act: Act, notice: Notice) -> str:
    return str(getattr(act, notice.to).language) if notice.to in ("person", "employer") else "kk"


@cache
def _template(path: Path) -> tuple[str, str]:
    subject, _, body = path.read_text(encoding="utf-8").partition("\n")
    return subject.strip(), body.strip()


_GAP = re.compile(r"\{[^{}]*\}")


def heading(notice: Notice, language: str) -> str:
    """What the notice is called before anything is put into it: its subject, gaps as dots."""
    subject, _body = _template(notice.folder / f"{notice.name}.{language}.txt")
    return _GAP.sub("…", subject)


def text(notice: Notice, language: str, given: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body in a language. KeyError when a text names an unknown value."""
    subject, body = _template(notice.folder / f"{notice.name}.{language}.txt")
    return subject.format_map(dict(given)), body.format_map(dict(given))
