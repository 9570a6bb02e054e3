"""Pieces that are drawn without a template still escape what people typed."""

from __future__ import annotations

from flask import render_template_string

from tests.test_web.conftest import Web

TYPED = "<script>alert(1)</script>: x"


def test_the_words_of_a_reason_are_escaped(web: Web) -> None:
    """Par. 57: an employer's requirement stands in the sentence as text."""
    rows = [{"result": result, "text": {"kk": TYPED, "ru": TYPED, "en": TYPED},
             "paragraph": '57"><b>'} for result in ("passed", "failed", "unknown")]
    with web.app.test_request_context("/"):
        drawn = render_template_string(
            "{{ draw_reasons(rows) }}{{ draw_open_reasons(rows) }}{{ draw_icon('x', '\"><i>') }}",
            rows=rows)
    assert "<script>" not in drawn and "<b>" not in drawn and "<i>" not in drawn
    assert drawn.count("&lt;script&gt;") == 5
