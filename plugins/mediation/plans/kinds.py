"""The case kind of the plan with the words of its states."""

from __future__ import annotations

from console.declare import CaseKind

#: states in which a plan both signed stands
IN_FORCE = ("active", "amending", "amending_signed", "expired")

PLAN = CaseKind(
    "plan", {"kk": "Жұмысқа орналастырудың жеке жоспары",
             "ru": "Индивидуальный план трудоустройства", "en": "Individual employment plan"}, "P",
    {
        "due": {"kk": "Жасалуы тиіс", "ru": "Подлежит составлению", "en": "To be drawn up"},
        "drafted": {"kk": "Жасалған", "ru": "Составлен", "en": "Drawn up"},
        "signed_person": {"kk": "Жұмыссыз қол қойды", "ru": "Подписан безработным",
                          "en": "Signed by the person"},
        "active": {"kk": "Қолданыста", "ru": "Действует", "en": "In force"},
        "amending": {"kk": "Қолданыста, өзгеріске қол қою керек",
                     "ru": "Действует, изменение ждет подписей",
                     "en": "In force, an amendment waits for signatures"},
        "amending_signed": {"kk": "Қолданыста, өзгеріске жұмыссыз қол қойды",
                            "ru": "Действует, изменение подписано безработным",
                            "en": "In force, the amendment is signed by the person"},
        "expired": {"kk": "Мерзімі аяқталған", "ru": "Срок истек", "en": "Expired"},
        "ended": {"kk": "Тоқтатылған", "ru": "Прекращен", "en": "Ended"},
    },
    frozenset({"ended"}), law="48",
)
