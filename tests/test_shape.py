"""Size and shape of the code: small modules, small functions, nothing undocumented."""

from __future__ import annotations

import ast

from tests.source import Function, Module, modules

MODULE_LINES = 400
FUNCTION_LINES = 40

#: "path" or "path:function" -> why it may be longer than the budget.
LONGER: dict[str, str] = {
    "console/data/migrations/versions/core_0001.py": "one migration is one file: all first tables",
    "console/data/migrations/versions/core_0001.py:upgrade": "creates every first table in order",
    "console/data/migrations/versions/core_0001.py:downgrade": "drops every first table in order",
}

_DELTAS = {"timedelta", "relativedelta"}
_LONG = {"days", "weeks", "months", "years", "weekday", "leapdays"}
#: pytest's own, Playwright's, and those of the walks through the browser.
_ASSERTING = {"raises", "fail", "expect", "sees", "lacks"}


def length(function: Function) -> int:
    """Lines from ``def`` to the last one, decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def too_long() -> dict[str, int]:
    """Everything over its budget, by the name an exception would carry."""
    found = {m.name: m.lines for m in modules() if m.lines > MODULE_LINES}
    for module in modules():
        for function in module.functions():
            if length(function) > FUNCTION_LINES:
                found[f"{module.name}:{function.name}"] = length(function)
    return found


def test_modules_and_functions_keep_their_budgets() -> None:
    """At most 400 lines a module and 40 a function, but for the listed."""
    over = {name: lines for name, lines in too_long().items() if name not in LONGER}
    assert not over


def test_every_listed_exception_is_still_needed_and_has_its_reason() -> None:
    """An exception outlives its cause by a day at most."""
    assert set(LONGER) <= set(too_long())
    assert all(len(reason) > 20 for reason in LONGER.values())


def test_every_module_says_what_it_is() -> None:
    """A module starts with its docstring."""
    assert not [m.name for m in modules() if not ast.get_docstring(m.tree)]


def test_functions_of_console_and_forms_say_what_they_give() -> None:
    """Every function there has a return annotation."""
    missing = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules()
        if module.name.startswith(("console/", "forms/"))
        for function in module.functions()
        if function.returns is None
    ]
    assert not missing


def test_every_hook_is_documented() -> None:
    """An integrator reads the hook's docstring first."""
    hooks = [m for m in modules() if m.name == "console/hookspecs.py"]
    bare = [f.name for m in hooks for f in m.functions() if not ast.get_docstring(f)]
    assert hooks
    assert not bare


def test_days_are_added_in_the_calendar_only() -> None:
    """Code holds no number of days; a deadline is dated data, counted in one place."""
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if not module.name.startswith(("console/calendar", "tests/", "bench/"))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _adds_days(node)
    ]
    assert not found


def _adds_days(call: ast.Call) -> bool:
    """timedelta or relativedelta by position (days come first) or by a word longer than hours."""
    if called(call) not in _DELTAS:
        return False
    return bool(call.args) or any(word.arg in _LONG or not word.arg for word in call.keywords)


def called(call: ast.Call) -> str:
    """The last part of the called name."""
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def _asserts(function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = called(node)
            if name in _ASSERTING or name.startswith(("assert_", "check_")):
                return True
    return False


def _tests(module: Module) -> list[Function]:
    return [f for f in module.functions() if f.name.startswith("test_")]


def test_every_test_asserts_and_says_what() -> None:
    """A test without an assertion proves nothing, one without a sentence tells nothing."""
    own = [(m, f) for m in modules() if m.name.startswith("tests/") for f in _tests(m)]
    assert own
    assert not [f"{m.name}:{f.lineno} {f.name}" for m, f in own if not _asserts(f)]
