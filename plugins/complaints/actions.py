"""Rights of chapter 4, complaints, each with the paragraph that gives it."""

from __future__ import annotations

from console.declare import Action

PREPARERS = ("authority_officer", "authority_head", "executive_head", "quality_officer")
SIGNERS = ("authority_head", "executive_head", "quality_officer")
DESK = ("center_specialist", "center_frontdesk")
#: who reverses: the signatory of the body that decided
REVERSERS = ("authority_head", "center_director", "executive_head", "quality_officer")

_ROWS = (
    ("lodge", "46", ("jobseeker", *DESK, *PREPARERS), "Шағым беру",
     "Подать жалобу", "Lodge a complaint"),
    ("record_anonymous", "46", (*DESK, *PREPARERS), "Атаусыз шағымды тіркеу",
     "Записать анонимную жалобу", "Record an anonymous complaint"),
    ("look_into", "46", PREPARERS, "Атаусыз шағымды қарау", "Рассмотреть анонимную жалобу",
     "Look into the anonymous complaint"),
    ("take_over", "46", PREPARERS, "Шағымды өзіне алу", "Принять жалобу к себе",
     "Take the complaint over"),
    ("step_aside", "46", PREPARERS, "Шағымды қараудан шеттелу",
     "Устраниться от рассмотрения", "Step aside"),
    ("ask_explanation", "46", PREPARERS, "Түсініктеме сұрау", "Запросить объяснение",
     "Ask for an explanation"),
    ("give_explanation", "46", (*PREPARERS, "center_director", "center_specialist"),
     "Түсініктеме беру", "Дать объяснение", "Give the explanation"),
    ("draft_answer", "46", PREPARERS, "Жауап дайындау", "Подготовить ответ",
     "Draft the answer"),
    ("sign_answer", "46", SIGNERS, "Жауапқа қол қою", "Подписать ответ", "Sign the answer"),
    ("correct_answer", "46", SIGNERS, "Жауаптағы қатені түзету", "Исправить ошибку в ответе",
     "Correct the answer"),
    ("pass_on", "46", PREPARERS, "Құзыретті органға жіберу", "Направить в компетентный орган",
     "Pass on to the competent body"),
    ("withdraw", "46", ("jobseeker", *DESK, *PREPARERS), "Шағымды қайтарып алу",
     "Отозвать жалобу", "Withdraw the complaint"),
    ("issue_reversal", "46", REVERSERS, "Шешімнің күшін жою",
     "Отменить решение", "Reverse the decision"),
    ("satisfy_otherwise", "46", REVERSERS,
     "Шағымды басқаша орындау", "Исполнить жалобу иначе", "Satisfy the complaint otherwise"),
)

ACTIONS = tuple(
    Action(f"complaints.{name}", law, {"kk": kk, "ru": ru, "en": en}, frozenset(roles))
    for name, law, roles, kk, ru, en in _ROWS
)
TITLES = {action.name: action.title for action in ACTIONS}
