"""Steps of chapter 3, registration of the unemployed (par. 31 to 35, readings A-14, A-32)."""

from __future__ import annotations

from typing import Any

from console.declare import CaseKind, Label, Signing, Step
from plugins.unemployed_status import documents, effects, rules
from plugins.unemployed_status.actions import TITLES
from plugins.unemployed_status.deregistration import closures
from plugins.unemployed_status.deregistration import effects as ending

KIND = "unemployed_status"
TELLABLE = ("registered", "notified")
REFUSED = ("refused", "refusal_notified")


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


CASE = CaseKind(
    KIND,
    _l("Жұмыссыз ретінде тіркеу", "Регистрация безработного", "Registration as unemployed"),
    "U",
    {
        "opened": _l("Ашылды", "Открыто", "Opened"),
        "declined": _l("Адам тілемеді", "Лицо не пожелало", "Not wanted by the person"),
        "sent": _l("Жергілікті органға жолданды", "Направлено в местный орган",
                   "Sent to the local authority"),
        "checked": _l("Тексерілді", "Проверено", "Checked"),
        "registered": _l("Тіркелді, хабарлама берілуі тиіс", "Зарегистрирован, выдать уведомление",
                         "Registered, notice to give"),
        "notified": _l("Хабарлама берілді, адамды хабардар ету керек",
                       "Уведомление выдано, информировать лицо",
                       "Notice given, person to inform"),
        "placed": _l("Шешімге дейін жұмысқа орналасты", "Трудоустроен до решения",
                     "Placed before a decision"),
        "active": _l("Жұмыссыз", "Безработный", "Unemployed"),
        "refused": _l("Бас тартылды, хабарлама берілуі тиіс", "Отказано, выдать уведомление",
                      "Refused, notice to give"),
        "refusal_notified": _l("Бас тарту хабарламасы берілді, адамды хабардар ету керек",
                               "Уведомление об отказе выдано, информировать лицо",
                               "Refusal notice given, person to inform"),
        "refusal_done": _l("Бас тартылды", "Отказано", "Refused"),
        "end_proposed": _l("Тоқтату ұсынылды", "Предложено прекращение", "End proposed"),
        "ended": _l("Мәртебе тоқтатылды", "Статус прекращен", "Status ended"),
    },
    closed=frozenset({"declined", "placed", "refusal_done", "ended"}),
    law="31",
)


def _step(verb: str, law: str, **parts: Any) -> Step:
    name = f"{KIND}.{verb}"
    if name in TITLES:
        parts = {"title": TITLES[name], "action": name, **parts}
    return Step(name, law, KIND, **parts)


def _signing(form: str, data: Any, part: str, kind: str = "", outcome: str = "") -> Signing:
    role = "person" if part == "person" else "head"
    return Signing(form, data, part, role=role, kind=kind, outcome=outcome)


OPENING = (
    _step(
        "open_case", "31", to="opened", opens=effects.open_case, when=effects.should_open,
        title=_l("Жұмыссыз ретінде тіркеу ісін ашу", "Открыть дело о регистрации безработного",
                 "Open a case of registration as unemployed"),
        on_lapse=("D-08",),
        after=("mediation.decline_offer", "mediation.offer_unanswered",
               "mediation.not_interested", "mediation.refuse_hiring",
               "mediation.employer_silence", "mediation.withdraw_offer",
               "mediation.revoke_consent", "mediation.recall_consent"),
        notices=("status_case_opened",),
    ),
    _step(
        "approve_draft", "31", frm=("opened",), to="sent",
        rules=(rules.still_jobseeker, rules.has_authority), do=(effects.send_file,),
        signing=_signing("decision", documents.draft, "director", "draft_decision", "approved"),
        hint=_l("Құжаттар жергілікті органға осымен бірге жолданады.",
                "Документы направляются в местный орган этим же действием.",
                "This also sends the documents to the local authority."),
    ),
    _step(
        "decline_status", "31", frm=("opened",), to="declined", do=(effects.keep_wish,),
        signing=_signing("status_wish", documents.wish, "person"), asks_worklist=False,
        confirm=_l("Жұмыссыз ретінде тіркелмейсіз. Тілекті кез келген күні кері аласыз.",
                   "Вы не будете зарегистрированы безработным. Пожелание можно отозвать.",
                   "You will not be registered as unemployed. You may withdraw the wish any day."),
    ),
    _step("record_wish", "31", frm=("opened",), to="declined", form="paper_wish",
          do=(effects.keep_wish,), asks_worklist=False),
    _step("withdraw_wish", "31", frm=("declined",), to="opened",
          rules=(rules.still_jobseeker,), do=(effects.forget_wish,), asks_worklist=False),
)

