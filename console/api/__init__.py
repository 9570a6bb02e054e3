"""The interface for programs, under ``/api/v1``; its description is at ``/openapi.json``.

basics     bodies, arguments, pages, versions, refusals as problem+json
cases      cases read and moved
papers     documents to be signed, PDFs, attached files
contents   content types: lists, items, revisions, publication
people     persons, vacancies, registers
figures    measures, reports and their jobs
feed       vacancies an employer's own system sends
egov       requests an e-government gateway brings, the contact center's look-up
openapi    the description, made from the catalog

Thin by intent: rows come from the scoped read session, every write goes through perform().
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Register the blueprints and guard them."""
    from console.api import basics, cases, contents, egov, feed, figures, openapi, papers, people
    from console.web.access import init_access

    blueprints = [m.bp for m in (
        cases, papers, contents, people, figures, egov, feed, openapi)]
    basics.init_guard(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    init_access(app, frozenset(b.name for b in blueprints))
