"""Steps of deregistration, summonses and changes (par. 37, 44, 45, 51)."""

from __future__ import annotations

from typing import Any

from console.declare import CaseKind, Label, Signing, Step
from plugins.unemployed_status import rules as status_rules
from plugins.unemployed_status.deregistration import (
    changes,
    closures,
    documents,
    effects,
    rules,
    summons,
)
from plugins.unemployed_status.deregistration.actions import TITLES
from plugins.unemployed_status.effects import resumed_state

#: whose card begins these acts
UNEMPLOYED = ("unemployed",)


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


DEREGISTRATION = CaseKind(
    "deregistration", _l("Есептен шығару", "Снятие с учета", "Deregistration"), "E",
    {
        "noted": _l("Негіз қаралуда", "Основание рассматривается", "Ground examined"),
        "proposed": _l("Ақпарат жергілікті органда", "Информация у местного органа",
                       "Before the local authority"),
        "deregistered": _l("Есептен шығарылды, хабарлау керек", "Снят с учета, сообщить",
                           "Deregistered, to be told"),
        "informed": _l("Есептен шығарылды, хабарланды", "Снят с учета, сообщено",
                       "Deregistered and told"),
        "rejected": _l("Есептен шығарылмады", "В снятии отказано", "Not deregistered"),
        "dismissed": _l("Негіз қаралмайды", "Основание отпало", "Ground dropped"),
        "reversed": _l("Шешімнің күші жойылды", "Решение отменено", "Decision reversed"),
    },
    closed=frozenset(rules.CLOSED), law="44",
)
SUMMONS = CaseKind(
    "summons", _l("Шақыру", "Вызов", "Summons"), "S",
    {
        "called": _l("Хабарланды", "Сообщено", "Told"),
        "missed": _l("Келмеді", "Не явился", "Did not appear"),
        "appeared": _l("Келді", "Явился", "Appeared"),
        "excused": _l("Себебі дәлелді", "Причина уважительная", "Valid cause"),
        "over": _l("Мәртебе тоқтады", "Статус прекращен", "Status ended"),
    },
    closed=frozenset({"appeared", "excused", "over"}), law="44",
)
CHANGE = CaseKind(
    "change", _l("Өзгеріс", "Изменение", "Change"), "H",
    {
        "known": _l("Орталыққа белгілі болды", "Стало известно центру", "Known to the center"),
        "reported": _l("Хабарланды, тексеру керек", "Сообщено, проверить",
                       "Reported, to review"),
        "taken": _l("Картаға енгізілді", "Внесено в карту", "Taken into the card"),
        "left_out": _l("Енгізілмеді", "Не внесено", "Left out"),
    },
    closed=frozenset({"taken", "left_out"}), law="51",
)


def _step(verb: str, law: str, on: str, **parts: Any) -> Step:
    name = f"unemployed_status.{verb}"
    if name in TITLES:
        parts = {"title": TITLES[name], "action": name, **parts}
    return Step(name, law, on, **parts)


def _dereg(verb: str, law: str, **parts: Any) -> Step:
    return _step(verb, law, "deregistration", **parts)


EXAMINING = (
    _dereg(
        "note_ground", "44", to="noted", form="deregistration_signal", for_person=UNEMPLOYED,
        opens=effects.open_deregistration,
        rules=(rules.unemployed_now, rules.examined_once, rules.call_is_theirs),
        notices=("deregistration_examined",),
    ),
    _dereg(
        "propose_deregistration", "44", frm=("noted",), to="proposed",
        form="deregistration_submission",
        rules=(rules.unemployed_now, status_rules.has_authority, rules.no_other_proposal,
               rules.ground_proved),
        do=(effects.submit,),
        hint=_l("Дәлелденбеген шарттар көрсетіледі; олар дәлелденгенше жолдау мүмкін емес.",
                "Недоказанные условия показаны; пока они не доказаны, направить нельзя.",
                "What is not proved is shown; until it is, nothing can be sent."),
    ),
    _dereg("add_evidence", "44", frm=("noted",), form="deregistration_evidence",
           do=(effects.keep_evidence,), asks_worklist=False),
    _dereg("state_cause", "44", frm=("noted", "proposed"), form="cause_statement",
           do=(effects.keep_statement,), asks_worklist=False),
    _dereg("weigh_cause", "44", frm=("noted",), form="cause_weighing",
           rules=(rules.cause_counts,), do=(effects.weigh,), asks_worklist=False),
    _dereg("dismiss_ground", "44", frm=("noted",), to="dismissed",
           form="deregistration_rejection", do=(effects.dismiss,), asks_worklist=False,
           notices=("deregistration_dropped",)),
)

