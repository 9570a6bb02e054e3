"""A person erases what they placed themselves (par. 64); what the Rules order to keep stays.

One act of the person. It ends what is still open by the effects of its own steps, each with its
journal line and its news to the other side; then the last step overwrites what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from console.data import erasing
from console.data.actors import Person
from console.data.case import Case
from console.data.self_service import Resume, SavedSearch, SearchHit
from console.declare import Action, CaseKind, Ground, Label, Step
from plugins.mediation import agreeing, contacts, exchange, resumes, searches
from plugins.mediation.limits import KIND as LIMITS
from plugins.mediation.rules import own_answer_now

if TYPE_CHECKING:
    from console.act import Act

ERASE, OVERWRITE = "mediation.erase_data", "mediation.overwrite_data"
#: states of an offer in which the person's data are with an employer, or about to be
UNDER_WAY = ("accepted", "sent", "interview")
PEOPLE = frozenset({"jobseeker", "applicant"})

WAITED_FOR = Ground("contact_waits", "64", {
    "kk": "Жұмыс беруші байланыс сұрауына жауабыңызды күтіп отыр. Алдымен келісіңіз немесе бас "
          "тартыңыз.",
    "ru": "Работодатель ждет ответа на запрос контакта. Сначала согласитесь или откажите.",
    "en": "An employer waits for your answer to a request for contact. Agree or decline first.",
})
OFFER_RUNS = Ground("offer_under_way", "60", {
    "kk": "Келіскен жұмыс ұсынысыңыз аяқталған жоқ. Ол аяқталғанша немесе деректерді беруге "
          "келісімді қайтарып алғанша өшіру мүмкін емес.",
    "ru": "Принятое предложение работы еще не завершено. До его завершения или отзыва согласия "
          "на передачу данных удаление невозможно.",
    "en": "An offer of work you agreed to is still under way. Erasing waits until it ends or you "
          "withdraw the consent to pass your data on.",
})
NOTHING = Ground("nothing_to_erase", "64", {
    "kk": "Өшіретін ештеңе жоқ: өзіңіз орналастырған деректер сақталмайды.",
    "ru": "Удалять нечего: размещенных вами данных нет.",
    "en": "There is nothing to erase: nothing you placed is kept.",
})

KIND = CaseKind(
    "erasure", {"kk": "Деректерді өшіру", "ru": "Удаление данных", "en": "Erasure of data"}, "ER",
    {"asked": {"kk": "Сұралды", "ru": "Запрошено", "en": "Asked"},
     "done": {"kk": "Өшірілді", "ru": "Удалено", "en": "Erased"}},
    frozenset({"done"}), law="64", listed=False, own=True,
)
ACTIONS = (
    Action(ERASE, "64", {"kk": "Өзі орналастырған деректерді өшіру",
                         "ru": "Удалять размещенные собой данные",
                         "en": "Erase what one placed oneself"}, PEOPLE),
)
NOTICES = ()


# ---- whether it can be
def nothing_waits(act: Act) -> Iterator[Ground]:
    """Nobody is left waiting for an answer that the erasure would take away."""
    person = resumes.known_person(act)
    if person is None:
        return
    waiting = act.session.execute(
        select(Case.kind, Case.number).where(Case.person_id == person.id).where(or_(
            (Case.kind == contacts.KIND.code) & (Case.state == "asked"),
            (Case.kind == "offer") & Case.state.in_(UNDER_WAY),
        )).order_by(Case.id)
    ).all()
    asked = [number for kind, number in waiting if kind == contacts.KIND.code]
    if asked:
        yield WAITED_FOR.because(requests=asked)
    running = [number for kind, number in waiting if kind == "offer"]
    if running:
        yield OFFER_RUNS.because(offers=running)


def something_is_kept(act: Act) -> Iterator[Ground]:
    """An erasure of nothing is no act; a closed account always is one."""
    who = erasing.whose(act.catalog, resumes.known_person(act), act.actor.account_id)
    if not erasing.count(act.session, who).anything:
        yield NOTHING


# ---- what ends first, by its own effects
def _open(kind: str, *states: str) -> Callable[[Act], list[Case]]:
    def cases(act: Act) -> list[Case]:
        if act.case.person_id is None:
            return []
        return list(act.session.scalars(
            select(Case).where(Case.person_id == act.case.person_id, Case.kind == kind)
            .where(Case.state.in_(states)).order_by(Case.id)
        ))
    return cases


def opened(act: Act) -> Case:
    """The case of the erasure; of nobody where only an account is known."""
    return act.new_case(KIND.code, person=resumes.known_person(act), channel="cabinet")


# ---- what is overwritten
def overwrite(act: Act) -> None:
    """Everything the person placed; the identity and the account too where no paragraph keeps it.

    The journal keeps how much of each kind it was.
    """
    session, person = act.session, act.person if act.case.person_id is not None else None
    asker = act.cause.actor.account_id if act.cause is not None else None
    who = erasing.whose(act.catalog, person, asker)
    found, accounts = erasing.count(session, who), erasing.accounts_of(session, who)
    if person is not None:
        _empty_rows(act, person, who.own - {KIND.code})
        if found.contact:
            erasing.forget_contact(person)
    for key, alone in accounts.items():
        erasing.drop_unsent(session, key, None if alone else who.forms)
    if found.whole:
        _forget(act, who, accounts)
    act.facts.update(
        erased=dict(found.cases), drafts=found.drafts, files=found.files, contact=found.contact,
        identity=found.whole,
    )


def _empty_rows(act: Act, person: Person, kinds: frozenset[str]) -> None:
    """Cases of the person's own kinds with the rows beside them."""
    session, quiet = act.session, {"synchronize_session": False}
    ids = session.scalars(
        select(Case.id).where(Case.person_id == person.id, Case.kind.in_(kinds))).all()
    kept = select(SavedSearch.id).where(SavedSearch.person_id == person.id)
    session.execute(delete(SearchHit).where(SearchHit.search_id.in_(kept)),
                    execution_options=quiet)
    session.execute(update(Resume).where(Resume.person_id == person.id).values(
        occupation=None, region=None, relocation=False, regimes=[], education_level=None,
        experience_years=None, wage_min=None, wage_max=None, words="", data={},
    ), execution_options=quiet)
    erasing.empty_cases(session, ids, act.case.number)


