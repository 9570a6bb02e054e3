"""What is said about a wrong value: one code and one sentence in each language."""

from __future__ import annotations

from typing import Any, TypeAlias

from forms.iin import MESSAGES as NUMBER_MESSAGES
from forms.model import LANGS, Label

Problem: TypeAlias = dict[str, str]
"""A fault of one field: ``code`` and the sentence in ``kk``, ``ru`` and ``en``."""

TEXTS: dict[str, Label] = {
    "required": {
        "kk": "Бұл жолды толтырыңыз.",
        "ru": "Заполните это поле.",
        "en": "Fill in this field.",
    },
    "unknown": {
        "kk": "Мұндай жол бұл нысанда жоқ.",
        "ru": "Такого поля в этой форме нет.",
        "en": "This form has no such field.",
    },
    "type": {
        "kk": "Мән күтілген түрде емес.",
        "ru": "Значение не того вида, который ожидается.",
        "en": "The value is not of the expected kind.",
    },
    "too_long": {
        "kk": "Мәтін тым ұзын: ең көбі {limit} таңба.",
        "ru": "Текст слишком длинный: не больше {limit} знаков.",
        "en": "The text is too long: at most {limit} characters.",
    },
    "characters": {
        "kk": "Мәтінде көрінбейтін таңбалар бар. Қайта теріңіз.",
        "ru": "В тексте есть невидимые знаки. Наберите его заново.",
        "en": "The text holds invisible characters. Type it again.",
    },
    "pattern": {
        "kk": "Мән талап етілген үлгіге сәйкес келмейді.",
        "ru": "Значение не соответствует требуемому образцу.",
        "en": "The value does not follow the required pattern.",
    },
    "too_small": {
        "kk": "Мән {limit} санынан кем болмауы керек.",
        "ru": "Значение должно быть не меньше {limit}.",
        "en": "The value must be at least {limit}.",
    },
    "too_big": {
        "kk": "Мән {limit} санынан аспауы керек.",
        "ru": "Значение должно быть не больше {limit}.",
        "en": "The value must be at most {limit}.",
    },
    "number": {
        "kk": "Санды цифрмен жазыңыз.",
        "ru": "Запишите число цифрами.",
        "en": "Write the number in digits.",
    },
    "whole_number": {
        "kk": "Бүтін санды цифрмен жазыңыз.",
        "ru": "Запишите целое число цифрами.",
        "en": "Write a whole number in digits.",
    },
    "bool": {
        "kk": "«Иә» немесе «жоқ» деп жауап беріңіз.",
        "ru": "Ответьте «да» или «нет».",
        "en": "Answer yes or no.",
    },
    "consent": {
        "kk": "Келісімсіз жалғастыру мүмкін емес.",
        "ru": "Без согласия продолжить нельзя.",
        "en": "It is not possible to go on without this consent.",
    },
    "date": {
        "kk": "Күнді КК.АА.ЖЖЖЖ түрінде жазыңыз, мысалы 23.11.2026.",
        "ru": "Запишите дату в виде ДД.ММ.ГГГГ, например 23.11.2026.",
        "en": "Write the date as DD.MM.YYYY, for example 23.11.2026.",
    },
    "date_partial": {
        "kk": "Жылды немесе толық күнді жазыңыз, мысалы 2015 немесе 01.09.2015.",
        "ru": "Запишите год или полную дату, например 2015 или 01.09.2015.",
        "en": "Write a year or a full date, for example 2015 or 01.09.2015.",
    },
    "too_early": {
        "kk": "Күн {limit} күнінен ерте болмауы керек.",
        "ru": "Дата должна быть не раньше {limit}.",
        "en": "The date must not be before {limit}.",
    },
    "too_late": {
        "kk": "Күн {limit} күнінен кеш болмауы керек.",
        "ru": "Дата должна быть не позже {limit}.",
        "en": "The date must not be after {limit}.",
    },
    "choice": {
        "kk": "Тізімнен таңдаңыз.",
        "ru": "Выберите из списка.",
        "en": "Choose from the list.",
    },
    "repeated": {
        "kk": "Бір мән екі рет таңдалған.",
        "ru": "Одно значение выбрано дважды.",
        "en": "One value is chosen twice.",
    },
    "phone": {
        "kk": "Телефон нөмірін +7 701 234 56 78 түрінде жазыңыз.",
        "ru": "Запишите номер телефона в виде +7 701 234 56 78.",
        "en": "Write the telephone number as +7 701 234 56 78.",
    },
    "email": {
        "kk": "Электрондық пошта мекенжайын name@example.kz түрінде жазыңыз.",
        "ru": "Запишите адрес электронной почты в виде name@example.kz.",
        "en": "Write the e-mail address as name@example.kz.",
    },
    "name": {
        "kk": "Тегі мен атын жазыңыз.",
        "ru": "Запишите фамилию и имя.",
        "en": "Write the surname and the given name.",
    },
    "address": {
        "kk": "Облысты немесе қаланы және елді мекенді көрсетіңіз.",
        "ru": "Укажите область или город и населенный пункт.",
        "en": "Give the oblast or city and the settlement.",
    },
    "kato": {
        "kk": "ӘАОЖ коды 9 цифрдан тұрады.",
        "ru": "Код КАТО состоит из 9 цифр.",
        "en": "A KATO code has 9 digits.",
    },
    "too_many": {
        "kk": "Жолдар тым көп: ең көбі {limit}.",
        "ru": "Слишком много строк: не больше {limit}.",
        "en": "There are too many rows: at most {limit}.",
    },
    "not_before": {
        "kk": "«{first}» күні «{second}» күнінен ерте болмауы керек.",
        "ru": "Дата «{first}» не может быть раньше даты «{second}».",
        "en": "“{first}” must not be before “{second}”.",
    },
    "gte": {
        "kk": "«{first}» мәні «{second}» мәнінен кем болмауы керек.",
        "ru": "Значение «{first}» не может быть меньше значения «{second}».",
        "en": "“{first}” must not be less than “{second}”.",
    },
    "one_of": {
        "kk": "Мына жолдардың кемінде біреуін толтырыңыз: {names}.",
        "ru": "Заполните хотя бы одно из полей: {names}.",
        "en": "Fill in at least one of these: {names}.",
    },
    "together": {
        "kk": "Мына жолдар бірге толтырылады: {names}.",
        "ru": "Эти поля заполняются вместе: {names}.",
        "en": "These are filled in together: {names}.",
    },
    **NUMBER_MESSAGES,
}


def problem(code: str, *, message: Label | None = None, **values: Any) -> Problem:
    """The fault ``code`` in three languages; a value may itself be a Label."""
    texts = message or TEXTS[code]
    found = {"code": code}
    for lang in LANGS:
        words = {k: v[lang] if isinstance(v, dict) else v for k, v in values.items()}
        found[lang] = texts[lang].format(**words) if message is None else texts[lang]
    return found
