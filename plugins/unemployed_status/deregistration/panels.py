"""What is shown about a person: the refusal ledger, the grounds of par. 44, facts told, a change.

The same functions that refuse an act draw these tables; a page can show nothing else than what the
rules see.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.data.actors import Card
from console.data.documents import RegisterAnswer
from console.declare import Label, Panel, PanelAsk, PanelTable
from plugins.unemployed_status.deregistration import words
from plugins.unemployed_status.deregistration.changes import comparison, words_of
from plugins.unemployed_status.deregistration.evidence import PURPOSE, Ask, known_of, ledger_of
from plugins.unemployed_status.deregistration.grounds import ITEMS, TITLES, evaluate
from plugins.unemployed_status.deregistration.ledger import POINTS, OfferFacts, Row

STAFF = frozenset({"center_specialist", "center_director", "authority_officer", "authority_head"})
STEP = "unemployed_status.{}".format


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


POINT_WORDS = dict(zip(POINTS, (
    _l("даярлық", "подготовка", "training"), _l("тәжірибе", "опыт", "experience"),
    _l("денсаулық", "здоровье", "health"), _l("режим", "режим", "regime"),
    _l("көлік", "транспорт", "transport"),
), strict=True))
CONFIRMED = {
    "yes": _l("расталды", "подтверждено", "confirmed"),
    "no": _l("сәйкес емес", "не подходит", "does not fit"),
    "unknown": _l("расталмаған", "не подтверждено", "not confirmed"),
}
RECEIPTS = {
    "visit": _l("келгенде айтылды", "сообщено при посещении", "told on a visit"),
    "phone": _l("телефонмен айтылды", "сообщено по телефону", "told by telephone"),
    "delivery": _l("тапсырылды", "вручено", "delivered"),
    "own_answer": _l("өзі жауап берді", "ответило само лицо", "answered by the person"),
    "read": _l("кабинетте оқылды", "прочитано в кабинете", "read in the cabinet"),
}
ANSWERS = {
    "accepted": _l("келісті", "согласие", "consent"),
    "declined": _l("бас тартты", "отказ", "refusal"),
    "unanswered": _l("жауап жоқ", "нет ответа", "no answer"),
    "": _l("жауап әлі жоқ", "ответа еще нет", "not answered yet"),
}
UNPROVED = _l("дәлелденбеген", "не доказано", "not proved")


def ask_of(asked: PanelAsk) -> Ask:
    """The question of a page as the rules put it."""
    case = asked.case if asked.case is not None and asked.case.kind == "deregistration" else None
    return Ask(asked.session, asked.law, asked.person, asked.now.astimezone(asked.zone).date(),
               asked.zone, asked.region, case, case is not None and case.state == "proposed")


def ledger_table(asked: PanelAsk) -> PanelTable:
    """Every offer with why it counts or does not."""
    ask = ask_of(asked)
    found = ledger_of(ask)
    needed = [int(asked.law.value_at(key, ask.on, asked.region)) for key in
              ("refusals_for_deregistration", "unanswered_for_deregistration")]
    lead = (
        _l(f"Есепке алынатын бас тартулар: {len(found.refusals)}, керегі {needed[0]}.",
           f"Учитываемых отказов: {len(found.refusals)}, нужно {needed[0]}.",
           f"Refusals that count: {len(found.refusals)}, needed {needed[0]}."),
        _l(f"Есепке алынатын жауапсыз ұсыныстар: {len(found.silences)}, керегі {needed[1]}.",
           f"Учитываемых предложений без ответа: {len(found.silences)}, нужно {needed[1]}.",
           f"Unanswered offers that count: {len(found.silences)}, needed {needed[1]}."),
    )
    return PanelTable([_ledger_row(row, ask.zone) for row in found.rows], lead)


def _ledger_row(row: Row, zone: ZoneInfo) -> tuple[Any, ...]:
    offer = row.offer
    receipt: Label = UNPROVED
    if offer.receipt is not None:
        how, got = RECEIPTS[offer.receipt.by], offer.receipt
        on = got.at.astimezone(zone)
        tail = ", ".join(x for x in (f"{on:{words.DATE}}", got.who) if x)
        receipt = {lang: f"{how[lang]}: {tail}" for lang in words.LANGUAGES}
    said = ANSWERS.get(offer.answer, ANSWERS[""])
    return (f"{offer.title}, № {offer.number}", offer.offered_at, _fits(offer), receipt, said,
            offer.reason or None, row.counts, row.why)


def _fits(offer: OfferFacts) -> Label:
    """The points of par. 2(9) by what was found of each."""
    found = {
        answer: [p for p in POINTS if offer.points[p] == answer] for answer in CONFIRMED
    }
    return {
        lang: "; ".join(
            f"{CONFIRMED[answer][lang]}: {', '.join(POINT_WORDS[p][lang] for p in points)}"
            for answer, points in found.items() if points
        )
        for lang in words.LANGUAGES
    }


def grounds_table(asked: PanelAsk) -> PanelTable:
    """All grounds of par. 44 with every condition; on a case its own ground alone."""
    ask = ask_of(asked)
    known = known_of(ask)
    codes = [ask.case.facts["ground"]] if ask.case is not None else list(ITEMS)
    rows = [
        (ITEMS[code], TITLES[code], c.text, c.met, c.said)
        for code in codes for c in evaluate(known, code)
    ]
    return PanelTable(rows)


CONTRIBUTIONS = {
    "medical": _l("МӘМС аударымдары", "отчисления на ОСМС", "medical insurance deductions"),
    "pension": _l("зейнетақы жарналары", "пенсионные взносы", "pension contributions"),
    "social": _l("әлеуметтік аударымдар", "социальные отчисления", "social contributions"),
}


def facts_table(asked: PanelAsk) -> PanelTable:
    """Facts other systems told of the person (par. 44(1), 44(5)), newest first."""
    rows = asked.session.scalars(
        select(RegisterAnswer).where(RegisterAnswer.person_id == asked.person.id)
        .where(RegisterAnswer.purpose == PURPOSE).order_by(RegisterAnswer.id.desc()).limit(100)
    )
    return PanelTable([_fact(row) for row in rows])


def _fact(row: RegisterAnswer) -> tuple[Any, ...]:
    data = row.answer
    if row.register == "contributions":
        payer = f"{data['payer']}, {data['payer_bin']}"
        return (CONTRIBUTIONS[data["contribution"]], data["month"][:7], payer,
                words.KINDS[data["withheld"]], row.source, row.answered_at)
    act = f"{data['court']}, № {data['act_number']}"
    return (words.MEASURES[data["court_measure"]], data["act_on"], act,
            words.plain(data["in_force_on"]), row.source, row.answered_at)


def change_table(asked: PanelAsk) -> PanelTable:
    """What the card says now beside what was reported."""
    case, person = asked.case, asked.person
    if case is None:
        return PanelTable([])
    card = asked.session.scalars(select(Card).where(Card.person_id == person.id)).first()
    return PanelTable(comparison(case, person, card), (words_of(case.facts["change"]),))


GROUND_COLUMNS = (
    ("item", _l("Тармақша", "Подпункт", "Item")),
    ("ground", _l("Негіз", "Основание", "Ground")),
    ("condition", _l("Не дәлелденуі керек", "Что должно быть доказано", "What must be proved")),
    ("met", _l("Дәлелденген", "Доказано", "Proved")),
    ("said", _l("Жазбаларда", "В записях", "The records say")),
)
ALL_PROVED = _l(
    "Негіздің барлық шарты дәлелденгенде ғана ақпарат жолданады.",
    "Информация направляется, только когда доказаны все условия основания.",
    "The information can be sent only when every condition of the ground is proved.")

PANELS = (
    Panel(
        "refusal_ledger", "44",
        _l("Ұсыныстар есебі", "Учет предложений", "Ledger of offers"),
        STAFF | {"jobseeker"},
        (("offer", _l("Ұсыныс", "Предложение", "Offer")),
         ("offered", _l("Ұсынылды", "Предложено", "Offered")),
         ("fits", _l("Неге лайықты", "Почему подходит", "Why suitable")),
         ("receipt", _l("Алғаны", "Получение", "Receipt")),
         ("answer", _l("Жауап", "Ответ", "Answer")),
         ("cause", _l("Себебі", "Причина", "Cause")),
         ("counts", _l("Есепке алынады", "Учитывается", "Counts")),
         ("why", _l("Неге", "Почему", "Why"))),
        ledger_table, kinds=("person", "deregistration"),
        note=_l(
            "44-тармақтың 2) тармақшасы: бас тартулар мен жауапсыз ұсыныстар бөлек есептеледі, "
            "күмәнді ұсыныс есепке алынбайды.",
            "Подпункт 2) пункта 44: отказы и предложения без ответа считаются раздельно, "
            "сомнительное не учитывается.",
            "Paragraph 44(2): refusals and unanswered offers are counted apart; what is in doubt "
            "does not count."),
    ),
    Panel(
        "deregistration_grounds", "44",
        _l("Есептен шығару негіздері", "Основания снятия с учета", "Grounds of deregistration"),
        STAFF, GROUND_COLUMNS, grounds_table, kinds=("person",), note=ALL_PROVED,
    ),
    Panel(
        "ground_examined", "44",
        _l("Қаралып жатқан негіз", "Рассматриваемое основание", "The ground examined"),
        STAFF | {"jobseeker"}, GROUND_COLUMNS, grounds_table, kinds=("deregistration",),
        beside=tuple(STEP(v) for v in (
            "propose_deregistration", "add_evidence", "weigh_cause", "weigh_again",
            "reject_proposal")),
        note=ALL_PROVED,
    ),
    Panel(
        "facts_told", "44",
        _l("Басқа жүйелер хабарлаған деректер", "Сведения других систем",
           "Facts told by other systems"),
        STAFF,
        (("fact", _l("Дерек", "Сведения", "Fact")),
         ("period", _l("Кезең немесе күн", "Период или дата", "Period or day")),
         ("payer", _l("Төлеуші немесе сот", "Плательщик или суд", "Payer or court")),
         ("more", _l("Ескертпе", "Примечание", "Note")),
         ("source", _l("Дереккөз", "Источник", "Source")),
         ("at", _l("Уақыты", "Время", "Time"))),
        facts_table, kinds=("person", "deregistration"),
        note=_l("Дерек өздігінен ештеңені шешпейді: маман іс ашып, шарттарды тексереді.",
                "Сами по себе сведения ничего не решают: специалист открывает дело и проверяет.",
                "A fact decides nothing by itself: a specialist opens a case and checks."),
    ),
    Panel(
        "change_review", "51",
        _l("Карта мен хабарлама", "Карта и сообщение", "The card and the report"),
        frozenset({"center_specialist", "center_director", "jobseeker"}),
        (("field", _l("Мәлімет", "Сведения", "Field")),
         ("now", _l("Қазір картада", "Сейчас в карте", "On the card now")),
         ("reported", _l("Хабарланды", "Сообщено", "Reported"))),
        change_table, kinds=("change",),
        beside=(STEP("take_change"), STEP("leave_change")),
    ),
)
