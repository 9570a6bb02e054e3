"""Individual and business identification numbers: 12 digits, the last one a check digit.

Only length, digits and checksum block. A strange date, century, month or type is a warning:
since 2013 the digits are not bound to the person's data, and a number outlives its corrections.
Birth date and sex are fields of their own and are never read from the number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forms.model import Label

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}

MESSAGES: dict[str, Label] = {
    "length": {
        "kk": "Нөмір 12 цифрдан тұруы керек.",
        "ru": "Номер должен состоять из 12 цифр.",
        "en": "The number must have 12 digits.",
    },
    "digits": {
        "kk": "Нөмірде тек цифрлар болуы керек.",
        "ru": "В номере должны быть только цифры.",
        "en": "The number must consist of digits only.",
    },
    "checksum": {
        "kk": "Нөмір қате терілген: бақылау цифры сәйкес келмейді.",
        "ru": "Номер набран с ошибкой: контрольная цифра не сходится.",
        "en": "The number is mistyped: its check digit does not match.",
    },
    "date": {
        "kk": "Нөмірдің алғашқы алты цифры күнге ұқсамайды. Құжатпен салыстырыңыз.",
        "ru": "Первые шесть цифр номера не похожи на дату. Сверьте с документом.",
        "en": "The first six digits do not look like a date. Compare with the document.",
    },
    "century": {
        "kk": "Нөмірдің жетінші цифры әдеттегіден өзгеше. Құжатпен салыстырыңыз.",
        "ru": "Седьмая цифра номера необычна. Сверьте с документом.",
        "en": "The seventh digit is unusual. Compare with the document.",
    },
    "month": {
        "kk": "Нөмірдегі ай 01–12 аралығында емес. Құжатпен салыстырыңыз.",
        "ru": "Месяц в номере не от 01 до 12. Сверьте с документом.",
        "en": "The month in the number is not 01–12. Compare with the document.",
    },
    "type": {
        "kk": "Ұйымның түрін білдіретін цифр әдеттегіден өзгеше. Құжатпен салыстырыңыз.",
        "ru": "Цифра вида организации необычна. Сверьте с документом.",
        "en": "The digit of the kind of organisation is unusual. Compare with the document.",
    },
    "unit": {
        "kk": "Бөлімшені білдіретін цифр әдеттегіден өзгеше. Құжатпен салыстырыңыз.",
        "ru": "Цифра подразделения необычна. Сверьте с документом.",
        "en": "The digit of the unit is unusual. Compare with the document.",
    },
}


@dataclass(frozen=True, slots=True)
class Validation:
    """Outcome of a check: ``blocks`` refuse the number, ``warnings`` only speak (codes)."""

    number: str
    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the number may be stored."""
        return not self.blocks


def check_digit(first11: str) -> int | None:
    """The twelfth digit for eleven ASCII digits; None when no such number is ever issued."""
    if len(first11) != 11 or not (first11.isascii() and first11.isdigit()):
        raise ValueError("a check digit is computed from eleven ASCII digits")
    digits = [int(character) for character in first11]
    for weights in (_FIRST, _SECOND):
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def _validate(value: str, warn: Callable[[str], tuple[str, ...]]) -> Validation:
    # isdigit() alone accepts full-width and Arabic digits and superscripts
    if not (value.isascii() and value.isdigit()):
        length = () if len(value) == 12 else ("length",)
        return Validation(value, (*length, "digits") if value else ("length",))
    if len(value) != 12:
        return Validation(value, ("length",))
    if check_digit(value[:11]) != int(value[11]):
        return Validation(value, ("checksum",))
    return Validation(value, (), warn(value))


def _iin_warnings(value: str) -> tuple[str, ...]:
    century = _CENTURIES.get(value[6])
    if century is None:
        return ("century",)
    return () if _birth_date(value, century) else ("date",)


def _birth_date(value: str, century: int) -> date | None:
    try:
        return date(century + int(value[:2]), int(value[2:4]), int(value[4:6]))
    except ValueError:
        return None


def _bin_warnings(value: str) -> tuple[str, ...]:
    found = []
    if not 1 <= int(value[2:4]) <= 12:
        found.append("month")
    if value[4] not in "456":
        found.append("type")
    if value[5] not in "01234":
        found.append("unit")
    return tuple(found)


def validate_iin(value: str) -> Validation:
    """Checks an IIN exactly as typed (no trimming)."""
    return _validate(value, _iin_warnings)


def validate_bin(value: str) -> Validation:
    """Checks a BIN exactly as typed (no trimming)."""
    return _validate(value, _bin_warnings)


def employer_number(value: str) -> tuple[Literal["iin", "bin"], Validation]:
    """Checks an employer's number, which is a BIN or, for a sole trader, an IIN.

    The fifth digit tells them apart: a BIN has 4, 5 or 6 there, a day of birth begins with 0-3.
    """
    if len(value) == 12 and value[4] in "0123":
        return "iin", validate_iin(value)
    return "bin", validate_bin(value)


def derived_birth_date(value: str) -> date | None:
    """The birth date the digits suggest, for a prefill marked "derived"; never for a rule."""
    checked = validate_iin(value)
    if not checked.ok or checked.warnings:
        return None
    return _birth_date(value, _CENTURIES[value[6]])


def derived_sex(value: str) -> Literal["m", "f"] | None:
    """The sex the digits suggest, for a prefill marked "derived"; never for a rule."""
    if not validate_iin(value).ok or value[6] not in _CENTURIES:
        return None
    return "m" if value[6] in "135" else "f"


def mask(value: str) -> str:
    """A number for lists: the first six and the last two digits (``880412••••18``)."""
    if len(value) <= 8:
        return "•" * len(value)
    return f"{value[:6]}{'•' * (len(value) - 8)}{value[-2:]}"
