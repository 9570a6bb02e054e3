"""What is shown of plans and measures: proposals with reasons, entries, revisions, differences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from console.data.actors import Card
from console.data.case import Case
from console.data.content import ContentItem
from console.data.mediation import MeasureReferral, Plan, PlanItem
from console.declare import Label, Panel, PanelAsk, PanelTable
from forms.dictionaries import lookup_shipped
from plugins.mediation.active import places
from plugins.mediation.plans import proposal, revisions
from plugins.mediation.plans.entries import WORDS, Difference, differences

STAFF = frozenset({"center_specialist", "center_director", "authority_officer", "authority_head"})
CENTER = frozenset({"center_specialist", "center_director"})
LANGUAGES = ("kk", "ru", "en")


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def coded(dictionary: str, code: str) -> Label:
    """A code in the three languages; the code itself where it is unknown."""
    found = lookup_shipped(dictionary)
    return {n: found.label(code, n) if found and code else code for n in LANGUAGES}


def _entry(part: str, code: str, action: str) -> Any:
    return coded("plan_measure", code) if part == "measure" else action


def _plan(asked: PanelAsk) -> Plan | None:
    query = select(Plan).where(Plan.person_id == asked.person.id)
    if asked.case is not None and asked.case.kind == "plan":
        query = query.where(Plan.case_id == asked.case.id)
    return asked.session.scalars(query.order_by(Plan.id.desc()).limit(1)).first()


# ---- what is proposed
def proposal_table(asked: PanelAsk) -> PanelTable:
    """Every proposal with why; nothing of it is written by itself."""
    card = asked.session.scalars(select(Card).where(Card.person_id == asked.person.id)).first()
    on = asked.now.astimezone(asked.zone).date()
    frame = proposal.Frame(asked.session, asked.law, on, asked.zone, asked.region)
    known = proposal.known_of(frame, asked.person, card)
    rows = []
    for p in proposal.propose(frame, known):
        said = coded("occupation", p.code) if p.part == "goal" else _entry(p.part, p.code, p.code)
        rows.append((said, p.on, p.why))
    return PanelTable(rows, (_facts(known),))


UNKNOWN = _l("анықталмаған", "не определена", "not known")


def _facts(known: proposal.Known) -> Label:
    band = coded("chances_category", known.category) if known.category else UNKNOWN
    return _l(
        f"Негізі: санаты «{band['kk']}», ашық бос орын {known.vacancies}, өтілі "
        f"{known.experience or 0:g} жыл.",
        f"Основание: категория «{band['ru']}», открытых вакансий {known.vacancies}, стаж "
        f"{known.experience or 0:g} лет.",
        f"Basis: category \"{band['en']}\", open vacancies {known.vacancies}, experience "
        f"{known.experience or 0:g} years.")


# ---- what stands
def entries_table(asked: PanelAsk) -> PanelTable:
    """Entries of the plan in force, and those of earlier revisions that were recorded."""
    plan = _plan(asked)
    if plan is None or not plan.revision:
        return PanelTable([])
    rows = [r for r in revisions.rows_of(asked.session, plan)
            if r.ended_revision is None or r.state not in ("cancelled",)]
    done = sum(r.state == "done" for r in rows)
    awaited = [r for r in rows if r.state != "cancelled"]
    lead = _l(f"Орындалғаны: {done} / {len(awaited)}.", f"Выполнено: {done} из {len(awaited)}.",
              f"Done: {done} of {len(awaited)}.")
    return PanelTable([_entry_row(r) for r in sorted(rows, key=lambda r: (r.on, r.id))], (lead,))


def _entry_row(row: PlanItem) -> tuple[Any, ...]:
    shown = coded("absence_cause", row.cause) if row.cause else row.proof or row.note or None
    return (row.on, _entry(row.part, row.code, row.action),
            row.attendance if row.part == "schedule" else None,
            coded("plan_item_state", row.state), row.done_on, shown, row.revision)


# ---- revisions
STATES = {
    "drafted": _l("қол қоюды күтуде", "ждет подписей", "waits for signatures"),
    "in_force": _l("қолданыста", "действует", "in force"),
    "replaced": _l("ауыстырылды", "заменена", "replaced"),
    "discarded": _l("қол қойылмады", "не подписана", "not signed"),
}
WAYS = {"eds": _l("ЭЦҚ", "ЭЦП", "EDS"), "paper": _l("қағазда", "на бумаге", "on paper")}


def revisions_table(asked: PanelAsk) -> PanelTable:
    """Who drew up and who signed each revision, newest first."""
    if asked.case is None:
        return PanelTable([])
    rows = [
        (r["number"], STATES[r["state"]], _moment(r.get("drawn_at")), r["drawn_by"],
         _moment(r.get("person_at")), _moment(r.get("specialist_at")), WAYS.get(r.get("way", "")),
         _said(r))
        for r in reversed(asked.case.facts.get("revisions", ()))
    ]
    return PanelTable(rows)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _said(row: dict[str, Any]) -> Any:
    if row.get("refused_at"):
        why = row.get("refusal") or ""
        return _l(f"қол қоюдан бас тартты: {why}", f"отказ подписать: {why}",
                  f"refused to sign: {why}")
    return row.get("withdrawn") or row.get("reason") or None


FIELDS = dict(zip(WORDS, (
    _l("Мақсаты", "Цель", "Goal"), _l("Білімі", "Образование", "Education"),
    _l("Мамандығы", "Специальность", "Specialty"), _l("Қолданылу мерзімі", "Срок", "Valid until"),
), strict=True))
KINDS = {
    "word": _l("өзгертілді", "изменено", "changed"),
    "moved": _l("күні ауыстырылды", "дата перенесена", "moved"),
    "dropped": _l("алынып тасталды", "исключено", "dropped"),
    "added": _l("қосылды", "добавлено", "added"),
}


def changes_table(asked: PanelAsk) -> PanelTable:
    """What the newest revision changes in the one before it that stood."""
    case = asked.case
    made: list[dict[str, Any]] = list(case.facts.get("revisions", ())) if case else []
    stood = [r["number"] for r in made[:-1] if r["state"] != "discarded"]
    if case is None or not stood:
        return PanelTable([])
    before = revisions.data_of(asked.session, case, stood[-1])
    after = revisions.data_of(asked.session, case, made[-1]["number"])
    lead = _l(f"{stood[-1]}-нұсқа мен {made[-1]['number']}-нұсқа.",
              f"Редакция {stood[-1]} и редакция {made[-1]['number']}.",
              f"Revision {stood[-1]} and revision {made[-1]['number']}.")
    return PanelTable([_changed(d) for d in differences(before, after)], (lead,))


def _changed(d: Difference) -> tuple[Any, ...]:
    if d.line is None:
        return (FIELDS[d.field], KINDS[d.kind], _shown(d.before), _shown(d.after))
    said = _entry(d.line.part, d.line.code, d.line.action)
    return (said, KINDS[d.kind], d.before, d.after)


def _shown(value: Any) -> Any:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


# ---- measures of a person
def measures_table(asked: PanelAsk) -> PanelTable:
    """Active measures the person was invited to, and how each ended."""
    found = asked.session.execute(
        select(MeasureReferral, Case).join(Case, Case.id == MeasureReferral.case_id)
        .where(MeasureReferral.person_id == asked.person.id)
        .order_by(MeasureReferral.id.desc()).limit(100)
    )
    return PanelTable([_measure_row(row, case) for row, case in found])


def _measure_row(row: MeasureReferral, case: Case) -> tuple[Any, ...]:
    ended = coded("measure_stop_cause", row.cause) if row.own_will is not None else (
        coded("measure_outcome", row.outcome) if row.outcome else None)
    return (case.number, coded("plan_measure", row.measure), row.provider or None,
            coded_state(case.state), row.invited_on, row.started_on, row.ended_on, ended)


def coded_state(state: str) -> Label:
    """Words of a state of a measure's case."""
    from plugins.mediation.active.steps import MEASURE

    return MEASURE.states[state]


