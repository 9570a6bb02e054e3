"""The case kinds of chapter 5 with the words of their states."""

from __future__ import annotations

from console.declare import CaseKind

VACANCY = CaseKind(
    "vacancy", {"kk": "Бос орын", "ru": "Вакансия", "en": "Vacancy"}, "V",
    {
        "published": {"kk": "Жарияланған", "ru": "Опубликована", "en": "Published"},
        "paused": {"kk": "Тоқтатыла тұрған", "ru": "Приостановлена", "en": "Paused"},
        "filled": {"kk": "Толған", "ru": "Заполнена", "en": "Filled"},
        "closed": {"kk": "Жабылған", "ru": "Закрыта", "en": "Closed"},
    },
    frozenset({"filled", "closed"}), law="54",
)
OFFER = CaseKind(
    "offer", {"kk": "Жұмыс ұсынысы", "ru": "Предложение работы", "en": "Offer of work"}, "O",
    {
        "on_the_way": {"kk": "Жеткізілуде", "ru": "Вручается", "en": "Being delivered"},
        "offered": {"kk": "Ұсынылған", "ru": "Предложено", "en": "Offered"},
        "accepted": {"kk": "Адам келісті", "ru": "Лицо согласно", "en": "Accepted"},
        "sent": {"kk": "Жұмыс берушіге жіберілді", "ru": "Направлено работодателю",
                 "en": "Sent to the employer"},
        "interview": {"kk": "Әңгімелесу белгіленді", "ru": "Назначено собеседование",
                      "en": "Interview arranged"},
        "hired": {"kk": "Жұмысқа қабылданды", "ru": "Принят на работу", "en": "Hired"},
        "refused": {"kk": "Жұмыс беруші бас тартты", "ru": "Отказ работодателя",
                    "en": "Refused by the employer"},
        "refused_deemed": {"kk": "Бас тарту болып саналды", "ru": "Считается отказом",
                           "en": "Deemed refused"},
        "declined": {"kk": "Адам бас тартты", "ru": "Лицо отказалось", "en": "Declined"},
        "unanswered": {"kk": "Жауапсыз қалды", "ru": "Без ответа", "en": "Unanswered"},
        "withdrawn": {"kk": "Қайтарып алынды", "ru": "Отозвано", "en": "Withdrawn"},
    },
    frozenset({"hired", "refused", "refused_deemed", "declined", "unanswered", "withdrawn"}),
    law="58",
)
KINDS = (VACANCY, OFFER)
