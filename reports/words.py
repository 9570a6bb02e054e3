"""Words of a workbook in kk, ru and en, and names for codes found in rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.catalog import Catalog
from console.data.reporting import Session, office_names
from forms.dictionaries import lookup_shipped

WORDS: Mapping[str, Mapping[str, str]] = {
    "summary": {"kk": "Есеп", "ru": "Отчет", "en": "Report"},
    "definitions": {"kk": "Анықтамалар", "ru": "Определения", "en": "Definitions"},
    "lineage": {"kk": "Шығу тегі", "ru": "Происхождение", "en": "Lineage"},
    "period": {"kk": "Кезең", "ru": "Период", "en": "Period"},
    "offices": {"kk": "Органдар", "ru": "Органы", "en": "Offices"},
    "as_of": {"kk": "Деректер сәті", "ru": "По состоянию на", "en": "As of"},
    "edition": {"kk": "Қағидалардың редакциясы", "ru": "Редакция Правил",
                "en": "Edition of the Rules"},
    "exporter": {"kk": "Алған", "ru": "Выгрузил(а)", "en": "Exported by"},
    "signature": {"kk": "Қолы", "ru": "Подпись", "en": "Signature"},
    "total": {"kk": "Барлығы", "ru": "Итого", "en": "Total"},
    "measure": {"kk": "Көрсеткіш", "ru": "Показатель", "en": "Measure"},
    "paragraph": {"kk": "Тармақ", "ru": "Пункт", "en": "Paragraph"},
    "definition": {"kk": "Анықтама", "ru": "Определение", "en": "Definition"},
    "term": {"kk": "Мерзім", "ru": "Срок", "en": "Term"},
    "consequence": {"kk": "Салдары", "ru": "Последствие", "en": "Consequence"},
    "rows": {"kk": "Жолдар", "ru": "Строк", "en": "Rows"},
    "hash": {"kk": "Деректер хэші (SHA-256)", "ru": "Хэш данных (SHA-256)",
             "en": "Hash of the data (SHA-256)"},
    "query": {"kk": "Сұрау", "ru": "Запрос", "en": "Query"},
    "columns": {"kk": "Бағандар", "ru": "Столбцы", "en": "Columns"},
    "why": {"kk": "Не үшін алынды", "ru": "Для чего выгружено", "en": "Why it was exported"},
    "official": {"kk": "Қызметтік пайдалануға.", "ru": "Для служебного пользования.",
                 "en": "For official use."},
    "personal": {
        "kk": "Қызметтік пайдалануға. Дербес деректер: бөтенге бермеңіз, соңынан жойыңыз.",
        "ru": "Для служебного пользования. Персональные данные: не передавать, затем удалить.",
        "en": "For official use. Personal data: pass to nobody, delete after use.",
    },
    "internal": {
        "kk": "Қызметтік пайдалануға. Дербес деректерсіз жиынтық сандар.",
        "ru": "Для служебного пользования. Сводные числа без персональных данных.",
        "en": "For official use. Aggregate figures without personal data.",
    },
    "empty": {
        "kk": "Бұл кезеңде деректер жоқ.", "ru": "За этот период данных нет.",
        "en": "There are no data for this period.",
    },
    "future": {
        "kk": "Кезең әлі аяқталған жоқ: сандар көрсетілген сәтке дейін.",
        "ru": "Период еще не закончился: числа на указанный момент.",
        "en": "The period has not ended yet: figures are as of the moment stated.",
    },
    "office": {"kk": "Орган", "ru": "Орган", "en": "Office"},
    "with_below": {"kk": "(төменгілерімен: {n})", "ru": "(с подведомственными: {n})",
                   "en": "(with those below: {n})"},
    "cut": {"kk": "Қима", "ru": "Разрез", "en": "Cut"},
    "value": {"kk": "Мәні", "ru": "Значение", "en": "Value"},
    "everybody": {"kk": "Барлығы", "ru": "Всего", "en": "All"},
    "unstated": {"kk": "Көрсетілмеген", "ru": "Не указано", "en": "Not stated"},
    "source": {"kk": "Қайдан есептелді", "ru": "Из чего посчитано", "en": "Counted from"},
    "version": {"kk": "Деректер нұсқасы", "ru": "Версия данных", "en": "Data version"},
    "cases": {"kk": "Ерекше жағдайлар", "ru": "Особые случаи", "en": "Special cases"},
    "signed_by": {"kk": "Лауазымы, аты-жөні", "ru": "Должность, ФИО", "en": "Position, name"},
    "date": {"kk": "Күні", "ru": "Дата", "en": "Date"},
}

#: what each special case means; the definitions sheet says them all
SPECIAL: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "empty": (
        {"kk": "Бос кезең", "ru": "Пустой период", "en": "Empty period"},
        {"kk": "Кезеңде оқиға болмаса, жол жоқ және парақ соны айтады; қозғалыс нөл, қор басындағы "
               "мен соңындағы бірдей.",
         "ru": "Если событий не было, строк нет и лист говорит об этом; движение равно нулю, "
               "остаток на начало и конец одинаков.",
         "en": "Where nothing happened there is no row and the sheet says so; flows are zero, the "
               "stock is the same at the start and at the end."},
    ),
    "future": (
        {"kk": "Болашақ немесе аяқталмаған кезең", "ru": "Будущий или незаконченный период",
         "en": "Future or unfinished period"},
        {"kk": "Сандар көрсетілген сәтке дейін, бірінші парақта белгіленеді; болашақта тек бұрын "
               "басталған ашық міндеттер мен бүгінгі қор көрінеді.",
         "ru": "Числа на указанный момент, это отмечено на первом листе; в будущем видны только "
               "открытые обязанности, начавшиеся раньше, и сегодняшний остаток.",
         "en": "Figures are as of the moment stated, which the first sheet says; the future shows "
               "only open duties begun before and today's stock."},
    ),
    "moved": (
        {"kk": "Жыл ішінде басқа ауданға ауысқан орган",
         "ru": "Орган, перешедший в другой район среди года",
         "en": "An office that moved districts in mid-year"},
        {"kk": "Барлық кезең үшін бүгінгі ағаш қолданылады: орган өз сандарын бүкіл тарихымен "
               "алып өтеді. Жабылған кезеңде қол қойылған сандар өзгермейді, айырма түзету болып "
               "көрінеді.",
         "ru": "Для всех периодов действует сегодняшнее дерево: орган переходит со всей историей "
               "своих чисел. Подписанные числа закрытого периода не меняются, разница видна как "
               "исправление.",
         "en": "The tree of today is used for every period: an office takes its figures along "
               "with their whole past. Signed figures of a closed period stay, the difference "
               "shows as a correction."},
    ),
    "holiday": (
        {"kk": "Кейін қосылған мереке", "ru": "Праздник, добавленный позже",
         "en": "A holiday added later"},
        {"kk": "Ашық міндеттердің мерзімі жаңа күнтізбе нұсқасымен қайта есептеледі; орындалғаны "
               "бұрынғы мерзімімен қалады.",
         "ru": "Сроки открытых обязанностей пересчитываются новой версией календаря; исполненные "
               "остаются при прежнем сроке.",
         "en": "Terms of open duties are counted anew by the new calendar version; those done "
               "keep the term they had."},
    ),
    "corrected": (
        {"kk": "Кезең жабылғаннан кейінгі түзету", "ru": "Исправление после закрытия периода",
         "en": "A correction after the period was closed"},
        {"kk": "Күші жойылған шешім өз күнінде есептелмейді; жабылған сан, бүгінгі сан және "
               "айырма қатар көрсетіледі. Кеш енгізілген әрекет болған күнінде есептеледі.",
         "ru": "Отмененное решение не считается в свой день; закрытое число, сегодняшнее и "
               "разница стоят рядом. Внесенное позже считается днем, когда оно произошло.",
         "en": "A reversed decision is not counted on its day; the closed figure, today's and the "
               "difference stand side by side. What is entered late counts on the day it "
               "happened."},
    ),
    "satisfaction": (
        {"kk": "Қанағаттану (EU PES 4a, 4b)", "ru": "Удовлетворенность (EU PES 4a, 4b)",
         "en": "Satisfaction (EU PES 4a, 4b)"},
        {"kk": "Жиналмайды: консоль сауалнама жүргізбейді.",
         "ru": "Не собирается: консоль не проводит опросов.",
         "en": "Not collected: the console runs no survey."},
    ),
}


def word(key: str, language: str) -> str:
    """A word of the workbook."""
    return WORDS[key][language]


def numbered(paragraph: str, language: str) -> str:
    """A paragraph as people write it: its number, or the annex in words."""
    if not paragraph.startswith("annex-"):
        return paragraph
    number = paragraph.removeprefix("annex-")
    return {"kk": f"{number}-қосымша", "ru": f"прил. {number}", "en": f"annex {number}"}[language]


def _label(dictionaries: str, code: str, language: str) -> str:
    """What a code is called in the first of ``a|b`` that knows it; else the code."""
    for name in dictionaries.split("|"):
        known = lookup_shipped(name)
        if known is not None and known.get(code) is not None:
            return known.label(code, language)
    return code


class Names:
    """Turns codes in rows into words: offices by id or code, deadlines, states, channels."""

    def __init__(self, session: Session, catalog: Catalog, language: str) -> None:
        self.language, self.kinds = language, catalog.kinds
        self.deadlines = {
            d.id: f"{d.id}. {d.title[language]}" for d in catalog.law.deadlines()
        }
        self.offices = office_names(session, language)

    def of(self, kind: str, value: Any, key: str = "") -> Any:
        """The value as it is shown; numbers and dates stay what they are.

        A label is said in the workbook's language; codes of columns of the types
        ``code/<dictionary>`` and ``state/<kind of case>`` become words.
        """
        if value is None:
            return None
        if isinstance(value, Mapping):
            return value[self.language]
        kind, _, listed = kind.partition("/")
        if kind == "code":
            return _label(listed, str(value), self.language)
        if kind == "state":
            states = self.kinds[listed].states if listed in self.kinds else {}
            return states[value][self.language] if value in states else value
        if kind == "office" or key in ("office", "office_id"):
            return self.offices.get(value, str(value))
        if kind == "deadline" or key == "deadline":
            return self.deadlines.get(value, value)
        if key == "paragraph":
            return numbered(value, self.language)
        return value
