"""The printed forms: the words of the Rules, readable by machines, safe from what people type."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from forms import ROOT
from forms.document import PrintError, render_pages_svg, render_pdf
from forms.load import load_all
from forms.signatures import SignatureMark, render_signature_sheet
from tests.test_forms.reference import order_text

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


@pytest.mark.parametrize("name", PRINTED)
def test_every_printed_form_makes_a_pdf(name: str) -> None:
    """Each template prints, empty and with a number, and the same input gives the same bytes."""
    options = {"number": "A-1", "issued_on": date(2026, 11, 27), "verify_url": "http://x/verify/1"}
    first = render_pdf(FORMS[name], {}, lang="ru", **options)
    assert first.startswith(b"%PDF")
    assert first == render_pdf(FORMS[name], {}, lang="ru", **options)
    assert render_pdf(FORMS[name], {}).startswith(b"%PDF")


def test_a_notice_carries_its_number_date_address_and_kazakh_letters(tmp_path: Path) -> None:
    """Annex 3 shows who, since when, its number, its date and where to check it."""
    pdf = render_pdf(
        FORMS["jobseeker_notice"],
        NOTICE,
        lang="ru",
        number="ТХ-2026-4K7QX2",
        issued_on=date(2026, 11, 27),
        verify_url="http://127.0.0.1:8080/verify/7KQ2",
    )
    text = " ".join(text_of(pdf, tmp_path).split())
    assert set(text) & KAZAKH
    assert "№ ТХ-2026-4K7QX2 27.11.2026" in text
    assert "http://127.0.0.1:8080/verify/7KQ2" in text
    assert "2026 жылғы" in text
    assert "қарашадан" in text
    assert NOTICE["full_name"] in text
    assert "Неофициальный перевод" in text


def test_kazakh_readers_get_one_page(tmp_path: Path) -> None:
    """In Kazakh the legal form stands alone; no second page repeats it."""
    pdf = render_pdf(FORMS["jobseeker_notice"], NOTICE, lang="kk")
    assert "1 / 1" in text_of(pdf, tmp_path)
    assert len(render_pages_svg(FORMS["jobseeker_notice"], NOTICE, lang="kk")) == 1
    assert len(render_pages_svg(FORMS["jobseeker_notice"], NOTICE, lang="en")) == 2


def test_validity_of_annex_4_is_blank_unless_given(tmp_path: Path) -> None:
    """The validity line of annex 4 stays blank, so that it is not read as an end of status."""
    data = {**NOTICE, "local_authority_name": "Бөлім"}
    blank = text_of(render_pdf(FORMS["unemployed_notice"], data), tmp_path)
    given = {**data, "valid_until": "2026-12-27"}
    dated = text_of(render_pdf(FORMS["unemployed_notice"], given), tmp_path)
    assert "желтоқсанды" not in blank
    assert "желтоқсанды" in dated


@pytest.mark.parametrize("typed", ['#eval("1+1")', "*қою*", '#read("look.typ")', "$x$", "@ref"])
def test_what_people_type_stays_text(typed: str, tmp_path: Path) -> None:
    """Markup in a name is printed as typed and never carried out."""
    pdf = render_pdf(FORMS["jobseeker_notice"], {**NOTICE, "full_name": typed}, lang="ru")
    text = text_of(pdf, tmp_path)
    assert text.count(typed) == 2


def test_own_documents_say_that_the_rules_do_not_set_their_form(tmp_path: Path) -> None:
    """A document whose form the Rules do not set is marked so; a legal form is not."""
    mark = "Қағидаларда белгіленбеген"
    own = text_of(render_pdf(FORMS["decision"], {}), tmp_path)
    legal = text_of(render_pdf(FORMS["jobseeker_notice"], {}), tmp_path)
    assert mark in own
    assert mark not in legal


def test_the_plan_prints_each_date_beside_its_measure(tmp_path: Path) -> None:
    """Annex 9 prints every one of its measures and the dates of those that were chosen."""
    data = {
        "measures": [{"measure": "almm_youth_practice", "completion_date": "2026-12-18"}],
        "schedule": [{"schedule_date": "2026-12-04", "schedule_action": "Орталыққа келу"}],
        "plan_valid_until": "2027-02-26",
    }
    text = " ".join(text_of(render_pdf(FORMS["employment_plan"], data), tmp_path).split())
    assert "жастар практикасынан өту; 18.12.2026" in text
    assert "04.12.2026 Орталыққа келу" in text
    assert "ақпанға" in text


def test_reasons_of_refusal_are_the_grounds_of_the_rules(tmp_path: Path) -> None:
    """Annex 2 prints the ground of par. 8 in its words, then the facts."""
    data = {**NOTICE, "grounds": ["documents_unreliable"], "refusal_reason": "Жазба сәйкес емес."}
    text = " ".join(text_of(render_pdf(FORMS["refusal_notice"], data), tmp_path).split())
    assert "ұсынылған құжаттардың дәйексіздігі. Жазба сәйкес емес." in text


def test_a_form_without_template_is_refused() -> None:
    """A form that is never printed says so in one sentence."""
    with pytest.raises(PrintError, match="has no print template"):
        render_pdf(FORMS["dictionary_entry"], {})


def test_previews_are_svg_without_script() -> None:
    """A preview page is SVG that carries neither script nor outside address."""
    page = render_pages_svg(FORMS["jobseeker_notice"], NOTICE)[0]
    assert page.startswith("<svg")
    assert "<script" not in page


def test_signature_marks_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    """The visible marks name signer, office, time and the hash of the signed bytes."""
    mark = SignatureMark(
        "Ысқақов Ерлан", "Директор", "Орталық", "ЭЦҚ (CMS)", "27.11.2026 10:15", "5F3A"
    )
    pdf = render_signature_sheet(
        "Хабарлама",
        [mark, mark],
        sha256="ab" * 32,
        number="A-1",
        issued_on=date(2026, 11, 27),
        verify_url="http://x/verify/1",
    )
    text = text_of(pdf, tmp_path)
    assert text.count("Ысқақов Ерлан") == 2
    assert "27.11.2026 10:15" in text
    assert "".join(text.split()).count("ab" * 32) == 1
