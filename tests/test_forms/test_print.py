"""The printed forms: the words of the Rules, readable by machines, safe from what people type."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from tests.test_forms.reference import order_text

from forms import ROOT
from forms.document import PrintError, render_pages_svg, render_pdf
from forms.load import load_all

FORMS = load_all(ROOT)
PRINTED = sorted(name for name, form in FORMS.items() if form.printed)
KAZAKH = set("ӘәҒғҚқҢңӨөҰұҮүҺһІі")

NOTICE = {
    "full_name": "Әбдірахманова Гүлнұр Қайратқызы",
    "registered_from": "2026-11-26",
    "center_name": "Қостанай қаласының халықты жұмыспен қамту орталығы",
    "issue_date": "2026-11-27",
    "director_name": "Ысқақов Ерлан Өмірұлы",
}

STANDARD = '"Жұмысіздепжүргенадамдардытіркеу"мемлекеттіккөрсетілетінқызметстандартына'
RULES = "Жұмысіздепжүргенадамдарды,жұмыссыздардытіркеужәнехалықтыжұмыспенқамту"

# Where each legal form begins and ends in the text of the Rules, spaces left out.
LEGAL = {
    "application": (STANDARD + "1қосымша", STANDARD + "2қосымша"),
    "jobseeker_data": (STANDARD + "2қосымша", RULES),
    "refusal_notice": ("қағидаларына2қосымша", RULES),
    "jobseeker_notice": ("қағидаларына3қосымша", RULES),
    "unemployed_notice": ("қағидаларына4қосымша", RULES),
    "unemployed_refusal": ("қағидаларына5қосымша", RULES),
    "certificate_request": ("қағидаларына7қосымшаНысан", RULES),
    "certificate": ("қағидаларына8қосымша", RULES),
    "employment_plan": ("қағидаларына9қосымша", ""),
}


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """The text a machine reads in a PDF, in the order it was set."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def skeleton(text: str) -> str:
    """Only the words: no blanks, rules, spaces or foot strip."""
    text = re.sub(r"Ескерту\..*", "", text)
    text = re.sub(r"«Jumys» жүйесінде жасалды\s+\d+ / \d+", "", text)
    return re.sub(r"[\s_\-\f]+", "", text)


@pytest.mark.parametrize("name", sorted(LEGAL))
def test_legal_form_prints_the_words_of_the_rules(name: str, tmp_path: Path) -> None:
    """A blank legal form says, word for word and in order, what its annex says."""
    start, end = LEGAL[name]
    order = skeleton(order_text())
    begin = order.index(start)
    legal = order[begin : order.index(end, begin + len(start)) if end else None]
    printed = skeleton(text_of(render_pdf(FORMS[name], {}), tmp_path))
    assert legal in printed
