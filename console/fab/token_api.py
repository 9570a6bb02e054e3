"""Tokens for programs: ``POST /api/v1/security/login`` and ``/refresh``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, jsonify, request
from flask_jwt_extended import (
    create_access_token,
    create_refresh_token,
    get_jwt_identity,
    verify_jwt_in_request,
)
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from console.fab.signin import authenticate
from console.web.refusals import problem

LIMIT = 256


class Credentials(Schema):
    """What a program sends to sign in. ``provider`` is accepted for older programs: always db."""

    class Meta:
        unknown = RAISE

    username = fields.String(required=True, validate=validate.Length(1, LIMIT))
    password = fields.String(required=True, validate=validate.Length(1, LIMIT))
    provider = fields.String(load_default="db", validate=validate.OneOf(["db"]))
    refresh = fields.Boolean(load_default=False, truthy={True}, falsy={False})


def init_token_api(app: Flask) -> None:
    """Register the two addresses."""
    api = Blueprint("token_api", __name__, url_prefix="/api/v1/security")
    api.post("/login")(login)
    api.post("/refresh")(refresh)
    app.register_blueprint(api)


def login() -> Any:
    """Access token (15 minutes), with ``refresh`` a refresh token too."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return problem(400)
    try:
        given: Any = Credentials().load(body)
    except ValidationError as error:
        return problem(422, fields=error.messages)
    user = authenticate(given["username"], given["password"])
    if user is None:
        return problem(401)
    answer = {"access_token": create_access_token(identity=str(user.id), fresh=True)}
    if given["refresh"]:
        answer["refresh_token"] = create_refresh_token(identity=str(user.id))
    return jsonify(answer)


def refresh() -> Any:
    """A new access token for a refresh token that has not been ended."""
    try:
        verify_jwt_in_request(refresh=True)
    except (JWTExtendedException, PyJWTError):
        return problem(401, headers={"WWW-Authenticate": "Bearer"})
    return jsonify(access_token=create_access_token(identity=get_jwt_identity(), fresh=False))
