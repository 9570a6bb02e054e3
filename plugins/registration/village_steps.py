"""Steps of the conflicts that offline drafts of a village may raise (par. 17, 21)."""

from __future__ import annotations

from console.data import relay
from console.declare import CaseKind, Step
from plugins.registration import village

CONFLICT = CaseKind(
    village.CONFLICT,
    {"kk": "Офлайн қараламалардың қайшылығы", "ru": "Расхождение офлайн-черновиков",
     "en": "Conflict of offline drafts"},
    "D",
    {
        "waiting": {"kk": "Адам шешуі керек", "ru": "Ждет решения человека",
                    "en": "Waits for a person"},
        "resolved": {"kk": "Шешілді", "ru": "Разрешено", "en": "Resolved"},
    },
    frozenset({"resolved"}),
    "17",
)
STEPS = (
    Step(
        "registration.inform_applicant", "21", "registration",
        {"kk": "Тіркелген күнін хабарлау", "ru": "Сообщить дату регистрации",
         "en": "Tell the date of registration"},
        action="registration.inform_applicants",
        form="message_told",
        frm=("registered", "handed_over", "refused"),
        rules=(relay.confirmed("21"),),
        do=(relay.confirm,),
        asks_worklist=False,
    ),
    Step(
        "registration.keep_conflict", "17", village.CONFLICT,
        {"kk": "Қайшылықты сақтау", "ru": "Сохранить расхождение", "en": "Keep the conflict"},
        action="registration.preregister",
        opens=village.open_conflict,
        to="waiting",
        rules=(village.with_draft,),
        do=(village.keep_version,),
    ),
    Step(
        "registration.resolve_conflict", "17", village.CONFLICT,
        {"kk": "Қайшылықты шешу", "ru": "Разрешить расхождение", "en": "Resolve the conflict"},
        action="registration.resolve_conflicts",
        form="draft_resolution",
        frm=("waiting",),
        to="resolved",
        do=(village.close_conflict,),
        hint={
            "kk": "Екінші нұсқа өтініштің үстіне жазылмайды. Дұрыс деректерді әдеттегі "
                  "әрекеттермен енгізіп, шешімді жазыңыз.",
            "ru": "Вторая версия не записывается поверх заявления. Внесите верные данные "
                  "обычными действиями и запишите решение.",
            "en": "The second version is not written over the application. Enter the right data "
                  "by the usual acts and record the decision.",
        },
    ),
    Step(
        "registration.conflict_entered", "17", village.CONFLICT,
        {"kk": "Екінші нұсқа жеке өтініш болды", "ru": "Вторая версия стала заявлением",
         "en": "The second version became an application"},
        frm=("waiting",),
        to="resolved",
        after=("registration.preregister",),
        target=village.conflict_of,
        when=village.from_conflict,
        do=(village.close_entered,),
    ),
)
