"""Chapter 2 as steps: what a registration and a register query may go through."""

from __future__ import annotations

from typing import Any

from console.act import Act
from console.data import relay
from console.declare import CaseKind, Issue, Signing, Step
from plugins.registration import (
    documents,
    effects,
    minors,
    mismatch,
    persons,
    repeat,
    returns,
    reversals,
    rules,
    transfer,
    village,
    village_steps,
)

REGISTRATION = CaseKind(
    "registration",
    {"kk": "Жұмыс іздеп жүрген адам ретінде тіркеу", "ru": "Регистрация лица, ищущего работу",
     "en": "Registration as a jobseeker"},
    "R",
    {
        "pre_registered": {"kk": "Алдын ала тіркелген", "ru": "Предварительно зарегистрировано",
                           "en": "Pre-registered"},
        "received": {"kk": "Қабылданған", "ru": "Принято", "en": "Received"},
        "card_filled": {"kk": "Карта толтырылған", "ru": "Карта заполнена",
                        "en": "Card filled in"},
        "to_register": {"kk": "Тіркеуге ұсынылған", "ru": "Предложено зарегистрировать",
                        "en": "Proposed for registration"},
        "to_refuse": {"kk": "Бас тартуға ұсынылған", "ru": "Предложено отказать",
                      "en": "Proposed for refusal"},
        "registered": {"kk": "Тіркелген", "ru": "Зарегистрировано", "en": "Registered"},
        "handed_over": {"kk": "Хабарлама табыс етілген", "ru": "Уведомление вручено",
                        "en": "Notice handed over"},
        "in_cabinet": {"kk": "Нәтиже жеке кабинетте", "ru": "Результат в личном кабинете",
                       "en": "Result in the cabinet"},
        "refused": {"kk": "Тіркеуден бас тартылған", "ru": "Отказано в регистрации",
                    "en": "Registration refused"},
        "not_accepted": {"kk": "Қабылданбаған", "ru": "Не принято", "en": "Not accepted"},
    },
    frozenset({"handed_over", "in_cabinet", "refused", "not_accepted"}),
    "4",
)
QUERY = CaseKind(
    "register_query",
    {"kk": "Тізілімге сұрау салу", "ru": "Запрос в реестр", "en": "Query to the registers"},
    "Q",
    {
        "answered": {"kk": "Жауап алынған", "ru": "Ответ получен", "en": "Answered"},
        "down": {"kk": "Тізілім жауап бермеді", "ru": "Реестр не ответил",
                 "en": "A register did not answer"},
    },
    frozenset({"answered"}),
    "10",
)


def checklist(act: Act) -> dict[str, Any]:
    """The check form with one row for each presented document."""
    presented = act.entry("application").get("documents", [])
    rows = [{"kind": row["kind"]} for row in presented]
    return {"documents_checked": rows, **returns.told_before(act)}


def last_query(act: Act) -> dict[str, Any]:
    """A repeated query opens with what was asked."""
    return act.entry("register_query")


