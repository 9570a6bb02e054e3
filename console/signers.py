"""Who must have signed: the seat that acts, its IIN, its office's BIN and the role of its key.

A delegation or replacement gives the power to act; the certificate still has to speak for the
office: role *head* or *authorised*, BIN of the office, IIN of the seat (par. 12, 32).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from console.data.actors import Office
from console.declare import Signing
from console.errors import Invalid
from console.outside.eds.model import SignerExpectation
from console.security import Actor, Seat

NO_IIN = {
    "kk": "Тіркелгіңізде ЖСН көрсетілмеген: қолтаңбаны салыстыратын ештеңе жоқ.",
    "ru": "В Вашей учетной записи нет ИИН: подпись не с чем сравнить.",
    "en": "Your account names no IIN: there is nothing to compare the signature with.",
}
NO_BIN = {
    "kk": "Мекеменің БСН-і енгізілмеген: басшы қолтаңбасын тексеру мүмкін емес.",
    "ru": "БИН учреждения не внесен: подпись руководителя проверить нельзя.",
    "en": "The office's BIN is not recorded: the head's signature cannot be checked.",
}


def expectation(
    session: Session, actor: Actor, signing: Signing, seat: Seat | None
) -> SignerExpectation:
    """What the certificate must say for ``seat`` to sign. Invalid where nothing can be compared.

    ``seat`` is the one the act itself is done from, never simply the actor's first.
    """
    iin = _iin(actor, seat)
    if signing.role != "head" or seat is None or seat.office_id is None:
        return SignerExpectation(iin=iin, roles=frozenset({"any"}))
    office = session.get(Office, seat.office_id)
    if office is None or not office.bin:
        raise Invalid(NO_BIN, fields={"signature": [NO_BIN]})
    return SignerExpectation(iin=iin, bin=office.bin, roles=frozenset({"head", "authorised"}))


def _iin(actor: Actor, seat: Seat | None) -> str:
    """The seat's IIN; one that carries none takes the account's, if all others agree on it."""
    if seat is not None and seat.iin:
        return seat.iin
    known = {s.iin for s in actor.seats if s.iin}
    if len(known) != 1:
        raise Invalid(NO_IIN, fields={"signature": [NO_IIN]})
    return str(known.pop())
