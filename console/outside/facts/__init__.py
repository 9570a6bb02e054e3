"""Facts other systems tell about people: contributions that arrived, acts of courts."""

from __future__ import annotations

from console.outside.facts.feed import SignedFeed
from console.outside.facts.model import FIELDS, BadFact, Fact, FactBatch, FactFeed
from console.outside.facts.simulated import SimulatedFacts

__all__ = ["FIELDS", "BadFact", "Fact", "FactBatch", "FactFeed", "SignedFeed", "SimulatedFacts"]
