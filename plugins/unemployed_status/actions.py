"""Rights of chapter 3, registration of the unemployed, each with the paragraph that gives it."""

from __future__ import annotations

from console.declare import Action

_ROWS = (
    ("decline_status", "31", ("jobseeker",), "Жұмыссыз мәртебесінен бас тарту тілегін білдіру",
     "Выразить пожелание не быть безработным", "Wish not to be registered as unemployed"),
    ("record_wish", "31", ("center_specialist", "center_frontdesk"),
     "Қағаз түріндегі тілекті тіркеу", "Записать пожелание на бумаге", "Record a wish on paper"),
    ("withdraw_wish", "31", ("jobseeker", "center_specialist"), "Тілекті кері алу",
     "Отозвать пожелание", "Withdraw the wish"),
    ("approve_draft", "31", ("center_director",), "Шешім жобасын бекіту",
     "Утвердить проект решения", "Approve the draft decision"),
    ("check_registers", "32", ("authority_officer", "authority_head"), "Мәліметтерді тексеру",
     "Проверить сведения", "Check the information"),
    ("sign_decision", "32", ("authority_head",), "Тіркеу туралы шешімге қол қою",
     "Подписать решение о регистрации", "Sign the decision on registration"),
    ("refuse_status", "34", ("authority_head",), "Бас тарту туралы шешімге қол қою",
     "Подписать решение об отказе", "Sign the refusing decision"),
    ("give_notice", "33", ("center_director",), "4-қосымшаға қол қою",
     "Подписать приложение 4", "Sign annex 4"),
    ("give_refusal_notice", "33", ("center_director",), "5-қосымшаға қол қою",
     "Подписать приложение 5", "Sign annex 5"),
    ("relay_information", "35", ("center_specialist", "center_frontdesk"),
     "Ақпаратты ауылға беру", "Передать информацию в село", "Relay to the village"),
    ("inform_person", "35",
     ("center_specialist", "center_frontdesk", "assistant", "village_akim"),
     "Адамды хабардар ету", "Проинформировать лицо", "Inform the person"),
    ("propose_end", "45", ("center_specialist", "center_director"),
     "Мәртебені тоқтатуды ұсыну", "Предложить прекращение статуса", "Propose to end the status"),
    ("end_status", "45", ("authority_head",), "Мәртебені тоқтату", "Прекратить статус",
     "End the status"),
    ("drop_proposal", "45", ("authority_head", "authority_officer"), "Ұсынысты қайтару",
     "Вернуть представление", "Return the proposal"),
)

ACTIONS = tuple(
    Action(f"unemployed_status.{name}", law, {"kk": kk, "ru": ru, "en": en}, frozenset(roles))
    for name, law, roles, kk, ru, en in _ROWS
)
TITLES = {action.name: action.title for action in ACTIONS}
