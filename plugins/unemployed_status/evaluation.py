"""Paragraph 34: the five grounds on which nobody is registered as unemployed, evaluated all.

Pure functions over Facts: what the registers answered, what an officer found and why. A finding
is True (proved), False (disproved) or None (not known yet): nobody is refused on None, and
nobody is registered on it either. Each says on what it rests: source, time, words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.declare import Ground, Label
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status import words

#: registers the authority asks under par. 32, no more than the five grounds need
REGISTERS = ("person", "employment", "entrepreneur", "student")
#: fields of their answers that are kept on the case; the whole answer is a row of its own
KEPT: Mapping[str, tuple[str, ...]] = {
    "person": ("birth_date", "sex"),
    "employment": ("contracts",),
    "entrepreneur": ("active", "since"),
    "student": ("full_time", "institution", "since"),
}
UNDER_16 = "under_16"
WORKING = "employed_or_paid_work"
PENSION = "pension_age_reached"
UNTRUE = "false_or_unreliable_information"
STUDENT = "student_or_senior_pupil_almm"


def _grounds() -> dict[str, Ground]:
    shipped = lookup_shipped("unemployed_refusal")
    return {c: Ground(c, "34", label) for c, label in shipped.codes().items()} if shipped else {}


#: the closed list of par. 34, in its order
GROUNDS: Mapping[str, Ground] = _grounds()


@dataclass(frozen=True)
class Proof:
    """On what a finding rests: which source said what, when (ISO instant or "")."""

    source: str
    at: str
    said: Label

    def to_json(self) -> dict[str, Any]:
        """As kept in a decision and shown on the case."""
        return {"source": self.source, "at": self.at, "said": dict(self.said)}


@dataclass(frozen=True)
class Finding:
    """One ground of par. 34: ``holds`` True, False or None (not known), with its evidence."""

    ground: Ground
    holds: bool | None
    evidence: tuple[Proof, ...]

    def to_json(self) -> dict[str, Any]:
        """As kept in a decision and shown on the case."""
        return {
            "code": self.ground.code, "paragraph": self.ground.paragraph, "holds": self.holds,
            "text": dict(self.ground.text), "evidence": [p.to_json() for p in self.evidence],
        }


@dataclass(frozen=True)
class Facts:
    """What is known of a person on a day.

    ``birth_source`` {source, at, register?}: ``register`` where a register confirmed the date
    ``registers`` name -> {status, data, source, at, differences}, as answered
    ``found``     findings of officials, oldest first: {ground, holds, reason, document, by, at}
    ``claims_measures`` whether the person claims active measures; None: not asked
    ``minimum_age`` in years, ``pension_age`` in months (None: not known for want of sex)
    """

    on: date
    birth_date: date | None
    birth_source: Mapping[str, Any]
    minimum_age: int
    pension_age: int | None
    registers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    found: Sequence[Mapping[str, Any]] = ()
    claims_measures: bool | None = None


def evaluate_facts(facts: Facts) -> list[Finding]:
    """All five grounds in the order of par. 34; an official's reasoned finding comes last."""
    computed = {
        UNDER_16: _age(facts, facts.minimum_age * 12, below=True),
        WORKING: _work(facts),
        PENSION: _age(facts, facts.pension_age, below=False),
        UNTRUE: _untrue(facts),
        STUDENT: _student(facts),
    }
    return [_with_official(facts, code, *computed[code]) for code in GROUNDS]


