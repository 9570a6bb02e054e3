"""Par. 44: each ground proved and each of its conditions missing, as pure conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from plugins.unemployed_status.deregistration import words
from plugins.unemployed_status.deregistration.grounds import (
    ITEMS,
    TITLES,
    WEIGHED,
    Absence,
    Change,
    Contribution,
    Court,
    Falsity,
    Known,
    Stop,
    Weighing,
    evaluate,
    evaluate_all,
    proved,
)
from plugins.unemployed_status.deregistration.ledger import POINTS, OfferFacts, Receipt, ledger

DAY = date(2021, 6, 10)
SINCE = date(2021, 4, 20)
BAD = Weighing(False, "Себебі айтылмады", "маман", DAY, DAY)
ABSENCE = Absence("S-1", "training", date(2021, 5, 12), "маман", date(2021, 5, 19), None, "№ 7 хат",
                  True)


def refused(count: int, answer: str = "declined") -> Known:
    """Somebody with so many refused (or unanswered) suitable offers, three needed."""
    at = datetime(2021, 5, 12, 10, tzinfo=UTC)
    offers = [
        OfferFacts(f"O-{n}", f"V-{n}", "Сатушы", at, True, dict.fromkeys(POINTS, "yes"),
                   Receipt("visit", at), answer, silent=answer == "unanswered")
        for n in range(count)
    ]
    return Known(DAY, SINCE, ledger(offers), 3, 3)


def paid(**change: Any) -> Known:
    """Contributions of all three kinds for May."""
    row = Contribution("medical", date(2021, 5, 1), "ЖШС 123", False, "тіркелім")
    return Known(DAY, SINCE, contributions=[
        replace(row, kind="pension"), replace(row, kind="social"), replace(row, **change),
    ])


COURT = Court("imprisonment", "сот", "1-77", date(2021, 5, 1), date(2021, 5, 20), "хат")
CHANGE = Change("business_started", date(2021, 5, 4), "үзінді", date(2021, 5, 13), None)
STOP = Stop("almm_training", date(2021, 5, 21), True, "бұйрық", True)
FALSE = Falsity("кітапша", "№ 8 қорытынды", True, "мөрді өзі дайындаған")

PROVED: dict[str, Known] = {
    "contributions_received": paid(),
    "three_refusals": refused(3),
    "no_timely_reply_to_offer": refused(3, "unanswered"),
    "no_show_job_or_training": Known(DAY, SINCE, absences=[ABSENCE], cause=BAD),
    "no_show_almm_invitation": Known(
        DAY, SINCE, absences=[replace(ABSENCE, purpose="measures")], cause=BAD),
    "almm_self_terminated": Known(DAY, SINCE, stops=[STOP], cause=BAD),
    "visit_schedule_violated": Known(
        DAY, SINCE, absences=[replace(ABSENCE, purpose="schedule")], cause=BAD),
    "imprisoned": Known(DAY, SINCE, court=[COURT]),
    "compulsory_treatment": Known(DAY, SINCE, court=[
        replace(COURT, measure="compulsory_treatment")]),
    "change_not_reported": Known(DAY, SINCE, changes=[CHANGE]),
    "false_or_forged_documents": Known(DAY, SINCE, falsities=[FALSE]),
}


def test_the_list_is_closed_and_in_the_words_of_the_law() -> None:
    """Par. 44: seven items, eleven grounds, each with its Kazakh words."""
    assert list(ITEMS) == list(TITLES) == list(PROVED)
    assert len(set(ITEMS.values())) == 7


@pytest.mark.parametrize("code", ITEMS)
def test_each_ground_can_be_proved(code: str) -> None:
    """Par. 44: with every record there, all conditions are met."""
    assert proved(PROVED[code], code), [c for c in evaluate(PROVED[code], code) if not c.met]


@pytest.mark.parametrize("code", ITEMS)
def test_nothing_is_proved_by_nothing(code: str) -> None:
    """Where no record speaks, no condition is met."""
    assert not [c.code for c in evaluate(Known(DAY, SINCE), code) if c.met]


@pytest.mark.parametrize("code", ITEMS)
def test_one_proof_serves_one_ground(code: str) -> None:
    """Evidence of one ground proves no other."""
    found = {other for other, conditions in evaluate_all(PROVED[code]).items()
             if all(c.met for c in conditions)}
    assert found == {code}


@pytest.mark.parametrize("code", sorted(WEIGHED))
@pytest.mark.parametrize("again", [None, Weighing(True, "Дәлелді", "орган", DAY)])
def test_the_authority_weighs_by_itself(code: str, again: Weighing | None) -> None:
    """Reading A-30: without the authority's own weighing, or against it, nobody is deregistered."""
    known = replace(PROVED[code], authority=True, again=again)
    assert [c.code for c in evaluate(known, code) if not c.met] == ["cause_weighed_again"]
    assert proved(replace(known, again=BAD), code)


