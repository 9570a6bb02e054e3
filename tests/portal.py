"""The portal entrance in the tests' world: applicants with keys, requests signed and brought."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from console import openings
from console.act import Evidence
from console.data.access import Membership
from console.openings import said
from console.outside.eds.demo import DemoPerson
from console.outside.eds.model import SignerExpectation
from console.process import Outcome
from console.scope import SYSTEM
from tests.make import PIN, World
from tests.people import a_full_card, an_application

FILE, BRING = "registration.file_portal_request", "registration.bring_portal_request"
LOOK_UP = "registration.look_up_own_data"


def a_request(application: Mapping[str, Any], **over: Any) -> dict[str, Any]:
    """The portal request of the person of an application: annex 1.2 with the consent of 1.1."""
    card = a_full_card(dict(application))
    return {
        **card, "consent_text": True, "consent_date": application["application_date"],
        "rural": application.get("rural", False), "language": application.get("language", "kk"),
        "documents": [], **over,
    }


def new_request(w: World, **over: Any) -> dict[str, Any]:
    """A request of somebody new, dated today."""
    rest = {k: over.pop(k) for k in ("born", "rural", "second") if k in over}
    application = an_application(w.serial(), on=w.now.date().isoformat(), **rest)
    return a_request(application, **over)


def applicant(w: World, login: str, iin: str) -> str:
    """An account of somebody with a digital signature who is not yet a person here."""
    with w.store.write(SYSTEM) as session:
        known = session.scalar(
            select(Membership.id).where(Membership.account_id == w.accounts.get(login))
            .where(Membership.iin == iin)
        )
        if known is None:
            w.member(session, login, "applicant", iin=iin)
    give_key(w, login, iin)
    return login


def give_key(w: World, login: str, iin: str, pin: str = PIN) -> None:
    """A signing key of the demonstration authority for an IIN."""
    assert w.outside.demo_ca is not None
    w.outside.demo_ca.issue(DemoPerson(login=f"{login}-{iin}", iin=iin, surname="Demo", name="x"),
                            pin)


def file(w: World, login: str, data: Mapping[str, Any], **more: Any) -> Outcome:
    """Prepare, sign with the applicant's own key and send the request."""
    actor, scope = w.actor(login), w.scope(login)
    number = openings.prepare(w.desk, FILE, actor, scope, w.now, data)
    kept = openings.frozen(w.desk, number, actor, w.now)
    assert w.outside.demo_ca is not None
    cms = w.outside.demo_ca.sign(f"{login}-{data['iin']}", PIN, kept.pdf)
    return openings.sign(w.desk, FILE, actor, scope, w.now, sheet=number, cms=cms, **more)


def certified(w: World, data: Mapping[str, Any], by: str | None = None) -> tuple[bytes, bytes]:
    """(content, CMS): the request as JSON, signed by ``by`` (default: the applicant)."""
    content = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    signer = by or str(data["iin"])
    give_key(w, "citizen", signer)
    assert w.outside.demo_ca is not None
    return content, w.outside.demo_ca.sign(f"citizen-{signer}", PIN, content)


def bring(w: World, login: str, data: Mapping[str, Any], by: str | None = None) -> Outcome:
    """The gateway brings a request that the applicant signed on the portal."""
    content, cms = certified(w, data, by)
    result = w.outside.eds.verify(content, cms, SignerExpectation(iin=str(data["iin"])), w.now)
    evidence = Evidence("", "eds_cms", cms, {
        **said(result, content), "content": base64.b64encode(content).decode(),
    })
    return w.do(BRING, by=login, data=data, evidence=evidence)
