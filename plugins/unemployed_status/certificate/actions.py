"""Rights around the certificate of registration, each with the paragraph that gives it."""

from __future__ import annotations

from console.declare import Action

#: the program that brings the portal's requests, each with its applicant's own signature
GATEWAY = "egov_gateway"
_ROWS = (
    ("request_certificate", "41", ("jobseeker", "center_specialist", GATEWAY),
     "Анықтама сұрату", "Запросить справку", "Request the certificate"),
    ("sign_certificate_request", "41", ("jobseeker",), "Өтінішке қол қою (7-қосымша)",
     "Подписать заявление (приложение 7)", "Sign the request (annex 7)"),
    ("withdraw_certificate_request", "41", ("jobseeker",), "Қол қойылмаған өтінішті алып тастау",
     "Убрать неподписанное заявление", "Remove the unsigned request"),
    ("issue_certificate", "43", ("center_director",), "Анықтамаға қол қою (8-қосымша)",
     "Подписать справку (приложение 8)", "Sign the certificate (annex 8)"),
    ("refuse_certificate", "43", ("center_director",), "Бас тарту туралы жауапқа қол қою",
     "Подписать мотивированный отказ", "Sign the reasoned refusal"),
)

ACTIONS = tuple(
    Action(f"unemployed_status.{name}", law, {"kk": kk, "ru": ru, "en": en}, frozenset(roles))
    for name, law, roles, kk, ru, en in _ROWS
)
TITLES = {action.name: action.title for action in ACTIONS}
