"""One person's way through the Rules, act by act; stories are made of these sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.demo import papers
from console.demo.people import Invented
from console.demo.teller import Teller
from console.process import Outcome


@dataclass
class Hero:
    """Whom a story is about. ``anchor`` is the last working day before the demonstration's day."""

    t: Teller
    who: Invented
    anchor: date
    index: int
    vacancies: list[str] = field(default_factory=list)
    case: str = ""
    person: int = 0
    offer: str = ""

    # ---- time and people
    def on(self, back: int, clock: str = "10:00") -> Hero:
        """Go to the day ``back`` working days before the anchor."""
        self.t.at(self.t.back(back, self.anchor), clock)
        return self

    def clock(self, clock: str) -> Hero:
        """Go on at another hour of the same day."""
        self.t.at(self.t.today, clock)
        return self

    def login(self, name: str) -> str:
        """The login of that name in the hero's district."""
        return self.who.side.login(name)

    def lapse(self) -> Hero:
        """What the hero's duties led to by now."""
        self.t.lapse(self.person)
        return self

    def _do(self, step: str, by: str, payload: Mapping[str, Any] | None = None) -> Outcome:
        return self.t.do(step, self.case, self.login(by), payload)

    # ---- chapter 2
    def applies(self, by: str = "specialist") -> Hero:
        """The application is accepted with the full set."""
        done = self.t.do("registration.accept_application", None, self.login(by),
                         papers.application(self.who, self.t.today))
        return self._opened(done.number)

    def _opened(self, number: str) -> Hero:
        self.case = number
        self.person = self.t.person_of(number).id
        return self

    def applies_in_the_village(self) -> Hero:
        """The assistant pre-registers and fills in the card."""
        done = self.t.do("registration.preregister", None, self.login("assistant"),
                         papers.application(self.who, self.t.today))
        self._opened(done.number)
        self._do("registration.fill_village_card", "assistant",
                 papers.card(self.who, self.t.today))
        return self

    def is_sent_to_the_center(self) -> Hero:
        """The assistant sends the papers on (par. 20)."""
        self._do("registration.send_to_center", "assistant", {
            "documents_reliable": True, "finding": "Құжаттар түпнұсқамен салыстырылды.",
            "portal_explained": True})
        return self

    def is_not_accepted(self) -> Hero:
        """The set is not full: acceptance is refused (row 9)."""
        done = self.t.do("registration.refuse_acceptance", None, self.login("specialist"), {
            "full_name": self.who.name, "iin": self.who.iin, "language": self.who.language,
            "birth_date": self.who.birth_date.isoformat(),
            "documents": [{"kind": "application"}],
            "note": "Жеке басты куәландыратын құжатты алып келу ұсынылды."})
        self.case = done.number
        return self

    def card(self) -> Hero:
        """The card of annex 1.2 is filled in; the category is computed."""
        self._do("registration.fill_card", "specialist", papers.card(self.who, self.t.today))
        return self

    def proposed(self) -> Hero:
        """The papers are found reliable; the director is asked to register."""
        kinds = ("identity_document", "education_document")
        self._do("registration.propose_registration", "specialist", {
            "documents_checked": [{"kind": kind, "reliable": True} for kind in kinds],
            "data_reliable": True, "measures_explained": True, "portal_explained": True})
        return self

    def refusal_proposed(self) -> Hero:
        """A document is found unreliable; the director is asked to refuse."""
        self._do("registration.propose_refusal", "specialist", {"findings": [{
            "ground": "documents_unreliable", "document": "education_document",
            "reason": "Диплом нөмірі оқу орнының тізілімінде табылмады."}]})
        return self

    def registered(self) -> Hero:
        """The director signs annex 3."""
        self.t.sign("registration.register_jobseeker", self.case, self.login("director"))
        return self

    def refused(self) -> Hero:
        """The director signs annex 2."""
        self.t.sign("registration.refuse_jobseeker", self.case, self.login("director"))
        return self

    def handed_over(self) -> Hero:
        """The notice is handed over against a receipt."""
        self._do("registration.hand_over_notice", "specialist", {
            "identity_document_type": "id_card",
            "identity_document_number": f"04{self.who.index % 10**7:07d}",
            "received_by": self.who.full_name, "receipt_signed": True})
        return self

    def becomes_jobseeker(self, back: int) -> Hero:
        """From the application to annex 3 in one day, ``back`` working days before the anchor."""
        self.on(back, "09:40").applies().clock("10:15").card().clock("10:40").proposed()
        return self.clock("11:30").registered().clock("12:05").handed_over()
