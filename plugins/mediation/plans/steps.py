"""The acts of the individual plan (par. 48-51, annex 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.data import relay
from console.data.case import Case
from console.declare import CaseKind, Label, Signing, Step
from plugins.mediation import documents
from plugins.mediation.plans import monitoring, proposal, revisions, rules
from plugins.mediation.plans.kinds import IN_FORCE, PLAN

if TYPE_CHECKING:
    from console.act import Act

OPEN = ("due", "drafted", "signed_person", *IN_FORCE)


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def _after_person(act: Act) -> str:
    return "signed_person" if act.case.state == "drafted" else "amending_signed"


def _copy_waits(case: Case) -> bool:
    return case.facts.get("copy_given") is False


DRAWING = (
    Step(
        "mediation.open_plan", "48", "plan",
        _l("Жеке жоспар жасау міндеті", "Обязанность составить план", "A plan is due"),
        to="due", opens=revisions.open_case, after=("unemployed_status.sign_decision",),
        when=revisions.none_yet,
    ),
    Step(
        "mediation.draw_up_plan", "48", "plan",
        _l("Жеке жоспарды жасау", "Составить индивидуальный план",
           "Draw up the individual plan"),
        action="mediation.draw_up_plan", frm=("due", "drafted", "signed_person", "expired"),
        to="drafted", form=revisions.FORM, rules=(rules.for_unemployed, rules.complete),
        do=(revisions.draw_up,), notices=("plan_to_sign",), asks_worklist=("due", "expired"),
        default=proposal.to_start_from,
        hint=_l("Толтырылғаны – картадан, санаттан және бос орындардан алынған ұсыныс. "
                "Адаммен келісіп түзетіңіз.",
                "Заполненное – предложение по карте, категории и вакансиям. Исправьте его "
                "вместе с человеком.",
                "What is filled in is a proposal from the card, the category and vacancies. "
                "Change it together with the person."),
    ),
    Step(
        "mediation.amend_plan", "49", "plan",
        _l("Жоспарды өзгерту", "Изменить план", "Amend the plan"),
        action="mediation.draw_up_plan", frm=("active", "amending", "amending_signed"),
        to="amending", form=revisions.FORM,
        rules=(rules.for_unemployed, rules.complete, rules.amended), do=(revisions.draw_up,),
        notices=("plan_amended",), asks_worklist=False, default=revisions.to_start_from,
        hint=_l("Екі жақ қол қойғанша қолданыстағы жоспар сол күйінде қалады.",
                "До подписания обеими сторонами действующий план остается прежним.",
                "Until both sign, the plan in force stays as it is."),
    ),
    Step(
        "mediation.withdraw_amendment", "49", "plan",
        _l("Өзгертуден бас тарту", "Отказаться от изменения", "Give up the amendment"),
        action="mediation.draw_up_plan", frm=("amending", "amending_signed"), to="active",
        form="plan_withdrawal", do=(revisions.withdraw,), asks_worklist=False,
    ),
)

SIGNING = (
    Step(
        "mediation.sign_plan_person", "49", "plan",
        _l("Жоспарға қол қою (жұмыссыз)", "Подписать план (безработный)",
           "Sign the plan (unemployed person)"),
        action="mediation.sign_plan", frm=("drafted", "amending"), to=_after_person,
        do=(revisions.signed_by_person,),
        signing=Signing(revisions.FORM, documents.plan, part="person", role="person"),
    ),
    Step(
        "mediation.sign_plan_specialist", "49", "plan",
        _l("Жоспарға қол қою (маман)", "Подписать план (работник центра)",
           "Sign the plan (specialist)"),
        action="mediation.draw_up_plan", frm=("signed_person", "amending_signed"), to="active",
        rules=(rules.author_signs,), do=(revisions.signed_by_specialist,),
        signing=Signing(revisions.FORM, documents.plan, part="specialist", role="any",
                        joins=True),
        notices=("plan_in_force",),
    ),
    Step(
        "mediation.record_paper_plan", "49", "plan",
        _l("Қағазда қойылған қолтаңбаларды жазу", "Записать подписи на бумаге",
           "Record signatures on paper"),
        action="mediation.draw_up_plan", frm=("drafted", "amending"), to="active",
        form="plan_paper", rules=(rules.author_signs, rules.signed_after_drawing),
        do=(revisions.signed_on_paper,), notices=("plan_in_force",), asks_worklist=False,
    ),
    Step(
        "mediation.refuse_to_sign_plan", "49", "plan",
        _l("Қол қоюдан бас тартуды жазу", "Записать отказ подписать", "Record the refusal to sign"),
        action="mediation.draw_up_plan", frm=("drafted", "amending"), form="plan_refusal",
        do=(revisions.refused,), asks_worklist=False,
        hint=_l("Бас тарту жазылады, оның салдары жоқ: мәртебе сақталады.",
                "Отказ записывается и последствий не имеет: статус сохраняется.",
                "The refusal is recorded and has no consequence: the status stays."),
    ),
    Step(
        "mediation.give_copy", "49", "plan",
        _l("Жоспардың данасын беру", "Выдать экземпляр плана", "Give the copy of the plan"),
        action="mediation.draw_up_plan", frm=IN_FORCE, rules=(rules.copy_once,),
        do=(revisions.copy_given,), asks_worklist=_copy_waits, offered=_copy_waits,
    ),
)

MONITORING = (
    Step(
        "mediation.report_fulfilment", "50", "plan",
        _l("Орындалғанын хабарлау", "Сообщить о выполнении", "Report that it is done"),
        action="mediation.report_on_plan", frm=IN_FORCE, form="plan_fulfilment",
        rules=(monitoring.awaited,), do=(monitoring.keep_report,), asks_worklist=False,
    ),
    Step(
        "mediation.explain_absence", "50", "plan",
        _l("Келмеу немесе орындамау себебін айту", "Объяснить неявку или невыполнение",
           "Explain an absence"),
        action="mediation.report_on_plan", frm=IN_FORCE, form="plan_cause",
        rules=(monitoring.awaited,), do=(monitoring.keep_report,), asks_worklist=False,
    ),
    Step(
        "mediation.monitor_plan", "51", "plan",
        _l("Жоспардың орындалуын бақылау", "Мониторинг выполнения плана", "Monitor the plan"),
        action="mediation.draw_up_plan", frm=IN_FORCE, form="plan_monitoring",
        rules=(monitoring.entry_stands, monitoring.proved_or_explained),
        do=(monitoring.keep_fulfilment, monitoring.told_recorded),
        asks_worklist=monitoring.to_record, notices=("plan_entry_recorded",),
        default=monitoring.to_start_from,
    ),
    Step(
        "mediation.note_day_over", "51", "plan",
        _l("Жазбаның күні өтті", "День записи прошел", "The day of an entry is over"),
        frm=IN_FORCE, on_lapse=("D-32", "D-33"), do=(revisions.recount,),
    ),
    Step(
        "mediation.expire_plan", "annex-9", "plan",
        _l("Жоспардың мерзімі аяқталды", "Срок плана истек", "The plan expired"),
        action="mediation.draw_up_plan", frm=("active",), to="expired", rules=(rules.over,),
        asks_worklist=False, offered=lambda case: case.due_at is None,
    ),
    Step(
        "mediation.end_plan", "48", "plan",
        _l("Жоспарды тоқтату", "Прекращение плана", "End of the plan"),
        frm=OPEN, to="ended", do=(monitoring.end,),
        after=("unemployed_status.end_status", "unemployed_status.deregister"),
        target=revisions.open_plan_of, cancels=("D-19",),
    ),
    Step(
        "mediation.tell_of_plan", "49", "plan",
        _l("Жоспар туралы хабарды айту", "Сообщить о плане", "Tell of the plan"),
        action="mediation.deliver_offer", form="message_told",
        frm=("drafted", "signed_person", *IN_FORCE),
        rules=(relay.confirmed("58"),), do=(relay.confirm,), asks_worklist=False,
        offered=lambda case: case.village_id is not None,
    ),
)

STEPS: tuple[CaseKind | Step, ...] = (PLAN, *DRAWING, *SIGNING, *MONITORING)
