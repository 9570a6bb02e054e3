"""A month is closed by an act: counted and laid before the head, signed, never opened again.

The figures are frozen by the act that prepares the closing, and the head signs a statement with
the hash of the figures and of their workbook. What is entered or corrected later changes no
closed figure: it shows as a correction, or a new closing refers to the one it corrects.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import tomli
from sqlalchemy import func, select

from console.act import Act
from console.data import closing
from console.data.actors import Office
from console.data.case import Case
from console.data.closing import ClosedPeriod
from console.data.content import StoredFile
from console.data.worktime import zone_of
from console.declare import Action, CaseKind, Ground, Signing, Step
from console.errors import NotFound

KIND = "period_close"
STATEMENT = "period_statement"

ACTIONS = (
    Action(
        "general.prepare_close", "",
        {"kk": "Айдың жабылуын дайындау", "ru": "Готовить закрытие месяца",
         "en": "Prepare the closing of a month"},
        frozenset({"supervisor"}),
    ),
    Action(
        "general.sign_close", "",
        {"kk": "Жабылған айға қол қою", "ru": "Подписывать закрытие месяца",
         "en": "Sign the closing of a month"},
        frozenset({"authority_head"}),
    ),
)
CLOSE = CaseKind(
    KIND,
    {"kk": "Айды жабу", "ru": "Закрытие месяца", "en": "Closing of a month"},
    "T",
    {
        "prepared": {"kk": "Қол қоюға дайын", "ru": "Ждет подписи", "en": "Waits to be signed"},
        "closed": {"kk": "Жабылған", "ru": "Закрыт", "en": "Closed"},
        "returned": {"kk": "Қайтарылған", "ru": "Возвращено", "en": "Returned"},
        "withdrawn": {"kk": "Қайтарып алынған", "ru": "Отозвано", "en": "Withdrawn"},
    },
    frozenset({"closed", "returned", "withdrawn"}),
)
MONTH = Ground(
    "not_a_month", "",
    {"kk": "Ай былай жазылады: 2026-01.", "ru": "Месяц пишется так: 2026-01.",
     "en": "A month is written 2026-01."}, field="month",
)
NOT_OVER = Ground(
    "month_not_over", "",
    {"kk": "Ай әлі аяқталған жоқ.", "ru": "Месяц еще не закончился.",
     "en": "The month is not over yet."}, field="month",
)
NO_REPORT = Ground(
    "unknown_report", "",
    {"kk": "Мұндай есеп жоқ.", "ru": "Такого отчета нет.", "en": "There is no such report."},
    field="report",
)
NO_AUTHORITY = Ground(
    "no_single_authority", "",
    {"kk": "Бұл органның қол қоятын жалғыз жергілікті органы жоқ: ауданды таңдаңыз.",
     "ru": "У органа нет единственного местного органа, который подписывает: выберите район.",
     "en": "No single local authority signs for this office: choose a district."}, field="office",
)
WAITING = Ground(
    "waits_already", "",
    {"kk": "Бұл айдың жабылуы қол қоюды күтіп тұр.", "ru": "Закрытие этого месяца ждет подписи.",
     "en": "A closing of this month waits to be signed already."}, field="month",
)
CORRECTS = Ground(
    "closed_already", "",
    {"kk": "Бұл ай жабылған: жаңа жабу бұрынғысын атап, себебін айтады.",
     "ru": "Этот месяц закрыт: новое закрытие называет прежнее и причину.",
     "en": "This month is closed: a new closing names the earlier one and the reason."},
    field="corrects",
)
MOVED = Ground(
    "figures_moved", "",
    {"kk": "Кітап жасалғалы сандар өзгерді: жабуды қайта дайындаңыз.",
     "ru": "Числа изменились после книги: подготовьте закрытие заново.",
     "en": "The figures moved after the workbook was made: prepare the closing again."},
    field="workbook",
)


def month_of(text: str) -> tuple[date, date] | None:
    """First and last day of a month written 2026-01."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    after = (first.year * 12 + first.month) // 12, (first.year * 12 + first.month) % 12 + 1
    return first, date.fromordinal(date(*after, 1).toordinal() - 1)


def measures_of(act: Act) -> list[str]:
    """Names of the measures of the report asked for, in its order."""
    raw = tomli.loads(act.catalog.reports[act.data["report"]].path.read_text(encoding="utf-8"))
    return [sheet["measure"] for sheet in raw["sheet"]]


def place_of(act: Act) -> Office:
    """The office to be closed, within the actor's reach; NotFound for any other."""
    row = act.session.scalars(
        select(Office).where(Office.code == act.data["office"])
    ).one_or_none()
    if row is None or row.id not in act.scope.ids("office"):
        raise NotFound()
    return row


def sound(act: Act) -> Iterable[Ground]:
    """A month that is over, a report, an authority that signs, nothing waiting, the right link."""
    place, month = place_of(act), month_of(act.data["month"])
    if act.data["report"] not in act.catalog.reports:
        yield NO_REPORT
        return
    if month is None:
        yield MONTH
        return
    if month[1] >= act.now.astimezone(zone_of(place)).date():
        yield NOT_OVER
    if closing.authority_of(act.session, place) is None:
        yield NO_AUTHORITY
    if _waiting(act, place, month[0]):
        yield WAITING
    before = closing.signed_before(act.session, place.id, act.data["report"], month[0])
    named, reason = act.data.get("corrects") or "", (act.data.get("reason") or "").strip()
    wanted = act.session.get_one(Case, before.case_id).number if before is not None else ""
    if named != wanted or (wanted and not reason):
        yield CORRECTS.because(earlier=wanted)


