"""Devices of the self-service area (par. 64): enabled and ended by the head of the center.

The device shows a code's owner nothing and can do nothing by itself: its mark only tells the
console to draw large pages and to end every session soon.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from console.data.base import public_number
from console.data.case import Case
from console.data.self_service import Kiosk
from console.declare import Action, CaseKind, Ground, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from console.act import Act

CODE_LIVES = timedelta(minutes=30)
_MARK = re.compile("[0-9a-f]{64}")

TOO_LATE = Ground("kiosk_code_too_late", "64", {
    "kk": "Құрылғы коды ескірген немесе қолданылған. Жаңасын жасаңыз.",
    "ru": "Код устройства устарел или использован. Создайте новый.",
    "en": "The code of the device is too old or was used. Make a new one.",
})

KIND = CaseKind(
    "kiosk", {"kk": "Өзіне-өзі қызмет көрсету құрылғысы", "ru": "Устройство самообслуживания",
              "en": "Self-service device"}, "KS",
    {
        "waiting": {"kk": "Қосылуын күтуде", "ru": "Ждет подключения", "en": "To be paired"},
        "paired": {"kk": "Жұмыс істейді", "ru": "Работает", "en": "In use"},
        "ended": {"kk": "Ажыратылды", "ru": "Отключено", "en": "Ended"},
    },
    frozenset({"ended"}), law="64", listed=False,
)
ACTIONS = (
    Action("mediation.run_kiosk", "64",
           {"kk": "Өзіне-өзі қызмет көрсету аймағын басқару",
            "ru": "Управлять зоной самообслуживания", "en": "Run the self-service area"},
           frozenset({"center_director"})),
)


def of(act: Act) -> Kiosk:
    """The device of the case."""
    return act.session.scalars(select(Kiosk).where(Kiosk.case_id == act.case.id)).one()


def opened(act: Act) -> Case:
    """The case of the device, at the center of its head."""
    return act.new_case("kiosk", channel="center")


def write(act: Act) -> None:
    """The row beside the case, with the code to type on the device."""
    act.session.add(Kiosk(
        case_id=act.case.id, case_number=act.case.number, office_id=act.case.office_id,
        name=act.data["name"], code=public_number("", 10), code_until=act.now + CODE_LIVES,
    ))
    act.session.flush()


def in_time(act: Act) -> Iterator[Ground]:
    """The code serves once and not long; the console itself pairs, never a person's account."""
    row = of(act)
    good = row.code is not None and row.code_until is not None and row.code_until >= act.now
    if not good or not act.actor.system or not _MARK.fullmatch(str(act.data.get("token_hash"))):
        yield TOO_LATE


def pair(act: Act) -> None:
    """The device carries the mark from now on; the code is used up."""
    row = of(act)
    row.token_hash, row.paired_at = act.data["token_hash"], act.occurred_at
    row.code, row.code_until = None, None


def end(act: Act) -> None:
    """The mark means nothing any more."""
    row = of(act)
    row.token_hash, row.code, row.code_until, row.ended_at = None, None, None, act.occurred_at


def _l(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


def _step(verb: str, title: dict[str, str], **parts: Any) -> Step:
    parts = {"action": "mediation.run_kiosk", "asks_worklist": False, **parts}
    return Step(f"mediation.{verb}", "64", "kiosk", title, **parts)


STEPS = (
    _step("enable_kiosk", _l("Құрылғыны қосуға рұқсат беру", "Разрешить устройство",
                             "Enable a device"),
          to="waiting", form="kiosk", opens=opened, do=(write,)),
    _step("pair_kiosk", _l("Құрылғыны қосу", "Подключить устройство", "Pair the device"),
          frm=("waiting",), to="paired", form="kiosk_pairing", rules=(in_time,), do=(pair,)),
    _step("end_kiosk", _l("Құрылғыны ажырату", "Отключить устройство", "End the device"),
          frm=("waiting", "paired"), to="ended", do=(end,)),
)