DECIDING = (
    _step(
        "check_registers", "32", frm=("sent", "checked"), to="checked", form="register_check",
        rules=(rules.registers_answered, rules.findings_documented), do=(effects.keep_answers,),
        hint=_l("Жауап бермеген тізілім ештеңені дәлелдемейді: кейін қайта сұраңыз.",
                "Реестр, который не ответил, ничего не доказывает: повторите запрос позже.",
                "A register that did not answer proves nothing: ask again later."),
    ),
    _step(
        "sign_decision", "32", frm=("checked",), to="registered",
        rules=(rules.still_jobseeker, rules.no_ground_of_34), do=(effects.register_unemployed,),
        signing=_signing("decision", documents.registration, "head", "unemployed_registration",
                         "registered"),
    ),
    _step(
        "refuse_status", "34", frm=("checked",), to="refused",
        rules=(rules.some_ground_of_34,), do=(effects.refuse_unemployed,),
        signing=_signing("decision", documents.refusal, "head", "unemployed_refusal", "refused"),
        danger=True,
    ),
)

TELLING = (
    _step(
        "give_notice", "33", frm=("registered", "end_proposed"), to=effects.told_state,
        rules=(rules.notice_not_given,), do=(effects.keep_notice,),
        signing=_signing("unemployed_notice", documents.notice, "director"),
        notices=("status_notice_given",),
    ),
    _step(
        "give_refusal_notice", "33", frm=("refused",), to=effects.told_state,
        rules=(rules.notice_not_given,), do=(effects.keep_notice,),
        signing=_signing("unemployed_refusal", documents.refusal_notice, "director"),
        notices=("status_notice_given",),
    ),
    _step(
        "inform_person", "35", frm=(*TELLABLE, *REFUSED, "end_proposed"), to=effects.told_state,
        form="status_informing", rules=(rules.not_informed, rules.right_messenger),
        do=(effects.keep_informed,), notices=("status_told",),
    ),
    _step(
        "relay_information", "35", frm=(*TELLABLE, *REFUSED), asks_worklist=False,
        rules=(rules.only_rural, rules.not_informed), do=(effects.keep_relayed,),
        notices=("status_relay",),
    ),
)

ENDING = (
    _step(
        "close_placed", "31", frm=("opened", "sent", "checked"), to="placed",
        title=_l("Жұмысқа орналасқан соң жабу", "Закрыть после трудоустройства",
                 "Close after the placement"),
        after=("mediation.confirm_hiring",), target=effects.undecided_case,
        do=(effects.place,), cancels=("D-09", "D-10"),
    ),
    _step(
        "note_employment", "45", frm=("registered", "notified", "active"), to="end_proposed",
        title=_l("Жұмысқа орналасуын белгілеу", "Отметить трудоустройство",
                 "Note the employment"),
        after=("mediation.confirm_hiring",), target=effects.status_case,
        do=(effects.note_employment,),
    ),
    _step("propose_end", "45", frm=(*TELLABLE, "active"), to="end_proposed", form="status_end",
          rules=(closures.dated_in_status,), do=(effects.propose_end,), asks_worklist=False),
    _step(
        "end_status", "45", frm=("end_proposed",), to="ended",
        do=(effects.end_status, ending.end_duties),
        signing=_signing("decision", documents.end, "head", "status_end", "ended"),
        cancels=("D-11", "D-12"), danger=True,
    ),
    _step("drop_proposal", "45", frm=("end_proposed",), to=effects.resumed_state,
          do=(effects.drop_end,), asks_worklist=False),
    _step(
        "tell_end", "45", frm=("ended",), after=("unemployed_status.end_status",),
        title=_l("Мәртебенің тоқтатылғанын хабарлау", "Сообщить о прекращении статуса",
                 "Tell that the status ended"),
        when=effects.person_is_told, notices=("status_ended",),
    ),
    _step(
        "reopen_after_reversal", "32", frm=(*REFUSED, "refusal_done", "ended"),
        title=_l("Күші жойылған шешімнен кейін қайта ашу", "Возобновить после отмены решения",
                 "Reopen after a reversed decision"),
        to=effects.reopened_state, after=("complaints.issue_reversal",),
        target=effects.reversed_case, when=effects.not_replaced, do=(effects.restore,),
    ),
)

# the first step a state offers is the one the worklist names: ending before telling
STEPS = (CASE, *OPENING, *DECIDING, *ENDING, *TELLING)
