"""Steps of chapter 4: complaints (par. 46, 47) and the duty that a granted one opens."""

from __future__ import annotations

from typing import Any

from console.declare import CaseKind, Label, Signing, Step
from plugins.complaints import documents, effects, rules
from plugins.complaints.actions import TITLES


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


COMPLAINT = CaseKind(
    "complaint", _l("Шағым", "Жалоба", "Complaint"), "C",
    {
        "lodged": _l("Тіркелді", "Зарегистрирована", "Registered"),
        "prepared": _l("Жауап дайын", "Ответ подготовлен", "Answer prepared"),
        "answered": _l("Жауап берілді", "Дан ответ", "Answered"),
        "out_of_scope": _l("Басқа органға жіберілді", "Направлена в другой орган",
                           "Passed to another body"),
    },
    closed=frozenset({"answered", "out_of_scope"}), law="46", stays=True,
)
REVERSAL = CaseKind(
    "reversal", _l("Шешімнің күшін жою", "Отмена решения", "Reversal of a decision"), "Z",
    {
        "to_issue": _l("Шығарылуы тиіс", "Подлежит вынесению", "To be issued"),
        "issued": _l("Шығарылды", "Вынесено", "Issued"),
        "satisfied": _l("Басқаша орындалды", "Исполнено иначе", "Satisfied otherwise"),
    },
    closed=frozenset({"issued", "satisfied"}), law="46", stays=True,
)


def _step(verb: str, on: str, **parts: Any) -> Step:
    name = f"complaints.{verb}"
    if name in TITLES:
        parts = {"title": TITLES[name], "action": name, **parts}
    return Step(name, "46", on, **parts)


STEPS = (
    COMPLAINT,
    REVERSAL,
    _step(
        "lodge", "complaint", to="lodged", form="complaint", opens=effects.open_complaint,
        rules=(rules.addressee_known,), do=(effects.keep_complaint,),
        notices=("complaint_lodged",),
        for_person=("applicant", "jobseeker", "unemployed", "deregistered", "closed", "refused"),
        hint=_l("Адресатты өзіңіз таңдайсыз; бұл жолдар бір-біріне тәуелді емес.",
                "Адресата Вы выбираете сами; эти пути не зависят друг от друга.",
                "You choose whom to address; these routes do not depend on each other."),
    ),
    _step(
        "sign_answer", "complaint", frm=("prepared",), to="answered",
        rules=(rules.signer_is_free,), do=(effects.keep_answer,),
        signing=Signing("complaint_answer", documents.answer, "head",
                        kind="complaint_answer", outcome=documents.outcome),
        notices=("complaint_answered",),
    ),
    _step(
        "draft_answer", "complaint", frm=("lodged", "prepared"), to="prepared",
        form="complaint_draft", rules=(rules.preparer_is_free,), do=(effects.keep_draft,),
    ),
    _step(
        "take_over", "complaint", frm=("lodged", "prepared"), rules=(rules.preparer_is_free,),
        do=(effects.take_over,), asks_worklist=False,
    ),
    _step(
        "pass_on", "complaint", frm=("lodged", "prepared"), to="out_of_scope",
        form="complaint_pass_on", rules=(rules.preparer_is_free,),
        do=(effects.keep_passed_on,), notices=("complaint_passed_on",), asks_worklist=False,
    ),
    _step(
        "open_reversal", "reversal", to="to_issue", opens=effects.open_reversal,
        title=_l("Шешімнің күшін жою міндетін ашу", "Открыть обязанность отменить решение",
                 "Open the duty to reverse the decision"),
        after=("complaints.sign_answer",), when=effects.must_reverse,
    ),
    _step(
        "issue_reversal", "reversal", frm=("to_issue",), to="issued",
        rules=(rules.own_decision,), do=(effects.reverse,),
        signing=Signing("decision", documents.reversal, "head", kind="reversal",
                        outcome="reversed"),
        notices=("decision_reversed",), danger=True,
    ),
    _step(
        "satisfy_otherwise", "reversal", frm=("to_issue",), to="satisfied",
        form="reversal_otherwise", rules=(rules.own_decision,), do=(effects.keep_otherwise,),
        asks_worklist=False,
    ),
)
