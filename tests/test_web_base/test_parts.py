"""Small parts of the theme: charts, controls, numbers, navigation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import g
from hypothesis import given
from hypothesis import strategies as st
from wtforms import Form, fields, validators
from wtforms.fields.choices import SelectChoice

from console.web.charts import nice_ceiling, stacked_columns, target_bars
from console.web.controls import control
from console.web.shell import NavItem, _mark, add_navigation
from console.web.theme import grouped, local_url, moment
from tests.test_fab.world import World


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_nice_ceiling(value: float) -> None:
    """The top of a chart is round, not below the value, and not ten times too high."""
    top = nice_ceiling(value)
    assert value <= top <= value * 10.000001


def test_stacked_columns_fill_the_frame() -> None:
    """Bars stand on the base line, one upon another, as tall as their values."""
    chart = stacked_columns(["a", "b"], [("40", (10, 30)), ("41", (0, 20))], "words")
    first, second = chart.bars[:2]
    assert first.y + first.height + 1.5 == pytest.approx(chart.baseline, abs=0.2)
    assert second.y + second.height + 1.5 == pytest.approx(first.y, abs=0.2)
    assert second.height == pytest.approx(3 * first.height, rel=0.05)
    assert chart.grid[-1][1] == 50


@given(st.integers(min_value=1, max_value=10**6))
def test_marks_of_counts_are_whole(count: int) -> None:
    """Nobody reads 87.5 duties beside a column."""
    chart = stacked_columns(["a"], [("40", (count,))], "words")
    assert all(value == int(value) for _y, value in chart.grid)


def test_chart_of_nothing_is_a_grid() -> None:
    """An empty period gives an empty chart, not an error; counts have no fractions."""
    chart = stacked_columns(["a"], [], "nothing")
    assert chart.bars == []
    assert [value for _y, value in chart.grid] == [0, 1]


def test_target_bars_mark_what_is_below() -> None:
    """Below the target is said by the row, not by its length alone."""
    chart = target_bars([("x", 94.9), ("y", 95.0)], 95, "words")
    assert [row.below for row in chart.rows] == [True, False]
    assert chart.rows[0].width < chart.target_x


def test_charts_draw_text_alternative_and_table(world: World) -> None:
    """A drawn chart has its summary as title and the same figures as a table."""
    text = (
        "{% import 'ui/charts.html' as charts with context %}"
        "{{ charts.stacked(a, 'c1', 'Week') }}{{ charts.against_target(b, 'c2', 'Term') }}"
    )
    columns = stacked_columns(["Center"], [("40", (7,))], "It rose <b>")
    bars = target_bars([("Registration", 93.5)], 95, "Below")
    with world.app.test_request_context("/"):
        page = world.app.jinja_env.from_string(text).render(a=columns, b=bars)
    assert '<title id="c1">It rose &lt;b&gt;</title>' in page
    assert page.count("<table") == 2
    assert "93,5" in page


class Sample(Form):
    """One field of each kind."""

    flag = fields.BooleanField()
    one = fields.SelectField(choices=[SelectChoice("a", "A<")], default="a")
    many = fields.SelectMultipleField(choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    at = fields.DateTimeLocalField()
    day = fields.DateField()
    long = fields.TextAreaField()
    secret = fields.PasswordField()
    file = fields.FileField()
    number = fields.IntegerField()
    iin = fields.StringField(validators=[validators.Length(max=12)])
    name = fields.StringField(validators=[validators.Length(max=30)])
    free = fields.StringField()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("flag", ['type="checkbox"', "form-check-input"]),
        ("one", ["<select", "A&lt;", "selected"]),
        ("many", ["<select", "multiple"]),
        ("at", ['type="datetime-local"']),
        ("day", ['type="date"']),
        ("long", ["<textarea"]),
        ("secret", ['type="password"', 'autocomplete="new-password"']),
        ("file", ['type="file"']),
        ("number", ['inputmode="numeric"', 'type="text"']),
        ("iin", ["w-iin"]),
        ("name", ["w-short"]),
        ("free", ['class="form-control"']),
    ],
)
def test_controls_are_plain_html(name: str, parts: list[str]) -> None:
    """Each kind of field becomes the native control, as wide as what it expects."""
    drawn = str(control(Sample()[name]))
    assert all(part in drawn for part in parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (280000, "280\u00a0000"),
        (1234.5, "1\u00a0234,5"),
        (0, "0"),
        (None, "—"),
        (Decimal("2.50"), "2,5"),
    ],
)
def test_grouped(value: float | None, text: str) -> None:
    """Digits in groups of three, a decimal comma, a dash for nothing."""
    assert grouped(value) == text


def test_moment_is_local(world: World) -> None:
    """An instant is shown in the office's time; a day stays that day."""
    with world.app.test_request_context("/"):
        g.office = None
        assert moment(datetime(2026, 11, 23, 13, 30, tzinfo=UTC)) == "23.11.2026 18:30"
        assert moment(date(2026, 11, 23)) == "23.11.2026"
        assert moment(None) == "—"


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("/cases?v=1", "/cases?v=1"),
        ("http://localhost/cases", "/cases"),
        ("http://localhost.evil/cases", "/"),
        ("//evil", "/"),
        ("/\\evil", "/"),
        ("/a\nb", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_local_url(world: World, target: str | None, wanted: str) -> None:
    """A way back stays on this site."""
    with world.app.test_request_context("/"):
        assert local_url(target) == wanted


@pytest.mark.parametrize(
    ("path", "current"),
    [("/cases/R-1", "/cases"), ("/cases", "/cases"), ("/", "/"), ("/casesX", None), ("/x", None)],
)
def test_one_section_is_current(world: World, path: str, current: str | None) -> None:
    """The longest section that the address lies in is marked, and no other."""
    items = [NavItem("/", "a"), NavItem("/cases", "b"), NavItem("/cases?v=old", "c")]
    with world.app.test_request_context(path):
        marked = [item.url.split("?")[0] for item in _mark(items) if item.current]
    assert marked == ([current] if current else [])


def test_sections_are_seven_at_most(world: World) -> None:
    """However much plugins add, the sidebar stays short."""
    add_navigation(world.app, lambda who: [NavItem(f"/x{n}", f"X{n}") for n in range(20)])
    client, _csrf = world.browser("spec")
    page = client.get("/profile").text
    side = page.split('id="side"')[1].split("</aside>")[0]
    assert side.count("<li>") == 7
