"""Rules of chapter 3, registration of the unemployed: Act -> grounds against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from console.act import Act
from console.data.actors import Office, Person
from console.data.office_tree import nearest
from console.declare import Ground
from plugins.unemployed_status.evaluation import (
    STUDENT,
    UNTRUE,
    Facts,
    Finding,
    evaluate_facts,
)

RURAL_ROLES = frozenset({"assistant", "village_akim"})

NO_AUTHORITY = Ground("no_local_authority", "31", {
    "kk": "Орталықтың ауданында жергілікті орган тіркелмеген.",
    "ru": "В районе центра не заведен местный орган.",
    "en": "No local authority is recorded for the center's district.",
})
NOT_JOBSEEKER = Ground("not_a_jobseeker", "31", {
    "kk": "Адам қазір жұмыс іздеп жүрген адам ретінде тіркеуде емес.",
    "ru": "Лицо сейчас не состоит на учете как ищущее работу.",
    "en": "The person is not now registered as a jobseeker.",
})
NO_ANSWERS = Ground("no_register_answers", "32", {
    "kk": "Мемлекеттік тізілімдердің жауабы жоқ: алдымен сұрау салыңыз.",
    "ru": "Нет ответов государственных реестров: сначала сделайте запрос.",
    "en": "There are no answers of state registers: ask them first.",
})
OTHER_IIN = Ground("other_person_asked", "32", {
    "kk": "Сұрау салынған ЖСН осы істегі адамдікі емес.",
    "ru": "Запрошен ИИН не того лица, о котором дело.",
    "en": "The IIN asked about is not that of the person of this case.",
}, field="iin")
NO_DOCUMENT = Ground("finding_without_document", "32", {
    "kk": "Бұл қорытынды үшін негіз болған құжатты көрсетіңіз.",
    "ru": "Для этого вывода укажите подтверждающий документ.",
    "en": "Name the document this finding rests on.",
}, field="findings")
UNKNOWN = Ground("not_verified_yet", "32", {
    "kk": "Тексеру әзірге мүмкін емес: кейін тексеріңіз. Белгісіз дерекпен шешім шығарылмайды.",
    "ru": "Проверка пока невозможна: проверьте позже. По неизвестному решение не принимается.",
    "en": "The check is not possible yet: verify later. Nothing is decided on what is unknown.",
})
NO_GROUND = Ground("no_ground_of_refusal", "34", {
    "kk": "34-тармақтың бірде-бір негізі дәлелденген жоқ: тіркеуден бас тартуға болмайды.",
    "ru": "Ни одно основание пункта 34 не доказано: отказать в регистрации нельзя.",
    "en": "No ground of paragraph 34 is proved: registration cannot be refused.",
})
ALREADY_GIVEN = Ground("notice_already_given", "33", {
    "kk": "Хабарлама бұрын берілген.", "ru": "Уведомление уже выдано.",
    "en": "The notice was already given.",
})
ALREADY_INFORMED = Ground("already_informed", "35", {
    "kk": "Адам бұрын хабардар етілген.", "ru": "Лицо уже проинформировано.",
    "en": "The person was already informed.",
})
THROUGH_VILLAGE = Ground("inform_through_village", "35", {
    "kk": "Ауыл тұрғынын әкім немесе ассистент хабардар етеді: ақпаратты соларға беріңіз.",
    "ru": "Жителя села информирует аким или ассистент: передайте информацию им.",
    "en": "A villager is informed by the akim or the assistant: relay the information to them.",
})
NOT_RURAL = Ground("not_a_villager", "35", {
    "kk": "Адам ауылда тұрмайды: оны орталық өзі хабардар етеді.",
    "ru": "Лицо живет не в селе: его информирует сам центр.",
    "en": "The person does not live in a village: the center informs directly.",
})


def authority_of(act: Act) -> Office | None:
    """The local authority of the same district or city as the center (reading A-63)."""
    return nearest(act.session, act.office, "local_authority")


def facts_of(act: Act) -> Facts:
    """What the case and the person's record say now, for par. 34 on the day of the act."""
    person, kept = act.person, act.case.facts
    return Facts(
        on=act.today,
        birth_date=person.birth_date,
        birth_source=(person.sources or {}).get("birth_date", {}),
        minimum_age=int(act.value("minimum_unemployed_age")),
        pension_age=pension_age(act, person),
        registers=kept.get("registers", {}),
        found=kept.get("findings", []),
        claims_measures=kept.get("claims_measures"),
    )


