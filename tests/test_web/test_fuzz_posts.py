"""Every address that writes, asked by every role with what no form sends: refused, never a 500.

Payloads come from the forms' own fields with values of wrong kinds, sizes and alphabets; numbers of
cases, persons and vacancies exist, so that the acts themselves are reached. The draw is fixed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from forms.model import Form
from tests.test_plugins.offers import offered, searching
from tests.test_web.conftest import Browser, Web

LOGINS = ("specialist", "director", "officer", "head", "executive", "akim", "assistant",
          "frontdesk", "operator", "employer", "fuzzed", "supervisor", "quality", "integrator",
          "admin")
#: ending the session of the fuzzer itself, and pages of the framework that others test
LEFT_OUT = ("/logout", "/login", "/api/v1/security", "/resetmypassword")
VALUES = (
    "", " ", "0", "-1", "x", "true", "null", "²²²²", "\x00", "\ufffe", "2021-02-30", "9999-12-31",
    "0001-01-01", "12:00", "800203300506", "+7", "а" * 300, "<b>&\"'", "1e400", "{}", "[]", "%s%n",
    "=1+1", "../../etc", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "9" * 40, "yes", "center",
)
NASTY = (None, True, 0, -1, 1.5, 10 ** 30, "", "x", [], {}, [[]], [{}], {"a": {"b": []}}, "\x00",
         ["x", None], [1, "2", {"3": 4}], "2021-02-30", "а" * 5000)
KINDS = (("person", "person"), ("vacanc", "vacancy"), ("employer", "employer"))


@pytest.fixture(scope="module")
def numbers(web: Web) -> dict[str, list[str]]:
    """Cases of every kind that the world makes easily, persons, vacancies, offices."""
    w = web.world
    seeker, free = w.a_registered_jobseeker(), searching(w)
    web.account_for("fuzzed", seeker.person)
    vacancy = w.a_vacancy().number
    received = w.do("registration.accept_application", data=w.an_application()).number
    return {
        "case": [seeker.case, received, vacancy, offered(w, free, vacancy), "X-1"],
        "person": [seeker.person, free.number], "vacancy": [vacancy], "employer": ["EMP-1"],
    }


def writing(web: Web) -> Iterator[tuple[Rule, str]]:
    """Every address with a verb that writes."""
    for rule in web.app.url_map.iter_rules():
        if rule.rule.startswith(LEFT_OUT):
            continue
        for verb in sorted({"POST", "PUT", "DELETE"} & (rule.methods or set())):
            yield rule, verb


def filled(rule: Rule, numbers: dict[str, list[str]], web: Web, draw: random.Random) -> str:
    """The address with parameters that mostly exist."""
    catalog = web.world.catalog
    values: dict[str, Any] = {}
    for name in rule.arguments:
        kind = next((k for part, k in KINDS if part in rule.rule), "case")
        if type(rule._converters[name]).__name__ == "IntegerConverter":
            values[name] = draw.choice((1, 2, 10 ** 6))
        elif hasattr(rule._converters[name], "items"):
            values[name] = draw.choice(sorted(rule._converters[name].items))
        elif name in ("number", "person", "case"):
            values[name] = draw.choice(numbers["person" if name == "person" else kind])
        elif name == "name" and "content" not in rule.rule:
            values[name] = draw.choice(sorted(catalog.steps))
        else:
            values[name] = draw.choice(("assistant", "application", "x", "1", "registration"))
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def posted(form: Form | None, draw: random.Random) -> dict[str, str]:
    """Values for the fields of a form and for the hidden ones, none of them careful."""
    names = ["_key", "_version", "_occurred", "_late_reason", "_document", "_pin", "_confirmed"]
    for section in form.sections if form else ():
        head = f"{section.key}.{draw.choice((0, 1, 99999))}." if section.repeat else ""
        names += [f"{head}{f.key}" for f in section.fields]
        names += [f"{head}{f.key}.{draw.choice(('surname', '0', 'x.y'))}" for f in section.fields]
    return {name: draw.choice(VALUES) for name in names if draw.random() < 0.6}


def form_at(web: Web, path: str) -> Form | None:
    """The form of the step that an address names."""
    catalog = web.world.catalog
    step = catalog.steps.get(path.rsplit("/", 1)[-1])
    return catalog.forms.get((step.form if step else "") or "")


def send(browser: Browser, verb: str, path: str, web: Web, draw: random.Random) -> Any:
    """One careless request."""
    form = form_at(web, path)
    if path.startswith("/api/"):
        names = [f.key for s in form.sections for f in s.fields] if form else ["x"]
        body: Any = {"data": {n: draw.choice(NASTY) for n in names if draw.random() < 0.7}}
        body = draw.choice((body, body, {**body, "occurred_at": draw.choice(NASTY)},
                            draw.choice(NASTY)))
        return browser.client.open(path, method=verb, json=body, headers={
            "X-CSRFToken": browser.csrf, "If-Match": draw.choice(('"1"', '"x"', "")),
            "Idempotency-Key": draw.choice(("k" * 16, "", "k" * 500)),
        })
    return browser.client.open(
        path, method=verb, data={**posted(form, draw), "csrf_token": browser.csrf})


@pytest.mark.parametrize("login", LOGINS)
def test_careless_requests_are_refused_in_words(
    web: Web, numbers: dict[str, list[str]], login: str
) -> None:
    """No address answers any role with a failure of ours."""
    draw, broken, asked = random.Random(login), [], 0
    for rule, verb in writing(web):
        if draw.random() < 0.5:
            continue  # the other roles ask what this one leaves out
        path = filled(rule, numbers, web, draw)
        answer = send(web.browser(login), verb, path, web, draw)
        asked += 1
        if answer.status_code >= 500:
            broken.append((verb, path, answer.status_code))
    assert asked > 30
    assert not broken


TEXT = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=JSON, extra=st.dictionaries(st.sampled_from(["occurred_at", "late_reason", "x"]), JSON))
def test_any_json_is_judged(
    web: Web, numbers: dict[str, list[str]], data: Any, extra: dict[str, Any]
) -> None:
    """Whatever the body of an act is, the answer is a judgement of it."""
    desk = web.browser("specialist")
    for name in ("registration.fill_card", "complaints.lodge"):
        path = (f"/api/v1/cases/{numbers['case'][1]}/steps/{name}" if "card" in name
                else f"/api/v1/steps/{name}")
        answer = desk.post_json(path, {"data": data, **extra})
        assert answer.status_code < 500, (path, data, extra)
