"""What a form is once read: frozen dataclasses, no behaviour beyond looking things up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Label: TypeAlias = Mapping[str, str]
"""A text in the three languages of the console: ``{"kk": …, "ru": …, "en": …}``."""

Scalar: TypeAlias = str | int | float | bool

LANGS = ("kk", "ru", "en")

TYPES = frozenset(
    [
        "text",
        "text_long",
        "name",
        "iin",
        "bin",
        "date",
        "date_partial",
        "choice",
        "choices",
        "money",
        "int",
        "number",
        "bool",
        "phone",
        "email",
        "address",
        "fixed",
        "consent",
        "signature",
        "file",
        "repeat",
        "classifier",
    ]
)
"""Every type a field may have; ``forms/README.md`` gives the JSON shape of each."""

PERSONAL = ("plain", "personal", "sensitive")
FILLED_BY = ("person", "staff", "system")
CHECKS = ("not_before", "gte", "one_of", "together")

ADDRESS_PARTS = (
    "country",
    "region",
    "city",
    "district",
    "settlement",
    "street",
    "house",
    "flat",
)
"""The eight parts the data form names, in its order (annex 1.2); ``kato`` goes beside them."""

NAME_PARTS = ("surname", "given_name", "patronymic")


class FormError(Exception):
    """A form file is malformed; says which file, which field and what is wrong."""

    def __init__(self, file: Path | str, where: str, fault: str) -> None:
        self.file, self.where, self.fault = Path(file), where, fault
        place = f"{file}, {where}" if where else str(file)
        super().__init__(f"{place}: {fault}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a closed list written inside the form itself."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class ShowIf:
    """A field is asked only while another field holds one of these values."""

    field: str
    among: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several fields of one row; ``message`` replaces the standard wording."""

    kind: str
    fields: tuple[str, ...]
    message: Label | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One blank of a form.

    ``label["kk"]`` is the wording of the Rules, slips included. ``min`` and ``max`` are numbers,
    ISO dates or ``"today"``. ``dictionary`` names a list of ``forms/dictionaries``; ``choices``
    is a list written in the form. ``fields`` are the columns of a ``repeat``. ``binds`` names the
    typed column a submitted value is copied to, ``binds_text`` the column of a classifier's
    words. ``copy_of`` names the field that a slip repeats.
    """

    key: str
    label: Label
    type: str
    required: bool = False
    hint: Label | None = None
    max_length: int | None = None
    min: Scalar | None = None
    max: Scalar | None = None
    pattern: str | None = None
    choices: tuple[Choice, ...] = ()
    dictionary: str | None = None
    personal: str = "plain"
    binds: str | None = None
    binds_text: str | None = None
    show_if: ShowIf | None = None
    law: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    filled_by: str = "person"
    copy_of: str | None = None
    #: what a screen calls the field where the form itself prints only a blank
    asked: Label | None = None

    @property
    def is_input(self) -> bool:
        """Whether somebody gives a value; fixed words of the form take none."""
        return self.type != "fixed"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a form; a repeated one is a list of rows under its key."""

    key: str
    title: Label
    fields: tuple[Field, ...]
    repeat: bool = False
    number: str = ""
    law: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One form in one version.

    ``kind`` is ``entry`` (somebody fills it) or ``document`` (the system fills and prints it).
    ``own`` marks a form the Rules do not set. ``translation`` gives the paragraphs of the
    unofficial translation printed on a second page, with ``{field}`` blanks.
    """

    name: str
    version: str
    kind: str
    title: Label
    sections: tuple[Section, ...]
    annex: str = ""
    law: tuple[str, ...] = ()
    storage: str = "document"
    retention: str = "case"
    publish: bool = False
    own: bool = False
    action: str = ""
    code: str = ""
    checks: tuple[Check, ...] = ()
    translation: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def printed(self) -> bool:
        """Whether the form has a print template."""
        return self.template.is_file()

    @property
    def template(self) -> Path:
        """Path of the print template, which may not exist."""
        return self.folder / "print.typ"

    def fields(self) -> Iterator[Field]:
        """Every field in printed order, without the columns of repeats."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> Field:
        """The field of that key; KeyError when the form has none."""
        for candidate in self.fields():
            if candidate.key == key:
                return candidate
        raise KeyError(f"form {self.name} has no field {key}")

    def dictionaries(self) -> frozenset[str]:
        """Names of the dictionaries the fields draw on."""
        found: set[str] = set()
        for item in self.fields():
            for one in (item, *item.fields):
                if one.dictionary:
                    found.add(one.dictionary)
        return frozenset(found)
