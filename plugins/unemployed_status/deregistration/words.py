"""What must be proved under par. 44 and what the records say of it: Kazakh, Russian, English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from console.declare import Label

if TYPE_CHECKING:
    from plugins.unemployed_status.deregistration.grounds import Absence, Court, Weighing

DATE, MONTH = "%d.%m.%Y", "%m.%Y"
NOTHING: Label = {"kk": "жазба жоқ", "ru": "записи нет", "en": "no record"}
LANGUAGES = ("kk", "ru", "en")

CONDITIONS: Mapping[str, Label] = {
    "contribution_medical": {
        "kk": "тіркеуден кейінгі ай үшін төлеушісі көрсетілген, төлемнен ұсталмаған міндетті "
              "әлеуметтік медициналық сақтандыру аударымдары түскен",
        "ru": "за месяц после регистрации поступили отчисления на ОСМС с указанием плательщика, "
              "не удержанные с выплаты по потере работы",
        "en": "medical insurance deductions arrived for a month after the registration, with "
              "their payer, not withheld from the job-loss payment"},
    "contribution_pension": {
        "kk": "тіркеуден кейінгі ай үшін төлеушісі көрсетілген, төлемнен ұсталмаған міндетті "
              "зейнетақы жарналары түскен",
        "ru": "за месяц после регистрации поступили обязательные пенсионные взносы с указанием "
              "плательщика, не удержанные с выплаты по потере работы",
        "en": "mandatory pension contributions arrived for a month after the registration, with "
              "their payer, not withheld from the job-loss payment"},
    "contribution_social": {
        "kk": "тіркеуден кейінгі ай үшін төлеушісі көрсетілген, төлемнен ұсталмаған әлеуметтік "
              "аударымдар түскен",
        "ru": "за месяц после регистрации поступили социальные отчисления с указанием "
              "плательщика, не удержанные с выплаты по потере работы",
        "en": "social contributions arrived for a month after the registration, with their "
              "payer, not withheld from the job-loss payment"},
    "enough_refusals": {
        "kk": "есепке алынатын бас тартулар саны жеткілікті",
        "ru": "учитываемых отказов достаточно",
        "en": "there are enough refusals that count"},
    "enough_silences": {
        "kk": "мерзімінде жауап берілмеген, есепке алынатын ұсыныстар саны жеткілікті",
        "ru": "учитываемых предложений без своевременного ответа достаточно",
        "en": "there are enough offers without a timely answer that count"},
    "called": {
        "kk": "адамға орны мен күні хабарланған", "ru": "лицу сообщены место и день",
        "en": "the person was told the place and the day"},
    "term_passed": {
        "kk": "келу мерзімі өткен", "ru": "срок явки истек",
        "en": "the term of appearing has passed"},
    "did_not_appear": {
        "kk": "адам мерзімінде келмеген", "ru": "лицо в срок не явилось",
        "en": "the person did not appear in time"},
    "absence_stated": {
        "kk": "жұмыс беруші немесе оқу орны адамның келмегенін құжатпен растаған",
        "ru": "работодатель или учебное заведение документом подтвердили неявку",
        "en": "the employer or the place of study stated the absence by a document"},
    "in_signed_schedule": {
        "kk": "бұл – адам қол қойған жоспардың 3-бөліміндегі келу немесе хабарлау талап етілетін "
              "жазба",
        "ru": "это запись раздела 3 подписанного лицом плана, требующая явки или уведомления",
        "en": "it is an entry of section 3 that requires attendance or notice, in a plan the "
              "person signed"},
    "stop_documented": {
        "kk": "шараға қатысу тоқтатылғаны құжатпен расталған",
        "ru": "прекращение участия в мере подтверждено документом",
        "en": "the end of taking part in the measure is documented"},
    "own_will": {
        "kk": "қатысуды адам өз бетінше тоқтатқан", "ru": "участие прекращено самовольно",
        "en": "the person stopped taking part at own will"},
    "in_signed_plan": {
        "kk": "бұл шара адам қол қойған жоспарда бар",
        "ru": "эта мера стоит в подписанном лицом плане",
        "en": "the measure stands in a plan the person signed"},
    "cause_weighed": {
        "kk": "орталық маманы адамның себебін бағалап, дәлелсіз деп тапқан",
        "ru": "специалист центра оценил причину и признал ее неуважительной",
        "en": "the center's specialist weighed the cause and found it not valid"},
    "cause_weighed_again": {
        "kk": "жергілікті орган себепті қайта бағалап, дәлелсіз деп тапқан",
        "ru": "местный орган повторно оценил причину и признал ее неуважительной",
        "en": "the local authority weighed the cause again and found it not valid"},
    "court_act": {
        "kk": "сот актісі: соты мен нөмірі көрсетілген", "ru": "есть акт суда с его номером",
        "en": "there is an act of a court with its number"},
    "imprisonment": {
        "kk": "жаза – бас бостандығынан айыру", "ru": "наказание – лишение свободы",
        "en": "the punishment is imprisonment"},
    "compulsory_treatment": {
        "kk": "сот мәжбүрлеп емдеуге жіберген", "ru": "суд направил на принудительное лечение",
        "en": "the court ordered compulsory treatment"},
    "in_force": {
        "kk": "сот актісі заңды күшіне енген", "ru": "акт суда вступил в законную силу",
        "en": "the court's act is in force"},
    "change_documented": {
        "kk": "өзгеріс құжатпен расталған", "ru": "изменение подтверждено документом",
        "en": "the change is documented"},
    "changed_while_unemployed": {
        "kk": "өзгеріс адам жұмыссыз ретінде тіркеуде тұрғанда болған",
        "ru": "изменение наступило в период регистрации безработным",
        "en": "the change took place while the person was registered as unemployed"},
    "report_term_passed": {
        "kk": "хабарлау мерзімі өткен", "ru": "срок сообщения истек",
        "en": "the term of reporting has passed"},
    "not_reported_in_time": {
        "kk": "адам мерзімінде хабарламаған", "ru": "лицо в срок не сообщило",
        "en": "the person did not report in time"},
    "center_did_not_know": {
        "kk": "орталық бұл өзгерісті өз әрекетінен білген жоқ",
        "ru": "центр не знал об изменении из собственных действий",
        "en": "the center did not know of the change by its own act"},
    "false_document_named": {
        "kk": "жалған деп саналған құжат көрсетілген", "ru": "указан документ, считаемый ложным",
        "en": "the document held to be false is named"},
    "falsity_concluded": {
        "kk": "жалғандығын құзыретті орган немесе құжатты берген ұйым растаған",
        "ru": "ложность подтвердил компетентный орган или тот, от чьего имени документ",
        "en": "a competent body, or whoever is named as issuer, confirmed the falsity"},
    "knowing_reasoned": {
        "kk": "адамның көрінеу бергені негізделген", "ru": "заведомость обоснована",
        "en": "it is reasoned that the person knew"},
}
NOT_PROVED: Label = {"kk": "Дәлелденбеген", "ru": "Не доказано", "en": "Not proved"}
KINDS: Mapping[bool | None, Label] = {
    True: {"kk": "төлемнен ұсталған", "ru": "удержано с выплаты",
           "en": "withheld from the payment"},
    None: {"kk": "төлемнен ұсталған-ұсталмағаны белгісіз", "ru": "неизвестно, удержано ли",
           "en": "not known whether withheld"},
    False: {"kk": "", "ru": "", "en": ""},
}
MEASURES: Mapping[str, Label] = {
    "imprisonment": {"kk": "бас бостандығынан айыру", "ru": "лишение свободы",
                     "en": "imprisonment"},
    "suspended": {"kk": "шартты жаза", "ru": "условное наказание", "en": "suspended sentence"},
    "compulsory_treatment": {"kk": "мәжбүрлеп емдеу", "ru": "принудительное лечение",
                             "en": "compulsory treatment"},
    "other": {"kk": "өзге шара", "ru": "иная мера", "en": "another measure"},
}


def _join(parts: Sequence[Label]) -> Label:
    return {lang: "; ".join(p[lang] for p in parts) for lang in LANGUAGES} if parts else NOTHING


def plain(text: str | None) -> Label:
    """The same words in each language; nothing where there are none."""
    return dict.fromkeys(LANGUAGES, text) if text and text.strip() else NOTHING


def day(on: date | None) -> Label:
    """A date."""
    return plain(f"{on:{DATE}}") if on else NOTHING


def payments(rows: Sequence[tuple[date, str, bool | None, str]]) -> Label:
    """Months, payers, sources; what is withheld or not known to be."""
    return _join([
        {lang: ", ".join(x for x in (f"{month:{MONTH}}", payer or "?", KINDS[held][lang], source)
                         if x) for lang in LANGUAGES}
        for month, payer, held, source in rows
    ])


def counted(rows: Sequence[tuple[str, str, date]], needed: int) -> Label:
    """How many count of how many needed, and which."""
    listed = "; ".join(f"{title} (№ {number}, {on:{DATE}})" for title, number, on in rows)
    tail = f": {listed}" if listed else ""
    return {
        "kk": f"{needed} керек, {len(rows)} есепке алынады{tail}",
        "ru": f"нужно {needed}, учитывается {len(rows)}{tail}",
        "en": f"{needed} needed, {len(rows)} count{tail}",
    }


def called(row: Absence | None) -> Label:
    """When and by whom the person was told."""
    return plain(f"№ {row.number}, {row.informed_on:{DATE}}, {row.informed_by}") if row else NOTHING


def until(row: Absence | None) -> Label:
    """The last day to appear."""
    return day(row.until) if row else NOTHING


def appeared(row: Absence | None) -> Label:
    """The day the person appeared."""
    return day(row.appeared_on) if row else NOTHING


def act_of(row: Court | None) -> Label:
    """Court, number and day of an act, with the source."""
    if row is None:
        return NOTHING
    return plain(f"{row.court}, № {row.act}, {row.act_on:{DATE}} ({row.source})")


def measure(row: Court | None) -> Label:
    """What the court ordered."""
    return MEASURES.get(row.measure, MEASURES["other"]) if row else NOTHING


def weighed(found: Weighing | None) -> Label:
    """Who weighed the cause, when, and why."""
    if found is None:
        return NOTHING
    result = {
        True: {"kk": "дәлелді", "ru": "уважительная", "en": "valid"},
        False: {"kk": "дәлелсіз", "ru": "неуважительная", "en": "not valid"},
    }[found.valid]
    tail = f"{found.reason} ({found.by}, {found.on:{DATE}})"
    return {lang: f"{result[lang]}: {tail}" for lang in LANGUAGES}
