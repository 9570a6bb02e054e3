"""The paper card of par. 17: blanks of annexes 1.1 and 1.2 and a number, nothing about anybody."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from forms import papercard
from forms.papercard import render_paper_cards
from tests.make import the_catalog

NUMBERS = ["6f1c7c1e-4f0e-4f43-9a55-1d5f2b0a7c11", "7f1c7c1e-4f0e-4f43-9a55-1d5f2b0a7c12"]
HOST = "https://jumys.example.kz"


def words(sheet: bytes, folder: Path) -> str:
    """The text of a PDF, spaces single."""
    file = folder / "card.pdf"
    file.write_bytes(sheet)
    read = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(read.stdout.split())


def test_each_card_carries_its_own_number(tmp_path: Path) -> None:
    """Par. 17: on every page of a card its number, and the address of the later entry."""
    forms = the_catalog().forms
    text = words(render_paper_cards(
        forms["application"], forms["jobseeker_data"], NUMBERS, f"{HOST}/"), tmp_path)
    for number in NUMBERS:
        assert text.count(f"{HOST}/village/paper/{number}") >= 2
    assert "Өтініш" in text and "Жұмыс іздеп жүрген адам ретінде тіркеуді сұраймын" in text
    assert "Жұмыссыздық себебі" in text


def test_the_words_of_the_annex_stand_on_it(tmp_path: Path) -> None:
    """Annex 1.1: the consent as the Rules word it, before and after the cut line."""
    form = the_catalog().forms["application"]
    consent = next(f for f in form.fields() if f.key == "consent_text").label["kk"]
    text = words(render_paper_cards(
        form, the_catalog().forms["jobseeker_data"], NUMBERS[:1], HOST), tmp_path)
    assert text.count(re.sub(r"\s+", " ", consent)[-60:]) == 2


def test_the_code_holds_the_address_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The QR is the address with the number: no person, no office, no day."""
    coded: list[str] = []
    real = papercard.qr_svg
    monkeypatch.setattr(papercard, "qr_svg", lambda text: coded.append(text) or real(text))
    forms = the_catalog().forms
    render_paper_cards(forms["application"], forms["jobseeker_data"], NUMBERS, HOST)
    assert coded == [f"{HOST}/village/paper/{number}" for number in NUMBERS]
