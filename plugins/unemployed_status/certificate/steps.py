"""The certificate's case and its steps (par. 38, 41 to 43; annexes 6 to 8)."""

from __future__ import annotations

from typing import Any

from console.declare import CaseKind, Label, Signing, Step
from plugins.unemployed_status.certificate import documents, effects, rules
from plugins.unemployed_status.certificate.actions import TITLES

KIND = rules.KIND
REQUEST = "unemployed_status.request_certificate"
SIGN = "unemployed_status.sign_certificate_request"


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


CASE = CaseKind(
    KIND,
    _l("Жұмыссыз ретінде тіркеу туралы анықтама", "Справка о регистрации безработного",
       "Certificate of registration as unemployed"),
    "T",
    {
        "drafted": _l("Өтінішке қол қойылмаған", "Заявление не подписано", "Request not signed"),
        "requested": _l("Өтініш қабылданды", "Заявление принято", "Request accepted"),
        "issued": _l("Анықтама берілді", "Справка выдана", "Certificate issued"),
        "refused": _l("Беруден бас тартылды", "В выдаче отказано", "Refused"),
        "expired": _l("Анықтаманың мерзімі өтті", "Срок справки истек", "Certificate expired"),
        "withdrawn": _l("Өтініш алып тасталды", "Заявление убрано", "Request removed"),
    },
    closed=frozenset({"issued", "refused", "expired", "withdrawn"}),
    law="41",
)


def _step(verb: str, law: str, **parts: Any) -> Step:
    name = f"unemployed_status.{verb}"
    if name in TITLES:
        parts = {"title": TITLES[name], "action": name, **parts}
    return Step(name, law, KIND, **parts)


ASKING = (
    _step(
        "request_certificate", "41", form=documents.FORM, opens=effects.open_request,
        to=effects.opened_state, place=rules.own_center,
        rules=(rules.own_data, rules.certified, rules.came_by_portal),
        do=(effects.keep_request,),
    ),
    _step(
        "sign_certificate_request", "41", frm=("drafted",), to="requested",
        do=(effects.keep_signed,), signing=Signing(
            documents.FORM, documents.request, "person", role="person"
        ),
        asks_worklist=False,
    ),
    _step("withdraw_certificate_request", "41", frm=("drafted",), to="withdrawn",
          asks_worklist=False),
    _step(
        "accept_certificate_request", "41", frm=("requested",), after=(REQUEST, SIGN),
        title=_l("Өтініштің қабылданғаны туралы хабарлау", "Сообщить о принятии заявления",
                 "Tell that the request is accepted"),
        notices=("certificate_accepted",),
    ),
)

ANSWERING = (
    _step(
        "issue_certificate", "43", frm=("requested",), to="issued",
        rules=(rules.on_register,), do=(effects.keep_issued,),
        signing=Signing("certificate", documents.certificate, "director", kind="certificate",
                        outcome="issued", valid=documents.valid_until),
        notices=("certificate_ready",),
        awaits=_l("Анықтама беру немесе бас тарту", "Выдать справку или отказать",
                  "Issue the certificate or refuse it"),
    ),
    _step(
        "refuse_certificate", "43", frm=("requested",), to="refused",
        rules=(rules.not_on_register,), do=(effects.keep_refused,),
        signing=Signing("certificate_refusal_reply", documents.refusal, "director",
                        kind="certificate_refusal", outcome="refused"),
        notices=("certificate_refused",), danger=True,
    ),
    _step(
        "expire_certificate", "38", frm=("issued",), to="expired", on_lapse=("D-13",),
        title=_l("Анықтаманың мерзімі өтуі", "Истечение срока справки",
                 "The certificate's validity ends"),
    ),
    _step(
        "reopen_certificate_request", "43", frm=("refused", "issued"), to="requested",
        after=("complaints.issue_reversal",), target=effects.reversed_refusal,
        do=(effects.reopen,), cancels=("D-13",),
        title=_l("Күші жойылған шешімнен кейін қайта қарау",
                 "Рассмотреть снова после отмены решения",
                 "Consider again after a reversed decision"),
    ),
)

STEPS = (CASE, *ASKING, *ANSWERING)
