"""Drafts of a village and messages told there, on the rules themselves (par. 15-21, 49, 60)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from console.errors import Conflict, Grounds, NotFound
from console.scope import SYSTEM
from console.web.offline.entering import Draft, enter, enter_as_own
from tests.drafts import a_draft, answer_of, clerk, enter_draft
from tests.make import World
from tests.people import a_full_card
from tests.test_plugins.offers import offered, searching


def draft_of(w: World, name: str = "d", paper: str = "2021-04-15") -> Draft:
    """A draft of somebody new."""
    return a_draft(name, w.an_application(rural=True), paper)


def test_no_conflict_is_recorded_without_its_draft(w: World) -> None:
    """A program cannot open a conflict by itself."""
    assert w.refused("registration.keep_conflict", by="assistant") == [("no_draft", "17")]


def test_a_colleague_sending_the_same_draft_changes_nothing(w: World) -> None:
    """Two accounts of one village, one paper card: one application."""
    with w.store.write(SYSTEM) as session:
        w.member(session, "assistant3", "assistant", office_id=w.offices["akim"])
    draft = draft_of(w)
    first, second = enter_draft(w, draft), enter_draft(w, draft, "assistant3")
    assert (first.number, answer_of(second)) == (second.number, "repeated")
    other = replace(draft, application={**draft.application, "mobile": "+7 777 000 11 22"})
    assert answer_of(enter_draft(w, other, "assistant3")) == "changed"


def test_the_same_draft_at_once_is_one_application(w: World) -> None:
    """A double tap and a retry at the same moment: uniqueness is the database's."""
    draft, who = draft_of(w), clerk(w)

    def send(_n: int) -> str:
        return enter(who, draft).number

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(send, range(24)))
    assert len(numbers) == 1
    assert len(w.cases("registration")) == 1 and not w.cases("draft_conflict")


def test_a_card_changed_after_entry_is_a_conflict(w: World) -> None:
    """The card that was entered is not overwritten by the one that came second."""
    application = w.an_application(rural=True)
    draft = a_draft("card", application, "2021-04-15", a_full_card(application))
    number = enter_draft(w, draft).number
    changed = replace(draft, card=a_full_card(application, education_level="higher"))
    done = enter_draft(w, changed)
    assert (done.conflict, done.beside) == ("changed", number)
    assert enter_draft(w, changed).number == done.number


def test_a_card_for_an_application_at_the_center_is_a_conflict(w: World) -> None:
    """Par. 20: once it was sent, the center has it."""
    application = w.an_application(rural=True)
    draft = a_draft("late", application, "2021-04-15")
    number = enter_draft(w, draft).number
    w.do("registration.send_to_center", number, "assistant", documents_reliable=True,
         portal_explained=True)
    done = enter_draft(w, replace(draft, card=a_full_card(application)))
    assert (done.conflict, done.beside) == ("changed", number)


def test_the_check_opens_with_the_way_the_card_was_filled_in(w: World) -> None:
    """Par. 17: on paper, as the draft says."""
    number = enter_draft(w, replace(draft_of(w), mode="offline_paper")).number
    step = w.catalog.steps["registration.send_to_center"]
    with w.read() as session:
        act = w.process.reading_act(session, step, number, w.actor("assistant"),
                                    w.scope("assistant"), w.now)
        assert step.default is not None
        assert step.default(act) == {"card_entry_mode": "offline_paper"}
    kept = w.case(number).facts["draft"]
    assert (kept["paper_on"], kept["entered_at"][:16]) == ("2021-04-15", "2021-04-16T10:00")


def test_the_person_of_a_conflict_cannot_be_entered_twice(w: World) -> None:
    """A second draft of the same person does not become an application of its own."""
    draft = draft_of(w)
    enter_draft(w, draft)
    second = a_draft("e", draft.application, "2021-04-16")
    conflict = enter_draft(w, second)
    assert conflict.conflict == "same_person"
    with pytest.raises(Grounds):
        enter_as_own(clerk(w), a_draft("own", second.application, "2021-04-16"), conflict.number)
    assert w.state(conflict.number) == "waiting"


def test_a_foreign_conflict_is_not_closed(w: World) -> None:
    """An application of another village ends no conflict that its assistant cannot see."""
    draft = draft_of(w)
    enter_draft(w, draft)
    conflict = enter_draft(w, replace(draft, application={**draft.application, "phone": "123456"}))
    stranger = a_draft("s", w.an_application(rural=True, second=True), "2021-04-15")
    with pytest.raises((NotFound, Conflict)):
        enter_as_own(clerk(w, "assistant2"), stranger, conflict.number)
    assert w.state(conflict.number) == "waiting"


def test_news_of_an_offer_is_told_in_the_village(w: World) -> None:
    """Par. 60: an offer withdrawn reaches the villager, and the message is closed."""
    offer = offered(w, searching(w, rural=True), w.a_vacancy().number, "assistant")
    w.do("mediation.deliver_offer", offer, "assistant", told_in_person=True)
    assert [m.state for m in w.messages(offer, "job_offer") if m.channel == "assistant"] == [
        "delivered"]
    w.do("mediation.withdraw_offer", offer, cause="error", reason="Қате")
    assert w.refused("mediation.tell_of_offer", offer, "akim", told_in_person=False) == [
        ("not_told", "58")]
    w.do("mediation.tell_of_offer", offer, "akim", told_in_person=True)
    assert w.refused("mediation.tell_of_offer", offer, "akim", told_in_person=True) == [
        ("nothing_to_tell", "58")]