def offers_table(asked: PanelAsk) -> PanelTable:
    """Places of active measures open now at the person's center, with how many are left."""
    today = asked.now.astimezone(asked.zone).date()
    wanted = asked.case.facts.get("measure") if asked.case is not None else None
    items = asked.session.scalars(
        select(ContentItem).where(ContentItem.type == places.TYPE)
        .where(ContentItem.state == "published", ContentItem.office_id == asked.person.office_id)
        .order_by(ContentItem.sort, ContentItem.id).limit(200)
    )
    return PanelTable([
        (item.number, coded("plan_measure", item.data["measure"]),
         {n: places.title(item.data, n) for n in LANGUAGES}, item.data["provider"],
         date.fromisoformat(item.data["starts_on"]), date.fromisoformat(item.data["ends_on"]),
         places.left(asked.session, item))
        for item in items
        if places.open_on(item, today) and wanted in (None, item.data["measure"])
    ])


ON, WHAT = ("on", _l("Күні", "Дата", "Day")), ("what", _l("Жазба", "Запись", "Entry"))
STATE = ("state", _l("Күйі", "Состояние", "State"))

PANELS = (
    Panel(
        "plan_proposal", "48", _l("Ұсыныс және оның негізі", "Предложение и его основания",
                                  "The proposal and its reasons"),
        CENTER,
        (WHAT, ON, ("why", _l("Неге", "Почему", "Why"))), proposal_table, kinds=("plan",),
        beside=("mediation.draw_up_plan", "mediation.amend_plan"),
        note=_l("Ұсыныс ештеңені шешпейді: жазылатынын маман мен адам келіседі. Күн саны "
                "Қағидалардан емес.",
                "Предложение ничего не решает: что записать, согласуют специалист и человек. "
                "Число дней – не из Правил.",
                "A proposal decides nothing: specialist and person agree what is written. The "
                "numbers of days are not from the Rules."),
    ),
    Panel(
        "plan_entries", "51", _l("Жоспардың орындалуы", "Выполнение плана",
                                 "Fulfilment of the plan"),
        STAFF,
        (ON, WHAT, ("attendance", _l("Келу міндетті", "Явка обязательна", "Attendance")), STATE,
         ("done_on", _l("Орындалды", "Выполнено", "Done")),
         ("proof", _l("Растауы немесе себебі", "Подтверждение или причина", "Proof or cause")),
         ("revision", _l("Нұсқа", "Редакция", "Revision"))),
        entries_table, kinds=("person", "plan"), beside=("mediation.monitor_plan",),
    ),
    Panel(
        "plan_revisions", "49", _l("Жоспардың нұсқалары", "Редакции плана",
                                   "Revisions of the plan"),
        STAFF,
        (("number", _l("№", "№", "No.")), STATE,
         ("drawn", _l("Жасалды", "Составлена", "Drawn up")),
         ("by", _l("Маман", "Специалист", "Specialist")),
         ("person", _l("Жұмыссыз қол қойды", "Подпись безработного", "Person signed")),
         ("specialist", _l("Маман қол қойды", "Подпись специалиста", "Specialist signed")),
         ("way", _l("Тәсілі", "Способ", "Way")),
         ("note", _l("Ескертпе", "Примечание", "Note"))),
        revisions_table, kinds=("plan",),
    ),
    Panel(
        "plan_changes", "49", _l("Не өзгереді", "Что меняется", "What changes"),
        STAFF | {"jobseeker"},
        (WHAT, ("how", _l("Өзгеріс", "Изменение", "Change")),
         ("before", _l("Бұрын", "Было", "Before")), ("after", _l("Енді", "Стало", "Now"))),
        changes_table, kinds=("plan",),
        beside=("mediation.sign_plan_person", "mediation.sign_plan_specialist",
                "mediation.record_paper_plan"),
    ),
    Panel(
        "active_measures", "52", _l("Белсенді шаралар", "Активные меры", "Active measures"),
        STAFF | {"jobseeker"},
        (("case", _l("Іс", "Дело", "Case")), ("measure", _l("Шара", "Мера", "Measure")),
         ("provider", _l("Ұйымдастырушы", "Организатор", "Provider")), STATE,
         ("invited", _l("Шақырылды", "Приглашен", "Invited")),
         ("started", _l("Бастады", "Начал", "Started")),
         ("ended", _l("Аяқталды", "Окончание", "Ended")),
         ("outcome", _l("Нәтижесі", "Итог", "Outcome"))),
        measures_table, kinds=("person",),
    ),
    Panel(
        "measure_places", "52", _l("Ашық орындар", "Открытые места", "Open places"),
        CENTER,
        (("number", _l("Нөмірі", "Номер", "Number")), ("measure", _l("Шара", "Мера", "Measure")),
         ("title", _l("Атауы", "Название", "Title")),
         ("provider", _l("Ұйымдастырушы", "Организатор", "Provider")),
         ("starts", _l("Басталуы", "Начало", "Starts")), ("ends", _l("Соңы", "Конец", "Ends")),
         ("left", _l("Бос орын", "Свободно", "Places left"))),
        offers_table, kinds=("person", "measure"), beside=("mediation.refer_to_measure",),
    ),
)
