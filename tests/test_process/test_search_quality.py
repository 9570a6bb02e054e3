"""What people type finds what they mean: forms of words, slips, synonyms, both languages (par. 55).

One vacancy of every occupation of the dictionary, titled in Kazakh as employers title them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from console.data import vacancy_search
from console.data.actors import Employer
from console.data.mediation import Vacancy
from console.data.occupation_words import beside, occupations_of
from console.data.store import Store
from console.data.vacancy_filters import Filters, filters_of_query, kept_query
from console.data.words import stems
from console.migrate import upgrade
from console.scope import SYSTEM
from forms.dictionaries import lookup_shipped
from tests.make import World

#: what is typed -> the occupation that must be found
TYPED = {
    # forms of one word
    "водителем": "8322", "водители": "8331", "жүргізушілерге": "8322", "жүргізушінің": "8332",
    "сатушылар": "5223", "продавцом": "5223", "продавцов": "5223", "поваром": "5120",
    "аспазшыны": "5120", "медсестры": "2221", "медсестрой": "2221", "бухгалтером": "2411",
    "сварщиков": "7212", "дәнекерлеушілер": "7212", "учителя": "2330", "мұғалімдер": "2330",
    "няню": "5311", "охранником": "5414", "күзетшілер": "5414", "швеи": "7531",
    # slips of the finger
    "прадавец": "5223", "бугалтер": "2411", "жүргзуші": "8322", "праграмист": "2512",
    "свращик": "7212", "тракторис": "8341",
    # what the classifier does not say
    "прораб": "2142", "сторож": "5414", "доярка": "6121", "дальнобойщик": "8332",
    "посудомойка": "9412", "завхоз": "5151", "сисадмин": "2522", "колл-центр": "4222",
    # two words, two languages
    "автобус жүргізуші": "8331", "учитель школы": "2330", "грузчик склад": "9333",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A vacancy of each occupation, findable."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('search')}/jumys.db")
    upgrade(store)
    World(store)
    day = datetime(2021, 4, 16, 5, tzinfo=UTC)
    occupations = lookup_shipped("occupation")
    assert occupations is not None
    with store.write(SYSTEM) as session:
        boss = session.scalars(select(Employer).order_by(Employer.id)).first()
        assert boss is not None
        for entry in occupations.entries:
            if not entry.heading:
                session.add(Vacancy(
                    case_number=f"V-{entry.code}", employer_id=boss.id, office_id=boss.office_id,
                    employer_name="Дән ЖШС", title=entry.label["kk"], occupation=entry.code,
                    region="190000000", settlement="Есік", regime="full_time", published=True,
                    published_at=day, appeared_on=day.date(), received_at=day, registered_at=day,
                    source="written", wage_min=100_000 + int(entry.code), additional="қойма",
                ))
        session.flush()
        vacancy_search.rebuild(session)
    yield store
    store.dispose()


def found(store: Store, words: str) -> list[str]:
    """Occupations a search finds."""
    with store.session(SYSTEM) as session:
        page = vacancy_search.search(session, Filters(words=words), limit=100)
    return [row.number.removeprefix("V-") for row in page.rows]


@pytest.mark.parametrize("words", sorted(TYPED))
def test_what_people_type_finds_what_they_mean(shop: Store, words: str) -> None:
    """The occupation is among what is found, and what is found is not everything."""
    codes = found(shop, words.replace("склад", "қойма"))
    assert TYPED[words] in codes
    assert len(codes) <= 15


def test_nonsense_finds_nothing(shop: Store) -> None:
    """Letters without meaning are not forced into a word."""
    assert not found(shop, "ыфврлпцщ")
    assert not found(shop, "ғарышкер")


@pytest.mark.parametrize(("words", "code"), [
    ("прораб", "2142"), ("водителем автобуса", "8331"), ("мейіргер", "2221"), ("есепші", "2411"),
    ("медсестра в больницу", "2221"), ("ветеринар", "2250"),
])
def test_words_mean_an_occupation(words: str, code: str) -> None:
    """Free text leads to the classifier (labels and synonyms, in any form)."""
    assert code in occupations_of(words)


def test_neighbours_are_of_the_same_group() -> None:
    """The nearest occupation shares the most digits; headings and strangers have none."""
    assert beside("8331")[0] in {"8332", "8322"}
    assert "8331" not in beside("8331")
    assert beside("0000") == ()


def test_pay_orders_what_is_found(shop: Store) -> None:
    """Best paid first, page after page, each once."""
    numbers: list[str] = []
    after, pages = None, 0
    with shop.session(SYSTEM) as session:
        while pages < 10:
            page = vacancy_search.search(session, Filters(), after=after, by_pay=True, limit=20)
            numbers += [row.number for row in page.rows]
            after, pages = page.after, pages + 1
            if after is None:
                break
    assert len(numbers) == len(set(numbers)) == page.count
    assert numbers == sorted(numbers, reverse=True, key=lambda n: int(n[2:]))


def test_facets_count_what_a_choice_would_leave(shop: Store) -> None:
    """Every count of pay and of occupation is what the narrowed search then finds."""
    with shop.session(SYSTEM) as session:
        facets = vacancy_search.search(session, Filters()).facets
        for low, number in facets["pay"].items():
            assert vacancy_search.count(session, Filters(pay=int(low))) == number
        for code in list(facets["occupation"])[:5]:
            assert vacancy_search.count(session, Filters(occupation=code)) == 1


def test_one_search_has_one_kept_address() -> None:
    """Order, blanks and the page do not matter; what is kept reads back as the same filters."""
    one = kept_query({"region": "190000000", "q": " сатушы ", "after": "x", "sort": "pay"})
    assert one == kept_query({"q": "сатушы", "region": "190000000"})
    assert filters_of_query(one) == Filters(words="сатушы", region="190000000")


def test_stems_leave_four_letters() -> None:
    """Short words are not cut to nothing."""
    assert all(len(s) >= 4 for w in TYPED for part in w.split() if len(part) > 4
               for s in stems(part))
