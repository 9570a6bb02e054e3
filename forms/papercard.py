"""The paper card of par. 17: blanks of annexes 1.1 and 1.2 with the card's own number as a QR.

The QR carries the address of the later entry with the number and nothing about anybody. What is
written on paper is entered under that number once, whoever enters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.dictionaries import lookup_shipped
from forms.document import LOOK, blank, compile_sheet, qr_svg
from forms.model import Field, Form

MOST_COPIES = 30
#: lists up to this long are printed as boxes to tick; longer ones are written in words
TICKED = 8


def render_paper_cards(
    application: Form, card: Form, numbers: Sequence[str], base_url: str
) -> bytes:
    """One PDF with a card for each number: annex 1.1 in full, annex 1.2 by what it requires."""
    base = base_url.rstrip("/")
    doc = blank(application)
    doc |= {
        "cards": [
            {"number": number, "url": f"{base}/village/paper/{number}",
             "qr": qr_svg(f"{base}/village/paper/{number}")}
            for number in numbers
        ],
        "card-title": card.title["kk"],
        "parts": _parts(card),
        "identity": [_line(f) for f in application.fields() if f.key in IDENTITY],
    }
    return compile_sheet(LOOK / "card.typ", doc, None)


#: what identifies the applicant beside annex 1.1 (par. 5, 6)
IDENTITY = frozenset({"birth_date", "sex", "citizenship", "address"})


def _parts(card: Form) -> list[dict[str, Any]]:
    """The sections of annex 1.2 with their obligatory blanks, and two rows of each repeat."""
    found = []
    for section in card.sections:
        asked = [f for f in section.fields if f.is_input and (f.required or section.repeat)]
        if asked:
            found.append({
                "title": section.title["kk"], "number": section.number,
                "rows": [_line(f) for f in asked], "times": 2 if section.repeat else 1,
            })
    return found


def _line(spec: Field) -> dict[str, Any]:
    entries = lookup_shipped(spec.dictionary) if spec.dictionary else None
    known = spec.choices or (entries.choices(None) if entries else ())
    short = 0 < len(known) <= TICKED
    return {"label": spec.label["kk"], "boxes": [c.label["kk"] for c in known] if short else []}
