"""From each paragraph to what carries it out, and to the story that shows it."""

from __future__ import annotations

from console.rules_report import cited_by, rules_report
from tests.make import the_catalog
from tests.story import situations

#: kinds of the house's own acts, of which the Rules say nothing: the close of a month
OWN = frozenset({"period_close"})
ANNEXES = [f"annex-{n}" for n in ("1", "1.1", "1.2", *map(str, range(2, 10)))]


def report() -> dict[str, dict[str, object]]:
    """The report by paragraph."""
    return {str(row["paragraph"]): row for row in rules_report(the_catalog())}


def test_the_report_holds_every_paragraph_and_annex_once() -> None:
    """Paragraphs 1 to 64, then the annexes, in that order."""
    numbers = [row["paragraph"] for row in rules_report(the_catalog())]
    assert numbers == [*map(str, range(1, 65)), *ANNEXES]


def test_what_is_not_implemented_says_why() -> None:
    """Informative and outside paragraphs carry one sentence a lawyer accepts, in each language."""
    for language in ("kk", "ru", "en"):
        for row in rules_report(the_catalog(), language):
            if row["status"] == "implemented":
                assert row["reason"] == "", row
            else:
                assert str(row["reason"]).endswith("."), row


def test_every_implemented_paragraph_has_a_step() -> None:
    """A paragraph is implemented only where some step carries it out."""
    bare = [n for n, row in report().items()
            if row["status"] == "implemented" and not row["steps"]]
    assert not bare


def test_every_implemented_paragraph_is_shown_by_a_situation() -> None:
    """A situation cites the paragraph and takes a step that carries it out."""
    told: dict[str, set[str]] = {}
    for situation in situations():
        for number in situation.paragraphs:
            told.setdefault(number, set()).update(situation.steps)
    unshown = [
        n for n, row in report().items()
        if row["status"] == "implemented" and not told.get(n, set()) & set(row["steps"])  # type: ignore[call-overload]
    ]
    assert not unshown


def test_every_situation_cites_what_it_shows() -> None:
    """A situation names existing paragraphs and steps, and shows at least one of them."""
    catalog, rows = the_catalog(), report()
    for situation in situations():
        assert set(situation.paragraphs) <= set(rows), situation.name
        assert situation.steps <= set(catalog.steps), situation.name
        reached = {n for s in situation.steps for n in cited_by(catalog, catalog.steps[s])}
        assert set(situation.paragraphs) & reached, situation.name


def test_every_step_cites_an_existing_paragraph() -> None:
    """No act without its paragraph."""
    catalog, rows = the_catalog(), report()
    steps = [s for s in catalog.steps.values()
             if s.on not in OWN and not s.on.startswith("content/")]
    wrong = [s.name for s in steps if s.law not in rows]
    assert steps
    assert not wrong


def test_every_step_people_take_is_taken_in_a_situation() -> None:
    """No act that no story shows."""
    taken = {name for situation in situations() for name in situation.steps}
    steps = [s for s in the_catalog().steps.values()
             if not s.automatic and s.on not in OWN and not s.on.startswith("content/")]
    assert not [s.name for s in steps if s.name not in taken]


def test_every_clock_of_the_rules_is_bound_to_installed_steps() -> None:
    """A duty starts and stops on steps that exist, unless the law says why no act starts it."""
    catalog = the_catalog()
    loose = [
        d.id for d in catalog.law.deadlines()
        if d.kind == "duty" and d.unbound is None
        and not any(name in catalog.steps for name in d.starts_on)
    ]
    told = [d for d in loose if catalog.law.paragraph(
        catalog.law.deadline(d).paragraph).status == "implemented"]
    assert not told