def pension_age(act: Act, person: Person) -> int | None:
    """Pension age in months by sex on the day; None while the sex is not known."""
    answer = act.case.facts.get("registers", {}).get("person", {})
    sex = (answer.get("data") or {}).get("sex") or person.sex
    return int(act.value("pension_age", sex=str(sex))) if sex in ("f", "m") else None


def evaluate(act: Act) -> list[Finding]:
    """The five grounds of par. 34 for the act's case, all of them, with their evidence."""
    return evaluate_facts(facts_of(act))


def has_authority(act: Act) -> Iterator[Ground]:
    """Par. 31: there is a local authority to send the file to."""
    if authority_of(act) is None:
        yield NO_AUTHORITY.because(center=act.office.name("kk"))


def still_jobseeker(act: Act) -> Iterator[Ground]:
    """Par. 31, 32: only a registered jobseeker becomes unemployed."""
    if act.person.state != "jobseeker":
        yield NOT_JOBSEEKER.because(state=act.person.state)


def registers_answered(act: Act) -> Iterator[Ground]:
    """Par. 32: the answers of the registers about this very person came with the act."""
    answers = (act.evidence.result.get("answers") if act.evidence else None) or {}
    if not answers:
        yield NO_ANSWERS
    if act.data.get("iin") != act.person.iin:
        yield OTHER_IIN


def findings_documented(act: Act) -> Iterator[Ground]:
    """A finding rests on a document, unless it only says that nothing untrue was found."""
    for row in act.data.get("findings") or ():
        harmless = row["ground"] in (UNTRUE, STUDENT) and not row["holds"]
        if not harmless and not row.get("document"):
            yield NO_DOCUMENT.because(ground=row["ground"])


def no_ground_of_34(act: Act) -> Iterator[Ground]:
    """Par. 34 against registration: every proved ground, and every one not known yet."""
    for finding in evaluate(act):
        evidence = [p.to_json() for p in finding.evidence]
        if finding.holds:
            yield finding.ground.because(evidence=evidence)
        elif finding.holds is None:
            yield UNKNOWN.because(
                ground=finding.ground.code, text=dict(finding.ground.text), evidence=evidence
            )


def some_ground_of_34(act: Act) -> Iterator[Ground]:
    """Par. 34 against a refusal: at least one ground must be proved."""
    findings = evaluate(act)
    if not any(f.holds for f in findings):
        yield NO_GROUND.because(findings=[f.to_json() for f in findings])


def notice_not_given(act: Act) -> Iterator[Ground]:
    """Annex 4 or 5 is given once."""
    given = act.case.facts.get("notice_given")
    if given:
        yield ALREADY_GIVEN.because(on=given)


def not_informed(act: Act) -> Iterator[Ground]:
    """The person is informed once."""
    told = act.case.facts.get("informed")
    if told:
        yield ALREADY_INFORMED.because(**told)


def right_messenger(act: Act) -> Iterator[Ground]:
    """Par. 35(1): villagers through the akim or the assistant, everybody else by the center."""
    role = act.seat.role if act.seat else ""
    if lives_in_village(act) and role not in RURAL_ROLES:
        yield THROUGH_VILLAGE


def only_rural(act: Act) -> Iterator[Ground]:
    """Relaying is for villagers alone."""
    if not lives_in_village(act):
        yield NOT_RURAL


def lives_in_village(act: Act) -> bool:
    """Whether somebody in the village can be asked to inform the person."""
    return bool(act.person.rural and act.case.village_id)


def iso(day: date) -> str:
    """A date as stored in facts and documents."""
    return day.isoformat()


def proved(findings: list[Finding]) -> list[dict[str, Any]]:
    """The grounds that hold, as a decision keeps them."""
    return [f.to_json() for f in findings if f.holds]
