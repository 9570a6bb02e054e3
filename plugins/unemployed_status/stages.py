"""Stages of registration as unemployed and of the certificate, told from outside (par. 36)."""

from __future__ import annotations

from collections.abc import Callable

from console.act import Act
from console.declare import Stage

_ROWS = (
    ("open_case", "accepted", "Іс ашылды", "Дело открыто", "Case opened"),
    ("approve_draft", "sent", "Жергілікті органға жолданды", "Направлено в местный орган",
     "Sent to the local authority"),
    ("check_registers", "in_work", "Мәліметтер тексерілуде", "Сведения проверяются",
     "Information being checked"),
    ("sign_decision", "result", "Нәтиже дайын: жұмыссыз ретінде тіркелді",
     "Результат готов: зарегистрирован безработным", "Result ready: registered as unemployed"),
    ("refuse_status", "refused", "Нәтиже дайын: бас тартылды", "Результат готов: отказано",
     "Result ready: refused"),
    ("give_notice", "given", "Хабарлама берілді", "Уведомление выдано", "Notice given"),
    ("give_refusal_notice", "given", "Хабарлама берілді", "Уведомление выдано", "Notice given"),
)


def by_portal(act: Act) -> bool:
    """Whether the case came through the portal."""
    return act.case.channel == "portal"


def stages(
    service: str, rows: tuple[tuple[str, str, str, str, str], ...], law: str,
    cabinet: Callable[[Act], bool] | None = None,
) -> tuple[Stage, ...]:
    """Rows (step, code, kk, ru, en) as stages told to monitoring, and to e-gov by ``cabinet``."""
    found = []
    for step, code, kk, ru, en in rows:
        name, title = f"unemployed_status.{step}", {"kk": kk, "ru": ru, "en": en}
        found.append(Stage(name, code, service, law, title))
        if cabinet is not None:
            found.append(Stage(name, code, service, law, title, to=("egov",), when=cabinet))
    return tuple(found)


_CERTIFICATE = (
    ("accept_certificate_request", "accepted", "Өтінім қабылданды", "Запрос принят",
     "Request accepted"),
    ("issue_certificate", "result", "Нәтиже дайын: анықтама берілді",
     "Результат готов: справка выдана", "Result ready: certificate issued"),
    ("refuse_certificate", "refused", "Нәтиже дайын: бас тартылды", "Результат готов: отказано",
     "Result ready: refused"),
)

STAGES = (
    *stages("unemployed_status", _ROWS, "36"),
    *stages("certificate", _CERTIFICATE, "36", by_portal),
)
