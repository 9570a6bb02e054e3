"""A form as native controls, and what a browser posts read back."""

from __future__ import annotations

from typing import Any

from forms import ROOT
from forms.load import load_all
from forms.model import Form
from forms.schema import check
from forms.widgets import FieldView, SectionView, html_id, read, views
from tests.test_forms.test_schema import PERSON, TODAY, VACANCY

FORMS = load_all(ROOT)


def controls(sections: tuple[SectionView, ...]) -> dict[str, FieldView]:
    """Every control by name, parts and rows too."""
    found: dict[str, FieldView] = {}

    def walk(fields: tuple[FieldView, ...]) -> None:
        for one in fields:
            found[one.name] = one
            walk(one.parts)
            for row in one.rows:
                walk(row)

    for section in sections:
        walk(section.fields)
        for row in section.rows:
            walk(row)
    return found


def post(form: Form, data: dict[str, Any]) -> dict[str, list[str]]:
    """What a browser would send back for a form drawn with this data."""
    sent: dict[str, list[str]] = {}
    for name, view in controls(views(form, data)).items():
        if view.control in ("group", "repeat", "fixed", "classifier"):
            continue
        if view.control == "checkboxes":
            sent[name] = list(view.value)
        elif view.control == "checkbox":
            if view.value:
                sent[name] = ["on"]
        else:
            sent[name] = [str(view.value)]
    return sent


def test_a_form_drawn_and_posted_back_is_the_same() -> None:
    """Values survive the browser: drawn, posted unchanged and read, they are what they were."""
    for name, data in (("jobseeker_data", PERSON), ("vacancy", VACANCY)):
        rows = {"education": [{"institution_name": "ҚӨУ", "graduated_on": "2014"}]}
        given = {**data, **(rows if name == "jobseeker_data" else {"required_experience": 1.5})}
        clean, found = check(FORMS[name], given, today=TODAY)
        assert found == {}
        again = read(FORMS[name], post(FORMS[name], clean))
        assert check(FORMS[name], again, today=TODAY) == (clean, {})


def test_labels_follow_the_language() -> None:
    """The same control is labelled in the language of the screen."""
    for lang, label in (("kk", "Жынысы"), ("ru", "Пол"), ("en", "Sex")):
        drawn = controls(views(FORMS["jobseeker_data"], lang=lang))
        assert drawn["sex"].label == label
        assert drawn["sex"].control == "radios"


def test_faults_stand_at_their_control_and_keep_what_was_typed() -> None:
    """A refused value stays in its control with the reason beside it."""
    form = FORMS["vacancy"]
    typed = read(form, {"places": ["екі"], "appeared_on": ["23.11.2026"]})
    assert typed == {"places": "екі", "appeared_on": "2026-11-23"}
    problems = check(form, typed, today=TODAY)[1]
    drawn = controls(views(form, typed, lang="ru", problems=problems))
    assert drawn["places"].value == "екі"
    assert drawn["places"].errors == ("Запишите целое число цифрами.",)
    assert drawn["places"].id == html_id("places")


def test_faults_of_rows_stand_in_their_row() -> None:
    """A fault in the second row of a repeated part is shown there."""
    form = FORMS["jobseeker_data"]
    data = {"education": [{"institution_name": "ҚӨУ"}, {"graduated_on": "15"}]}
    problems = check(form, data, today=TODAY, partial=True)[1]
    drawn = controls(views(form, data, problems=problems))
    assert drawn["education.1.graduated_on"].errors
    assert not drawn["education.0.graduated_on"].errors
    assert "education.2.institution_name" in drawn


def test_system_blanks_are_not_drawn() -> None:
    """The registration date of the slip is the system's and is not asked."""
    drawn = controls(views(FORMS["application"]))
    assert "slip_registered_date" not in drawn
    assert "consent_text" in drawn


def test_numbers_are_shown_as_people_write_them() -> None:
    """Money is grouped, decimals have a comma, a partial date is turned round."""
    drawn = controls(views(FORMS["vacancy"], {"wage_level": 280000, "required_experience": 1.5}))
    assert drawn["wage_level"].value == "280\u00a0000"
    assert drawn["required_experience"].value == "1,5"
    rows = {"education": [{"graduated_on": "2014-06"}]}
    assert controls(views(FORMS["jobseeker_data"], rows))["education.0.graduated_on"].value == (
        "06.2014"
    )


def test_html_attributes_help_the_keyboard_and_the_reader() -> None:
    """An IIN opens the digit pad and is not remembered; e-mail may be filled in by the browser."""
    drawn = controls(views(FORMS["application"]))
    assert drawn["iin"].attrs["inputmode"] == "numeric"
    assert drawn["iin"].attrs["maxlength"] == "12"
    assert drawn["email"].attrs["autocomplete"] == "email"
    assert drawn["full_name.surname"].attrs["autocomplete"] == "family-name"


def test_unknown_names_of_a_post_are_left_out() -> None:
    """A posted name the form does not know never reaches the data."""
    assert read(FORMS["vacancy"], {"csrf_token": ["x"], "settlement": [" Қостанай "]}) == {
        "settlement": "Қостанай"
    }
