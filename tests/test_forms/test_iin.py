"""IIN and BIN: what blocks, what only warns, and the check digit against an independent oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.iin import (
    check_digit,
    derived_birth_date,
    derived_sex,
    employer_number,
    mask,
    validate_bin,
    validate_iin,
)

VALID_IIN = ["850314301011", "921130402450", "040229605121", "900101400404"]
VALID_BIN = ["180340001231", "190741000453", "210550000789", "201160003010", "180340000611"]


def oracle(first11: str) -> int | None:
    """The same rule told differently: positions weighed by a rotating counter."""
    for shift in (0, 2):
        total = 0
        for position, character in enumerate(first11):
            weight = (position + shift) % 11 + 1
            total += weight * "0123456789".index(character)
        while total >= 11:
            total -= 11
        if total != 10:
            return total
    return None


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_check_digit_agrees_with_the_oracle(digits: str) -> None:
    """Any eleven digits give the check digit that an independent reading of the rule gives."""
    assert check_digit(digits) == oracle(digits)


@given(st.text(alphabet="0123456789", min_size=11, max_size=11), st.integers(0, 9))
def test_exactly_one_last_digit_is_accepted(digits: str, last: int) -> None:
    """A number passes with its own check digit and with no other."""
    assert validate_iin(f"{digits}{last}").ok == (oracle(digits) == last)


@pytest.mark.parametrize("number", VALID_IIN)
def test_valid_iin_passes_without_a_word(number: str) -> None:
    """A usual IIN passes and warns of nothing."""
    assert validate_iin(number).ok
    assert validate_iin(number).warnings == ()


@pytest.mark.parametrize("number", VALID_BIN)
def test_valid_bin_passes_without_a_word(number: str) -> None:
    """A usual BIN passes and warns of nothing."""
    assert validate_bin(number).ok
    assert validate_bin(number).warnings == ()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("850314301012", "checksum"),
        ("850341301011", "checksum"),
        ("92113040245", "length"),
        ("85031430101X", "digits"),
        ("８５０３１４３０１０１１", "digits"),
        ("85031430101²", "digits"),
        ("", "length"),
        *[(f"90010130080{last}", "checksum") for last in range(10)],
    ],
)
def test_wrong_iin_is_blocked(number: str, why: str) -> None:
    """Length, digits and checksum block, whatever kind of digit was typed."""
    assert why in validate_iin(number).blocks


@pytest.mark.parametrize(
    "number",
    ["180340001232", "190741000543", "18034000123", "BIN180340001"]
    + [f"18034000060{last}" for last in range(10)],
)
def test_wrong_bin_is_blocked(number: str) -> None:
    """A mistyped BIN is blocked."""
    assert not validate_bin(number).ok


@pytest.mark.parametrize(
    ("number", "warning"),
    [
        ("850314701017", "century"),
        ("030229605124", "date"),
        ("850230301015", "date"),
        ("000000000000", "century"),
    ],
)
def test_strange_iin_only_warns(number: str, warning: str) -> None:
    """Dates and centuries are not bound to the number: they warn and never block."""
    assert validate_iin(number).ok
    assert validate_iin(number).warnings == (warning,)


@pytest.mark.parametrize(
    ("number", "warning"), [("181340001234", "month"), ("180370001235", "type")]
)
def test_strange_bin_only_warns(number: str, warning: str) -> None:
    """An unusual month or kind of organisation warns and never blocks."""
    assert validate_bin(number).ok
    assert validate_bin(number).warnings == (warning,)


def test_employer_may_be_a_sole_trader() -> None:
    """An employer's number is a BIN, or the IIN of a sole trader, and its kind is known."""
    assert employer_number("180340001231")[0] == "bin"
    assert employer_number("921130402450")[0] == "iin"
    assert employer_number("921130402450")[1].ok


def test_mask_keeps_the_ends() -> None:
    """Lists show six and two digits of a number."""
    assert mask("880412300018") == "880412••••18"
    assert mask("123") == "•••"


def test_derived_values_come_only_from_a_clean_number() -> None:
    """A prefill is offered from a clean number and from no other."""
    found = derived_birth_date("921130402450")
    assert found is not None
    assert found.isoformat() == "1992-11-30"
    assert derived_sex("921130402450") == "f"
    assert derived_birth_date("030229605124") is None
    assert derived_sex("850314701017") is None
