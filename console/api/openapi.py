"""The description of the interface, made from the catalog: ``/openapi.json``.

Every step is an address of its own in the description, with its paragraph and the schema of its
form; nothing is written by hand twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response

from console import __version__
from console.api import basics, egov_shapes, feed_shapes, figure_shapes, shapes
from console.catalog import Catalog
from console.content_types import content_forms
from console.declare import Step
from console.lateness import LONGEST
from console.web.access import public
from console.web.forms_view import dictionaries
from console.web.running import running
from forms import openapi as form_schema

bp = basics.blueprint("api_description", "")
Operation = dict[str, Any]


@bp.get("/openapi.json")
@public
def show() -> Response:
    """OpenAPI 3.1 of this installation: its own steps, forms and content types."""
    return basics.answer(describe(running().catalog, dictionaries()))


def describe(catalog: Catalog, lookup: Any) -> dict[str, Any]:
    """The whole document. ``lookup`` finds the dictionaries the forms choose from."""
    schemas = {**shapes.SCHEMAS, **figure_shapes.SCHEMAS, **egov_shapes.SCHEMAS,
               **feed_shapes.SCHEMAS}
    for form in catalog.forms.values():
        schemas[f"form.{form.name}"] = form_schema.openapi(form, lookup=lookup)
    paths: dict[str, dict[str, Operation]] = {}
    for path, verb, operation in _operations(catalog):
        paths.setdefault(path, {})[verb] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jumys", "version": __version__,
            "description": "Cases, acts, documents and content of an employment service. "
                           "Texts follow Accept-Language: kk, ru, en.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": n} for n in ("security", "cases", "steps", "documents", "persons",
                                       "vacancies", "content", "figures", "egov")],
        "paths": paths,
        "components": {
            "schemas": schemas, "responses": shapes.RESPONSES, "parameters": shapes.PARAMETERS,
            "headers": shapes.HEADERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                                          "bearerFormat": "JWT"}},
        },
    }


def _operations(catalog: Catalog) -> Iterable[tuple[str, str, Operation]]:
    yield from shapes.fixed(sorted(catalog.kinds))
    yield from egov_shapes.operations()
    yield from figure_shapes.operations(sorted(catalog.measures), sorted(catalog.reports))
    yield from feed_shapes.operations()
    for step in catalog.steps.values():
        if step.automatic or step.name.startswith("content."):
            continue
        if step.opens is not None:
            yield f"{basics.ROOT}/steps/{step.name}", "post", _step(catalog, step, opens=True)
        if step.frm:
            path = f"{basics.ROOT}/cases/{{number}}/steps/{step.name}"
            yield path, "post", _step(catalog, step, opens=False)
        if step.signing is not None:
            path = f"{basics.ROOT}/cases/{{number}}/documents/{step.name}"
            yield path, "post", _preparing(step)
    for form in content_forms(catalog.forms):
        yield from _content(form.name, form.title["en"], open_type=form.publish)


def _step(catalog: Catalog, step: Step, *, opens: bool) -> Operation:
    action = catalog.action(step)
    found = shapes.operation(
        "steps", f"{'open.' if opens else ''}{step.name}", step.title["en"],
        200 if not opens else 201, "Outcome",
        parameters=[] if opens else ["Number"], writes=True,
    )
    if opens:
        found["responses"]["200"] = shapes.made("Outcome")
    paragraph = f"Paragraph {step.law}. " if step.law else ""
    roles = ", ".join(sorted(action.roles))
    found["description"] = f"{paragraph}{step.title['kk']}. Roles: {roles}."
    found["x-step"] = {"name": step.name, "paragraph": step.law, "on": step.on,
                       "from": list(step.frm), "to": step.to if isinstance(step.to, str) else None,
                       "roles": sorted(action.roles)}
    found["requestBody"] = shapes.json_body(_body(step), required=bool(step.form or step.signing))
    return found


def _body(step: Step) -> dict[str, Any]:
    if step.signing is not None:
        return {"$ref": "#/components/schemas/Signature"}
    members: dict[str, Any] = {
        "occurred_at": {"$ref": "#/components/schemas/OccurredAt"},
        "late_reason": {"type": "string", "maxLength": LONGEST,
                        "description": "Why an act of before the previous working day comes now."},
    }
    found = {"type": "object", "additionalProperties": False, "properties": members}
    if step.form:
        members["data"] = {"$ref": f"#/components/schemas/form.{step.form}"}
        found["required"] = ["data"]
    return found


def _preparing(step: Step) -> Operation:
    return shapes.operation(
        "documents", f"prepare.{step.name}", f"Prepare the document: {step.title['en']}", 201,
        "Prepared", parameters=["Number"], writes=True,
    )


def _content(name: str, title: str, *, open_type: bool) -> Iterable[tuple[str, str, Operation]]:
    base, one = f"{basics.ROOT}/content/{name}", f"{basics.ROOT}/content/{name}/{{number}}"
    data = {"$ref": f"#/components/schemas/form.{name}"}
    body = shapes.json_body({"type": "object", "additionalProperties": False,
                             "properties": {"data": data}, "required": ["data"]}, required=True)

    def make(verb: str, status: int, shape: str, **more: Any) -> Operation:
        return shapes.operation("content", f"content.{verb}.{name}", f"{title}: {verb}", status,
                                shape, **more)

    listing = make("list", 200, "ItemPage",
                   parameters=["ContentState", "Search", "After", "Limit"])
    show = make("show", 200, "Item", parameters=["Number"])
    if open_type:
        listing["security"] = show["security"] = [{}, {"token": []}]
    create = make("create", 201, "Item", writes=True) | {"requestBody": body}
    create["responses"]["200"] = shapes.made("Item")
    edit = make("edit", 200, "Item", parameters=["Number", "IfMatch"], writes=True, stale=True)
    archive = make("archive", 200, "Item", parameters=["Number", "IfMatch"], writes=True,
                   stale=True)
    yield base, "get", listing
    yield base, "post", create
    yield one, "get", show
    yield one, "put", edit | {"requestBody": body}
    yield one, "delete", archive
    yield f"{one}/revisions", "get", make("revisions", 200, "Revisions", parameters=["Number"])
    yield f"{one}/publish", "post", make("publish", 200, "Item", parameters=["Number"],
                                         writes=True, stale=True)


