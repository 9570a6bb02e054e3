"""What is compared of a person and a vacancy, and a criterion's answer in three languages.

A criterion is passed, failed or unknown; what nobody stated is unknown, never failed. How far it
is met is a whole number of hundredths, so that every way of computing a score gives the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from console.declare import Label
from forms.dictionaries import lookup_shipped

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"
LANGUAGES = ("kk", "ru", "en")
#: hundredths of a criterion that is met, and of one about which nothing is known
WHOLE, HALF = 100, 50
#: criteria whose failure keeps a person out of the list of candidates
HARD = frozenset({"region_relocation", "training_and_qualification_level", "working_time_regime",
                  "permits"})
#: criteria the person and the center read, and nobody else
PRIVATE = frozenset({"health"})
TITLES: Mapping[str, Label] = {
    "profession_position": {"kk": "Кәсібі (лауазымы)", "ru": "Профессия (должность)",
                            "en": "Profession (position)"},
    "training_and_qualification_level": {
        "kk": "Кәсіптік даярлық және біліктілік деңгейі",
        "ru": "Уровень профессиональной подготовки и квалификации",
        "en": "Level of training and qualification"},
    "experience_and_skills": {"kk": "Жұмыс тәжірибесі", "ru": "Опыт работы",
                              "en": "Work experience"},
    "skills": {"kk": "Дағдылары", "ru": "Навыки", "en": "Skills"},
    "wage_level": {"kk": "Жалақы деңгейі", "ru": "Уровень заработной платы", "en": "Wage level"},
    "working_time_regime": {"kk": "Жұмыс уақытының режимі", "ru": "Режим рабочего времени",
                            "en": "Working-time regime"},
    "employer_other_requirements": {
        "kk": "Жұмыс берушінің басқа да талаптары", "ru": "Другие требования работодателя",
        "en": "Other requirements of the employer"},
    "permits": {"kk": "Жүргізуші куәлігі", "ru": "Водительское удостоверение",
                "en": "Driving licence"},
    "region_relocation": {"kk": "Өңір және көшуге келісім", "ru": "Регион и согласие на переезд",
                          "en": "Region and consent to move"},
    "former_specialty": {"kk": "Бұрынғы мамандығы бойынша тәжірибе",
                         "ru": "Опыт по прежней специальности",
                         "en": "Experience in the former specialty"},
    "transport": {"kk": "Көлікпен жету мүмкіндігі", "ru": "Транспортная доступность",
                  "en": "Transport accessibility"},
    "health": {"kk": "Денсаулық жағдайы", "ru": "Состояние здоровья", "en": "State of health"},
}
PARAGRAPHS = {"region_relocation": "54", "former_specialty": "2", "transport": "2", "health": "2"}
_VERDICT: Mapping[str, Label] = {
    PASSED: {"kk": "сәйкес келеді", "ru": "соответствует", "en": "met"},
    FAILED: {"kk": "сәйкес келмейді", "ru": "не соответствует", "en": "not met"},
    UNKNOWN: {"kk": "белгісіз", "ru": "неизвестно", "en": "unknown"},
}
_SAID: Label = {
    "kk": "{title}: {verdict}. Адамда: {value}. Талап: {required}.",
    "ru": "{title}: {verdict}. У лица: {value}. Требуется: {required}.",
    "en": "{title}: {verdict}. The person: {value}. Required: {required}.",
}
_NOT_STATED: Label = {"kk": "көрсетілмеген", "ru": "не указано", "en": "not stated"}
_MOVES: Label = {"kk": "көшуге келіседі", "ru": "согласие на переезд", "en": "agrees to move"}
_NO_DEMAND: Label = {"kk": "талап жоқ", "ru": "требования нет", "en": "no requirement"}
_DISTRICT: Label = {"kk": "ӘАОЖ бойынша аудан {code}", "ru": "район по КАТО {code}",
                    "en": "KATO district {code}"}


@dataclass(frozen=True)
class Side:
    """What is compared of a person (card) or asked of one (vacancy); None is not stated.

    ``skills``, ``permits`` and ``limits`` are codes of the dictionaries skill, driving_category
    and work_limit; ``district`` the first four digits of KATO.
    """

    occupation: str | None = None
    former: tuple[str, ...] = ()
    education: str | None = None
    experience: float | None = None
    wage: int | None = None
    regimes: tuple[str, ...] = ()
    region: str | None = None
    relocation: bool = False
    other: str = ""
    specialty_years: float | None = None
    skills: frozenset[str] | None = None
    permits: frozenset[str] | None = None
    limits: frozenset[str] | None = None
    district: str | None = None


NO_DEMAND: tuple[str, Any] = ("none", None)
#: something that can be said: how (a dictionary, years, money, text) and what, put in words later
Said = tuple[str, Any]


@dataclass(slots=True)
class Reason:
    """One criterion: result, how far it is met (hundredths), what decided.

    Words are made when read.
    """

    criterion: str
    result: str
    degree: int
    said: Said
    asked: Said

    @property
    def paragraph(self) -> str:
        """The paragraph that names the criterion."""
        return PARAGRAPHS.get(self.criterion, "57")

    @property
    def value(self) -> Label:
        """What the person has, in words."""
        return _in_words(self.said)

    @property
    def required(self) -> Label:
        """What the vacancy asks, in words."""
        return _in_words(self.asked)

    @property
    def text(self) -> Label:
        """The whole sentence."""
        return {lang: self.sentence(lang) for lang in LANGUAGES}

    def sentence(self, language: str) -> str:
        """The same in one language."""
        return _SAID[language].format(
            title=TITLES[self.criterion][language], verdict=_VERDICT[self.result][language],
            value=self.value[language], required=self.required[language])

    def to_json(self) -> dict[str, Any]:
        """As kept in an offer."""
        return {"result": self.result, "value": dict(self.value), "required": dict(self.required),
                "text": dict(self.text), "paragraph": self.paragraph}


@dataclass(frozen=True)
class Reasons:
    """All criteria of one pair, in the order of par. 57 and then par. 2(9).

    ``region`` is the vacancy's: where a region sets weights of its own, those decide the score.
    """

    items: tuple[Reason, ...]
    region: str | None = None

    def __iter__(self) -> Iterator[Reason]:
        return iter(self.items)

    def get(self, criterion: str) -> Reason:
        """One criterion by code; KeyError when there is none."""
        for reason in self.items:
            if reason.criterion == criterion:
                return reason
        raise KeyError(criterion)

    @property
    def excluded(self) -> bool:
        """Whether a hard criterion failed."""
        return any(r.result == FAILED and r.criterion in HARD for r in self.items)

    def to_json(self) -> dict[str, Any]:
        """Criterion -> result, value, requirement and sentence, without the private ones."""
        return {r.criterion: r.to_json() for r in self.items if r.criterion not in PRIVATE}

    def private(self) -> dict[str, Any]:
        """The criteria only the person and the center read, in the same form."""
        return {r.criterion: r.to_json() for r in self.items if r.criterion in PRIVATE}

    def sentences(self, language: str) -> list[str]:
        """Every criterion as a sentence."""
        return [r.sentence(language) for r in self.items]


def reason(
    criterion: str, result: str, said: Said, asked: Said, degree: int | None = None
) -> Reason:
    """A criterion's answer; without ``degree`` a met one counts whole, an unknown one half."""
    far = {PASSED: WHOLE, UNKNOWN: HALF, FAILED: 0}[result] if degree is None else degree
    return Reason(criterion, result, far, said, asked)


