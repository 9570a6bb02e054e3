"""Grounds of chapter 2 and the rules that find them. Rules read and never write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office, Person
from console.data.case import Case, Episode
from console.data.documents import RegisterAnswer
from console.declare import Ground

KIND = "registration"
IDENTITY, REPRESENTATIVE = "identity_document", "legal_representative_application"
#: documents of row 8 by the form they come with; the identity document elsewhere
NEEDED: Mapping[str, tuple[str, ...]] = {
    "incomplete_set": (IDENTITY, "application"), "portal_request": (),
}

PACKAGE_INCOMPLETE = Ground(
    "package_incomplete", "annex-1",
    {"kk": "құжаттар топтамасын толық ұсынбаған", "ru": "представлен неполный пакет документов",
     "en": "the full set of documents of row 8 was not presented"},
    "documents",
)
DOCUMENT_EXPIRED = Ground(
    "document_expired", "annex-1",
    {"kk": "қолданылу мерзімі өткен құжаттарды ұсынған",
     "ru": "представлены документы с истекшим сроком действия",
     "en": "a document whose validity has expired was presented"},
    "documents",
)
REPRESENTATIVE_MISSING = Ground(
    "representative_missing", "6",
    {"kk": "он алты жасқа толмаған адам заңды өкілінің өтінішін ұсынбаған",
     "ru": "лицо до шестнадцати лет не представило заявление законного представителя",
     "en": "a person under sixteen did not present the legal representative's application"},
    "documents",
)
NOTHING_MISSING = Ground(
    "nothing_missing", "annex-1",
    {"kk": "топтама толық және мерзімі өтпеген: қабылдаудан бас тартуға негіз жоқ",
     "ru": "пакет полный и не истек: основания для отказа в приеме нет",
     "en": "the set is complete and not expired: there is no ground to refuse acceptance"},
    "documents",
)
REGISTERED_ALREADY = Ground(
    "registered_already", "22",
    {"kk": "адам тіркеуде тұр", "ru": "лицо уже состоит на учете",
     "en": "the person is on the register already"},
    "iin",
)
APPLICATION_OPEN = Ground(
    "application_open", "22",
    {"kk": "бұл адамның өтініші қаралып жатыр", "ru": "заявление этого лица уже рассматривается",
     "en": "an application of this person is being considered already"},
    "iin",
)
NO_ANSWER = Ground(
    "no_register_answer", "10",
    {"kk": "тізілім жауабынсыз сұрау салу жазылмайды",
     "ru": "запрос без ответа реестра не записывается",
     "en": "a query is recorded with the register's answer only"},
)
OTHER_IIN = Ground(
    "other_iin", "10",
    {"kk": "картадағы ЖСН өтініштегі адамдікі емес", "ru": "ИИН в карте не совпадает с заявлением",
     "en": "the IIN on the card is not that of the applicant"},
    "iin",
)
CARD_EMPTY = Ground(
    "card_empty", "14",
    {"kk": "жұмыспен қамтудың жеке картасы толтырылмаған", "ru": "карта занятости не заполнена",
     "en": "the personal employment card is not filled in"},
)
CATEGORY_MISSING = Ground(
    "category_missing", "14",
    {"kk": "санат берілмеген", "ru": "категория не присвоена", "en": "no category was assigned"},
)
NOT_CHECKED = Ground(
    "document_not_checked", "7",
    {"kk": "ұсынылған құжаттың дәйектілігі тексерілмеген",
     "ru": "достоверность представленного документа не проверена",
     "en": "a presented document was not checked"},
    "documents_checked",
)
DOCUMENTS_UNRELIABLE = Ground(
    "documents_unreliable", "8",
    {"kk": "ұсынылған құжаттар дәйексіз", "ru": "представленные документы недостоверны",
     "en": "the presented documents are unreliable"},
    "documents_checked",
)
DATA_UNRELIABLE = Ground(
    "data_unreliable", "8",
    {"kk": "құжаттардағы деректер дәйексіз", "ru": "данные в документах недостоверны",
     "en": "the data in the documents are unreliable"},
    "data_reliable",
)
MEASURES_UNEXPLAINED = Ground(
    "measures_not_explained", "9",
    {"kk": "мемлекеттік шаралар мен қызметтер түсіндірілмеген",
     "ru": "не разъяснены государственные меры и услуги",
     "en": "state measures and services were not explained"},
    "measures_explained",
)
PORTAL_UNEXPLAINED = Ground(
    "portal_not_explained", "13",
    {"kk": "«Электрондық еңбек биржасының» мүмкіндіктері түсіндірілмеген",
     "ru": "не разъяснены возможности «Электронной биржи труда»",
     "en": "the Electronic Labour Exchange was not explained"},
    "portal_explained",
)
NO_REFUSAL_GROUND = Ground(
    "no_refusal_ground", "8",
    {"kk": "құжаттың немесе мәліметтің несімен дәйексіз екенін көрсетіңіз",
     "ru": "укажите, чем недостоверен документ или сведения",
     "en": "say what is unreliable in the document or the data"},
    "findings",
)
NOT_SIGNED_FOR = Ground(
    "receipt_not_signed", "12",
    {"kk": "хабарлама қолхатсыз табыс етілмейді", "ru": "уведомление вручается под расписку",
     "en": "the notice is handed over against a receipt"},
    "receipt_signed",
)
OWN_DISPUTE = Ground(
    "own_dispute", "11",
    {"kk": "келіспеуді мәлімдеген адам оны өзі қарамайды",
     "ru": "заявивший несогласие не рассматривает его сам",
     "en": "whoever raised the disagreement does not review it"},
)
NOT_DISPUTED = Ground(
    "nothing_disputed", "11",
    {"kk": "жауапсыз келіспеу жоқ", "ru": "нет несогласия без ответа",
     "en": "no disagreement waits for an answer"},
)


# ---- the set of documents (annex 1, rows 8 and 9; par. 6)
def years_between(born: date, on: date) -> int:
    """Full years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birth_date_of(act: Act) -> date | None:
    """The birth date a register holds about this IIN, else the one stated."""
    for answer in answers_about(act, str(act.data.get("iin", ""))):
        if answer.register == "person" and answer.answer.get("birth_date"):
            return date.fromisoformat(answer.answer["birth_date"])
    stated = act.data.get("birth_date")
    return date.fromisoformat(stated) if stated else None


