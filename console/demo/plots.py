"""Every plot of the demonstration: which steps it needs, how it goes, how often it is repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from console.demo.hero import Hero


@dataclass(frozen=True)
class Story:
    """A way through the Rules.

    ``needs``   steps that must be installed
    ``weight``  share of the many people who get this story
    ``spread``  how many working days earlier a repetition may lie (0: only as told)
    ``rural``   the hero lives in a village
    ``tellings`` how often it is told in each district, with other people
    """

    name: str
    needs: tuple[str, ...]
    tell: Callable[[Hero], object]
    weight: int = 1
    spread: int = 0
    rural: bool | None = False
    tellings: int = 1
    #: the vacancy is that of the demonstration's employer login
    own_employer: bool = False


def _r(*verbs: str) -> tuple[str, ...]:
    return tuple(f"registration.{verb}" for verb in verbs)


APPLY = _r("accept_application")
CARD = (*APPLY, *_r("fill_card"))
PROPOSE = (*CARD, *_r("propose_registration"))
REGISTER = (*PROPOSE, *_r("register_jobseeker", "hand_over_notice"))
VILLAGE = _r("preregister", "fill_village_card")
TURNED_AWAY = (*CARD, *_r("propose_refusal", "refuse_jobseeker"))


def _turned_away(h: Hero, back: int) -> Hero:
    """Registration is refused the working day after the application."""
    h.on(back + 1, "09:50").applies().clock("10:30").card().clock("11:10").refusal_proposed()
    return h.on(back, "12:00").refused()


INTAKE: tuple[Story, ...] = (
    Story("received_today", APPLY, lambda h: h.on(0, "15:20").applies(), 2),
    Story("received_late", APPLY, lambda h: h.on(2, "11:10").applies(), 1, 2),
    Story("carded", CARD, lambda h: h.on(0, "10:20").applies().clock("11:00").card(), 2),
    Story("to_register", PROPOSE,
          lambda h: h.on(0, "09:30").applies().clock("10:10").card().clock("10:50").proposed(), 2),
    Story("to_refuse", (*CARD, *_r("propose_refusal")),
          lambda h: h.on(0, "14:00").applies().clock("14:40").card().clock("15:10")
          .refusal_proposed(), 1),
    Story("refused", TURNED_AWAY, lambda h: _turned_away(h, 0), 5, 110),
    Story("not_accepted", _r("refuse_acceptance"),
          lambda h: h.on(0, "12:40").is_not_accepted(), 0, 110),
    Story("village_pre", VILLAGE, lambda h: h.on(0, "11:00").applies_in_the_village(), 1,
          rural=True),
    Story("village_sent", (*VILLAGE, *_r("send_to_center")),
          lambda h: h.on(0, "09:40").applies_in_the_village().clock("12:20")
          .is_sent_to_the_center(), 1, rural=True),
    Story("registered_today", REGISTER, lambda h: h.becomes_jobseeker(0), 2, rural=None),
)


def _u(*verbs: str) -> tuple[str, ...]:
    return (*REGISTER, *(f"unemployed_status.{verb}" for verb in ("open_case", *verbs)))


def _m(*verbs: str) -> tuple[str, ...]:
    offered = ("register_vacancy", "select_candidates", "offer_vacancy")
    return (*REGISTER, *(f"mediation.{verb}" for verb in (*offered, *verbs)))


SENT = _u("approve_draft")
DECIDED = _u("approve_draft", "check_registers", "sign_decision")
ACTIVE = _u("approve_draft", "check_registers", "sign_decision", "give_notice", "inform_person",
            "relay_information")
REFUSED = _u("approve_draft", "check_registers", "refuse_status", "give_refusal_notice",
             "inform_person")
PLAN = (*ACTIVE, "mediation.draw_up_plan", "mediation.record_paper_plan", "mediation.give_copy")
CERTIFICATE = (*PLAN, *_u("request_certificate", "issue_certificate", "refuse_certificate"))
WORK = _m("accept_offer", "send_resume", "confirm_hiring", "refuse_hiring")


def _approved(h: Hero, back: int) -> Hero:
    """A jobseeker whose draft the director approved ``back`` working days before the anchor."""
    return h.becomes_jobseeker(back + 2).case_opens(back).clock("10:30").draft_approved()


def _checked(h: Hero, back: int, *, untrue: bool = False) -> Hero:
    return _approved(h, back + 1).on(back, "11:00").lapse().checked(untrue=untrue)


STATUS: tuple[Story, ...] = (
    Story("status_opened", _u(), lambda h: h.becomes_jobseeker(2).case_opens(0), 3),
    Story("status_sent", SENT, lambda h: _approved(h, 0), 3),
    Story("status_checked", _u("approve_draft", "check_registers"), lambda h: _checked(h, 0), 2),
    Story("status_decided", DECIDED,
          lambda h: _checked(h, 0).clock("15:40").decided(), 2),
    Story("status_notified", ACTIVE,
          lambda h: _checked(h, 1).clock("15:40").decided().on(0, "10:20").lapse().notified(),
          2),
    Story("status_notified_village", ACTIVE,
          lambda h: _checked(h, 1).clock("15:40").decided().on(0, "10:20").lapse().notified(),
          1, rural=True),
    Story("status_refused", REFUSED,
          lambda h: _checked(h, 2, untrue=True).clock("15:00").decided("refuse_status")
          .on(1, "09:50").lapse().notified("give_refusal_notice").on(0, "10:05").informed(),
          7, 100),
    Story("unemployed", PLAN,
          lambda h: h.becomes_unemployed(8).on(3, "11:30").lapse().has_plan(), 40, 110,
          rural=None, tellings=2),
    Story("plan_unsigned", PLAN,
          lambda h: h.becomes_unemployed(6).on(1, "11:30").lapse().draws_plan(), 2, 1),
    # never repeated: a certificate's thirty days do not move with the working days of a story
    Story("certificate_waits", CERTIFICATE,
          lambda h: _unemployed(h).on(0, "16:40").lapse().asks_certificate(), 0),
    Story("certificate_issued", CERTIFICATE,
          lambda h: _unemployed(h).on(2, "12:10").lapse().asks_certificate()
          .on(1, "10:15").lapse().certificate_answered(), 0),
    Story("certificate_refused", CERTIFICATE,
          lambda h: h.becomes_jobseeker(1).clock("16:10").asks_certificate().on(0, "09:40")
          .certificate_answered("refuse"), 0),
    Story("plan_due", ACTIVE, lambda h: h.becomes_unemployed(4).on(0, "17:00").lapse(), 2),
)

WORKING: tuple[Story, ...] = (
    Story("offer_waits", _m(),
          lambda h: h.becomes_jobseeker(0).clock("14:00").vacancy_arrives().clock("15:20")
          .is_offered("ele_cabinet"), 3),
    Story("offer_on_the_way", _m("deliver_offer"),
          lambda h: h.becomes_jobseeker(0).clock("14:00").vacancy_arrives().clock("15:20")
          .is_offered("assistant"), 1, rural=True),
    Story("offer_accepted", _m("accept_offer"),
          lambda h: _offered(h, 1).on(0, "10:20").lapse().answers("accept"), 2),
    Story("resume_sent", WORK,
          lambda h: _sent(h, 1), 3, 2, own_employer=True),
    Story("interview", (*WORK, "mediation.arrange_interview"),
          lambda h: _sent(h, 1).on(0, "12:10").interview_arranged(), 2, own_employer=True),
    Story("placed", WORK,
          lambda h: _sent(h, 4).on(0, "11:40").lapse().hired(), 10, 110, tellings=2),
    Story("employer_refused", (*WORK, *SENT), lambda h: _sent(h, 3).on(0, "11:40").lapse()
          .not_hired(), 1),
    Story("employer_silent", (*WORK, *SENT), lambda h: _sent(h, 6).on(0, "09:20").lapse(), 1),
    Story("declined_unemployed", (*PLAN, *_m("decline_offer")),
          lambda h: _declined(h, 8), 12, 100, rural=None),
    Story("unanswered", (*_m("accept_offer"), *SENT),
          lambda h: _offered(h, 3).case_opens(1).clock("11:10").draft_approved(), 2),
    Story("end_proposed", (*PLAN, *WORK),
          lambda h: _employed(h, 0), 2, 1),
    Story("status_ended", (*PLAN, *WORK, *_u("end_status")),
          lambda h: _ended(h), 10, 80),
    Story("unemployed_offered", (*PLAN, *_m()),
          lambda h: h.becomes_unemployed(9).on(4, "11:30").lapse().has_plan().on(0, "10:10")
          .lapse().vacancy_arrives().clock("12:20").is_offered(), 3, 1),
)

COMPLAINTS: tuple[Story, ...] = (
    Story("complaint_lodged", (*TURNED_AWAY, "complaints.lodge"),
          lambda h: _turned_away(h, 1).on(0, "12:00").complains(), 1, 2),
    Story("complaint_prepared", (*TURNED_AWAY, "complaints.lodge", "complaints.draft_answer"),
          lambda h: _turned_away(h, 3).on(2, "12:00").complains().on(0, "16:00")
          .complaint_drafted(), 1, 1),
    Story("complaint_answered", (*TURNED_AWAY, "complaints.lodge", "complaints.sign_answer"),
          lambda h: _turned_away(h, 3).on(2, "12:00").complains().on(1, "16:00")
          .complaint_drafted().on(0, "11:00").complaint_answered(), 2, 90),
)


EXAMINED = (*PLAN, *_u("note_ground"))
PROPOSED = (*EXAMINED, *_u("add_evidence", "propose_deregistration"))

DEREGISTRATION: tuple[Story, ...] = (
    Story("change_reported", (*PLAN, *_u("report_change")),
          lambda h: _unemployed(h).on(0, "12:20").lapse().reports_a_change(), 0),
    Story("deregistration_examined", EXAMINED,
          lambda h: _unemployed(h).on(0, "14:20").lapse().ground_noted(), 0),
    Story("deregistration_proposed", PROPOSED,
          lambda h: _unemployed(h).on(1, "12:20").lapse().ground_noted().clock("15:00")
          .sent_to_the_authority(), 0),
    Story("deregistered", (*PROPOSED, *_u("deregister", "inform_deregistered")),
          lambda h: _unemployed(h).on(3, "12:20").lapse().ground_noted().clock("15:00")
          .sent_to_the_authority().on(2, "11:10").lapse().deregistered().on(1, "10:30")
          .told_of_deregistration(), 0),
)


def _offered(h: Hero, back: int) -> Hero:
    """Registered in the morning, offered a vacancy in the afternoon."""
    return (h.becomes_jobseeker(back).clock("14:00").vacancy_arrives().clock("15:20")
            .is_offered())


def _sent(h: Hero, back: int) -> Hero:
    """The accepted offer's data went to the employer."""
    return (_offered(h, back + 1).on(back, "10:20").lapse().answers("accept").clock("15:00")
            .resume_sent())


