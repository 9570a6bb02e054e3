"""Whether an IIN is on a register cannot be asked of everybody in the country."""

from __future__ import annotations

from tests.test_api.conftest import Api
from tests.test_web.conftest import fields_of

ACCEPT = "registration.accept_application"


def test_refused_applications_are_counted_like_checks(api: Api) -> None:
    """Par. 22: the refusal names office and day; past twenty a minute it is not given."""
    world = api.world
    other = world.a_registered_jobseeker(second=True)
    body = {"data": world.an_application(iin=other.application["iin"])}
    found = [
        api.program("specialist").post(f"/steps/{ACCEPT}", body).status_code for _ in range(41)
    ]
    assert found[:3] == [422] * 3 and 429 in found  # 41 tries fill two windows of a minute


def test_the_page_counts_as_well(api: Api) -> None:
    """The wizard answers no more often than the interface."""
    world = api.world
    other = world.a_registered_jobseeker(second=True)
    data = fields_of(world.an_application(iin=other.application["iin"]))
    page = api.web.browser("frontdesk")
    found = [page.post("/register/new", data).status_code for _ in range(41)]
    assert found[:3] == [422] * 3 and 429 in found  # 41 tries fill two windows of a minute


def test_the_registers_are_not_asked_without_end(api: Api) -> None:
    """Par. 10, 28: a page asks them no more often than a program."""
    page, iin = api.web.browser("specialist"), api.world.an_application()["iin"]
    data = {"iin": iin, "consent_given": "yes", "consent_channel": "paper",
            "consent_on": "2021-04-16"}
    found = [page.post("/register/ask", data).status_code for _ in range(61)]
    assert found[0] == 302 and 429 in found
