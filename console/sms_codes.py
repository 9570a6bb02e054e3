"""The second way to sign: a one-time code sent by SMS, bound to one document's bytes.

Built, and off in this edition: par. 25 to 45 name the electronic digital signature. A code lives
five minutes, takes five tries, serves one document of one account once, and is kept as a keyed
hash. Counting comes before comparing, so that parallel guesses do not slip past.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.act import Evidence
from console.data.actors import Employer, Person
from console.data.documents import Document, SigningCode
from console.data.store import Store
from console.errors import Invalid, Label, Throttled, Unavailable
from console.outside.faults import OutsideDown, OutsideRefused
from console.outside.sms.model import SmsService
from console.scope import SYSTEM
from console.security import Actor, Seat
from console.throttle import Throttle

DIGITS = 6
TRIES = 5
LIVES = timedelta(minutes=5)
#: codes one account may ask for within ten minutes
CODES, WINDOW_S = 3, 600
METHOD = "otp_sms"

OFF: Label = {
    "kk": "SMS-кодпен қол қою бұл редакцияда өшірулі: Қағидалар электрондық цифрлық қолтаңбаны "
          "талап етеді.",
    "ru": "Подписание SMS-кодом в этой редакции выключено: Правила требуют электронную цифровую "
          "подпись.",
    "en": "Signing by an SMS code is off in this edition: the Rules ask for an electronic digital "
          "signature.",
}
NO_PHONE: Label = {
    "kk": "SMS-код жіберілетін телефон нөмірі жоқ.",
    "ru": "Нет номера телефона, на который отправить SMS-код.",
    "en": "There is no telephone number to send an SMS code to.",
}
WRONG: Label = {
    "kk": "SMS-код қате, мерзімі өткен немесе басқа құжатқа берілген.",
    "ru": "SMS-код неверен, истек или выдан для другого документа.",
    "en": "The SMS code is wrong, has expired or was sent for another document.",
}
TEXT = {
    "kk": "{code} – № {number} құжатқа қол қою коды. Ешкімге айтпаңыз.",
    "ru": "{code} – код подписания документа № {number}. Никому не сообщайте.",
    "en": "{code} is the code to sign document No. {number}. Tell nobody.",
}


@dataclass(frozen=True)
class Asked:
    """Which bytes are to be signed and whose telephone gets the code."""

    document: str
    sha256: str
    phone: str
    language: str
    name: str


def ask(session: Session, seat: Seat | None, document: Document) -> Asked:
    """The document and the telephone of the person or employer who signs it."""
    row: Person | Employer | None = None
    if seat is not None and seat.person_id is not None:
        row = session.get(Person, seat.person_id)
    elif seat is not None and seat.employer_id is not None:
        row = session.get(Employer, seat.employer_id)
    phone = (row.mobile if isinstance(row, Person) else row.phone if row else "") or ""
    name = row.full_name if isinstance(row, Person) else row.name if row else ""
    return Asked(document.number, document.sha256, phone, row.language if row else "kk", name)


@dataclass(frozen=True)
class Codes:
    """Sends and takes codes. ``secret`` keys their hashes; ``on`` is the instance's setting."""

    store: Store
    sms: SmsService
    throttle: Throttle | None
    secret: str
    on: bool = False

    def send(self, actor: Actor, asked: Asked, now: datetime) -> str:
        """Send a fresh code; earlier ones of the account for the document end. Masked phone."""
        self._allowed(asked)
        if self.throttle is not None:
            tried = self.throttle.hit("sms-code", str(actor.account_id), WINDOW_S)
            if tried > CODES:
                raise Throttled()
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        with self.store.write(SYSTEM) as session:
            session.execute(
                update(SigningCode).where(SigningCode.account_id == actor.account_id)
                .where(SigningCode.document == asked.document).values(expires_at=now),
                execution_options={"synchronize_session": False},
            )
            row = SigningCode(
                document=asked.document, sha256=asked.sha256, account_id=actor.account_id,
                code=self._hash(actor, asked, code), sent_at=now, expires_at=now + LIVES, tries=0,
            )
            session.add(row)
            session.flush()
            key = f"sms-code-{asked.document}-{row.id}"
        text = TEXT[asked.language].format(code=code, number=asked.document)
        try:
            self.sms.send(asked.phone, text, key)
        except OutsideDown as error:
            raise Unavailable() from error
        except OutsideRefused as error:
            raise Invalid(NO_PHONE, fields={"code": [NO_PHONE]}) from error
        return masked(asked.phone)

    def use(self, actor: Actor, asked: Asked, code: str, now: datetime) -> Evidence:
        """Take a code once, for exactly the bytes it was sent for. Invalid otherwise."""
        self._allowed(asked)
        with self.store.write(SYSTEM) as session:
            row = session.scalars(
                select(SigningCode).where(SigningCode.account_id == actor.account_id)
                .where(SigningCode.document == asked.document)
                .order_by(SigningCode.id.desc()).limit(1).with_for_update()
            ).first()
            if row is not None:
                row.tries += 1
            good = row is not None and self._good(row, actor, asked, code, now)
            if row is not None and good:
                row.used_at = now
            sent = row.sent_at.isoformat() if row is not None else ""
        if not good:
            raise Invalid(WRONG, fields={"code": [WRONG]})
        told = {"status": "valid", "sha256": asked.sha256, "reasons": [], "backend": METHOD,
                "legally_recognised": False, "at": now.isoformat(),
                "signer": {"common_name": asked.name}}
        proof = {"verifier": {"name": METHOD, "version": "1"}, "status": "valid",
                 "content_sha256": asked.sha256, "sent_at": sent, "at": now.isoformat(),
                 "phone": masked(asked.phone), "legally_recognised": False}
        return Evidence(asked.document, METHOD, None, told, asked.name,
                        json.dumps(proof, sort_keys=True).encode())

    def _allowed(self, asked: Asked) -> None:
        if not self.on:
            raise Invalid(OFF, fields={"code": [OFF]})
        if not asked.phone:
            raise Invalid(NO_PHONE, fields={"code": [NO_PHONE]})

    def _good(
        self, row: SigningCode, actor: Actor, asked: Asked, code: str, now: datetime
    ) -> bool:
        fresh = row.used_at is None and row.tries <= TRIES and now < row.expires_at
        same = row.sha256 == asked.sha256
        return fresh and same and hmac.compare_digest(row.code, self._hash(actor, asked, code))

    def _hash(self, actor: Actor, asked: Asked, code: str) -> str:
        said = f"{actor.account_id}|{asked.document}|{asked.sha256}|{code.strip()}"
        return hmac.new(self.secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def masked(phone: str) -> str:
    """A telephone number of which its owner knows the rest: ``+7701•••••78``."""
    return f"{phone[:5]}•••••{phone[-2:]}" if len(phone) > 8 else "•••••"