def _forget(act: Act, who: erasing.Whose, accounts: dict[int, bool]) -> None:
    """Who it was: the row keeps its public number, the account its key."""
    pseudonym = who.person.number if who.person is not None else act.case.number
    if who.person is not None:
        erasing.overwrite_person(act.session, who.person, act.case.number)
    for key, alone in accounts.items():
        if alone:
            erasing.close_account(act.session, key, pseudonym)
        else:
            erasing.leave_account(act.session, key, who)


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


STEPS = (
    Step(ERASE, "64", "erasure",
         _l("Өз деректерін өшіру", "Удалить свои данные", "Erase my data"),
         action=ERASE, to="asked", form="erasure", opens=opened, place=resumes.place,
         rules=(own_answer_now, nothing_waits, something_is_kept), asks_worklist=False,
         danger=True,
         confirm=_l("Өшірілген деректерді ешкім қалпына келтіре алмайды: орталық та, сіз де.",
                    "Удаленное не восстановит никто: ни центр, ни вы.",
                    "What is erased nobody brings back: neither the center nor you.")),
    Step("mediation.withdraw_erased_resume", "64", "resume",
         _l("Деректер өшірілгенде түйіндеме алынды", "Резюме снято при удалении данных",
            "The resume taken off with the erasure"),
         after=(ERASE,), frm=("hidden", "published", "expired"), to="withdrawn",
         target=_open("resume", "hidden", "published", "expired"), do=(resumes.withdraw,),
         cancels=(resumes.VALID,)),
    Step("mediation.revoke_erased_contact", "64", "contact",
         _l("Деректер өшірілгенде келісім қайтарып алынды", "Согласие отозвано при удалении данных",
            "The consent withdrawn with the erasure"),
         after=(ERASE,), frm=("agreed",), to="revoked", target=_open("contact", "agreed"),
         do=(contacts.revoke,), notices=("contact_revoked",)),
    Step("mediation.end_erased_search", "64", "saved_search",
         _l("Деректер өшірілгенде іздеу жойылды", "Поиск удален вместе с данными",
            "The search deleted with the erasure"),
         after=(ERASE,), frm=("unconfirmed", "active", "paused"), to="ended",
         target=_open("saved_search", "unconfirmed", "active", "paused"), do=(searches.end,)),
    Step("mediation.withdraw_erased_limits", "2", LIMITS,
         _l("Деректер өшірілгенде шектеулер кері алынды", "Ограничения сняты при удалении данных",
            "The limits withdrawn with the erasure"),
         after=(ERASE,), frm=("stated",), to="withdrawn", target=_open(LIMITS, "stated"),
         do=(agreeing.forget_limits,)),
    Step("mediation.end_erased_agreement", "annex-1.1", exchange.AGREEMENT.code,
         _l("Деректер өшірілгенде агенттіктерге келісім қайтарып алынды",
            "Согласие для агентств отозвано при удалении данных",
            "The consent to agencies withdrawn with the erasure"),
         after=(ERASE,), frm=("given",), to="withdrawn",
         target=_open(exchange.AGREEMENT.code, "given"), do=(exchange.withdraw_consent,)),
    # the last one: what the steps above wrote is overwritten too
    Step(OVERWRITE, "64", "erasure",
         _l("Деректер өшірілді", "Данные удалены", "The data were erased"),
         after=(ERASE,), frm=("asked",), to="done", do=(overwrite,)),
)
