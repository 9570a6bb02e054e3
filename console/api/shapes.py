"""Fixed parts of the description: shapes of answers, parameters, addresses without forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from console.api.basics import LARGEST_PAGE, ROOT
from console.content_types import STATES

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
ANY: Schema = {"type": "object"}
REFUSALS = {
    "400": "An argument, a header or the body cannot be read.",
    "401": "No token, or one that has ended.",
    "403": "The act is not the caller's.",
    "404": "Nothing of that number is visible to the caller.",
    "409": "State or version moved on, or such a record exists already.",
    "410": "It was cancelled, failed or has expired.",
    "412": "The version named in If-Match is not the present one; both are told.",
    "413": "The body is too large.",
    "415": "The body is of another type.",
    "422": "Fields are wrong, or the Rules refuse: every ground with its paragraph.",
    "428": "If-Match is missing.",
    "429": "Too many tries.",
    "503": "An outside system or the database gave no answer; the act may be repeated.",
}


def object_of(**properties: Schema) -> Schema:
    """A schema of an object all of whose members are there."""
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(of: str) -> Schema:
    return {"type": [of, "null"]}


def _page(of: Schema) -> Schema:
    return object_of(items=_list(of), next=_or_null("string"), count=WHOLE,
                   more_than_count={"type": "boolean"})


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem() -> Schema:
    ground = object_of(code=TEXT, paragraph=TEXT, text=TEXT, field=_or_null("string"), facts=ANY)
    said = object_of(code=TEXT, text=TEXT)
    found = object_of(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, code=TEXT, request_id=TEXT)
    found["properties"] |= {
        "grounds": _list(ground), "facts": ANY,
        "fields": {"type": "object", "additionalProperties": _list({"anyOf": [said, TEXT]})},
    }
    return found


SCHEMAS: dict[str, Schema] = {
    "Problem": _problem(),
    "OccurredAt": {"type": "string", "description": "When it happened: a day, or an instant with "
                   "its offset. Terms run from it.", "maxLength": 40,
                   "anyOf": [{"format": "date"}, {"format": "date-time"}]},
    "Signature": {
        "type": "object", "additionalProperties": False, "required": ["document"],
        "properties": {
            "document": {"type": "string", "maxLength": 40, "minLength": 1},
            "cms": {"type": "string", "contentEncoding": "base64", "maxLength": 200000},
            "pin": {"type": "string", "maxLength": 40,
                    "description": "Demonstration instances only."},
        },
    },
    "Outcome": object_of(
        step=TEXT, number=TEXT, kind=TEXT, state=TEXT, version=WHOLE, href=TEXT,
        repeated={"type": "boolean"}, started=_list(ANY), stopped=_list(TEXT),
        documents=_list(TEXT), opened=_list(ANY),
    ),
    "Prepared": object_of(number=TEXT, sha256=TEXT, until=TEXT, pdf=TEXT, step=TEXT),
    "CasePage": _page(object_of(number=TEXT, kind=TEXT, state=TEXT, version=WHOLE, href=TEXT)),
    "Case": object_of(
        number=TEXT, kind=TEXT, state=TEXT, version=WHOLE, obligations=_list(ANY),
        documents=_list(ANY), history=_list(ANY), next_steps=_list(ANY),
    ),
    "PersonPage": _page(object_of(number=TEXT, name=TEXT, iin=TEXT, state=TEXT, href=TEXT)),
    "Person": object_of(number=TEXT, state=TEXT, version=WHOLE, iin=_or_null("string"),
                      episodes=_list(ANY), cases=_list(ANY)),
    "VacancyPage": _page(object_of(number=TEXT, title=TEXT, employer=TEXT, href=TEXT)),
    "Vacancy": object_of(number=TEXT, title=TEXT, employer=TEXT),
    "Item": object_of(type=TEXT, number=TEXT, state=TEXT, version=WHOLE, data=ANY, href=TEXT),
    "Revisions": object_of(number=TEXT, items=_list(object_of(revision=WHOLE, data=ANY, by=TEXT))),
    "File": object_of(number=TEXT, name=TEXT, mime=TEXT, size=WHOLE, sha256=TEXT),
    "Token": {"type": "object", "properties": {"access_token": TEXT, "refresh_token": TEXT},
              "required": ["access_token"]},
}
SCHEMAS["ItemPage"] = _page(_ref("Item"))
SCHEMAS["RegisterOutcome"] = {
    "allOf": [_ref("Outcome"), object_of(answers=_list(ANY))],
}

RESPONSES: dict[str, Any] = {
    f"Refused{code}": {
        "description": text,
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
    for code, text in REFUSALS.items()
}
HEADERS: dict[str, Any] = {
    "ETag": {"description": "The version.", "schema": TEXT},
    "Location": {"description": "Address of what was made.", "schema": TEXT},
}


def _query(name: str, schema: Schema, about: str = "") -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": about}


PARAMETERS: dict[str, Any] = {
    "Number": {"name": "number", "in": "path", "required": True,
               "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"}},
    "After": _query("after", {"type": "string", "minLength": 1}, "Key of the page before."),
    "Limit": _query("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
    "Search": _query("q", {"type": "string", "maxLength": 200}, "Beginning of a name or code."),
    "ContentState": _query("state", {"type": "string", "enum": sorted(STATES)}),
    "IfMatch": {"name": "If-Match", "in": "header", "required": True,
                "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'}},
    "IdempotencyKey": {"name": "Idempotency-Key", "in": "header",
                       "schema": {"type": "string", "pattern": "^[!-~]{1,80}$"}},
}


def made(shape: str) -> dict[str, Any]:
    """A successful answer of a shape."""
    return {"description": "Done.", "content": {"application/json": {"schema": _ref(shape)}}}


def json_body(schema: Schema, *, required: bool) -> dict[str, Any]:
    """A request body of JSON."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def operation(
    tag: str, name: str, summary: str, status: int, shape: str, *,
    parameters: Sequence[str | dict[str, Any]] = (), writes: bool = False, stale: bool = False,
    about: str = "",
) -> dict[str, Any]:
    """An operation with its refusals. ``parameters`` are names of PARAMETERS or inline ones."""
    codes = ["400", "401", "403", "404", "503"]
    if writes:
        codes += ["409", "412", "413", "415", "422", "429"]
    codes += ["428"] if stale else []
    names = [*parameters, *(["IdempotencyKey"] if writes else [])]
    found: dict[str, Any] = {
        "tags": [tag], "operationId": name, "summary": summary,
        "responses": {str(status): made(shape)}
        | {c: {"$ref": f"#/components/responses/Refused{c}"} for c in sorted(set(codes))},
    }
    if names:
        found["parameters"] = [
            {"$ref": f"#/components/parameters/{n}"} if isinstance(n, str) else n for n in names
        ]
    return found | ({"description": about} if about else {})


