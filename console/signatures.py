"""Inside the transaction: accepting a verified signature over a prepared document."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from console.data.documents import Decision, Document, EdsProof, Signature
from console.errors import Conflict, Invalid, Label, Unavailable
from console.issuing import OWNERS

if TYPE_CHECKING:
    from console.act import Act

NEEDED = {
    "kk": "Бұл әрекет үшін электрондық цифрлық қолтаңба қажет.",
    "ru": "Для этого действия нужна электронная цифровая подпись.",
    "en": "This act needs an electronic digital signature.",
}
NOT_VALID = {
    "kk": "Қолтаңба жарамсыз.",
    "ru": "Подпись недействительна.",
    "en": "The signature is not valid.",
}
NOT_CHECKED = {
    "kk": "Қолтаңбаны қазір тексеру мүмкін емес, ештеңе шешілген жоқ.",
    "ru": "Проверить подпись сейчас нельзя, ничего не решено.",
    "en": "The signature cannot be checked now, nothing was decided.",
}
PREPARE_AGAIN = {
    "kk": "Дайындалған құжаттың мерзімі өтті немесе іс өзгерді. Құжатты қайта дайындаңыз.",
    "ru": "Срок подготовленного документа истек или дело изменилось. Подготовьте документ снова.",
    "en": "The prepared document expired or the case changed. Prepare it again.",
}


@dataclass(frozen=True)
class Accepted:
    """The document and what the verifier said about the signature over it."""

    document: Document


def accept(act: Act) -> Accepted:
    """The prepared document this act signs; refuses anything but a valid, fresh signature."""
    evidence, signing = act.evidence, act.step.signing
    if evidence is None or signing is None or not evidence.document:
        raise Invalid(NEEDED, fields={"signature": [NEEDED]})
    status = evidence.result.get("status")
    reasons = evidence.result.get("reasons", [])
    if status == "indeterminate":
        raise Unavailable(_why(NOT_CHECKED, reasons), detail={"reasons": reasons})
    if status != "valid":
        told = _why(NOT_VALID, reasons)
        raise Invalid(told, fields={"signature": [told]}, detail={"reasons": reasons})
    document = act.session.scalars(
        select(Document).where(Document.number == evidence.document)
    ).one_or_none()
    usable = (
        document is not None
        and document.case_id == act.case.id
        and document.form == signing.form
        and evidence.result.get("sha256") == document.sha256
    )
    if not usable or document is None:
        raise Conflict(PREPARE_AGAIN)
    if signing.joins:
        if document.state not in ("prepared", "signed"):
            raise Conflict(PREPARE_AGAIN)
    elif (
        document.state != "prepared"
        or document.step != act.step.name
        or not _says_the_same(act, document)
        or document.case_version != act.case.version
        or (document.prepared_until is not None and act.now > document.prepared_until)
    ):
        raise Conflict(PREPARE_AGAIN)
    return Accepted(document)


def _why(first: Label, reasons: Sequence[Mapping[str, str]]) -> Label:
    """A sentence and every finding against the signature, in words."""
    from console.outside.eds.reasons import REASONS  # here: brings the verifier's package along

    found = [REASONS[one["code"]][1] for one in reasons if one.get("code") in REASONS]
    return {
        language: " ".join(words[language] for words in (first, *found))
        for language in ("kk", "ru", "en")
    }


def _says_the_same(act: Act, document: Document) -> bool:
    """Whether the sheet would be drawn with the same words for this signer, form and facts.

    Somebody else's sheet names somebody else, and a form filled in anew says something new.
    """
    signing = act.step.signing
    return signing is not None and json.loads(json.dumps(signing.data(act))) == document.data


def keep(act: Act, accepted: Accepted) -> None:
    """Keep the signature, mark the document signed, write the decision it carries."""
    evidence, signing, document = act.evidence, act.step.signing, accepted.document
    if evidence is None or signing is None:
        raise TypeError("keep() needs the evidence accept() took")
    owners = {name: getattr(act.case, name) for name in OWNERS}
    act.session.add(
        Signature(
            document_id=document.id, part=signing.part, case_id=act.case.id,
            account_id=act.actor.account_id, signer=evidence.signer or act.actor.name,
            role="system" if act.seat is None else act.seat.role,
            delegation_id=act.seat.delegation_id if act.seat else None,
            method=evidence.method, at=act.now, cms=evidence.cms,
            result=dict(evidence.result), evidence=_proved(act, evidence.proof), **owners,
        )
    )
    document.state = "signed"
    for name, value in owners.items():
        setattr(document, name, value)
    act.documents.append(document)
    if signing.kind:
        _decide(act, document, owners)
    act.session.flush()


def _proved(act: Act, proof: bytes) -> dict[str, Any]:
    """The verifier's evidence without the CMS (kept beside it); answers go where all share them."""
    told: dict[str, Any] = json.loads(proof) if proof else {}
    told.pop("cms", None)
    named = []
    for one in told.get("revocation", ()):
        data = base64.b64decode(one["data"])
        digest = hashlib.sha256(data).hexdigest()
        make: Any = lite_insert if act.session.get_bind().dialect.name == "sqlite" else pg_insert
        act.session.execute(
            make(EdsProof).values(sha256=digest, kind=one["kind"], data=data)
            .on_conflict_do_nothing(index_elements=["sha256"])
        )
        named.append({"kind": one["kind"], "sha256": digest})
    return {**told, "revocation": named} if told else {}


def _decide(act: Act, document: Document, owners: dict[str, int | None]) -> None:
    signing = act.step.signing
    if signing is None:
        return
    outcome = signing.outcome(act) if callable(signing.outcome) else signing.outcome
    earlier = act.session.scalars(
        select(Decision)
        .where(Decision.case_id == act.case.id, Decision.kind == signing.kind)
        .order_by(Decision.revision.desc())
    ).first()
    replaced = signing.supersedes(act) if signing.supersedes else earlier
    if replaced is not None:
        document.supersedes_id = replaced.document_id
    act.session.add(
        Decision(
            number=document.number, case_id=act.case.id, kind=signing.kind, outcome=outcome,
            revision=(earlier.revision if earlier else 0) + 1,
            supersedes_id=replaced.id if replaced else None,
            grounds=list(act.facts.get("grounds", [])), decided_at=act.occurred_at,
            decided_on=act.today, account_id=act.actor.account_id, signer=act.actor.name,
            document_id=document.id, **owners,
        )
    )
