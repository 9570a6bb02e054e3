"""Chapter 2 in detail: who is told of a minor's case, what is compared, what is given back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.make import World

ACCEPT = "registration.accept_application"
MINOR: dict[str, Any] = {
    "documents": [{"kind": "identity_document"}, {"kind": "legal_representative_application"}],
    "represented": True, "representative_relation": "parent",
    "representative_name": {"surname": "Оспанова", "given_name": "Сәуле"},
    "representative_document": "жеке куәлік 045678901",
    "representative_phone": "+7 702 111 22 33", "representative_consent": True,
}


def test_the_representative_is_told_as_well(w: World) -> None:
    """Par. 6: messages of a minor's case go to both telephones, once each."""
    number = w.do(ACCEPT, data=w.an_application(born="2005-09-01", **MINOR)).number
    told = {m.recipient for m in w.messages(number, "application_accepted") if m.channel == "sms"}
    assert told == {"+77012345678", "+77021112233"}
    assert w.case(number).facts["representative"]["relation"] == "parent"


def test_an_adult_has_no_representative(w: World) -> None:
    """What is written about a representative of somebody of age is kept nowhere but in the form."""
    number = w.do(ACCEPT, data=w.an_application(**MINOR)).number
    assert "representative" not in w.case(number).facts
    assert len([m for m in w.messages(number) if m.channel == "sms"]) == 1


@pytest.mark.parametrize("lacking", [
    "representative_name", "representative_relation", "representative_document",
    "representative_phone", "representative_consent",
])
def test_each_datum_of_the_representative_is_needed(w: World, lacking: str) -> None:
    """Par. 6: name, right, document, telephone, consent."""
    given = {k: v for k, v in MINOR.items() if k != lacking}
    application = w.an_application(born="2005-09-01", **given)
    assert w.refused(ACCEPT, **application) == [("representative_unnamed", "6")]
