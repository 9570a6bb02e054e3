"""Each type of field as a strict marshmallow field: JSON in, the same JSON tidied out.

What comes out is what is stored: text trimmed and in Unicode NFC, dates as ISO texts, telephone
numbers as ``+77012345678``, names and addresses as objects. Nothing is guessed silently.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import marshmallow
from marshmallow import ValidationError, fields

from forms.iin import validate_bin, validate_iin
from forms.messages import problem
from forms.model import ADDRESS_PARTS, NAME_PARTS, Field, Label

TEXT_LIMIT = 500
LONG_TEXT_LIMIT = 10_000
PART_LIMIT = 200
NAME_LIMIT = 100
CHOICES_LIMIT = 200

#: control characters, halves of characters, and direction overrides, which can make a printed
#: line read differently from what is stored
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
#: the same where several lines are written: without tab and line feed
_UNFIT_LINES = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"\+[1-9]\d{7,14}")
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@[\w-]+(\.[\w-]+)+", re.UNICODE)
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def refuse(code: str, **values: Any) -> ValidationError:
    """The marshmallow error of one problem."""
    return ValidationError([problem(code, **values)])


def tidy_text(value: object, limit: int, *, lines: bool = False) -> str:
    """Text in NFC, trimmed; refuses other types, control characters and too much of it."""
    if not isinstance(value, str):
        raise refuse("type")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if (_UNFIT_LINES if lines else _UNFIT).search(text):
        raise refuse("characters")
    if len(text) > limit:
        raise refuse("too_long", limit=limit)
    return text


class Value(fields.Field[Any]):
    """A value of one form field; says every fault in three languages."""

    def __init__(self, spec: Field, *, codes: Mapping[str, Label] | None, today: date) -> None:
        self.spec, self.codes, self.today = spec, codes, today
        super().__init__(required=spec.required and spec.show_if is None, allow_none=False)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Standard faults of marshmallow (required, null) in our words."""
        return refuse("required" if key in ("required", "null") else "type")

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """An empty value counts as not given."""
        if self.required and (value is None or value == "" or value == []):
            raise self.make_error("required")
        if value is None or value == "":
            return None
        if value is not marshmallow.missing and not self.validators:
            return self._deserialize(value, attr, data, **kwargs)
        return super().deserialize(value, attr, data, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        result = self.read(value)
        if self.required and result in ("", [], None):
            raise self.make_error("required")
        return result

    def read(self, value: Any) -> Any:
        """The tidied value; raises ValidationError."""
        raise NotImplementedError

    def _in_list(self, code: object) -> str:
        if not isinstance(code, str) or (self.codes is not None and code not in self.codes):
            raise refuse("choice")
        return code


class TextValue(Value):
    """``text`` and ``file``: one line."""

    default_limit = TEXT_LIMIT
    lines = False

    def read(self, value: Any) -> str:
        """One line of text that follows the pattern of its field."""
        text = tidy_text(value, self.spec.max_length or self.default_limit, lines=self.lines)
        if text and self.spec.pattern and not re.fullmatch(self.spec.pattern, text):
            raise refuse("pattern")
        return text


class LongTextValue(TextValue):
    """``text_long``: several lines."""

    default_limit = LONG_TEXT_LIMIT
    lines = True


class NameValue(Value):
    """``name``: surname, given name and patronymic, or one line in that order."""

    def read(self, value: Any) -> dict[str, str]:
        """The parts that were given; surname and given name must be."""
        if isinstance(value, str):
            words = tidy_text(value, TEXT_LIMIT).split(maxsplit=2)
            value = dict(zip(NAME_PARTS, words, strict=False))
        parts = _parts(value, NAME_PARTS, NAME_LIMIT)
        if not (parts.get("surname") and parts.get("given_name")):
            raise refuse("name")
        return parts


class AddressValue(Value):
    """``address``: the eight parts of annex 1.2 and the KATO code."""

    def read(self, value: Any) -> dict[str, str]:
        """The parts that were given; a region or city must be, or a KATO code."""
        parts = _parts(value, (*ADDRESS_PARTS, "kato"))
        if "kato" in parts and not re.fullmatch(r"[0-9]{9}", parts["kato"]):
            raise ValidationError({"kato": [problem("kato")]})
        if not any(parts.get(key) for key in ("region", "city", "kato")):
            raise refuse("address")
        return parts


def _parts(value: object, allowed: tuple[str, ...], limit: int = PART_LIMIT) -> dict[str, str]:
    if not isinstance(value, dict):
        raise refuse("type")
    faults: dict[str, Any] = {str(k): [problem("unknown")] for k in value if k not in allowed}
    parts = {}
    for key in allowed:
        if value.get(key) is None:
            continue
        try:
            text = tidy_text(value[key], limit)
        except ValidationError as error:
            faults[key] = error.messages
        else:
            if text:
                parts[key] = text
    if faults:
        raise ValidationError(faults)
    return parts


class NumberedValue(Value):
    """``iin`` and ``bin``: blocks on length, digits and checksum only."""

    def read(self, value: Any) -> str:
        """Twelve digits; spaces people type between them are dropped."""
        text = tidy_text(value, 40).replace(" ", "")
        check = validate_iin if self.spec.type == "iin" else validate_bin
        found = check(text)
        if not found.ok:
            raise refuse(found.blocks[0])
        return text


class DateValue(Value):
    """``date``: an ISO date."""

    form, fault = _FULL_DATE, "date"

    def read(self, value: Any) -> str:
        """An ISO date within its limits."""
        text = value.isoformat() if type(value) is date else value
        if not isinstance(text, str) or not self.form.fullmatch(text):
            raise refuse(self.fault)
        try:
            first = date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError:
            raise refuse(self.fault) from None
        self._within(first)
        return str(text)

    def _within(self, value: date) -> None:
        low = self._limit(self.spec.min) or date(1900, 1, 1)
        high = self._limit(self.spec.max) or date(2199, 12, 31)
        if value < low:
            raise refuse("too_early", limit=f"{low:%d.%m.%Y}")
        if value > high:
            raise refuse("too_late", limit=f"{high:%d.%m.%Y}")

    def _limit(self, limit: object) -> date | None:
        if limit is None:
            return None
        return self.today if limit == "today" else date.fromisoformat(str(limit))


class PartialDateValue(DateValue):
    """``date_partial``: a year, a year and month, or a full date."""

    form, fault = _PARTIAL_DATE, "date_partial"


class IntValue(Value):
    """``int`` and ``money`` (whole tenge, never negative unless the form says so)."""

    def read(self, value: Any) -> int:
        """A JSON whole number within its limits."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse("whole_number")
        self._within(value)
        return value

    def _within(self, value: float) -> None:
        low = 0 if self.spec.min is None else self.spec.min
        high = 10**12 if self.spec.max is None else self.spec.max
        if value < float(low):
            raise refuse("too_small", limit=low)
        if value > float(high):
            raise refuse("too_big", limit=high)


class DecimalValue(IntValue):
    """``number``: whole or decimal."""

    def read(self, value: Any) -> Any:
        """A finite JSON number within its limits."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise refuse("number")
        if not math.isfinite(value):
            raise refuse("number")
        self._within(value)
        return value


class BoolValue(Value):
    """``bool``: true or false."""

    def read(self, value: Any) -> bool:
        """A JSON boolean."""
        if not isinstance(value, bool):
            raise refuse("bool")
        return value


class ConsentValue(BoolValue):
    """``consent``: true; a required one cannot be false."""

    def read(self, value: Any) -> bool:
        """Whether the consent was given."""
        given = super().read(value)
        if self.required and not given:
            raise refuse("consent")
        return given


class ChoiceValue(Value):
    """``choice`` and ``signature``: one code of a list."""

    def read(self, value: Any) -> str:
        """A known code."""
        return self._in_list(value)


class ChoicesValue(Value):
    """``choices``: several codes of a list."""

    def read(self, value: Any) -> list[str]:
        """Known codes, each once, in the order given."""
        if not isinstance(value, list):
            raise refuse("type")
        if len(value) > CHOICES_LIMIT:
            raise refuse("too_many", limit=CHOICES_LIMIT)
        codes = [self._in_list(item) for item in value]
        if len(set(codes)) != len(codes):
            raise refuse("repeated")
        return codes


class ClassifierValue(Value):
    """``classifier``: ``{"code": …, "text": …}``; a bare text is a known code or free words."""

    def read(self, value: Any) -> dict[str, str]:
        """The code where the list knows it, and the words people wrote."""
        if isinstance(value, str):
            value = {"code": value} if value in (self.codes or ()) else {"text": value}
        parts = _parts(value, ("code", "text"))
        if parts.get("code"):
            self._in_list(parts["code"])
            if "text" not in parts and self.codes:
                parts["text"] = self.codes[parts["code"]]["kk"]
        if self.required and not parts:
            raise self.make_error("required")
        return parts


class PhoneValue(Value):
    """``phone``: an international number; a national 8… or 7… becomes +7…"""

    def read(self, value: Any) -> str:
        """The number as ``+`` and digits."""
        text = re.sub(r"[\s().-]", "", tidy_text(value, 40))
        if re.fullmatch(r"8\d{10}|7\d{10}", text):
            text = "+7" + text[1:]
        if not _PHONE.fullmatch(text) or not text.isascii():
            raise refuse("phone")
        return text


class EmailValue(Value):
    """``email``: one address."""

    def read(self, value: Any) -> str:
        """The address, its domain in lower case."""
        text = tidy_text(value, 200)
        if not _EMAIL.fullmatch(text):
            raise refuse("email")
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"


TYPES: dict[str, type[Value]] = {
    "text": TextValue,
    "text_long": LongTextValue,
    "name": NameValue,
    "iin": NumberedValue,
    "bin": NumberedValue,
    "date": DateValue,
    "date_partial": PartialDateValue,
    "choice": ChoiceValue,
    "choices": ChoicesValue,
    "money": IntValue,
    "int": IntValue,
    "number": DecimalValue,
    "bool": BoolValue,
    "phone": PhoneValue,
    "email": EmailValue,
    "address": AddressValue,
    "consent": ConsentValue,
    "signature": ChoiceValue,
    "file": TextValue,
    "classifier": ClassifierValue,
}
