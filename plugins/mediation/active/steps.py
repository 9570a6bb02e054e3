"""The acts of an active measure: invited, came, referred, taking part, ended (par. 44(3), 52)."""

from __future__ import annotations

from console.data import relay
from console.declare import CaseKind, Issue, Label, Step
from plugins.mediation.active import effects, rules
from plugins.mediation.plans.kinds import IN_FORCE
from plugins.mediation.plans.revisions import recount

TOLD = relay.confirmed("58")


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


MEASURE = CaseKind(
    "measure", _l("Белсенді шара", "Активная мера", "Active measure"), "M",
    {
        "invited": _l("Шақырылды", "Приглашен", "Invited"),
        "not_come": _l("Шақыру бойынша келмеді", "Не явился по приглашению",
                       "Did not come on the invitation"),
        "came": _l("Орталыққа келді", "Явился в центр", "Came to the center"),
        "referred": _l("Шараға жіберілді", "Направлен на меру", "Referred to the measure"),
        "not_started": _l("Шара орнына келмеді", "Не явился на место меры",
                          "Did not appear at the place"),
        "taking_part": _l("Қатысып жүр", "Участвует", "Taking part"),
        "completed": _l("Аяқтады", "Завершил", "Completed"),
        "stopped": _l("Тоқтатты", "Прекратил участие", "Stopped"),
        "declined": _l("Бас тартты", "Отказался", "Declined"),
        "excused": _l("Себебі дәлелді", "Причина уважительная", "Valid cause"),
        "withdrawn": _l("Қайтарып алынды", "Отозвано", "Withdrawn"),
    },
    frozenset({"completed", "stopped", "declined", "excused", "withdrawn"}), law="52",
)
DIRECT = "mediation.direct_to_measure"

INVITING = (
    Step(
        "mediation.invite_to_measure", "52", "measure",
        _l("Белсенді шараға шақыру", "Пригласить на активную меру",
           "Invite to an active measure"),
        to="invited", form="measure_invitation", opens=effects.open_case,
        rules=(rules.in_plan, rules.once, rules.place_fits), do=(effects.invite,),
        notices=("measure_invitation",), for_person=("unemployed",), action=DIRECT,
    ),
    Step(
        "mediation.record_measure_visit", "44", "measure",
        _l("Шақыру бойынша келгенін жазу", "Записать явку по приглашению",
           "Record that the person came"),
        frm=("invited", "not_come"), to=effects.after_visit, form="measure_visit",
        rules=(rules.after_telling, rules.reason_of_declining), do=(effects.visit,),
        asks_worklist=("invited",), action=DIRECT,
    ),
    Step(
        "mediation.miss_invitation", "44", "measure",
        _l("Келмегенін белгілеу", "Отметить неявку", "Note the absence"),
        frm=("invited",), to="not_come", on_lapse=("D-31",), notices=("measure_absence",),
    ),
    Step(
        "mediation.decline_measure", "52", "measure",
        _l("Шарадан бас тарту", "Отказаться от меры", "Decline the measure"),
        action="mediation.answer_measure", frm=("came", "referred"), to="declined",
        form="measure_answer", do=(effects.decline, effects.free), asks_worklist=False,
        hint=_l("Бас тартудың өзі есептен шығару негізі емес.",
                "Сам отказ не является основанием снятия с учета.",
                "Declining is by itself no ground of deregistration."),
    ),
    Step(
        "mediation.excuse_measure_absence", "44", "measure",
        _l("Себебін дәлелді деп тану", "Признать причину уважительной",
           "Find the cause valid"),
        frm=("not_come", "not_started"), to="excused", form="measure_excuse",
        rules=(rules.valid_cause,), do=(effects.excuse,), action=DIRECT,
    ),
)

TAKING_PART = (
    Step(
        "mediation.refer_to_measure", "52", "measure",
        _l("Шараға жіберу", "Направить на меру", "Refer to the measure"),
        frm=("came",), to="referred", form="measure_placement", rules=(rules.place_fits,),
        do=(effects.refer,), issues=(Issue("measure_direction", effects.direction),),
        notices=("measure_referral",),
        default=lambda act: {"offer": rules.row_of(act).offer_number or ""}, action=DIRECT,
    ),
    Step(
        "mediation.start_measure", "52", "measure",
        _l("Қатысуды бастағанын жазу", "Записать начало участия", "Record the start"),
        frm=("referred", "not_started"), to="taking_part", form="measure_start",
        rules=(rules.after_telling,), do=(effects.start,),
        asks_worklist=("referred",), action=DIRECT,
    ),
    Step(
        "mediation.note_no_start", "44", "measure",
        _l("Шара орнына келмегенін жазу", "Записать неявку на место меры",
           "Record that the person did not appear there"),
        frm=("referred",), to="not_started", form="measure_no_start",
        rules=(rules.after_telling, rules.first_day_over), do=(effects.no_start,),
        notices=("measure_absence",), asks_worklist=False, action=DIRECT,
    ),
    Step(
        "mediation.record_measure_attendance", "51", "measure",
        _l("Қатысуын жазу", "Записать посещение", "Record the attendance"),
        frm=("taking_part",), form="measure_attendance",
        rules=(rules.after_telling, rules.days_add_up), do=(effects.attendance,),
        asks_worklist=False, action=DIRECT,
    ),
    Step(
        "mediation.complete_measure", "52", "measure",
        _l("Шараның нәтижесін жазу", "Записать итог меры", "Record the outcome"),
        frm=("taking_part",), to="completed", form="measure_outcome",
        rules=(rules.after_telling,), do=(effects.complete,), notices=("measure_completed",),
        action=DIRECT,
    ),
    Step(
        "mediation.stop_measure", "44", "measure",
        _l("Қатысуды тоқтатқанын жазу", "Записать прекращение участия", "Record the stop"),
        frm=("taking_part",), to="stopped", form="measure_stop", rules=(rules.after_telling,),
        do=(effects.stop,), notices=("measure_stopped",), asks_worklist=False, action=DIRECT,
    ),
    Step(
        "mediation.withdraw_measure", "52", "measure",
        _l("Шақыруды қайтарып алу", "Отозвать приглашение", "Withdraw the invitation"),
        frm=("invited", "not_come", "came", "referred", "not_started"), to="withdrawn",
        form="measure_withdrawal", do=(effects.release,),
        notices=("measure_withdrawn",), asks_worklist=False, action=DIRECT,
    ),
    Step(
        "mediation.end_measure", "52", "measure",
        _l("Мәртебемен бірге жабу", "Закрыть вместе со статусом", "Close with the status"),
        frm=effects.OPEN, to="withdrawn", do=(effects.release,),
        after=("unemployed_status.end_status", "unemployed_status.deregister",
               "mediation.end_measure"),
        target=effects.open_measure,
    ),
    Step(
        "mediation.note_measure_done", "51", "plan",
        _l("Шараның орындалғанын жоспарда белгілеу", "Отметить меру в плане",
           "Note the measure in the plan"),
        frm=IN_FORCE, after=("mediation.complete_measure",), target=effects.recount_plan,
        do=(recount,),
    ),
    Step(
        "mediation.tell_of_measure", "52", "measure",
        _l("Шара туралы хабарды айту", "Сообщить о мере", "Tell of the measure"),
        action="mediation.deliver_offer", form="message_told",
        frm=("invited", "not_come", "referred", "withdrawn"), rules=(TOLD,),
        do=(relay.confirm,), asks_worklist=False,
        offered=lambda case: case.village_id is not None,
    ),
)

STEPS: tuple[CaseKind | Step, ...] = (MEASURE, *INVITING, *TAKING_PART)
