"""What passes from hand to hand: documents back to the person, the set from the desk, information.

Par. 5 and 8: documents are returned, with the day and the hand. Par. 9, 13, 19: what the person was
told stands in the case as it was said. Par. 30: the set accepted by the State Corporation's
operator comes to the center's employee, counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.act import Act
from console.data.actors import Office
from console.declare import Action, Ground, Step

NOT_PRESENTED = Ground(
    "not_presented", "5",
    {"kk": "бұл құжат өтінішпен бірге ұсынылмаған",
     "ru": "этот документ с заявлением не представлен",
     "en": "this document was not presented with the application"},
    "returned",
)
RETURNED_ALREADY = Ground(
    "returned_already", "5",
    {"kk": "бұл құжат бұрын қайтарылған", "ru": "этот документ уже возвращен",
     "en": "this document was returned already"},
    "returned",
)
SET_NOT_COUNTED = Ground(
    "set_not_counted", "30",
    {"kk": "қабылданған құжаттардың бәрі берілмеген", "ru": "переданы не все принятые документы",
     "en": "not every accepted document was handed over"},
    "documents",
)
#: what is said when nothing else is written (par. 9 and 13)
TOLD: Mapping[str, str] = {
    "kk": "Жұмыспен қамтуға жәрдемдесудің мемлекеттік шаралары: бос орындарға іріктеу және жұмыс "
          "берушіге жіберу, кәсіптік оқыту, әлеуметтік жұмыс орындары, жастар практикасы, қоғамдық "
          "жұмыстар, кәсіпкерлікті қолдау. Орталықтың қызметтері тегін. «Электрондық еңбек "
          "биржасы» порталында (www.enbek.kz) түйіндеме орналастыруға, бос орын іздеуге және жұмыс "
          "берушілерге жауап беруге болады.",
    "ru": "Государственные меры содействия занятости: подбор вакансий и направление к "
          "работодателю, профессиональное обучение, социальные рабочие места, молодежная "
          "практика, общественные работы, поддержка предпринимательства. Услуги центра "
          "бесплатны. На портале «Электронная биржа труда» (www.enbek.kz) можно разместить "
          "резюме, искать вакансии и откликаться на них.",
    "en": "State measures of employment assistance: selection of vacancies and referral to an "
          "employer, vocational training, social workplaces, youth practice, public works, support "
          "of entrepreneurship. The services of the center are free of charge. On the Electronic "
          "Labour Exchange (www.enbek.kz) one may place a resume, search vacancies and respond.",
}
TOPICS = ("measures", "services", "exchange")
DESK = frozenset({"center_specialist", "center_frontdesk"})
OPEN = ("pre_registered", "received", "card_filled", "to_register", "registered", "handed_over")


# ---- documents returned (par. 5, 8)
def presented(act: Act) -> set[str]:
    """Kinds of documents that came with the application; the application itself too."""
    rows = act.entry("application").get("documents", [])
    return {"application", *(row["kind"] for row in rows)} if rows else set()


def only_what_is_here(act: Act) -> Iterable[Ground]:
    """Par. 5: back goes what was presented, once."""
    held, gone = presented(act), set(act.case.facts.get("returned", {}))
    for kind in act.data["returned"]:
        if kind not in held:
            yield NOT_PRESENTED.because(kind=kind)
        elif kind in gone:
            yield RETURNED_ALREADY.because(kind=kind, on=act.case.facts["returned"][kind]["on"])


def note_returned(act: Act) -> None:
    """The day, the hand that gave and the one that took."""
    row = {"on": act.today.isoformat(), "to": act.data["returned_to"], "by": act.actor.name,
           "way": act.data.get("way", "")}
    act.keep(returned={**act.case.facts.get("returned", {}),
                       **dict.fromkeys(act.data["returned"], row)})


def still_here(act: Act) -> dict[str, Any]:
    """The form opens with what is still to be returned, to the person."""
    left = sorted(presented(act) - {"application"} - set(act.case.facts.get("returned", {})))
    return {"returned": left, "returned_to": act.person.full_name}


# ---- information (par. 9, 13, 19)
def what_to_say(act: Act) -> dict[str, Any]:
    """All topics with the usual words, in the person's language."""
    return {"topics": list(TOPICS), "told": TOLD.get(act.person.language, TOLD["kk"])}


