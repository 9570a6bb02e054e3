"""What implements each paragraph of the Rules, computed from the declarations themselves.

Nothing is listed by hand: a paragraph is tied to the steps, deadlines, forms, notices and rights
that cite it. ``jumys rules --json`` and the pages of the law print this list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.catalog import Catalog
from console.declare import Step
from console.law import Deadline
from forms.model import Form


def rules_report(catalog: Catalog, language: str = "en") -> list[dict[str, Any]]:
    """One row per paragraph and annex, in their order.

    ``{"paragraph", "status", "steps", "deadlines", "forms", "reason"}``: names and ids are
    sorted; ``reason`` (in ``language``) is "" for an implemented paragraph.
    """
    cited = {step.name: cited_by(catalog, step) for step in catalog.steps.values()}
    rows = []
    for paragraph in catalog.law.paragraphs():
        number = paragraph.number
        rows.append({
            "paragraph": number,
            "status": paragraph.status,
            "steps": sorted(name for name, numbers in cited.items() if number in numbers),
            "deadlines": [d.id for d in catalog.law.deadlines_of(number)],
            "forms": sorted(f.name for f in catalog.forms.values() if number in form_cites(f)),
            "reason": (paragraph.reason or {}).get(language, ""),
        })
    return rows


def cited_by(catalog: Catalog, step: Step) -> set[str]:
    """Numbers a step carries out: its own, its forms', notices', right's, clocks', stages'."""
    numbers = {step.law}
    for name in forms_of(step):
        numbers |= form_cites(catalog.forms[name])
    for name in step.notices:
        numbers.add(catalog.notices[name].law)
    if step.action in catalog.actions:
        numbers.add(catalog.actions[step.action].law)
    if step.opens is not None and step.on in catalog.kinds:
        numbers.add(catalog.kinds[step.on].law)
    numbers |= {stage.law for stage in catalog.stages.get(step.name, ())}
    for deadline in clocks_of(catalog, step):
        numbers |= {deadline.paragraph, *deadline.also}
    return numbers - {""}


def forms_of(step: Step) -> list[str]:
    """Forms a step has filled in, signed or issued."""
    found = [step.form] if step.form else []
    if step.signing is not None:
        found.append(step.signing.form)
    return [*found, *(issue.form for issue in step.issues)]


def clocks_of(catalog: Catalog, step: Step) -> Iterable[Deadline]:
    """Deadlines a step starts, stops, or follows from when they expire."""
    yield from catalog.clocks_started.get(step.name, ())
    yield from catalog.clocks_stopped.get(step.name, ())
    for name in step.on_lapse:
        yield catalog.law.deadline(name)


def form_cites(form: Form) -> set[str]:
    """The annex a form is, and every paragraph it or one of its parts cites."""
    numbers = {*form.law, *([f"annex-{form.annex}"] if form.annex else [])}
    for section in form.sections:
        numbers |= set(section.law)
        for field in section.fields:
            numbers |= set(field.law)
            for column in field.fields:
                numbers |= set(column.law)
    return numbers
