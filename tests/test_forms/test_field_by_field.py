"""Every form of the Rules, field by field, against the reference tables (annexes, par. 54)."""

from __future__ import annotations

import re

import pytest

from forms.model import Field
from tests.test_forms.reference import tables
from tests.test_forms.test_declared import FINER, FORMS, columns, flat

PLACES = [
    ("7.1.1", "application"), ("7.2", "refusal_notice"), ("7.3", "jobseeker_notice"),
    ("7.4", "unemployed_notice"), ("7.5", "unemployed_refusal"), ("7.7", "certificate_request"),
    ("7.8", "certificate"), ("7.9/s1", "employment_plan"), ("7.9/s3", "employment_plan"),
    ("6.8", "vacancy"),
]
#: what the reference's rough word may be here: a name in its parts, a printed reference as text
TYPES = {
    **FINER, "text": {"text", "text_long", "name"}, "ref": {"text"},
    "signature": {"signature", "text"}, "fixed": {"fixed", "consent"},
    "list 6.2 + text": {"text_long"}, "list 6.3 + text": {"text_long"},
    "text/choice": {"text", "text_long"}, "territory": {"choice"}, "date (system)": {"date"},
    "number (years) / text": {"number"}, "money from/to": {"money"}, "boolean": {"bool"},
}
#: rows whose key is two fields, or a line to cut along
KEYS = {"(cut line)": ["cut_line"], "date_1 + signature_1": ["date_1", "signature_1"]}
#: words the reference abbreviates or explains instead of quoting
TOLD = ("same as", "…", "(addressee")


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table with the keys of our forms."""
    return tables()[table]


def keys_of(row: dict[str, str]) -> list[str]:
    """Our key or keys of a row."""
    key = flat(row["Key"]).replace("centre", "center")
    return KEYS.get(key, [key])


def fields_of(form: str) -> dict[str, Field]:
    """Every field of a form by key, columns of repeats and fixed lines too."""
    declared = FORMS[form]
    return {
        **{item.key: item for item in columns(declared)},
        **{item.key: item for item in declared.fields()},
        **{item.key: item for section in declared.sections for item in section.fields},
    }


@pytest.mark.parametrize(("table", "form"), PLACES)
def test_every_row_is_a_field_of_its_type(table: str, form: str) -> None:
    """No row is missing, and none has become another kind of thing."""
    fields = fields_of(form)
    for row in rows(table):
        for key in keys_of(row):
            assert key in fields, (form, key)
        if len(keys_of(row)) == 1:
            item, told = fields[keys_of(row)[0]], flat(row["Type"])
            assert item.type in TYPES.get(told, {told}) or told == "—", (form, item.key, told)


@pytest.mark.parametrize(("table", "form"), PLACES)
def test_what_the_form_asks_is_asked_and_no_more(table: str, form: str) -> None:
    """A required row is required of people, or filled in by the console itself; others are not."""
    fields = fields_of(form)
    for row in rows(table):
        if "Req" not in row or len(keys_of(row)) != 1:
            continue
        item = fields[keys_of(row)[0]]
        if row["Req"] == "r":
            assert item.required or item.filled_by == "system" or item.type == "signature", (
                form, item.key)
        elif row["Req"] == "o":
            assert not item.required, (form, item.key)


@pytest.mark.parametrize(("table", "form"), PLACES)
def test_kazakh_words_are_those_of_the_row(table: str, form: str) -> None:
    """The label is the row's own text: whole, or without what the table explains in brackets."""
    fields = fields_of(form)
    for row in rows(table):
        told = flat(next(row[name] for name in row if name.startswith("Kazakh")))
        if len(keys_of(row)) != 1 or any(mark in told for mark in TOLD):
            continue
        label = flat(fields[keys_of(row)[0]].label["kk"]).rstrip(";")
        assert label == told.rstrip(";") or label == bare(told), (form, row["Key"])


def bare(text: str) -> str:
    """A text without what follows in brackets."""
    return re.sub(r"\s*\(.*\)$", "", text).strip()
