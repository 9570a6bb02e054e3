"""The sheet of visible signature marks: a page beside the signed bytes, never inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.document import LOOK, compile_sheet, qr_svg
from forms.model import Label
from forms.words import SIGNATURES, STRIP


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """One electronic signature as it is shown: who, in which office, how and when.

    ``at`` is local civil time already written out; ``serial`` the number of the certificate.
    """

    signer: str
    position: str
    organisation: str
    method: str
    at: str
    serial: str = ""

    def rows(self) -> list[list[str]]:
        """Labelled facts in Kazakh."""
        names = ("signer", "position", "organisation", "method", "at", "serial")
        return [[SIGNATURES[name], getattr(self, name)] for name in names]


def render_signature_sheet(
    title: str,
    signatures: Sequence[SignatureMark],
    *,
    sha256: str,
    number: str,
    issued_on: date,
    verify_url: str,
    marks: Sequence[Label] = (),
) -> bytes:
    """The sheet as PDF bytes; ``title`` names the signed document, ``sha256`` its bytes."""
    doc = {
        "title": SIGNATURES["title"],
        "document": title,
        "sha256": " ".join(sha256[start : start + 16] for start in range(0, len(sha256), 16)),
        "signatures": [mark.rows() for mark in signatures],
        "own": False,
        "lang": "kk",
        "number": number,
        "issued": f"{issued_on:%d.%m.%Y}",
        "verify": verify_url,
        "qr": qr_svg(verify_url) if verify_url else "",
        "marks": [mark["kk"] for mark in marks],
        "data": {},
        "strip": STRIP,
        "translation": None,
    }
    return compile_sheet(LOOK / "signatures.typ", doc, issued_on)
