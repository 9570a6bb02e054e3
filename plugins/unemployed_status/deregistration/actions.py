"""Rights in deregistration (par. 44, 45), summonses and reports of changes (par. 51)."""

from __future__ import annotations

from console.declare import Action

CENTER = ("center_specialist",)
VILLAGE = ("assistant", "village_akim")
AUTHORITY = ("authority_head", "authority_officer")
DESK = ("center_specialist", "center_frontdesk", *VILLAGE)

_ROWS = (
    ("note_ground", "44", (*CENTER, *VILLAGE, "authority_officer"), "Есептен шығару негізін тіркеу",
     "Записать основание снятия с учета", "Record a ground of deregistration"),
    ("add_evidence", "44", CENTER, "Дәлелді тіркеу", "Записать доказательство",
     "Record evidence"),
    ("state_cause", "44", ("jobseeker", *DESK), "Себебін түсіндіру", "Объяснить причину",
     "Explain the cause"),
    ("weigh_cause", "44", CENTER, "Себепті бағалау", "Оценить причину", "Weigh the cause"),
    ("dismiss_ground", "44", (*CENTER, "center_director"), "Негізді қарауды тоқтату",
     "Прекратить рассмотрение основания", "Drop the ground"),
    ("propose_deregistration", "44", CENTER, "Ақпаратты жергілікті органға жолдау",
     "Направить информацию местному органу", "Send the information to the local authority"),
    ("weigh_again", "44", AUTHORITY, "Себепті қайта бағалау", "Повторно оценить причину",
     "Weigh the cause again"),
    ("deregister", "45", ("authority_head",), "Есептен шығару туралы шешімге қол қою",
     "Подписать решение о снятии с учета", "Sign the decision on deregistration"),
    ("reject_proposal", "44", ("authority_head",), "Есептен шығармау", "Отказать в снятии с учета",
     "Decide not to deregister"),
    ("inform_deregistered", "45", DESK, "Есептен шығарылғаны туралы хабарлау",
     "Сообщить о снятии с учета", "Inform of the deregistration"),
    ("relay_deregistration", "45", ("center_specialist", "center_frontdesk"),
     "Хабарды ауылға беру", "Передать сообщение в село", "Relay the notice to the village"),
    ("summon", "44", CENTER, "Шақыру", "Вызвать", "Summon"),
    ("record_appearance", "44", DESK, "Келгенін белгілеу", "Отметить явку",
     "Record the appearance"),
    ("excuse_absence", "44", CENTER, "Дәлелді себепті тану", "Признать причину уважительной",
     "Accept the cause as valid"),
    ("note_change", "51", (*CENTER, *VILLAGE), "Белгілі болған өзгерісті тіркеу",
     "Записать ставшее известным изменение", "Record a change that became known"),
    ("report_change", "51", ("jobseeker", *DESK), "Өзгеріс туралы хабарлау",
     "Сообщить об изменении", "Report a change"),
    ("answer_change", "51", ("jobseeker", *DESK), "Белгілі болған өзгеріс туралы хабарлау",
     "Сообщить об известном центру изменении", "Report the change the center knows of"),
    ("take_change", "51", CENTER, "Өзгерісті картаға енгізу", "Внести изменение в карту",
     "Take the change into the card"),
    ("ask_end", "45", ("jobseeker",), "Мәртебені тоқтату тілегіне қол қою",
     "Подписать пожелание прекратить статус", "Sign the wish to end the status"),
    ("withdraw_end", "45", ("jobseeker",), "Тоқтату тілегін кері алу",
     "Отозвать пожелание о прекращении", "Withdraw the wish to end the status"),
    ("leave_change", "51", CENTER, "Өзгерісті енгізбеу", "Не вносить изменение",
     "Leave the change out"),
)

ACTIONS = tuple(
    Action(f"unemployed_status.{name}", law, {"kk": kk, "ru": ru, "en": en}, frozenset(roles))
    for name, law, roles, kk, ru, en in _ROWS
)
TITLES = {action.name: action.title for action in ACTIONS}
