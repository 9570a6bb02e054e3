"""Steps of chapter 4: complaints (par. 46, 47) and the duty that a granted one opens."""

from __future__ import annotations

from typing import Any

from console.declare import CaseKind, Label, Signing, Step
from plugins.complaints import documents, effects, remedy, rules
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
        "withdrawn": _l("Қайтарып алынды", "Отозвана", "Withdrawn"),
        "anonymous": _l("Атаусыз, қаралуы тиіс", "Анонимная, рассмотреть",
                        "Anonymous, to be looked into"),
        "looked_at": _l("Атаусыз, қаралды", "Анонимная, рассмотрена", "Anonymous, looked into"),
    },
    closed=frozenset({"answered", "out_of_scope", "withdrawn", "looked_at"}), law="46", stays=True,
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


OPEN = ("lodged", "prepared")
CLOCKS = ("D-17", "D-18")

INTAKE = (
    _step(
        "lodge", "complaint", to="lodged", form="complaint", opens=effects.open_complaint,
        rules=(rules.addressee_known, rules.taken_in_rightly), do=(effects.keep_complaint,),
        notices=("complaint_lodged",),
        for_person=("applicant", "jobseeker", "unemployed", "deregistered", "closed", "refused"),
        hint=_l("Адресатты өзіңіз таңдайсыз; бұл жолдар бір-біріне тәуелді емес.",
                "Адресата вы выбираете сами; эти пути не зависят друг от друга.",
                "You choose whom to address; these routes do not depend on each other."),
    ),
    _step(
        "record_anonymous", "complaint", to="anonymous", form="complaint_anonymous",
        opens=effects.open_anonymous, rules=(rules.addressed_to_own_body, rules.taken_in_rightly),
        do=(effects.keep_anonymous,),
        hint=_l("Атаусыз шағымға жауап берілмейді және мерзім есептелмейді, бірақ ол қаралады.",
                "На анонимную жалобу ответ не дается и срок не идет, но она рассматривается.",
                "An anonymous complaint is owed no answer and has no term, but is looked into."),
    ),
)

ANSWERING = (
    _step(
        "sign_answer", "complaint", frm=("prepared",), to="answered",
        rules=(rules.signer_is_free,), do=(effects.keep_answer,),
        signing=Signing("complaint_answer", documents.answer, "head",
                        kind="complaint_answer", outcome=documents.outcome),
        notices=("complaint_answered",),
    ),
    _step(
        "draft_answer", "complaint", frm=OPEN, to="prepared", form="complaint_draft",
        rules=(rules.preparer_is_free, rules.earlier_was_answered), do=(effects.keep_draft,),
        default=effects.expect_words,
    ),
    _step("look_into", "complaint", frm=("anonymous",), to="looked_at", form="complaint_looked",
          do=(effects.keep_looked,)),
    _step("take_over", "complaint", frm=OPEN, rules=(rules.preparer_is_free,),
          do=(effects.take_over,), asks_worklist=False),
    _step("step_aside", "complaint", frm=OPEN, form="complaint_aside", do=(effects.step_aside,),
          asks_worklist=False),
    _step("ask_explanation", "complaint", frm=OPEN, form="complaint_explanation",
          rules=(rules.preparer_is_free,), do=(effects.ask_explanation,), asks_worklist=False),
    _step("give_explanation", "complaint", frm=OPEN, form="complaint_explained",
          rules=(rules.explanation_asked,), do=(effects.keep_explanation,), asks_worklist=False,
          offered=lambda case: bool(case.facts.get("explanation"))),
    _step(
        "pass_on", "complaint", frm=OPEN, to="out_of_scope", form="complaint_pass_on",
        rules=(rules.preparer_is_free,), do=(effects.keep_passed_on,),
        notices=("complaint_passed_on",), asks_worklist=False, default=documents.where_to,
    ),
    _step(
        "withdraw", "complaint", frm=OPEN, to="withdrawn", form="complaint_withdrawal",
        rules=(rules.request_is_written,), do=(effects.withdraw,), cancels=CLOCKS,
        notices=("complaint_withdrawn",), asks_worklist=False, danger=True,
        confirm=_l("Шағымға жауап берілмейді. Қайта шағымдануға болады.",
                   "Ответа на жалобу не будет. Подать ее снова можно.",
                   "The complaint will not be answered. You may complain again."),
    ),
    _step(
        "correct_answer", "complaint", frm=("answered",), form="complaint_correction",
        rules=(rules.signer_is_free,), do=(effects.keep_correction,), asks_worklist=False,
        signing=Signing("complaint_answer", documents.corrected_answer, "head",
                        kind="complaint_answer", outcome=documents.outcome),
        notices=("answer_corrected",),
        hint=_l("Бұрынғы жауап сақталады және жаңасына сілтейді. Нәтиже өзгермейді.",
                "Прежний ответ сохраняется и ссылается на новый. Исход не меняется.",
                "The earlier answer stays and names the new one. The outcome does not change."),
    ),
    _step(
        "term_passed", "complaint", frm=OPEN, on_lapse=CLOCKS, notices=("complaint_late",),
        title=_l("Мерзімнің өткенін хабарлау", "Сообщить, что срок прошел",
                 "Tell that the term has passed"),
    ),
    _step(
        "reopen_answered", "complaint", frm=("answered",), to="lodged",
        after=("complaints.issue_reversal",), target=remedy.reversed_answer,
        do=(effects.reopen_answer,),
        title=_l("Күші жойылған жауаптан кейін қайта қарау",
                 "Рассмотреть снова после отмены ответа",
                 "Consider again after a reversed answer"),
    ),
)

REMEDY = (
    _step(
        "open_reversal", "reversal", to="to_issue", opens=remedy.open_reversal,
        title=_l("Шешімнің күшін жою міндетін ашу", "Открыть обязанность отменить решение",
                 "Open the duty to reverse the decision"),
        after=("complaints.sign_answer",), when=remedy.must_reverse,
    ),
    _step(
        "issue_reversal", "reversal", frm=("to_issue",), to="issued",
        rules=(rules.own_decision, rules.still_stands), do=(remedy.reverse,),
        signing=Signing("decision", documents.reversal, "head", kind="reversal",
                        outcome="reversed", supersedes=remedy.reversed_decision),
        danger=True, offered=lambda case: bool(case.facts.get("reversed_number")),
        asks_worklist=lambda case: bool(case.facts.get("reversed_number")),
    ),
    _step(
        "satisfy_otherwise", "reversal", frm=("to_issue",), to="satisfied",
        form="reversal_otherwise", rules=(rules.own_decision,), do=(remedy.keep_otherwise,),
        notices=("complaint_satisfied",),
        asks_worklist=lambda case: not case.facts.get("reversed_number"),
    ),
    _step(
        "note_changes", "reversal", frm=("issued",), after=("complaints.issue_reversal",),
        do=(remedy.note_changes,), notices=("decision_reversed",),
        title=_l("Нені өзгерткенін жазу", "Записать, что изменилось", "Note what it changed"),
    ),
)

# the first step a state offers is the one the worklist names
STEPS = (COMPLAINT, REVERSAL, *INTAKE, *ANSWERING, *REMEDY)