QUERIES = (
    Step(
        "registration.ask_register", "10", "register_query",
        {"kk": "Тізілімдерге сұрау салу", "ru": "Запросить реестры", "en": "Ask the registers"},
        action="registration.ask_registers",
        form="register_query",
        opens=effects.open_query,
        to=effects.query_state,
        rules=(rules.answered,),
        do=(effects.keep_answers, mismatch.note_late),
    ),
    Step(
        "registration.repeat_query", "10", "register_query",
        {"kk": "Сұрау салуды қайталау", "ru": "Повторить запрос", "en": "Ask again"},
        action="registration.ask_registers",
        form="register_query",
        frm=("down",),
        to=effects.query_state,
        rules=(rules.answered,),
        do=(effects.keep_answers, mismatch.note_late),
        default=last_query,
    ),
    Step(
        "registration.verify_later", "10", "register_query",
        {"kk": "Тізілім кейін жауап берді", "ru": "Реестр ответил позже",
         "en": "A register answered later"},
        after=("registration.repeat_query",),
        frm=("answered",),
    ),
)
INTAKE = (
    Step(
        "registration.accept_application", "5", "registration",
        {"kk": "Өтінішті қабылдау", "ru": "Принять заявление", "en": "Accept the application"},
        action="registration.accept_applications",
        form="application",
        opens=effects.open_application,
        to="received",
        rules=(rules.set_is_complete, minors.representative_named,
               rules.nobody_registered_yet, repeat.identity_changes_shown),
        do=(persons.prefer_registers, effects.keep_consent, minors.keep_representative,
            effects.let_desk_see, effects.fill_slip, returns.note_at_desk),
        notices=("application_accepted",),
    ),
    Step(
        "registration.refuse_acceptance", "annex-1", "registration",
        {"kk": "Қабылдаудан бас тарту", "ru": "Отказать в приеме", "en": "Refuse to accept"},
        action="registration.refuse_acceptance",
        form="incomplete_set",
        opens=effects.open_refused,
        to="not_accepted",
        rules=(rules.set_is_incomplete,),
        do=(effects.let_desk_see,),
        issues=(Issue("acceptance_refusal", documents.acceptance_refusal),),
        danger=True,
        hint={
            "kk": "Тек топтама толық болмаса немесе құжат мерзімі өтсе (1-қосымшаның 9-жолы).",
            "ru": "Только если пакет неполный или документ истек (строка 9 приложения 1).",
            "en": "Only where the set is incomplete or a document expired (annex 1, row 9).",
        },
    ),
    Step(
        "registration.preregister", "15", "registration",
        {"kk": "Алдын ала тіркеу", "ru": "Предварительно зарегистрировать", "en": "Pre-register"},
        action="registration.preregister",
        form="application",
        opens=effects.open_application,
        to="pre_registered",
        rules=(village.draft_is_new, rules.set_is_complete, minors.representative_named,
               rules.nobody_registered_yet),
        do=(persons.prefer_registers, effects.keep_consent, minors.keep_representative,
            village.keep_draft),
    ),
    Step(
        "registration.fill_village_card", "17", "registration",
        {"kk": "Картаны ауылда толтыру", "ru": "Заполнить карту в селе",
         "en": "Fill in the card in the village"},
        action="registration.fill_village_cards",
        form="jobseeker_data",
        frm=("pre_registered",),
        rules=(rules.same_iin, repeat.card_changes_shown),
        do=(repeat.keep_card_changes, effects.keep_card),
        default=effects.card_default,
    ),
    Step(
        "registration.send_to_center", "20", "registration",
        {"kk": "Орталыққа жіберу", "ru": "Направить в центр", "en": "Send to the center"},
        action="registration.preregister",
        form="village_check",
        frm=("pre_registered",),
        to="received",
        rules=(rules.portal_explained,),
        notices=("application_accepted",),
        default=village.check_default,
    ),
)
CHECKS = (
    Step(
        "registration.fill_card", "10", "registration",
        {"kk": "Жеке картаны толтыру", "ru": "Заполнить карту занятости",
         "en": "Fill in the employment card"},
        action="registration.fill_cards",
        form="jobseeker_data",
        frm=("received", "card_filled"),
        to="card_filled",
        rules=(rules.same_iin, repeat.card_changes_shown),
        do=(repeat.keep_card_changes, effects.keep_card),
        default=effects.card_default,
    ),
    Step(
        "registration.propose_registration", "12", "registration",
        {"kk": "Тіркеуге ұсыну", "ru": "Предложить зарегистрировать",
         "en": "Propose registration"},
        action="registration.propose",
        form="document_check",
        frm=("card_filled",),
        to="to_register",
        rules=(rules.all_reliable, rules.informed, rules.card_and_category,
               mismatch.none_open, repeat.earlier_verified),
        default=checklist,
    ),
    Step(
        "registration.settle_mismatch", "10", "registration",
        {"kk": "Тізіліммен айырмашылықты шешу", "ru": "Решить расхождение с реестром",
         "en": "Decide a difference from a register"},
        action="registration.fill_cards",
        form="mismatch_decision",
        frm=("received", "card_filled"),
        rules=(mismatch.known_ones,),
        do=(mismatch.settle,),
        default=mismatch.rows,
        asks_worklist=lambda case: bool(case.facts.get("differs")),
        offered=lambda case: bool(case.facts.get("differs")),
    ),
    Step(
        "registration.propose_refusal", "8", "registration",
        {"kk": "Бас тартуға ұсыну", "ru": "Предложить отказать", "en": "Propose refusal"},
        action="registration.propose",
        form="refusal_proposal",
        frm=("received", "card_filled"),
        to="to_refuse",
        rules=(rules.has_finding,),
        danger=True,
        asks_worklist=False,
    ),
    Step(
        "registration.dispute_category", "11", "registration",
        {"kk": "Санатпен келіспеу", "ru": "Не согласиться с категорией",
         "en": "Disagree with the category"},
        action="registration.dispute_category",
        form="category_dispute",
        frm=("card_filled", "to_register", "registered", "handed_over", "in_cabinet"),
        do=(effects.dispute,),
        asks_worklist=False,
    ),
    Step(
        "registration.answer_dispute", "11", "registration",
        {"kk": "Келіспеуге жауап беру", "ru": "Ответить на несогласие",
         "en": "Answer the disagreement"},
        action="registration.answer_dispute",
        form="dispute_answer",
        frm=("card_filled", "to_register", "registered", "handed_over", "in_cabinet"),
        rules=(rules.reviewed_by_another,),
        do=(effects.answer_dispute,),
        asks_worklist=False,
        offered=lambda case: bool(case.facts.get("disputed")),
    ),
)
RESULTS = (
    Step(
        "registration.register_jobseeker", "12", "registration",
        {"kk": "Тіркеу және 3-қосымшаға қол қою", "ru": "Зарегистрировать, подписав приложение 3",
         "en": "Register, signing annex 3"},
        action="registration.sign_notices",
        frm=("to_register",),
        to="registered",
        rules=(rules.card_and_category, rules.still_nobody_registered),
        do=(effects.register,),
        signing=Signing("jobseeker_notice", documents.jobseeker_notice, "director"),
        notices=("jobseeker_registered",),
        confirm={
            "kk": "Адам жұмыс іздеп жүрген адам ретінде тіркеледі, хабарлама беріледі.",
            "ru": "Лицо будет зарегистрировано как ищущее работу, уведомление будет выдано.",
            "en": "The person is registered as a jobseeker and the notice is given.",
        },
    ),
    Step(
        "registration.refuse_jobseeker", "8", "registration",
        {"kk": "Бас тарту және 2-қосымшаға қол қою", "ru": "Отказать, подписав приложение 2",
         "en": "Refuse, signing annex 2"},
        action="registration.sign_notices",
        frm=("to_refuse",),
        to="refused",
        rules=(rules.refusal_has_finding,),
        do=(effects.refuse,),
        signing=Signing("refusal_notice", documents.refusal_notice, "director"),
        notices=("jobseeker_refused",),
        danger=True,
        confirm={
            "kk": "Тіркеуден бас тартылады, құжаттар қайтарылады.",
            "ru": "В регистрации будет отказано, документы возвращаются.",
            "en": "Registration is refused and the documents are returned.",
        },
    ),
    Step(
        "registration.return_to_specialist", "7", "registration",
        {"kk": "Маманға қайтару", "ru": "Вернуть специалисту", "en": "Return to the specialist"},
        action="registration.sign_notices",
        form="return_note",
        frm=("to_register", "to_refuse"),
        to=effects.after_return,
        asks_worklist=False,
    ),
    Step(
        "registration.hand_over_notice", "12", "registration",
        {"kk": "Хабарламаны қолхатпен табыс ету", "ru": "Вручить уведомление под расписку",
         "en": "Hand over the notice against a receipt"},
        action="registration.hand_over",
        form="notice_handover",
        frm=("registered",),
        to="handed_over",
        rules=(rules.signed_for,),
        do=(relay.confirm,),
    ),
    Step(
        "registration.transfer_person", "4", "registration",
        {"kk": "Басқа орталыққа ауыстыру", "ru": "Передать другому центру",
         "en": "Transfer to another center"},
        action="registration.transfer_persons",
        form="transfer",
        frm=("received", "card_filled", "to_register", "to_refuse", "registered", "handed_over",
             "in_cabinet"),
        rules=(transfer.to_another_center,),
        do=(transfer.move,),
        notices=("person_transferred",),
        asks_worklist=False,
        confirm={
            "kk": "Адам мен ашық істері жаңа орталыққа өтеді, жабық істер осында қалады.",
            "ru": "Лицо и открытые дела перейдут новому центру, закрытые останутся здесь.",
            "en": "The person and the open cases move to the new center; closed cases stay.",
        },
    ),
)

DECLARED: tuple[CaseKind | Step, ...] = (
    REGISTRATION, QUERY, village_steps.CONFLICT, *INTAKE, *QUERIES, *CHECKS, *RESULTS,
    *village_steps.STEPS, *returns.STEPS, *reversals.STEPS,
)