def full_months(born: date, on: date) -> int:
    """Whole months lived on a day; the birthday itself completes a month."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


Result = tuple[bool | None, tuple[Proof, ...]]


def _age(facts: Facts, months: int | None, *, below: bool) -> Result:
    answer = facts.registers.get("person", {})
    born, sure = facts.birth_date, "register" in facts.birth_source
    source = str(facts.birth_source.get("source", ""))
    at = str(facts.birth_source.get("at", ""))
    if answer.get("status") == "ok" and answer.get("data", {}).get("birth_date"):
        born = date.fromisoformat(answer["data"]["birth_date"])
        source, at, sure = str(answer["source"]), str(answer["at"]), True
    if born is None or months is None:
        return None, (_silent("person", answer),)
    lived = full_months(born, facts.on)
    proof = Proof(source, at, words.age(born, facts.on, lived))
    if not sure:
        return None, (proof, _silent("person", answer))
    return (lived < months) if below else (lived >= months), (proof,)


def _work(facts: Facts) -> Result:
    answer = facts.registers.get("employment", {})
    if answer.get("status") not in ("ok", "not_found"):
        return None, (_silent("employment", answer),)
    source, at = str(answer["source"]), str(answer["at"])
    running = list(_running(answer.get("data", {}).get("contracts") or (), facts.on))
    working = [c for c in running if not c.get("suspended")]
    if working:
        return True, tuple(Proof(source, at, words.contract(c)) for c in working)
    if running:  # a suspended contract does not say whether there is paid work
        return None, tuple(Proof(source, at, words.suspended(c)) for c in running)
    none = Proof(source, at, words.NO_CONTRACT)
    business = facts.registers.get("entrepreneur", {})
    if business.get("status") not in ("ok", "not_found"):
        return None, (none, _silent("entrepreneur", business))
    own = Proof(str(business["source"]), str(business["at"]),
                words.BUSINESS if business.get("data", {}).get("active") else words.NO_BUSINESS)
    # being on the register of entrepreneurs does not by itself prove income
    return (None if business.get("data", {}).get("active") else False), (none, own)


def _running(contracts: Sequence[Mapping[str, Any]], on: date) -> Iterator[Mapping[str, Any]]:
    for contract in contracts:
        begun = not contract.get("from") or date.fromisoformat(contract["from"]) <= on
        if begun and (not contract.get("to") or date.fromisoformat(contract["to"]) >= on):
            yield contract


def _untrue(facts: Facts) -> Result:
    differing = [
        Proof(str(a["source"]), str(a["at"]), words.differs(name, a.get("differences") or ()))
        for name, a in facts.registers.items()
        if a.get("status") == "mismatch" or a.get("differences")
    ]
    if differing:  # a difference is a question to an official, not yet untruth
        return None, tuple(differing)
    answers = [a for a in facts.registers.values() if a.get("status") in ("ok", "not_found")]
    if not answers:
        return None, (Proof("", "", words.NOT_CHECKED),)
    latest = max(answers, key=lambda a: str(a["at"]))
    return False, (Proof(str(latest["source"]), str(latest["at"]), words.NOTHING_UNTRUE),)


def _student(facts: Facts) -> Result:
    claims = Proof("center", "", words.claims(facts.claims_measures))
    if facts.claims_measures is False:
        return False, (claims,)
    answer = facts.registers.get("student", {})
    if answer.get("status") not in ("ok", "not_found"):
        return None, (_silent("student", answer),)
    place = (answer.get("data") or {}).get("institution")
    proof = Proof(str(answer["source"]), str(answer["at"]), words.studies(place))
    if not place:
        return False, (proof,)
    return (True if facts.claims_measures else None), (proof, claims)


def _silent(register: str, answer: Mapping[str, Any]) -> Proof:
    """A register that gave no usable answer, or was not asked: a fact, never a finding."""
    status = str(answer.get("status") or "not_asked")
    return Proof(str(answer.get("source") or register), str(answer.get("at") or ""),
                 words.silent(register, status))


def _with_official(
    facts: Facts, code: str, holds: bool | None, evidence: tuple[Proof, ...]
) -> Finding:
    """The official's newest finding decides; what the registers said stays beside it."""
    mine = [f for f in facts.found if f["ground"] == code]
    if mine:
        last = mine[-1]
        holds = bool(last["holds"])
        said = words.official(holds, str(last["reason"]), str(last.get("document") or ""))
        evidence = (*evidence, Proof(str(last["by"]), str(last["at"]), said))
    return Finding(GROUNDS[code], holds, evidence)
