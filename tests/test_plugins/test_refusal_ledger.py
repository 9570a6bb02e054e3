"""The refusal ledger of par. 44(2): against an independent count, and reason by reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.unemployed_status.deregistration.ledger import (
    POINTS,
    REASONS,
    OfferFacts,
    Receipt,
    ledger,
    suitable,
)

AT = datetime(2021, 5, 12, 10, tzinfo=UTC)
YES = dict.fromkeys(POINTS, "yes")
GOOD = OfferFacts("O-1", "V-1", "Сатушы", AT, True, YES, Receipt("visit", AT, "маман"), "declined",
                  AT)

offers = st.lists(
    st.builds(
        OfferFacts,
        number=st.integers(1, 99).map("O-{}".format),
        vacancy=st.sampled_from(["V-1", "V-2", "V-3", "V-4", "V-5"]),
        title=st.just("Сатушы"),
        offered_at=st.integers(0, 20).map(lambda h: AT.replace(day=1 + h)),
        in_status=st.sampled_from([True, True, True, False]),
        points=st.sampled_from([YES, YES, {**YES, "fits_health": "unknown"},
                                {**YES, "fits_transport": "no"}, {}]),
        receipt=st.sampled_from([None, Receipt("visit", AT), Receipt("phone", AT)]),
        answer=st.sampled_from(["declined", "accepted", "unanswered", ""]),
        silent=st.booleans(),
        withdrawn=st.sampled_from([False, False, False, True]),
        judged=st.sampled_from([False, False, False, True]),
    ),
    max_size=12, unique_by=lambda o: o.number,
)


def oracle(given_offers: list[OfferFacts]) -> tuple[int, int]:
    """Refusals and silences counted another way: group by vacancy, the first good one speaks."""
    good = [
        o for o in given_offers
        if o.in_status and o.receipt and not o.withdrawn and not o.judged
        and [v for k, v in sorted(o.points.items()) if v == "yes"] == ["yes"] * 5
        and (o.answer == "declined" or (o.silent and o.answer != "accepted"))
    ]
    first = {
        vacancy: min((o for o in good if o.vacancy == vacancy),
                     key=lambda o: (o.offered_at, o.number))
        for vacancy in {o.vacancy for o in good}
    }
    said = [o.answer == "declined" for o in first.values()]
    return sum(said), len(said) - sum(said)


@given(offers)
def test_the_ledger_counts_as_an_independent_count_does(made: list[OfferFacts]) -> None:
    """Par. 44(2): each limb by itself, a vacancy once, nothing in doubt."""
    found = ledger(made)
    assert (len(found.refusals), len(found.silences)) == oracle(made)


@given(offers, st.randoms())
def test_the_order_of_rows_does_not_matter(made: list[OfferFacts], chance: object) -> None:
    """The same offers in any order give the same ledger."""
    mixed = list(made)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert ledger(mixed) == ledger(made)


@given(offers)
def test_every_offer_has_one_row_and_one_reason(made: list[OfferFacts]) -> None:
    """Nothing is left out of the ledger, and no offer counts twice."""
    found = ledger(made)
    assert sorted(r.offer.number for r in found.rows) == sorted(o.number for o in made)
    assert all(r.counts == r.reason.startswith("counts_") for r in found.rows)
    assert all(set(r.why) == {"kk", "ru", "en"} for r in found.rows)


@given(offers)
def test_doubt_never_adds_to_the_count(made: list[OfferFacts]) -> None:
    """Taking away a proof (receipt, suitability) never makes more offers count."""
    before = ledger(made)
    for index in range(len(made)):
        less = [*made]
        less[index] = replace(less[index], receipt=None)
        after = ledger(less)
        assert len(after.refusals) + len(after.silences) <= (
            len(before.refusals) + len(before.silences)
        )


@pytest.mark.parametrize(("change", "reason"), [
    ({}, "counts_refusal"),
    ({"answer": "unanswered", "silent": True}, "counts_silence"),
    ({"in_status": False}, "other_registration"),
    ({"withdrawn": True}, "withdrawn"),
    ({"answer": "accepted"}, "accepted"),
    ({"answer": "", "silent": False}, "no_answer_yet"),
    ({"points": {**YES, "fits_regime": "no"}}, "not_suitable"),
    ({"points": {**YES, "fits_transport": "unknown"}}, "suitability_in_doubt"),
    ({"points": {}}, "suitability_in_doubt"),
    ({"receipt": None}, "receipt_not_proved"),
    ({"judged": True}, "judged_before"),
])
def test_each_reason_for_or_against(change: dict[str, object], reason: str) -> None:
    """Par. 44(2): why an offer counts, or does not."""
    [row] = ledger([replace(GOOD, **change)]).rows  # type: ignore[arg-type]
    assert row.reason == reason


def test_the_same_vacancy_counts_once() -> None:
    """Reading A-29: three distinct vacancies."""
    later = replace(GOOD, number="O-2", offered_at=AT.replace(day=13))
    assert [r.reason for r in ledger([later, GOOD]).rows] == ["counts_refusal", "same_vacancy"]


def test_suitability_needs_every_point() -> None:
    """Par. 2(9): training, experience, health, regime, transport."""
    assert suitable(YES) is True
    assert suitable({**YES, "fits_health": "no"}) is False
    assert suitable({}) is None
    assert len(REASONS) == 11
