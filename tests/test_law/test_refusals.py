"""A malformed law file is refused by one sentence that names file, entry and fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.law import LawBook, LawError, load_deadlines, load_law
from tests.test_law.book import DEADLINE, EDITION, PARAGRAPH, write

READING = """
[[reading]]
id = "R-one"
paragraphs = ["7"]
text = {kk = "к", ru = "р", en = "e"}
decided_by = {kk = "к", ru = "р", en = "e"}
date = 2026-11-27
"""
VALUE = """
[[value]]
key = "limit"
paragraph = "7"
unit = "things"
[[value.at]]
from = 2020-01-01
value = 5
source = {kk = "к", ru = "р", en = "e"}
"""
WHOLE = EDITION + PARAGRAPH + READING + VALUE


def test_the_samples_are_read(tmp_path: Path) -> None:
    """Unchanged, the samples of this module make a book."""
    law = load_law(write(tmp_path, "law.toml", WHOLE))
    clocks = load_deadlines(write(tmp_path, "deadlines.toml", DEADLINE))
    book = LawBook.merge([law], clocks)
    assert book.paragraph("7").chapter == "invented"
    assert book.deadline("D-90").starts_from == "occurred"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('number = "7"', 'number = "seven"', "paragraph seven has no number"),
        ('number = "7"', "", "paragraph no. 1 lacks 'number'"),
        ('bookmark = "z40"', 'bookmak = "z40"', "paragraph 7 has the unknown key 'bookmak'"),
        ('kk = "Мәтін"', 'kk = " "', "paragraph 7 needs words in 'kk'"),
        ('ru = "Суть", ', "", "paragraph 7 needs ru, en in 'gist'"),
        ('"implemented"', '"planned"', "paragraph 7 has 'planned' in 'status'"),
        ('"implemented"', '"outside"', "paragraph 7 is outside without a 'reason'"),
        ("valid_from = 2020-01-01", 'valid_from = "2020"', "edition e1 needs a date"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2019-01-01",
         "edition e1 ends before it begins"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nunverified = true",
         "edition e1 is unverified without a 'note'"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nunverified = 1",
         "edition e1 needs true or false in 'unverified'"),
        ('paragraphs = ["7"]', "paragraphs = []", "reading R-one names no paragraph"),
        ('paragraphs = ["7"]', 'paragraphs = ["x"]', "reading R-one has 'x' in 'paragraphs'"),
        ('paragraphs = ["7"]', 'paragraphs = "7"', "reading R-one needs a list"),
        ("value = 5", "value = 5.5", "value limit, at 2020-01-01, needs a whole number"),
        ("value = 5", "value = 5\nwhere = {sex = 1}", "needs words in 'where'"),
        ("[[value.at]]", "[[value.on]]", "value limit has the unknown key 'on'"),
        ("[[edition]]", "[edition]", "needs \\[\\[edition\\]\\] tables"),
        ("[[edition]]", "[[edition", "is not valid TOML"),
    ],
)
def test_a_faulty_law_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """invented/law.toml: <entry> <fault>."""
    assert old in WHOLE
    path = write(tmp_path, "law.toml", WHOLE.replace(old, new, 1))
    with pytest.raises(LawError, match=f"^invented/law.toml: .*{message}"):
        load_law(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('responsible = "center"', 'responsible = "nobody"', "has 'nobody' in 'responsible'"),
        ('kind = "duty"', 'kind = "wish"', "has 'wish' in 'kind'"),
        ('kind = "duty"', 'kind = "none"', "is of kind 'none' and yet has a value"),
        ('["invented.open_it"]', '["open_it"]', "has 'open_it' in 'starts_on'"),
        ('["invented.open_it"]', "[]", "is started by no step and has no 'unbound'"),
        ('scheme = "5day"', 'scheme = "5day"\nunbound = {kk = "к", ru = "р", en = "e"}',
         "is started by a step and yet has 'unbound'"),
        ('scheme = "5day"', 'scheme = "7day"', "has '7day' in 'scheme'"),
        ('scheme = "5day"', 'scheme = "5day"\nstarts_when = {a = "b"}', "needs a list of words"),
        ("amount = 3", "amount = -3", "value 2020-01-01, needs a whole number"),
        ("amount = 3", "amount = true", "needs a whole number"),
        ("amount = 3", "", "needs a whole number"),
        ('unit = "working_day"', 'unit = "week"', "has 'week' in 'unit'"),
        ('unit = "working_day"', 'unit = "date"', "has an 'amount' though its unit is a date"),
        ("from = 2020-01-01", "", "lacks 'from'"),
        ('paragraph = "7"', 'paragraph = "vii"', "'vii' in 'paragraph'"),
    ],
)
def test_a_faulty_deadline_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """invented/deadlines.toml: deadline D-90 <fault>."""
    assert old in DEADLINE
    path = write(tmp_path, "deadlines.toml", DEADLINE.replace(old, new, 1))
    with pytest.raises(LawError, match=f"^invented/deadlines.toml: deadline D-90.*{message}"):
        load_deadlines(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message shows the folder, for every chapter has a file of that name."""
    with pytest.raises(LawError, match=r"/law.toml: the file cannot be read|law.toml: cannot"):
        load_law(tmp_path / "nowhere" / "law.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (EDITION + PARAGRAPH + PARAGRAPH, "invented: paragraph 7 is declared twice"),
        (PARAGRAPH, "invented: paragraph 7 names the unknown edition e1"),
        (EDITION + EDITION, "edition e1 is declared twice"),
        (EDITION + READING + READING, "reading R-one is declared twice"),
        (EDITION + VALUE + VALUE, "value limit is declared twice"),
    ],
)
def test_chapters_that_contradict_each_other_are_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    """Each thing of the law lives once and knows its edition."""
    law = load_law(write(tmp_path, "law.toml", text))
    with pytest.raises(LawError, match=message):
        LawBook.merge([law])


def test_deadlines_are_declared_once_and_in_a_known_edition(tmp_path: Path) -> None:
    """Two chapters cannot own one deadline; a term names an edition of the book."""
    law = load_law(write(tmp_path, "law.toml", EDITION))
    clocks = load_deadlines(write(tmp_path, "deadlines.toml", DEADLINE))
    with pytest.raises(LawError, match="deadline D-90 is declared twice"):
        LawBook.merge([law], [*clocks, *clocks])
    strange = load_deadlines(write(tmp_path, "deadlines.toml", DEADLINE.replace('"e1"', '"e9"')))
    with pytest.raises(LawError, match="D-90 names the unknown edition e9"):
        LawBook.merge([law], strange)


def test_one_value_has_one_answer_a_day(tmp_path: Path) -> None:
    """Two values for the same day, region and facts would be a toss-up."""
    point = VALUE[VALUE.index("[[value.at]]"):]
    with pytest.raises(LawError, match="value limit has two values for one day"):
        load_law(write(tmp_path, "law.toml", EDITION + VALUE + point))
    point = DEADLINE[DEADLINE.index("[[deadline.value]]"):]
    with pytest.raises(LawError, match="deadline D-90 has two values for one day"):
        load_deadlines(write(tmp_path, "deadlines.toml", DEADLINE + point))
