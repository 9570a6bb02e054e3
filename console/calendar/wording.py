"""A deadline receipt told in Kazakh, Russian and English sentences, for citizen and court."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from console.calendar.names import WEEK, WEEKDAYS
from console.calendar.week import CalendarError
from console.errors import Label

Words = Mapping[str, Any]

EVENT: Label = {
    "kk": "Оқиға: {at} ({zone}, UTC{offset}).",
    "ru": "Событие: {at} ({zone}, UTC{offset}).",
    "en": "Event: {at} ({zone}, UTC{offset}).",
}
ENTERED: Label = {
    "kk": "Жүйеге енгізілді: {at}; мерзім оқиғадан басталады.",
    "ru": "Внесено в систему: {at}; срок идет от события.",
    "en": "Entered in the system: {at}; the term runs from the event.",
}
ROLLED: dict[str, Label] = {
    "after_hours": {
        "kk": "Жұмыс уақыты ({closes}) аяқталғаннан кейін келіп түскендіктен, келесі жұмыс "
        "күні ({to}) түсті деп есептеледі.",
        "ru": "Поступило после окончания рабочего времени ({closes}), поэтому считается "
        "поступившим на следующий рабочий день ({to}).",
        "en": "It arrived after working hours ended ({closes}), so it counts as arriving on the "
        "next working day ({to}).",
    },
    "day_off": {
        "kk": "Демалыс күні келіп түскендіктен ({reason}), келесі жұмыс күні ({to}) түсті деп "
        "есептеледі.",
        "ru": "Поступило в нерабочий день ({reason}), поэтому считается поступившим на следующий "
        "рабочий день ({to}).",
        "en": "It arrived on a day off ({reason}), so it counts as arriving on the next working "
        "day ({to}).",
    },
}
TERM: dict[str, Label] = {
    "working_day": {
        "kk": "Мерзім: {amount} жұмыс күні; {start} күнінің өзі есептелмейді.",
        "ru": "Срок: {amount} {unit}; сам день {start} не считается.",
        "en": "Term: {amount} {unit}; {start} itself is not counted.",
    },
    "calendar_day": {
        "kk": "Мерзім: {amount} күнтізбелік күн; {start} күнінің өзі есептелмейді.",
        "ru": "Срок: {amount} {unit}; сам день {start} не считается.",
        "en": "Term: {amount} {unit}; {start} itself is not counted.",
    },
    "minute": {
        "kk": "Мерзім: {amount} минут.",
        "ru": "Срок: {amount} {unit}.",
        "en": "Term: {amount} {unit}.",
    },
    "date": {
        "kk": "Мерзім нақты күнмен белгіленген.",
        "ru": "Срок установлен точной датой.",
        "en": "The term is a fixed date.",
    },
}
SAME_DAY: Label = {
    "kk": "Мерзім: {start} күнінің өзі.",
    "ru": "Срок: сам день {start}.",
    "en": "Term: {start} itself.",
}
COUNTED: Label = {
    "kk": "{n}-күн: {day}{reason}.",
    "ru": "День {n}: {day}{reason}.",
    "en": "Day {n}: {day}{reason}.",
}
SKIPPED: Label = {
    "kk": "Есептелмейді: {day}{reason}.",
    "ru": "Не считается: {day}{reason}.",
    "en": "Not counted: {day}{reason}.",
}
END: Label = {
    "kk": "Мерзімнің соңы: {day}, тәулік аяқталғанға дейін.",
    "ru": "Срок истекает: {day}, в конце дня.",
    "en": "The term ends on {day}, at the end of the day.",
}
END_MINUTE: Label = {
    "kk": "Мерзімнің соңы: {at}.",
    "ru": "Срок истекает: {at}.",
    "en": "The term ends at {at}.",
}
CALENDAR: Label = {
    "kk": "Күнтізбе: {version}-нұсқа, {week}.",
    "ru": "Календарь: версия {version}, {week}.",
    "en": "Calendar: version {version}, {week}.",
}
# Russian: one, two to four, many; English: one, many.
UNITS_RU = {
    "working_day": ("рабочий день", "рабочих дня", "рабочих дней"),
    "calendar_day": ("календарный день", "календарных дня", "календарных дней"),
    "minute": ("минута", "минуты", "минут"),
}
UNITS_EN = {
    "working_day": ("working day", "working days"),
    "calendar_day": ("calendar day", "calendar days"),
    "minute": ("minute", "minutes"),
}


def unit_word(unit: str, amount: int, lang: str) -> str:
    """The unit in the number the amount asks for; empty in Kazakh, whose sentences carry it."""
    if lang == "ru":
        tens, ones = amount % 100, amount % 10
        few = 2 <= ones <= 4 and not 12 <= tens <= 14
        return UNITS_RU[unit][0 if ones == 1 and tens != 11 else 1 if few else 2]
    return UNITS_EN[unit][amount != 1] if lang == "en" else ""


def sentences(receipt: Words, lang: str) -> list[str]:
    """The receipt as sentences of one language, in the order of the count."""
    if lang not in WEEKDAYS:
        raise CalendarError(f"Receipts are told in kk, ru and en, not in {lang!r}.")
    local = datetime.fromisoformat(receipt["local"])
    told = [
        EVENT[lang].format(at=_moment(local), zone=receipt["zone"], offset=local.isoformat()[-6:])
    ]
    if receipt.get("entered_at"):
        entered = datetime.fromisoformat(receipt["entered_at"]).astimezone(local.tzinfo)
        told.append(ENTERED[lang].format(at=_moment(entered)))
    if receipt["rolled"]:
        told += [_counted(entry, lang) for entry in receipt["rolled"]["skipped"]]
        told.append(_rolled(receipt, lang))
    told.append(_term(receipt, lang))
    told += [_counted(entry, lang) for entry in receipt["days"]]
    told.append(_end(receipt, local, lang))
    week = WEEK[receipt["scheme"]][lang]
    told.append(CALENDAR[lang].format(version=receipt["calendar_version"], week=week))
    return told


def _moment(local: datetime) -> str:
    return f"{local:%d.%m.%Y %H:%M}"


def _day(iso: str, lang: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%d.%m.%Y}, {WEEKDAYS[lang][day.weekday()]}"


def _counted(entry: Words, lang: str) -> str:
    pattern = SKIPPED if entry["n"] is None else COUNTED
    reason = _reason(entry, lang)
    day = _day(entry["date"], lang)
    return pattern[lang].format(n=entry["n"], day=day, reason=f": {reason}" if reason else "")


def _reason(entry: Words, lang: str) -> str:
    """Name and basis of a day that is not an ordinary one; a plain weekend needs only a basis."""
    if not entry["name"]:
        return ""
    basis: str = entry["basis"][lang] if entry["basis"] else ""
    if entry["kind"] == "weekend":
        return basis
    name: str = entry["name"][lang]
    return f"{name} ({basis})" if basis else name


def _rolled(receipt: Words, lang: str) -> str:
    rolled, hours = receipt["rolled"], receipt["hours"]
    closes = hours["closes"][:5] if hours else ""
    return ROLLED[rolled["why"]][lang].format(
        closes=closes, to=_day(rolled["to"], lang), reason=_reason(receipt["event_day"], lang)
    )


def _term(receipt: Words, lang: str) -> str:
    amount, unit = receipt["amount"], receipt["unit"]
    if unit == "date":
        return TERM["date"][lang]
    zero: str = receipt["rolled"]["to"] if receipt["rolled"] else receipt["event_on"]
    start = f"{date.fromisoformat(zero):%d.%m.%Y}"
    pattern = SAME_DAY if amount == 0 and unit != "minute" else TERM[unit]
    return pattern[lang].format(amount=amount, unit=unit_word(unit, amount, lang), start=start)


def _end(receipt: Words, local: datetime, lang: str) -> str:
    if receipt["unit"] == "minute":
        due_at = datetime.fromisoformat(receipt["due_at"]).astimezone(local.tzinfo)
        return END_MINUTE[lang].format(at=_moment(due_at))
    return END[lang].format(day=_day(receipt["due_on"], lang))
