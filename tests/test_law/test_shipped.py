"""The shipped law against the order: verbatim text, complete, every term covered."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from console.law import Paragraph, load_deadlines, load_law
from tests.test_law.book import CHAPTERS, ROOT, order_text, shipped

EDITED_2021 = {
    "5", "13", "19", "24", "31", "32", "34", "45", "48", "52", "53", "54", "55", "56", "58",
    "59", "60", "62", "63", "64",
}
ANNEXES = ["annex-1", "annex-1.1", "annex-1.2", *(f"annex-{n}" for n in range(2, 10))]
RANGES = {
    "registration": range(4, 31), "unemployed_status": range(31, 46),
    "complaints": range(46, 48), "mediation": range(48, 65),
}
#: Kazakh numbers that stand before a unit of time in the text.
WORDS = {"бір": 1, "екі": 2, "үш": 3, "бес": 5, "он бес": 15, "отыз": 30}
_TERM = re.compile(
    r"(?:(\d+) \([а-яәіңғүұқөһ ]+\)|(\d+)|(он бес|отыз|бір|екі|үш|бес)) "
    r"(?:жұмыс күн|минут|күнді|күн\b)"
)


def flat(text: str) -> str:
    """Words with single spaces and no bookmarks; every letter stays as it is."""
    return " ".join(re.sub(r"\[bookmark: z\d+\]", " ", text).split())


def folded(text: str) -> str:
    """For the search of terms only: the order writes some words with a Latin i."""
    return flat(text).replace("i", "і")


def terms(text: str) -> list[int]:
    """The numbers that stand with a unit of time, in order."""
    return [
        int(first or second or WORDS[word]) for first, second, word in _TERM.findall(folded(text))
    ]


def own_text() -> str:
    """The order from the first chapter on, without notes on amendments."""
    lines = order_text().split("\n")
    start = next(i for i, line in enumerate(lines) if "[bookmark: z149]" in line)
    return "\n".join(line for line in lines[start:] if not line.strip().startswith("Ескерту."))


@pytest.mark.parametrize("paragraph", shipped().paragraphs(), ids=lambda p: p.number)
def test_text_is_verbatim(paragraph: Paragraph) -> None:
    """Every paragraph and annex is a piece of the order, spaces aside."""
    assert flat(paragraph.kk) in flat(own_text())


def test_nothing_of_the_order_is_left_out() -> None:
    """The paragraphs in order, with the headings between them, are the whole act."""
    text = flat(own_text())
    at = 0
    between = []
    for paragraph in shipped().paragraphs():
        found = text.index(flat(paragraph.kk), at)
        between.append(text[at:found].strip())
        at = found + len(flat(paragraph.kk))
    assert text[at:].strip() == ""
    # Only headings of chapters, sections and annexes may lie between two paragraphs.
    heading = re.compile(
        r"^(\d-тарау\. .{10,330}|\d-параграф\.? .{10,130}|"
        r"(\d-тарау\. .{10,130} )\d-параграф\.? .{10,130}|(Жұмыс|\"Жұмыс) іздеп .{10,200}-қосымша)$"
    )
    assert [piece for piece in between if piece and not heading.match(piece)] == []


def test_all_64_paragraphs_and_the_annexes_are_there_in_order() -> None:
    """1..64, then annexes 1, 1.1, 1.2, 2..9; each in the chapter that owns it."""
    found = shipped().paragraphs()
    assert [p.number for p in found] == [*(str(n) for n in range(1, 65)), *ANNEXES]
    for paragraph in found:
        owner = next(
            (name for name, span in RANGES.items()
             if paragraph.number.isdigit() and int(paragraph.number) in span),
            "general",
        )
        assert paragraph.chapter == owner


def test_each_paragraph_begins_with_its_own_number_and_bookmark() -> None:
    """"12" begins "12." and stands at the bookmark the order gives it."""
    text = order_text()
    for paragraph in shipped().paragraphs():
        if paragraph.number.isdigit():
            assert paragraph.kk.startswith(f"{paragraph.number}. ")
            assert re.search(rf"\[bookmark: {paragraph.bookmark}\]\s+{paragraph.number}\. ", text)


def test_restating_orders_are_those_of_the_notes() -> None:
    """Order 95 restated twenty paragraphs and the application; order 194 the rest."""
    by_95 = {p.number for p in shipped().paragraphs() if p.restated_by == "95"}
    assert by_95 == {*EDITED_2021, "annex-1.1"}
    assert {p.restated_by for p in shipped().paragraphs()} == {"95", "194"}


def test_every_gist_is_sentences_in_russian_and_english() -> None:
    """A gist is one or more whole sentences in its own script."""
    for paragraph in shipped().paragraphs():
        assert set(paragraph.gist) == {"ru", "en"}
        for text in paragraph.gist.values():
            assert text.endswith(".") and text[0].isupper(), paragraph.number
        assert re.search("[а-я]", paragraph.gist["ru"])
        assert not re.search("[а-яА-Я]", paragraph.gist["en"]), paragraph.number


def test_what_is_not_implemented_says_why() -> None:
    """Every other status has its reason in three languages."""
    others = [p for p in shipped().paragraphs() if p.status != "implemented"]
    assert others
    assert all(p.reason and set(p.reason) == {"kk", "ru", "en"} for p in others)


def test_every_deadline_of_the_digest_is_there_once() -> None:
    """D-01..D-38, each in the chapter that owns its paragraph."""
    ours = [d.id for d in shipped().deadlines() if not d.internal]
    assert ours == [f"D-{n:02}" for n in range(1, 39)]
    own = [d.id for d in shipped().deadlines() if d.internal]
    assert own == sorted(set(own))
    assert {"I-01", "I-20", "I-21"} <= set(own)
    for deadline in shipped().deadlines():
        assert shipped().paragraph(deadline.paragraph).chapter == deadline.chapter, deadline.id


def test_every_term_in_the_text_has_a_deadline() -> None:
    """Each number of days or minutes in a paragraph is the value of a deadline on it."""
    on = date(2021, 6, 1)
    counted = Counter[int]()
    for paragraph in shipped().paragraphs():
        clocks = [d for d in shipped().deadlines_of(paragraph.number) if d.points]
        held = {d.value_at(on).amount for d in clocks}
        found = terms(paragraph.kk)
        counted.update(found)
        assert set(found) <= held, (paragraph.number, found, held)
    assert counted == {1: 14, 2: 5, 3: 3, 5: 8, 15: 1, 20: 1, 30: 2}


def test_no_term_of_the_text_escapes_the_search() -> None:
    """Every mention of a working day, minute or calendar day was read as a term above."""
    unit = re.compile(r"жұмыс күн|минут|күнтізбелік|\(бір\) күн|бір күн")
    for paragraph in shipped().paragraphs():
        text = folded(paragraph.kk).replace("келесі жұмыс күні", "")  # D-34, without a number
        assert len(unit.findall(text)) == len(terms(text)), paragraph.number


def test_a_deadline_with_a_term_stands_in_the_text() -> None:
    """The other way round: no deadline holds a number its paragraphs do not state."""
    on = date(2021, 6, 1)
    counting_rule = {"D-34"}  # "the next working day": stated without a number
    for deadline in shipped().deadlines():
        if deadline.points and not deadline.internal and deadline.id not in counting_rule:
            amount = deadline.value_at(on).amount
            stated = terms(shipped().paragraph(deadline.paragraph).kk)
            assert amount is None or amount in stated, deadline.id


def test_duties_without_a_term_are_never_overdue() -> None:
    """D-35..D-38 have no stated term and hold no number."""
    assert [d.id for d in shipped().deadlines() if d.kind == "none"] == [
        "D-35", "D-36", "D-37", "D-38",
    ]


@pytest.mark.parametrize(
    ("id", "amount", "unit", "responsible"),
    [
        ("D-02", 1, "working_day", "center"), ("D-06", 1, "working_day", "assistant"),
        ("D-10", 1, "working_day", "local_authority"), ("D-13", 30, "calendar_day", "system"),
        ("D-04", 30, "minute", "center"), ("D-18", 15, "working_day", "quality_body"),
        ("D-17", 5, "working_day", "local_authority"), ("D-26", 3, "working_day", "person"),
        ("D-29", 5, "working_day", "employer"), ("D-32", None, "date", "person"),
    ],
)
def test_terms_bind_whom_the_rules_name(
    id: str, amount: int | None, unit: str, responsible: str
) -> None:
    """Amount, unit and duty holder of a sample of deadlines."""
    deadline = shipped().deadline(id)
    value = deadline.value_at(date(2021, 6, 1))
    assert (value.amount, value.unit, deadline.responsible) == (amount, unit, responsible)


def test_one_complaint_starts_the_clock_of_its_addressee_only() -> None:
    """Paragraphs 46 and 47: the addressee decides which term runs."""
    clocks = [d for d in shipped().deadlines() if "complaints.lodge" in d.starts_on]
    for addressee, wanted in (
        ("local_authority_head", "D-17"), ("quality_body", "D-18"),
        ("local_executive_body_head", "D-37"),
    ):
        assert [d.id for d in clocks if d.starts_with({"addressee": addressee})] == [wanted]


def test_an_offer_starts_the_clock_of_the_persons_status_only() -> None:
    """Paragraph 59: a jobseeker has one day, an unemployed or other applicant three."""
    clocks = [d for d in shipped().deadlines() if "mediation.deliver_offer" in d.starts_on]
    for status, wanted in (
        ("jobseeker", "D-25"), ("unemployed", "D-26"), ("other_applicant", "D-26"),
    ):
        assert [d.id for d in clocks if d.starts_with({"person_status": status})] == [wanted]


def test_an_excluded_post_starts_no_duty_to_report() -> None:
    """Paragraph 53: D-21 runs only where no excluded post is named."""
    clock = shipped().deadline("D-21")
    assert clock.starts_with({}) and clock.starts_with({"excluded_post": None})
    assert not clock.starts_with({"excluded_post": "judge"})


def test_readings_cover_the_whole_list_of_unclear_places() -> None:
    """A-01..A-79 are there, each with its paragraphs in the book."""
    ids = {r.id for r in shipped().readings}
    assert {f"A-{n:02}" for n in range(1, 80)} <= ids
    known = {p.number for p in shipped().paragraphs()}
    for reading in shipped().readings:
        assert set(reading.paragraphs) <= known, reading.id
        assert all(text.endswith(".") for text in reading.text.values()), reading.id
    assert "A-14" in [r.id for r in shipped().readings_of("31")]


def test_the_repeal_is_a_notice_and_the_edition_stays_open() -> None:
    """The edition has no last day, an unverified first one, and the act its repeal."""
    book = shipped()
    assert book.act is not None and book.act.repealed_on == date(2023, 7, 1)
    edition = book.edition_on(date(2026, 11, 27))
    assert (edition.id, edition.valid_to, edition.unverified) == ("2021-03", None, True)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_declares_only_itself(chapter: str) -> None:
    """Both files of a folder name the folder; step names carry known chapters."""
    folder = ROOT / "plugins" / chapter
    assert load_law(folder / "law.toml").chapter == chapter
    for deadline in load_deadlines(folder / "deadlines.toml"):
        assert deadline.chapter == chapter
        for step in (*deadline.starts_on, *deadline.stops_on):
            assert step.split(".")[0] in CHAPTERS