DECIDING = (
    _dereg(
        "deregister", "45", frm=("proposed",), to="deregistered", danger=True,
        rules=(rules.unemployed_now, rules.ground_proved_to_authority),
        do=(effects.deregister, effects.end_duties),
        signing=Signing("decision", documents.decision, "head", role="head",
                        kind="deregistration", outcome="deregistered"),
    ),
    _dereg("weigh_again", "44", frm=("proposed",), form="cause_weighing",
           rules=(rules.cause_counts,), do=(effects.weigh_again,), asks_worklist=False),
    _dereg("reject_proposal", "44", frm=("proposed",), to="rejected",
           form="deregistration_rejection", do=(effects.dismiss,), asks_worklist=False,
           notices=("deregistration_dropped",)),
    _dereg("inform_deregistered", "45", frm=("deregistered",), to="informed",
           form="status_informing", rules=(status_rules.right_messenger,), do=(effects.told,),
           notices=("deregistered",)),
    _dereg("relay_deregistration", "45", frm=("deregistered",), asks_worklist=False,
           rules=(status_rules.only_rural,), do=(effects.relayed,),
           notices=("deregistration_relay",)),
    _dereg(
        "drop_with_status", "44", frm=("noted",), to="dismissed",
        title=_l("Мәртебемен бірге жабу", "Закрыть вместе со статусом", "Close with the status"),
        after=("unemployed_status.deregister", "unemployed_status.end_status",
               "unemployed_status.drop_with_status"),
        target=effects.open_ground,
    ),
    _dereg(
        "note_reversal", "45", frm=("deregistered", "informed"), to="reversed",
        title=_l("Шешімнің күші жойылғанын белгілеу", "Отметить отмену решения",
                 "Note that the decision was reversed"),
        after=("complaints.issue_reversal",), target=effects.reversed_deregistration,
        do=(effects.note_reversal,), cancels=("D-16",),
    ),
    _step(
        "end_by_deregistration", "45", "unemployed_status", frm=effects.STATUS, to="ended",
        title=_l("Есептен шығару бойынша тоқтату", "Прекратить в связи со снятием с учета",
                 "End by the deregistration"),
        after=("unemployed_status.deregister",), target=effects.ended_case,
        do=(effects.end_status_too,), cancels=("D-11", "D-12"),
    ),
)

#: the acts that end a status
ENDS = ("unemployed_status.deregister", "unemployed_status.end_status")

SUMMONING = (
    _step(
        "summon", "44", "summons", to="called", form="summons", opens=summons.open_summons,
        for_person=UNEMPLOYED,
        rules=(rules.unemployed_now, rules.told_in_time, rules.day_within_term,
               rules.rests_on_plan),
        notices=("summoned",),
    ),
    _step("record_appearance", "44", "summons", frm=("called", "missed"), form="appearance",
          to=summons.appeared_state, do=(summons.keep_appearance,), asks_worklist=("called",)),
    _step(
        "keep_by_plan", "37", "summons", frm=("called",), to=summons.plan_appearance_state,
        title=_l("Келгенін жоспар бойынша белгілеу", "Отметить явку по плану",
                 "Note the appearance by the plan"),
        after=("mediation.monitor_plan",), target=summons.kept_by_plan,
        do=(summons.appear_by_plan,),
    ),
    _step(
        "miss_summons", "44", "summons", frm=("called",), to="missed",
        title=_l("Келмегенін белгілеу", "Отметить неявку", "Note the absence"),
        on_lapse=("D-30", "D-31", "D-32"), notices=("summons_missed",),
    ),
    _step(
        "close_summons", "44", "summons", frm=("called", "missed"), to="over",
        title=_l("Мәртебемен бірге жабу", "Закрыть вместе со статусом", "Close with the status"),
        after=(*ENDS, "unemployed_status.close_summons"), target=effects.open_summons,
        cancels=("D-30", "D-31", "D-32"),
    ),
    _step("excuse_absence", "44", "summons", frm=("missed",), to="excused",
          form="absence_excuse", do=(summons.keep_excuse,)),
)

CHANGING = (
    _step(
        "report_change", "51", "change", to="reported", form="change_report",
        opens=changes.open_change, for_person=UNEMPLOYED,
        rules=(rules.unemployed_now, rules.changed_while_unemployed, rules.address_given),
        do=(changes.keep_report,), notices=("change_received",),
    ),
    _step(
        "note_change", "51", "change", to="known", form="change_known", for_person=UNEMPLOYED,
        opens=changes.open_change, rules=(rules.unemployed_now, rules.changed_while_unemployed),
        notices=("change_asked",),
    ),
    _step("answer_change", "51", "change", frm=("known",), to="reported", form="change_answer",
          rules=(rules.address_given,), do=(changes.keep_report,), notices=("change_received",)),
    _step("take_change", "51", "change", frm=("reported",), to="taken", form="change_review",
          do=(changes.take,), notices=("change_taken",)),
    _step("leave_change", "51", "change", frm=("known", "reported"), to="left_out",
          form="change_decline", do=(changes.leave_out,), asks_worklist=False,
          notices=("change_left_out",)),
)

STEPS: tuple[CaseKind | Step, ...] = (
    DEREGISTRATION, SUMMONS, CHANGE, *EXAMINING, *DECIDING, *SUMMONING, *CHANGING,
    *closures.steps(resumed_state, TITLES),
)
