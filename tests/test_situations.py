"""Every situation of ``situations/`` told from its first act to its last expectation."""

from __future__ import annotations

import pytest

from console.data.store import Store
from tests.make import World
from tests.story import Situation, Teller, situations

ALL = situations()


@pytest.mark.parametrize("situation", ALL, ids=[s.name for s in ALL])
def test_the_story_ends_as_the_rules_say(store: Store, situation: Situation) -> None:
    """The acts are done or refused, and the states, terms and notices follow, as told."""
    assert Teller(World(store), situation).tell() == len(situation.lines) > 0


def test_every_situation_can_be_read_by_a_lawyer() -> None:
    """A title, the paragraphs and a story in prose; the law it names is among them."""
    assert ALL
    for situation in ALL:
        assert situation.title, situation.name
        assert situation.law in situation.paragraphs, situation.name
        assert len(situation.story.split()) >= 15, situation.name