def set_problems(act: Act) -> list[Ground]:
    """What the presented set lacks by row 8 and par. 6, and which of its documents expired."""
    rows = act.data.get("documents") or []
    kinds, found = {row["kind"] for row in rows}, []
    needed = NEEDED.get(act.step.form or "", (IDENTITY,))
    missing = [kind for kind in needed if kind not in kinds]
    if missing:
        found.append(PACKAGE_INCOMPLETE.because(missing=missing))
    born = birth_date_of(act)
    young = born and years_between(born, act.today) < act.value("representative_below_age")
    if born and young and REPRESENTATIVE not in kinds:
        found.append(REPRESENTATIVE_MISSING.because(born=born.isoformat()))
    # through the portal no paper is shown: the data form names the document (par. 28)
    if act.data.get("identity_document_valid_until"):
        stated = act.data["identity_document_valid_until"]
        rows = [*rows, {"kind": IDENTITY, "valid_until": stated}]
    for row in rows:
        until = row.get("valid_until")
        if until and date.fromisoformat(until) < act.today:
            found.append(DOCUMENT_EXPIRED.because(kind=row["kind"], valid_until=until))
    return found


def set_is_complete(act: Act) -> Iterable[Ground]:
    """Row 9 and par. 6: the set is full and nothing in it has expired."""
    return set_problems(act)


def set_is_incomplete(act: Act) -> Iterable[Ground]:
    """Acceptance is refused only where row 9 gives a ground."""
    return [] if set_problems(act) else [NOTHING_MISSING]


# ---- one person, one register
def nobody_registered_yet(act: Act) -> Iterable[Ground]:
    """No open episode and no open application anywhere: office and date are told, no more."""
    iin = str(act.data.get("iin", ""))
    person = act.session.scalars(
        select(Person).where(Person.iin == iin).with_for_update()
    ).one_or_none() if iin else None
    return _open_elsewhere(act, person) if person is not None else []


def still_nobody_registered(act: Act) -> Iterable[Ground]:
    """The same question once more when the director signs."""
    return [g for g in _open_elsewhere(act, act.person) if g.code == REGISTERED_ALREADY.code]


