"""Rules of the certificate: who asks, and the one ground of refusal (annex 6, row 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office, Person
from console.data.case import Case
from console.declare import Ground
from console.errors import NotFound
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status.certificate.actions import GATEWAY
from plugins.unemployed_status.certificate.register import last_end, registered_since

KIND = "certificate"
ROW_9 = "not_registered_as_unemployed"

UNKNOWN_PERSON = Ground("person_not_known_here", "41", {
    "kk": "Бұл ЖСН бойынша осы орталықта адам табылмады.",
    "ru": "По этому ИИН в этом центре лицо не найдено.",
    "en": "This center has no person with this IIN.",
}, field="iin")
OTHER_PERSON = Ground("not_the_applicant", "41", {
    "kk": "ЖСН өтініш берушінікі емес: анықтама өтініш берушінің өзіне ғана беріледі.",
    "ru": "ИИН не заявителя: справка выдается только самому заявителю.",
    "en": "The IIN is not the applicant's: the certificate is given to the applicant alone.",
}, field="iin")
OTHER_NAME = Ground("name_differs", "41", {
    "kk": "Тегі, аты, әкесінің аты тізілімдегіден өзге.",
    "ru": "Фамилия, имя, отчество отличаются от записанных в учете.",
    "en": "Surname, name, patronymic differ from the register's.",
}, field="full_name")
NO_PORTAL_NUMBER = Ground("no_portal_number", "38", {
    "kk": "Қызмет портал арқылы көрсетіледі: портал берген нөмірді көрсетіңіз.",
    "ru": "Услуга оказывается через портал: укажите номер, присвоенный порталом.",
    "en": "The service is given through the portal: state the number the portal gave.",
}, field="portal_number")
RECORDED = Ground("portal_request_recorded", "41", {
    "kk": "Порталдың бұл өтініші бұрын тіркелген.",
    "ru": "Это заявление портала уже зарегистрировано.",
    "en": "This request of the portal is registered already.",
}, field="portal_number")
NOT_CERTIFIED = Ground("request_not_certified", "41", {
    "kk": "Порталдың өтінішінде өтініш берушінің жарамды ЭЦҚ-сы жоқ.",
    "ru": "В заявлении портала нет действительной ЭЦП заявителя.",
    "en": "The portal's request carries no valid digital signature of the applicant.",
})
REGISTERED = Ground("registered_as_unemployed", "annex-6", {
    "kk": "Адам жұмыссыз ретінде тіркеуде тұр: бас тартуға негіз жоқ.",
    "ru": "Лицо состоит на учете в качестве безработного: основания отказа нет.",
    "en": "The person is on the register as unemployed: there is no ground of refusal.",
})


def not_registered_ground() -> Ground:
    """The ground of row 9, in the words of the Rules."""
    shipped = lookup_shipped("certificate_refusal")
    words = shipped.codes()[ROW_9] if shipped else {}
    return Ground(ROW_9, "annex-6", words)


def from_cabinet(act: Act) -> bool:
    """Whether the person asks in their own cabinet, where annex 7 is still to be signed."""
    return act.seat is not None and act.seat.person_id is not None


def signer_iin(act: Act) -> str | None:
    """IIN of whoever signed the portal's request, where the signature came along and is valid."""
    result = act.evidence.result if act.evidence else {}
    signer = result.get("signer") or {}
    return signer.get("iin") if result.get("status") == "valid" else None


def requester(act: Act) -> Person | None:
    """Whose certificate it is: the cabinet's own person, else by IIN.

    Staff find whom they may see; a request with the person's own valid signature finds its signer.
    """
    if act.seat is not None and act.seat.person_id is not None:
        return act.session.get(Person, act.seat.person_id)
    iin = str(act.data.get("iin") or "")
    if iin and signer_iin(act) == iin:
        return act.session.scalars(select(Person).where(Person.iin == iin)).one_or_none()
    try:
        return act.find(Person, iin, "iin")
    except NotFound:
        return None


def own_center(act: Act) -> Office | None:
    """The center that serves the person, whoever brings the request."""
    person = requester(act)
    return act.session.get(Office, person.office_id) if person else None


def own_data(act: Act) -> Iterator[Ground]:
    """Par. 41: the personal data stated are those of the person the certificate is about."""
    person = requester(act)
    if person is None:
        # whoever proved to be the applicant and is nowhere known is told the ground of the Rules
        proved = signer_iin(act) is not None and signer_iin(act) == act.data.get("iin")
        yield not_registered_ground() if proved else UNKNOWN_PERSON
        return
    if act.data.get("iin") != person.iin or signer_iin(act) not in (None, person.iin):
        yield OTHER_PERSON
    if _same_words(act.data.get("full_name") or {}) != _same_words({
        "surname": person.surname, "given_name": person.given_name,
        "patronymic": person.patronymic,
    }):
        yield OTHER_NAME


def _same_words(name: Mapping[str, Any]) -> tuple[str, ...]:
    parts = (name.get(key) or "" for key in ("surname", "given_name", "patronymic"))
    return tuple(" ".join(str(part).split()).casefold() for part in parts)


def certified(act: Act) -> Iterator[Ground]:
    """Par. 41: what the gateway brings carries the applicant's own valid signature."""
    if act.seat is not None and act.seat.role == GATEWAY and signer_iin(act) is None:
        yield NOT_CERTIFIED


def came_by_portal(act: Act) -> Iterator[Ground]:
    """Par. 38: outside the cabinet a request comes by the portal, with its number, once."""
    if from_cabinet(act):
        return
    number = act.data.get("portal_number")
    person = requester(act)
    if not number and signer_iin(act) is None:
        yield NO_PORTAL_NUMBER
    if not number or person is None:
        return
    earlier = act.session.scalars(
        select(Case).where(Case.kind == KIND, Case.person_id == person.id)
    )
    for case in earlier:
        if case.facts.get("portal_number") == number:
            yield RECORDED.because(request=case.number)


def on_register(act: Act) -> Iterator[Ground]:
    """Annex 6, row 9: only who is on the register as unemployed today gets the certificate."""
    if registered_since(act) is not None:
        return
    ended = last_end(act)
    facts = {"ended_on": ended.on.isoformat(), "decision": ended.number} if ended else {}
    yield not_registered_ground().because(state=act.person.state, **facts)


def not_on_register(act: Act) -> Iterator[Ground]:
    """Annex 6, row 9: there is no other ground of refusal."""
    since = registered_since(act)
    if since is not None:
        yield REGISTERED.because(since=since.isoformat())
