"""A paper is read by those it is for, when it is theirs to read, and each look is noted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from console.data.access import AccessLine
from console.scope import SYSTEM
from tests.make import a_check, a_full_card
from tests.test_api.conftest import Api

STEP = "registration.register_jobseeker"


@pytest.fixture(scope="module")
def drafted(api: Api) -> tuple[str, str]:
    """A case whose notice is prepared and not signed, and its person's account."""
    world = api.world
    application = world.an_application()
    case = world.do("registration.accept_application", data=application).number
    world.do("registration.fill_card", case, data=a_full_card(application))
    world.do("registration.propose_registration", case, data=a_check(application))
    made = world.prepare(STEP, case)
    api.web.account_for("applicant", world.person_of(case).number)
    return case, made.number


@pytest.mark.parametrize("path", ["/documents/{}.pdf", "/documents/{}/1.svg"])
def test_a_page_shows_no_draft_to_whom_it_is_about(
    api: Api, drafted: tuple[str, str], path: str
) -> None:
    """A decision weighed by an office is read by the person once it is signed."""
    _case, document = drafted
    assert api.web.browser("director").get(path.format(document)).status_code == 200
    assert api.web.browser("applicant").get(path.format(document)).status_code == 404


def test_a_program_of_the_person_sees_no_draft(api: Api, drafted: tuple[str, str]) -> None:
    """Neither the bytes nor the number nor the hash."""
    case, document = drafted
    person, staff = api.program("applicant"), api.program("director")
    assert staff.get(f"/documents/{document}").status_code == 200
    assert person.get(f"/documents/{document}").status_code == 404
    assert [d["number"] for d in staff.get(f"/cases/{case}").get_json()["documents"]] == [document]
    assert person.get(f"/cases/{case}").get_json()["documents"] == []


def _looks(api: Api) -> Any:
    with api.world.read(SYSTEM) as session:
        return session.scalar(select(func.count()).select_from(AccessLine))


def test_a_drawing_of_a_sheet_leaves_a_line(api: Api, drafted: tuple[str, str]) -> None:
    """Whoever opens the drawing alone has read the paper like any other reader."""
    _case, document = drafted
    before = _looks(api)
    assert api.web.browser("director").get(f"/documents/{document}/1.svg").status_code == 200
    assert _looks(api) == before + 1
