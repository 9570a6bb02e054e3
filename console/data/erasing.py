"""What a person erases of their own: whose it is, what it leaves behind, how it is overwritten.

Rows that others count on stay and hold the number of the erasure instead of what they said;
copies that nobody counts on are deleted. Journal lines are never touched: they name people
outside offices by number. Kinds of cases that a person may erase declare it (``CaseKind.own``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    String,
    case,
    cast,
    column,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session

from console.data.access import Membership
from console.data.actors import Card, Person
from console.data.case import Case
from console.data.content import Draft, Entry, SavedFilter, StoredFile
from console.data.documents import Consent, RegisterAnswer, SigningCode
from console.data.exchange_portal import ExchangeItem, ExchangeResume
from console.data.outbox import Message
from console.data.sheets import Sheet

if TYPE_CHECKING:
    from console.catalog import Catalog

#: the kind of case an erasure is, and the one key of what it emptied: its number
ERASURE, ERASED = "erasure", "erased"
BLANK = "—"
#: states of a person whom the center has a duty to tell something
SERVED = ("applicant", "jobseeker", "unemployed")
#: the framework's table of accounts, which lives in other metadata
ACCOUNT = table("ab_user", *map(column, (
    "id", "username", "first_name", "last_name", "email", "password", "active", "session_epoch")))


@dataclass(frozen=True)
class Whose:
    """Who erases: the person (None: an account alone) and the account they came by.

    ``own``: kinds of cases people place alone; ``forms``: those nobody else fills in; ``roles``:
    those of people outside offices.
    """

    person: Person | None
    account: int | None
    own: frozenset[str]
    forms: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True)
class Found:
    """What goes. ``cases``: how many of each kind; ``whole``: the identity and the account too.

    ``kept``: how many cases of each kind the Rules keep; ``closes``: the account asking is closed,
    because no office and no employer seats it.
    """

    cases: Mapping[str, int]
    kept: Mapping[str, int]
    drafts: int
    files: int
    contact: bool
    whole: bool
    closes: bool

    @property
    def anything(self) -> bool:
        """Whether the erasure would take anything away."""
        return bool(self.cases or self.drafts or self.files or self.contact or self.whole)


# ---- whose it is
def whose(catalog: Catalog, person: Person | None, account: int | None) -> Whose:
    """Who erases, with what the chapters declare to be a person's own."""
    outside = frozenset(c for c, role in catalog.roles.items() if role.side == "person")
    takers: dict[str, set[str]] = {}
    for step in catalog.steps.values():
        if step.form and step.action:
            takers.setdefault(step.form, set()).update(catalog.action(step).roles)
    return Whose(
        person, account, frozenset(k.code for k in catalog.kinds.values() if k.own),
        frozenset(form for form, roles in takers.items() if roles <= outside), outside,
    )


def count(session: Session, w: Whose) -> Found:
    """What an erasure takes away now, counted and unchanged; once for a session that reads."""
    memo = {} if session.info.get("writes") else session.info.setdefault("erasing", {})
    key = (w.person.id if w.person is not None else None, w.account)
    if key not in memo:
        memo[key] = _counted(session, w)
    found: Found = memo[key]
    return found


def _counted(session: Session, w: Whose) -> Found:
    cases, kept, open_ones = dict[str, int](), dict[str, int](), 0
    if w.person is not None:
        for kind, number, still in _cases(session, w.person):
            if kind not in w.own:
                kept[kind], open_ones = kept.get(kind, 0) + number, open_ones + still
            elif kind != ERASURE:
                cases[kind] = number
    whole = w.person is None or not (kept or _asked_about(session, w.person))
    served = open_ones > 0 or (w.person is not None and w.person.state in SERVED)
    known = w.person is not None and bool(w.person.mobile or w.person.email)
    accounts = accounts_of(session, w)
    drafts, files = _unsent(session, w, accounts)
    closes = whole and w.account is not None and accounts[w.account]
    return Found(cases, kept, drafts, files, known and not served, whole, closes)


def _cases(session: Session, person: Person) -> Sequence[Any]:
    """(kind, how many, how many of them open) of what was not emptied before."""
    still = func.sum(case((Case.closed_at.is_(None), 1), else_=0))
    return session.execute(
        select(Case.kind, func.count(), still).where(Case.person_id == person.id)
        .where(Case.facts[ERASED].as_string().is_(None)).group_by(Case.kind).order_by(Case.kind)
    ).all()


def _asked_about(session: Session, person: Person) -> bool:
    """Whether a register was asked about the person, or a consent of par. 60 is kept."""
    return session.scalar(select(or_(*(
        exists(select(model.id).where(_of(model, person))) for model in (RegisterAnswer, Consent)
    )))) or False


def _unsent(session: Session, w: Whose, accounts: Mapping[int, bool]) -> tuple[int, int]:
    """How many drafts and staged uploads, in one statement."""
    drafts = or_(false(), *((Draft.account_id == key) if alone else
                            (Draft.account_id == key) & Draft.form.in_(w.forms)
                            for key, alone in accounts.items()))
    files = or_(false(), *(_staged(key, alone) for key, alone in accounts.items()))
    row = session.execute(select(
        select(func.count()).select_from(Draft).where(drafts).scalar_subquery(),
        select(func.count()).select_from(StoredFile).where(files).scalar_subquery(),
    )).one()
    return int(row[0]), int(row[1])


def _staged(account: int, alone: bool) -> Any:
    """Uploads of the account that no case has; as a person alone where it has other seats."""
    waiting = (StoredFile.staged_by == account) & StoredFile.case_id.is_(None)
    others = StoredFile.employer_id.is_(None) & StoredFile.office_id.is_(None)
    return waiting if alone else waiting & others


