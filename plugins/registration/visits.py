"""The queue at the desks of the center and the State Corporation (annex 1, rows 3 and 7; par. 30).

A visit is a case of its own kind: arrived, called, serving, served or left. Nobody has to be
known to take a ticket. Waiting and serving are clocks in minutes; they are norms of the standard
and no breach of a duty.
"""

from __future__ import annotations

from console.declare import Action, CaseKind, Step
from plugins.registration import queue

RUN = "registration.run_queue"
ACTIONS = (
    Action(
        RUN, "annex-1",
        {"kk": "Келушілер кезегін жүргізу", "ru": "Вести очередь посетителей",
         "en": "Run the queue of visitors"},
        frozenset({"center_specialist", "center_frontdesk", "state_corporation_operator"}),
    ),
    Action(
        "registration.pass_visitors", "30",
        {"kk": "Келушіні орталық қызметкеріне жіберу",
         "ru": "Передавать посетителя работнику центра",
         "en": "Pass a visitor on to the center's employee"},
        frozenset({"state_corporation_operator"}),
    ),
)
VISIT = CaseKind(
    queue.KIND,
    {"kk": "Келу", "ru": "Посещение", "en": "Visit"},
    "W",
    {
        "arrived": {"kk": "Күтіп отыр", "ru": "Ожидает", "en": "Waiting"},
        "called": {"kk": "Шақырылды", "ru": "Вызван", "en": "Called"},
        "serving": {"kk": "Қызмет көрсетілуде", "ru": "Обслуживается", "en": "Being served"},
        "served": {"kk": "Қызмет көрсетілді", "ru": "Обслужен", "en": "Served"},
        "left": {"kk": "Кетіп қалды", "ru": "Ушел", "en": "Left"},
    },
    frozenset({"served", "left"}),
    "annex-1",
    listed=False,
)
STEPS = (
    Step(
        "registration.take_ticket", "annex-1", queue.KIND,
        {"kk": "Талон беру", "ru": "Выдать талон", "en": "Give a ticket"},
        action=RUN,
        form="visit_arrival",
        opens=queue.open_visit,
        to="arrived",
        rules=(queue.office_open,),
        do=(queue.arrive,),
        asks_worklist=False,
    ),
    Step(
        "registration.call_visitor", "annex-1", queue.KIND,
        {"kk": "Шақыру", "ru": "Вызвать", "en": "Call"},
        action=RUN,
        form="visit_call",
        frm=("arrived", "called"),
        to="called",
        rules=(queue.for_this_desk,),
        do=(queue.call,),
        asks_worklist=False,
    ),
    Step(
        "registration.start_service", "annex-1", queue.KIND,
        {"kk": "Қызмет көрсетуді бастау", "ru": "Начать обслуживание", "en": "Start the service"},
        action=RUN,
        frm=("called",),
        to="serving",
        do=(queue.start,),
        asks_worklist=False,
    ),
    Step(
        "registration.end_service", "annex-1", queue.KIND,
        {"kk": "Қызмет көрсетуді аяқтау", "ru": "Завершить обслуживание",
         "en": "End the service"},
        action=RUN,
        form="visit_end",
        frm=("serving",),
        to="served",
        do=(queue.end,),
        asks_worklist=False,
    ),
    Step(
        "registration.pass_visitor", "30", queue.KIND,
        {"kk": "Орталық қызметкеріне жіберу", "ru": "Передать работнику центра",
         "en": "Pass on to the center's employee"},
        action="registration.pass_visitors",
        form="visit_pass",
        frm=("serving",),
        to="arrived",
        do=(queue.pass_on,),
        asks_worklist=False,
    ),
    Step(
        "registration.note_left", "annex-1", queue.KIND,
        {"kk": "Кеткенін белгілеу", "ru": "Отметить уход", "en": "Note that the visitor left"},
        action=RUN,
        form="visit_left",
        frm=("arrived", "called"),
        to="left",
        do=(queue.leave,),
        cancels=("D-04",),
        asks_worklist=False,
        danger=True,
    ),
)
DECLARED: tuple[CaseKind | Step, ...] = (VISIT, *STEPS)
