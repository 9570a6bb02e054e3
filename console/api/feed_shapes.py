"""The vacancy feed in the description of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.api.basics import ROOT
from console.api.shapes import TEXT, Schema, json_body, operation

MOST = 500
_FORM = "#/components/schemas/form.vacancy"
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FAULT = {"item": _COUNT, "field": TEXT, "text": TEXT}
_NUMBER = {"item": _COUNT, "external_id": TEXT, "number": TEXT}
ANSWER: dict[str, Schema] = {
    "test": {"type": "boolean"}, "written": {"type": "boolean"}, "total": _COUNT, "new": _COUNT,
    "changed": _COUNT, "unchanged": _COUNT, "wrong": _COUNT,
    "faults": {"type": "array", "items": {"type": "object", "properties": _FAULT,
                                          "required": sorted(_FAULT)}},
    "numbers": {"type": "array", "items": {"type": "object", "properties": _NUMBER,
                                           "required": sorted(_NUMBER)}},
}
SCHEMAS: dict[str, Schema] = {
    "FeedAnswer": {"type": "object", "properties": ANSWER, "required": sorted(ANSWER)},
}
TEST = {"name": "test", "in": "query", "required": False,
        "schema": {"type": "string", "enum": ["0", "1"]},
        "description": "1: the same answers, nothing written."}


def operations() -> Iterable[tuple[str, str, dict[str, Any]]]:
    """(path, verb, operation) of the feed."""
    found = operation("vacancies", "vacancies.feed", "Send the vacancies of an employer", 200,
                      "FeedAnswer", writes=True, parameters=[TEST])
    found["description"] = ("Paragraph 55. All or none; a vacancy is recognised by external_id. "
                            "See docs/interfaces/vacancies.md.")
    found["requestBody"] = json_body({
        "type": "object", "additionalProperties": False, "required": ["vacancies"],
        "properties": {"vacancies": {
            "type": "array", "maxItems": MOST, "items": {"$ref": _FORM},
        }},
    }, required=True)
    yield f"{ROOT}/vacancies/feed", "post", found
