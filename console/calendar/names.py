"""Names of days and bases in Kazakh, Russian and English, as the calendar tells them."""

from __future__ import annotations

from console.errors import Label

# Keyed by the English name the seed's source gives.
HOLIDAYS: dict[str, Label] = {
    "New Year's Day": {"kk": "Жаңа жыл", "ru": "Новый год", "en": "New Year"},
    "Orthodox Christmas": {
        "kk": "Православиелік Рождество",
        "ru": "Православное Рождество",
        "en": "Orthodox Christmas",
    },
    "International Women's Day": {
        "kk": "Халықаралық әйелдер күні",
        "ru": "Международный женский день",
        "en": "International Women's Day",
    },
    "Nowruz Holiday": {"kk": "Наурыз мейрамы", "ru": "Наурыз мейрамы", "en": "Nauryz"},
    "Kazakhstan's People Solidarity Holiday": {
        "kk": "Қазақстан халқының бірлігі мерекесі",
        "ru": "Праздник единства народа Казахстана",
        "en": "Unity Day of the people of Kazakhstan",
    },
    "Defender of the Fatherland Day": {
        "kk": "Отан қорғаушы күні",
        "ru": "День защитника Отечества",
        "en": "Defender of the Fatherland Day",
    },
    "Victory Day": {"kk": "Жеңіс күні", "ru": "День Победы", "en": "Victory Day"},
    "Capital Day": {"kk": "Астана күні", "ru": "День столицы", "en": "Capital Day"},
    "Constitution Day": {
        "kk": "Қазақстан Республикасының Конституциясы күні",
        "ru": "День Конституции Республики Казахстан",
        "en": "Constitution Day",
    },
    "Republic Day": {"kk": "Республика күні", "ru": "День Республики", "en": "Republic Day"},
    "First President Day": {
        "kk": "Қазақстан Республикасының Тұңғыш Президенті күні",
        "ru": "День Первого Президента Республики Казахстан",
        "en": "First President Day",
    },
    "Independence Day": {
        "kk": "Тәуелсіздік күні",
        "ru": "День Независимости",
        "en": "Independence Day",
    },
    "Eid al-Adha": {
        "kk": "Құрбан айттың бірінші күні",
        "ru": "Первый день Курбан-айта",
        "en": "First day of Kurban-ait",
    },
}

ESTIMATED: Label = {"kk": "болжамды күн", "ru": "предполагаемая дата", "en": "estimated date"}
OBSERVED: Label = {
    "kk": "демалыс күні ауыстырылды",
    "ru": "перенос выходного дня",
    "en": "rest day moved",
}
# {day}: the other end of a move, as dd.mm.yyyy.
MOVED_OFF: Label = {
    "kk": "Демалыс күні ({day} күнінен ауыстырылды)",
    "ru": "Выходной день (перенесён с {day})",
    "en": "Day off (moved from {day})",
}
MOVED_WORK: Label = {
    "kk": "Жұмыс күні (демалыс {day} күніне ауыстырылды)",
    "ru": "Рабочий день (выходной перенесён на {day})",
    "en": "Working day (its rest moved to {day})",
}

# Bases the seed uses: the stored text is the Kazakh one, the others are for reading.
LAW_HOLIDAYS: Label = {
    "kk": "«Қазақстан Республикасындағы мерекелер туралы» Заң",
    "ru": "Закон «О праздниках в Республике Казахстан»",
    "en": "Law on holidays in the Republic of Kazakhstan",
}
LAW_OBSERVED: Label = {
    "kk": "«Қазақстан Республикасындағы мерекелер туралы» Заң, 5-бап",
    "ru": "Закон «О праздниках в Республике Казахстан», статья 5",
    "en": "Law on holidays in the Republic of Kazakhstan, article 5",
}
LABOUR_CODE: Label = {
    "kk": "Еңбек кодексі, 85-бап",
    "ru": "Трудовой кодекс, статья 85",
    "en": "Labour Code, article 85",
}
ORDER: Label = {
    "kk": "демалыс күндерін ауыстыру туралы шешім (Еңбек кодексі, 85-бап)",
    "ru": "решение о переносе дней отдыха (Трудовой кодекс, статья 85)",
    "en": "decision moving rest days (Labour Code, article 85)",
}
WEEK: dict[str, Label] = {
    "5day": {
        "kk": "бес күндік жұмыс аптасы",
        "ru": "пятидневная рабочая неделя",
        "en": "five-day working week",
    },
    "6day": {
        "kk": "алты күндік жұмыс аптасы",
        "ru": "шестидневная рабочая неделя",
        "en": "six-day working week",
    },
}
REST_DAY: Label = {"kk": "демалыс күні", "ru": "выходной день", "en": "rest day"}
BASES = {basis["kk"]: basis for basis in (LAW_HOLIDAYS, LAW_OBSERVED, LABOUR_CODE, ORDER)}

WEEKDAYS: dict[str, tuple[str, ...]] = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def weekday_label(weekday: int) -> dict[str, str]:
    """Name of a weekday (Monday = 0) in kk, ru, en."""
    return {lang: names[weekday] for lang, names in WEEKDAYS.items()}


def rest_day_label(scheme: str) -> dict[str, str]:
    """Why an ordinary weekend rests: it is a rest day of the scheme's week, in kk, ru, en."""
    return {lang: f"{REST_DAY[lang]}, {week}" for lang, week in WEEK[scheme].items()}


def basis_label(basis: str) -> dict[str, str]:
    """A basis in kk, ru, en. One that an administrator typed reads alike in all three."""
    return dict(BASES.get(basis) or {"kk": basis, "ru": basis, "en": basis})
