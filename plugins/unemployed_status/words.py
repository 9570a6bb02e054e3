"""The sentences in which evidence of par. 34 is told: Kazakh, Russian, English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from console.declare import Label

DATE = "%d.%m.%Y"

REGISTERS: Mapping[str, Label] = {
    "person": {"kk": "жеке тұлғалар тізілімі", "ru": "регистр физических лиц",
               "en": "register of natural persons"},
    "employment": {"kk": "еңбек шарттарының тізілімі", "ru": "учет трудовых договоров",
                   "en": "register of employment contracts"},
    "entrepreneur": {"kk": "кәсіпкерлер тізілімі", "ru": "реестр предпринимателей",
                     "en": "register of entrepreneurs"},
    "student": {"kk": "білім алушылар тізілімі", "ru": "учет обучающихся",
                "en": "register of students"},
}
SOURCES: Mapping[str, Label] = {
    "simulator": {"kk": "мемлекеттік тізілім (демонстрация)",
                  "ru": "государственный реестр (демонстрация)",
                  "en": "state register (demonstration)"},
    "register": {"kk": "мемлекеттік тізілім", "ru": "государственный реестр",
                 "en": "state register"},
    "application": {"kk": "өтініш", "ru": "заявление", "en": "application"},
    "center": {"kk": "жұмыспен қамту орталығы", "ru": "центр занятости",
               "en": "employment center"},
}
STATUSES: Mapping[str, Label] = {
    "down": {"kk": "жауап бермеді", "ru": "не ответил", "en": "did not answer"},
    "mismatch": {"kk": "мәліметтер сәйкес келмеді", "ru": "сведения разошлись",
                 "en": "holds different data"},
    "not_found": {"kk": "адам табылмады", "ru": "лицо не найдено",
                  "en": "does not know the person"},
    "ok": {"kk": "қажет мәліметті бермеді", "ru": "не дал нужных сведений",
           "en": "did not give the fact needed"},
    "not_asked": {"kk": "әлі сұралмаған", "ru": "еще не запрошен", "en": "was not asked yet"},
}


def source(code: str, language: str) -> str:
    """Who said it, in words; a name stays as it is."""
    label = SOURCES.get(code) or REGISTERS.get(code)
    return label[language] if label else code


NO_CONTRACT: Label = {
    "kk": "Жарамды еңбек шарты жоқ.", "ru": "Действующего трудового договора нет.",
    "en": "There is no employment contract in force.",
}
BUSINESS: Label = {
    "kk": "Кәсіпкер ретінде тіркелген; табысы бар-жоғын лауазымды адам анықтайды.",
    "ru": "Зарегистрирован предпринимателем; есть ли доход, устанавливает должностное лицо.",
    "en": "Is registered as an entrepreneur; an official establishes whether there is income.",
}
NO_BUSINESS: Label = {
    "kk": "Кәсіпкер ретінде тіркелмеген.", "ru": "Предпринимателем не зарегистрирован.",
    "en": "Is not registered as an entrepreneur.",
}
NOT_CHECKED: Label = {
    "kk": "Мәліметтердің дәйектілігі әлі тексерілмеген.",
    "ru": "Достоверность сведений еще не проверена.",
    "en": "The information was not checked yet.",
}
NOTHING_UNTRUE: Label = {
    "kk": "Тексеру айырмашылық таппады, дәйексіз мәлімет туралы қорытынды жоқ.",
    "ru": "Проверка расхождений не нашла, вывода о недостоверности нет.",
    "en": "The check found no difference; nobody found anything untrue.",
}


def age(born: date, on: date, months: int) -> Label:
    """The age on a day, in full years and months."""
    years, rest = divmod(max(months, 0), 12)
    return {
        "kk": f"{born:{DATE}} туған; {on:{DATE}} күні {years} жас {rest} ай.",
        "ru": f"Дата рождения {born:{DATE}}; на {on:{DATE}} полных лет: {years}, месяцев: {rest}.",
        "en": f"Born {born:{DATE}}; on {on:{DATE}} aged {years} years {rest} months.",
    }


def _work(contract: Mapping[str, Any]) -> str:
    since = contract.get("from")
    day = f"{date.fromisoformat(since):{DATE}}" if since else "?"
    return f"{contract.get('employer') or '?'}, {contract.get('post') or '?'}, {day}"


def contract(row: Mapping[str, Any]) -> Label:
    """A contract in force: employer, post, since when."""
    said = _work(row)
    return {"kk": f"Жарамды еңбек шарты: {said}.", "ru": f"Действующий трудовой договор: {said}.",
            "en": f"Employment contract in force: {said}."}


def suspended(row: Mapping[str, Any]) -> Label:
    """A suspended contract: an official establishes whether there is paid work."""
    said = _work(row)
    return {
        "kk": f"Тоқтатыла тұрған еңбек шарты: {said}; ақылы жұмысты лауазымды адам анықтайды.",
        "ru": f"Приостановленный договор: {said}; оплату работы устанавливает должностное лицо.",
        "en": f"Suspended contract: {said}; an official establishes whether there is paid work.",
    }


def differs(register: str, fields: Sequence[str]) -> Label:
    """A register holds something otherwise than the person said."""
    which = ", ".join(fields) or "?"
    name = REGISTERS.get(register, dict.fromkeys(("kk", "ru", "en"), register))
    return {"kk": f"Айырмашылық ({name['kk']}): {which}.",
            "ru": f"Расхождение ({name['ru']}): {which}.",
            "en": f"Difference ({name['en']}): {which}."}


def claims(value: bool | None) -> Label:
    """Whether the person claims active measures."""
    if value is None:
        return {"kk": "Белсенді шараларға үміткер ме, сұралмаған.",
                "ru": "Претендует ли на активные меры, не выяснено.",
                "en": "Whether the person claims active measures was not asked."}
    if value:
        return {"kk": "Белсенді шараларға үміткер.", "ru": "Претендует на активные меры.",
                "en": "Claims active measures."}
    return {"kk": "Белсенді шараларға үміткер емес.", "ru": "На активные меры не претендует.",
            "en": "Claims no active measures."}


def studies(place: str | None) -> Label:
    """Where the person studies, if anywhere."""
    if not place:
        return {"kk": "Білім алушы ретінде табылмады.", "ru": "Обучающимся не значится.",
                "en": "Is not known as a student or pupil."}
    return {"kk": f"Оқиды: {place}.", "ru": f"Обучается: {place}.", "en": f"Studies at: {place}."}


def silent(register: str, status: str) -> Label:
    """A register gave no usable answer."""
    names, what = REGISTERS[register], STATUSES.get(status, STATUSES["down"])
    return {lang: f"{names[lang]}: {what[lang]}." for lang in ("kk", "ru", "en")}


def official(holds: bool, reason: str, document: str) -> Label:
    """An official's reasoned finding, with the document it rests on."""
    paper = f" ({document})" if document else ""
    told = {
        "kk": "Негіз анықталды" if holds else "Негіз жоқ",
        "ru": "Основание установлено" if holds else "Основания нет",
        "en": "The ground is established" if holds else "The ground does not exist",
    }
    return {lang: f"{text}: {reason}{paper}" for lang, text in told.items()}
