"""The portal entrance as steps: rights, notices, the acts of par. 25 to 29 and their stages."""

from __future__ import annotations

from console.declare import Action, CaseKind, Issue, Notice, Signing, Stage, Step
from plugins.registration import documents, effects, persons, portal, rules
from plugins.registration.notices import FOLDER, reasons, result_date

SERVICE = "registration"
#: stages that bring the result to the cabinet (par. 29)
RESULTS = frozenset({"result", "refused", "given"})

ACTIONS = (
    Action(
        "registration.apply_by_portal", "25",
        {"kk": "Портал арқылы өтінім беру", "ru": "Подавать запрос через портал",
         "en": "Apply through the portal"},
        frozenset({"applicant", "jobseeker"}),
    ),
    Action(
        "registration.bring_requests", "26",
        {"kk": "Портал өтінімдерін жеткізу", "ru": "Передавать запросы портала",
         "en": "Bring the portal's requests"},
        frozenset({"egov_gateway"}),
    ),
)
NOTICES = (
    Notice("portal_request_accepted", "26", "person", FOLDER, result_date),
    Notice("result_in_cabinet", "29", "person", FOLDER, reasons),
)
_TITLE = {"kk": "Портал арқылы өтінім беру", "ru": "Подать запрос через портал",
          "en": "Apply through the portal"}

STEPS: tuple[CaseKind | Step, ...] = (
    Step(
        "registration.look_up_own_data", "28", "register_query",
        {"kk": "Өз деректерін тізілімдерден алу", "ru": "Получить свои данные из реестров",
         "en": "Get one's own data from the registers"},
        action="registration.apply_by_portal",
        form="register_query",
        opens=portal.open_own_query,
        place=portal.place,
        to="answered",
        rules=(rules.answered, portal.own_iin),
        do=(effects.keep_answers,),
    ),
    Step(
        "registration.file_portal_request", "26", "registration", _TITLE,
        action="registration.apply_by_portal",
        form="portal_request",
        opens=portal.open_request,
        place=portal.place,
        to="received",
        rules=(portal.own_iin, portal.center_known, rules.set_is_complete,
               rules.nobody_registered_yet),
        do=(portal.keep_application, persons.prefer_registers, portal.keep_consent,
            portal.open_cabinet),
        signing=Signing("portal_request", documents.portal_request, "person", role="person"),
        notices=("portal_request_accepted",),
    ),
    Step(
        "registration.bring_portal_request", "26", "registration",
        {"kk": "Порталдан келген өтінімді қабылдау", "ru": "Принять запрос, поступивший с портала",
         "en": "Take in a request from the portal"},
        action="registration.bring_requests",
        form="portal_request",
        opens=portal.open_request,
        place=portal.place,
        to="received",
        rules=(portal.certified, portal.center_known, rules.set_is_complete,
               rules.nobody_registered_yet),
        do=(portal.keep_application, persons.prefer_registers, portal.keep_consent,
            portal.keep_certified),
        issues=(Issue("portal_request", documents.portal_request),),
        notices=("portal_request_accepted",),
    ),
    Step(
        "registration.place_result", "29", "registration",
        {"kk": "Нәтижені жеке кабинетке жіберу", "ru": "Направить результат в личный кабинет",
         "en": "Send the result to the personal cabinet"},
        frm=("registered", "refused"),
        to=portal.result_state,
        after=("registration.register_jobseeker", "registration.refuse_jobseeker"),
        when=portal.by_portal,
        notices=("result_in_cabinet",),
    ),
)


def _stage(step: str, code: str, kk: str, ru: str, en: str) -> tuple[Stage, ...]:
    """One stage of the service for the monitoring system; for e-gov where it came from there."""
    name, title = f"registration.{step}", {"kk": kk, "ru": ru, "en": en}
    law = "29" if code in RESULTS else "26"
    return (
        Stage(name, code, SERVICE, "23", title),
        Stage(name, code, SERVICE, law, title, to=("egov",), when=portal.by_portal),
    )


_ACCEPTED = ("accepted", "Өтінім қабылданды", "Запрос принят", "Request accepted")
STAGES: tuple[Stage, ...] = (
    *_stage("accept_application", *_ACCEPTED),
    *_stage("send_to_center", *_ACCEPTED),
    *_stage("file_portal_request", *_ACCEPTED),
    *_stage("bring_portal_request", *_ACCEPTED),
    *_stage("refuse_acceptance", "not_accepted", "Өтінімді қабылдаудан бас тартылды",
            "В приеме отказано", "Acceptance refused"),
    *_stage("fill_card", "in_work", "Орындалуда", "В работе", "In work"),
    *_stage("propose_registration", "checked", "Құжаттар тексерілді", "Документы проверены",
            "Documents checked"),
    *_stage("propose_refusal", "checked", "Құжаттар тексерілді", "Документы проверены",
            "Documents checked"),
    *_stage("register_jobseeker", "result", "Нәтиже дайын: тіркелді",
            "Результат готов: зарегистрировано", "Result ready: registered"),
    *_stage("refuse_jobseeker", "refused", "Нәтиже дайын: бас тартылды",
            "Результат готов: отказано", "Result ready: refused"),
    *_stage("hand_over_notice", "given", "Нәтиже берілді", "Результат выдан", "Result given"),
    *_stage("place_result", "given", "Нәтиже берілді", "Результат выдан", "Result given"),
)
