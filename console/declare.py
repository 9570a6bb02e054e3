"""What a plugin may declare: roles, actions, case kinds, steps, grounds, notices, measures, menu.

These are frozen values. A plugin returns them from its hooks (console.hookspecs); the catalog
checks and freezes them at start. Names are ``<chapter>.<verb_object>``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

    from console.act import Act
    from console.data.actors import Office, Person
    from console.data.case import Case
    from console.data.content import ContentItem
    from console.data.dimensions import Dimension
    from console.data.documents import Decision
    from console.data.figures import Figure
    from console.data.mediation import Vacancy
    from console.law import LawBook

Label = Mapping[str, str]


@dataclass(frozen=True)
class Role:
    """Who somebody is. ``side``: office, person or employer: what a membership ties it to.

    ``office_kinds``: offices such a member may belong to. ``reads``: ``own`` (rows of the
    office), ``tree`` (rows of all offices below, read-only), ``none`` (content without persons),
    ``nothing`` (programs that only act). ``signs_as``: ``head`` when the
    holder signs for the office, so that an authorised or replacing person may stand in.
    """

    code: str
    title: Label
    side: str = "office"
    office_kinds: tuple[str, ...] = ()
    reads: str = "own"
    signs_as: str | None = None
    path: str = "office"
    home: str = "/worklist"


@dataclass(frozen=True)
class Action:
    """A right: who may do a step. ``law`` is the paragraph that gives it."""

    name: str
    law: str
    title: Label
    roles: frozenset[str]


@dataclass(frozen=True)
class Ground:
    """A reason of the Rules against an act. Declared once, with the facts added at refusal."""

    code: str
    paragraph: str
    text: Label
    field: str | None = None
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def because(self, **facts: Any) -> Ground:
        """The same ground with the facts that decided it."""
        return replace(self, facts={**self.facts, **facts})


Rule = Callable[["Act"], Iterable[Ground]]
Effect = Callable[["Act"], None]


@dataclass(frozen=True)
class CaseKind:
    """A kind of case, its states in order with their words, and those that end it.

    ``listed`` False: a kind with a page of its own (a queue), left out of tasks and case lists.
    ``stays``: remains with the body it was addressed to when the person moves (par. 46).
    ``own``: placed by the person alone and kept by no paragraph: erased when they wish (par. 64).
    """

    code: str
    title: Label
    prefix: str
    states: Mapping[str, Label]
    closed: frozenset[str] = frozenset()
    law: str = ""
    listed: bool = True
    stays: bool = False
    own: bool = False


@dataclass(frozen=True)
class Signing:
    """The step is an electronic signature over a document.

    ``form``  the document form whose PDF is frozen and signed
    ``data``  Act -> values of the form (numbers and dates as text are the form's matter)
    ``part``  which signature of the document this is (director, head, person, specialist)
    ``role``  expected EDS role: head (or authorised), person, any
    ``joins`` True: sign the bytes another step of this case prepared (second signature)
    ``kind``  Decision.kind written with the signature, "" for none
    ``outcome`` Decision.outcome
    ``supersedes`` the decision this one takes the place of; None: the earlier one of its kind
    """

    form: str
    data: Callable[[Act], dict[str, Any]]
    part: str
    role: str = "head"
    joins: bool = False
    kind: str = ""
    outcome: Callable[[Act], str] | str = ""
    valid: Callable[[Act], Any] | None = None
    supersedes: Callable[[Act], Decision | None] | None = None


@dataclass(frozen=True)
class Issue:
    """A document given without signature (note, slip): form and the values it prints."""

    form: str
    data: Callable[[Act], dict[str, Any]]


@dataclass(frozen=True)
class Notice:
    """A message the Rules order. Texts: ``<folder>/<name>.{kk,ru,en}.txt``, first line = subject.

    ``to``: person, employer, center. ``channels``: person's cabinet always; ``relay`` sends a
    task to assistant or akim where the person lives in a village.
    """

    name: str
    law: str
    to: str
    folder: Path
    data: Callable[[Act], Mapping[str, Any]] | None = None
    channels: tuple[str, ...] = ("cabinet", "sms", "email")
    relay: bool = False


@dataclass(frozen=True)
class Step:
    """One act the Rules order. It points at everything and contains nothing.

    ``on``      case kind (or ``content/<type>``) it moves
    ``frm``     states it may start from; empty = it opens the case through ``opens``
    ``to``      state afterwards; None = unchanged; a callable decides from the Act
    ``rules``   asked all, every failing ground is shown
    ``do``      effects inside the transaction
    ``after``   automatic: runs in the same transaction after these steps
    ``on_lapse`` automatic: runs when one of these deadlines expires unmet
    ``when``    automatic only: condition; ``target`` finds the case it moves, or several
    ``cancels`` deadlines of the case that this act makes pointless
    ``place``   opening steps: the office the act falls to, whoever performs it (par. 27)
    ``asks_worklist`` whether a case waits for it; states: only from these; a callable asks the case
    ``awaits``  what a list says the case waits for, where the title names one of several answers
    ``next_on`` kind of the cases that wait for this opening step (an offer, on its vacancy)
    ``for_person`` opening steps: states of a person whose card begins it; the form's ``person``,
                ``iin`` and ``full_name`` are the card's
    ``offered`` whether the case gives this step anything to do (an answer needs a question)
    """

    name: str
    law: str
    on: str
    title: Label
    action: str = ""
    frm: tuple[str, ...] = ()
    to: str | Callable[[Act], str] | None = None
    form: str | None = None
    opens: Callable[[Act], Case | ContentItem] | None = None
    rules: Sequence[Rule] = ()
    do: Sequence[Effect] = ()
    signing: Signing | None = None
    issues: Sequence[Issue] = ()
    notices: Sequence[str] = ()
    cancels: Sequence[str] = ()
    after: Sequence[str] = ()
    on_lapse: Sequence[str] = ()
    when: Callable[[Act], bool] | None = None
    target: Callable[[Act], Case | Sequence[Case] | None] | None = None
    asks_worklist: bool | tuple[str, ...] | Callable[[Case], bool] = True
    awaits: Label | None = None
    next_on: str = ""
    for_person: tuple[str, ...] = ()
    offered: Callable[[Case], bool] | None = None
    confirm: Label | None = None
    danger: bool = False
    hint: Label | None = None
    default: Callable[[Act], Mapping[str, Any]] | None = None
    place: Callable[[Act], Office | None] | None = None

    def asks(self, state: str, case: Case | None = None) -> bool:
        """Whether a case in ``state`` waits for this step; without the case: whether any might."""
        chosen = self.asks_worklist
        if isinstance(chosen, bool):
            return chosen
        return state in chosen if isinstance(chosen, tuple) else case is None or chosen(case)

    def has_work(self, case: Case) -> bool:
        """Whether the case gives this step anything to do at all."""
        return self.offered is None or self.offered(case)

    @property
    def awaited(self) -> Label:
        """What a case waits for when this step is its next one."""
        return self.awaits or self.title

    @property
    def automatic(self) -> bool:
        """Nobody performs it by hand."""
        return bool(self.after or self.on_lapse)

    @property
    def chapter(self) -> str:
        """The first part of its name."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True)
class Stage:
    """What an act means to those who follow a public service from outside (par. 23, 26, 36).

    ``step`` reaches ``code`` of ``service``; ``law`` orders to tell it. ``to``: outbox channels of
    the systems told (``dated``: with the day due); ``when`` leaves out acts not theirs.
    """

    step: str
    code: str
    service: str
    law: str
    title: Label
    to: tuple[str, ...] = ("monitoring",)
    when: Callable[[Act], bool] | None = None
    dated: bool = True


@dataclass(frozen=True)
class Period:
    """Half-open span of instants [start, end) with the words it is shown by."""
    start: datetime
    end: datetime
    label: str = ""


@dataclass(frozen=True)
class Measure:
    """A figure, declared once. ``query(session, period, office_ids)`` yields rows of ``columns``.

    Rows are tuples in the order of ``columns``; the session already carries the reader's scope.
    A column is (key, title, type): text, int, percent, number, date, ``code/<dictionary>`` or
    ``state/<kind of case>``; a value may be a Label. Workbooks say codes and labels in words.

    ``figures``: what it counts, where it is made of counts (console.data.figures.counted makes
    such a measure): then it can be cut by any of ``dimensions``, read from the daily counters, and
    every cell has a list of rows behind it. ``topic``: the group it is offered in.
    """

    name: str
    law: str
    title: Label
    definition: Label
    columns: Sequence[tuple[str, Label, str]]
    query: Callable[[Session, Period, Sequence[int]], Iterable[tuple[Any, ...]]]
    figures: Sequence[Figure] = ()
    dimensions: Sequence[Dimension] = ()
    topic: str = ""


@dataclass(frozen=True)
class PanelAsk:
    """Whom a panel is asked about: a person, and a case of theirs where it is shown on one."""

    #: reads everything: whoever asks was let see the person or case before
    session: Session
    law: LawBook
    person: Person
    case: Case | None
    now: datetime
    zone: ZoneInfo
    region: str | None = None


@dataclass(frozen=True)
class PanelTable:
    """What a panel shows: sentences above the table, and rows in the order of its columns.

    A cell is a Label, a text, a date, an instant, a number, a truth value (met or not) or None.
    """

    rows: Sequence[tuple[Any, ...]]
    lead: Sequence[Label] = ()


@dataclass(frozen=True)
class Panel:
    """A chapter's table about a person, declared once and drawn wherever the person is looked at.

    ``roles``   who reads it: staff on the card and on cases, ``jobseeker`` their own
    ``kinds``   kinds of cases it is shown on; ``person`` also stands on the card itself
    ``beside``  steps whose page shows it, so that whoever decides sees what is compared
    """

    name: str
    law: str
    title: Label
    roles: frozenset[str]
    columns: Sequence[tuple[str, Label]]
    query: Callable[[PanelAsk], PanelTable]
    kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    note: Label | None = None


@dataclass(frozen=True)
class Reader:
    """Whoever reads: account, name as in the journal, roles and offices held today."""
    account_id: int | None
    name: str
    roles: frozenset[str]
    offices: frozenset[int]


@dataclass(frozen=True)
class Withheld:
    """Forms of a kind of case that its procedure keeps from some of those who may read the case.

    ``holds(session, case, reader, day)`` says whether they are kept from the reader that day; the
    session reads everything. ``text`` is what is read instead.
    """

    name: str
    law: str
    kind: str
    forms: frozenset[str]
    text: Label
    holds: Callable[[Session, Case, Reader, date], bool]


@dataclass(frozen=True)
class Report:
    """A workbook: measures in order, as laid out by ``path`` (a TOML file)."""

    name: str
    title: Label
    path: Path
    roles: frozenset[str]


@dataclass(frozen=True)
class MenuItem:
    """A line of the sidebar for the roles named, at most seven shown each."""

    key: str
    label: Label
    url: str
    icon: str
    roles: frozenset[str]
    order: int = 50


class Matcher(Protocol):
    """Ranks people for a vacancy and says why, for any pair.

    ``candidates`` yields at most ``limit`` matches after the key ``after``, best first; a match
    has number, name, score (0..100), suitable, reasons, row_id (the person's) and key; of
    somebody who is no person here also source (row_id is that source's), contact and known.
    ``explain`` answers for anybody: reasons iterate over criteria with result (passed, failed,
    unknown), text and paragraph. The session's scope decides whose people are seen.
    """

    def candidates(
        self, session: Session, vacancy: Vacancy, law: LawBook, on: date, limit: int = 50,
        after: tuple[float, int] | None = None,
    ) -> list[Any]:
        """Matches of a vacancy, best first."""

    def vacancies_for(
        self, session: Session, person: Person, law: LawBook, on: date, limit: int = 50,
        after: tuple[float, int] | None = None,
    ) -> list[Any]:
        """Open vacancies for a person, best first; ``row_id`` of a match is the vacancy's."""

    def explain(self, session: Session, vacancy: Vacancy, person: Person) -> Any:
        """Every criterion of one pair with what decided it."""

    def score(self, reasons: Any, law: LawBook, on: date) -> float:
        """0..100 by the weights in force on the day."""
