"""The description is valid, complete, and what it promises holds under odd input."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from console.content_types import content_forms
from tests.test_api.conftest import Api

VERBS = ("get", "post", "put", "delete")
#: whose token, which addresses: those a role may do most with
RUNS = (("specialist", r"/api/v1/(cases|persons|vacancies|registers|steps)"),
        ("admin", r"/api/v1/content"), ("director", r"/api/v1/(content|documents|files)"))


def described(api: Api) -> dict[str, Any]:
    """The document as served."""
    found: dict[str, Any] = api.program().get("/openapi.json").get_json()
    return found


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere(api: Api) -> None:
    """OpenAPI 3.1 is JSON Schema 2020-12: each one is checked as such."""
    document = described(api)
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema, name
    text = api.program().get("/openapi.json").text
    for pointer in set(re.findall(r'"\$ref":\s*"#/([^"]+)"', text)):
        at: Any = document
        for part in pointer.split("/"):
            at = at[part]
        assert at is not None
    names = [o["operationId"] for p in document["paths"].values() for o in p.values()]
    assert len(names) == len(set(names)) > 100


def test_every_step_and_type_is_described(api: Api) -> None:
    """A step a plugin adds is in the description without a line of ours."""
    document, catalog = described(api), api.world.catalog
    for step in catalog.steps.values():
        if step.automatic or step.name.startswith("content."):
            continue
        place = "steps" if step.opens is not None else "cases/{number}/steps"
        operation = document["paths"][f"/api/v1/{place}/{step.name}"]["post"]
        assert operation["x-step"]["paragraph"] == step.law
    for form in content_forms(catalog.forms):
        assert set(document["paths"][f"/api/v1/content/{form.name}/{{number}}"]) == {
            "get", "put", "delete"
        }


def test_every_route_is_described(api: Api) -> None:
    """No address of the interface is left out of the description."""
    paths = {re.sub(r"\{[^}]+\}", "{}", p) for p in described(api)["paths"]}
    shapes = [re.compile(re.escape(p).replace(r"\{\}", "[^/]+") + "$") for p in paths]
    missing = []
    for rule in api.web.app.url_map.iter_rules():
        if not rule.endpoint.startswith("api_") or rule.rule == "/openapi.json":
            continue
        pattern = re.compile(re.sub(r"<[^>]+>", "[^/]+", rule.rule) + "$")
        if not any(pattern.match(p) or s.match(rule.rule) for p in paths for s in shapes):
            missing.append(rule.rule)
    assert not missing


@pytest.mark.parametrize(("login", "where"), RUNS)
def test_odd_requests_never_break_the_console(api: Api, login: str, where: str) -> None:
    """Promise 16: whatever is sent within the description and beside it, never a 5xx."""
    app = api.web.app
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    head = {"Authorization": f"Bearer {api.program(login).token}"}
    asked, broken = 0, []

    for result in schema.get_all_operations():
        operation = result.ok()
        if not re.match(where, operation.path) or "/steps/content." in operation.path:
            continue

        @settings(max_examples=1, deadline=None, database=None, derandomize=True,
                  phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(headers=head)
            if answer.status_code >= 500 and answer.status_code != 503:
                broken.append((case.method, case.path, case.body, answer.status_code))

        check()
    assert asked > 10
    assert not broken
