"""Who may take in an application: the steps that open a registration, by role."""

from __future__ import annotations

from flask import g

from console.web.running import running

INTAKE = ("registration.accept_application", "registration.preregister")


def may(step: str) -> bool:
    """Whether the reader's roles include a step at all."""
    catalog = running().catalog
    found = catalog.steps.get(step)
    return bool(
        found and g.actor and g.scope.writes and catalog.action(found).roles & g.actor.roles
    )


def intake_step() -> str:
    """The step by which the reader takes in an application, '' for those who take in none."""
    return next((step for step in INTAKE if may(step)), "")