def _waiting(act: Act, place: Office, first: date) -> bool:
    return act.session.scalar(
        select(ClosedPeriod.id).join(Case, Case.id == ClosedPeriod.case_id)
        .where(ClosedPeriod.place_id == place.id, ClosedPeriod.first_on == first)
        .where(ClosedPeriod.report == act.data["report"], Case.state == "prepared").limit(1)
    ) is not None


def matches(act: Act) -> Iterable[Ground]:
    """The workbook was made of exactly the figures that are counted now."""
    if month_of(act.data["month"]) is None or act.data["report"] not in act.catalog.reports:
        return
    if _workbook(act, closing.digest(_counted(act))) is None:
        yield MOVED


def _counted(act: Act) -> list[dict[str, Any]]:
    """The figures, counted once an act."""
    if "closing" not in act.session.info:
        place, month = place_of(act), month_of(act.data["month"])
        assert month is not None
        act.session.info["closing"] = closing.frozen(
            act.session, act.catalog, measures_of(act), *month,
            closing.below(act.session, place), act.now, zone_of(place),
        )
    found: list[dict[str, Any]] = act.session.info["closing"]
    return found


def _workbook(act: Act, sha256: str) -> StoredFile | None:
    """The file the console itself laid ready for these figures; nobody can upload such a one."""
    return act.session.scalars(
        select(StoredFile)
        .where(StoredFile.number == act.data["workbook"], StoredFile.case_id.is_(None))
        .where(StoredFile.staged_by.is_(None), StoredFile.name == closing.laid_name(sha256))
    ).one_or_none()


def opens(act: Act) -> Case:
    """The case, owned by whoever prepares it and the authority whose head signs."""
    authority = closing.authority_of(act.session, place_of(act))
    assert authority is not None
    return act.new_case(KIND, office=act.office, authority_id=authority.id)


def freeze(act: Act) -> None:
    """The figures as they are; the workbook becomes the case's."""
    place, month, figures = place_of(act), month_of(act.data["month"]), _counted(act)
    assert month is not None
    sha256 = closing.digest(figures)
    file = _workbook(act, sha256)
    assert file is not None
    before = closing.signed_before(act.session, place.id, act.data["report"], month[0])
    revision = act.session.scalar(
        select(func.max(ClosedPeriod.revision)).where(ClosedPeriod.place_id == place.id)
        .where(ClosedPeriod.report == act.data["report"], ClosedPeriod.first_on == month[0])
    )
    file.case_id, file.office_id = act.case.id, act.case.office_id
    file.authority_id = act.case.authority_id
    file.name = f"{act.data['report']}-{place.code}-{act.data['month']}.xlsx"
    act.session.add(ClosedPeriod(
        case_id=act.case.id, place_id=place.id, office_id=act.case.office_id,
        authority_id=act.case.authority_id, report=act.data["report"], first_on=month[0],
        last_on=month[1], as_of=act.now, revision=(revision or 0) + 1,
        corrects_id=before.id if before else None, figures=figures, sha256=sha256,
        offices=closing.below(act.session, place), workbook=file.sha256, file_id=file.id,
    ))
    act.keep(place=place.code, month=act.data["month"], report=act.data["report"],
             reason=act.data.get("reason") or "", corrects=act.data.get("corrects") or "")
    act.facts.update(sha256=sha256, workbook=file.sha256, month=act.data["month"])


def closed_of(act: Act) -> ClosedPeriod:
    """The frozen figures of the case."""
    return act.session.scalars(
        select(ClosedPeriod).where(ClosedPeriod.case_id == act.case.id)
    ).one()


def statement(act: Act) -> dict[str, Any]:
    """Values of the statement the head signs."""
    row, facts = closed_of(act), act.case.facts
    place = act.session.get_one(Office, row.place_id)
    role = act.seat.role if act.seat else "authority_head"
    local = row.as_of.astimezone(zone_of(place))
    return {
        "office_name": place.name("kk"), "report": act.catalog.reports[row.report].title["kk"],
        "period": f"{row.first_on:%d.%m.%Y} – {row.last_on:%d.%m.%Y}",
        "as_of": f"{local:%d.%m.%Y %H:%M}", "revision": str(row.revision),
        "corrects": facts.get("corrects", ""), "reason": facts.get("reason", ""),
        "figures_sha256": row.sha256, "workbook_sha256": row.workbook,
        "issue_date": act.today.isoformat(),
        "signer_position": act.catalog.roles[role].title["kk"], "signer_name": act.actor.name,
    }


STEPS = (
    Step(
        "general.prepare_close", "", KIND,
        {"kk": "Айдың жабылуын дайындау", "ru": "Подготовить закрытие месяца",
         "en": "Prepare the closing of a month"},
        "general.prepare_close", to="prepared", form="closing_request", opens=opens,
        rules=(sound, matches), do=(freeze,), asks_worklist=False,
    ),
    Step(
        "general.sign_close", "", KIND,
        {"kk": "Айды жабу: қол қою", "ru": "Закрыть месяц: подписать",
         "en": "Close the month: sign"},
        "general.sign_close", ("prepared",), "closed",
        signing=Signing(STATEMENT, statement, "head"),
    ),
    Step(
        "general.return_close", "", KIND,
        {"kk": "Жабуды қайтару", "ru": "Вернуть закрытие", "en": "Return the closing"},
        "general.sign_close", ("prepared",), "returned", form="closing_return",
        asks_worklist=False,
    ),
    Step(
        "general.withdraw_close", "", KIND,
        {"kk": "Жабуды қайтарып алу", "ru": "Отозвать закрытие", "en": "Withdraw the closing"},
        "general.prepare_close", ("prepared",), "withdrawn", asks_worklist=False, danger=True,
    ),
)