def _unemployed(h: Hero) -> Hero:
    return h.becomes_unemployed(12).on(7, "11:30").lapse().has_plan()


def _declined(h: Hero, back: int) -> Hero:
    """An offer is declined: the status case opens the same day and goes its way."""
    _offered(h, back + 1).on(back, "09:30").lapse()
    h.answers("decline", "Жұмыс орны тұратын жерден алыс.")
    h.case_opens(back).clock("11:20").draft_approved()
    h.on(back - 1, "11:00").lapse().checked().clock("16:00").decided()
    h.on(back - 2, "10:30").notified().clock("14:10").informed()
    return h.on(back - 4, "11:30").lapse().has_plan()


def _employed(h: Hero, back: int) -> Hero:
    """An unemployed person finds work through an offer."""
    h.becomes_unemployed(back + 18).on(back + 12, "11:30").lapse().has_plan()
    h.on(back + 6, "10:10").lapse().vacancy_arrives().clock("12:20").is_offered()
    h.on(back + 5, "10:40").lapse().answers("accept").clock("15:00").resume_sent()
    return h.on(back, "11:40").lapse().hired()


def _ended(h: Hero) -> Hero:
    _employed(h, 3)
    h.status_case().on(1, "12:30").lapse().decided("end_status")
    return h


#: told in the first district only: the second one shows the common ways
ONCE = frozenset({
    "received_late", "carded", "to_refuse", "village_pre", "status_checked",
    "status_notified_village", "status_refused", "plan_due", "offer_on_the_way",
    "offer_accepted", "interview", "employer_refused", "employer_silent",
    "declined_unemployed", "unanswered", "end_proposed", "status_ended", "certificate_refused",
    "unemployed_offered", "complaint_prepared", "complaint_answered",
    "change_reported", "deregistration_examined", "deregistration_proposed", "deregistered",
})


def all_plots() -> tuple[Story, ...]:
    """Every plot of every chapter, in the order they are told."""
    return (*INTAKE, *STATUS, *WORKING, *COMPLAINTS, *DEREGISTRATION)
