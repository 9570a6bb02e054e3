"""Somebody under sixteen applies with a legal representative (par. 6).

The representative's application is a document of the set; who the representative is, by which
right and by which document, and that he or she consents, are entered beside it. Messages of the
case go to the representative as well. The age is that of the day of filing.
"""

from __future__ import annotations

from collections.abc import Iterable

from console.act import Act
from console.declare import Ground, Label
from plugins.registration.rules import birth_date_of, years_between

REPRESENTATIVE_UNNAMED = Ground(
    "representative_unnamed", "6",
    {"kk": "заңды өкіл туралы деректер толық емес", "ru": "данные законного представителя неполны",
     "en": "the data of the legal representative are incomplete"},
    "representative_name",
)
REPRESENTATIVE_SAME = Ground(
    "representative_is_applicant", "6",
    {"kk": "адам өзінің заңды өкілі бола алмайды",
     "ru": "лицо не может быть собственным законным представителем",
     "en": "nobody is their own legal representative"},
    "representative_iin",
)
#: what has to be known of a representative
NEEDED: dict[str, Label] = {
    "representative_name": {"kk": "тегі, аты", "ru": "фамилия, имя", "en": "surname and name"},
    "representative_relation": {"kk": "кім болып келеді", "ru": "кем приходится",
                                "en": "by which right"},
    "representative_document": {"kk": "жеке басын куәландыратын құжат",
                                "ru": "документ, удостоверяющий личность",
                                "en": "identity document"},
    "representative_phone": {"kk": "телефоны", "ru": "телефон", "en": "telephone"},
    "representative_consent": {"kk": "келісімі", "ru": "согласие", "en": "consent"},
}


def under_age(act: Act) -> bool:
    """Whether the applicant is under sixteen on the day of filing; unknown age is not."""
    born = birth_date_of(act)
    below = int(act.value("representative_below_age"))
    return born is not None and years_between(born, act.today) < below


def representative_named(act: Act) -> Iterable[Ground]:
    """Par. 6: of whom the application is, and that the representative consents."""
    if not under_age(act):
        return
    missing = [label for key, label in NEEDED.items() if not act.data.get(key)]
    if missing:
        yield REPRESENTATIVE_UNNAMED.because(
            **{f"missing_{n}": label for n, label in enumerate(missing)}
        )
    if act.data.get("representative_iin") == act.data.get("iin"):
        yield REPRESENTATIVE_SAME


def keep_representative(act: Act) -> None:
    """Who represents the minor, and that the messages of the case go to both."""
    if not under_age(act):
        return
    name = act.data["representative_name"]
    full = " ".join(name[k] for k in ("surname", "given_name", "patronymic") if name.get(k))
    phone = act.data["representative_phone"]
    act.keep(
        representative={
            "name": full, "relation": act.data["representative_relation"],
            "document": act.data["representative_document"], "phone": phone,
            "consent_on": act.data["consent_date"],
        },
        also_tell=[phone],
    )
    act.facts["representative"] = dict.fromkeys(("kk", "ru", "en"), full)
