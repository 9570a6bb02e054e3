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
    employer: str = ""
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

    # ---- chapter 3
    def case_opens(self, back: int) -> Hero:
        """The day of par. 24 passed without suitable work: the status case is there."""
        return self.on(back, "09:10").lapse().status_case()

    def status_case(self) -> Hero:
        """Turn back to the person's case of unemployed status."""
        found = self.t.newest("unemployed_status", self.person)
        if found is None:
            raise LookupError("The person has no case of unemployed status.")
        self.case = found.number
        return self

    def draft_approved(self) -> Hero:
        """The director signs the draft; the file goes to the local authority."""
        self.t.sign("unemployed_status.approve_draft", self.case, self.login("director"))
        return self

    def checked(self, *, untrue: bool = False) -> Hero:
        """The authority asks the registers; an official may find information untrue."""
        finding = {"ground": "false_or_unreliable_information", "holds": True,
                   "reason": "Жұмыс өтілі туралы анықтама жарамсыз болып шықты.",
                   "document": "Жұмыс берушінің № 14 хаты"}
        self.t.ask(
            "unemployed_status.check_registers", self.case, self.login("officer"),
            iin=self.who.iin, registers=("person", "employment", "entrepreneur", "student"),
            purpose="unemployed_status",
            payload={"claims_measures": False, "findings": [finding] if untrue else []},
        )
        return self

    def decided(self, step: str = "sign_decision") -> Hero:
        """The head signs the decision."""
        self.t.sign(f"unemployed_status.{step}", self.case, self.login("head"))
        return self

    def notified(self, step: str = "give_notice") -> Hero:
        """The director signs annex 4 or 5."""
        self.t.sign(f"unemployed_status.{step}", self.case, self.login("director"))
        return self

    def informed(self) -> Hero:
        """The center tells the person, in a village the assistant does."""
        if self.who.rural:
            self._do("unemployed_status.relay_information", "specialist")
            self._do("unemployed_status.inform_person", "assistant", {"channel": "assistant"})
        else:
            self._do("unemployed_status.inform_person", "specialist", {"channel": "mobile"})
        return self

    def becomes_unemployed(self, back: int) -> Hero:
        """From the application to the person's being told, over eight working days."""
        self.becomes_jobseeker(back)
        self.case_opens(back - 2).clock("10:20").draft_approved()
        self.on(back - 3, "11:00").lapse().checked().clock("16:00").decided()
        self.on(back - 4, "10:30").notified()
        return self.clock("14:10").informed()

    def asks_certificate(self) -> Hero:
        """A request signed on the portal is registered with the portal's number (par. 41)."""
        done = self.t.do("unemployed_status.request_certificate", None, self.login("specialist"), {
            "full_name": self.who.name, "iin": self.who.iin, "phone": self.who.mobile,
            "consent_text": True, "date_1": self.t.today.isoformat(),
            "portal_number": f"EG-{self.t.today:%y%m%d}-{self.who.index % 10**7:07d}"})
        self.case = done.number
        return self

    def certificate_answered(self, verb: str = "issue") -> Hero:
        """The director signs annex 8, or the reasoned refusal."""
        self.t.sign(f"unemployed_status.{verb}_certificate", self.case, self.login("director"))
        return self

    # ---- chapter 3: deregistration, changes
    def ground_noted(self) -> Hero:
        """The center opens a case on a court's letter (par. 44(5))."""
        done = self.t.do("unemployed_status.note_ground", None, self.login("specialist"), {
            "person": self.t.person_number(self.person), "ground": "imprisoned",
            "known_on": self.t.today.isoformat(), "source": "Сот хаты"})
        self.case = done.number
        return self

    def sent_to_the_authority(self) -> Hero:
        """The court's act is recorded, and the information goes to the authority."""
        day = self.t.today.isoformat()
        self._do("unemployed_status.add_evidence", "specialist", {
            "kind": "court", "document": "Сот хаты № 118", "court_measure": "imprisonment",
            "court": "Аудандық сот", "act_number": "1-118", "act_on": day, "in_force_on": day})
        return self._did("unemployed_status.propose_deregistration", "specialist", {
            "conclusion": "Сот үкімі заңды күшіне енді."})

    def deregistered(self) -> Hero:
        """The head of the authority signs the decision (par. 45)."""
        self.t.sign("unemployed_status.deregister", self.case, self.login("head"))
        return self

    def told_of_deregistration(self) -> Hero:
        """The center tells the person."""
        return self._did("unemployed_status.inform_deregistered", "specialist",
                         {"channel": "mobile"})

    def reports_a_change(self) -> Hero:
        """A change told at the center (par. 51)."""
        done = self.t.do("unemployed_status.report_change", None, self.login("specialist"), {
            "person": self.t.person_number(self.person), "change": "disability_group_changed",
            "changed_on": self.t.today.isoformat(), "details": "III топ белгіленді",
            "document": "МӘС анықтамасы № 9"})
        self.case = done.number
        return self

    def _did(self, step: str, by: str, payload: Mapping[str, Any]) -> Hero:
        self._do(step, by, payload)
        return self

    # ---- chapter 5: the plan
    def draws_plan(self) -> str:
        """The plan of annex 9 is drawn up; returns the number of its case."""
        found = self.t.newest("plan", self.person)
        if found is None:
            raise LookupError("No plan is due.")
        later = [self.t.next_day(n) for n in (10, 20, 40)]
        self.t.do("mediation.draw_up_plan", found.number, self.login("specialist"),
                  papers.plan(self.who, later))
        return found.number

    def has_plan(self) -> Hero:
        """The plan is drawn up and signed on paper by both."""
        number, day = self.draws_plan(), self.t.today.isoformat()
        self.clock("15:30")
        self.t.do("mediation.record_paper_plan", number, self.login("specialist"),
                  {"person_signed_on": day, "specialist_signed_on": day})
        self.t.do("mediation.give_copy", number, self.login("specialist"))
        return self

    # ---- chapter 5: work
    def vacancy_arrives(self) -> Hero:
        """An employer reports a vacancy in writing; it suits the hero."""
        form = papers.vacancy(self.index, 0, self.t.today, self.who.side.town)
        code, title = self.who.occupation
        form |= {
            "employer": self.employer, "received_on": self.t.today.isoformat(),
            "profession_position": {"code": code, "text": title},
            "job_duties": papers.duties(title),
            "work_regime": self.who.regime, "education_level": "general_secondary",
            "required_experience": 0, "wage_level": self.who.wage + 20_000,
            "wage_to": self.who.wage + 60_000,
        }
        done = self.t.do("mediation.register_vacancy", None, self.login("specialist"), form)
        self.vacancies.append(done.number)
        return self

    def is_offered(self, channel: str = "in_person") -> Hero:
        """The vacancy is offered after the checklist of par. 2(9)."""
        vacancy, who = self.vacancies[-1], self.login("specialist")
        number = self.t.person_number(self.person)
        self.t.do("mediation.select_candidates", vacancy, who,
                  {"candidates": [{"person": number}]})
        done = self.t.do("mediation.offer_vacancy", None, who, {
            "vacancy": vacancy, "person": number, "channel": channel, "fits_training": "yes",
            "fits_experience": "yes", "fits_regime": "yes", "fits_health": "unknown",
            "fits_transport": "unknown", "note": "Адаммен әңгімелесу бойынша сәйкес келеді."})
        self.offer = done.number
        return self

    def offer_delivered(self) -> Hero:
        """The assistant tells the person in the village."""
        self.t.do("mediation.deliver_offer", self.offer, self.login("assistant"),
                  {"told_in_person": True})
        return self

    def answers(self, verb: str, reason: str = "") -> Hero:
        """The person accepts or declines; the specialist records it."""
        self.t.do(f"mediation.{verb}_offer", self.offer, self.login("specialist"),
                  {"channel": "in_person", "reason": reason})
        return self

    def resume_sent(self) -> Hero:
        """The data go to the employer."""
        self.t.do("mediation.send_resume", self.offer, self.login("specialist"),
                  {"conditions_suit": True, "way": "system"})
        return self

    def interview_arranged(self) -> Hero:
        """Time and place are agreed; the person gets the slip."""
        self.t.do("mediation.arrange_interview", self.offer, self.login("specialist"), {
            "interview_on": self.t.next_day().isoformat(), "interview_time": "11:00",
            "place": "Жұмыс берушінің кеңсесі, 2-қабат",
            "interview_informed_on": self.t.today.isoformat()})
        return self

    def employer_answers(self, verb: str, **more: Any) -> Hero:
        """The employer's written answer."""
        self.t.do(f"mediation.{verb}", self.offer, self.login("specialist"),
                  {"way": "written", **more})
        return self

    def hired(self) -> Hero:
        """The employer confirms."""
        return self.employer_answers("confirm_hiring", employed_on=self.t.today.isoformat())

    def not_hired(self) -> Hero:
        """The employer refuses."""
        return self.employer_answers("refuse_hiring", reason="Басқа кандидат таңдалды.")

    # ---- chapter 4
    def complains(self) -> Hero:
        """A written complaint about the center's delay, to the head of the local authority."""
        done = self.t.do("complaints.lodge", None, self.login("specialist"), {
            **complaint_of(self.who, self.t.today), "subject": "inaction", "against": "center",
            "happened_on": self.t.today.isoformat(), "outcome": "explain",
            "text": "Бас тарту туралы хабарлама уақтылы табыс етілмеді."})
        self.case = done.number
        return self

    def complaint_drafted(self) -> Hero:
        """The authority's officer prepares the answer."""
        self._do("complaints.draft_answer", "officer", {
            "result": "denied", "paragraphs": "12",
            "answer": "Тексеру барысында хабарлама мерзімінде табыс етілгені анықталды."})
        return self

    def complaint_answered(self) -> Hero:
        """The head signs the answer."""
        self.t.sign("complaints.sign_answer", self.case, self.login("head"))
        return self


def complaint_of(who: Invented, on: date) -> dict[str, Any]:
    """Who complains in writing, and to whom: the head of the local authority."""
    return {"full_name": who.name, "iin": who.iin, "phone": who.mobile,
            "addressee": "local_authority_head", "lodged_on": on.isoformat()}