def fixed(kinds: Sequence[str]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """The addresses that do not depend on what is declared, but for the names of case kinds."""
    yield from _security()
    yield from _cases(kinds)
    yield from _papers()
    yield from _people()


def _security() -> Iterable[tuple[str, str, dict[str, Any]]]:
    login = operation("security", "login", "Sign in", 200, "Token", writes=True)
    login["security"] = [{}]
    login["parameters"] = []
    secret = {"type": "string", "minLength": 1, "maxLength": 256}
    login["requestBody"] = json_body({
        "type": "object", "additionalProperties": False, "required": ["password", "username"],
        "properties": {"username": secret, "password": secret, "refresh": {"type": "boolean"}},
    }, required=True)
    yield f"{ROOT}/security/login", "post", login


def _cases(kinds: Sequence[str]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    yield f"{ROOT}/cases", "get", operation(
        "cases", "cases", "Cases in my scope", 200, "CasePage",
        parameters=[
            _query("kind", {"type": "string", "enum": list(kinds)}), _query("state", TEXT),
            _query("office", TEXT, "Code of an office."),
            _query("open", {"type": "string", "enum": ["true", "false"]}),
            _query("due", TEXT, "`overdue`, or a day: due on it or before."), "After", "Limit",
        ],
    )
    yield f"{ROOT}/cases/{{number}}", "get", operation(
        "cases", "case", "A case with its clocks, papers, history and next steps", 200, "Case",
        parameters=["Number"],
    )
    ask = operation("cases", "registers", "Ask the state registers with recorded consent", 201,
                    "RegisterOutcome", writes=True)
    ask["responses"]["200"] = made("RegisterOutcome")
    ask["requestBody"] = json_body({
        "type": "object", "additionalProperties": False, "required": ["data"],
        "properties": {"step": TEXT, "case": TEXT, "data": ANY},
    }, required=True)
    yield f"{ROOT}/registers", "post", ask


def _papers() -> Iterable[tuple[str, str, dict[str, Any]]]:
    binary = {"description": "The bytes.", "content": {"application/pdf": {}}}
    document = operation("documents", "document", "A document as PDF", 200, "File",
                         parameters=["Number"])
    document["responses"]["200"] = binary
    yield f"{ROOT}/documents/{{number}}", "get", document
    upload = operation("documents", "upload", "Stage a file for an act", 201, "File", writes=True)
    upload["parameters"] = []
    upload["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }}}}
    yield f"{ROOT}/files", "post", upload
    kinds = ("application/pdf", "image/jpeg", "image/png", "image/tiff")
    file = operation("documents", "file", "A file", 200, "File", parameters=["Number"])
    file["responses"]["200"] = {"description": "The bytes.", "content": {k: {} for k in kinds}}
    yield f"{ROOT}/files/{{number}}", "get", file


def _people() -> Iterable[tuple[str, str, dict[str, Any]]]:
    states = ["applicant", "jobseeker", "unemployed", "deregistered", "closed", "refused"]
    yield f"{ROOT}/persons", "get", operation(
        "persons", "persons", "People in my scope, IIN masked", 200, "PersonPage",
        parameters=["Search", _query("state", {"type": "string", "enum": states}), "After",
                    "Limit"],
    )
    yield f"{ROOT}/persons/{{number}}", "get", operation(
        "persons", "person", "A person; the look is logged", 200, "Person", parameters=["Number"],
    )
    number = {"type": "integer", "minimum": 0, "maximum": 100}
    search = operation(
        "vacancies", "vacancies", "Published vacancies", 200, "VacancyPage",
        parameters=["Search", _query("region", TEXT), _query("occupation", TEXT),
                    _query("regime", TEXT), _query("experience", number),
                    _query("pay", {"type": "integer", "minimum": 0, "maximum": 10**9}), "After",
                    "Limit"],
    )
    one = operation("vacancies", "vacancy", "A published vacancy", 200, "Vacancy",
                    parameters=["Number"])
    search["security"] = one["security"] = [{}]
    yield f"{ROOT}/vacancies", "get", search
    yield f"{ROOT}/vacancies/{{number}}", "get", one
