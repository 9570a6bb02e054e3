"""The acts of chapter 5: plan, vacancy, selection, offer, referral, hiring (par. 48-63)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.data import relay
from console.declare import CaseKind, Issue, Step
from plugins.mediation import (
    agreeing,
    confirming,
    documents,
    effects,
    links,
    responses,
    rules,
    village,
)
from plugins.mediation.active import steps as active
from plugins.mediation.kinds import KINDS
from plugins.mediation.plans import steps as plans

if TYPE_CHECKING:
    from console.act import Act

WORDS = (rules.no_discrimination, rules.excluded_confirmed)


def _own_bin(act: Act) -> dict[str, Any]:
    """The vacancy form as amended last, to start from."""
    return act.entry("vacancy") if act.subject is not None else {}


def _relay_first(act: Act) -> dict[str, Any]:
    """Nothing is assumed of suitability; the note is asked when the card says otherwise."""
    return {"fits_health": "unknown", "fits_transport": "unknown"}


VACANCY_STEPS = (
    Step(
        "mediation.post_vacancy", "55", "vacancy",
        {"kk": "Бос орынды орналастыру", "ru": "Разместить вакансию", "en": "Post a vacancy"},
        action="mediation.post_vacancy", to="published", form="vacancy",
        opens=effects.open_vacancy_case,
        rules=(rules.own_employer, rules.own_answer_now, *WORDS),
        do=(effects.publish, confirming.show_until), notices=("vacancy_published",),
    ),
    Step(
        "mediation.register_vacancy", "54", "vacancy",
        {"kk": "Жазбаша түскен бос орынды тіркеу", "ru": "Зарегистрировать письменную вакансию",
         "en": "Register a written vacancy"},
        action="mediation.register_vacancy", to="published", form="vacancy",
        opens=effects.open_vacancy_case, rules=(rules.employer_named, *WORDS),
        do=(effects.publish, confirming.show_until), notices=("vacancy_published",),
    ),
    Step(
        "mediation.select_candidates", "56", "vacancy",
        {"kk": "Кандидаттарды таңдау", "ru": "Подобрать кандидатов", "en": "Select candidates"},
        action="mediation.select_candidates", frm=("published",), form="vacancy_selection",
        rules=(rules.none_or_some,), do=(effects.keep_selection,),
        asks_worklist=effects.not_selected_yet,
    ),
    Step(
        "mediation.amend_vacancy", "54", "vacancy",
        {"kk": "Бос орынды түзету", "ru": "Исправить вакансию", "en": "Amend the vacancy"},
        action="mediation.manage_vacancy", frm=("published", "paused"), form="vacancy",
        rules=(rules.own_employer, *WORDS), do=(effects.describe,), asks_worklist=False,
        default=_own_bin,
    ),
    Step(
        "mediation.pause_vacancy", "55", "vacancy",
        {"kk": "Тоқтата тұру", "ru": "Приостановить", "en": "Pause"},
        action="mediation.manage_vacancy", frm=("published",), to="paused",
        form="vacancy_change", do=(effects.pause,), cancels=(confirming.CLOCK,),
        asks_worklist=False,
    ),
    Step(
        "mediation.resume_vacancy", "55", "vacancy",
        {"kk": "Қайта жариялау", "ru": "Возобновить", "en": "Resume"},
        action="mediation.manage_vacancy", frm=("paused",), to="published",
        do=(effects.resume, confirming.show_until), asks_worklist=False,
    ),
    Step(
        "mediation.close_vacancy", "63", "vacancy",
        {"kk": "Бос орынды жабу", "ru": "Закрыть вакансию", "en": "Close the vacancy"},
        action="mediation.manage_vacancy", frm=("published", "paused"), to="closed",
        form="vacancy_closing", do=(effects.close,), cancels=("D-23", "D-24", confirming.CLOCK),
        asks_worklist=False, danger=True,
        confirm={"kk": "Бос орын жабылады және қайта ашылмайды.",
                 "ru": "Вакансия закроется и больше не откроется.",
                 "en": "The vacancy closes and does not open again."},
    ),
    Step(
        "mediation.fill_vacancy", "63", "vacancy",
        {"kk": "Толған бос орынды алып тастау", "ru": "Снять заполненную вакансию",
         "en": "Remove the filled vacancy"},
        frm=("published", "paused"), to="filled", after=("mediation.confirm_hiring",),
        target=effects.vacancy_case, when=effects.all_filled, do=(effects.fill,),
        cancels=("D-23", "D-24", confirming.CLOCK), notices=("vacancy_filled",),
    ),
)

OFFER_STEPS = (
    Step(
        "mediation.offer_vacancy", "58", "offer",
        {"kk": "Лайықты жұмысты ұсыну", "ru": "Предложить подходящую работу",
         "en": "Offer suitable work"},
        action="mediation.offer_work", to="on_the_way", form="job_offer",
        opens=effects.open_offer,
        rules=(rules.open_vacancy, rules.offered_once, rules.suitable_work,
               rules.assistant_reachable),
        do=(effects.write_offer,), notices=("job_offer",), default=_relay_first,
        next_on="vacancy", asks_worklist=effects.someone_to_tell,
        for_person=("jobseeker", "unemployed"),
    ),
    Step(
        "mediation.receive_offer", "59", "offer",
        {"kk": "Ұсынысты алу", "ru": "Получение предложения", "en": "Receipt of the offer"},
        frm=("on_the_way",), to="offered", after=("mediation.offer_vacancy",),
        when=effects.received_at_once, do=(effects.mark_received,),
    ),
    Step(
        "mediation.deliver_offer", "58", "offer",
        {"kk": "Ұсынысты жеткізу", "ru": "Вручить предложение", "en": "Deliver the offer"},
        action="mediation.deliver_offer", frm=("on_the_way",), to="offered",
        form="offer_delivery", rules=(rules.told,),
        do=(effects.mark_received, relay.confirm),
    ),
    Step(
        "mediation.accept_offer", "59", "offer",
        {"kk": "Ұсынысқа келісу", "ru": "Согласиться на предложение", "en": "Accept the offer"},
        action="mediation.answer_offer", frm=("offered", "unanswered"), to="accepted",
        form="offer_reply",
        rules=(rules.own_answer_now, rules.after_receipt, rules.open_vacancy),
        do=(effects.accept, agreeing.keep_consent),
        awaits={"kk": "Адамның ұсынысқа жауабы", "ru": "Ответ лица на предложение",
                "en": "The person's answer to the offer"},
    ),
    Step(
        "mediation.respond_vacancy", "60", "offer",
        {"kk": "Бос орынға өтініш білдіру", "ru": "Откликнуться на вакансию",
         "en": "Respond to a vacancy"},
        action="mediation.respond_vacancy", to="accepted", form="job_response",
        opens=responses.open_response, rules=(rules.own_answer_now, responses.may_respond),
        do=(responses.write_response, agreeing.keep_consent),
    ),
    Step(
        "mediation.decline_offer", "59", "offer",
        {"kk": "Ұсыныстан бас тарту", "ru": "Отказаться от предложения",
         "en": "Decline the offer"},
        action="mediation.answer_offer", frm=("offered", "unanswered"), to="declined",
        form="offer_reply", rules=(rules.own_answer_now, rules.after_receipt),
        do=(effects.decline,), danger=True,
        confirm={
            "kk": "Жұмыс іздеп жүрген адам бас тартса, құжаттары жұмыссыз ретінде тіркеуге "
                  "жіберіледі (31-тармақ). Жұмыссыздың бас тартуы 44-тармақ бойынша есептеледі.",
            "ru": "При отказе лица, ищущего работу, документы направляются на регистрацию "
                  "безработным (пункт 31). Отказ безработного учитывается по пункту 44.",
            "en": "When a jobseeker declines, the documents go to registration as unemployed "
                  "(par. 31). The refusal of an unemployed person counts under par. 44.",
        },
    ),
    Step(
        "mediation.offer_unanswered", "59", "offer",
        {"kk": "Ұсыныс жауапсыз қалды", "ru": "Предложение осталось без ответа",
         "en": "The offer is left unanswered"},
        frm=("offered",), to="unanswered", on_lapse=("D-25", "D-26"),
        when=effects.offer_alive, do=(effects.unanswered,), cancels=("D-25", "D-26"),
        notices=("offer_unanswered",),
    ),
    Step(
        "mediation.withdraw_offer", "60", "offer",
        {"kk": "Ұсынысты қайтарып алу", "ru": "Отозвать предложение", "en": "Withdraw the offer"},
        action="mediation.offer_work", frm=("on_the_way", "offered", "accepted", "sent"),
        to="withdrawn", form="offer_withdrawal", do=(effects.withdraw,),
        cancels=("D-25", "D-26", "D-27", "D-29"), notices=("offer_withdrawn",),
        asks_worklist=False,
    ),
)

REFERRAL_STEPS = (
    Step(
        "mediation.send_resume", "60", "offer",
        {"kk": "Деректерді (резюмені) жіберу", "ru": "Направить данные (резюме)",
         "en": "Send the data (résumé)"},
        action="mediation.refer_candidate", frm=("accepted",), to="sent", form="resume_sending",
        rules=(rules.conditions_suit, rules.open_vacancy, agreeing.consent_stands),
        do=(effects.send_resume, agreeing.list_sent),
        notices=("resume_sent",),
    ),
    Step(
        "mediation.arrange_interview", "60", "offer",
        {"kk": "Әңгімелесуді келісу", "ru": "Согласовать собеседование",
         "en": "Arrange the interview"},
        action="mediation.refer_candidate", frm=("sent", "interview"), to="interview",
        form="interview", do=(effects.arrange_interview,),
        issues=(Issue("referral_slip", documents.referral_slip),),
        notices=("interview_arranged",),
    ),
    Step(
        "mediation.attend_interview", "61", "offer",
        {"kk": "Жұмыс берушіге келгенін белгілеу", "ru": "Отметить явку к работодателю",
         "en": "Record that the person came"},
        action="mediation.answer_for_employer", frm=("interview",), do=(effects.attend,),
        asks_worklist=False,
    ),
    Step(
        "mediation.confirm_hiring", "62", "offer",
        {"kk": "Жұмысқа қабылдауды растау", "ru": "Подтвердить прием на работу",
         "en": "Confirm hiring"},
        action="mediation.answer_for_employer", frm=("sent", "interview", "refused_deemed"),
        to="hired", form="employer_hiring", rules=(rules.own_answer_now, rules.way_stated),
        do=(effects.hire,), cancels=("D-28",), notices=("hiring_confirmed",),
        awaits={"kk": "Жұмыс берушінің жауабы", "ru": "Ответ работодателя",
                "en": "The employer's answer"},
    ),
    Step(
        "mediation.refuse_hiring", "62", "offer",
        {"kk": "Жұмысқа қабылдаудан бас тарту", "ru": "Отказать в приеме на работу",
         "en": "Refuse to hire"},
        action="mediation.answer_for_employer", frm=("sent", "interview"), to="refused",
        form="employer_refusal",
        rules=(rules.own_answer_now, rules.way_stated, rules.reason_stated),
        do=(effects.refuse,), notices=("employer_refused",),
    ),
    Step(
        "mediation.not_interested", "60", "offer",
        {"kk": "Кандидат қызықтырмады", "ru": "Кандидат не заинтересовал",
         "en": "Not interested in the candidate"},
        action="mediation.answer_for_employer", frm=("sent",), to="refused",
        form="employer_refusal",
        rules=(rules.own_answer_now, rules.way_stated, rules.reason_stated),
        do=(effects.refuse,), notices=("employer_refused",), asks_worklist=False,
    ),
    Step(
        "mediation.employer_silence", "62", "offer",
        {"kk": "Хабарлама болмауы бас тарту болып саналады",
         "ru": "Отсутствие уведомления считается отказом",
         "en": "No notice counts as refusal"},
        frm=("sent", "interview"), to="refused_deemed", on_lapse=("D-29",),
        do=(effects.silence,), cancels=("D-28", "D-29"),
        notices=("deemed_refusal", "deemed_refusal_employer"),
    ),
)

STEPS: tuple[CaseKind | Step, ...] = (
    *KINDS, *VACANCY_STEPS, *confirming.STEPS, *OFFER_STEPS, *REFERRAL_STEPS,
    *village.STEPS, *plans.STEPS, *active.STEPS, *agreeing.STEPS, *links.STEPS,
)
