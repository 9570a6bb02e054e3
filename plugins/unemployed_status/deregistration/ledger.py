"""The refusal ledger of par. 44(2): every offer made to a person, and whether it counts.

Pure: from the facts of the offers to rows that say why each one counts or does not. An offer counts
once and in one limb only: as a refusal or as a silence. Whatever is in doubt (suitability not
confirmed in every point of par. 2(9), receipt not proved, term still running) counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.declare import Label

REFUSAL, SILENCE, NOTHING = "refusal", "silence", ""
#: the points of par. 2(9), each of which somebody confirmed or did not
POINTS = ("fits_training", "fits_experience", "fits_health", "fits_regime", "fits_transport")

REASONS: dict[str, Label] = {
    "counts_refusal": {
        "kk": "Есепке алынады: лайықты ұсыныстан бас тартты.",
        "ru": "Учитывается: отказ от подходящего предложения.",
        "en": "Counts: a suitable offer was refused."},
    "counts_silence": {
        "kk": "Есепке алынады: мерзімінде жауап берілмеді.",
        "ru": "Учитывается: в срок не дан ответ.",
        "en": "Counts: no answer was given in time."},
    "other_registration": {
        "kk": "Есепке алынбайды: қазіргі жұмыссыз ретінде тіркелгенге дейін алынған.",
        "ru": "Не учитывается: получено до нынешней регистрации безработным.",
        "en": "Does not count: received before the present registration as unemployed."},
    "withdrawn": {
        "kk": "Есепке алынбайды: ұсыныс қайтарып алынды.",
        "ru": "Не учитывается: предложение отозвано.",
        "en": "Does not count: the offer was withdrawn."},
    "accepted": {
        "kk": "Есепке алынбайды: адам келісті.",
        "ru": "Не учитывается: лицо согласилось.",
        "en": "Does not count: the person consented."},
    "no_answer_yet": {
        "kk": "Есепке алынбайды: жауап беру мерзімі өтті деп белгіленбеген.",
        "ru": "Не учитывается: пропуск срока ответа не установлен.",
        "en": "Does not count: it is not established that the term of answering passed."},
    "not_suitable": {
        "kk": "Есепке алынбайды: жұмыс лайықты емес.",
        "ru": "Не учитывается: работа не подходящая.",
        "en": "Does not count: the work is not suitable."},
    "suitability_in_doubt": {
        "kk": "Есепке алынбайды: лайықтылығы 2-тармақтың 9) тармақшасы бойынша толық расталмаған.",
        "ru": "Не учитывается: пригодность по подпункту 9) пункта 2 подтверждена не полностью.",
        "en": "Does not count: suitability is not confirmed in every point of paragraph 2(9)."},
    "receipt_not_proved": {
        "kk": "Есепке алынбайды: алынғаны дәлелденбеген.",
        "ru": "Не учитывается: получение не доказано.",
        "en": "Does not count: receipt is not proved."},
    "judged_before": {
        "kk": "Есепке алынбайды: жергілікті орган бұл ұсыныс бойынша бұрын өзгеше шешкен.",
        "ru": "Не учитывается: по этому предложению местный орган уже решил иначе.",
        "en": "Does not count: the authority decided otherwise on this offer before."},
    "same_vacancy": {
        "kk": "Есепке алынбайды: дәл осы бос орын бұрын есепке алынған.",
        "ru": "Не учитывается: эта же вакансия уже учтена.",
        "en": "Does not count: the same vacancy was counted before."},
}


@dataclass(frozen=True)
class Receipt:
    """How receipt is proved: ``by`` visit, phone, delivery, own_answer, read; who, and when."""

    by: str
    at: datetime
    who: str = ""


@dataclass(frozen=True)
class OfferFacts:
    """What the rows say about one offer.

    ``in_status`` whether it was received in the present registration as unemployed
    ``points``    par. 2(9): point -> yes, no or unknown, as the specialist confirmed
    ``answer``    accepted, declined, unanswered or ""
    ``silent``    the expiry of the person's own term was established (D-26 unmet)
    ``judged``    it carried a proposal that the authority rejected, or a reversed decision
    """

    number: str
    vacancy: str
    title: str
    offered_at: datetime
    in_status: bool
    points: dict[str, str]
    receipt: Receipt | None
    answer: str
    answered_at: datetime | None = None
    due_at: datetime | None = None
    silent: bool = False
    reason: str = ""
    withdrawn: bool = False
    judged: bool = False


@dataclass(frozen=True)
class Row:
    """One offer in the ledger: ``limb`` refusal, silence or "" and the code of the reason."""

    offer: OfferFacts
    limb: str
    reason: str

    @property
    def counts(self) -> bool:
        """Whether it counts under par. 44(2)."""
        return self.limb != NOTHING

    @property
    def why(self) -> Label:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True)
class Ledger:
    """All offers of a person in the order they were made."""

    rows: tuple[Row, ...] = ()

    @property
    def refusals(self) -> tuple[Row, ...]:
        """Rows of the first limb of par. 44(2)."""
        return tuple(r for r in self.rows if r.limb == REFUSAL)

    @property
    def silences(self) -> tuple[Row, ...]:
        """Rows of the second limb."""
        return tuple(r for r in self.rows if r.limb == SILENCE)


def suitable(points: dict[str, str]) -> bool | None:
    """True: every point of par. 2(9) was confirmed; False: one was denied; None: in doubt."""
    answers = [points.get(name, "unknown") for name in POINTS]
    if "no" in answers:
        return False
    return True if all(a == "yes" for a in answers) else None


def ledger(offers: Iterable[OfferFacts]) -> Ledger:
    """The ledger of a person's offers (par. 44(2), readings A-29 and R-limbs-apart)."""
    ordered = sorted(offers, key=lambda o: (o.offered_at, o.number))
    counted: set[str] = set()
    rows = []
    for offer in ordered:
        limb, reason = _judge(offer, counted)
        if limb:
            counted.add(offer.vacancy)
        rows.append(Row(offer, limb, reason))
    return Ledger(tuple(rows))


def _judge(offer: OfferFacts, counted: Sequence[str] | set[str]) -> tuple[str, str]:
    reason = _against(offer) or ("same_vacancy" if offer.vacancy in counted else "")
    if reason:
        return NOTHING, reason
    if offer.answer == "declined":
        return REFUSAL, "counts_refusal"
    return SILENCE, "counts_silence"


def _against(offer: OfferFacts) -> str:
    """Why an offer does not count, or "" when nothing speaks against it."""
    fits = suitable(offer.points)
    checks = (
        (not offer.in_status, "other_registration"),
        (offer.withdrawn, "withdrawn"),
        (offer.answer == "accepted", "accepted"),
        (offer.answer != "declined" and not offer.silent, "no_answer_yet"),
        (fits is False, "not_suitable"),
        (fits is None, "suitability_in_doubt"),
        (offer.receipt is None, "receipt_not_proved"),
        (offer.judged, "judged_before"),
    )
    return next((reason for holds, reason in checks if holds), "")
