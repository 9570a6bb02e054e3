"""Rights of chapter 2: who may do what when a jobseeker is registered."""

from __future__ import annotations

from console.declare import Action

DESK = frozenset({"center_specialist", "center_frontdesk"})

ACTIONS = (
    Action(
        "registration.ask_registers", "10",
        {"kk": "Мемлекеттік тізілімдерге сұрау салу", "ru": "Запрашивать государственные реестры",
         "en": "Ask the state registers"},
        DESK | {"assistant"},
    ),
    Action(
        "registration.accept_applications", "5",
        {"kk": "Өтініш қабылдау", "ru": "Принимать заявления", "en": "Accept applications"},
        DESK | {"state_corporation_operator"},
    ),
    Action(
        "registration.refuse_acceptance", "annex-1",
        {"kk": "Өтінішті қабылдаудан бас тарту", "ru": "Отказывать в приеме заявления",
         "en": "Refuse to accept an application"},
        DESK | {"state_corporation_operator", "assistant"},
    ),
    Action(
        "registration.fill_cards", "10",
        {"kk": "Жұмыспен қамтудың жеке картасын толтыру", "ru": "Заполнять карту занятости",
         "en": "Fill in employment cards"},
        DESK,
    ),
    Action(
        "registration.propose", "7",
        {"kk": "Дәйектілікті тексеру және ұсыну", "ru": "Проверять достоверность и предлагать",
         "en": "Check reliability and propose"},
        DESK,
    ),
    Action(
        "registration.sign_notices", "12",
        {"kk": "2 және 3-қосымшаларға қол қою", "ru": "Подписывать приложения 2 и 3",
         "en": "Sign annexes 2 and 3"},
        frozenset({"center_director"}),
    ),
    Action(
        "registration.hand_over", "12",
        {"kk": "Хабарламаны қолхатпен табыс ету", "ru": "Вручать уведомление под расписку",
         "en": "Hand over the notice against a receipt"},
        DESK | {"assistant"},
    ),
    Action(
        "registration.return_documents", "5",
        {"kk": "Құжаттарды қайтару", "ru": "Возвращать документы", "en": "Return documents"},
        DESK | {"assistant"},
    ),
    Action(
        "registration.preregister", "15",
        {"kk": "Алдын ала тіркеу", "ru": "Предварительно регистрировать", "en": "Pre-register"},
        frozenset({"assistant"}),
    ),
    Action(
        "registration.fill_village_cards", "18",
        {"kk": "Ауылда картаны толтыру және санат беру",
         "ru": "Заполнять карту и определять категорию в селе",
         "en": "Fill in the card and assign the category in the village"},
        frozenset({"assistant"}),
    ),
    Action(
        "registration.inform_applicants", "21",
        {"kk": "Ауылда тіркелген күнді хабарлау", "ru": "Сообщать дату регистрации в селе",
         "en": "Tell the date of registration in the village"},
        frozenset({"assistant", "village_akim"}),
    ),
    Action(
        "registration.resolve_conflicts", "17",
        {"kk": "Офлайн қараламалардың қайшылығын шешу",
         "ru": "Разрешать расхождения офлайн-черновиков",
         "en": "Resolve conflicts of offline drafts"},
        DESK | {"assistant"},
    ),
    Action(
        "registration.transfer_persons", "4",
        {"kk": "Адамды басқа орталыққа ауыстыру", "ru": "Передавать лицо другому центру",
         "en": "Transfer a person to another center"},
        frozenset({"center_director"}),
    ),
    Action(
        "registration.dispute_category", "11",
        {"kk": "Санатпен келіспеу", "ru": "Оспаривать категорию", "en": "Dispute the category"},
        DESK | {"jobseeker"},
    ),
    Action(
        "registration.answer_dispute", "11",
        {"kk": "Санат бойынша келіспеуге жауап беру", "ru": "Отвечать на несогласие с категорией",
         "en": "Answer a disagreement with the category"},
        DESK | {"center_director"},
    ),
)
