"""Rights that no single chapter gives: offices, employers, dictionaries, calendar, audit."""

from __future__ import annotations

from console.declare import Action

ADMINISTRATORS = frozenset({"administrator"})
SYSTEM = frozenset({"administrator", "integrator"})
READERS = frozenset({
    "center_director", "authority_head", "executive_head", "quality_officer", "supervisor",
})

ACTIONS = (
    Action(
        "general.manage_offices", "",
        {"kk": "Органдарды жүргізу", "ru": "Вести органы", "en": "Manage offices"},
        ADMINISTRATORS,
    ),
    Action(
        "general.manage_users", "",
        {"kk": "Пайдаланушыларды жүргізу", "ru": "Вести пользователей", "en": "Manage users"},
        ADMINISTRATORS,
    ),
    Action(
        "general.manage_employers", "53",
        {"kk": "Жұмыс берушілерді жүргізу", "ru": "Вести работодателей",
         "en": "Manage employers"},
        frozenset({"center_specialist", "administrator"}),
    ),
    Action(
        "general.manage_assistants", "15",
        {"kk": "Ассистенттерді жүргізу", "ru": "Вести ассистентов", "en": "Manage assistants"},
        frozenset({"center_director", "administrator"}),
    ),
    Action(
        "general.manage_dictionaries", "",
        {"kk": "Анықтамалықтарды жүргізу", "ru": "Вести справочники",
         "en": "Manage dictionaries"},
        SYSTEM,
    ),
    Action(
        "general.manage_announcements", "64",
        {"kk": "Хабарландырулар жариялау", "ru": "Публиковать объявления",
         "en": "Publish announcements"},
        frozenset({"center_director", "administrator"}),
    ),
    Action(
        "general.manage_calendar", "",
        {"kk": "Жұмыс күндерінің күнтізбесін жүргізу", "ru": "Вести календарь рабочих дней",
         "en": "Manage the working calendar"},
        ADMINISTRATORS,
    ),
    Action(
        "general.manage_delegations", "",
        {"kk": "Қол қою өкілеттігін беру", "ru": "Передавать право подписи",
         "en": "Give powers to sign"},
        frozenset({"center_director", "authority_head", "executive_head", "administrator"}),
    ),
    Action(
        "general.manage_plugins", "",
        {"kk": "Модульдерді көру", "ru": "Смотреть модули", "en": "See the plugins"},
        SYSTEM,
    ),
    Action(
        "general.enter_labour_force", "",
        {"kk": "Жұмыс күшінің санын енгізу", "ru": "Вводить численность рабочей силы",
         "en": "Enter the size of the labour force"},
        frozenset({"integrator", "administrator"}),
    ),
    Action(
        "general.read_reports", "",
        {"kk": "Есептерді алу", "ru": "Получать отчеты", "en": "Take reports"},
        READERS,
    ),
    Action(
        "general.read_audit", "",
        {"kk": "Әрекеттер журналын қарау", "ru": "Смотреть журнал действий",
         "en": "Read the journal of acts"},
        frozenset({"supervisor", "administrator", "integrator"}),
    ),
)