@cache
def words(dictionary: str, code: str | None) -> Label:
    """A code's words in the three languages; ``not stated`` for none."""
    if code is None:
        return _NOT_STATED
    found = lookup_shipped(dictionary)
    return {lang: found.label(code, lang) if found else code for lang in LANGUAGES}


def _in_words(said: Said) -> Label:
    how, what = said
    if how == "none":
        return _NO_DEMAND
    if what is None or what == ():
        return _NOT_STATED
    if how == "years":
        return {"kk": f"{what:g} жыл", "ru": f"{what:g} (лет)", "en": f"{what:g} years"}
    if how == "money":
        figure = f"{what:,}".replace(",", "\u00a0")
        return {"kk": f"{figure} теңге", "ru": f"{figure} тенге", "en": f"{figure} tenge"}
    if how == "text":
        shown = str(what) if len(what) <= 300 else what[:299] + "…"
        return dict.fromkeys(LANGUAGES, shown)
    if how == "district":
        return {lang: _DISTRICT[lang].format(code=what) for lang in LANGUAGES}
    if how == "moves":
        region = words("region", what or None)
        return {lang: f"{region[lang]}, {_MOVES[lang]}" for lang in LANGUAGES}
    codes = what if isinstance(what, tuple) else (what,)
    return {lang: ", ".join(words(how, code)[lang] for code in codes) for lang in LANGUAGES}
