"""Every shipped form and dictionary, and what their loaders refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms import ROOT
from forms.dictionaries import load_dictionary, shipped
from forms.load import load_all, load_form
from forms.model import Field, Form, FormError
from tests.test_forms.reference import order_text, tables

FORMS = load_all(ROOT)

# Types that are finer here than the reference's rough word.
FINER = {
    "choice m/f": {"choice"},
    "text/choice": {"text"},
    "address (8 parts)": {"address"},
    "choice multi": {"choices"},
    "text/classifier": {"text"},
    "classifier + text": {"classifier"},
    "number (months)": {"number"},
    "text / categories": {"choices"},
    "composite": {"text_long"},
    "text/period": {"text"},
}


def columns(form: Form) -> Iterator[Field]:
    """Every blank of a form, the columns of repeats too."""
    for item in form.fields():
        if not item.fields:
            yield item
        yield from item.fields


def flat(text: str) -> str:
    """A verbatim cell without its marks and line breaks."""
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_speaks_three_languages(name: str) -> None:
    """Every title, label, hint and option has words in kk, ru and en."""
    form = FORMS[name]
    labels = [form.title, *(section.title for section in form.sections)]
    for item in (*form.fields(), *columns(form)):
        labels += [item.label, *([item.hint] if item.hint else [])]
        labels += [choice.label for choice in item.choices]
    assert labels
    assert all(set(label) == {"kk", "ru", "en"} and all(label.values()) for label in labels)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_dictionary_of_a_form_is_shipped(name: str) -> None:
    """A choice always has a list behind it."""
    assert FORMS[name].dictionaries() <= set(shipped())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_translations_name_fields_of_their_form(name: str) -> None:
    """The blanks of an unofficial translation are fields, and both languages use the same."""
    form = FORMS[name]
    keys = {item.key for item in form.fields()}
    used = {
        lang: set(re.findall(r"\{([a-z_0-9]+)\}", " ".join(lines)))
        for lang, lines in form.translation.items()
    }
    assert all(found <= keys for found in used.values())
    assert len({frozenset(found) for found in used.values()}) <= 1
    if form.kind == "document":
        assert set(form.translation) == {"ru", "en"}
        assert form.printed


def test_data_form_has_the_66_fields_of_annex_1_2() -> None:
    """The data form has exactly the fields of annex 1.2: order, label, type, what is required."""
    rows = [row for name, part in tables().items() if name.startswith("7.1.2/") for row in part]
    fields = list(columns(FORMS["jobseeker_data"]))
    # "changes_shown" is our own mark of a repeated registration (par. 22)
    fields = [item for item in fields if item.key not in ("language", "changes_shown")]
    keys = [row["Key"] for row in rows if row["Key"] != "languages"]
    assert len(rows) == 66
    assert [item.key for item in fields] == keys
    found = {item.key: item for item in (*fields, *FORMS["jobseeker_data"].fields())}
    for row in rows:
        item = found[row["Key"]]
        assert item.label["kk"] == flat(row["Kazakh label"])
        assert item.label["ru"] == row["Russian"]
        assert item.required == (row["Req"] == "r")
        if row["Key"] != "full_name":
            assert item.type in FINER.get(row["Type"], {row["Type"]})


def test_data_form_has_nine_sections_numbered_as_printed() -> None:
    """Annex 1.2 prints nine parts, two of them numbered 6."""
    sections = FORMS["jobseeker_data"].sections
    assert [s.key for s in sections if not s.number] == ["repeated"]
    numbers = [section.number for section in sections if section.number]
    assert numbers == ["1", "2", "3", "4", "5", "6", "6", "7", "8"]


def test_application_has_the_19_rows_of_annex_1_1() -> None:
    """The application has the rows of annex 1.1 in their order, the cut line and slip too."""
    rows = tables()["7.1.1"]
    wanted = [row["Key"] if row["#"] != "—" else "cut_line" for row in rows]
    keys = [item.key for item in FORMS["application"].fields() if item.key in wanted]
    assert len(rows) == 19
    assert sorted(keys) == sorted(wanted)


@pytest.mark.parametrize(
    ("table", "form"),
    [
        ("7.2", "refusal_notice"),
        ("7.3", "jobseeker_notice"),
        ("7.4", "unemployed_notice"),
        ("7.5", "unemployed_refusal"),
        ("7.8", "certificate"),
        ("6.8", "vacancy"),
        ("7.9/s1", "employment_plan"),
        ("7.9/s3", "employment_plan"),
    ],
)
def test_forms_have_every_field_of_their_table(table: str, form: str) -> None:
    """Annexes 2-5, 8 and 9 and paragraph 54 find each of their fields, in their order."""
    keys = [item.key for item in FORMS[form].fields()]
    wanted = [row["Key"].replace("centre", "center") for row in tables()[table]]
    assert set(wanted) <= set(keys)
    if form not in ("vacancy", "employment_plan"):
        assert [key for key in keys if key in wanted] == wanted


def test_plan_has_the_14_measures_of_annex_9() -> None:
    """The plan chooses among 14 measures in five groups."""
    measures = shipped()["plan_measure"]
    assert len(measures.choices()) == 14
    assert len(measures.entries) - 14 == 5


TABLE = {
    "application": "7.1.1",
    "jobseeker_data": "7.1.2",
    "refusal_notice": "7.2",
    "jobseeker_notice": "7.3",
    "unemployed_notice": "7.4",
    "unemployed_refusal": "7.5",
    "certificate_request": "7.7",
    "certificate": "7.8",
    "employment_plan": "7.9",
    "vacancy": "6.8",
}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_kazakh_labels_are_the_words_of_the_rules(name: str) -> None:
    """Each Kazakh label of a legal form, slips included, stands in the text of the Rules."""
    order = flat(order_text())
    prefix = TABLE[name]
    rows = [row for key, part in tables().items() if key.startswith(prefix) for row in part]
    legal = {row.get("Key", "").replace("centre", "center") for row in rows}
    checked = [item for item in columns(FORMS[name]) if item.key in legal]
    assert checked
    for item in checked:
        assert flat(item.label["kk"]) in order, item.key


GOOD = """
name = "sample"
version = "1"
kind = "entry"
title = { kk = "а", ru = "б", en = "c" }
[[section]]
key = "one"
title = { kk = "а", ru = "б", en = "c" }
[[section.field]]
key = "age"
label = { kk = "а", ru = "б", en = "c" }
type = "int"
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('type = "int"', 'type = "ints"'), "type 'ints' is not known"),
        (('en = "c" }\ntype', 'en = "" }\ntype'), "label has no text in en"),
        (('ru = "б", en = "c" }\ntype', 'en = "c" }\ntype'), "label needs exactly"),
        (('kind = "entry"', 'kind = "page"'), "kind 'page' is not known"),
        (('name = "sample"', 'name = "other"'), "differs from its folder"),
        (('key = "age"', 'key = "Age"'), "is not a lower-case name"),
        (('type = "int"', 'type = "int"\ncolour = "red"'), "unknown key 'colour'"),
        (('type = "int"', 'type = "choice"'), "a choice needs choices"),
        (('type = "int"', 'type = "text"\npattern = "["'), "not a regular expression"),
        (('type = "int"', 'type = "int"\nbinds = "age"'), "is not table.column"),
        (('type = "int"', 'type = "repeat"'), "a repeat has columns"),
        (('type = "int"', 'type = "int"\nshow_if = { field = "x", equals = 1 }'), "unknown field"),
        (('type = "int"', 'type = "int"\n[[check]]\ngte = ["age", "x"]'), "unknown field 'x'"),
        (("version", "versio n"), "it is not TOML"),
    ],
)
def test_a_bad_form_is_refused_in_one_sentence(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    """A malformed form names its file and what is wrong."""
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "form.toml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(FormError, match=re.escape(told)) as caught:
        load_form(folder)
    assert "form.toml" in str(caught.value)


def test_a_good_form_loads(tmp_path: Path) -> None:
    """The sample the refusals start from is itself a form."""
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "form.toml").write_text(GOOD, encoding="utf-8")
    assert load_all(tmp_path)["sample"].field("age").type == "int"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name = "x"', "differs from its file"),
        ('name = "list"', "title needs exactly"),
        ("entry", "cannot be read"),
    ],
)
def test_a_bad_dictionary_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A malformed dictionary names its file and what is wrong."""
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=told):
        load_dictionary(path)


def test_occupations_are_found_by_synonym() -> None:
    """A word people use finds the occupation, and a heading is never an answer."""
    found = shipped()["occupation"].search("водитель")
    assert {"8322", "8331", "8332"} <= {entry.code for entry in found}
    assert not any(entry.heading for entry in shipped()["occupation"].search("специалисты"))
