"""Criteria of par. 57 and 2(9), each decided on plain values and said in three languages.

A criterion is passed, failed or unknown; what nobody stated is unknown, never failed. Sex, age,
ethnicity, family and health are not read here at all: health is asked of the person and stays in
the checklist of the offer.
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
#: levels of schooling, lowest first (dictionary education_level)
EDUCATION = (
    "none", "primary", "basic_secondary", "general_secondary", "technical_vocational",
    "post_secondary", "incomplete_higher", "higher", "postgraduate",
)
#: how near an occupation is, by the digits of the classifier the two codes share
NEAR = {3: 0.7, 2: 0.4}
#: criteria whose failure keeps a person out of the list of candidates
HARD = frozenset({"region_relocation", "training_and_qualification_level", "working_time_regime"})
TITLES: Mapping[str, Label] = {
    "profession_position": {"kk": "Кәсібі (лауазымы)", "ru": "Профессия (должность)",
                            "en": "Profession (position)"},
    "training_and_qualification_level": {
        "kk": "Кәсіптік даярлық және біліктілік деңгейі",
        "ru": "Уровень профессиональной подготовки и квалификации",
        "en": "Level of training and qualification"},
    "experience_and_skills": {"kk": "Жұмыс тәжірибесі мен дағдылары",
                              "ru": "Опыт работы и навыки", "en": "Experience and skills"},
    "wage_level": {"kk": "Жалақы деңгейі", "ru": "Уровень заработной платы", "en": "Wage level"},
    "working_time_regime": {"kk": "Жұмыс уақытының режимі", "ru": "Режим рабочего времени",
                            "en": "Working-time regime"},
    "employer_other_requirements": {
        "kk": "Жұмыс берушінің басқа да талаптары", "ru": "Другие требования работодателя",
        "en": "Other requirements of the employer"},
    "region_relocation": {"kk": "Өңір және көшуге келісім", "ru": "Регион и согласие на переезд",
                          "en": "Region and consent to move"},
    "former_specialty": {"kk": "Бұрынғы мамандығы бойынша тәжірибе",
                         "ru": "Опыт по прежней специальности",
                         "en": "Experience in the former specialty"},
    "transport": {"kk": "Көлікпен жету мүмкіндігі", "ru": "Транспортная доступность",
                  "en": "Transport accessibility"},
}
PARAGRAPHS = {"region_relocation": "54", "former_specialty": "2", "transport": "2"}
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


@dataclass(frozen=True)
class Side:
    """What is compared of a person (card) or asked of one (vacancy); None is not stated."""

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


NO_DEMAND: tuple[str, Any] = ("none", None)
#: something that can be said: how (word, words, years, money, text) and what, put in words later
Said = tuple[str, Any]


@dataclass(slots=True)
class Reason:
    """One criterion: result, how far it is met (0..1), what decided. Words are made when read."""

    criterion: str
    result: str
    degree: float
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
        value, required = self.value, self.required
        return {
            lang: _SAID[lang].format(
                title=TITLES[self.criterion][lang], verdict=_VERDICT[self.result][lang],
                value=value[lang], required=required[lang])
            for lang in LANGUAGES
        }

    def to_json(self) -> dict[str, Any]:
        """As kept in an offer."""
        return {"result": self.result, "value": dict(self.value), "required": dict(self.required),
                "text": dict(self.text), "paragraph": self.paragraph}


@dataclass(frozen=True)
class Reasons:
    """All criteria of one pair, in the order of par. 57 and then par. 2(9)."""

    items: tuple[Reason, ...]

    def __iter__(self) -> Iterator[Reason]:
        return iter(self.items)

    def get(self, criterion: str) -> Reason:
        """One criterion by code; KeyError when there is none."""
        return next(r for r in self.items if r.criterion == criterion)

    @property
    def excluded(self) -> bool:
        """Whether a hard criterion failed."""
        return any(r.result == FAILED and r.criterion in HARD for r in self.items)

    def to_json(self) -> dict[str, Any]:
        """Criterion -> result, value, requirement and sentence."""
        return {r.criterion: r.to_json() for r in self.items}

    def sentences(self, language: str) -> list[str]:
        """Every criterion as a sentence."""
        return [r.text[language] for r in self.items]


def compare(person: Side, vacancy: Side) -> Reasons:
    """Every criterion for a person and a vacancy."""
    return Reasons((
        _profession(person, vacancy), _education(person, vacancy), _experience(person, vacancy),
        _wage(person, vacancy), _regime(person, vacancy), _other(vacancy),
        _region(person, vacancy), _former(person, vacancy), _transport(vacancy),
    ))


def nearness(one: str | None, two: str | None) -> float:
    """How near two occupations are: 1 the same, less the fewer leading digits they share."""
    if one == two:
        return 1.0 if one else 0.0
    if not one or not two:
        return 0.0
    shared = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        shared += 1
    return NEAR.get(min(shared, 3), 0.0)


def enough_education(required: str) -> tuple[str, ...]:
    """The levels that meet a required one (the level itself and all above)."""
    return EDUCATION[EDUCATION.index(required) :] if required in EDUCATION else ()


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
    if how == "moves":
        region = words("region", what or None)
        return {lang: f"{region[lang]}, {_MOVES[lang]}" for lang in LANGUAGES}
    codes = what if isinstance(what, tuple) else (what,)
    return {lang: ", ".join(words(how, code)[lang] for code in codes) for lang in LANGUAGES}


def _reason(
    criterion: str, result: str, said: Said, asked: Said, degree: float | None = None
) -> Reason:
    far = {PASSED: 1.0, UNKNOWN: 0.5, FAILED: 0.0}[result] if degree is None else degree
    return Reason(criterion, result, far, said, asked)


def _profession(person: Side, vacancy: Side) -> Reason:
    name, wanted = "profession_position", ("occupation", vacancy.occupation)
    had = [c for c in (person.occupation, *person.former) if c]
    if not had or vacancy.occupation is None:
        return _reason(name, UNKNOWN, ("occupation", None), wanted)
    best = max(had, key=lambda code: nearness(code, vacancy.occupation))
    degree = nearness(best, vacancy.occupation)
    if best != person.occupation:
        degree *= 0.9  # worked so before, but wishes for something else
    return _reason(name, PASSED if degree > 0 else FAILED, ("occupation", best), wanted, degree)


def _education(person: Side, vacancy: Side) -> Reason:
    name, value = "training_and_qualification_level", ("education_level", person.education)
    if vacancy.education is None:
        return _reason(name, PASSED, value, NO_DEMAND)
    required = ("education_level", vacancy.education)
    if person.education is None:
        return _reason(name, UNKNOWN, value, required)
    met = person.education in enough_education(vacancy.education)
    return _reason(name, PASSED if met else FAILED, value, required)


def _experience(person: Side, vacancy: Side) -> Reason:
    name, value = "experience_and_skills", ("years", person.experience)
    if not vacancy.experience:
        return _reason(name, PASSED, value, NO_DEMAND)
    required = ("years", vacancy.experience)
    if person.experience is None:
        return _reason(name, UNKNOWN, value, required)
    met = person.experience >= vacancy.experience
    return _reason(name, PASSED if met else FAILED, value, required)


def _wage(person: Side, vacancy: Side) -> Reason:
    value, paid = ("money", person.wage), ("money", vacancy.wage)
    if person.wage is None or vacancy.wage is None:
        return _reason("wage_level", UNKNOWN, value, paid)
    return _reason("wage_level", PASSED if vacancy.wage >= person.wage else FAILED, value, paid)


def _regime(person: Side, vacancy: Side) -> Reason:
    name, value = "working_time_regime", ("work_regime", person.regimes)
    required = ("work_regime", vacancy.regimes)
    if not person.regimes or not vacancy.regimes:
        return _reason(name, UNKNOWN, value, required)
    met = bool(set(person.regimes) & set(vacancy.regimes))
    return _reason(name, PASSED if met else FAILED, value, required)


def _other(vacancy: Side) -> Reason:
    """Free words of the employer: no machine judges them, the specialist reads them."""
    name = "employer_other_requirements"
    if not vacancy.other:
        return _reason(name, PASSED, ("text", None), NO_DEMAND)
    return _reason(name, UNKNOWN, ("text", None), ("text", vacancy.other))


def _region(person: Side, vacancy: Side) -> Reason:
    name, required = "region_relocation", ("region", vacancy.region)
    if person.relocation:
        return _reason(name, PASSED, ("moves", person.region or ""), required)
    value = ("region", person.region)
    if person.region is None or vacancy.region is None:
        return _reason(name, UNKNOWN, value, required)
    met = person.region[:2] == vacancy.region[:2]
    return _reason(name, PASSED if met else FAILED, value, required)


def _former(person: Side, vacancy: Side) -> Reason:
    """Par. 2(9): seniority and experience in the former specialty."""
    name, wanted = "former_specialty", ("occupation", vacancy.occupation)
    if not person.former or vacancy.occupation is None:
        return _reason(name, UNKNOWN, ("years", person.specialty_years), wanted)
    best = max(person.former, key=lambda code: nearness(code, vacancy.occupation))
    degree = nearness(best, vacancy.occupation)
    return _reason(name, PASSED if degree > 0 else FAILED, ("occupation", best), wanted, degree)


def _transport(vacancy: Side) -> Reason:
    """Par. 2(9) names it, no form asks it: the specialist asks the person."""
    return _reason("transport", UNKNOWN, ("text", None), ("region", vacancy.region))
