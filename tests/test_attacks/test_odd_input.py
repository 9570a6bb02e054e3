"""What no browser sends is refused in words, never answered by a failure of ours."""

from __future__ import annotations

import base64
import json

import pytest

from tests.test_api.conftest import Api

TRUE = base64.urlsafe_b64encode(json.dumps([True, True]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["/cases", "/persons", "/worklist", "/employers", "/overdue"])
def test_a_page_after_true_is_a_bad_request(api: Api, path: str) -> None:
    """A page is asked for by a key of texts, numbers and instants: true is none of them."""
    assert api.web.browser("specialist").get(f"{path}?after={TRUE}").status_code == 400


def test_a_superscript_is_no_version(api: Api) -> None:
    """Python calls ² a digit; it is no version, so the form is judged without one."""
    answer = api.web.browser("specialist").post("/vacancies/new", {"_version": "²"})
    assert answer.status_code == 422


def test_a_superscript_is_no_year(api: Api) -> None:
    """The calendar of this year answers a year that is none."""
    admin = api.web.browser("admin")
    assert admin.get("/admin/calendar?year=²²²²").status_code == 200