def _open_elsewhere(act: Act, person: Person) -> list[Ground]:
    found = []
    episode = act.session.scalars(
        select(Episode).where(Episode.open_person_id == person.id)
    ).first()
    if episode is not None:
        found.append(REGISTERED_ALREADY.because(
            office=_office_name(act, episode.office_id), since=episode.opened_on.isoformat()
        ))
    case = act.session.scalars(
        select(Case).where(Case.person_id == person.id, Case.kind == KIND)
        .where(Case.closed_at.is_(None), Case.state != "registered")
    ).first()
    if case is not None and case is not act.subject:
        found.append(APPLICATION_OPEN.because(
            office=_office_name(act, case.office_id),
            since=case.opened_at.astimezone(act.zone).date().isoformat(),
        ))
    return found


def _office_name(act: Act, key: int) -> str:
    return act.session.get_one(Office, key).name_kk


# ---- the query to the registers (par. 10, 28)
def answered(act: Act) -> Iterable[Ground]:
    """A query is recorded only with what the registers said, down included."""
    result: Mapping[str, Any] = act.evidence.result if act.evidence else {}
    return [] if result.get("answers") else [NO_ANSWER]


def answers_about(act: Act, iin: str) -> list[RegisterAnswer]:
    """Good answers about an IIN that this office received or this account, newest first."""
    offices = {getattr(act.subject, "office_id", None), act.seat.office_id if act.seat else None}
    received: Any = RegisterAnswer.office_id.in_({o for o in offices if o is not None})
    if act.actor.account_id is not None:
        received = received | (RegisterAnswer.asked_by == act.actor.account_id)
    return list(act.session.scalars(
        select(RegisterAnswer)
        .where(RegisterAnswer.iin == iin, RegisterAnswer.status == "ok")
        .where(received)
        .order_by(RegisterAnswer.id.desc()).limit(20)
    ))


# ---- the card, the category, the check (par. 7-14)
def same_iin(act: Act) -> Iterable[Ground]:
    """The card is that of the applicant."""
    return [] if act.data.get("iin") == act.person.iin else [OTHER_IIN]


def card_and_category(act: Act) -> Iterable[Ground]:
    """Par. 14: the mark follows the card and the category; a category "data missing" is one."""
    if not act.entry("jobseeker_data"):
        yield CARD_EMPTY
    elif act.card().category is None:
        yield CATEGORY_MISSING


def all_reliable(act: Act) -> Iterable[Ground]:
    """Par. 7, 8, 12: every presented document was checked and found reliable, and the data."""
    checked = {row["kind"]: row for row in act.data.get("documents_checked") or []}
    presented = {row["kind"] for row in act.entry("application").get("documents", [])}
    for kind in sorted(presented - set(checked)):
        yield NOT_CHECKED.because(kind=kind)
    for kind, row in checked.items():
        if not row["reliable"]:
            yield DOCUMENTS_UNRELIABLE.because(kind=kind, remark=row.get("remark", ""))
    if not act.data["data_reliable"]:
        yield DATA_UNRELIABLE


def informed(act: Act) -> Iterable[Ground]:
    """Par. 9 and 13: the person was told of measures, services and the exchange portal."""
    if not act.data["measures_explained"]:
        yield MEASURES_UNEXPLAINED
    if not act.data["portal_explained"]:
        yield PORTAL_UNEXPLAINED


def portal_explained(act: Act) -> Iterable[Ground]:
    """Par. 19: the assistant told of the exchange portal."""
    return [] if act.data["portal_explained"] else [PORTAL_UNEXPLAINED]


def has_finding(act: Act) -> Iterable[Ground]:
    """Par. 8: at least one ground with its reason."""
    return [] if act.data.get("findings") else [NO_REFUSAL_GROUND]


def refusal_has_finding(act: Act) -> Iterable[Ground]:
    """The director signs a refusal that still states its grounds."""
    return [] if act.entry("refusal_proposal").get("findings") else [NO_REFUSAL_GROUND]


def signed_for(act: Act) -> Iterable[Ground]:
    """Par. 12: the notice is handed over against the receipt."""
    return [] if act.data["receipt_signed"] else [NOT_SIGNED_FOR]


# ---- the disagreement with a category (par. 11)
def open_dispute(act: Act) -> dict[str, Any] | None:
    """The newest disagreement that waits for its answer."""
    disputes = act.card().category_detail.get("disputes", [])
    return next((d for d in reversed(disputes) if "answer" not in d), None)


def reviewed_by_another(act: Act) -> Iterable[Ground]:
    """A disagreement is reviewed by somebody else than whoever raised it."""
    dispute = open_dispute(act)
    if dispute is None:
        yield NOT_DISPUTED
    elif dispute["by"] == act.actor.account_id:
        yield OWN_DISPUTE