def _of(model: Any, person: Person) -> Any:
    same = model.person_id == person.id
    return or_(same, model.iin == person.iin) if person.iin else same


def accounts_of(session: Session, w: Whose) -> dict[int, bool]:
    """Accounts of the person -> whether they are nobody else's: no office's, no employer's."""
    whose_id = w.person.id if w.person is not None else None
    seated = select(Membership.account_id).where(Membership.person_id == whose_id)
    mine = or_(Membership.account_id == w.account, Membership.account_id.in_(seated))
    rows = session.scalars(select(Membership).where(mine)).all()
    keys = {r.account_id for r in rows} | ({w.account} if w.account is not None else set())
    others = {r.account_id for r in rows if r.role not in w.roles
              or (r.person_id is not None and r.person_id != whose_id)}
    return {key: key not in others for key in sorted(keys)}


# ---- what was placed
def empty_cases(session: Session, ids: Collection[int], number: str) -> None:
    """Forms, findings, messages and files of the cases say nothing any more."""
    gone = {ERASED: number}
    _run(session, update(Entry).where(Entry.of_cases(ids)).values(data=gone))
    _run(session, update(Case).where(Case.id.in_(ids)).values(facts=gone))
    _run(session, update(StoredFile).where(StoredFile.case_id.in_(ids)).values(
        name=BLANK, content=b"", size=0, sha256="0" * 64))
    empty_messages(session, Message.case_id.in_(ids) & Message.employer_id.is_(None))


def empty_messages(session: Session, which: Any) -> None:
    """Messages without address and text; those that still waited are not sent."""
    _run(session, update(Message).where(which, Message.sent_at.is_(None)).where(
        Message.state.in_(("waiting", "failed"))).values(state="cancelled", next_try_at=None))
    _run(session, update(Message).where(which).values(
        recipient=literal(f"{ERASED}:") + cast(Message.id, String), subject=BLANK, body="",
        payload={}, error=None))


def drop_unsent(session: Session, account: int, forms: Collection[str] | None) -> None:
    """Drafts (of ``forms``; None: all), prepared sheets and staged uploads of the account."""
    drafts = delete(Draft).where(Draft.account_id == account)
    _run(session, drafts if forms is None else drafts.where(Draft.form.in_(forms)))
    sheets = delete(Sheet).where(Sheet.account_id == account)
    _run(session, sheets if forms is None else sheets.where(Sheet.form.in_(forms)))
    _run(session, delete(StoredFile).where(_staged(account, forms is None)))


def forget_contact(person: Person) -> None:
    """Neither telephone nor e-mail."""
    person.mobile, person.email = None, None
    person.sources = {k: v for k, v in (person.sources or {}).items()
                      if k not in ("mobile", "email")}


# ---- who it was
def overwrite_person(session: Session, person: Person, number: str) -> None:
    """The row stays under its public number; nothing in it says who that was."""
    iin = person.iin
    forget_contact(person)
    person.surname = person.sort_name = person.number
    person.given_name = person.patronymic = ""
    person.iin = person.birth_date = person.sex = person.citizenship = person.kato = None
    person.address, person.rural, person.sources = {}, False, {ERASED: number}
    card = session.scalars(select(Card).where(Card.person_id == person.id)).first()
    if card is not None:
        _empty_card(card)
    _run(session, update(Entry).where(
        Entry.subject_kind == "person", Entry.subject_id == person.id,
    ).values(data={ERASED: number}))
    empty_messages(session, (Message.person_id == person.id) & Message.employer_id.is_(None))
    if iin:
        _forget_on_exchange(session, iin)


def _empty_card(card: Card) -> None:
    for name in ("occupation", "education_level", "experience_years", "wage_min", "wage_max",
                 "region", "category"):
        setattr(card, name, None)
    card.sections, card.category_detail, card.marks, card.regimes = {}, {}, [], []
    card.searching = card.relocation = False


def _forget_on_exchange(session: Session, iin: str) -> None:
    """Our copy of what the person told the exchange; the exchange's own is theirs to end there."""
    staged = ExchangeItem.about.in_(
        select(ExchangeResume.about).where(ExchangeResume.iin == iin))
    _run(session, update(ExchangeItem).where(staged, ExchangeItem.state == "waiting").values(
        state="late"))
    _run(session, update(ExchangeItem).where(staged).values(data={}))
    _run(session, update(ExchangeResume).where(ExchangeResume.iin == iin).values(
        iin=None, surname="", given_name="", mobile="", email="", kato=None, occupation=None,
        education_level=None, experience_years=None, wage_min=None, regimes=[], relocation=False,
        consent_version="", consent_at=None, state="withdrawn"))


def close_account(session: Session, account: int, pseudonym: str) -> None:
    """No seat, no name, no password; every session and token of the account ends."""
    _run(session, delete(Membership).where(Membership.account_id == account))
    _run(session, delete(SavedFilter).where(SavedFilter.account_id == account))
    _run(session, delete(SigningCode).where(SigningCode.account_id == account))
    session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(
        username=f"{pseudonym.lower()}-{account}", first_name=pseudonym, last_name=BLANK,
        email=f"{pseudonym.lower()}-{account}@invalid", password=None, active=False,
        session_epoch=ACCOUNT.c.session_epoch + 1,
    ))


def leave_account(session: Session, account: int, w: Whose) -> None:
    """The account is also an office's or an employer's: only the person's own seats end."""
    own: Any = Membership.person_id.is_(None)
    if w.person is not None:
        own = or_(own, Membership.person_id == w.person.id)
    _run(session, delete(Membership).where(
        Membership.account_id == account, Membership.role.in_(w.roles), own))


def _run(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
