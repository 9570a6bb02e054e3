"""``jumys steps``, ``forms`` and ``rules``: what is declared, as lines or JSON."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from console.commands.base import Instance, OneSentence, PlainCommand, pass_instance

#: the Rules have 64 paragraphs
LAST = 64


@click.command("steps", cls=PlainCommand)
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@pass_instance
def steps(instance: Instance, as_json: bool) -> None:
    """List every step: paragraph, case kind, states, form, clocks, roles."""
    catalog = instance.catalog
    rows = []
    for step in catalog.steps.values():
        action = catalog.actions.get(step.action)
        rows.append({
            "name": step.name, "paragraph": step.law, "on": step.on, "title": dict(step.title),
            "from": list(step.frm), "to": step.to if isinstance(step.to, str) else None,
            "form": step.form, "action": step.action, "automatic": step.automatic,
            "roles": sorted(action.roles) if action else [],
            "signs": step.signing.form if step.signing else None,
            "issues": [issue.form for issue in step.issues], "notices": list(step.notices),
            "starts": [d.id for d in catalog.clocks_started.get(step.name, ())],
            "stops": [d.id for d in catalog.clocks_stopped.get(step.name, ())],
            "after": list(step.after), "on_lapse": list(step.on_lapse),
        })
    _print(rows, as_json, lambda r: f"{r['name']:44} {r['paragraph']:>8}  {r['title']['en']}")


@click.command("forms", cls=PlainCommand)
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@pass_instance
def forms(instance: Instance, as_json: bool) -> None:
    """List every form and content type with its annex, version and fields."""
    rows = [
        {
            "name": form.name, "annex": form.annex, "version": form.version,
            "law": list(form.law), "title": dict(form.title), "kind": form.kind,
            "storage": form.storage,
            "fields": [
                {"section": section.key, "key": field.key, "type": field.type,
                 "required": bool(field.required)}
                for section in form.sections for field in section.fields
            ],
        }
        for form in instance.catalog.forms.values()
    ]
    _print(rows, as_json, lambda r: f"{r['name']:24} {r['annex'] or '':>5}  {r['title']['en']}")


@click.command("rules", cls=PlainCommand)
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@pass_instance
def rules(instance: Instance, as_json: bool) -> None:
    """List paragraphs 1 to 64 and the annexes with what implements them; exit 1 on a gap."""
    if find_spec("console.rules_report") is None:
        raise OneSentence("This installation has no report of the rules.")
    report = import_module("console.rules_report")
    rows = report.rules_report(instance.catalog)
    _print(rows, as_json, lambda r: f"{r['paragraph']:>10}  {r['status']:12} "
                                    f"{', '.join(r['steps']) or r['reason']}")  # fmt: skip
    gaps = [r["paragraph"] for r in rows if _gap(r)]
    missing = {str(n) for n in range(1, LAST + 1)} - {r["paragraph"] for r in rows}
    if gaps or missing:
        named = ", ".join([*gaps, *sorted(missing, key=int)])
        raise OneSentence(f"Nothing in this installation implements paragraph {named}.")


def _gap(row: dict[str, Any]) -> bool:
    """Said to be implemented and tied to nothing, or of no known status."""
    if row["status"] == "implemented":
        return not (row["steps"] or row["deadlines"] or row["forms"])
    return row["status"] not in ("informative", "outside")


def _print(rows: list[dict[str, Any]], as_json: bool, line: Any) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(line(row))