@pytest.mark.parametrize(("known", "code", "missing"), [
    (paid(withheld=True), "contributions_received", "contribution_medical"),
    (paid(withheld=None), "contributions_received", "contribution_medical"),
    (paid(month=date(2021, 4, 1)), "contributions_received", "contribution_medical"),
    (paid(payer=" "), "contributions_received", "contribution_medical"),
    (refused(2), "three_refusals", "enough_refusals"),
    (refused(3, "unanswered"), "three_refusals", "enough_refusals"),
    (refused(2, "unanswered"), "no_timely_reply_to_offer", "enough_silences"),
    (Known(DAY, SINCE, court=[replace(COURT, in_force_on=date(2021, 6, 11))]), "imprisoned",
     "in_force"),
    (Known(DAY, SINCE, court=[replace(COURT, measure="suspended")]), "imprisoned",
     "imprisonment"),
    (Known(DAY, SINCE, court=[replace(COURT, act="")]), "imprisoned", "court_act"),
    (Known(DAY, SINCE, changes=[replace(CHANGE, reported_on=date(2021, 5, 13))]),
     "change_not_reported", "not_reported_in_time"),
    (Known(DAY, SINCE, changes=[replace(CHANGE, on=date(2021, 4, 19))]), "change_not_reported",
     "changed_while_unemployed"),
    (Known(DAY, SINCE, changes=[replace(CHANGE, until=DAY)]), "change_not_reported",
     "report_term_passed"),
    (Known(DAY, SINCE, changes=[replace(CHANGE, known=True)]), "change_not_reported",
     "center_did_not_know"),
    (Known(DAY, SINCE, falsities=[replace(FALSE, knowing=False)]), "false_or_forged_documents",
     "knowing_reasoned"),
    (Known(DAY, SINCE, falsities=[replace(FALSE, conclusion="")]), "false_or_forged_documents",
     "falsity_concluded"),
])
def test_a_missing_proof_is_named(known: Known, code: str, missing: str) -> None:
    """Par. 44: exactly the condition that is not proved is told."""
    assert [c.code for c in evaluate(known, code) if not c.met] == [missing]


@pytest.mark.parametrize(("change", "missing"), [
    ({"until": DAY}, "term_passed"),
    ({"appeared_on": date(2021, 5, 19)}, "did_not_appear"),
    ({"statement": ""}, "absence_stated"),
])
def test_an_absence_is_proved_in_each_part(change: dict[str, Any], missing: str) -> None:
    """Par. 44(3): the term is over, nobody came, and somebody says so in a document."""
    known = Known(DAY, SINCE, absences=[replace(ABSENCE, **change)], cause=BAD)
    found = evaluate(known, "no_show_job_or_training")
    assert [c.code for c in found if not c.met] == [missing]


def test_a_late_appearance_does_not_undo_the_absence() -> None:
    """Par. 44(3): within five working days, not later."""
    late = replace(ABSENCE, appeared_on=date(2021, 5, 20))
    assert proved(Known(DAY, SINCE, absences=[late], cause=BAD), "no_show_job_or_training")


def test_every_condition_has_words_in_each_language() -> None:
    """What must be proved is told in Kazakh, Russian and English."""
    codes = {c.code for found in map(evaluate_all, (
        replace(known, authority=True) for known in PROVED.values()
    )) for conditions in found.values() for c in conditions}
    assert codes == set(words.CONDITIONS)
    assert all(set(label) == set(words.LANGUAGES) for label in words.CONDITIONS.values())
