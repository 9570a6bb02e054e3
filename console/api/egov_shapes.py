"""The gateway's addresses in the description of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.api.basics import ROOT
from console.api.shapes import TEXT, Schema, json_body, made, operation

WORDS: Schema = {"type": "object", "properties": {"kk": TEXT, "ru": TEXT, "en": TEXT},
                 "required": ["en", "kk", "ru"]}
_STATUS = {
    "number": TEXT, "kind": TEXT, "title": WORDS, "state": TEXT, "state_text": WORDS,
    "stage": {"type": ["string", "null"]}, "closed": {"type": "boolean"},
    "office": {"type": "object", "properties": {"code": TEXT, "kk": TEXT, "ru": TEXT, "en": TEXT}},
    "accepted_at": TEXT, "result_on": {"type": ["string", "null"]},
}
SCHEMAS: dict[str, Schema] = {
    "EgovStatus": {"type": "object", "properties": _STATUS, "required": sorted(_STATUS)},
    "EgovResult": {
        "type": "object",
        "properties": {
            "number": TEXT, "document": TEXT, "form": TEXT, "verify_code": TEXT,
            "issued_on": TEXT, "valid_until": {"type": ["string", "null"]}, "sha256": TEXT,
            "pdf": {"type": "string", "contentEncoding": "base64"},
            "signatures": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["document", "number", "pdf", "sha256", "signatures"],
    },
}
SIGNATURE = {
    "name": "X-JWS-Signature", "in": "header", "required": True,
    "schema": {"type": "string", "maxLength": 4096},
    "description": "Compact JWS over {aud, iat, jti, method, path, sha256}; see "
                   "docs/interfaces/egov.md.",
}
SUMMARY = {"applications": "Bring a registration request signed by the applicant (par. 26)",
           "certificates": "Bring a certificate request signed by the applicant (par. 41)",
           "changes": "Bring a change of circumstances signed by the person (par. 51)"}
_BASE64: Schema = {"type": "string", "contentEncoding": "base64", "minLength": 1}


def operations() -> Iterable[tuple[str, str, dict[str, Any]]]:
    """(path, verb, operation) of the gateway and of the contact center."""
    for what, summary in SUMMARY.items():
        bring = operation("egov", f"egov.bring.{what}", summary, 201, "EgovStatus", writes=True,
                          parameters=[SIGNATURE])
        bring["responses"]["200"] = made("EgovStatus")
        bring["requestBody"] = json_body({
            "type": "object", "additionalProperties": False, "required": ["cms", "content"],
            "properties": {"content": _BASE64 | {"maxLength": 700_000},
                           "cms": _BASE64 | {"maxLength": 200_000}},
        }, required=True)
        yield f"{ROOT}/egov/{what}", "post", bring
        for part, shape, told in (("status", "EgovStatus", "Where a brought request stands"),
                                  ("result", "EgovResult", "The signed result")):
            found = operation("egov", f"egov.{part}.{what}", told, 200, shape,
                              parameters=["Number", SIGNATURE])
            for code in ("409", "429"):
                found["responses"][code] = {"$ref": f"#/components/responses/Refused{code}"}
            yield f"{ROOT}/egov/{what}/{{number}}/{part}", "get", found
    look = operation("egov", "egov.contact_center", "The look-up of 1414 by number and IIN", 200,
                     "EgovStatus", writes=True, parameters=[SIGNATURE])
    look["requestBody"] = json_body({
        "type": "object", "additionalProperties": False, "required": ["iin", "number"],
        "properties": {"number": {"type": "string", "maxLength": 40},
                       "iin": {"type": "string", "pattern": "^[0-9]{12}$"}},
    }, required=True)
    yield f"{ROOT}/egov/contact-center", "post", look
