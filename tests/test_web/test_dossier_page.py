"""The dossier's address: for whoever may read the case, and never without a line in the log."""

from __future__ import annotations

import io
import zipfile

from sqlalchemy import select

from console.data.access import AccessLine
from console.data.case import Case
from console.data.documents import Document
from console.scope import SYSTEM
from tests.test_attacks.test_signing import STEP, checked
from tests.test_web.conftest import Web


def waiting(web: Web) -> str:
    """A case that waits for the head's signature, from the beginning."""
    web.world.at("2021-04-16 10:00")
    return checked(web.world)


def decision(web: Web) -> str:
    """Number of a signed decision on registration as unemployed."""
    return web.world.sign(STEP, waiting(web), by="head").documents[0]


def test_who_may_read_the_case_takes_the_dossier_and_is_noted(web: Web) -> None:
    """Par. 32: the head and the center's director; the log keeps the file's hash."""
    number = decision(web)
    for login in ("head", "director"):
        answer = web.browser(login).get(f"/documents/{number}/dossier.zip")
        assert answer.status_code == 200 and answer.mimetype == "application/zip"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
        assert f"documents/{number}.pdf" in names
    with web.store.session(SYSTEM) as session:
        lines = session.scalars(
            select(AccessLine).where(AccessLine.what == f"dossier {number}")).all()
    assert [line.kind for line in lines] == ["export", "export"]
    assert all(len(line.purpose) == 64 and line.person_id for line in lines)


def test_another_district_and_a_visitor_get_nothing(web: Web) -> None:
    """Foreign and unknown are answered alike; a visitor is asked to sign in."""
    number = decision(web)
    for login in ("head2", "director2", "specialist2", "employer"):
        assert web.browser(login).get(f"/documents/{number}/dossier.zip").status_code == 404
    assert web.browser("head").get("/documents/D-AAAAA-AAAAA/dossier.zip").status_code == 404
    assert web.visitor().get(f"/documents/{number}/dossier.zip").status_code in (302, 401)


def test_a_prepared_paper_has_no_dossier(web: Web) -> None:
    """Nothing stands behind what nobody has signed."""
    made = web.world.prepare(STEP, waiting(web), "head")
    assert web.browser("head").get(f"/documents/{made.number}/dossier.zip").status_code == 404


def test_the_documents_page_offers_it_with_the_sealing_key(web: Web) -> None:
    """The fingerprint stands where a checker can compare it."""
    page = web.browser("head").get(f"/documents/{decision(web)}").get_data(as_text=True)
    assert "dossier.zip" in page
    from console.dossier_file import mark_of
    from tests.test_web.conftest import SECRET

    assert mark_of(SECRET) in page


def test_a_corrected_decision_names_its_correction_and_stays(web: Web) -> None:
    """The old paper and its dossier are still there; each page leads to the other."""
    number = decision(web)
    with web.store.session(SYSTEM) as session:
        case = session.scalars(
            select(Case.number).join(Document).where(Document.number == number)).one()
    made = web.world.sign("unemployed_status.correct_decision", case, by="head",
                          correction="Тегі басқаша оқылсын", reason="Жазу қатесі").documents[0]
    head = web.browser("head")
    assert f"/documents/{made}" in head.get(f"/documents/{number}").text
    assert f"/documents/{number}" in head.get(f"/documents/{made}").text
    assert head.get(f"/documents/{number}/dossier.zip").status_code == 200


def test_the_person_takes_the_dossier_of_their_own_decision_only(web: Web) -> None:
    """What was decided about me is mine to have checked; about somebody else it is not."""
    number, other = decision(web), decision(web)
    with web.store.session(SYSTEM) as session:
        case = session.scalars(
            select(Case.number).join(Document).where(Document.number == number)).one()
    mine = web.account_for("decided", web.world.person_of(case).number)
    assert mine.get(f"/documents/{number}/dossier.zip").status_code == 200
    assert mine.get(f"/documents/{other}/dossier.zip").status_code == 404