def note_told(act: Act) -> None:
    """Which topics were told, when, by whom."""
    row = {"at": act.occurred_at.isoformat(), "by": act.actor.name}
    act.keep(informed={**act.case.facts.get("informed", {}),
                       **dict.fromkeys(act.data["topics"], row)})


def told_before(act: Act) -> dict[str, bool]:
    """What recorded information already answers in the check form."""
    known = act.case.facts.get("informed", {})
    found = {}
    if "measures" in known and "services" in known:
        found["measures_explained"] = True
    if "exchange" in known:
        found["portal_explained"] = True
    return found


# ---- from the State Corporation's desk to the center (par. 30)
def note_at_desk(act: Act) -> None:
    """A set accepted by the State Corporation's operator lies at its desk."""
    if act.seat is not None and act.seat.role == "state_corporation_operator":
        desk = act.session.get_one(Office, act.seat.office_id)
        act.keep(at_desk={"office": desk.code, "by": act.actor.name})


def whole_set(act: Act) -> Iterable[Ground]:
    """Par. 30: every document accepted is counted over, or what lacks is written down."""
    lacking = sorted(presented(act) - set(act.data["documents"]))
    if lacking and not act.data.get("remark"):
        yield SET_NOT_COUNTED.because(missing=lacking)


def set_at_desk(act: Act) -> dict[str, Any]:
    """What was accepted at the desk, and by whom."""
    return {"documents": sorted(presented(act)),
            "handed_by": act.case.facts.get("at_desk", {}).get("by", "")}


def take_over(act: Act) -> None:
    """The set is at the center from now on."""
    lacking = sorted(presented(act) - set(act.data["documents"]))
    act.keep(at_desk=None, set_taken={"on": act.today.isoformat(), "by": act.actor.name,
                                      "from": act.data["handed_by"], "missing": lacking})


ACTIONS = (
    Action(
        "registration.give_information", "9",
        {"kk": "Ақпарат беру", "ru": "Информировать", "en": "Give information"},
        DESK | {"assistant"},
    ),
)
STEPS = (
    Step(
        "registration.give_information", "9", "registration",
        {"kk": "Шаралар мен портал туралы ақпарат беру", "ru": "Разъяснить меры и портал",
         "en": "Explain measures and the portal"},
        action="registration.give_information",
        form="information_given",
        frm=OPEN,
        do=(note_told,),
        default=what_to_say,
        asks_worklist=False,
    ),
    Step(
        "registration.take_over_set", "30", "registration",
        {"kk": "Мемлекеттік корпорациядан құжаттарды қабылдап алу",
         "ru": "Принять пакет от Государственной корпорации",
         "en": "Take over the set from the State Corporation"},
        action="registration.fill_cards",
        form="set_taken_over",
        frm=("received", "card_filled"),
        rules=(whole_set,),
        do=(take_over,),
        default=set_at_desk,
        asks_worklist=False,
        offered=lambda case: bool(case.facts.get("at_desk")),
    ),
    Step(
        "registration.return_documents", "5", "registration",
        {"kk": "Құжаттарды қайтару", "ru": "Вернуть документы", "en": "Return the documents"},
        action="registration.return_documents",
        form="documents_returned",
        frm=("pre_registered", "received", "card_filled", "to_register", "to_refuse",
             "registered", "handed_over", "refused"),
        rules=(only_what_is_here,),
        do=(note_returned,),
        default=still_here,
        asks_worklist=False,
    ),
)
