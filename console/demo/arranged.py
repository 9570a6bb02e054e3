"""What the demonstration's people arranged outside the Rules: members, invitations, reports."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import select

from console import arranging, notices
from console.arranging import Choice
from console.data.actors import Office
from console.data.arranged import ReportSchedule, SavedReport
from console.data.base import public_number
from console.data.employment import EmployerInvitation
from console.data.outbox import Message
from console.demo.stage import Stage
from console.fab import accounts
from console.scope import SYSTEM

LETTER = "employer_invitation"
MEASURES = ("registration.applications", "registration.categories")


def invite_recruiter(s: Stage) -> None:
    """An invitation to act for the employer is on its way; only the letter holds its link."""
    t, firm = s.on(0, "16:30").t, s.employer("center")
    days = int(t.catalog.law.value_at("employer_invitation_days", t.today))
    until, token = t.next_day(days), secrets.token_urlsafe(24)
    row = EmployerInvitation(
        number=public_number("I"), employer_id=firm.id, office_id=firm.office_id,
        role="employer_viewer", email="kadr@example.kz", state="sent", created_at=t.now,
        token_hash=hashlib.sha256(token.encode()).hexdigest(), valid_until=until,
        invited_by=t.actor("employer").account_id or 0, accepted_by=None, accepted_at=None,
    )
    subject, body = notices.text(t.catalog.notices[LETTER], firm.language, {
        "employer": firm.name, "until": f"{until:%d.%m.%Y}",
        "link": f"{t.public_url.rstrip('/')}/employer/invitation/{token}"})
    with t.store.write(SYSTEM) as session:
        session.add(row)
        session.add(Message(
            event=f"invitation:{row.number}", notice=LETTER, channel="email",
            paragraph=t.catalog.notices[LETTER].law, recipient=row.email, subject=subject,
            language=firm.language, body=body, payload={}, state="waiting", attempts=0,
            next_try_at=t.now, created_at=t.now,
        ))


def share_report(s: Stage) -> None:
    """The supervisor's report: shared with the district, mailed to its heads each Monday."""
    t = s.on(0, "17:40").t
    owner = t.actor("supervisor").account_id or 0
    names = [name for name in MEASURES if name in t.catalog.measures]
    with t.store.write(SYSTEM) as session:
        place = session.scalars(select(Office.id).where(Office.code == "district")).one()
        saved = SavedReport(
            number=public_number("P"), account_id=owner, title="Тіркеу: айдың қорытындысы",
            asked=Choice(tuple(names), (), {"p": "last_month"}).plain(), shared_id=place,
            created_at=t.now, changed_at=t.now,
        )
        session.add(saved)
        session.flush()
        session.add(ReportSchedule(
            number=public_number("S"), saved_id=saved.id, account_id=owner, every="week", nth=1,
            file="xlsx", language="kk", why="Апталық бақылау", state="running", created_at=t.now,
            recipients=[accounts.find_account(t.store, x) for x in ("director", "head")],
            next_on=arranging.next_on("week", 1, s.today, t.calendar),
        ))
