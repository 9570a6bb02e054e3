"""Rights of chapter 4, complaints, each with the paragraph that gives it."""

from __future__ import annotations

from console.declare import Action

PREPARERS = ("authority_officer", "authority_head", "executive_head", "quality_officer")
SIGNERS = ("authority_head", "executive_head", "quality_officer")

_ROWS = (
    ("lodge", "46", ("jobseeker", "center_specialist", "center_frontdesk"), "Шағым беру",
     "Подать жалобу", "Lodge a complaint"),
    ("take_over", "46", PREPARERS, "Шағымды өзіне алу", "Принять жалобу к себе",
     "Take the complaint over"),
    ("draft_answer", "46", PREPARERS, "Жауап дайындау", "Подготовить ответ",
     "Draft the answer"),
    ("sign_answer", "46", SIGNERS, "Жауапқа қол қою", "Подписать ответ", "Sign the answer"),
    ("pass_on", "46", PREPARERS, "Құзыретті органға жіберу", "Направить в компетентный орган",
     "Pass on to the competent body"),
    ("issue_reversal", "46", ("authority_head", "center_director"), "Шешімнің күшін жою",
     "Отменить решение", "Reverse the decision"),
    ("satisfy_otherwise", "46", ("authority_head", "center_director"),
     "Шағымды басқаша орындау", "Исполнить жалобу иначе", "Satisfy the complaint otherwise"),
)

ACTIONS = tuple(
    Action(f"complaints.{name}", law, {"kk": kk, "ru": ru, "en": en}, frozenset(roles))
    for name, law, roles, kk, ru, en in _ROWS
)
TITLES = {action.name: action.title for action in ACTIONS}
